"""Borders: what lies beyond the named countries is closed, and borders between them are open at named crossings only."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import WGS84
from geo.errors import RoadsError
from geo.package import Package
from geo.roads.borders import BAND_M, BEYOND_M, CROSSING_M, outside, read_borders
from geo.roads.closures import OUTSIDE, avoid_on

if TYPE_CHECKING:
    from pathlib import Path

DEGREE_M = 111_320.0
AA, BB, CC = shapely.box(10, 0, 11, 1), shapely.box(11, 0, 12, 1), shapely.box(10, 1, 12, 2)
BORDERS = gpd.GeoDataFrame({"iso": ["AA", "BB", "CC"]}, geometry=[AA, BB, CC], crs=WGS84)


def closed(lon: float, lat: float, areas: list[shapely.Polygon]) -> bool:
    return bool(shapely.intersects(np.array(areas), shapely.Point(lon, lat)).any())


def test_everything_but_the_named_country_is_closed_and_the_region_has_no_way_round() -> None:
    areas = outside(BORDERS, ["AA"])
    assert not closed(10.5, 0.5, areas)
    for lon, lat in ((11.5, 0.5), (10.5, 1.5), (9.5, 0.5), (10.5, -0.5), (12.5, 2.5)):
        assert closed(lon, lat, areas)


def test_a_place_some_metres_beyond_a_line_can_still_be_reached() -> None:
    areas = outside(BORDERS, ["AA"])
    assert not closed(10.5, -(BEYOND_M - 5) / DEGREE_M, areas)
    assert closed(10.5, -(BEYOND_M + 5) / DEGREE_M, areas)


def test_a_border_between_named_countries_is_open_near_its_crossing_only() -> None:
    barred, open_at = outside(BORDERS, ["AA", "BB"]), outside(BORDERS, ["AA", "BB"], [(11.0, 0.5)])
    assert not closed(11.5, 0.5, barred)
    assert closed(11.0, 0.5, barred)
    assert not closed(11.0, 0.5, open_at)
    assert not closed(11.0, 0.5 + (CROSSING_M - 10) / DEGREE_M, open_at)
    assert closed(11.0, 0.5 + (CROSSING_M + 10) / DEGREE_M, open_at)
    assert not closed(11.0 + (BAND_M + 5) / DEGREE_M, 0.2, open_at)


def test_small_gaps_and_overlaps_between_the_lines_of_neighbours_do_not_open_the_border() -> None:
    for shift_m in (-20, 20):
        other = shapely.box(11 + shift_m / DEGREE_M, 0, 12, 1)
        borders = gpd.GeoDataFrame({"iso": ["AA", "BB"]}, geometry=[AA, other], crs=WGS84)
        way = shapely.LineString([(10.9, 0.5), (11.1, 0.5)])
        assert shapely.intersects(np.array(outside(borders, ["AA", "BB"])), way).any()


def test_unknown_countries_and_crossings_off_the_border_are_refused_by_name() -> None:
    with pytest.raises(RoadsError, match="the borders of XX, YY are not known; those known are AA, BB, CC"):
        outside(BORDERS, ["AA", "XX", "YY"])
    with pytest.raises(RoadsError, match="no borders are at hand"):
        avoid_on(date(2026, 5, 14), countries=["AA"])
    for countries in (["AA", "BB"], ["AA"]):
        with pytest.raises(RoadsError, match=r"the crossing at 10\.5000, 0\.5000 lies on no border"):
            outside(BORDERS, countries, [(10.5, 0.5)])


def test_a_country_named_twice_counts_once() -> None:
    twice, once = (avoid_on(date(2026, 5, 14), borders=BORDERS, countries=each) for each in (["AA", "AA"], ["AA"]))
    assert twice.key == once.key
    assert set(once.ids) == {OUTSIDE}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "borders.geojson is not JSON in UTF-8"),
        ("[]", "it has no list `features`"),
        ('{"features": [7]}', "borders.geojson, feature 1, field iso: None is no code of a country"),
        ('{"features": [{"properties": {"iso": "az"}}]}', "feature 1, field iso: 'az' is no code"),
        ('{"features": [{"properties": {"iso": "AZ"}, "geometry": null}]}', "feature 1, field geometry: the country is no valid polygon"),
        ('{"features": [{"properties": {"iso": "AZ"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}', "feature 1, field geometry"),
        ('{"features": [{"properties": {"iso": "AZ"}, "geometry": {"type": "Polygon", "coordinates": [[[500000, 0], [500001, 0], [500001, 1], [500000, 0]]]}}]}', "reaches outside the world"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_with_feature_and_field(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "borders.geojson"
    path.write_text(content, "utf-8")
    with pytest.raises(RoadsError) as caught:
        read_borders(path)
    assert said in str(caught.value)


def test_a_country_in_two_features_is_one(tmp_path: Path) -> None:
    features = [{"properties": {"iso": code}, "geometry": json.loads(shapely.to_geojson(shape))} for code, shape in (("BB", AA), ("AA", CC), ("BB", BB))]  # fmt: skip
    path = tmp_path / "borders.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = read_borders(path)
    assert found["iso"].tolist() == ["AA", "BB"]
    assert found.geometry[1].equals(shapely.union(AA, BB))
    with pytest.raises(RoadsError, match=r"none\.geojson cannot be read"):
        read_borders(tmp_path / "none.geojson")


def test_every_bundled_site_lies_within_the_borders_of_its_country() -> None:
    package = Package.open()
    path = package.file("borders")
    assert path is not None
    areas = outside(read_borders(path), ["AZ"])
    sites = package.layer("sites")
    assert isinstance(sites, gpd.GeoDataFrame)
    placed = sites[sites.geometry.notna()]
    beyond = shapely.STRtree(placed.geometry.to_numpy()).query(np.array(areas), predicate="intersects")[1]
    assert placed["id"].iloc[beyond].tolist() == []
