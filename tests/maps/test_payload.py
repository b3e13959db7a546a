"""Packed layers come out of the page as they went in."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DateError, LayerError, MissingCRSError
from maps.names import first_names
from maps.payload import PLAIN_ROWS, data_block, escaped_json, grouped, packed_json, texts
from maps.site_layer import SiteLayer
from maps.visit_layer import VisitLayer

HOSTILE = ["</script><script>alert(1)</script>", "<!--", "{{7*7}}", "${x}", "\u2028\u2029", "\u202eabc", "&amp;", "]]>"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(HOSTILE)


def decoded(text: str) -> Any:  # noqa: ANN401 (any JSON)
    """Decode a payload as the client does."""
    return json.loads(text if text.startswith("{") else zlib.decompress(base64.b64decode(text)))


def column(packed: dict[str, Any]) -> list[Any]:
    return [packed["dict"][code] for code in packed["v"]] if "dict" in packed else packed["v"]


@st.composite
def layers(draw: st.DrawFn) -> gpd.GeoDataFrame:
    n = draw(st.integers(0, 12))
    many = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731
    return gpd.GeoDataFrame(
        {
            "id": [f"site-{i}" for i in range(n)],
            "kind": many(st.sampled_from(["mosque", "church", "bridge", "windmill"])),
            "condition": pd.array(many(st.none() | st.integers(0, 5)), dtype="Int64"),
            "settlement": pd.Series(many(st.none() | TEXT), dtype=object),
            "a stranger's column": pd.Series(many(st.none() | TEXT), dtype=object),
        },
        geometry=gpd.points_from_xy(many(st.floats(-180, 180)), many(st.floats(-85, 85))),
        crs=4326,
    )


@given(layers())
@settings(max_examples=60, deadline=None)
def test_a_layer_comes_out_as_it_went_in(sites: gpd.GeoDataFrame) -> None:
    payload = decoded(SiteLayer(sites).payload)
    assert payload["n"] == len(sites)
    by_id = sites.set_index("id").loc[payload["id"]]
    for axis, given_degrees in (("x", by_id.geometry.x), ("y", by_id.geometry.y)):
        degrees = np.cumsum(payload[axis]) / 1e6
        assert np.all(np.abs(degrees - given_degrees) <= 5.001e-7)
    assert column(payload["kind"]) == by_id["kind"].tolist()
    assert payload["condition"] == by_id["condition"].fillna(-1).tolist()
    rows = {row["key"]: column(row) for row in payload["columns"]}
    for key in ("settlement", "a stranger's column"):
        expected = [value or None for value in by_id[key].astype(object).where(by_id[key].notna(), None)]
        assert rows.get(key, [None] * len(sites)) == expected


@given(st.lists(st.tuples(st.sampled_from("abcx"), st.integers()), max_size=20))
def test_grouped_gives_each_id_its_rows_in_order(rows: list[tuple[str, int]]) -> None:
    owners = pd.Series([owner for owner, _ in rows], dtype="object")
    expected = [[row for row in rows if row[0] == owner] for owner in "abc"]
    assert grouped(pd.Index(list("abc")), owners, rows) == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_data_block_can_end_it(text: str) -> None:
    block = data_block("x", escaped_json({"a": text}), kind="application/json")
    inside = block.removeprefix('<script type="application/json" id="x">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"a": text}


def test_a_large_payload_is_compressed_and_a_small_one_plain() -> None:
    assert packed_json({"a": 1}, PLAIN_ROWS) == '{"a":1}'
    large = packed_json({"a": "<" * 1000}, PLAIN_ROWS + 1)
    assert len(large) < 100
    assert decoded(large) == {"a": "<" * 1000}


def test_every_column_of_ours_is_drawn_as_what_it_is(sites: gpd.GeoDataFrame, names: pd.DataFrame) -> None:
    layer = SiteLayer(sites, names=names, districts=pd.DataFrame({"id": ["north"], "label": ["The North"]}))
    payload = decoded(layer.payload)
    at = {site_id: i for i, site_id in enumerate(payload["id"])}
    assert set(at) == {"light-house", "old-mill", "hidden-cave"}  # the fourth has no place
    reviewed_disputed, differ, hidden_shape = 1 | 2, 4, 8 | 16
    flags = [payload["flags"][at[i]] for i in ("light-house", "old-mill", "hidden-cave")]
    assert flags == [reviewed_disputed, differ, hidden_shape]
    assert [payload["year"][at[i]] for i in at] == [
        {"light-house": 2021, "old-mill": 2019, "hidden-cave": 0}[i] for i in at
    ]
    assert payload["uncertainty"][at["light-house"]] == 20
    assert payload["uncertainty"][at["old-mill"]] == 0
    assert payload["names"][at["light-house"]] == [
        ["en", "Lighthouse", "official"],
        ["az", "Mayak", "variant"],
        ["en", "The Light", "variant"],
    ]
    assert payload["names"][at["hidden-cave"]] == []
    assert shapely.from_geojson(json.dumps(payload["shapes"][str(at["hidden-cave"])])).equals(sites.geometry[2])
    rows = {row["key"]: column(row)[at["light-house"]] for row in payload["columns"]}
    assert rows["district"] == "The North"
    assert rows["condition_by"] == "Island Survey"
    assert "geometry" not in rows


def test_designations_are_listed_by_site(sites: gpd.GeoDataFrame) -> None:
    designations = pd.DataFrame(
        {
            "site_id": ["old-mill", "old-mill", "elsewhere"],
            "scheme": ["Register", "List", "List"],
            "level": ["local", None, None],
            "register_id": ["7", None, None],
        }
    )
    payload = decoded(SiteLayer(sites, designations=designations).payload)
    rows = next(row for row in payload["columns"] if row["key"] == "designations")
    assert column(rows)[payload["id"].index("old-mill")] == ["Register, local · no. 7", "List"]


@pytest.mark.parametrize("epsg", [4326, 3857, 32626, 3035])
def test_any_reference_system_gives_the_same_place(epsg: int, sites: gpd.GeoDataFrame) -> None:
    one, other = SiteLayer(sites), SiteLayer(sites.to_crs(epsg))
    # the middle of the cell is a point of its own in each system, so only true points are compared
    assert np.allclose(one.lon[[0, 2]], other.lon[[0, 2]], atol=1e-6)
    assert np.allclose(one.lat[[0, 2]], other.lat[[0, 2]], atol=1e-6)


def test_lines_and_polygons_have_a_point_on_them_and_their_shape() -> None:
    shapes = [
        shapely.LineString([(0, 0), (1, 1), (2, 0)]),
        shapely.Polygon([(3, 0), (6, 0), (6, 3), (5, 3), (5, 1), (3, 1)]),
        shapely.MultiPoint([(7, 0), (8, 0)]),
        shapely.Point(9, 0, 100),
    ]
    layer = SiteLayer(gpd.GeoDataFrame(geometry=shapes, crs=4326))
    payload = decoded(layer.payload)
    assert payload["id"] == ["0", "1", "2", "3"]
    assert set(payload["shapes"]) == {"0", "1", "2"}
    points = shapely.points(layer.lon, layer.lat)
    assert all(shapely.dwithin(points, shapes, 1e-9))


def test_a_foreign_layer_needs_no_column_at_all() -> None:
    frame = gpd.GeoDataFrame({"name": ["A", None], "height": [1.0, 2.5], "seen": pd.to_datetime(["2020-01-02", None])})
    payload = decoded(SiteLayer(frame.set_geometry(gpd.points_from_xy([1, 2], [3, 4]), crs=4326)).payload)
    assert payload["names"] == [[["und", "A", "variant"]], []]
    rows = {row["title"]: column(row) for row in payload["columns"]}
    assert rows == {"height": ["1.0", "2.5"], "seen": ["2020-01-02", None]}


def test_an_empty_layer_is_an_empty_map() -> None:
    payload = decoded(SiteLayer(gpd.GeoDataFrame({"id": [], "geometry": []}, geometry="geometry")).payload)
    assert payload["n"] == 0
    assert payload["names"] == []


def test_coordinates_without_a_reference_system_are_refused(sites: gpd.GeoDataFrame) -> None:
    with pytest.raises(MissingCRSError, match="set_crs"):
        SiteLayer(sites.set_crs(None, allow_override=True))


def test_positions_outside_the_world_are_named(sites: gpd.GeoDataFrame) -> None:
    wrong = sites.set_geometry(gpd.points_from_xy([0, 0, 500_000, 0], [0, 0, 4_000_000, 0]), crs=4326)
    with pytest.raises(LayerError, match=r"row 2.*EPSG:4326"):
        SiteLayer(wrong)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("condition", "bad", LayerError),
        ("uncertainty_m", "x", LayerError),
        ("condition", 9, LayerError),
        ("condition", 1.5, LayerError),
        ("condition_on", "soon", DateError),
    ],
)
def test_a_column_that_holds_something_else_is_named(
    name: str, value: object, error: type[Exception], sites: gpd.GeoDataFrame
) -> None:
    with pytest.raises(error, match=name if error is LayerError else str(value)):
        SiteLayer(sites.assign(**{name: value}))


def test_two_columns_of_one_name_are_refused(sites: gpd.GeoDataFrame) -> None:
    twice = pd.concat([sites, sites[["kind"]]], axis=1)
    with pytest.raises(LayerError, match="kind"):
        SiteLayer(twice)


def test_numbers_are_said_without_needless_decimals() -> None:
    assert texts(pd.Series([1.0, np.nan, 3.0])).tolist() == ["1", pd.NA, "3"]
    assert texts(pd.Series([1.25, np.inf])).tolist() == ["1.25", pd.NA]
    assert texts(pd.Series([True, False])).tolist() == ["True", "False"]
    assert texts(pd.Series([b"x", b"\xff", None])).tolist() == ["b'x'", "b'\\xff'", pd.NA]


@pytest.mark.parametrize(("metres", "drawn"), [(12.4, 12), (np.inf, 20_000_000), (np.nan, 0), (-5, 0)])
def test_uncertainty_is_whole_metres_or_none(metres: float, drawn: int, sites: gpd.GeoDataFrame) -> None:
    assert set(decoded(SiteLayer(sites.assign(uncertainty_m=metres)).payload)["uncertainty"]) == {drawn}


def test_visits_have_stops_and_legs_in_place(
    stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame, visits: pd.DataFrame, names: pd.DataFrame
) -> None:
    layer = VisitLayer(stops.to_crs(32626), legs=legs.to_crs(3857), visits=visits, names=first_names(names, "az"))
    payload = decoded(layer.payload)
    assert payload["visits"] == [{"id": "tour", "title": "Tour of the island", "start": "2024-06-01", "days": 1}]
    assert [(stop["site"], stop["name"], stop["lon"]) for stop in payload["stops"]] == [
        ("light-house", "Mayak", -27.2),
        ("old-mill", "Köhnə dəyirman", -27.8),
    ]
    (leg,) = payload["legs"]
    assert leg == {
        "visit": "tour", "day": 1, "position": 2, "coords": [[-27.2, 38.7], [-27.8, 38.2]], "km": 106.0, "basis": "estimate",
    }  # fmt: skip
    assert layer.points.shape == (4, 2)


def test_legs_keep_their_own_points(stops: gpd.GeoDataFrame) -> None:
    lines = [shapely.LineString([(0, 0), (1, 1), (2, 2)]), shapely.LineString([(5, 5), (6, 6)])]
    legs = gpd.GeoDataFrame(
        {"visit_id": "tour", "day": 1, "position": [2, 3], "length_km": 1.0}, geometry=lines, crs=4326
    )
    payload = decoded(VisitLayer(stops, legs=legs).payload)
    assert [leg["coords"] for leg in payload["legs"]] == [[[0, 0], [1, 1], [2, 2]], [[5, 5], [6, 6]]]
    assert payload["visits"][0]["title"] == "tour"
