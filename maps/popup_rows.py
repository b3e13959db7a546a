"""What is said about each site beyond its condition, as columns that know no language: the client puts them into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from maps.payload import by_owner, coded, text_column

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["designation_columns", "foreign_columns", "name_columns"]

OURS = {
    "id", "kind", "geometry", "condition", "condition_on", "condition_status", "condition_statement", "condition_by",
    "disputed", "sources_differ", "sensitivity", "uncertainty_m", "built", "built_from", "built_to", "newest_on",
    "geometry_role", "part_of", "name", "location_certainty", "district", "settlement", "last_looked_on", "n_statements",
}  # fmt: skip
"""Columns that the client shows in its own way, or that a map does not need; every other is a row of the popup."""


def foreign_columns(sites: pd.DataFrame) -> dict[str, object]:
    """Return the columns that are not ours as `foreign_0`, `foreign_1`, …, and `foreign`, their names in that order.

    A column is texts, or codes (-1 where nothing is said) with the texts beside them under `foreign_0_texts`.
    """
    columns: dict[str, object] = {}
    titles: list[str] = []
    for name in sites.columns:
        if name in OURS:
            continue
        found = _text_or_codes(f"foreign_{len(titles)}", sites[name])
        if found:
            columns |= found
            titles.append(_title(name))
    return {"foreign": titles} | columns


def designation_columns(ids: pd.Index[str], designations: pd.DataFrame | None) -> dict[str, object]:
    """Return how many designations each site has, and their schemes, levels and numbers in the register.

    Parameters
    ----------
    ids
        Of the sites.
    designations
        Columns `site_id`, `scheme`, and `level` and `register_id` where known.
    """
    if designations is None or designations.empty:
        return {}
    order, count = by_owner(ids, designations["site_id"])
    rows = designations.iloc[order]
    scheme, schemes = coded(rows["scheme"].astype("string"))
    level, levels = coded(_or_nothing(rows, "level"))
    return {
        "designations": count,
        "scheme": scheme,
        "schemes": schemes,
        "level": level,
        "levels": levels,
        "register_id": text_column(_or_nothing(rows, "register_id")),
    }


def name_columns(ids: pd.Index[str], names: pd.DataFrame) -> dict[str, object]:
    """Return how many names each site has, and their texts, languages and standings.

    Parameters
    ----------
    ids
        Of the sites.
    names
        Columns `site_id`, `text`, `lang`, and `status` where known.
    """
    order, count = by_owner(ids, names["site_id"])
    rows = names.iloc[order]
    lang, langs = coded(rows["lang"].astype("string"))
    status, statuses = coded(_or_nothing(rows, "status"))
    return {
        "names": count,
        "name": text_column(rows["text"]),
        "name_lang": lang,
        "langs": langs,
        "name_status": status,
        "statuses": statuses,
    }


def _text_or_codes(key: str, values: pd.Series[Any]) -> dict[str, object]:
    """Return a column under its key, as codes where its texts repeat; nothing where it says nothing."""
    said = text_column(values)
    codes, distinct = coded(said.to_pandas())
    if not distinct:
        return {}
    if 2 * len(distinct) > len(said) > 8:
        return {key: said}
    return {key: codes, f"{key}_texts": distinct}


def _or_nothing(rows: pd.DataFrame, column: str) -> pd.Series[Any]:
    if column in rows:
        return rows[column].astype("string")
    return pd.Series(pd.NA, index=rows.index, dtype="string")


def _title(name: Hashable) -> str:
    return str(name)
