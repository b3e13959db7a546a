"""A pyramid of points: what is drawn holds every point once, whatever the view, the zoom and the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.clusters.mercator import HIGHEST, LEVELS, cells_in, cells_of, codes_of, degrees, fractions
from geo.clusters.pyramid import NEVER, PointPyramid
from geo.errors import LayerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORLD = (-180.0, -90.0, 180.0, 90.0)
type Layer = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Points spread wide or crowded, some at one place, some without a position, with a grade each."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 300))
    width = draw(st.sampled_from([0.0, 1e-7, 1e-3, 0.5, 30.0]))
    middle = draw(st.sampled_from([(46.7, 39.8), (-179.99, -60.0), (0.0, 0.0), (179.9, 84.9)]))
    lon, lat = (centre + rng.normal(0, width, n) for centre in middle)
    lon, lat = lon.clip(-180, 180), lat.clip(-90, 90)
    lon[rng.random(n) < 0.1] = np.nan
    return lon, lat, rng.integers(-1, 6, n).astype("int8")


@given(layers(), st.integers(0, 22), st.integers(0, 3), st.floats(0, 1))
def test_a_view_of_the_world_holds_every_point_that_is_asked_for_once(
    layer: Layer, zoom: int, coarser: int, share: float
) -> None:
    lon, lat, grades = layer
    mask = np.random.default_rng(1).random(len(lon)) < share
    asked = PointPyramid(lon, lat).ask(grades, mask)
    drawn = asked.view(WORLD, zoom, most=10**9, coarser=coarser)
    wanted = grades[mask & np.isfinite(lon)]
    assert len(asked) == len(wanted) == drawn.count.sum()
    assert drawn.mix.sum(axis=0).tolist() == [int((wanted == grade).sum()) for grade in range(-1, 6)]
    assert asked.mix().tolist() == drawn.mix.sum(axis=0).tolist()
    assert ((drawn.row >= 0) == (drawn.count == 1)).all()


@given(layers(), st.integers(0, 18))
def test_the_leaves_of_all_clusters_are_all_points(layer: Layer, zoom: int) -> None:
    lon, lat, grades = layer
    asked = PointPyramid(lon, lat).ask(grades)
    drawn = asked.view(WORLD, zoom, most=10**9)
    found = [asked.leaves(zoom, drawn.coarser, x, y, limit=10_000) for x, y in zip(drawn.x, drawn.y, strict=True)]
    assert [len(rows) for rows in found] == drawn.count.tolist()
    together = np.concatenate(found) if found else np.empty(0)
    assert sorted(together.tolist()) == np.flatnonzero(np.isfinite(lon)).tolist()


@given(layers(), st.integers(3, 18))
def test_a_cluster_is_the_same_in_every_view(layer: Layer, zoom: int) -> None:
    lon, lat, grades = layer
    asked = PointPyramid(lon, lat).ask(grades)
    x, y = fractions(np.nan_to_num(lon[:1]), np.nan_to_num(lat[:1]))
    reach = 500 / 256 / 2**zoom
    boxes = []
    for times in (1.0, 1.9):
        left, right = (np.clip(x + side * times * reach, 0, 1) for side in (-1, 1))
        top, bottom = (np.clip(y + side * times * reach, 0, 1) for side in (-1, 1))
        (west, east), (north, south) = degrees(np.r_[left, right], np.r_[top, bottom])
        boxes.append((float(west), float(south), float(east), float(north)))
    small, large = (asked.view(box, zoom, most=10**9) for box in boxes)
    drawn = {(a, b, c) for a, b, c in zip(large.x.round(9), large.y.round(9), large.count, strict=True)}
    if small.coarser == large.coarser:
        assert {(a, b, c) for a, b, c in zip(small.x.round(9), small.y.round(9), small.count, strict=True)} <= drawn


@given(layers(), st.integers(0, 18))
def test_a_cluster_comes_apart_later_or_never_where_its_points_share_a_place(layer: Layer, zoom: int) -> None:
    lon, lat, grades = layer
    asked = PointPyramid(lon, lat).ask(grades)
    drawn = asked.view(WORLD, zoom, most=10**9)
    many = drawn.count > 1
    assert (drawn.apart[many] > zoom).all()
    assert (drawn.apart[~many] == 0).all()
    for i in np.flatnonzero(many & (drawn.apart == NEVER)):
        rows = asked.leaves(zoom, drawn.coarser, drawn.x[i], drawn.y[i], limit=10_000)
        assert np.ptp(lon[rows]) < 1e-5


def test_points_half_a_world_apart_are_two_and_those_on_one_step_are_one() -> None:
    lon, lat = np.array([46.70, 46.7000001, -120.0]), np.array([39.8, 39.8, 39.8])
    drawn = PointPyramid(lon, lat).ask(np.array([4, 5, -1], dtype="int8")).view(WORLD, 2)
    assert sorted(drawn.count.tolist()) == [1, 2]
    assert drawn.mix[drawn.count == 2].tolist() == [[0, 0, 0, 0, 0, 1, 1]]
    assert drawn.row[drawn.count == 1].tolist() == [2]


def test_more_than_may_be_drawn_makes_the_cells_larger_until_it_fits() -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(40, 60, 50_000), rng.uniform(30, 45, 50_000)
    asked = PointPyramid(lon, lat).ask(np.zeros(50_000, dtype="int8"))
    for most in (20, 100, 400):
        drawn = asked.view((44, 34, 56, 42), 8, most=most)
        assert len(drawn.x) + (drawn.row >= 0).sum() <= most
        assert drawn.coarser > 0
    assert asked.view(WORLD, 22, most=10**9).coarser > 0, "a world of the finest cells is no view"


def test_a_view_across_the_180th_meridian_has_both_sides() -> None:
    lon, lat = np.array([179.5, -179.5, 0.0]), np.zeros(3)
    drawn = PointPyramid(lon, lat).ask(np.zeros(3, dtype="int8")).view((179.0, -1.0, -179.0, 1.0), 8)
    assert sorted(drawn.row.tolist()) == [0, 1]


def test_an_empty_layer_and_an_empty_answer_have_nothing_to_draw() -> None:
    empty = np.empty(0)
    assert len(PointPyramid(empty, empty).ask(np.empty(0, dtype="int8")).view(WORLD, 3).x) == 0
    one = PointPyramid(np.zeros(1), np.zeros(1)).ask(np.zeros(1, dtype="int8"), np.zeros(1, dtype=bool))
    assert len(one.view(WORLD, 3).x) == 0
    assert one.leaves(3, 0, 0.5, 0.5, limit=10).tolist() == []


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(LayerError, match="one longitude and one latitude a row"):
        PointPyramid(np.zeros(2), np.zeros(3))


@given(st.floats(-180, 180), st.floats(-HIGHEST, HIGHEST))
def test_degrees_come_back_from_the_square(lon: float, lat: float) -> None:
    x, y = fractions(np.array([lon]), np.array([lat]))
    back_lon, back_lat = degrees(x, y)
    assert back_lon[0] == pytest.approx(lon, abs=1e-9)
    assert back_lat[0] == pytest.approx(lat, abs=1e-9)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, LEVELS))
def test_the_code_of_a_cell_shifted_is_that_of_the_cell_around(x: float, y: float, level: int) -> None:
    fine, coarse = (codes_of(*cells_of(np.array([x]), np.array([y]), each)) for each in (level, level - 1))
    assert fine[0] >> 2 == coarse[0]
    assert coarse[0] in cells_in((x, y, x, y), level - 1)
