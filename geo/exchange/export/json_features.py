"""Rows as GeoJSON features, whole columns at a time: no object is made of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.rfc7946 import rfc7946_geometry
from geo.exchange.export.text_joins import joined, listed, or_empty, text_bytes
from geo.exchange.read.text_columns import as_text
from geo.in_order import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.export.held_rows import RowPart
    from geo.exchange.export.site_export import SiteExport

__all__ = ["feature_parts", "geometry_json", "records", "value_json"]

_TEXT = pa.large_string()
_POINT = 0
_FIRST_PLAIN = 0x20
"""Below are control characters, of which each has a way of its own to be written."""


def feature_parts(export: SiteExport, *, before: str, after: str) -> Iterator[tuple[bytes, NDArray[np.float64]]]:
    """Yield the features of an export as JSON, one after another, and their bounds.

    Parameters
    ----------
    export
        Columns of any type; what is null is left out of `properties`.
    before, after
        What stands before and after each feature, such as a newline.

    Yields
    ------
    text, bounds
        UTF-8; west, south, east, north of each feature, shape (n, 4), NaN where it has no geometry.
    """

    def made(part: RowPart) -> tuple[bytes, NDArray[np.float64]]:
        geometries = rfc7946_geometry(part.geometry)
        return text_bytes(_features(part.columns, geometries, before, after)), shapely.bounds(geometries)

    yield from in_order(made, export.parts())


def _features(columns: pa.RecordBatch, geometries: NDArray[np.object_], before: str, after: str) -> pa.Array:
    present = {name: columns[name] for name in columns.schema.names if columns[name].null_count < len(columns)}
    members: list[list[pa.Array | str]] = []
    for name, column in present.items():
        value = _value_parts(column)
        member = [f"{orjson.dumps(name).decode()}:", *value]
        if any(part.null_count for part in value if not isinstance(part, str)):
            member = [joined(*member)]
        members.append(member)
    parts: list[pa.Array | str] = [before + '{"type":"Feature",']
    if "id" in present:
        parts.append(or_empty(joined('"id":', *_value_parts(present["id"]), ",")))
    parts += ['"geometry":', geometry_json(geometries), ',"properties":{', *_members(members), "}}" + after]
    return joined(*parts)


def _members(members: list[list[pa.Array | str]]) -> list[pa.Array | str]:
    """Return the members of objects with commas between those that there are, as parts of one text."""
    if members and len(members[0]) > 1:  # the first one is there in every row
        out = members[0]
        for member in members[1:]:
            out += [",", *member] if len(member) > 1 else [or_empty(joined(",", *member))]
        return out
    return [or_empty(listed([joined(*member) for member in members], ","))] if members else []


def value_json(column: pa.Array) -> pa.Array:
    """Return a column as JSON: numbers as they are, all else as texts; null stays null, as do numbers that are none."""
    parts = _value_parts(column)
    return parts[0] if len(parts) == 1 else joined(*parts)


def _value_parts(column: pa.Array) -> list[Any]:
    """Return the parts of which the JSON of a column is joined, one of them a column."""
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return [column.cast(_TEXT)]
    if pa.types.is_floating(kind):
        return [pc.if_else(pc.is_finite(column), column, None).cast(_TEXT)]
    text = as_text(column).cast(_TEXT)
    letters = np.frombuffer(text_bytes(text), np.uint8)
    if (letters < _FIRST_PLAIN).any():
        texts = [None if value is None else orjson.dumps(value).decode() for value in text.to_pylist()]
        return [pa.array(texts, _TEXT)]
    for letter in ("\\", '"'):
        if (letters == ord(letter)).any():
            text = pc.replace_substring(text, letter, f"\\{letter}")
    return ['"', text, '"']


def geometry_json(geometries: NDArray[np.object_]) -> pa.Array:
    """Return geometries as GeoJSON; `null` where there is none."""
    types = shapely.get_type_id(geometries)
    out = np.full(len(geometries), "null", dtype=object)
    others = (types >= 0) & (types != _POINT)
    out[others] = shapely.to_geojson(geometries[others])
    texts = pa.array(out, _TEXT)
    points = types == _POINT
    if not points.any():
        return texts
    lon, lat = (pa.array(get(geometries[points])).cast(_TEXT) for get in (shapely.get_x, shapely.get_y))
    made = joined('{"type":"Point","coordinates":[', lon, ",", lat, "]}")
    return made if points.all() else pc.replace_with_mask(texts, pa.array(points), made)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as objects for JSON, without what is null; for small tables such as sources."""
    columns = {str(name): arrow_column(frame[name]).to_pylist() for name in frame.columns}
    return [
        {name: values[at] for name, values in columns.items() if values[at] is not None} for at in range(len(frame))
    ]
