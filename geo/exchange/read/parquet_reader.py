"""GeoParquet and plain Parquet. Only `geo.exchange.read.reading_child` reads with this module."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import ExchangeError
from geo.exchange.read.reading_child import Description, Request
from geo.exchange.read.text_columns import as_text, bad_text, headings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["read"]

_SOURCES = b"mirasmap:sources"
_GEOARROW = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")
_NAMES_OF_WKB = ("geometry", "geom", "wkb_geometry", "wkb", "the_geom", "shape")


def read(request: Request) -> tuple[Description, pa.Schema, Iterator[pa.RecordBatch]]:
    """Read a file.

    Raises
    ------
    ExchangeError
        If its geometry is written in a way that is not known.
    """
    file = pq.ParquetFile(request.path, pre_buffer=False)  # which would start threads, and those are forbidden
    source = file.schema_arrow
    if len(source.names) > request.limits.columns:
        message = f"it has {len(source.names)} columns, more than {request.limits.columns}: leave some out"
        raise ExchangeError(message)
    metadata = dict(file.metadata.metadata or {})
    geo = _geo(metadata.get(b"geo"))
    columns = geo.get("columns") or {}
    primary, encoding, crs = _geometry(source, geo, columns)
    # boxes that cover the geometry are made of it, and say nothing of their own
    covering = (columns.get(primary) or {}).get("covering") or {}
    boxes = {str(part[0]) for part in (covering.get("bbox") or {}).values() if isinstance(part, list) and part}
    names = [name for name in source.names if name != primary and name not in boxes and name not in columns]
    if len(set(source.names)) < len(source.names):
        message = "two of its columns have the same name: rename one"
        raise ExchangeError(message)
    schema = pa.schema([("", pa.binary()), ("", pa.string()), *((name, pa.string()) for name in headings(names))])
    sources = metadata.get(_SOURCES)
    description = Description(
        layer="",
        layers=(),
        crs=crs,
        has_geometry=primary is not None,
        n_rows=file.metadata.num_rows,
        sources=sources.decode("utf-8", "replace") if sources else None,
    )

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in file.iter_batches(
            request.rows, columns=[*names, *([primary] if primary else [])], use_threads=False
        ):
            n = len(batch)
            bad: dict[int, str] = {}
            texts = []
            for name in names:
                text, rows = bad_text(as_text(batch.column(name)))
                texts.append(text)
                bad |= dict.fromkeys(rows, "bad_text")
            wkb = pa.nulls(n, pa.binary())
            if primary is not None:
                wkb, rows = _wkb(batch.column(primary), encoding)
                bad |= dict.fromkeys(rows, "geometry_unreadable")
            defects = pa.array([bad.get(at) for at in range(n)], pa.string()) if bad else pa.nulls(n, pa.string())
            yield pa.record_batch([wkb, defects, *texts], schema=schema)

    return description, schema, batches()


def _geo(text: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(text or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("columns", {}), dict) else {}


def _geometry(source: pa.Schema, geo: dict[str, Any], columns: dict[str, Any]) -> tuple[str | None, str, str | None]:
    """Return the column of the geometry, how it is written, and its reference system."""
    primary = str(geo.get("primary_column"))
    if primary not in source.names:
        primary = next(iter(columns), "")
    if primary in source.names and isinstance(columns.get(primary), dict):
        said = columns[primary]
        encoding = str(said.get("encoding", "WKB"))
        if encoding.upper() != "WKB" and encoding not in _GEOARROW:
            message = f"its geometry is written as {encoding[:40]!r}, which is not known: export it with WKB"
            raise ExchangeError(message)
        return primary, encoding, _crs(said)
    for field in source:
        name = (field.metadata or {}).get(b"ARROW:extension:name", b"").decode("utf-8", "replace")
        if name.startswith("geoarrow."):
            kind = name.removeprefix("geoarrow.")
            return field.name, kind if kind in _GEOARROW else "WKB", None
    for field in source:
        if field.name.lower() in _NAMES_OF_WKB and (
            pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        ):
            return field.name, "WKB", None
    return None, "WKB", None


def _crs(said: dict[str, Any]) -> str | None:
    """Return the reference system: `EPSG:…` where one is named, else PROJJSON; none said is degrees, null is unknown."""
    crs = said.get("crs", "EPSG:4326")
    if not isinstance(crs, dict):
        return crs if isinstance(crs, str) else None
    identifier = crs.get("id")
    if isinstance(identifier, dict) and identifier.get("authority") == "OGC" and identifier.get("code") == "CRS84":
        return "EPSG:4326"
    if isinstance(identifier, dict) and identifier.get("authority") == "EPSG":
        return f"EPSG:{identifier.get('code')}"
    return json.dumps(crs)


def _wkb(column: pa.Array, encoding: str) -> tuple[pa.Array, list[int]]:
    if isinstance(column.type, pa.BaseExtensionType):
        column = column.storage
    if encoding not in _GEOARROW:
        return column.cast(pa.binary()), []
    import shapely  # only here, as it takes its time

    present = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    geometry: NDArray[np.object_] = np.full(len(column), None, dtype=object)
    values = column.take(pa.array(present))
    offsets = []
    while pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        starts = values.offsets.to_numpy()
        values = values.values.slice(starts[0], starts[-1] - starts[0])
        offsets.append(starts - starts[0])
    geometry[present] = shapely.from_ragged_array(
        shapely.GeometryType[encoding.upper()],
        np.ascontiguousarray(_coordinates(values)),
        tuple(reversed(offsets)) or None,
    )
    return pa.array(shapely.to_wkb(geometry), pa.binary()), []


def _coordinates(values: pa.Array) -> NDArray[np.float64]:
    """Return coordinates, shape (n, 2 or more): a struct of columns, or lists of fixed size."""
    if pa.types.is_struct(values.type):
        axes: list[NDArray[np.float64]] = [part.to_numpy(zero_copy_only=False) for part in values.flatten()[:3]]
        return np.column_stack(axes)
    if pa.types.is_fixed_size_list(values.type):
        flat: NDArray[np.float64] = values.flatten().to_numpy(zero_copy_only=False)
        return flat.reshape(-1, values.type.list_size)[:, :3]
    message = "its geometry is written in a way that is not known: export it with WKB"
    raise ExchangeError(message)
