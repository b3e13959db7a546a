from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import WGS84
from geo.errors import MissingCRSError
from geo.layers import LEGS
from geo.measure import distances_m
from geo.package import Package
from geo.visits.itinerary import legs, stops_layer

if TYPE_CHECKING:
    from pathlib import Path


@st.composite
def itineraries(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Stops of a few visits and days, in any order; some without a position."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.integers(1, 5)),
            unique=True,
            min_size=0,
            max_size=20,
        )
    )
    points = [draw(st.none() | st.builds(shapely.Point, st.floats(8, 9), st.floats(40, 41))) for _ in keys]
    frame = pd.DataFrame(keys, columns=["visit_id", "day", "position"])
    frame["site_id"] = [f"s{number}" for number in range(len(keys))]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=WGS84, index=frame.index))


@given(itineraries())
def test_legs_join_neighbours_of_a_day_whatever_the_order_of_the_rows(stops: gpd.GeoDataFrame) -> None:
    found = legs(stops)
    expected = [
        (visit, day, there["position"], here["site_id"], there["site_id"])
        for (visit, day), rows in stops.sort_values(["visit_id", "day", "position"]).groupby(["visit_id", "day"])
        for (_, here), (_, there) in zip(rows.iloc[:-1].iterrows(), rows.iloc[1:].iterrows(), strict=True)
        if here.geometry is not None and there.geometry is not None
    ]
    keys = ["visit_id", "day", "position", "from_site_id", "to_site_id"]
    assert [tuple(row) for row in found[keys].itertuples(index=False)] == expected
    shuffled = stops.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(pd.DataFrame(legs(shuffled)), pd.DataFrame(found))


@given(itineraries())
def test_legs_are_a_layer_and_longer_than_the_geodesic_by_the_factor(stops: gpd.GeoDataFrame) -> None:
    found = legs(stops, detour=1.4)
    LEGS.pandera().validate(pd.DataFrame(found.drop(columns="geometry")))
    assert found.crs == WGS84
    first, last = (gpd.GeoSeries(shapely.get_point(found.geometry.to_numpy(), end), crs=WGS84) for end in (0, -1))
    np.testing.assert_allclose(found["length_km"], distances_m(first, last) / 1000 * 1.4)
    assert found["duration_min"].isna().all()
    assert (found["basis"] == "estimate").all()


def test_the_stops_of_the_island_have_the_places_of_their_sites(island_path: Path) -> None:
    package = Package.open(island_path)
    sites = package.layer("sites")
    stops = stops_layer(package.layer("stops"), sites)
    assert len(stops) == 8
    assert stops[["visit_id", "day", "position"]].apply(tuple, axis=1).is_monotonic_increasing
    places = dict(zip(stops["site_id"], stops.geometry, strict=True))
    assert places["lost-monastery"] is None
    assert places["tide-mosque"].equals(sites.set_index("id").geometry["tide-mosque"])
    assert {shape.geom_type for shape in places.values() if shape is not None} == {"Point"}
    fort = sites.set_index("id").geometry["velma-fort"]
    assert fort.contains(places["velma-fort"])
    found = legs(stops)
    assert found["to_site_id"].tolist() == ["keeper-tomb", "ora-causeway", "tide-mosque", "barrow-field"]


def test_a_stop_at_an_unknown_site_has_no_place() -> None:
    sites = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(8, 40)], crs=WGS84)
    stops = pd.DataFrame({"visit_id": ["v", "v"], "day": 1, "position": [1, 2], "site_id": ["a", "b"]})
    layer = stops_layer(stops, sites)
    assert layer.geometry.isna().tolist() == [False, True]
    assert len(legs(layer)) == 0


def test_no_stops_have_no_legs(island_path: Path) -> None:
    package = Package.open(island_path)
    nothing = stops_layer(package.layer("stops").iloc[:0], package.layer("sites"))
    found = legs(nothing)
    assert len(found) == 0
    assert found.columns.tolist() == [*LEGS.fields, "geometry"]


@pytest.mark.parametrize("detour", [0, 0.99, -1, float("nan")])
def test_a_way_shorter_than_the_straight_one_is_refused(detour: float, island_path: Path) -> None:
    package = Package.open(island_path)
    stops = stops_layer(package.layer("stops"), package.layer("sites"))
    with pytest.raises(ValueError, match="give 1 or more"):
        legs(stops, detour=detour)


def test_sites_without_a_reference_system_are_refused() -> None:
    sites = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(8, 40)])
    stops = pd.DataFrame({"visit_id": ["v"], "day": 1, "position": [1], "site_id": ["a"]})
    with pytest.raises(MissingCRSError):
        stops_layer(stops, sites)
