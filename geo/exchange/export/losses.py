"""What a format cannot hold of the rows at hand, said before anybody misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.writers import writer_of
from geo.exchange.formats import FORMATS
from geo.exchange.read.text_columns import as_text
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
    shapes = export.held.shapes
    if n_hidden := _n_hidden(export):
        told.append(f"positions of hidden places: the file has the cell that the public sees ({n_hidden:,})")
    if not about.shapes and (n_shapes := sum(n for dimension, n in shapes.dimensions.items() if dimension > 0)):
        told.append(f"lines and areas, which become a point each, since the format holds no others ({n_shapes:,})")
    if not about.placeless and shapes.n_placeless:
        told.append(
            f"rows without a position, which are left out, since the format holds none ({shapes.n_placeless:,})"
        )
    if n_apart := _n_apart(export):
        told.append(f"sites of which others are part, and that are not in the file ({n_apart:,})")
    told += writer_of(format).losses(export)
    if format not in _WHOLE_LAYERS:
        told += export.beyond_rows
    if format in SOURCES_BESIDE and len(export.sources):
        told.append(
            f"the sources, for which the format has no place; they are a file of their own ({len(export.sources):,})"
        )
    return told


def _n_hidden(export: SiteExport) -> int:
    """Return how many rows are of sites that the public sees as a cell."""
    if "sensitivity" not in export.filled:
        return 0
    parts = (as_text(part.columns["sensitivity"]) for part in export.parts(["sensitivity"]))
    return sum(pc.sum(pc.not_equal(part, str(Sensitivity.PUBLIC))).as_py() or 0 for part in parts)


def _n_apart(export: SiteExport) -> int:
    """Return how many rows are part of a site of which there is no row."""
    if "id" not in export.columns or "part_of" not in export.filled:
        return 0
    parts = [as_text(part.columns["part_of"]).drop_null() for part in export.parts(["part_of"])]
    wanted = pa.concat_arrays(parts).unique()
    for part in export.parts(["id"]):
        wanted = wanted.filter(pc.invert(pc.is_in(wanted, value_set=as_text(part.columns["id"]))))
    return sum(pc.sum(pc.is_in(part, value_set=wanted)).as_py() or 0 for part in parts)
