"""Climb and descent along ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from geo.errors import RoadsError
from geo.package import Package
from geo.roads.height_grid import open_grid
from geo.roads.heights import _up_and_down, climb_m, open_heights

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

STEP = 1 / 120
WEST, NORTH = 10.0, 1.0


def write_tiff(path: Path, heights: NDArray[np.int16], *, nodata: int = -500) -> Path:
    """Write heights as a GeoTIFF in degrees, 30 seconds a cell, from 10° E 1° N to the east and south."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[33550], tags[33922] = (STEP, STEP, 0.0), (0.0, 0.0, 0.0, WEST, NORTH, 0.0)
    tags[34735] = (1, 1, 0, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    tags[42113] = str(nodata)
    tags.tagtype.update({33550: 12, 33922: 12, 34735: 3, 42113: 2})
    Image.fromarray(heights.astype("int32")).save(path, tiffinfo=tags)
    return path


@pytest.fixture(scope="module")
def hill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ridge from north to south: 10 m a cell up, from column 60 on down; unknown in the last ten rows."""
    column = np.arange(120)
    heights = np.tile(np.where(column < 60, column, 120 - column) * 10, (120, 1))
    heights[110:] = -500
    return write_tiff(tmp_path_factory.mktemp("heights") / "hill.tif", heights)


def at(column: float, row: float = 60) -> tuple[float, float]:
    return WEST + (column + 0.5) * STEP, NORTH - (row + 0.5) * STEP


def test_a_way_over_a_ridge_climbs_and_descends(hill: Path) -> None:
    lines = gpd.GeoSeries(
        [
            shapely.LineString([at(20), at(50)]),
            shapely.LineString([at(50), at(20)]),
            shapely.LineString([at(40), at(80)]),
        ],
        crs=4326,
    )
    climbs = climb_m(lines, hill)
    assert climbs.iloc[0].tolist() == [300, 0]
    assert climbs.iloc[1].tolist() == [0, 300]
    assert climbs.iloc[2].tolist() == pytest.approx([200, 200], abs=10)  # the mean takes a little off the top


def test_unknown_heights_stay_unknown(hill: Path) -> None:
    beyond = shapely.LineString([at(20), at(20, 115)])
    outside = shapely.LineString([(50, 0.5), (50.1, 0.5)])
    assert climb_m([beyond, outside], hill).isna().all(axis=None)
    assert open_heights(hill).climb(outside) == (None, None)


def test_no_lines_give_no_rows_and_a_point_is_level(hill: Path) -> None:
    assert climb_m([], hill).shape == (0, 2)
    assert open_heights(hill).climb(shapely.LineString([at(20), at(20)])) == (0, 0)


def test_tiles_and_geotiff_of_one_slope_agree(tmp_path: Path) -> None:
    rows = np.arange(121)[:, None] * np.ones(121)
    (tmp_path / "N00").mkdir()
    (tmp_path / "N00" / "N00E010.hgt").write_bytes((rows * 10).astype(">i2").tobytes())
    line = shapely.LineString([(10.5, 0.9), (10.5, 0.1)])
    assert open_heights(tmp_path).climb(line) == (960, 0)
    assert open_grid(tmp_path).at(np.array([(10.5, 0.5), (11.5, 0.5), (np.nan, 0)]))[0] == pytest.approx(600)


@pytest.mark.parametrize("content", [b"", b"no picture", b"II*\x00\x08\x00\x00\x00"])
def test_what_is_no_grid_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tif"
    path.write_bytes(content)
    with pytest.raises(RoadsError, match=r"the heights in bad\.tif cannot be used"):
        open_heights(path)
    with pytest.raises(RoadsError, match="no elevation tiles"):
        open_heights(tmp_path)


@given(st.lists(st.floats(-500, 5000), min_size=1, max_size=60), st.floats(1, 50))
def test_ups_less_downs_are_the_difference_of_the_ends(metres: list[float], sway: float) -> None:
    up, down = _up_and_down(np.array(metres), sway)
    assert up - down == pytest.approx(metres[-1] - metres[0], abs=1e-6)
    assert up <= np.maximum(np.diff(metres), 0).sum() + 1e-6
    assert down <= np.maximum(-np.diff(metres), 0).sum() + 1e-6


def test_small_sways_do_not_count() -> None:
    assert _up_and_down(np.array([0.0, 10, 2, 12, 4, 100, 95, 99]), 20) == (99, 0)
    assert _up_and_down(np.array([0.0, 100, 50, 120]), 20) == (170, 50)
    assert _up_and_down(np.array([100.0, 0, 60, 60]), 20) == (60, 100)


def test_the_bundled_heights_know_a_mountain_town_and_a_plain() -> None:
    path = Package.open().file("heights")
    assert path is not None
    shusha, fuzuli = open_grid(path).at(np.array([(46.7487, 39.7586), (47.145, 39.6003)]))
    assert 1250 < shusha < 1550
    assert 300 < fuzuli < 550
