"""A ring holds what the even-odd rule says, place by place, however often it crosses itself."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.ring import in_ring

GRID = st.tuples(st.integers(-4, 4), st.integers(-4, 4))


def holds(lon: float, lat: float, ring: list[tuple[int, int]]) -> bool:
    """Say so one edge after the other, in the words of the browser's `isInRing`."""
    inside = False
    for (x, y), (px, py) in zip(ring, ring[-1:] + ring[:-1], strict=True):
        if (y > lat) != (py > lat) and lon < (px - x) * (lat - y) / (py - y) + x:
            inside = not inside
    return inside


@given(ring=st.lists(GRID, min_size=3, max_size=12), places=st.lists(GRID, max_size=20))
def test_it_is_the_rule_of_the_browser(ring: list[tuple[int, int]], places: list[tuple[int, int]]) -> None:
    lon, lat = (np.array([place[axis] for place in places], dtype=float) for axis in (0, 1))
    found = in_ring(lon, lat, np.array(ring, dtype=float))
    assert found.tolist() == [holds(*place, ring) for place in places]


def test_what_is_gone_round_twice_is_left_out_and_what_has_no_position_lies_nowhere() -> None:
    twice = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0], [1, 1], [3, 1], [3, 3], [1, 3], [1, 1]], dtype=float)
    found = in_ring(np.array([0.5, 2.0, np.nan]), np.array([0.5, 2.0, np.nan]), twice)
    assert found.tolist() == [True, False, False]


def test_a_ring_that_crosses_itself_everywhere_is_answered_at_once() -> None:
    random = np.random.default_rng(5)
    ring, places = random.uniform(0, 1, (400, 2)), random.uniform(0, 1, (2, 10_000))
    start = time.perf_counter()
    assert 0 < in_ring(*places, ring).mean() < 1
    assert time.perf_counter() - start < 5  # of valid areas it took a minute
