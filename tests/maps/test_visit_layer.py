"""Visits as the page has them: reported ones, and plans with their times."""

from __future__ import annotations

import geopandas as gpd
import orjson
import pandas as pd
import pytest
import shapely

from geo.visits.plan_layers import plan_layers
from maps.build import build_map
from maps.closure_layer import ClosureLayer
from maps.visit_layer import VisitLayer
from tests.made_plan import made_plan

SITES = [("a", 46.7, 39.7), ("b", 46.8, 39.75)]


def test_a_plan_brings_teams_times_bases_and_breaks() -> None:
    layers = plan_layers(made_plan(SITES))
    layer = VisitLayer(
        layers.stops,
        legs=layers.legs,
        visits=layers.visit,
        bases=layers.bases,
        breaks=layers.breaks,
        teams=layers.teams,
    )
    page = orjson.loads(layer.payload)
    assert layer.is_plan
    assert page["visits"][0]["zone"] == "Asia/Baku"
    assert page["visits"][0]["days"] == 3
    first = page["stops"][0]
    assert (first["team"], first["arrive"], first["depart"]) == ("car-1", "08:55", "09:58")
    assert first["id"] == "a@2026-05-14"
    assert {leg["basis"] for leg in page["legs"]} == {"road", "access"}
    road = page["legs"][0]
    assert (road["minutes"], road["climb"], road["descent"], road["note"]) == (25, 320, 110, "road: OSM 2021-08-06")
    assert road["depart"] == "2026-05-14T08:30:00"
    assert page["bases"] == [{"id": "camp", "title": "Camp <b>one</b>", "lon": 46.71, "lat": 39.71}]
    assert page["teams"] == [{"id": "car-1", "title": "The car-1"}, {"id": "car-2", "title": "The car-2"}]
    assert page["breaks"][0] == {
        "visit": "000000000000",
        "day": 1,
        "team": "car-1",
        "name": "lunch",
        "begin": "2026-05-14T09:58:00",
        "end": "2026-05-14T10:58:00",
    }


def test_a_reported_visit_is_no_plan_and_carries_no_columns_without_a_word() -> None:
    stops = gpd.GeoDataFrame(
        {
            "visit_id": ["v"],
            "day": [1],
            "position": [1],
            "site_id": ["a"],
            "attestation": ["reported"],
            "arrive": [None],
        },
        geometry=[shapely.Point(46.7, 39.7)],
        crs=4326,
    )
    layer = VisitLayer(stops)
    page = orjson.loads(layer.payload)
    assert not layer.is_plan
    assert set(page["stops"][0]) == {"visit", "day", "position", "site", "lon", "lat", "name", "attestation"}
    assert page["bases"] == page["breaks"] == []


@pytest.mark.parametrize("planned", [True, False])
def test_only_the_map_of_a_plan_has_its_days_to_play(planned: bool) -> None:
    sites = gpd.GeoDataFrame(
        {"id": [site for site, _, _ in SITES], "kind": "mosque"},
        geometry=gpd.points_from_xy([lon for _, lon, _ in SITES], [lat for _, _, lat in SITES]),
        crs=4326,
    )
    layers = plan_layers(made_plan(SITES)) if planned else pd.DataFrame({"id": ["v"], "title": ["V"]})
    assert ("var mirasmapPlan=" in build_map(sites, layers).get_root().render()) == planned


def test_closures_bring_their_shapes_and_who_says_so() -> None:
    closures = gpd.GeoDataFrame(
        {
            "id": ["c"],
            "kind": ["bridge_out"],
            "title": ["Bridge <i>"],
            "source": ["a sign"],
            "expires": [None],
            "of_others": [1],
        },
        geometry=[shapely.box(46.7, 39.7, 46.71, 39.71)],
        crs=4326,
    )
    page = orjson.loads(ClosureLayer(closures).payload)["closures"]
    assert page[0]["geometry"]["type"] == "Polygon"
    assert (page[0]["title"], page[0]["source"], page[0]["expires"]) == ("Bridge <i>", "a sign", None)
    assert "of_others" not in page[0]
