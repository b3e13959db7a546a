"""Which name of a site or district a reader sees first; the others follow, and none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.labels import script_of_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Name", "first_names", "leading_names", "ordered_names", "shown_names"]

_STANDING = {"official": 0, "variant": 1, "historical": 2}


@dataclass(frozen=True)
class Name:
    """A name with its language, as a page writes it."""

    text: str
    lang: str
    script: str = "Latn"


def ordered_names(names: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return names in the order for a reader: the own language, the own script, then the others, each by language code.

    The browser orders them by the same rule. No name is privileged beyond that; main titles come first in a language.

    Parameters
    ----------
    names
        Columns `text`, `lang`, `status`, if known `script`, and whatever else; one or many sites.
    lang
        The reader's language; `az-Cyrl` counts as `az`.
    """
    strange = names["lang"].astype("string").str.split("-").str[0] != lang
    unread = names["script"] != script_of_language(lang) if "script" in names else False
    return (
        names.assign(_far=strange * (1 + unread), _standing=names["status"].map(_STANDING).fillna(3))
        .sort_values(["_far", "lang", "_standing"], kind="stable")
        .drop(columns=["_far", "_standing"])
    )


def shown_names(names: pd.DataFrame, lang: str) -> dict[str, list[Name]]:
    """Return, for each site, the name in the reader's language and the best one in another script, if there is one.

    Parameters
    ----------
    names
        Names of many sites, with `site_id`, `text`, `lang`, `script`, `status`.
    lang
        The reader's language.
    """
    ordered = ordered_names(names, lang)
    leading = ordered.drop_duplicates("site_id")
    script = ordered["site_id"].map(leading.set_index("site_id")["script"])
    second = ordered[ordered["script"] != script].drop_duplicates("site_id")
    found: dict[str, list[Name]] = {}
    for chosen in (leading, second):
        columns = (chosen[name].tolist() for name in ("site_id", "text", "lang", "script"))
        for site_id, text, code, letters in zip(*columns, strict=True):
            found.setdefault(site_id, []).append(Name(text, code, letters))
    return found


def leading_names(names: pd.DataFrame, lang: str) -> dict[str, Name]:
    """Return the first name of each of a few sites, as `shown_names` does: what a view needs, in a tenth of the time.

    Parameters
    ----------
    names
        Names of some hundred sites at most, with `site_id`, `text`, `lang`, `script`, `status`.
    lang
        The reader's language.
    """
    read = script_of_language(lang)
    best: dict[str, tuple[tuple[int, str, int], Name]] = {}
    columns = (names[name].tolist() for name in ("site_id", "text", "lang", "script", "status"))
    for site_id, text, code, script, status in zip(*columns, strict=True):
        far = 0 if code.split("-")[0] == lang else 1 + (script != read)
        rank = (far, code, _STANDING.get(status, 3))
        if site_id not in best or rank < best[site_id][0]:
            best[site_id] = (rank, Name(text, code, script))
    return {site_id: name for site_id, (_, name) in best.items()}


def first_names(names: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return one name a site, the first in the order for a reader; columns `site_id` and `text`."""
    return ordered_names(names, lang).drop_duplicates("site_id")[["site_id", "text"]]
