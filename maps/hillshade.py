"""Shading of hills: a grid of heights as one small grey picture in Web Mercator, for any region."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from geo.errors import LayerError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Hillshade", "shade"]

PIXEL_SCALE, TIE_POINT, GEO_KEYS, NODATA = 33550, 33922, 34735, 42113
"""Tags of GeoTIFF 1.1 (OGC 19-008r4)."""
MODEL_TYPE_KEY, GEOGRAPHIC = 1024, 2
LOWEST_LAND = -500
"""Metres; the deepest dry land lies at -430, so what is lower marks the sea or nothing."""
EARTH_RADIUS = 6_378_137
LIGHTS = ((315, 0.6), (270, 0.2), (0, 0.2))
"""Azimuth in degrees and weight: mostly from the north-west, as readers expect, softened from both sides."""
ALTITUDE = math.radians(45)
EXAGGERATION = 3
FLAT = 128
"""Grey of level ground, which leaves the map as it is when blended."""


class Hillshade(NamedTuple):
    """A picture and where it lies."""

    webp: bytes
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""


class Grid(NamedTuple):
    """Heights in metres, rows from north to south, and the edges of the grid in degrees."""

    heights: NDArray[np.float32]
    west: float
    south: float
    east: float
    north: float


def shade(path: Path, *, width: int = 720) -> Hillshade:
    """Shade a grid of heights.

    Parameters
    ----------
    path
        GeoTIFF with one band of heights in metres, geographic coordinates (degrees), north up.
    width
        Width of the picture in pixels; its height follows from Web Mercator.

    Raises
    ------
    LayerError
        If the file is no such grid.

    Notes
    -----
    Source: the cosine of the angle between light and surface normal, as in Horn, "Hill shading and the reflectance map"
    (Proceedings of the IEEE 69, 1981), with three lights.
    """
    grid = read_grid(path)
    latitudes = _mercator_rows(grid, width)
    heights = _resampled(grid, latitudes, width)
    grey = np.clip(FLAT + _relief(heights, latitudes, grid, width) * _fade(heights.shape), 0, 255)
    out = io.BytesIO()
    Image.fromarray(grey.round().astype("uint8")).convert("RGB").save(out, "WEBP", quality=45, method=6)
    return Hillshade(out.getvalue(), (grid.west, grid.south, grid.east, grid.north))


def read_grid(path: Path) -> Grid:
    """Read a GeoTIFF of heights; what is no height becomes 0.

    Raises
    ------
    LayerError
        If the file is no GeoTIFF in degrees.
    """
    try:
        with Image.open(path, formats=["TIFF"]) as image:
            tags = dict(image.tag_v2)  # type: ignore[attr-defined] # of TIFF images only
            heights = np.array(image, dtype="float32")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise _unusable(path, "it cannot be read") from error
    keys = tags.get(GEO_KEYS, ())
    model = dict(zip(keys[4::4], keys[7::4], strict=False)).get(MODEL_TYPE_KEY)
    if PIXEL_SCALE not in tags or TIE_POINT not in tags or heights.ndim != 2 or model not in (None, GEOGRAPHIC):
        raise _unusable(path, "it is not one band in degrees with the position of its corner")
    nodata = str(tags.get(NODATA, "nan")).strip("\0 ")
    heights[(heights == np.float32(nodata)) | (heights < LOWEST_LAND) | ~np.isfinite(heights)] = 0
    column, row, _z, lon, lat, _height = tags[TIE_POINT][:6]
    dx, dy = tags[PIXEL_SCALE][:2]
    west, north = lon - column * dx, lat + row * dy
    grid = Grid(heights, west, north - dy * heights.shape[0], west + dx * heights.shape[1], north)
    if not (-180.1 <= grid.west < grid.east <= 180.1 and -90.1 <= grid.south < grid.north <= 90.1):
        raise _unusable(path, "its corners are no degrees")
    return grid


def _mercator_rows(grid: Grid, width: int) -> NDArray[np.float64]:
    """Return the latitude of the middle of each row of the picture, from the north, in degrees."""
    north, south = (math.asinh(math.tan(math.radians(min(max(lat, -85), 85)))) for lat in (grid.north, grid.south))
    height = max(2, round(width * (north - south) / math.radians(grid.east - grid.west)))
    y = north + (np.arange(height) + 0.5) * (south - north) / height
    return np.degrees(np.arctan(np.sinh(y)))


def _resampled(grid: Grid, latitudes: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the heights at the pixels of the picture: even steps first (smooth), then the rows of Web Mercator."""
    even_rows = 2 * len(latitudes)
    even = Image.fromarray(grid.heights).resize((width, even_rows), Image.Resampling.BICUBIC)
    source = np.asarray(even, dtype="float64")
    at = np.clip((grid.north - latitudes) / (grid.north - grid.south) * even_rows - 0.5, 0, even_rows - 1)
    above = np.minimum(at.astype("int64"), even_rows - 2)
    part = (at - above)[:, None]
    blended: NDArray[np.float64] = source[above] * (1 - part) + source[above + 1] * part
    return blended


def _relief(
    heights: NDArray[np.float64], latitudes: NDArray[np.float64], grid: Grid, width: int
) -> NDArray[np.float64]:
    """Return how much lighter or darker than level ground each pixel is, in steps of grey."""
    metres = EARTH_RADIUS * math.radians(grid.east - grid.west) / width * np.cos(np.radians(latitudes))[:, None]
    down, right = (slope * EXAGGERATION / metres for slope in np.gradient(heights))
    length = np.sqrt(right**2 + down**2 + 1)
    light = np.zeros_like(heights)
    for azimuth, weight in LIGHTS:
        east, north = (f(math.radians(azimuth)) * math.cos(ALTITUDE) for f in (math.sin, math.cos))
        light += weight * (-right * east + down * north + math.sin(ALTITUDE)) / length
    relative = light - math.sin(ALTITUDE)
    return np.clip(np.where(relative < 0, relative * 200, relative * 240), -90, 70)


def _fade(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return 1 inside, falling to 0 over the last twelve pixels, so that the picture has no hard edge."""
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in shape)
    return np.clip(np.minimum.outer(rows, columns) / 12, 0, 1)


def _unusable(path: Path, why: str) -> LayerError:
    return LayerError(
        f"{path.name}: this is no grid of heights that mirasmap can read, {why}; give a GeoTIFF with one band of heights in metres, in EPSG:4326"
    )
