"""The router drives the speeds of the table: by class, surface, slope, limit and settlement."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads.graph import build_graph
from geo.roads.height_grid import GeoTiffHeights
from geo.roads.road_ways import cut, read_ways
from geo.roads.speeds import MOUNTAIN
from geo.roads.valhalla_roads import open_roads
from geo.roads.way_speeds import density_around, slopes_of
from tests.geo.roads.small_network import write_network

if TYPE_CHECKING:
    from pathlib import Path

ROADS: tuple[tuple[float, dict[str, object]], ...] = (
    (90, {"highway": "motorway", "oneway": "no"}),
    (45, {"highway": "secondary"}),
    (33, {"highway": "secondary", "maxspeed": 33}),
    (32, {"highway": "secondary", "maxspeed": "20 mph"}),
    (45, {"highway": "secondary", "maxspeed": 90}),
    (45, {"highway": "secondary", "maxspeed": "AZ:urban"}),
    (36, {"highway": "secondary", "surface": "gravel"}),
    (22, {"highway": "secondary", "surface": "mud"}),
    (36, {"highway": "secondary", "tracktype": "grade3"}),
    (15, {"highway": "track"}),
    (10, {"highway": "track", "surface": "sand"}),
    (10, {"highway": "service", "service": "driveway"}),
    (35, {"highway": "tertiary", "surface": "asphalt", "tracktype": "grade5"}),
)
"""Speed that is expected, and a road of 11 km far from all others."""


def place(row: int, km: float) -> tuple[float, float]:
    return 10 + km / 111.32, row / 10


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [shapely.LineString([place(row, km) for km in np.linspace(0, 11, 45)]) for row in range(len(ROADS))]
    features = [
        {"type": "Feature", "properties": tags, "geometry": shapely.geometry.mapping(line)}
        for (_, tags), line in zip(ROADS, lines, strict=True)
    ]
    path = tmp_path_factory.mktemp("speeds") / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_the_router_obeys_the_table_to_one_part_in_a_hundred(file: Path) -> None:
    roads = open_roads(build_graph(file, file.parent / "exact"))
    for row, (expected, tags) in enumerate(ROADS):
        for ends in ((place(row, 1), place(row, 9)), (place(row, 9), place(row, 1))):
            route = roads.route(*ends)
            assert route is not None
            assert route.km / route.seconds * 3600 == pytest.approx(expected, rel=0.01), tags


def test_another_table_is_another_graph(file: Path) -> None:
    slow = replace(
        MOUNTAIN, name="half", classes=tuple(replace(road, rural=road.rural / 2) for road in MOUNTAIN.classes)
    )
    graph = build_graph(file, file.parent / "half", speeds=slow)
    roads = open_roads(graph)
    route = roads.route(place(0, 1), place(0, 9))
    assert route is not None
    assert route.km / route.seconds * 3600 == pytest.approx(45, rel=0.01)
    assert roads.info.speeds == "half"


def test_a_road_is_cut_into_pieces_that_make_it_up_again(tmp_path: Path, file: Path) -> None:
    from geo.roads.geojson_roads import write_as_osm

    write_as_osm(file, tmp_path / "roads.osm.pbf")
    ways = read_ways(tmp_path / "roads.osm.pbf", "roads")
    pieces = cut(ways, 1000)
    assert (np.bincount(pieces.way) == 11).all()
    assert pieces.length_m.max() <= 1001
    assert np.bincount(pieces.way, weights=pieces.length_m) == pytest.approx(11_000, rel=0.01)
    assert (pieces.last[:-1] == pieces.first[1:])[pieces.way[:-1] == pieces.way[1:]].all()


def test_where_roads_lie_close_together_is_a_settlement(tmp_path: Path) -> None:
    streets = [((10 + k / 1000, 0), (10 + k / 1000, 0.02)) for k in range(20)] + [((12, 0), (12, 0.02))]
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "residential"},
            "geometry": {
                "type": "LineString",
                "coordinates": [(a[0], a[1] + (b[1] - a[1]) * k / 20) for k in range(21)],
            },
        }
        for a, b in streets
    ]
    path = tmp_path / "town.geojson"
    path.write_text(json.dumps({"features": features}))
    from geo.roads.geojson_roads import write_as_osm

    write_as_osm(path, tmp_path / "town.osm.pbf")
    pieces = cut(read_ways(tmp_path / "town.osm.pbf", "town"), 1000)
    density = density_around(pieces, np.ones(len(pieces.way), dtype=bool))
    assert 7 < density.max() < 10  # a street every 111 m is 9 km a km²
    assert density[pieces.way == 20].max() < MOUNTAIN.rural_below


def test_slopes_come_from_fine_heights_only(file: Path, tmp_path: Path) -> None:
    from pyproj import CRS

    from geo.roads.geojson_roads import write_as_osm
    from geo.roads.way_speeds import speeds_of

    write_as_osm(file, tmp_path / "roads.osm.pbf")
    ways = read_ways(tmp_path / "roads.osm.pbf", "roads")
    pieces = cut(ways, 1000)
    step = 30 / 111_320
    ramp = np.tile(np.arange(4000, dtype="float32") * 3, (2, 1))  # three metres up on thirty: one in ten
    steep = GeoTiffHeights(ramp, (9.99, 2.0), (step, 2.5), CRS.from_epsg(4326))
    assert slopes_of(pieces, steep) == pytest.approx(0.1, rel=0.05)
    coarse = replace(MOUNTAIN, slope_cell_m=10)
    assert (speeds_of(ways, pieces, coarse, steep) == speeds_of(ways, pieces, MOUNTAIN, None)).all()
    fine = replace(MOUNTAIN, slope_cell_m=1e9)
    assert (speeds_of(ways, pieces, fine, steep)[pieces.way == 0] == round(90 * 0.85)).all()


def test_roads_are_slower_where_elevation_tiles_say_that_they_are_steep(tmp_path: Path) -> None:
    tiles = tmp_path / "tiles" / "N00"
    tiles.mkdir(parents=True)
    climb = np.tile(np.arange(1201) * 12 % 30_000, (1201, 1))  # twelve metres up on 92: more than one in eight
    (tiles / "N00E010.hgt").write_bytes(climb.astype(">i2").tobytes())
    roads = open_roads(
        build_graph(write_network(tmp_path / "roads.geojson"), tmp_path / "graphs", elevation_tiles=tmp_path / "tiles")
    )
    route = roads.route((10.0, 0.1), (10.1, 0.1))
    assert route is not None
    assert route.km / route.seconds * 3600 == pytest.approx(round(55 * 0.7), rel=0.01)


def test_a_folder_without_elevation_tiles_is_refused(tmp_path: Path) -> None:
    roads = write_network(tmp_path / "roads.geojson")
    with pytest.raises(RoadsError, match="holds no elevation tiles"):
        build_graph(roads, tmp_path / "graphs", elevation_tiles=tmp_path / "none")
