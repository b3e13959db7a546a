"""Geometry as RFC 7946 has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.export.json_features import geometry_json
from geo.exchange.export.rfc7946 import bbox_of, cut_at_antimeridian, rfc7946_geometry
from geo.exchange.export.site_export import export_of_frame
from geo.exchange.export.writing import write_layer

if TYPE_CHECKING:
    from pathlib import Path

CLOCKWISE = shapely.Polygon([(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])


def column(*geometries: shapely.Geometry | None) -> np.ndarray:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def test_outlines_follow_the_right_hand_rule_and_holes_the_other_way() -> None:
    (made,) = rfc7946_geometry(column(CLOCKWISE))
    assert shapely.is_ccw(made.exterior)
    assert not shapely.is_ccw(made.interiors[0])
    assert made.equals(CLOCKWISE)


def test_positions_have_seven_decimals_and_two_dimensions() -> None:
    made = rfc7946_geometry(column(shapely.Point(46.123456789, -0.00000000001, 700), shapely.Point(), None))
    assert geometry_json(made).to_pylist() == ['{"type":"Point","coordinates":[46.1234568,0]}', "null", "null"]


def test_what_runs_over_the_180th_meridian_is_cut_there() -> None:
    over = shapely.box(178, -18, 183, -16)
    line = shapely.LineString([(-179, 0), (-182, 0)])
    cut = cut_at_antimeridian(column(over, line, shapely.Point(181, 1), shapely.Point(10, 1)))
    assert cut[0].equals(shapely.union(shapely.box(178, -18, 180, -16), shapely.box(-180, -18, -177, -16)))
    assert cut[1].geom_type == "MultiLineString"
    assert cut[1].length == pytest.approx(3)
    assert shapely.bounds(cut[1]).tolist() == [-180, 0, 180, 0]
    assert (cut[2].x, cut[3].x) == (-179, 10)


def test_the_box_of_all_is_the_narrowest_even_over_the_180th_meridian() -> None:
    fiji = shapely.points([[177.0, -18.0], [-179.5, -17.0], [179.9, -16.5]])
    assert bbox_of(fiji) == (177.0, -18.0, -179.5, -16.5)
    assert bbox_of(shapely.points([[-70.0, 1.0], [20.0, 2.0]])) == (-70.0, 1.0, 20.0, 2.0)
    assert bbox_of(column(None)) is None


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8))
def test_every_point_lies_in_the_box_of_all(ends: list[tuple[float, float]]) -> None:
    points = rfc7946_geometry(shapely.points(ends))
    box = bbox_of(points)
    assert box is not None
    west, south, east, north = box
    for x, y in shapely.get_coordinates(points):
        assert south <= y <= north
        assert west <= x <= east if west <= east else (x >= west or x <= east)


def test_a_collection_says_its_box_its_sources_and_no_reference_system(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "say": ['"\\\n\x01', None], "n": [1.5, np.nan]},
        geometry=column(CLOCKWISE, None),
        crs="EPSG:4326",
    )
    assert write_layer(frame.to_crs("EPSG:3857"), tmp_path / "f.geojson") == []
    said = json.loads((tmp_path / "f.geojson").read_bytes())
    assert next(iter(said)) == "type"
    assert said["bbox"] == [0, 0, 4, 4]
    assert "crs" not in said
    assert said["mirasmap:sources"] == [] == said["mirasmap:licences"]
    first, second = said["features"]
    assert (first["id"], first["properties"]) == ("a", {"id": "a", "say": '"\\\n\x01', "n": 1.5})
    assert second == {"type": "Feature", "id": "b", "geometry": None, "properties": {"id": "b"}}


def test_a_frame_without_columns_or_rows_is_a_collection_too(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries([shapely.Point(1, 2)], crs=4326))
    write_layer(frame, tmp_path / "one.geojson")
    assert json.loads((tmp_path / "one.geojson").read_bytes())["features"][0]["properties"] == {}
    write_layer(frame.iloc[:0], tmp_path / "none.geojson")
    assert json.loads((tmp_path / "none.geojson").read_bytes())["features"] == []


def test_a_row_of_which_nothing_is_known_keeps_its_place(tmp_path: Path) -> None:
    layer = gpd.GeoDataFrame(
        {"kind": [None, "mosque", None], "note": [None, None, "b"]},
        geometry=[shapely.Point(1, 1), shapely.Point(2, 2), shapely.Point(3, 3)],
        crs=4326,
    )
    write_layer(layer, tmp_path / "rows.geojson")
    found = json.loads((tmp_path / "rows.geojson").read_text("utf-8"))["features"]
    assert [one["properties"] for one in found] == [{}, {"kind": "mosque"}, {"note": "b"}]
    assert [one["geometry"]["coordinates"] for one in found] == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]


def test_many_sources_stand_behind_the_features(tmp_path: Path) -> None:
    import pandas as pd

    from geo.exchange.export import geojson

    sources = pd.DataFrame({"id": [f"s{at}" for at in range(2000)], "title": ["t" * 600] * 2000, "licence": ["CC0"] * 2000})  # fmt: skip
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs=4326)
    geojson.write(export_of_frame(frame, sources=sources), tmp_path / "f.geojson")
    text = (tmp_path / "f.geojson").read_text()
    assert text.index('"features"') < text.index('"mirasmap:sources"')
    assert len(json.loads(text)["mirasmap:sources"]) == 2000
