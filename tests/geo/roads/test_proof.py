"""The proof: no way of the router touches an area that it was told of, and a wrong line is found."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.package import Package
from geo.roads.avoid import Avoid
from geo.roads.borders import outside, read_borders
from geo.roads.closures import OUTSIDE
from geo.roads.proof import touched

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.roads.valhalla_roads import ValhallaRoads

SQUARE = shapely.box(0, 0, 1, 1)
PLACES = st.tuples(st.floats(46.2, 47.6), st.floats(39.2, 40.3))


@st.composite
def areas(draw: st.DrawFn) -> Avoid:
    """A few areas in the region: thin, round, and such with a hole."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        lon, lat = draw(PLACES)
        size = draw(st.sampled_from((0.0002, 0.003, 0.05)))
        shape: BaseGeometry = shapely.Point(lon, lat).buffer(size, quad_segs=draw(st.integers(1, 6)))
        if draw(st.booleans()):
            shape = shape.difference(shapely.Point(lon, lat).buffer(size / 2))
        if draw(st.booleans()):
            shape = shapely.affinity.rotate(
                shapely.box(lon, lat, lon + 4 * size, lat + size / 10), draw(st.floats(0, 180))
            )
        found.append(shape)
    return Avoid(tuple(found), tuple(f"a{number}" for number in range(len(found))))


@settings(max_examples=40)
@given(avoid=areas(), start=PLACES, end=PLACES)
def test_no_way_between_any_places_touches_any_area(
    avoid: Avoid, start: tuple[float, float], end: tuple[float, float], roads: ValhallaRoads
) -> None:
    found = roads.route(start, end, avoid=avoid)
    reach = roads.isochrone(start, [20, 60], avoid=avoid)
    assert touched([None if found is None else found.line, *reach], avoid).empty


@cache
def beyond() -> Avoid:
    path = Package.open().file("borders")
    assert path is not None
    parts = outside(read_borders(path), ["AZ"])
    return Avoid(tuple(parts), (OUTSIDE,) * len(parts))


@settings(max_examples=20)
@given(start=PLACES, end=PLACES)
def test_no_way_leaves_the_named_country(
    start: tuple[float, float], end: tuple[float, float], roads: ValhallaRoads
) -> None:
    found = roads.route(start, end, avoid=beyond())
    assert touched([None if found is None else found.line], beyond()).empty


def test_an_area_on_the_way_is_found_on_the_way_that_knows_nothing_of_it(roads: ValhallaRoads) -> None:
    start, end = (46.75, 39.76), (47.15, 39.60)
    straight = roads.route(start, end)
    assert straight is not None
    middle = straight.line.interpolate(0.5, normalized=True)
    avoid = Avoid((shapely.box(46, 38.9, 46.1, 39), middle.buffer(0.001)), ("elsewhere", "on-the-way"))
    around = roads.route(start, end, avoid=avoid)
    assert around is not None
    found = touched([around.line, None, straight.line], avoid)
    assert found.to_dict("list") == {"line": [2], "area_id": ["on-the-way"]}
    assert around.seconds > straight.seconds


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (shapely.LineString([(-1, 0.5), (2, 0.5)]), True),
        (shapely.LineString([(1, -1), (1, 2)]), True),  # along the edge
        (shapely.LineString([(1.0000001, -1), (1.0000001, 2)]), False),
        (shapely.LineString([(0.2, 0.2), (0.3, 0.3)]), True),
        (shapely.Point(1, 1), True),
        (shapely.LineString(), False),
        (None, False),
        (shapely.box(1, 0, 2, 1), False),  # cut along the edge
        (shapely.box(0.5, 0.5, 2, 2), True),
        (shapely.box(-1, -1, 2, 2), True),
        (shapely.box(0.4, 0.4, 0.6, 0.6), True),
    ],
)
def test_touching_is_the_least_contact_of_lines_and_an_overlap_of_areas(
    shape: BaseGeometry | None,
    found: bool,
) -> None:
    assert len(touched([shape], Avoid((SQUARE,), ("square",)))) == found


def test_each_line_and_area_is_named_once_in_order() -> None:
    avoid = Avoid((SQUARE, SQUARE, shapely.box(3, 0, 4, 1)), ("b", "b", "a"))
    long, away = shapely.LineString([(-1, 0.5), (5, 0.5)]), shapely.LineString([(9, 9), (10, 10)])
    found = touched(np.array([away, long, long], dtype=object), avoid)
    assert found.to_dict("list") == {"line": [1, 1, 2, 2], "area_id": ["a", "b", "a", "b"]}
    assert touched([long], Avoid((), ())).empty
    assert touched([], avoid).dtypes.astype(str).to_dict() == {"line": "int64", "area_id": "str"}
