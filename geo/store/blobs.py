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


def encode(geometries: NDArray[Any]) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the blobs of a column of shapely geometries and their bounds.

    Parameters
    ----------
    geometries
        Shape (n,), any types, two dimensions; None and empty ones become None.

    Returns
    -------
    blobs, bounds
        Objects of shape (n,), bytes or None; float64 of shape (n, 4): west, south, east, north, NaN where None.
    """
    import shapely

    geometries = shapely.force_2d(np.asarray(geometries, dtype=object))
    bounds = shapely.bounds(geometries)
    blobs = np.full(len(geometries), None, dtype=object)
    there = ~np.isnan(bounds[:, 0])
    points = there & (shapely.get_type_id(geometries) == 0)
    blobs[points] = _objects(encode_points(bounds[points, 0], bounds[points, 1]))
    others = there & ~points
    if others.any():
        head = np.zeros(int(others.sum()), dtype=_HEADER)
        head["magic"], head["flags"], head["srs"] = b"GP", 3, 4326
        head["envelope"] = bounds[others][:, [0, 2, 1, 3]]
        wkb = shapely.to_wkb(geometries[others], byte_order=1)
        blobs[others] = _objects([h.tobytes() + w for h, w in zip(head, wkb, strict=True)])
    return blobs, bounds


def encode_column(geometries: NDArray[Any]) -> tuple[pa.Array, NDArray[np.float64]]:
    """Return the same as `encode`, the blobs as an Arrow column without an object a row."""
    import pyarrow as pa
    import shapely

    geometries = shapely.force_2d(np.asarray(geometries, dtype=object))
    bounds = shapely.bounds(geometries)
    there = ~np.isnan(bounds[:, 0])
    points = there & (shapely.get_type_id(geometries) == 0)
    if (there & ~points).any():
        return pa.array(encode(geometries)[0], pa.binary()), bounds
    records = _points(bounds[points, 0], bounds[points, 1])
    ends = np.concatenate([[0], np.cumsum(np.where(points, POINT_BYTES, 0))]).astype(np.int32)
    mask = pa.array(points).buffers()[1]
    return pa.Array.from_buffers(
        pa.binary(), len(points), [mask, pa.py_buffer(ends), pa.py_buffer(records.tobytes())]
    ), bounds


def decode_column(blobs: pa.Array) -> NDArray[np.object_]:
    """Return the shapely geometries of an Arrow column of blobs, shape (n,); None stays None."""
    return decode(blobs.to_pylist())


def encode_points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> list[bytes]:
    """Return the blobs of points, shape (n,), degrees."""
    raw = _points(lon, lat).tobytes()
    return [raw[start : start + POINT_BYTES] for start in range(0, len(raw), POINT_BYTES)]


def _points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.void]:
    records = np.zeros(len(lon), dtype=_POINT)
    records["magic"], records["srs"], records["order"], records["type"] = b"GP", 4326, 1, 1
    records["flags"], records["x"], records["y"] = 1, lon, lat
    return records


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
        out[points] = shapely.points(records["x"], records["y"])
    others = np.flatnonzero((lengths > 0) & ~points)
    if len(others):
        wkb = [
            blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 7] :] for at in others.tolist() if (blob := blobs[at]) is not None
        ]
        out[others] = shapely.from_wkb(np.array(wkb, dtype=object))
    return out


def _objects(values: list[bytes]) -> NDArray[np.object_]:
    """Return a list of bytes as objects: numpy would else make fixed-width bytes of it and drop their trailing zeros."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
