"""Geometry of site rows: what it is, whether it is valid, and what can safely be mended.

Validity is that of OGC Simple Features as GEOS tests it; it names the first defect of a geometry and where it is. Rings
run as RFC 7946 has it: outer ones counterclockwise, holes clockwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.crs import WGS84
from geo.measure import areas_km2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.check.row_issues import RowIssues

__all__ = ["check_geometry"]

_T = shapely.GeometryType
_FITTING = (_T.POINT, _T.LINESTRING, _T.POLYGON, _T.MULTIPOINT, _T.MULTILINESTRING, _T.MULTIPOLYGON)
_UNREADABLE = ("geometry_unreadable", "not_finite")
_FIELD = "geometry"


def check_geometry(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    """Return geometry that can be stored: flat, valid, rings in order; None where there is none or it is unusable.

    Parameters
    ----------
    shapes
        Shapely geometry in EPSG:4326, shape (n,). Not modified.
    found
        Where defects and changes are said.
    """
    out = _given(shapes, found)
    out = _finite(_typed(out, found), found)
    out = _flat(out, found)
    return _valid(out, found)


def _given(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    read = ~found.have(_UNREADABLE)
    found.add("no_geometry", none & read, field=_FIELD)
    return _without(shapes, none)


def _typed(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    strange = ~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), _FITTING)
    if not strange.any():
        return shapes
    names = [shape.geom_type for shape in shapes[strange]]
    found.add("geometry_type", strange, field=_FIELD, detail=names, places=_middles(shapes[strange]))
    return _without(shapes, strange)


def _finite(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    there = ~shapely.is_missing(shapes)
    wrong = there & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)  # of a point that is all
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) > 0)
    several = np.append(drawn, np.flatnonzero(shapely.get_type_id(shapes) == _T.MULTIPOINT))
    xy, owner = shapely.get_coordinates(shapes[several], return_index=True)
    wrong[several[owner[~np.isfinite(xy).all(axis=1)]]] = True
    if not wrong.any():
        return shapes
    found.add("not_finite", wrong, field=_FIELD)
    return _without(shapes, wrong)


def _without(shapes: NDArray[np.object_], rows: NDArray[np.intp] | NDArray[np.bool_]) -> NDArray[np.object_]:
    out = shapes.copy()
    out[rows] = None
    return out


def _flat(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    rows = np.flatnonzero(shapely.get_coordinate_dimension(shapes) > 2)
    if not len(rows):
        return shapes
    found.add("three_d", rows, field=_FIELD, before=_heights(shapes[rows]), after="no heights")
    out = shapes.copy()
    out[rows] = shapely.force_2d(shapes[rows])
    return out


def _heights(shapes: NDArray[np.object_]) -> pa.Array:
    """Return lowest and highest of each shape in words."""
    xyz, owner = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    low, high = (
        pc.cast(pa.array(np.round(reduce(xyz[:, 2], starts), 2)), pa.string())
        for reduce in (np.minimum.reduceat, np.maximum.reduceat)
    )
    span = pc.binary_join_element_wise(low, high, " to ")
    same = pc.equal(low, high)
    return pc.binary_join_element_wise("height", pc.if_else(same, low, span), " ")


def _valid(shapes: NDArray[np.object_], found: RowIssues) -> NDArray[np.object_]:
    """Return valid shapes with their rings in order; an order that only making valid brought about is not worth a word."""
    out = shapes.copy()
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) > 0)
    invalid = drawn[~shapely.is_valid(shapes[drawn])]
    sound = np.ones(len(out), dtype=bool)
    sound[invalid] = False
    _turn(out, drawn[sound[drawn]], found)
    if len(invalid):
        _mend(out, invalid, found)
    return out


def _mend(out: NDArray[np.object_], invalid: NDArray[np.intp], found: RowIssues) -> None:
    reasons, places = _reasons(out[invalid])
    made = shapely.make_valid(out[invalid], method="structure", keep_collapsed=False)
    made = shapely.orient_polygons(made)
    nothing = shapely.is_empty(made) | (shapely.get_dimensions(made) != shapely.get_dimensions(out[invalid]))
    if nothing.any():
        found.add(
            "geometry_collapsed",
            invalid[nothing],
            field=_FIELD,
            detail=pc.filter(reasons, pa.array(nothing)),
            places=places[nothing],
        )
        out[invalid[nothing]] = None
    good = ~nothing
    found.add(
        "geometry_invalid",
        invalid[good],
        field=_FIELD,
        detail=pc.filter(reasons, pa.array(good)),
        before=_described(out[invalid[good]]),
        after=_described(made[good]),
        places=places[good],
    )
    out[invalid[good]] = made[good]


def _reasons(shapes: NDArray[np.object_]) -> tuple[pa.Array, NDArray[np.float64]]:
    """Return what GEOS finds wrong, and where: `Self-intersection`, longitude and latitude."""
    texts = pa.array(shapely.is_valid_reason(shapes), pa.string())
    parts = pc.extract_regex(texts, r"^(?P<reason>[^\[]*)(?:\[(?P<x>\S+) (?P<y>\S+)\])?")
    number = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$"
    places = []
    for name in ("x", "y"):
        text = pc.struct_field(parts, name)
        text = pc.if_else(pc.match_substring_regex(text, number), text, None)
        places.append(pc.fill_null(pc.cast(text, pa.float64()), np.nan).to_numpy(zero_copy_only=False))
    return pc.struct_field(parts, "reason"), np.column_stack(places)


def _described(shapes: NDArray[np.object_]) -> list[str]:
    """Return type and extent of shapes in words; only of the few that were invalid."""
    flat = gpd.GeoSeries(shapes, crs=WGS84)
    areas = areas_km2(flat) * 1e6
    kinds = [shape.geom_type for shape in shapes]
    corners = shapely.get_num_coordinates(shapes)
    return [
        f"{kind}, {area:,.0f} m²" if kind.endswith("Polygon") else f"{kind}, {n} positions"
        for kind, area, n in zip(kinds, areas.tolist(), corners.tolist(), strict=True)
    ]


def _turn(out: NDArray[np.object_], rows: NDArray[np.intp], found: RowIssues) -> None:
    """Turn the rings that run the wrong way round, in place."""
    simple = (shapely.get_type_id(out[rows]) == _T.POLYGON) & (shapely.get_num_interior_rings(out[rows]) == 0)
    plain = rows[simple]
    clockwise = plain[~shapely.is_ccw(shapely.get_exterior_ring(out[plain]))]
    shells, holes = _wrong_rings(out, rows[~simple & (shapely.get_dimensions(out[rows]) == 2)])
    shells = np.sort(np.append(clockwise, shells))
    for hit, before, after in (
        (shells, "outer ring clockwise", "outer ring counterclockwise"),
        (holes, "hole counterclockwise", "hole clockwise"),
    ):
        found.add("ring_order", hit, field=_FIELD, before=before, after=after)
    turned = np.union1d(shells, holes)
    out[turned] = shapely.orient_polygons(out[turned])


def _wrong_rings(shapes: NDArray[np.object_], rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows with an outer ring, and with a hole, that runs the wrong way round."""
    parts, owner = shapely.get_parts(shapes[rows], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    outer = np.diff(part, prepend=-1) != 0
    wrong = shapely.is_ccw(rings) != outer
    ring_owner = rows[owner[part]]
    return np.unique(ring_owner[wrong & outer]), np.unique(ring_owner[wrong & ~outer])


def _middles(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    bounds = shapely.bounds(shapes)
    return (bounds[:, :2] + bounds[:, 2:]) / 2
