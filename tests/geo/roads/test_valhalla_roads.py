"""Places on roads, travel times, ways and reach, asked of real graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads.avoid import Avoid
from geo.roads.valhalla_roads import NoWay
from tests.geo.roads.small_network import AS_OF, PLACES

if TYPE_CHECKING:
    from geo.roads.valhalla_roads import ValhallaRoads

BRIDGE = Avoid((shapely.box(10.04, -0.01, 10.06, 0.01),), ("bridge",))
S, M, V, N, E, Y = (PLACES[name] for name in "SMVNEY")


def test_the_graph_says_of_what_and_of_which_day_it_is(small_roads: ValhallaRoads) -> None:
    assert str(small_roads.info) == f"made-up {AS_OF}"


def test_a_way_over_a_closed_bridge_leads_around(small_roads: ValhallaRoads) -> None:
    free, around = small_roads.route(S, M), small_roads.route(S, M, avoid=BRIDGE)
    assert free is not None
    assert around is not None
    assert around.km > 2.9 * free.km
    assert free.line.intersects(BRIDGE.areas[0])
    assert not around.line.intersects(BRIDGE.areas[0])
    assert "North Road" in around.manoeuvres.street.tolist()


def test_matrix_and_route_agree_with_and_without_areas(small_roads: ValhallaRoads) -> None:
    names = "SMVNEFYZ"
    places = np.array([PLACES[name] for name in names])
    for avoid in (None, BRIDGE):
        times = small_roads.matrix(places, avoid=avoid)
        for i, a in enumerate(names):
            for j, b in enumerate(names):
                route = small_roads.route(PLACES[a], PLACES[b], avoid=avoid)
                assert (route is None) == np.isnan(times.seconds[i, j]), (a, b)
                if route is not None:
                    assert abs(route.seconds - times.seconds[i, j]) <= 1, (a, b)


def test_nothing_leads_to_an_island_and_it_is_said(small_roads: ValhallaRoads) -> None:
    assert small_roads.route(S, Y) is None
    assert small_roads.why_no_way(S, Y) is NoWay.UNCONNECTED
    assert small_roads.why_no_way(S, M) is None


def test_a_place_far_from_roads_has_none(small_roads: ValhallaRoads) -> None:
    snapped = small_roads.snap(np.array([S, (10.5, 0.5), (np.nan, 0.0), (500.0, 0.0)]))
    assert snapped.gap_m[0] < 1
    assert snapped.iloc[1:].isna().all(axis=None)
    assert small_roads.why_no_way(S, (10.5, 0.5)) is NoWay.END_OFF


def test_from_a_closed_piece_of_road_nothing_leads_anywhere(small_roads: ValhallaRoads) -> None:
    """The router alone lets a way begin there and cross the area to the other end."""
    block = Avoid((shapely.box(10.054, -0.001, 10.056, 0.001),), ("block",))
    before, after, far = (10.051, 0.0), (10.059, 0.0), (10.02, 0.0)
    times = small_roads.matrix(np.array([before, after, far, M]), avoid=block)
    assert np.isnan(times.seconds[:2]).all()
    assert np.isnan(times.seconds[:, :2]).all()
    assert np.isfinite(times.seconds[2:, 2:]).all()
    assert small_roads.route(before, after, avoid=block) is None
    assert small_roads.route(before, M, avoid=block) is None
    assert small_roads.why_no_way(before, M, avoid=block) is NoWay.START_CLOSED
    assert small_roads.isochrone(before, [30], avoid=block)[0].is_empty


@given(
    st.tuples(st.floats(9.99, 10.21), st.floats(-0.01, 0.11)),
    st.floats(0.0005, 0.02),
    st.lists(st.tuples(st.floats(9.99, 10.21), st.floats(-0.01, 0.11)), min_size=2, max_size=4),
)
@settings(max_examples=60)
def test_no_way_ever_touches_an_area_and_matrix_and_routes_agree(
    small_roads: ValhallaRoads, middle: tuple[float, float], radius: float, places: list[tuple[float, float]]
) -> None:
    area = shapely.Point(middle).buffer(radius)
    avoid = Avoid((area,), ("area",))
    times = small_roads.matrix(np.array(places), avoid=avoid)
    for i, start in enumerate(places):
        for j, end in enumerate(places):
            route = small_roads.route(start, end, avoid=avoid)
            assert (route is None) == np.isnan(times.seconds[i, j])
            if route is not None:
                assert not route.line.intersects(area)
                assert abs(route.seconds - times.seconds[i, j]) <= 1


def test_a_closed_piece_leaves_the_rest_of_its_road_open(small_roads: ValhallaRoads) -> None:
    block = Avoid((shapely.box(10.074, -0.001, 10.076, 0.001),), ("block",))
    route = small_roads.route(S, (10.05, 0.0), avoid=block)
    assert route is not None
    assert route.km < 6


def test_an_area_with_a_hole_closes_only_what_it_covers(small_roads: ValhallaRoads) -> None:
    beyond = shapely.box(9, -1, 11, 1).difference(shapely.box(9.9, -0.1, 10.15, 0.2))
    outside = Avoid((beyond,), ("outside",))
    assert small_roads.route(S, N, avoid=outside) is not None
    assert small_roads.route(S, PLACES["F"], avoid=outside) is None


def test_who_starts_in_a_closed_area_goes_nowhere(small_roads: ValhallaRoads) -> None:
    around_s = Avoid((shapely.Point(S).buffer(0.001),), ("s",))
    assert small_roads.route(S, M, avoid=around_s) is None
    assert small_roads.why_no_way(S, M, avoid=around_s) is NoWay.START_CLOSED
    assert small_roads.isochrone(S, [30], avoid=around_s)[0].is_empty


def test_the_reach_grows_and_leaves_out_what_is_closed(small_roads: ValhallaRoads) -> None:
    near, far = small_roads.isochrone(S, [8, 25], avoid=BRIDGE)
    assert near.within(far.buffer(1e-9))
    assert not far.intersects(BRIDGE.areas[0])
    assert far.contains(shapely.Point(N))


@pytest.mark.parametrize("avoided", [False, True])
def test_random_pairs_of_the_bundled_roads_take_in_the_matrix_what_the_route_takes(
    roads: ValhallaRoads, avoided: bool
) -> None:
    rng = np.random.default_rng(7)
    places = np.column_stack([rng.uniform(46.3, 47.5, 40), rng.uniform(39.3, 40.3, 40)])
    avoid = Avoid((shapely.box(46.85, 39.6, 46.95, 39.8),), ("box",)) if avoided else None
    times = roads.matrix(places, avoid=avoid)
    assert np.isfinite(times.seconds).mean() > 0.5
    for i, j in rng.integers(0, len(places), (20, 2)).tolist():
        route = roads.route(tuple(places[i]), tuple(places[j]), avoid=avoid)
        assert (route is None) == np.isnan(times.seconds[i, j])
        if route is not None:
            assert abs(route.seconds - times.seconds[i, j]) <= 1
            assert avoid is None or not route.line.intersects(avoid.areas[0])
