"""Coordinates of GeoJSON to geometry: nested lists of numbers as Arrow holds them, whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["NESTED", "Shapes", "collections", "shapes"]

NESTED = {"Point": 1, "LineString": 2, "MultiPoint": 2, "Polygon": 3, "MultiLineString": 3, "MultiPolygon": 4}
"""How deeply the coordinates of each type are nested."""
_TYPES = {
    "LineString": shapely.GeometryType.LINESTRING,
    "MultiPoint": shapely.GeometryType.MULTIPOINT,
    "Polygon": shapely.GeometryType.POLYGON,
    "MultiLineString": shapely.GeometryType.MULTILINESTRING,
    "MultiPolygon": shapely.GeometryType.MULTIPOLYGON,
}

_FINE, _NESTING, _SHORT, _FINITE, _LINE, _RING, _OPEN = range(7)
_WHY = {
    _NESTING: ("geometry_unreadable", "the coordinates are not nested as a {type} needs"),
    _SHORT: ("geometry_unreadable", "a position has fewer than two numbers"),
    _FINITE: ("not_finite", "a coordinate is empty, no number or infinite"),
    _LINE: ("geometry_unreadable", "a line has fewer than two positions"),
    _RING: ("geometry_unreadable", "a ring has fewer than four positions"),
    _OPEN: ("geometry_unreadable", "a ring is not closed: repeat its first position at its end"),
}


@dataclass(frozen=True)
class Shapes:
    """Geometry of some rows, and what is wrong with those that have none."""

    geometry: NDArray[np.object_]
    """Shape (n,); None where the list of coordinates is empty, which RFC 7946 (3.1) reads as no geometry, or is unreadable."""
    wrong: dict[int, tuple[str, str]]
    """Place to code of `geo.exchange.report.issue_codes` and detail."""


@dataclass(frozen=True)
class _Ragged:
    offsets: list[NDArray[np.int64]]
    """Outermost first; the innermost counts positions."""
    coordinates: NDArray[np.float64]
    """Shape (m, 3), NaN where a position has no height."""
    lengths: NDArray[np.int64]
    """How many numbers each position has."""
    holes: list[NDArray[np.bool_]]
    """Of each level, which elements are no list."""

    def rows(self, flags: NDArray[np.bool_], level: int) -> NDArray[np.bool_]:
        """Return which rows have a flag among their elements of a level; level 0 is that of the rows themselves."""
        bounds = np.arange(len(flags) + 1)
        if level:
            bounds = self.offsets[0]
            for offsets in self.offsets[1:level]:
                bounds = offsets[bounds]
        sums = np.append(0, np.cumsum(flags))
        return np.asarray(sums[bounds[1:]] > sums[bounds[:-1]])


def shapes(type_: str, lists: pa.Array) -> Shapes:
    """Return geometry of one type.

    Parameters
    ----------
    type_
        Of `NESTED`.
    lists
        Coordinates as lists of lists of numbers, nested as the type asks; null where they are not.

    Returns
    -------
    Shapes
        Heights are kept where any position of a geometry has one; the others have NaN there.
    """
    ragged = _ragged(lists, NESTED[type_])
    why = _why(ragged, type_)
    geometry = np.full(len(lists), None, dtype=object)
    level = NESTED[type_] - 1
    fine = (why == _FINE) & ragged.rows(ragged.lengths > 0, level)
    high = fine & ragged.rows(np.isfinite(ragged.coordinates[:, 2]), level)
    for rows, dimensions in ((fine & ~high, 2), (high, 3)):
        if rows.any():
            part = ragged if rows.all() else _ragged(lists.take(_places(rows)), NESTED[type_])
            geometry[rows] = _build(type_, part, dimensions)
    return Shapes(geometry, {k: _said(int(why[k]), type_) for k in np.flatnonzero(why != _FINE).tolist()})


def _said(why: int, type_: str) -> tuple[str, str]:
    code, detail = _WHY[why]
    return code, detail.format(type=type_)


def _places(rows: NDArray[np.bool_]) -> pa.Array:
    import pyarrow as pa

    return pa.array(np.flatnonzero(rows))


def _ragged(lists: pa.Array, depth: int) -> _Ragged:
    import pyarrow as pa

    if lists.offset:
        lists = pa.concat_arrays([lists])
    offsets, holes = [], []
    for level in range(depth):
        holes.append(lists.is_null().to_numpy(zero_copy_only=False))
        of = lists.offsets.to_numpy().astype(np.int64)
        start = int(of[0])
        values = lists.values.slice(start, int(of[-1]) - start)
        if level < depth - 1:
            offsets.append(of - start)
            lists = values if not values.offset else pa.concat_arrays([values])
    numbers = values.to_numpy(zero_copy_only=False).astype(np.float64)  # null as NaN
    lengths = np.diff(of)
    coordinates = np.full((len(lengths), 3), np.nan)
    for axis in range(3):
        has = lengths > axis
        coordinates[has, axis] = numbers[of[:-1][has] - start + axis]
    return _Ragged(offsets, coordinates, lengths, holes)


def _why(ragged: _Ragged, type_: str) -> NDArray[np.int8]:
    """Return what is wrong with each row, the first reason of all."""
    depth = NESTED[type_]
    why = np.zeros(len(ragged.holes[0]), dtype=np.int8)

    def mark(reason: int, flags: NDArray[np.bool_], level: int) -> None:
        rows = ragged.rows(flags, level)
        why[rows & (why == _FINE)] = reason

    for level in range(depth):
        mark(_NESTING, ragged.holes[level], level)
    empty = ragged.lengths == 0
    mark(_SHORT, (ragged.lengths == 1) if type_ == "Point" else (ragged.lengths < 2), depth - 1)
    finite = np.isfinite(ragged.coordinates[:, :2]).all(axis=1)
    mark(_FINITE, ~finite & ~empty, depth - 1)
    if "Polygon" in type_:
        of = ragged.offsets[-1]
        count = np.diff(of)
        mark(_RING, count < 4, depth - 2)
        long = np.flatnonzero(count >= 4)
        is_open = np.zeros(len(count), dtype=bool)
        first, end = ragged.coordinates[of[long], :2], ragged.coordinates[of[long + 1] - 1, :2]
        is_open[long] = (first != end).any(axis=1)
        mark(_OPEN, is_open, depth - 2)
    elif "LineString" in type_:
        count = np.diff(ragged.offsets[-1])
        few = (count == 1) if depth == 2 else (count < 2)
        mark(_LINE, few, depth - 2)
    return why


def _build(type_: str, ragged: _Ragged, dimensions: int) -> NDArray[np.object_]:
    coordinates = np.ascontiguousarray(ragged.coordinates[:, :dimensions])
    if type_ == "Point":
        return np.asarray(shapely.points(coordinates), dtype=object)
    built = shapely.from_ragged_array(_TYPES[type_], coordinates, tuple(reversed(ragged.offsets)))
    return np.asarray(built, dtype=object)


def collections(texts: pa.Array) -> Shapes:
    """Return geometry collections from their JSON, one text each."""
    geometry = np.asarray(shapely.from_geojson(texts.to_numpy(zero_copy_only=False), on_invalid="ignore"), dtype=object)
    wrong = dict.fromkeys(
        np.flatnonzero(shapely.is_missing(geometry)).tolist(),
        ("geometry_unreadable", "a part of the collection cannot be read"),
    )
    return Shapes(geometry, wrong)
