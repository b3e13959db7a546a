from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.exchange.check.near import CROWD, near_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

GEOD = Geod(ellps="WGS84")


def found(lon: NDArray[np.float64], lat: NDArray[np.float64], n_own: int) -> list[tuple[int, int]]:
    return [
        pair
        for strip in near_pairs(lon, lat, 250, n_own)
        for pair in zip(strip.first.tolist(), strip.second.tolist(), strict=True)
    ]


def by_force(lon: NDArray[np.float64], lat: NDArray[np.float64], n_own: int) -> set[tuple[int, int]]:
    first, second = np.triu_indices(len(lon), 1)
    metres = GEOD.inv(lon[first], lat[first], lon[second], lat[second])[2]
    return {
        pair
        for pair, near in zip(zip(first.tolist(), second.tolist(), strict=True), metres <= 250, strict=True)
        if near and pair[0] < n_own
    }


@pytest.mark.parametrize("latitude", [-89.999, -60.0, 0.0, 39.8, 71.0, 89.99])
@pytest.mark.parametrize("longitude", [0.0, 46.7, 180.0])
@pytest.mark.parametrize("n_own", [80, 50])
def test_every_pair_is_found_once_and_no_other(latitude: float, longitude: float, n_own: int) -> None:
    random = np.random.default_rng(1)
    wide = min(0.01 / np.cos(np.radians(latitude)), 180)
    lon = (longitude + random.uniform(-wide, wide, 80) + 180) % 360 - 180
    lat = np.clip(latitude + random.uniform(-0.005, 0.005, 80), -90, 90)
    pairs = found(lon, lat, n_own)
    assert len(pairs) == len(set(pairs)) > 10
    assert set(pairs) == by_force(lon, lat, n_own)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([-180.0, -179.999, 0.0, 0.001, 0.0025, 179.999, 180.0]), st.sampled_from([-90.0, -89.9999, 0.0, 0.00225, 45.0, 90.0])), min_size=2, max_size=12))  # fmt: skip
def test_edges_and_equal_places_are_no_exception(places: list[tuple[float, float]]) -> None:
    lon, lat = np.array(places).T
    pairs = found(lon, lat, len(lon))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == by_force(lon, lat, len(lon))


def test_rows_without_a_place_on_earth_are_near_nothing() -> None:
    lon, lat = np.array([np.nan, np.nan, 500.0, 500.0, 1.0, 1.0]), np.array([np.nan, 1.0, 1.0, 1.0, np.nan, 95.0])
    assert not found(lon, lat, 6)


def test_a_crowd_is_told_of_and_has_an_end() -> None:
    n = 5000
    (strip,) = near_pairs(np.full(n, 46.7), np.full(n, 39.8), 250, n)
    assert len(strip.crowded) == n
    assert len(strip.first) <= n * CROWD
