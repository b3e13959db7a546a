"""Tiles, smaller archives cut from them, and the shading of hills."""

from __future__ import annotations

import copy
import gzip
import io
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pmtiles.reader import MemorySource, all_tiles

from geo.errors import LayerError
from maps.basemap import Basemap
from maps.hillshade import FLAT, shade
from maps.tiles.vector_tile import read_tile
from tests.maps.conftest import ISLAND, vector_tile, write_heights

if TYPE_CHECKING:
    from pathlib import Path

    from maps.tiles.tile_blocks import TileBlocks

ALL_LAYERS = {"water", "place", "boundary", "building"}


def tiles_of(packed: TileBlocks) -> dict[tuple[int, int, int], bytes]:
    """Read tiles as the client does."""
    found = {}
    for (zoom, steps), block in zip(packed.index, packed.blocks, strict=True):
        content, x, y, at = zlib.decompress(block), 0, 0, 0
        for right, down, size in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
            x, y = x + right, y + down
            found[zoom, x, y] = content[at : at + size]
            at += size
        assert at == len(content)
    return found


def addresses(packed: TileBlocks) -> set[tuple[int, int, int]]:
    return set(tiles_of(packed))


def test_every_tile_is_found_as_the_library_finds_it(archive_path: Path) -> None:
    basemap, content = Basemap.open(archive_path), archive_path.read_bytes()
    for (z, x, y), tile in all_tiles(MemorySource(content)):
        assert basemap.tile(z, x, y) == tile
    assert basemap.bbox == ISLAND
    assert basemap.attribution == ("© the mappers of the island",)


@pytest.mark.parametrize("address", [(12, 0, 0), (0, 0, 1), (-1, 0, 0), (3, -1, 2), (99, 0, 0), (13, 3400, 3100)])
def test_an_address_without_a_tile_gives_none(address: tuple[int, int, int], basemap: Basemap) -> None:
    assert basemap.tile(*address) is None


def test_a_subset_has_the_whole_region_to_zoom_10_and_more_only_near_points(basemap: Basemap) -> None:
    whole = {address for _, address in basemap.archive.tiles()}
    shallow = {address for address in whole if address[0] <= 10}
    assert addresses(basemap.subset()) == shallow
    near = addresses(basemap.subset(np.array([[-27.5, 38.5]]), near_km=1)) - shallow
    assert {z for z, _, _ in near} == {11, 12}
    assert 2 <= len(near) <= 8
    everywhere = np.array([(lon, lat) for lon in np.arange(-28, -27, 0.02) for lat in np.arange(38, 39, 0.02)])
    assert addresses(basemap.subset(everywhere, near_km=5)) == whole


def test_a_subset_stops_before_the_zoom_that_breaks_the_budget(basemap: Basemap) -> None:
    everywhere = np.array([(lon, lat) for lon in np.arange(-28, -27, 0.02) for lat in np.arange(38, 39, 0.02)])
    small = basemap.subset(everywhere, near_km=5, budget_bytes=1)
    assert max(z for z, _, _ in addresses(small)) == 10
    assert small.max_zoom == 10


def test_a_subset_leaves_out_labels_and_borders_and_what_only_a_deeper_tile_shows(basemap: Basemap) -> None:
    tiles = tiles_of(basemap.subset(np.array([[-27.5, 38.5]]), near_km=30))
    assert {layer.name for layer in read_tile(tiles[12, *_at(-27.5, 38.5)], ALL_LAYERS)} == {"water", "building"}
    assert {layer.name for layer in read_tile(tiles[11, *_at(-27.5, 38.5, 11)], ALL_LAYERS)} == {"water"}


def test_a_tile_that_is_none_is_named(archive_path: Path) -> None:
    content = archive_path.read_bytes()
    broken = gzip.compress(b"\x07" * 9, mtime=0)
    tile = vector_tile("water", "place", "boundary", "building")
    archive_path.write_bytes(content.replace(tile, broken.ljust(len(tile), b"\0")))
    with pytest.raises(LayerError, match=r"island\.pmtiles.*tile 0/0/0"):
        Basemap.open(archive_path).subset()


def _at(lon: float, lat: float, z: int = 12) -> tuple[int, int]:
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2
    return int((lon + 180) / 360 * 2**z), int(y * 2**z)


@pytest.mark.parametrize(
    "content", [b"", b"PMTiles", b"<html>" * 50, b"PMTiles\x03" + b"\xff" * 119, b"PMTiles\x02" + bytes(119)]
)
def test_what_is_no_archive_is_refused_with_its_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.pmtiles"
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"broken\.pmtiles"):
        Basemap.open(path).tile(0, 0, 0)


def test_a_damaged_directory_is_refused_with_its_name(archive_path: Path) -> None:
    content = bytearray(archive_path.read_bytes())
    content[127:160] = bytes(33)
    archive_path.write_bytes(content)
    with pytest.raises(LayerError, match="directory"):
        Basemap.open(archive_path, attribution=["me"]).tile(0, 0, 0)


def test_a_base_map_is_shared_by_copies_of_a_map(basemap: Basemap) -> None:
    assert copy.deepcopy({"basemap": basemap})["basemap"] is basemap


def test_a_hill_is_light_in_the_north_west_and_dark_in_the_south_east(heights_path: Path) -> None:
    picture = shade(heights_path, width=200)
    grey = np.asarray(Image.open(io.BytesIO(picture.webp)).convert("L"), dtype=float)
    rows, columns = grey.shape
    assert picture.bounds == pytest.approx(ISLAND)
    # one degree of latitude is longer than one of longitude by 1 / cos(38.5°) in Web Mercator
    assert rows / columns == pytest.approx(1 / np.cos(np.radians(38.5)), rel=0.02)
    quarter = grey[rows // 4 : rows // 2, columns // 4 : columns // 2].mean()
    opposite = grey[rows // 2 : 3 * rows // 4, columns // 2 : 3 * columns // 4].mean()
    assert quarter > FLAT + 10
    assert opposite < FLAT - 10
    assert abs(grey[:8, :8].mean() - FLAT) < 4  # the sea is flat, whatever the file writes there


def test_heights_that_are_no_degrees_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.tif"
    Image.fromarray(np.zeros((4, 4), dtype="float32")).save(path)
    with pytest.raises(LayerError, match=r"plain\.tif.*EPSG:4326"):
        shade(path)
    path.write_bytes(b"no picture")
    with pytest.raises(LayerError, match=r"plain\.tif"):
        shade(path)


@pytest.mark.parametrize("shape", [(2, 2), (3, 400), (700, 5)])
def test_grids_of_any_shape_are_shaded(shape: tuple[int, int], tmp_path: Path) -> None:
    picture = shade(write_heights(tmp_path / "grid.tif", np.zeros(shape)), width=64)
    grey = np.asarray(Image.open(io.BytesIO(picture.webp)).convert("L"))
    assert grey.shape[1] == 64
    assert abs(int(grey.min()) - FLAT) <= 2


def test_a_base_map_without_heights_has_no_shading(archive_path: Path) -> None:
    assert Basemap.open(archive_path).hillshade() is None
