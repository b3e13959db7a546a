"""What a map says in one language: the interface's texts, and words for the codes, ids and dates of its sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.layers import DESIGNATIONS, SITES
from geo.vocabularies import Condition
from maps.dates import in_words
from maps.i18n import client_messages, direction, translations
from maps.words import access_label, condition_label, kind_label, language_name, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["language_texts", "texts_block"]


def texts_block(lang: str) -> str:
    """Return the id of the data block of a language."""
    return f"mirasmap-texts-{lang}"


def language_texts(
    lang: str,
    *,
    page_title: str | None = None,
    kinds: Iterable[str] = (),
    districts: pd.DataFrame | None = None,
    accesses: Iterable[str] = (),
    dates: Iterable[str] = (),
    name_langs: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the texts of a map in a language, ready for JSON.

    Parameters
    ----------
    lang
        One of `maps.i18n.LANGUAGES`.
    page_title
        Of the page; else that it is a map of heritage.
    kinds, accesses
        Codes that occur.
    districts
        Columns `id` and `label`, the name in this language (see `maps.labels.name_districts`).
    dates
        Distinct dates in EDTF; those that are their own words are left out.
    name_langs
        Languages of the sites' names.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.
    """
    _ = translations(lang).gettext
    return {
        "lang": lang,
        "dir": direction(lang),
        "title": page_title or _("Map of heritage"),
        "messages": client_messages(lang),
        "language_names": {code: language_name(code, lang) for code in name_langs},
        "kinds": {kind: kind_label(kind, lang) or _("kind not stated") for kind in kinds},
        "conditions": {"none": condition_label(None, lang)}
        | {str(int(grade)): condition_label(int(grade), lang) for grade in Condition},
        "districts": _labels(districts),
        "access": {status: access_label(status, lang) for status in accesses},
        "dates": {date: words for date in dates if (words := in_words(date, lang)) != date},
        "titles": {
            "district": title(SITES.fields["district"], lang),
            "settlement": _("Settlement"),
            "built": title(SITES.fields["built"], lang),
            "condition_by": _("Who speaks of the condition"),
            "last_looked_on": _("Somebody looked later and could not tell"),
            "n_statements": _("Statements"),
            "designations": title(DESIGNATIONS, lang),
            "register_id": _("no."),
        },
    }


def _labels(districts: pd.DataFrame | None) -> dict[str, str]:
    if districts is None or "label" not in districts:
        return {}
    return dict(zip(districts["id"], districts["label"], strict=True))
