"""Readers of the two table formats of a data package: CSV (RFC 4180, UTF-8) and GeoJSON (RFC 7946)."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import shapely

from geo.crs import WGS84
from geo.errors import PackageError, Problem
from geo.tables import KEPT, Table, arrow_type, convert, problems_at, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.layers import Field, Layer

__all__ = ["read_csv", "read_geojson"]


def read_csv(path: Path, file: str, layer: Layer, *, crs: str = WGS84) -> Table:
    """Read a CSV file.

    Parameters
    ----------
    path
        Where the file is.
    file
        Its path inside the package, for messages.
    layer
        What it should hold. Columns that are not declared are left out with a note.
    crs
        Reference system of its coordinates.

    Returns
    -------
    Table
        Row 0 is row 2 of a spreadsheet. Numbers that cannot be read are null and among the problems.

    Raises
    ------
    PackageError
        If the file as a whole cannot be read: no UTF-8, rows of different lengths, a quotation mark that nothing closes.
    """
    try:
        header = [] if _open_quote(path) else _header(path)
        if len(header) == len(set(header)) > 0:
            fields = {name: layer.fields[name] for name in header if name in layer.fields}
            found = _columns(path, {name: arrow_type(field) for name, field in fields.items()})
            if all(_is_finite(column) for column in found.columns):
                return table_of(layer, file, found, crs=crs, header=header)
    except (pa.ArrowInvalid, UnicodeDecodeError, csv.Error, StopIteration):
        pass  # found out below, slowly and with row and field
    if defects := _defects(path, file):
        raise PackageError(defects)
    found, problems = _with_bad_numbers(path, file, layer, header)
    return table_of(layer, file, found, crs=crs, header=header, problems=problems)


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines))


def _columns(path: Path, types: dict[str, pa.DataType]) -> pa.Table:
    if not types:
        return pa.table({})
    return pv.read_csv(
        path,
        read_options=pv.ReadOptions(block_size=1 << 24),
        parse_options=pv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pv.ConvertOptions(
            include_columns=list(types),
            column_types=types,
            null_values=[""],  # a site may be called NA
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _is_finite(column: pa.ChunkedArray) -> bool:
    return not pa.types.is_floating(column.type) or pc.all(pc.is_finite(column)).as_py() is not False


def _open_quote(path: Path) -> bool:
    """Return whether quotation marks are odd in number: Arrow would read the rest of the file as one cell."""
    with path.open("rb") as raw:
        return sum(chunk.count(b'"') for chunk in iter(partial(raw.read, 1 << 22), b"")) % 2 == 1


def _defects(path: Path, file: str) -> list[Problem]:
    """Return why a file cannot be read as a table."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = list(csv.reader(io.StringIO(data[: error.start].decode("utf-8-sig"), newline="")))
        header, last = (before[0], before[-1]) if before else ([], [])
        field = header[len(last) - 1] if len(before) > 1 and 0 < len(last) <= len(header) else None
        message = (
            f"byte {error.start + 1} of the file (0x{data[error.start]:02X}) is not UTF-8; save the file as UTF-8 again"
        )
        return [Problem(file, message, max(len(before), 1), field)]
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    out: list[Problem] = []
    number = 0
    try:
        header = next(rows, [])
        width, number = len(header), 1
        if not width:
            return [Problem(file, "the file is empty; its first row must name the columns")]
        if twice := next((name for name in header if header.count(name) > 1), None):
            return [Problem(file, f"two columns are called {twice!r}; rename one", 1, twice)]
        for number, row in enumerate(rows, 2):
            if len(row) not in (0, width) and len(out) < KEPT:
                message = f"the row has {len(row)} cells where the heading has {width}; put cells with commas in quotes"
                out.append(Problem(file, message, number))
    except csv.Error:
        message = "a quotation mark is not closed or stands inside a cell; double it there"
        out.append(Problem(file, message, number + 1))
    return out


def _with_bad_numbers(path: Path, file: str, layer: Layer, header: list[str]) -> tuple[pa.Table, list[Problem]]:
    fields = {name: layer.fields[name] for name in header if name in layer.fields}
    try:
        texts = _columns(path, dict.fromkeys(fields, pa.string()))
    except pa.ArrowInvalid as error:
        raise PackageError([Problem(file, f"the file is no CSV: {error!s:.200}")]) from error
    raw = Table(layer, file, texts)
    columns, problems = {}, []
    for name, field in fields.items():
        columns[name] = texts[name]
        if field.dtype != "str":
            columns[name], wrong = convert(texts[name], field)
            kind = "whole number" if field.dtype == "Int64" else "number with a decimal point"
            problems += problems_at(raw, wrong, name, f"{{!r:.60}} is no {kind}".format)
    return pa.table(columns), problems


def read_geojson(path: Path, file: str, layer: Layer, *, crs: str = WGS84) -> Table:
    """Read a GeoJSON feature collection.

    Parameters
    ----------
    path
        Where the file is.
    file
        Its path inside the package, for messages.
    layer
        What its properties should hold. Properties that are not declared are left out with a note.
    crs
        Reference system of its coordinates; lon, lat in WGS 84 by the standard.

    Returns
    -------
    Table
        Row 0 is feature 1. `lon` and `lat` are those of points, null for other geometry.

    Raises
    ------
    PackageError
        If the file is no feature collection.
    """
    features = _features(path, file)
    names = dict.fromkeys(name for feature in features for name in (feature.get("properties") or {}))
    problems: list[Problem] = []
    columns = {}
    for name in [name for name in names if name in layer.fields and name not in ("lon", "lat")]:
        values = [(feature.get("properties") or {}).get(name) for feature in features]
        columns[name], wrong = _typed(values, layer.fields[name])
        say = {"str": "text", "Int64": "a whole number", "float64": "a number"}[layer.fields[name].dtype]
        problems += [Problem(file, f"{values[row]!r:.60} is not {say}", row + 1, name) for row in wrong[:KEPT]]
    texts = np.array(
        [None if f.get("geometry") is None else orjson.dumps(f["geometry"]) for f in features], dtype=object
    )
    geometry = shapely.from_geojson(texts, on_invalid="ignore")
    lost = np.flatnonzero(shapely.is_missing(geometry) & (texts != None))  # noqa: E711 (numpy compares each element; `is` would compare the array)
    problems += [Problem(file, "the geometry cannot be read", row + 1, "geometry") for row in lost[:KEPT].tolist()]
    found = pa.table(columns) if columns else pa.table({"": pa.nulls(len(features))})
    header = [name for name in names if name not in ("lon", "lat") or not layer.geometry]
    if not features:  # without a feature no property can be missing
        header = list(layer.fields)
    return table_of(layer, file, found, crs=crs, geometry=geometry, header=header, problems=problems)


def _features(path: Path, file: str) -> list[dict[str, Any]]:
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        message = f"the file is not JSON in UTF-8: {error.msg} in line {error.lineno}, column {error.colno}"
        raise PackageError([Problem(file, message)]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise PackageError([Problem(file, "the file is not a GeoJSON feature collection: it has no list `features`")])
    for number, feature in enumerate(features, 1):
        parts = feature if isinstance(feature, dict) else {"properties": 0}
        if not all(isinstance(parts.get(key), dict | None) for key in ("properties", "geometry")):
            raise PackageError([Problem(file, "the feature is no object with properties and geometry", number)])
    return features


def _typed(values: list[Any], field: Field) -> tuple[pa.ChunkedArray, list[int]]:
    """Return values of JSON as an Arrow column, null where the type is wrong, and the rows at fault."""
    types: tuple[type, ...] = {"str": (str,), "Int64": (int,), "float64": (int, float)}[field.dtype]

    def fits(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, types):
            return False
        return not isinstance(value, int) or -(2**53) < value < 2**53

    wrong = [row for row, value in enumerate(values) if value is not None and not fits(value)]
    cells = [value if value != "" and fits(value) else None for value in values]
    if field.dtype == "float64":
        cells = [None if cell is None else float(cell) for cell in cells]
    return pa.chunked_array([pa.array(cells, type=arrow_type(field))]), wrong
