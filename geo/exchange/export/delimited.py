"""CSV: points as `lon` and `lat`, beside lines and areas all as WKT; no text in it that a spreadsheet would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import shapely

from geo.exchange.export.arrow_columns import arrow_column, is_number
from geo.exchange.export.formula_safe import formula_safe
from geo.exchange.export.rfc7946 import DECIMALS
from geo.exchange.read.text_columns import as_text
from geo.in_order import in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.export.held_rows import RowPart
    from geo.exchange.export.site_export import SiteExport

__all__ = ["has_shapes", "losses", "placed_columns", "write", "write_table"]

_BOM = b"\xef\xbb\xbf"
"""Tells spreadsheets that the file is UTF-8."""
_AFTER = ("geometry_role", "uncertainty_m")
"""Fields before which the position stands, where there are any."""
_POINT = 0


def write(export: SiteExport, path: Path) -> None:
    """Write the rows, with a heading; the sources stand in a file beside it.

    Parameters
    ----------
    export
        What is null is an empty cell.
    path
        The file.
    """
    shaped = has_shapes(export)

    def made(numbered: tuple[int, RowPart]) -> pa.Buffer:
        number, part = numbered
        return _csv(placed_columns(part.columns, part.geometry, shaped=shaped), heading=not number)

    with path.open("wb") as file:
        file.write(_BOM)
        for text in in_order(made, enumerate(export.parts())):
            file.write(text)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table without positions, such as sources, in the same way."""
    columns = {str(name): arrow_column(frame[name]) for name in frame.columns}
    path.write_bytes(_BOM + _csv(columns, heading=True).to_pybytes())


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []


def has_shapes(export: SiteExport) -> bool:
    """Return whether any position is a line or an area, so that a table has a column `wkt`."""
    return export.held.shapes.n_drawn > 0


def placed_columns(rows: pa.RecordBatch, geometries: NDArray[np.object_], *, shaped: bool) -> dict[str, pa.Array]:
    """Return the columns of a table in which positions are columns too.

    Parameters
    ----------
    rows, geometries
        Some rows, or all.
    shaped
        As of `has_shapes`.

    Returns
    -------
    dict
        Arrow columns by heading. `lon` and `lat` (float64) are those of points; where there are lines or areas, `wkt`
        (text) has all rows, points too; each at most seven decimals. They have another heading where one of the rows is called so.
    """
    columns = {name: rows[name] for name in rows.schema.names}
    place = next((name for name in _AFTER if name in columns), None)
    added = _position(geometries)
    out: dict[str, pa.Array] = {}
    for name, column in columns.items():
        if name == place:
            out |= {_free(heading, columns): values for heading, values in added.items()}
        out[name] = column
    last = (added if place is None else {}) | ({"wkt": _shapes(geometries)} if shaped else {})
    return out | {_free(heading, columns): values for heading, values in last.items()}


def _free(heading: str, taken: Collection[str]) -> str:
    """Return a heading that no column of the rows has."""
    number, free = 1, heading
    while free in taken:
        number += 1
        free = f"{heading}_{number}"
    return free


def _position(geometries: NDArray[np.object_]) -> dict[str, pa.Array]:
    points = (shapely.get_type_id(geometries) == _POINT) & ~shapely.is_empty(geometries)
    out = {}
    for name, get in (("lon", shapely.get_x), ("lat", shapely.get_y)):
        degrees = np.full(len(geometries), np.nan)
        degrees[points] = np.round(get(geometries[points]), DECIMALS) + 0.0  # no -0
        out[name] = pa.array(degrees, mask=~points)
    return out


def _shapes(geometries: NDArray[np.object_]) -> pa.Array:
    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    texts = np.full(len(geometries), None, dtype=object)
    texts[there] = shapely.to_wkt(geometries[there], rounding_precision=DECIMALS, trim=True, output_dimension=2)
    return pa.array(texts, pa.large_string())


def _safe(column: pa.Array) -> pa.Array:
    if column.null_count == len(column):
        return pa.nulls(len(column), pa.string())
    return as_text(column) if is_number(column) else formula_safe(as_text(column))


def _csv(columns: Mapping[str, pa.Array], *, heading: bool) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    table = pa.table({name: _safe(column) for name, column in columns.items()})
    pv.write_csv(table, sink, pv.WriteOptions(include_header=heading))
    return sink.getvalue()
