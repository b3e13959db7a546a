"""CSV: points as `lon` and `lat`, beside lines and areas all as WKT; no text in it that a spreadsheet would run."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import shapely

from geo.exchange.export.arrow_columns import arrow_column, is_number
from geo.exchange.export.formula_safe import formula_safe
from geo.exchange.export.rfc7946 import DECIMALS
from geo.exchange.read.text_columns import as_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "placed_columns", "write", "write_table"]

_BOM = b"\xef\xbb\xbf"
"""Tells spreadsheets that the file is UTF-8."""
_AT_ONCE = 20_000
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
    columns = placed_columns(export)
    tables = (
        pa.table({name: _safe(column[start : start + _AT_ONCE]) for name, column in columns.items()})
        for start in range(0, max(len(export), 1), _AT_ONCE)
    )
    _write(tables, path)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table without positions, such as sources, in the same way."""
    columns = {str(name): _safe(arrow_column(frame[name])) for name in frame.columns}
    _write([pa.table(columns)], path)


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []


def placed_columns(export: SiteExport) -> dict[str, pa.Array]:
    """Return the columns of a table in which positions are columns too.

    Returns
    -------
    dict
        Arrow columns by heading. `lon` and `lat` (float64) are those of points; where there are lines or areas, `wkt`
        (text) has all rows, points too; each at most seven decimals. They have another heading where one of the rows is called so.
    """
    geometries = export.rows.geometry.to_numpy()
    columns = {name: arrow_column(export.rows[name]) for name in export.columns}
    place = next((name for name in _AFTER if name in columns), None)
    added = _position(geometries)
    out: dict[str, pa.Array] = {}
    for name, column in columns.items():
        if name == place:
            out |= {_free(heading, columns): values for heading, values in added.items()}
        out[name] = column
    for heading, values in ((added if place is None else {}) | _shapes(geometries)).items():
        out[_free(heading, columns)] = values
    return out


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


def _shapes(geometries: NDArray[np.object_]) -> dict[str, pa.Array]:
    types = shapely.get_type_id(geometries)
    there = (types >= _POINT) & ~shapely.is_empty(geometries)
    if not (there & (types > _POINT)).any():
        return {}
    texts = np.full(len(geometries), None, dtype=object)
    texts[there] = shapely.to_wkt(geometries[there], rounding_precision=DECIMALS, trim=True, output_dimension=2)
    return {"wkt": pa.array(texts, pa.large_string())}


def _safe(column: pa.Array) -> pa.Array:
    if column.null_count == len(column):
        return pa.nulls(len(column), pa.string())
    return as_text(column) if is_number(column) else formula_safe(as_text(column))


def _write(tables: Iterable[pa.Table], path: Path) -> None:
    with path.open("wb") as file, ExitStack() as opened:
        file.write(_BOM)
        writer: pv.CSVWriter | None = None
        for table in tables:
            if writer is None:
                writer = opened.enter_context(pv.CSVWriter(file, table.schema))
            writer.write_table(table)
