"""Legs of documented visits by road: on the network of today, with estimates where no road is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import WGS84
from geo.layers import LEGS
from geo.measure import lengths_km
from geo.package import Package
from geo.roads.avoid import Avoid
from geo.roads.proof import touched
from geo.visits.itinerary import legs, stops_layer
from geo.visits.routed import NEAR_M, routed_legs, simplified
from tests.geo.roads.small_network import PLACES

if TYPE_CHECKING:
    from geo.roads.valhalla_roads import ValhallaRoads


def stops(*at: str | tuple[float, float] | shapely.Geometry | None) -> gpd.GeoDataFrame:
    """Stops of one day at places of the small network, at lon, lat, or as they are."""
    shapes = [
        shapely.Point(PLACES[one]) if isinstance(one, str) else shapely.Point(one) if isinstance(one, tuple) else one
        for one in at
    ]
    frame = pd.DataFrame({"visit_id": "v", "day": 1, "position": range(1, len(at) + 1)})
    frame["site_id"] = [f"s{number}" for number in range(len(at))]
    return gpd.GeoDataFrame(frame, geometry=np.array([*shapes, None], dtype=object)[:-1], crs=WGS84)


def test_a_leg_by_road_follows_it_and_says_of_which_day_it_is(small_roads: ValhallaRoads) -> None:
    found = routed_legs(stops("N", "E", "F"), small_roads)
    LEGS.pandera().validate(pd.DataFrame(found.drop(columns="geometry")))
    assert list(found.columns) == [*LEGS.fields, "note", "geometry"]
    assert found["basis"].tolist() == ["road", "road"]
    assert set(found["note"]) == {"road: made-up 2025-03-01"}
    assert found["length_km"].to_numpy() == pytest.approx(lengths_km(found), abs=0.05)
    assert (found["duration_min"] > 0).all()


def test_what_no_road_joins_or_lies_far_from_any_or_is_one_place_stays_an_estimate(small_roads: ValhallaRoads) -> None:
    far = (PLACES["F"][0] + 2 * NEAR_M / 111_000, PLACES["F"][1] + 2 * NEAR_M / 111_000)
    given = stops("F", "Y", far, "E", "E", "N")
    found, estimated = routed_legs(given, small_roads), legs(given)
    assert found["basis"].tolist() == ["estimate"] * 4 + ["road"]
    assert found["note"].isna().tolist() == [True] * 4 + [False]
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.iloc[:4].drop(columns=["note", "geometry"])),
        pd.DataFrame(estimated.iloc[:4].drop(columns="geometry")),
        check_dtype=False,
    )


def test_a_public_cell_is_no_place_to_drive_to(small_roads: ValhallaRoads) -> None:
    cell = shapely.Point(PLACES["E"]).buffer(0.02).envelope
    perimeter = shapely.Point(PLACES["E"]).buffer(0.001)
    assert routed_legs(stops("N", cell), small_roads)["basis"].tolist() == ["estimate"]
    assert routed_legs(stops("N", perimeter), small_roads)["basis"].tolist() == ["road"]


def test_stops_without_a_place_and_no_stops_at_all_make_no_legs(small_roads: ValhallaRoads) -> None:
    assert len(routed_legs(stops("N", None, "E"), small_roads)) == 0
    empty = routed_legs(stops().astype({"visit_id": str}), small_roads)
    assert list(empty.columns) == [*LEGS.fields, "note", "geometry"]


def test_legs_keep_out_of_what_is_closed(small_roads: ValhallaRoads) -> None:
    given = stops("S", "M")
    bridge = Avoid((shapely.Point(10.05, 0.0).buffer(0.001),), ("bridge",))
    straight, around = routed_legs(given, small_roads), routed_legs(given, small_roads, avoid=bridge)
    assert touched(straight.geometry.to_numpy(), bridge)["area_id"].tolist() == ["bridge"]
    assert touched(around.geometry.to_numpy(), bridge).empty
    assert around["length_km"].iloc[0] > 2 * straight["length_km"].iloc[0]


def test_an_estimate_that_would_cross_what_is_closed_is_left_out(small_roads: ValhallaRoads) -> None:
    given = stops("F", "Y", "E")  # no road joins F and Y
    (line,) = routed_legs(given, small_roads).geometry.to_numpy()[:1]
    shut = Avoid((line.interpolate(0.5, normalized=True).buffer(0.001),), ("area",))
    found = routed_legs(given, small_roads, avoid=shut)
    assert touched(found.geometry.to_numpy(), shut).empty
    assert "Y" not in {*found["to_site_id"]}
    assert len(found) == len(routed_legs(given, small_roads)) - 1


def test_simplified_lines_stay_as_near_as_they_must(small_roads: ValhallaRoads) -> None:
    found = routed_legs(stops("N", "E", "M", "V"), small_roads)
    few = simplified(found, tolerance_m=50)
    metric = found.estimate_utm_crs()
    apart = shapely.hausdorff_distance(found.to_crs(metric).geometry.to_numpy(), few.to_crs(metric).geometry.to_numpy())
    assert (apart <= 50).all()
    assert shapely.get_num_coordinates(few.geometry).sum() < shapely.get_num_coordinates(found.geometry).sum()
    assert simplified(found.iloc[:0], tolerance_m=50).empty


def test_a_line_that_skirts_an_area_does_not_cut_across_it_on_a_small_map(small_roads: ValhallaRoads) -> None:
    bend = shapely.LineString([(10, 0), (10.001, 0.0004), (10.002, 0)])
    lines = routed_legs(stops("N", "E"), small_roads).iloc[:1].set_geometry([bend], crs=4326)
    area = Avoid((shapely.Point(10.001, 0).buffer(0.0001),), ("crater",))
    assert not touched(simplified(lines, tolerance_m=50).geometry.to_numpy(), area).empty
    assert simplified(lines, tolerance_m=50, avoid=area).geometry.iloc[0].equals(bend)


def test_the_record_is_routed_on_the_bundled_roads(roads: ValhallaRoads) -> None:
    package = Package.open()
    given = stops_layer(package.layer("stops"), cast("gpd.GeoDataFrame", package.layer("sites")))
    found = routed_legs(given, roads)
    assert (found["basis"] == "road").sum() >= 18
    by_road = found[found["basis"] == "road"]
    straight = lengths_km(legs(given))[found["basis"] == "road"]
    gaps = 2 * NEAR_M / 1000  # a way by road is shorter than the straight one only by what lies beside the road
    assert (by_road["length_km"].to_numpy() >= straight - gaps).all()
    speed = by_road["length_km"] / (by_road["duration_min"] / 60)
    assert np.quantile(speed, 1.0) < 90
