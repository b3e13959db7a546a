from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.errors import ExchangeError
from geo.exchange.understand.crs_fit import are_degrees, candidates, checked_crs, fits, inside, shapes_in_degrees

AREAS = {
    "Caucasus": ((45.6, 38.7, 47.9, 40.6), "EPSG:32638"),
    "Peru": ((-73.5, -14.0, -71.0, -12.5), "EPSG:32718"),
    "Norway": ((10.0, 62.0, 11.5, 64.0), "EPSG:32632"),
    "Fiji": ((179.0, -18.0, -179.0, -16.0), "EPSG:32760"),
}
MORE_AREAS = {"Ecuador": (-80.0, -2.0, -77.0, 1.0), "Antarctica": (-180.0, -90.0, 180.0, -60.0)}
"""Where numbers like degrees may be metres: zones count from there."""


def _cloud(area: tuple[float, float, float, float], n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rnd = np.random.default_rng(7)
    west, south, east, north = area
    east = east + 360 if west > east else east
    lon = rnd.uniform(west + 0.2, east - 0.2, n)
    return np.where(lon > 180, lon - 360, lon), rnd.uniform(south + 0.2, north - 0.2, n)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("swapped", [False, True])
def test_the_system_of_the_numbers_is_among_those_that_fit_anywhere_on_earth(area: str, swapped: bool) -> None:
    box, utm = AREAS[area]
    lon, lat = _cloud(box)
    for code in ("EPSG:4326", "EPSG:3857", utm):
        x, y = Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)
        found = fits(*((y, x) if swapped else (x, y)), box)
        assert any(fit.code == code and fit.swapped is swapped and fit.share > 0.6 for fit in found), found


def test_zones_that_look_alike_are_all_told_and_none_is_chosen() -> None:
    box, utm = AREAS["Caucasus"]
    lon, lat = _cloud(box)
    for code in ("EPSG:28408", "EPSG:28468", utm):
        x, y = Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)
        found = {fit.code for fit in fits(x, y, box) if not fit.swapped}
        assert found == ({"EPSG:28408"} if code == "EPSG:28408" else {"EPSG:28468", utm})


@pytest.mark.parametrize("area", [*AREAS, "Ecuador", "Antarctica"])
@given(data=st.data())
def test_every_candidate_in_which_half_of_the_positions_lie_in_the_area_is_told(area: str, data: st.DataObject) -> None:
    box = MORE_AREAS[area] if area in MORE_AREAS else AREAS[area][0]
    like_degrees = st.tuples(st.floats(-180, 180), st.floats(-180, 180))
    middle = (box[0] + 0.5, (box[1] + box[3]) / 2)
    there = st.sampled_from(
        [middle, *(_to_degrees(code).transform(*middle, direction="INVERSE") for code in candidates(box)[1:])]
    )
    x, y = np.array(data.draw(st.lists(st.one_of(like_degrees, there), min_size=1, max_size=6))).T
    told = {(fit.code, fit.swapped) for fit in fits(x, y, box)}
    assert told == {
        (code, swapped)
        for code in candidates(box)
        for swapped in (False, True)
        if inside(*_degrees(code, *((y, x) if swapped else (x, y))), box).mean() >= 0.5
    }


@cache
def _to_degrees(code: str) -> Transformer:
    return Transformer.from_crs(code, 4326, always_xy=True)


def _degrees(code: str, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (x, y) if code == "EPSG:4326" else _to_degrees(code).transform(x, y)


def test_without_an_area_only_degrees_and_web_mercator_are_told() -> None:
    assert [fit.code for fit in fits(np.array([46.7]), np.array([39.7]), None)] == ["EPSG:4326"]
    assert [fit.code for fit in fits(np.array([5.2e6]), np.array([4.8e6]), None)] == ["EPSG:3857"]
    assert fits(np.array([np.nan]), np.array([1.0]), None) == ()


def test_no_zone_of_one_region_stands_in_the_code() -> None:
    assert "EPSG:32718" in candidates(AREAS["Peru"][0])
    assert {"EPSG:32760", "EPSG:32701"} <= set(candidates(AREAS["Fiji"][0]))
    assert not any(code.startswith("EPSG:284") for code in candidates(AREAS["Peru"][0]))


def test_the_antimeridian_is_crossed() -> None:
    assert inside(np.array([179.5, -179.5, 0.0]), np.full(3, -17.0), AREAS["Fiji"][0]).tolist() == [True, True, False]


@pytest.mark.parametrize("code", ["EPSG:999999", "nonsense", ""])
def test_an_unknown_system_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(ExchangeError, match="name it by its number"):
        checked_crs(code)


def test_degrees_are_known_by_any_name() -> None:
    assert are_degrees("EPSG:4326")
    assert are_degrees("OGC:CRS84")
    assert not are_degrees("EPSG:4284")
    assert not are_degrees("EPSG:32638")


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-80, 80)), min_size=1, max_size=5))
def test_numbers_that_are_exchanged_twice_are_as_before(places: list[tuple[float, float]]) -> None:
    shapes = np.array([*(shapely.Point(place) for place in places), None], dtype=object)
    twice = shapes_in_degrees(shapes_in_degrees(shapes, "EPSG:4326", swap=True), "EPSG:4326", swap=True)
    assert twice[-1] is None
    assert shapely.equals_exact(twice[:-1], shapes[:-1]).all()


def test_heights_and_kinds_of_geometry_outlast_a_transformation() -> None:
    shapes = np.array(
        [shapely.Point(500_000, 4_400_000, 812), shapely.box(5e5, 44e5, 5.01e5, 44.01e5), None], dtype=object
    )
    out = shapes_in_degrees(shapes, "EPSG:32638")
    assert shapely.get_z(out[0]) == 812
    assert out[1].geom_type == "Polygon"
    assert not out[1].has_z
    assert out[2] is None
    assert shapely.get_x(out[0]) == pytest.approx(45)
