"""Coordinates become the geometry that shapely reads; what cannot is said with its reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.geo.exchange.read.test_json_features import defects, read, shapes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("geometry") / "sites.geojson"


def lines(geometries: list[str]) -> str:
    return "\n".join(f'{{"type":"Feature","properties":null,"geometry":{text}}}' for text in geometries)


numbers = st.integers(-(10**6), 10**6).map(lambda n: n / 1000)


@st.composite
def geometries(draw: st.DrawFn) -> dict[str, object]:
    size = draw(st.sampled_from([2, 3]))
    position = st.lists(numbers, min_size=size, max_size=size)
    line = st.lists(position, min_size=2, max_size=4)
    ring = st.lists(position, min_size=3, max_size=5).map(lambda ps: [*ps, ps[0]])
    polygon = st.lists(ring, min_size=1, max_size=2)
    coordinates = {
        "Point": position,
        "MultiPoint": st.lists(position, min_size=1, max_size=3),
        "LineString": line,
        "MultiLineString": st.lists(line, min_size=1, max_size=3),
        "Polygon": polygon,
        "MultiPolygon": st.lists(polygon, min_size=1, max_size=2),
    }
    type_ = draw(st.sampled_from(sorted(coordinates)))
    return {"type": type_, "coordinates": draw(coordinates[type_])}


@settings(max_examples=30)
@given(
    st.lists(
        geometries()
        | st.lists(geometries(), max_size=2).map(lambda gs: {"type": "GeometryCollection", "geometries": gs}),
        max_size=8,
    )
)
def test_geometry_is_what_shapely_reads(file: Path, given: list[dict[str, object]]) -> None:
    texts = [json.dumps(one) for one in given]
    batches = read(file, lines(texts))
    expected = shapely.from_geojson(texts) if texts else []
    assert [shapely.to_wkt(g, output_dimension=3) for g in shapes(batches)] == [
        shapely.to_wkt(g, output_dimension=3) for g in expected
    ]
    assert [bool(shapely.has_z(g)) for g in shapes(batches)] == [bool(shapely.has_z(g)) for g in expected]
    assert defects(batches) == []


RING = "[[0,0],[1,0],[1,1],[0,0]]"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('{"type":"Point","coordinates":[46.5,NaN]}', "not_finite", "no number or infinite"),
        ('{"type":"Point","coordinates":[Infinity,39.5]}', "not_finite", "no number or infinite"),
        ('{"type":"Point","coordinates":[1e999,39.5]}', "not_finite", "no number or infinite"),
        ('{"type":"Point","coordinates":[46.5,null]}', "not_finite", "no number or infinite"),
        ('{"type":"Point","coordinates":["46°30′",39.5]}', "not_finite", "no number or infinite"),
        ('{"type":"Point","coordinates":[46.5]}', "geometry_unreadable", "fewer than two numbers"),
        ('{"type":"Point","coordinates":{"x":1,"y":2}}', "geometry_unreadable", "not nested as a Point needs"),
        ('{"type":"Point"}', "geometry_unreadable", "not nested as a Point needs"),
        ('{"type":"Point","coordinates":null}', "geometry_unreadable", "not nested as a Point needs"),
        ('{"type":"LineString","coordinates":[46.5,39.5]}', "geometry_unreadable", "not nested as a LineString needs"),
        ('{"type":"LineString","coordinates":[[46.5,39.5]]}', "geometry_unreadable", "fewer than two positions"),
        ('{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[]]}', "geometry_unreadable", "fewer than two positions"),
        (f'{{"type":"Polygon","coordinates":{RING}}}', "geometry_unreadable", "not nested as a Polygon needs"),
        ('{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}', "geometry_unreadable", "fewer than four positions"),
        ('{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}', "geometry_unreadable", "a ring is not closed"),
        (f'{{"type":"Polygon","coordinates":[{RING},[]]}}', "geometry_unreadable", "fewer than four positions"),
        (f'{{"type":"Polygon","coordinates":[{RING},null]}}', "geometry_unreadable", "not nested as a Polygon needs"),
        (f'{{"type":"MultiPolygon","coordinates":[{RING}]}}', "geometry_unreadable", "not nested as a MultiPolygon"),
        ('{"type":"Circle","coordinates":[1,2]}', "geometry_unreadable", "there is no geometry of the type 'Circle'"),
        ('{"type":7,"coordinates":[1,2]}', "geometry_unreadable", "there is no geometry of the type '7'"),
        ('{"coordinates":[1,2]}', "geometry_unreadable", "the geometry has no type"),
        ('{"x":1,"y":2}', "geometry_unreadable", "the geometry has no type"),
        ('"POINT (1 2)"', "geometry_unreadable", "the geometry has no type"),
        ("[46.5,39.5]", "geometry_unreadable", "the geometry has no type"),
        ('{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1]}]}', "geometry_unreadable", "a part"),
        ('{"type":"GeometryCollection"}', "geometry_unreadable", "a part"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_geometry_is_said_and_spoils_no_other(file: Path, text: str, code: str, said: str) -> None:
    good = ['{"type":"Point","coordinates":[1,2]}', f'{{"type":"Polygon","coordinates":[{RING}]}}']
    batches = read(file, lines([good[0], text, good[1]]))
    assert defects(batches) == [(2, code)]
    assert said in batches[0].defects[0].detail
    assert [shape is None for shape in shapes(batches)] == [False, True, False]


@pytest.mark.parametrize("text", ["null", '{"type":"Point","coordinates":[]}', '{"type":"Polygon","coordinates":[]}'])
def test_no_geometry_is_no_defect(file: Path, text: str) -> None:
    batches = read(file, lines([text]) + '\n{"type":"Feature","properties":{}}')
    assert shapes(batches) == [None, None]
    assert defects(batches) == []


def test_heights_are_kept_to_be_said(file: Path) -> None:
    mixed = '{"type":"LineString","coordinates":[[1,2,812.5],[3,4]]}'
    point, empty = '{"type":"Point","coordinates":[1,2,812.5,7]}', '{"type":"Point","coordinates":[1,2,null]}'
    found = shapes(read(file, lines([mixed, point, empty])))
    assert [bool(shapely.has_z(shape)) for shape in found] == [True, True, False]
    assert shapely.get_coordinates(found[1], include_z=True).tolist() == [[1, 2, 812.5]]
