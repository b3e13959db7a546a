from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import WGS84
from geo.errors import MissingCRSError
from geo.measure import areas_km2, distances_m, lengths_km

GEOD = Geod(ellps="WGS84")
LINES = st.lists(st.tuples(st.floats(6, 12), st.floats(-60, 60)), min_size=2, max_size=8).map(shapely.LineString)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_a_line_is_as_long_backwards(lines: list[shapely.LineString]) -> None:
    there = gpd.GeoSeries(lines, crs=WGS84)
    np.testing.assert_allclose(lengths_km(there), lengths_km(there.reverse()), rtol=1e-9, atol=1e-9)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_whole_columns_agree_with_pyproj_line_by_line(lines: list[shapely.LineString]) -> None:
    expected = [GEOD.geometry_length(line) / 1000 for line in lines]
    np.testing.assert_allclose(lengths_km(gpd.GeoSeries(lines, crs=WGS84)), expected, rtol=1e-9, atol=1e-9)


@given(LINES)
def test_a_length_does_not_depend_on_the_reference_system(line: shapely.LineString) -> None:
    lines = gpd.GeoSeries([line], crs=WGS84)
    # metres of a projection are given to the nanometre at best
    np.testing.assert_allclose(lengths_km(lines.to_crs(32632)), lengths_km(lines), rtol=1e-7, atol=1e-6)


@given(LINES, LINES)
def test_a_multiline_is_as_long_as_its_parts(one: shapely.LineString, other: shapely.LineString) -> None:
    parts = lengths_km(gpd.GeoSeries([one, other], crs=WGS84))
    whole = lengths_km(gpd.GeoSeries([shapely.MultiLineString([one, other])], crs=WGS84))
    assert whole[0] == pytest.approx(parts.sum())


def test_missing_empty_and_other_geometry() -> None:
    mixed = gpd.GeoSeries(
        [
            None,
            shapely.Point(1, 1),
            shapely.LineString(),
            shapely.box(0, 0, 1, 1),
            shapely.LineString([(0, 0), (0, 1)]),
        ],
        crs=WGS84,
    )
    length = lengths_km(mixed)
    assert np.isnan(length[0])
    assert length[1:3].tolist() == [0, 0]
    assert length[3] == pytest.approx(GEOD.geometry_length(mixed[3].exterior) / 1000)
    assert length[4] == pytest.approx(110.574, abs=0.001)
    area = areas_km2(mixed)
    assert np.isnan(area[0])
    assert area[[1, 2, 4]].tolist() == [0, 0, 0]


def test_no_rows_have_no_lengths() -> None:
    nothing = gpd.GeoSeries([], crs=WGS84)
    assert len(lengths_km(nothing)) == len(areas_km2(nothing)) == len(distances_m(nothing, nothing)) == 0


def test_an_area_leaves_out_holes_and_adds_parts_whatever_their_orientation() -> None:
    shell, hole, other = shapely.box(8, 0, 10, 2), shapely.box(8.5, 0.5, 9, 1), shapely.box(9, 5, 10, 6)
    holed = shapely.Polygon(shell.exterior.coords, [hole.exterior.coords])
    layer = gpd.GeoSeries([shell, hole, other, holed, holed.reverse(), shapely.MultiPolygon([holed, other])], crs=WGS84)
    area = areas_km2(layer)
    assert area[3] == pytest.approx(area[0] - area[1])
    assert area[4] == pytest.approx(area[3])
    assert area[5] == pytest.approx(area[3] + area[2])


def test_distances_agree_with_lines_and_skip_missing_points() -> None:
    a = gpd.GeoSeries([shapely.Point(9, 1), None], crs=WGS84, index=[4, 5])
    b = gpd.GeoSeries.from_xy([9.5, 9], [1.5, 1], crs=WGS84).to_crs(32632)
    metres = distances_m(a, b)
    line = gpd.GeoSeries([shapely.LineString([(9, 1), (9.5, 1.5)])], crs=WGS84)
    assert metres[0] / 1000 == pytest.approx(lengths_km(line)[0])
    assert np.isnan(metres[1])


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(MissingCRSError):
        lengths_km(gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 1 1)"]))
    with pytest.raises(ValueError, match="2 and 1 rows"):
        distances_m(gpd.GeoSeries.from_xy([1, 2], [1, 2], crs=WGS84), gpd.GeoSeries.from_xy([1], [1], crs=WGS84))
