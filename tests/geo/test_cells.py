from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod

from geo.cells import cell, cell_bounds

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)
METRES = st.sampled_from([100, 1000, 2500, 5000, 20_000, 100_000])


@given(LON, LAT, METRES)
@example(180.0, 45.0, 5000)
def test_a_cell_contains_its_place(lon: float, lat: float, metres: int) -> None:
    west, south, east, north = cell_bounds(lon, lat, metres)[0]
    assert west <= lon <= east
    assert south <= lat <= north
    assert west >= -180
    assert east <= 180


@given(LON, LAT, METRES, st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_two_places_of_a_cell_have_the_same_cell(lon: float, lat: float, metres: int, right: float, up: float) -> None:
    west, south, east, north = bounds = cell_bounds(lon, lat, metres)[0]
    other = west + right * (east - west), south + up * (north - south)
    if other[0] < east and other[1] < north:  # the sum may round up to the edge, which is the neighbour's
        np.testing.assert_array_equal(cell_bounds(*other, metres)[0], bounds)


@given(LON, st.floats(-75, 75), st.sampled_from([100, 1000, 5000, 20_000]))
def test_a_cell_is_about_as_wide_and_high_as_asked(lon: float, lat: float, metres: int) -> None:
    west, south, east, north = cell_bounds(lon, lat, metres)[0]
    middle = (south + north) / 2
    geod = Geod(ellps="WGS84")
    width = geod.inv(west, middle, east, middle)[2]
    height = geod.inv(west, south, west, north)[2]
    assert width == pytest.approx(metres, rel=0.02)
    assert height == pytest.approx(metres, rel=0.02)


def test_neighbours_share_their_edge() -> None:
    west, south, east, north = cell_bounds(10.0, 50.0)[0]
    assert cell_bounds(east, south)[0][0] == east
    assert cell_bounds(west, north)[0][1] == north


def test_whole_columns_with_a_width_each_and_gaps() -> None:
    lon, lat = np.array([10.0, np.nan, 10.0]), np.array([50.0, 50.0, 50.0])
    first, missing, third = cell(lon, lat, [1000, 1000, 20_000])
    assert missing is None
    assert shapely.area(third) > 300 * shapely.area(first)
    assert shapely.contains(first, shapely.Point(10, 50)) or shapely.touches(first, shapely.Point(10, 50))


@pytest.mark.parametrize("metres", [0, -5, np.nan])
def test_a_cell_without_width_is_refused(metres: float) -> None:
    with pytest.raises(ValueError, match="above 0 metres"):
        cell(10, 50, metres)
