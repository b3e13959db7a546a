"""Where sites and bases meet the roads."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.errors import MissionError
from geo.visits.places import road_places
from tests.geo.visits.flat_roads import FlatRoads
from tests.geo.visits.made_up_missions import made_up_mission


def sites(*lons: float, code: str | None = None) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "site_id": [f"s{number}" for number in range(len(lons))],
            "lon": lons,
            "lat": -33.0,
            "code": pd.Series([code] * len(lons), dtype="str"),
            "details": [{}] * len(lons),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326)


def test_a_gap_up_to_a_hundred_metres_costs_nothing_and_a_wider_one_is_walked_both_ways() -> None:
    roads = FlatRoads({(-21.0, -33.0): 100, (-20.9, -33.0): 1000, (-20.8, -33.0): 3000})
    places = road_places(sites(-21.0, -20.9, -20.8), made_up_mission(), roads)
    assert places.access_s.tolist() == [0, 1170, 3510]  # 1,300 m at 4 km/h
    assert places.codes == (None, None, None)
    assert places.gap_m.tolist() == [100, 1000, 3000, 0, 0]


def test_the_last_part_is_driven_on_a_track_where_all_teams_can() -> None:
    roads = FlatRoads({(-21.0, -33.0): 1000})
    some = made_up_mission(teams=[{"id": "jeep", "off_road": True}, {"id": "boat"}])
    every = made_up_mission(teams=[{"id": "jeep", "off_road": True}])
    assert road_places(sites(-21.0), some, roads).access_s.tolist() == [1170]
    assert road_places(sites(-21.0), every, roads).access_s.tolist() == [468]  # 10 km/h


def test_a_site_too_far_from_a_road_is_left_out_and_says_how_far() -> None:
    roads = FlatRoads({(-21.0, -33.0): 3001, (-20.9, -33.0): np.nan})
    places = road_places(sites(-21.0, -20.9), made_up_mission(), roads)
    assert places.codes == ("no_road", "no_road")
    assert places.details == ({"limit": 3000, "metres": 3001}, {"limit": 3000})
    assert np.isnan(places.lonlat[:2]).all()
    assert road_places(sites(-21.0), made_up_mission(rules={"max_access_m": 4000}), roads).codes == (None,)


def test_a_site_that_cannot_be_planned_anyway_is_not_looked_for() -> None:
    places = road_places(sites(-21.0, code="excluded"), made_up_mission(), FlatRoads())
    assert (places.codes, places.access_s.tolist()) == (("excluded",), [0])
    assert np.isnan(places.lonlat[0]).all()


def test_places_stand_in_the_order_of_sites_bases_and_positions() -> None:
    resume = {"at": "2026-05-15T11:40", "positions": {"boat": [-21.2, -33.1]}}
    places = road_places(sites(-21.0), made_up_mission(resume=resume), FlatRoads())
    assert places.lonlat[:, 0].tolist() == [-21.0, -21.065, -20.964, -21.2]
    assert (places.site_ids, places.base_ids, places.position_teams) == (("s0",), ("velma", "sarna"), ("boat",))


def test_a_base_off_the_network_is_refused_with_its_field() -> None:
    with pytest.raises(MissionError) as caught:
        road_places(sites(-21.0), made_up_mission(), FlatRoads({(-21.065, -32.985): 1200, (-20.964, -33.036): np.nan}))
    first, second = str(caught.value).splitlines()
    assert first == "island.yml, field bases[0]: the base 'velma' is off the network: the nearest road is 1.2 km away; move it to a road"  # fmt: skip
    assert second.startswith("island.yml, field bases[1]: the base 'sarna' is off the network: no road is near, and the roads (flat 2026-01-01) lie within")  # fmt: skip


def test_a_team_off_the_network_is_refused_with_its_field() -> None:
    resume = {"at": "2026-05-15T11:40", "positions": {"boat": [-21.2, -33.1]}}
    with pytest.raises(MissionError, match=r"field resume\.positions\.boat: the team 'boat' is off the network"):
        road_places(sites(-21.0), made_up_mission(resume=resume), FlatRoads({(-21.2, -33.1): 5000}))


def test_a_base_a_little_off_the_road_is_told() -> None:
    places = road_places(sites(-21.0), made_up_mission(), FlatRoads({(-21.065, -32.985): 640}))
    assert places.notes == ("The base velma is 640 m from the nearest road; its days begin and end there.",)
