"""What a popup says about each site, as columns in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.layers import DESIGNATIONS, SITES
from maps.dates import in_words
from maps.i18n import number, translations
from maps.payload import dictionary, grouped, texts
from maps.words import title

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["popup_rows"]

DRAWN = {
    "id", "kind", "geometry", "condition", "condition_on", "condition_status", "condition_statement", "disputed",
    "sources_differ", "sensitivity", "uncertainty_m", "built_from", "built_to", "newest_on",
    "geometry_role", "part_of", "name", "location_certainty",
}  # fmt: skip
"""Columns of ours that the client shows in its own way, or that a map does not need."""


def popup_rows(
    sites: pd.DataFrame,
    *,
    designations: pd.DataFrame | None,
    districts: pd.DataFrame | None,
    lang: str,
) -> list[dict[str, Any]]:
    """Return the rows of the popup, one entry a column, encoded for the page.

    Parameters
    ----------
    sites
        Placed sites, with any of the columns of `Store.public_sites()`. Every other column becomes a row under its own name.
    designations
        Columns `site_id`, `scheme`, and `level` and `register_id` where known.
    districts
        Columns `id` and `label`, the name in the reader's language (see `maps.labels.name_districts`).
    lang
        Language of titles and words.

    Returns
    -------
    list of dict
        `key`, `title`, and `v` (texts) or `dict` and `v` (codes); columns without any value are left out.
    """
    labels = None if districts is None or "label" not in districts else districts.set_index("id")["label"]
    _ = translations(lang).gettext

    def declared(key: str) -> str:
        return title(SITES.fields[key], lang)

    def date(column: pd.Series[Any]) -> pd.Series[Any]:
        return _each_distinct(column, lambda text: in_words(text, lang))

    def count(text: str) -> str:
        return number(int(text), lang) if text.isdecimal() else text

    ours: dict[str, tuple[str, Callable[[pd.Series[Any]], pd.Series[Any]]]] = {
        "district": (declared("district"), lambda ids: ids if labels is None else ids.map(labels).fillna(ids)),
        "settlement": (_("Settlement"), lambda names: _unless_district(names, sites, labels)),
        "built": (declared("built"), date),
        "condition_by": (_("Who speaks of the condition"), lambda names: names),
        "last_looked_on": (_("Somebody looked later and could not tell"), date),
        "n_statements": (_("Statements"), lambda counts: _each_distinct(counts.mask(counts == "0"), count)),
    }
    rows = [_row(key, head, said(sites[key].astype("string"))) for key, (head, said) in ours.items() if key in sites]
    if designations is not None and "id" in sites:
        listed = _designations(pd.Index(sites["id"].astype(str)), designations, _("no."))
        rows.append({"key": "designations", "title": title(DESIGNATIONS, lang), "v": listed} if any(listed) else None)
    rows += [_row(str(key), str(key), texts(sites[key])) for key in sites.columns if key not in DRAWN | ours.keys()]
    return [row for row in rows if row is not None]


def _row(key: str, head: str, values: pd.Series[Any]) -> dict[str, Any] | None:
    values = values.where(values != "")
    return None if values.isna().all() else {"key": key, "title": head, **dictionary(values)}


def _each_distinct(column: pd.Series[Any], said: Callable[[str], str]) -> pd.Series[Any]:
    """Apply a function to each distinct value only: dates and codes repeat, whatever the number of sites."""
    return column.map({value: said(value) for value in column.dropna().unique()})


def _unless_district(names: pd.Series[Any], sites: pd.DataFrame, labels: pd.Series[Any] | None) -> pd.Series[Any]:
    """Return the settlements without those that only repeat the district, which the popup names already."""
    if "district" not in sites:
        return names
    ids = sites["district"].astype("string")
    shown = ids if labels is None else ids.map(labels).astype("string")
    same = [names.str.casefold() == each.str.casefold() for each in (ids, shown)]
    return names.mask((same[0] | same[1]).fillna(value=False))


def _designations(ids: pd.Index[str], designations: pd.DataFrame, number_sign: str) -> list[list[str]]:
    """Return the designations of each site as texts, in the order of the layer."""
    said = designations["scheme"].astype("string")
    for column, before, after in (("level", ", ", ""), ("register_id", f" · {number_sign} ", "")):
        if column in designations:
            value = designations[column].astype("string")
            said = said + (before + value + after).fillna("")
    return grouped(ids, designations["site_id"], said.tolist())
