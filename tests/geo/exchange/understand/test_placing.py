from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.errors import ExchangeError
from geo.exchange.report.issues import Issues
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.placing import Placing
from tests.geo.exchange.understand.understood import AREA, STATE, opened, understood

POINTS = [(46.1 + place / 10, 39.2 + place / 20) for place in range(8)]


def place(
    points: list[tuple[float, float]], declared: str | None = "EPSG:4326", **options: object
) -> tuple[np.ndarray, Issues]:
    placing = Placing(declared, **({"asked": None, "area": AREA, "swap": False} | options))
    issues = Issues()
    out = placing.place(np.array([shapely.Point(point) for point in points], dtype=object), issues, 0)
    placing.finish(issues)
    return out, issues


def projected(code: str) -> list[tuple[float, float]]:
    return list(
        zip(*Transformer.from_crs(4326, code, always_xy=True).transform(*zip(*POINTS, strict=True)), strict=True)
    )


def test_single_rows_that_are_exchanged_are_told_and_changed_back_only_if_asked() -> None:
    mixed = [*POINTS[:6], POINTS[6][::-1], (10.0, 10.0)]
    told, issues = place(mixed)
    assert issues.counts() == {"swapped": 1}
    assert shapely.get_coordinates(told).tolist() == [list(point) for point in mixed]
    mended, issues = place(mixed, swap=True)
    assert issues.counts() == {"swap_mended": 1}
    assert shapely.get_coordinates(mended).tolist() == [list(point) for point in (*POINTS[:7], (10.0, 10.0))]
    frame = issues.frame()
    assert (frame["row"][0], frame["before"][0], frame["after"][0]) == (6, "39.5 46.7", "46.7 39.5")


def test_a_file_in_which_all_is_exchanged_is_stopped() -> None:
    _out, issues = place([point[::-1] for point in POINTS])
    assert issues.stop_all(accept_warnings=True) == ["all_swapped"]
    out, issues = place([point[::-1] for point in POINTS], swap=True)
    assert issues.stop_all(accept_warnings=False) == []
    assert shapely.get_coordinates(out).tolist() == [list(point) for point in POINTS]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(45.7, 48), st.floats(38.8, 40.5)), min_size=1, max_size=5))
def test_exchanging_twice_is_the_identity(points: list[tuple[float, float]]) -> None:
    out, _issues = place([point[::-1] for point in points], swap=True)
    assert shapely.get_coordinates(out).tolist() == [list(point) for point in points]
    again, issues = place([tuple(point) for point in shapely.get_coordinates(out).tolist()], swap=True)
    assert shapely.get_coordinates(again).tolist() == [list(point) for point in points]
    assert issues.counts() == {}


@pytest.mark.parametrize("code", ["EPSG:32638", "EPSG:28408", "EPSG:3857"])
def test_a_declared_or_named_system_is_followed_also_where_it_is_exchanged(code: str) -> None:
    for options in ({"declared": code}, {"declared": None, "asked": code}, {"declared": "EPSG:4326", "asked": code}):
        out, issues = place(projected(code), **options)
        assert issues.counts() == {}
        assert shapely.get_coordinates(out) == pytest.approx(np.array(POINTS), abs=1e-6)
    out, issues = place([point[::-1] for point in projected(code)], code, swap=True)
    assert shapely.get_coordinates(out) == pytest.approx(np.array(POINTS), abs=1e-6)
    assert issues.counts() == {"swap_mended": 8}


def test_without_a_system_degrees_are_taken_for_degrees_and_metres_for_nothing() -> None:
    out, issues = place(POINTS, None)
    assert issues.counts() == {"crs_assumed": 1}
    assert shapely.get_coordinates(out).tolist() == [list(point) for point in POINTS]
    out, issues = place(projected("EPSG:28468"), None)
    assert out.tolist() == [None] * 8
    assert issues.stop_all(accept_warnings=True) == ["crs_missing"]
    message = issues.frame()["message"][0]
    assert "EPSG:28468" in message
    assert "EPSG:32638" in message


def test_numbers_that_do_not_fit_what_the_file_names_are_doubted_with_what_fits() -> None:
    _out, issues = place(projected("EPSG:32638"), "EPSG:32639")
    assert issues.counts() == {"crs_doubtful": 1}
    assert "EPSG:32638" in issues.frame()["message"][0]
    _out, issues = place(projected("EPSG:32638"), "EPSG:4326")
    assert "crs_doubtful" in issues.counts()
    _out, issues = place([(10.0, 50.0)] * 5, "EPSG:4326")
    assert issues.counts() == {}, "elsewhere on earth is no doubt of the system"
    _out, issues = place(projected("EPSG:32638"), "EPSG:32639", asked="EPSG:32639")
    assert issues.counts() == {}, "whoever imports has said it"


def test_without_an_area_only_what_is_not_on_earth_is_exchanged() -> None:
    _out, issues = place([(46.0, 39.0), (39.0, 46.0), (39.0, 120.0)], area=None)
    assert list(issues.frame()["row"]) == [2]


def test_a_system_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ExchangeError, match="EPSG:1"):
        place(POINTS, asked="EPSG:1")


def test_positions_in_columns() -> None:
    columns: dict[str, list[str | None]] = {
        "wkt": [
            "POINT (46.1 39.2)",
            "SRID=32638;POINT (600000 4340000)",
            "SRID=1;POINT (1 2)",
            "POLYGON ((0 0",
            None,
            " ",
        ],
        "pos": [None, None, None, None, "39°12′N 46°06′E", "by the river"],
    }
    done = understood(opened(columns), Mapping(columns={"wkt": "wkt", "pos": "position"}, source=STATE))
    kinds = [None if shape is None else shape.geom_type for shape in done.sites.geometry]
    assert kinds == ["Point", "Point", None, None, "Point", None]
    assert shapely.get_x(done.sites.geometry[1]) == pytest.approx(46.155, abs=0.01)
    assert [(row, field) for row, field, *_ in done.of("geometry_unreadable")] == [(2, None), (3, "wkt"), (5, "pos")]
    assert done.of("coordinate_text") == [(4, "pos", "39°12′N 46°06′E", "46.1 39.2")]


def test_columns_fill_in_where_the_file_has_no_geometry() -> None:
    file = opened({"x": ["46.5", "46.5"], "y": ["39.5", "39.5"]}, [shapely.Point(46, 39), None], crs="EPSG:4326")
    done = understood(file, Mapping(columns={"x": "lon", "y": "lat"}, source=STATE))
    assert shapely.get_coordinates(done.sites.geometry).tolist() == [[46, 39], [46.5, 39.5]]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "", "12 apples"])
def test_numbers_that_are_none_give_no_position(text: str) -> None:
    done = understood(opened({"x": [text], "y": ["39.5"]}), Mapping(columns={"x": "lon", "y": "lat"}, source=STATE))
    assert done.sites.geometry.tolist() == [None]
    assert [row for row, *_ in done.of("geometry_unreadable")] == [0]
