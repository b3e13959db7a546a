"""Packed layers come out of the page as they went in."""

from __future__ import annotations

import base64
import itertools
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
from maps.payload import PLAIN_ROWS, by_owner, data_block, escaped_json, packed_json, texts
from maps.site_facts import NO_NUMBER, observed_columns
from maps.site_layer import BLOCK, SiteLayer
from maps.visit_layer import VisitLayer

HOSTILE = ["</script><script>alert(1)</script>", "<!--", "{{7*7}}", "${x}", "\u2028\u2029", "\u202eabc", "&amp;", "]]>"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(HOSTILE)


def decoded(text: str) -> Any:  # noqa: ANN401 (any JSON)
    """Decode a payload as the client does."""
    return json.loads(text if text.startswith("{") else zlib.decompress(base64.b64decode(text)))


def columns(layer: SiteLayer) -> dict[str, Any]:
    """Read the columns of a layer out of its blocks, as the client does; texts and numbers as lists."""
    if layer.blocks[BLOCK].startswith("{"):
        return dict(decoded(layer.blocks[BLOCK]))
    return {name: column for text in layer.blocks.values() for name, column in unpacked(text).items()}


def unpacked(text: str) -> dict[str, Any]:
    """Read one packed block: the length of its heading, the heading, and the columns at multiples of eight bytes."""
    data = zlib.decompress(base64.b64decode(text))
    end = 4 + int.from_bytes(data[:4], "little")
    at, found = end + -end % 8, {}
    for column in json.loads(data[4:end]):
        pieces = [4 * column["n"], column["bytes"]] if column["type"] == "text" else [column.get("bytes")]
        if column["type"] not in ("text", "json"):
            pieces = [column["n"] * int(column["type"][1])]
        parts = []
        for size in pieces:
            parts.append(data[at : at + size])
            at += size + -size % 8
        if column["type"] == "json":
            found[column["name"]] = json.loads(parts[0])
        elif column["type"] == "text":
            ends = np.cumsum([0, *np.frombuffer(parts[0], "<u4")])
            found[column["name"]] = [parts[1][i:j].decode() for i, j in itertools.pairwise(ends)]
        else:
            found[column["name"]] = np.frombuffer(parts[0], "<" + column["type"]).tolist()
    return found


def said(found: dict[str, Any], codes: str, words: str) -> list[str | None]:
    """Return the words of a column of codes; all None where the page has no such column."""
    return [found[words][code] if code >= 0 else None for code in found.get(codes, [-1] * found["n"])]


def foreign(found: dict[str, Any]) -> dict[str, list[str | None]]:
    """Return the columns that are not ours by their title."""
    return {
        title: said(found, f"foreign_{i}", f"foreign_{i}_texts")
        if f"foreign_{i}_texts" in found
        else [text or None for text in found[f"foreign_{i}"]]
        for i, title in enumerate(found["foreign"])
    }


def rows_of(found: dict[str, Any], counts: str, column: str, site: str) -> list[Any]:
    """Return the values of a column of rows that belong to a site."""
    starts = np.cumsum([0, *found[counts]])
    i = found["id"].index(site)
    return list(found[column][starts[i] : starts[i + 1]])


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
@settings(max_examples=30, deadline=None)
def test_a_layer_comes_out_as_it_went_in(sites: gpd.GeoDataFrame) -> None:
    payload = columns(SiteLayer(sites))
    assert payload["n"] == payload["placed"] == len(sites)
    by_id = sites.set_index("id").loc[payload["id"]]
    for axis, given_degrees in (("x", by_id.geometry.x), ("y", by_id.geometry.y)):
        degrees = np.cumsum(payload[axis]) / 1e6
        assert np.all(np.abs(degrees - given_degrees) <= 5.001e-7)
    assert said(payload, "kind", "kinds") == by_id["kind"].tolist()
    assert payload["condition"] == by_id["condition"].fillna(-1).tolist()
    rows = {"settlement": said(payload, "settlement", "settlements"), **foreign(payload)}
    for key in ("settlement", "a stranger's column"):
        expected = [value or None for value in by_id[key].astype(object).where(by_id[key].notna(), None)]
        assert rows.get(key, [None] * len(sites)) == expected


def test_a_large_layer_says_the_same_as_a_small_one(
    sites: gpd.GeoDataFrame, names: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = sites.assign(note=["a", "b", None, "<script>"], height=[1.5, np.nan, 2, 3])
    plain = SiteLayer(sites, names=names)
    monkeypatch.setattr("maps.payload.PLAIN_ROWS", 3)
    packed = SiteLayer(sites, names=names)
    assert list(packed.blocks) == [BLOCK, f"{BLOCK}-facts", f"{BLOCK}-texts"]
    assert columns(packed) == columns(plain)


@given(st.lists(st.tuples(st.sampled_from("abcx"), st.integers()), max_size=20))
def test_rows_go_to_their_owner_in_order(rows: list[tuple[str, int]]) -> None:
    owners = pd.Series([owner for owner, _ in rows], dtype="object")
    expected = [[row for row in rows if row[0] == owner] for owner in "abc"]
    order, count = by_owner(pd.Index(list("abc")), owners)
    assert count.tolist() == [len(each) for each in expected]
    assert [rows[i] for i in order] == [row for each in expected for row in each]


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
    payload = columns(SiteLayer(sites, names=names))
    at = {site_id: i for i, site_id in enumerate(payload["id"])}
    assert set(list(at)[:3]) == {"light-house", "old-mill", "hidden-cave"}
    assert (payload["n"], payload["placed"], payload["id"][3]) == (
        4,
        3,
        "lost-chapel",
    )  # without a place, so at the end
    reviewed_disputed, differ, hidden_shape = 1 | 2, 4, 8 | 16
    flags = [payload["flags"][at[i]] for i in ("light-house", "old-mill", "hidden-cave")]
    assert flags == [reviewed_disputed, differ, hidden_shape]
    assert [payload["year"][at[i]] for i in at] == [
        {"light-house": 2021, "old-mill": 2019, "hidden-cave": 0, "lost-chapel": 2020}[i] for i in at
    ]
    assert payload["uncertainty"][at["light-house"]] == 20
    assert payload["uncertainty"][at["old-mill"]] == 0
    assert rows_of(payload, "names", "name", "light-house") == ["Lighthouse", "Mayak", "The Light"]
    langs = [payload["langs"][code] for code in rows_of(payload, "names", "name_lang", "light-house")]
    assert langs == ["en", "az", "en"]
    assert rows_of(payload, "names", "name", "hidden-cave") == []
    assert shapely.from_geojson(json.dumps(payload["shapes"][str(at["hidden-cave"])])).equals(sites.geometry[2])
    assert said(payload, "district", "districts")[at["light-house"]] == "north"
    assert said(payload, "condition_by", "speakers")[at["light-house"]] == "Island Survey"
    assert payload["foreign"] == []


def test_dates_have_the_years_that_they_can_mean(sites: gpd.GeoDataFrame) -> None:
    payload = columns(SiteLayer(sites.assign(built=["1905", "18XX", "long ago", "../1700"])))
    built = dict(zip(payload["id"], payload["built"], strict=True))
    spans = {payload["dates"][i]: (payload["date_from"][i], payload["date_to"][i]) for i in built.values()}
    assert spans == {
        "1905": (1905, 1905),
        "18XX": (1800, 1899),
        "long ago": (NO_NUMBER, NO_NUMBER),
        "../1700": (NO_NUMBER, 1700),
    }


def test_designations_are_listed_by_site(sites: gpd.GeoDataFrame) -> None:
    designations = pd.DataFrame(
        {
            "site_id": ["old-mill", "old-mill", "elsewhere"],
            "scheme": ["Register", "List", "List"],
            "level": ["local", None, None],
            "register_id": ["7", None, None],
        }
    )
    payload = columns(SiteLayer(sites, designations=designations))
    assert sum(payload["designations"]) == 2
    assert [payload["schemes"][code] for code in rows_of(payload, "designations", "scheme", "old-mill")] == [
        "Register",
        "List",
    ]
    assert rows_of(payload, "designations", "level", "old-mill") == [payload["levels"].index("local"), -1]
    assert rows_of(payload, "designations", "register_id", "old-mill") == ["7", ""]


def test_visits_count_when_reported_and_on_their_day(sites: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> None:
    visits = pd.DataFrame({"id": ["tour", "undated"], "start": ["1970-01-11", None], "end": [None, None]})
    more = stops.assign(visit_id="undated")
    payload = columns(SiteLayer(sites, visits=visits, stops=pd.concat([stops, more])))
    days = {site: rows_of(payload, "visits", "visit_day", site) for site in payload["id"]}
    assert days == {"light-house": [10], "old-mill": [], "hidden-cave": [], "lost-chapel": [10]}


def test_access_statements_photos_and_states_belong_to_their_site(sites: gpd.GeoDataFrame) -> None:
    owner = {"site_id": ["old-mill", "old-mill"]}
    history = pd.DataFrame(
        owner
        | {
            "since": [719_164, 719_200],
            "condition": pd.array([3, None], dtype="Int64"),
            "condition_on": ["1970", None],
            "condition_status": ["reviewed", None],
            "condition_by": ["The Miller", None],
            "disputed": [False, True],
            "sources_differ": [True, False],
            "n_statements": [1, 2],
            "newest_on": ["1970-01-02", "1970-02-07"],
            "threat": [False, True],
        }
    )
    statements = pd.DataFrame(owner | {"property": ["threat", "event"], "counts": [True, True]})
    payload = columns(
        SiteLayer(
            sites,
            access=pd.DataFrame(owner | {"status": ["open", "closed"], "as_of": ["1970-01-03", "1970-01-02"]}),
            photos=pd.DataFrame(owner),
            statements=statements,
            history=history,
        )
    )
    mill = payload["id"].index("old-mill")
    assert rows_of(payload, "access", "access_day", "old-mill") == [1, 2]
    assert [payload["accesses"][code] for code in payload["access_status"]] == ["closed", "open"]
    assert [payload[name][mill] for name in ("photos", "statements", "threat")] == [1, 2, 1]
    assert {name: rows_of(payload, "states", name, "old-mill") for name in payload if name.startswith("state_")} == {
        "state_since": [1, 37],
        "state_condition": [3, -1],
        "state_year": [1970, 0],
        "state_flags": [1 | 4, 2],
        "state_by": [0, -1],
        "state_speakers": ["The Miller"],
        "state_statements": [1, 2],
        "state_newest": [1, 37],
        "state_threat": [0, 1],
    }


def test_dates_of_what_was_observed_are_sent_as_written_where_year_and_day_do_not_say_them() -> None:
    ids = pd.Index(["a", "b", "c"])
    sites = pd.DataFrame(
        {"condition_on": ["2019-09/2023", None, "2020"], "newest_on": ["2021-01-01", "2020", "2021-05"]}
    )
    history = pd.DataFrame(
        {"site_id": ["c", "a"], "condition_on": ["1999", "2001~"], "newest_on": ["1999-02-03", None]}
    )
    found: dict[str, Any] = observed_columns(ids, sites, history)
    assert {
        name: [([*found["observed"], ""])[code] for code in found[name]] for name in found if name != "observed"
    } == {
        "condition_on": ["2019-09/2023", "", "2020"],
        "newest_on": ["2021-01-01", "2020", "2021-05"],
        "state_condition_on": ["2001~", "1999"],
    }
    assert observed_columns(ids, sites.iloc[1:], None) == {}


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
    payload = columns(layer)
    assert payload["id"] == ["0", "1", "2", "3"]
    assert set(payload["shapes"]) == {"0", "1", "2"}
    points = shapely.points(layer.lon, layer.lat)
    assert all(shapely.dwithin(points, shapes, 1e-9))


def test_a_foreign_layer_needs_no_column_at_all() -> None:
    frame = gpd.GeoDataFrame({"name": ["A", None], "height": [1.0, 2.5], "seen": pd.to_datetime(["2020-01-02", None])})
    payload = columns(SiteLayer(frame.set_geometry(gpd.points_from_xy([1, 2], [3, 4]), crs=4326)))
    assert (payload["names"], payload["name"], payload["langs"]) == ([1, 0], ["A"], ["und"])
    assert foreign(payload) == {"height": ["1.0", "2.5"], "seen": ["2020-01-02", None]}


def test_an_empty_layer_is_an_empty_map() -> None:
    payload = columns(SiteLayer(gpd.GeoDataFrame({"id": [], "geometry": []}, geometry="geometry")))
    assert payload["n"] == payload["placed"] == 0
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
    assert set(columns(SiteLayer(sites.assign(uncertainty_m=metres)))["uncertainty"]) == {drawn}


def test_visits_have_stops_and_legs_in_place(
    stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame, visits: pd.DataFrame, names: pd.DataFrame
) -> None:
    layer = VisitLayer(stops.to_crs(32626), legs=legs.to_crs(3857), visits=visits, names=first_names(names, "az"))
    payload = decoded(layer.payload)
    assert payload["visits"] == [
        {"id": "tour", "title": "Tour of the island", "start": "2024-06-01", "days": 1, "zone": None}
    ]
    assert [(stop["site"], stop["name"], stop["lon"]) for stop in payload["stops"]] == [
        ("light-house", "Mayak", -27.2),
        ("old-mill", "Köhnə dəyirman", -27.8),
    ]
    (leg,) = payload["legs"]
    assert leg == {
        "visit": "tour", "day": 1, "position": 2, "coords": [[-27.2, 38.7], [-27.8, 38.2]], "km": 106.0, "basis": "estimate",
    }  # fmt: skip
    assert len(layer.points) > 80  # stops, and the leg between them at every kilometre


def test_legs_keep_their_own_points(stops: gpd.GeoDataFrame) -> None:
    lines = [shapely.LineString([(0, 0), (1, 1), (2, 2)]), shapely.LineString([(5, 5), (6, 6)])]
    legs = gpd.GeoDataFrame(
        {"visit_id": "tour", "day": 1, "position": [2, 3], "length_km": 1.0}, geometry=lines, crs=4326
    )
    payload = decoded(VisitLayer(stops, legs=legs).payload)
    assert [leg["coords"] for leg in payload["legs"]] == [[[0, 0], [1, 1], [2, 2]], [[5, 5], [6, 6]]]
    assert payload["visits"][0]["title"] == "tour"
