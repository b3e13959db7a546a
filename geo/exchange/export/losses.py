"""What a format cannot hold of the rows at hand, said before anybody misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.exchange.export.writers import writer_of
from geo.exchange.formats import FORMATS
from geo.vocabularies import Sensitivity

if TYPE_CHECKING:
    from geo.exchange.export.site_export import SiteExport

__all__ = ["SOURCES_BESIDE", "losses"]

SOURCES_BESIDE = ("ndjson", "csv")
"""Formats that have no place for sources: they stand in a file beside."""
_WHOLE_LAYERS = ("gpkg", "linked-places", "inspire", "cidoc-crm")
"""Formats that are made of the layers, not of the rows alone; the last three say themselves what they leave out."""


def losses(export: SiteExport, format: str) -> list[str]:
    """Return what a format cannot hold of these rows.

    Parameters
    ----------
    export
        The rows.
    format
        Name of a format that is written, of `geo.exchange.formats.FORMATS`.

    Returns
    -------
    list of str
        What is missing, with the count in brackets, each to stand in a list; empty where the file holds all.
    """
    about, told = FORMATS[format], []
    rows = export.rows
    geometries = rows.geometry.to_numpy()
    dimensions = shapely.get_dimensions(geometries)
    if "sensitivity" in rows.columns:
        n_hidden = int((rows["sensitivity"].notna() & (rows["sensitivity"] != str(Sensitivity.PUBLIC))).sum())
        if n_hidden:
            told.append(f"positions of hidden places: the file has the cell that the public sees ({n_hidden:,})")
    if not about.shapes and (n_shapes := int((dimensions > 0).sum())):
        told.append(f"lines and areas, which become a point each, since the format holds no others ({n_shapes:,})")
    if not about.placeless:
        n_placeless = int(np.count_nonzero((dimensions < 0) | shapely.is_empty(geometries)))
        if n_placeless:
            told.append(f"rows without a position, which are left out, since the format holds none ({n_placeless:,})")
    if {"id", "part_of"} <= set(rows.columns):
        n_apart = int((rows["part_of"].notna() & ~rows["part_of"].isin(rows["id"])).sum())
        if n_apart:
            told.append(f"sites of which others are part, and that are not in the file ({n_apart:,})")
    told += writer_of(format).losses(export)
    if format not in _WHOLE_LAYERS:
        told += export.beyond_rows
    if format in SOURCES_BESIDE and len(export.sources):
        told.append(
            f"the sources, for which the format has no place; they are a file of their own ({len(export.sources):,})"
        )
    return told
