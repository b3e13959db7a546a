from __future__ import annotations

import re

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from geo.crs import WGS84, format_dms, format_utm, local_projection, to_wgs84
from geo.errors import MissingCRSError

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


@given(LON, LAT)
def test_degrees_minutes_and_seconds_say_the_position_to_a_tenth_of_a_second(lon: float, lat: float) -> None:
    parts = re.findall(r"(\d+)°(\d\d)′(\d\d\.\d)″ ([NSEW])", format_dms(lon, lat))
    said = []
    for degrees, minutes, seconds, side in parts:
        assert int(minutes) < 60
        assert float(seconds) < 60
        said.append((-1 if side in "SW" else 1) * (int(degrees) + int(minutes) / 60 + float(seconds) / 3600))
    assert said == pytest.approx([lat, lon], abs=0.051 / 3600)


@given(st.floats(-180, 180), st.floats(-79.9, 83.9))
def test_utm_says_the_position_to_the_metre(lon: float, lat: float) -> None:
    match = re.fullmatch(r"\d+[NS] (\d+) (\d+) \(EPSG:(\d+)\)", format_utm(lon, lat))
    assert match is not None
    point = gpd.GeoSeries.from_xy([int(match[1])], [int(match[2])], crs=int(match[3])).to_crs(WGS84)
    assert (point.x[0] - lon) % 360 == pytest.approx(0, abs=1e-4) or (point.x[0] - lon) % 360 > 359.9999
    assert point.y[0] == pytest.approx(lat, abs=1e-5)


@pytest.mark.parametrize("lat", [84.01, -80.01, 90])
def test_utm_is_silent_where_it_ends(lat: float) -> None:
    assert format_utm(0, lat) == ""


def test_a_layer_in_wgs84_is_returned_as_it_is() -> None:
    places = gpd.GeoSeries.from_xy([10], [50], crs=WGS84)
    assert to_wgs84(places) is places


def test_a_projected_layer_is_transformed_and_left_unchanged() -> None:
    places = gpd.GeoSeries.from_xy([500_000], [5_500_000], crs=32632)
    out = to_wgs84(places)
    assert out.crs == WGS84
    assert out.x[0] == pytest.approx(9)
    assert places.crs == 32632


def test_coordinates_without_a_reference_system_are_refused() -> None:
    places = gpd.GeoSeries.from_xy([10], [50])
    with pytest.raises(MissingCRSError, match="set its crs"):
        to_wgs84(places)
    with pytest.raises(MissingCRSError, match="set its crs"):
        local_projection(places)


def test_the_local_projection_is_the_utm_zone() -> None:
    assert local_projection(gpd.GeoSeries.from_xy([46.75], [39.76], crs=WGS84)) == CRS(32638)
