"""Geometry as KML and as GML 3.2, whole columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.export.text_joins import constant, joined, stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["GML_CRS", "gml_geometry", "kml_geometry"]

GML_CRS = "urn:ogc:def:crs:EPSG::4326"
"""Latitude before longitude, as EPSG has it."""
_POINT, _POLYGON, _FIRST_MULTI = 0, 3, 4


class _Dialect(NamedTuple):
    between: str
    """Between the two numbers of a position."""
    latitude_first: bool
    point: tuple[str, str]
    line: tuple[str, str]
    """Elements, open for attributes, and what ends them."""
    polygon: tuple[str, str]
    outer: tuple[str, str]
    inner: tuple[str, str]
    multi: dict[int, tuple[str, str, str]]
    """By type of geometry: the element, and what stands before and after each of its parts."""


_KML = _Dialect(
    between=",",
    latitude_first=False,
    point=("<Point{}><coordinates>", "</coordinates></Point>"),
    line=("<LineString{}><coordinates>", "</coordinates></LineString>"),
    polygon=("<Polygon{}>", "</Polygon>"),
    outer=("<outerBoundaryIs><LinearRing><coordinates>", "</coordinates></LinearRing></outerBoundaryIs>"),
    inner=("<innerBoundaryIs><LinearRing><coordinates>", "</coordinates></LinearRing></innerBoundaryIs>"),
    multi=dict.fromkeys(range(_FIRST_MULTI, 8), ("MultiGeometry", "", "")),
)
_GML = _Dialect(
    between=" ",
    latitude_first=True,
    point=("<gml:Point{}><gml:pos>", "</gml:pos></gml:Point>"),
    line=("<gml:LineString{}><gml:posList>", "</gml:posList></gml:LineString>"),
    polygon=("<gml:Polygon{}>", "</gml:Polygon>"),
    outer=(
        "<gml:exterior><gml:LinearRing><gml:posList>",
        "</gml:posList></gml:LinearRing></gml:exterior>",
    ),
    inner=(
        "<gml:interior><gml:LinearRing><gml:posList>",
        "</gml:posList></gml:LinearRing></gml:interior>",
    ),
    multi={
        4: ("gml:MultiPoint", "<gml:pointMember>", "</gml:pointMember>"),
        5: ("gml:MultiCurve", "<gml:curveMember>", "</gml:curveMember>"),
        6: ("gml:MultiSurface", "<gml:surfaceMember>", "</gml:surfaceMember>"),
        7: ("gml:MultiGeometry", "<gml:geometryMember>", "</gml:geometryMember>"),
    },
)


def kml_geometry(geometries: NDArray[np.object_]) -> pa.Array:
    """Return geometries as KML 2.3 (OGC 12-007r2): longitude before latitude.

    Parameters
    ----------
    geometries
        In EPSG:4326, as `geo.exchange.export.rfc7946.rfc7946_geometry` gives them.

    Returns
    -------
    pa.Array
        `pa.large_string()`; null where there is none.
    """
    nothing = constant("", len(geometries))
    return _markup(geometries, _KML, nothing, None)


def gml_geometry(geometries: NDArray[np.object_], ids: pa.Array) -> pa.Array:
    """Return geometries as GML 3.2.1 (OGC 07-036), simple features level 2, in `GML_CRS`: latitude before longitude.

    Parameters
    ----------
    geometries
        In EPSG:4326, as `geo.exchange.export.rfc7946.rfc7946_geometry` gives them.
    ids
        What `gml:id` of each is to be, an NCName; parts have it with a point and their number.

    Returns
    -------
    pa.Array
        `pa.large_string()`; null where there is none.
    """
    of_whole = joined(' gml:id="', ids, f'" srsName="{GML_CRS}" srsDimension="2"')
    return _markup(geometries, _GML, of_whole, ids)


def _markup(geometries: NDArray[np.object_], dialect: _Dialect, of_whole: pa.Array, ids: pa.Array | None) -> pa.Array:
    """Return geometries in a dialect, with attributes of the whole, and ids of its parts."""
    n = len(geometries)
    parts, of = _parts(geometries)
    kinds = shapely.get_type_id(geometries)
    multi = kinds >= _FIRST_MULTI
    of_parts = of_whole.take(pa.array(of))
    if ids is not None:
        number = np.arange(len(of)) - np.searchsorted(of, of)
        numbered = joined(' gml:id="', ids.take(pa.array(of)), ".", pa.array(number).cast(pa.string()), '"')
        of_parts = pc.if_else(pa.array(multi[of]), numbered, of_parts)
    texts = _simple(parts, dialect, of_parts)
    out = stacked(of, texts, n)
    for kind, (name, before, after) in dialect.multi.items():
        if (kinds == kind).any():
            members = stacked(of, joined(before, texts, after), n)
            out = pc.if_else(pa.array(kinds == kind), joined(f"<{name}", of_whole, ">", members, f"</{name}>"), out)
    return out


def _parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the points, lines and polygons of which geometries consist, and of which one each is a part."""
    parts, of = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) >= _FIRST_MULTI).any():  # collections within collections
        parts, inner = shapely.get_parts(parts, return_index=True)
        of = of[inner]
    return parts, of


def _simple(parts: NDArray[np.object_], dialect: _Dialect, attributes: pa.Array) -> pa.Array:
    kinds = shapely.get_type_id(parts)
    points, polygons = kinds == _POINT, kinds == _POLYGON
    pieces = []
    for chosen, element in ((points, dialect.point), (~points & ~polygons, dialect.line)):
        content = _positions(parts[chosen], dialect)
        pieces.append((chosen, _around(element, attributes.filter(pa.array(chosen)), content)))
    rings, of = shapely.get_rings(parts[polygons], return_index=True)
    is_first = np.diff(of, prepend=-1) > 0
    text = _positions(rings, dialect)
    drawn = pc.if_else(pa.array(is_first), joined(dialect.outer[0], text, dialect.outer[1]), joined(dialect.inner[0], text, dialect.inner[1]))  # fmt: skip
    content = stacked(of, drawn, int(polygons.sum()))
    pieces.append((polygons, _around(dialect.polygon, attributes.filter(pa.array(polygons)), content)))
    return _in_order(pieces)


def _around(element: tuple[str, str], attributes: pa.Array, content: pa.Array) -> pa.Array:
    before, after = element[0].split("{}")
    return joined(before, attributes, after, content, element[1])


def _positions(lines: NDArray[np.object_], dialect: _Dialect) -> pa.Array:
    """Return the positions of points, lines or rings, each as one text."""
    places, of = shapely.get_coordinates(lines, return_index=True)
    lon, lat = (pa.array(places[:, axis]).cast(pa.string()) for axis in (0, 1))
    first, second = (lat, lon) if dialect.latitude_first else (lon, lat)
    return stacked(of, joined(first, dialect.between, second), len(lines), " ")


def _in_order(pieces: Sequence[tuple[NDArray[np.bool_], pa.Array]]) -> pa.Array:
    """Return columns of some places each as one column, in the order of the places."""
    order = np.concatenate([np.flatnonzero(chosen) for chosen, _column in pieces])
    return pa.concat_arrays([column for _chosen, column in pieces]).take(pa.array(np.argsort(order)))
