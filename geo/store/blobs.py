"""Geometry as the GeoPackage holds it, on whole columns: a small header, then well-known binary (WKB).

Source: OGC 12-128r17 (GeoPackage 1.3), clause 2.1.3. Coordinates are longitude and latitude, EPSG:4326.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

POINT_BYTES = 29
_POINT = np.dtype(
    [("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")]
)  # fmt: skip
_HEADER = np.dtype([("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("envelope", "<f8", 4)])
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_WKB_HEAD_BYTES, _WKB_MOST_TYPE = 5, 7
"""Byte order and type; collections are the last of the plain types."""


def encode(geometries: NDArray[Any]) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the same as `encode_column`, the blobs as objects of shape (n,), bytes or None."""
    column, bounds = encode_column(geometries)
    blobs = np.empty(len(column), dtype=object)  # made of a list, numpy would drop trailing zeros of bytes
    blobs[:] = column.to_pylist()
    return blobs, bounds


def encode_column(geometries: NDArray[Any]) -> tuple[pa.Array, NDArray[np.float64]]:
    """Return the blobs of a column of shapely geometries and their bounds.

    Parameters
    ----------
    geometries
        Shape (n,), any types; heights are left out. None and empty ones become null.

    Returns
    -------
    blobs, bounds
        Arrow column of `pa.binary()`; float64 of shape (n, 4): west, south, east, north, NaN where null.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import shapely

    geometries = np.asarray(geometries, dtype=object)
    if shapely.has_z(geometries).any():
        geometries = shapely.force_2d(geometries)
    bounds = shapely.bounds(geometries)
    there = ~np.isnan(bounds[:, 0])
    is_point = shapely.get_type_id(geometries) == shapely.GeometryType.POINT
    points, others = np.flatnonzero(there & is_point), np.flatnonzero(there & ~is_point)
    blobs = [_binary(_points(bounds[points, 0], bounds[points, 1]))]
    if len(others):
        head = np.zeros(len(others), dtype=_HEADER)
        head["magic"], head["flags"], head["srs"] = b"GP", 3, 4326
        head["envelope"] = bounds[others][:, [0, 2, 1, 3]]
        wkb = pa.array(shapely.to_wkb(geometries[others], byte_order=1), pa.binary())
        blobs.append(pc.binary_join_element_wise(_binary(head), wkb, b""))
    place = np.full(len(geometries), -1)
    place[np.append(points, others)] = np.arange(len(points) + len(others))
    return pa.concat_arrays(blobs).take(pa.array(place, mask=place < 0)), bounds


def decode_column(blobs: pa.Array) -> NDArray[np.object_]:
    """Return the shapely geometries of an Arrow column of blobs, shape (n,); None stays None."""
    return decode(blobs.to_pylist())


def wkb_column(blobs: pa.Array) -> pa.Array:
    """Return an Arrow column of blobs as WKB (little-endian), `pa.binary()`; null stays null."""
    import pyarrow as pa
    import shapely

    there = blobs.is_valid().to_numpy(zero_copy_only=False)
    if not there.any():
        return pa.nulls(len(blobs), pa.binary())
    offsets = np.frombuffer(blobs.buffers()[1], np.int32)[blobs.offset : blobs.offset + len(blobs) + 1]
    data, starts = np.frombuffer(blobs.buffers()[2], np.uint8), offsets[:-1][there]
    heads = _plain_heads(data, starts, np.diff(offsets)[there])
    if heads is None:
        return pa.array(shapely.to_wkb(decode_column(blobs), byte_order=1), pa.binary())
    step = np.zeros(len(data) + 1, np.int8)
    step[starts], step[starts + heads] = 1, -1
    lengths = np.diff(offsets)
    lengths[there] -= heads
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    wkb = data[offsets[0] : offsets[-1]][np.cumsum(step[offsets[0] : offsets[-1]], dtype=np.int8) == 0]
    validity = None if there.all() else pa.array(there).buffers()[1]
    return pa.Array.from_buffers(pa.binary(), len(blobs), [validity, pa.py_buffer(ends), pa.py_buffer(wkb)])


def _plain_heads(
    data: NDArray[np.uint8], starts: NDArray[np.int32], lengths: NDArray[np.int32]
) -> NDArray[np.int32] | None:
    """Return how long the head of each blob is; None where any has no plain little-endian WKB of two dimensions behind it."""
    if lengths.min() < 8 + _WKB_HEAD_BYTES:
        return None
    heads = 8 + np.array(_ENVELOPE_BYTES, np.int32)[np.minimum(data[starts + 3] >> 1 & 7, len(_ENVELOPE_BYTES) - 1)]
    if (lengths < heads + _WKB_HEAD_BYTES).any():
        return None
    order, kind, *rest = (data[starts + heads + at] for at in range(_WKB_HEAD_BYTES))
    plain = (order == 1) & (kind >= 1) & (kind <= _WKB_MOST_TYPE) & ~np.any(rest, axis=0)
    return heads if plain.all() else None


def _points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.void]:
    records = np.zeros(len(lon), dtype=_POINT)
    records["magic"], records["srs"], records["order"], records["type"] = b"GP", 4326, 1, 1
    records["flags"], records["x"], records["y"] = 1, lon, lat
    return records


def _binary(records: NDArray[np.void]) -> pa.Array:
    """Return records as a column of bytes."""
    import pyarrow as pa

    ends = np.arange(0, (len(records) + 1) * records.itemsize, records.itemsize, dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), len(records), [None, pa.py_buffer(ends), pa.py_buffer(records)])


def read_points(blobs: pa.Array) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which of an Arrow column of blobs are points, shape (n,), and the coordinates of those, shape (m, 2).

    A point as only other programs write it, with an envelope or in another order of bytes, is not told here.
    """
    import pyarrow.compute as pc

    long = pc.fill_null(pc.equal(pc.binary_length(blobs), POINT_BYTES), fill_value=False)
    some = blobs.filter(long)
    return _plain_points(
        long.to_numpy(zero_copy_only=False), np.frombuffer(some.buffers()[2] or b"", dtype=_POINT, count=len(some))
    )


def _plain_points(long: NDArray[np.bool_], records: NDArray[np.void]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which blobs, of those as long as a point, are points as we write them, and their coordinates, shape (m, 2)."""
    plain = (records["order"] == 1) & (records["type"] == 1)
    points = long.copy()
    points[long] = plain
    return points, np.column_stack([records["x"], records["y"]])[plain]


def decode(blobs: Sequence[bytes | None]) -> NDArray[np.object_]:
    """Return the shapely geometries of a column of blobs, shape (n,); None stays None."""
    import shapely

    out = np.full(len(blobs), None, dtype=object)
    lengths = np.fromiter((0 if blob is None else len(blob) for blob in blobs), dtype=np.int64, count=len(blobs))
    points = lengths == POINT_BYTES
    if points.any():
        records = np.frombuffer(
            b"".join(blob for blob in blobs if blob is not None and len(blob) == POINT_BYTES), dtype=_POINT
        )
        points, coordinates = _plain_points(points, records)
        out[points] = shapely.points(coordinates)
    others = np.flatnonzero((lengths > 0) & ~points)
    if len(others):
        wkb = [
            blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 7] :] for at in others.tolist() if (blob := blobs[at]) is not None
        ]
        out[others] = shapely.from_wkb(np.array(wkb, dtype=object))
    return out
