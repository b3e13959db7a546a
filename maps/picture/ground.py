"""The ground of a static picture: land, water, main roads and the shading of hills, as SVG without scripts and styles."""

from __future__ import annotations

import gzip
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from maps.assets import data_url
from maps.hillshade import FLAT
from maps.tiles.vector_tile import LINES, POLYGONS, read_tile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from maps.basemap import Basemap
    from maps.hillshade import Hillshade
    from maps.tiles.vector_tile import TileLayer

__all__ = ["COLOURS", "Frame", "ground_svg"]

COLOURS = {
    "land": "#f5f3ed",
    "wood": "#dde7d3",
    "water": "#b9d3e1",
    "stream": "#9cc2d8",
    "primaryEdge": "#d6bf90",
    "trunkEdge": "#d3b071",
    "text": "#34342f",
    "textSoft": "#5d5950",
    "halo": "#faf9f5",
}
"""Those of the client's light style, by the names that they have there; a test compares them."""
TILE_PX = 512
MOST_TILES = 36
SHADING = 0.4
"""How much darker than flat land the darkest slope is."""
FINE = 4
"""Steps a pixel: coordinates are whole numbers of these."""
RULES: tuple[tuple[str, tuple[str, ...], int, str, float], ...] = (
    ("landcover", ("wood",), POLYGONS, "wood", 0),
    ("waterway", ("river",), LINES, "stream", 0.8),
    ("water", (), POLYGONS, "water", 0),
    ("transportation", ("primary",), LINES, "primaryEdge", 1.0),
    ("transportation", ("motorway", "trunk"), LINES, "trunkEdge", 1.7),
)
"""Layer, classes (none: all), type, colour, width in pixels; painted in this order over the shaded land."""


@dataclass(frozen=True)
class Frame:
    """A part of the world in Web Mercator, and the pixels that show it."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def xy(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return pixels from the upper left corner, of positions in degrees."""
        top, bottom = mercator(self.north), mercator(self.south)
        y = np.arcsinh(np.tan(np.radians(np.clip(lat, -85.05, 85.05))))
        return (
            (lon - self.west) / (self.east - self.west) * self.width,
            (top - y) / (top - bottom) * self.height,
        )


def mercator(lat: float) -> float:
    """Return the height of a latitude in Web Mercator, in radians of the equator."""
    return math.asinh(math.tan(math.radians(max(-85.05, min(85.05, lat)))))


def ground_svg(frame: Frame, basemap: Basemap | None) -> str:
    """Return the ground of a picture; plain land without a base map."""
    land = f'<rect width="{frame.width}" height="{frame.height}" fill="{COLOURS["land"]}"/>'
    if basemap is None:
        return land
    paths: list[list[str]] = [[] for _ in RULES]
    for layers, scale, left, top in _tiles(frame, basemap):
        for layer in layers:
            for rule, found in zip(RULES, paths, strict=True):
                if rule[0] == layer.name:
                    found += _paths(layer, rule[1], rule[2], scale, (left, top))
    drawn = [_drawn(rule, found) for rule, found in zip(RULES, paths, strict=True)]
    shading = basemap.hillshade()
    hills = "" if shading is None else _hills(frame, shading)
    return land + hills + "".join(drawn)


def _tiles(frame: Frame, basemap: Basemap) -> Iterator[tuple[list[TileLayer], float, float, float]]:
    """Iterate over the tiles of a frame: layers, pixels a unit of theirs, and their upper left corner in pixels."""
    world = frame.width / (frame.east - frame.west) * 360
    z = min(max(0, round(math.log2(world / TILE_PX))), basemap.archive.max_zoom)
    while z and len(_addresses(frame, z)) > MOST_TILES:
        z -= 1
    wanted = {rule[0] for rule in RULES}
    for x, y in _addresses(frame, z):
        packed = basemap.tile(z, x, y)
        if packed is not None:
            size = world / (1 << z)
            left = x * size - (frame.west + 180) / 360 * world
            top = y * size - (1 - mercator(frame.north) / math.pi) / 2 * world
            layers = read_tile(gzip.decompress(packed), wanted)
            yield layers, size, left, top


def _addresses(frame: Frame, z: int) -> list[tuple[int, int]]:
    n = 1 << z
    columns = (math.floor((lon + 180) / 360 * n) for lon in (frame.west, frame.east))
    rows = (math.floor((1 - mercator(lat) / math.pi) / 2 * n) for lat in (frame.north, frame.south))
    (x0, x1), (y0, y1) = ((max(0, first), min(n - 1, last)) for first, last in (columns, rows))
    return [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]


def _paths(
    layer: TileLayer, kinds: Sequence[str], kind_of_shape: int, size: float, corner: tuple[float, float]
) -> list[str]:
    """Return the path data of the features that a rule paints, in fine steps, each point once."""
    wanted = np.asarray([not kinds or kind in kinds for kind in layer.kinds], dtype="bool")
    wanted &= layer.types == kind_of_shape
    steps = np.rint((layer.xy * (size / layer.extent) + corner) * FINE).astype("int64")
    ends = np.cumsum(layer.sizes)
    closing = "z" if kind_of_shape == POLYGONS else ""
    found = []
    for part in np.flatnonzero(wanted[layer.owners]).tolist():
        points = steps[ends[part] - layer.sizes[part] : ends[part]]
        moves = np.diff(points, axis=0)
        moves = moves[moves.any(axis=1)]
        if len(moves) > (1 if closing else 0):
            first = f"M{points[0, 0]} {points[0, 1]}l"
            found.append(first + " ".join(map(str, moves.ravel().tolist())) + closing)
    return found


def _drawn(rule: tuple[str, tuple[str, ...], int, str, float], paths: list[str]) -> str:
    if not paths:
        return ""
    _layer, _kinds, kind_of_shape, colour, width = rule
    veil = ' fill-opacity=".55"' if colour == "wood" else ""  # hills show through
    look = (
        f'fill="{COLOURS[colour]}"{veil}'
        if kind_of_shape == POLYGONS
        else f'fill="none" stroke="{COLOURS[colour]}" stroke-width="{width * FINE:g}" stroke-linejoin="round"'
    )
    return f'<path transform="scale({1 / FINE})" {look} d="{"".join(paths)}"/>'


def _hills(frame: Frame, shading: Hillshade) -> str:
    """Return the land with its shading; baked into one picture, as an SVG without styles cannot blend two."""
    grey = np.asarray(Image.open(io.BytesIO(shading.webp)).convert("L"), dtype="float64")
    land = np.asarray([int(COLOURS["land"][at : at + 2], 16) for at in (1, 3, 5)])
    lit = np.clip(1 + (grey - FLAT) / FLAT * SHADING, 0, 255 / land.max())[..., None] * land
    out = io.BytesIO()
    Image.fromarray(np.clip(lit, 0, 255).astype("uint8"), "RGB").save(out, "WEBP", quality=50, method=6)
    west, south, east, north = shading.bounds
    x, y = frame.xy(np.array([west, east]), np.array([north, south]))
    return (
        f'<image href="{data_url(out.getvalue(), "image/webp")}" x="{x[0]:.1f}" y="{y[0]:.1f}" width="{x[1] - x[0]:.1f}" '
        f'height="{y[1] - y[0]:.1f}" preserveAspectRatio="none"/>'
    )
