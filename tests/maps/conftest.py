"""A made-up island with sites, visits, districts, places, tiles and heights."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from maps.basemap import Basemap
from maps.tiles.vector_tile import POLYGONS, TileLayer, write_tile

if TYPE_CHECKING:
    from pathlib import Path

ISLAND = (-28.0, 38.0, -27.0, 39.0)
"""West, south, east, north."""


@pytest.fixture
def sites() -> gpd.GeoDataFrame:
    cell = shapely.box(-27.5, 38.5, -27.45, 38.55)
    return gpd.GeoDataFrame(
        {
            "id": ["light-house", "old-mill", "hidden-cave", "lost-chapel"],
            "kind": ["monument", "craft workshop", "cave", "church"],
            "district": ["north", "south", "north", None],
            "built": ["1905", "18XX", None, None],
            "condition": pd.array([2, 5, None, 0], dtype="Int64"),
            "condition_on": ["2021-05", "2019", None, "2020"],
            "condition_status": ["reviewed", "proposed", None, "proposed"],
            "condition_by": ["Island Survey", "The Miller", None, "Island Survey"],
            "disputed": [True, False, False, False],
            "sources_differ": [False, True, False, False],
            "sensitivity": ["public", "public", "generalised", "public"],
            "uncertainty_m": [20.0, None, 5000.0, None],
            "location_certainty": ["high", None, "low", None],
        },
        geometry=[shapely.Point(-27.2, 38.7), shapely.Point(-27.8, 38.2), cell, None],
        crs=4326,
    )


@pytest.fixture
def names() -> pd.DataFrame:
    rows = [
        ("light-house", "Lighthouse", "en", "official"),
        ("old-mill", "Köhnə dəyirman", "az", "variant"),
        ("light-house", "Mayak", "az", "variant"),
        ("light-house", "The Light", "en", "variant"),
        ("of-another-map", "Elsewhere", "en", "official"),
    ]
    return pd.DataFrame(rows, columns=["site_id", "text", "lang", "status"])


@pytest.fixture
def stops(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "visit_id": ["tour", "tour", "tour"],
            "day": [1, 1, 2],
            "position": [1, 2, 1],
            "site_id": ["light-house", "old-mill", "lost-chapel"],
            "attestation": ["reported", "planned", "reported"],
        },
        geometry=[sites.geometry[0], sites.geometry[1], None],
        crs=4326,
    )


@pytest.fixture
def legs() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"visit_id": ["tour"], "day": [1], "position": [2], "length_km": [106.04], "basis": ["estimate"]},
        geometry=[shapely.LineString([(-27.2, 38.7), (-27.8, 38.2)])],
        crs=4326,
    )


@pytest.fixture
def visits() -> pd.DataFrame:
    return pd.DataFrame({"id": ["tour"], "title": ["Tour of the island"], "start": ["2024-06-01"]})


def vector_tile(*layers: str) -> bytes:
    """Return a vector tile whose layers have one square each."""
    square = np.asarray([(0, 0), (4000, 0), (4000, 4000), (0, 4000)])
    one = np.asarray([0])
    tile = write_tile(
        TileLayer(name, 4096, [""], [""], np.asarray([POLYGONS]), one, np.asarray([4]), square) for name in layers
    )
    return gzip.compress(tile, mtime=0)


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    """Tiles of the island, zoom 0 to 12, all alike."""
    tile = vector_tile("water", "place", "boundary", "building")
    n = 2**12
    x0, x1 = (int((lon + 180) / 360 * n) for lon in (ISLAND[0], ISLAND[2]))
    y0, y1 = (int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * n) for lat in (ISLAND[3], ISLAND[1]))
    addresses = {(12 - up, x >> up, y >> up) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1) for up in range(13)}
    out = io.BytesIO()
    writer = Writer(out)
    for tile_id in sorted(zxy_to_tileid(*address) for address in addresses):
        writer.write_tile(tile_id, tile)
    west, south, east, north = (round(edge * 1e7) for edge in ISLAND)
    header = {
        "tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": 0, "max_zoom": 12,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": 8, "center_lon_e7": west, "center_lat_e7": south,
    }  # fmt: skip
    writer.finalize(header, {"attribution": "© the mappers of the island"})
    path = tmp_path / "island.pmtiles"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def heights_path(tmp_path: Path) -> Path:
    """One round hill in the middle of the sea."""
    y, x = np.mgrid[-1:1:60j, -1:1:60j]
    return write_heights(
        tmp_path / "heights.tif", np.where(x**2 + y**2 < 0.7, 3000 * np.exp(-4 * (x**2 + y**2)), -9999)
    )


def write_heights(path: Path, heights: np.ndarray) -> Path:
    tags = ImageFileDirectory_v2()
    tags[33550] = ((ISLAND[2] - ISLAND[0]) / heights.shape[1], (ISLAND[3] - ISLAND[1]) / heights.shape[0], 0.0)
    tags[33922] = (0.0, 0.0, 0.0, ISLAND[0], ISLAND[3], 0.0)
    tags[42113] = "-9999"
    Image.fromarray(heights.astype("float32")).save(path, "TIFF", tiffinfo=tags)
    return path


@pytest.fixture
def basemap(archive_path: Path, heights_path: Path) -> Basemap:
    return Basemap.open(archive_path, heights_path)
