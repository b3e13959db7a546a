"""The offline base map of a region: vector tiles, hill shading, and a part of both small enough for one file."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from geo.errors import LayerError
from maps.hillshade import Hillshade, shade
from maps.tiles.archive import Archive, unpacked
from maps.tiles.slim import slim
from maps.tiles.tile_blocks import TileBlocks, packed_tiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Basemap"]

WHOLE_TO = 10
"""Zoom up to which one file holds the whole region."""
METRES_A_DEGREE = 111_320
"""Along a meridian; wide enough a measure for a margin around a point."""


type Address = tuple[int, int, int]
"""Zoom, column and row of a tile."""


class Basemap:
    """Vector tiles of a region, with heights for the shading of hills where there are some.

    Use `Basemap.open`. Nothing is read before it is needed.
    """

    def __init__(self, archive: Archive, heights: Path | None, attribution: Sequence[str]) -> None:
        self.archive = archive
        self.heights = heights
        self.attribution = tuple(attribution)
        self._subsets: dict[bytes, TileBlocks] = {}

    @classmethod
    def open(cls, path: Path, heights: Path | None = None, *, attribution: Iterable[str] = ()) -> Self:
        """Open a base map.

        Parameters
        ----------
        path
            PMTiles archive (version 3) of gzip vector tiles in the OpenMapTiles schema.
        heights
            GeoTIFF of heights in metres, geographic coordinates; without it hills are not shaded.
        attribution
            Credits to show on every map. Without it the archive's own `attribution`, as text.

        Raises
        ------
        LayerError
            If the file is no such archive.
        """
        archive = Archive(path)
        credits_ = tuple(attribution) or tuple(filter(None, [archive.metadata.get("attribution")]))
        return cls(archive, heights, credits_)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.archive.bbox

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a vector tile packed with gzip, or None where there is none."""
        return self.archive.tile(z, x, y)

    def hillshade(self) -> Hillshade | None:
        """Return the shading of hills as a picture in Web Mercator, or None without heights.

        Raises
        ------
        LayerError
            If the heights cannot be read.
        """
        return self._hillshade

    @cached_property
    def _hillshade(self) -> Hillshade | None:
        return None if self.heights is None else shade(self.heights)

    def subset(
        self,
        points: NDArray[np.float64] | None = None,
        *,
        near_km: float = 1.5,
        budget_bytes: int = 5_000_000,
    ) -> TileBlocks:
        """Return a smaller base map for one page: the whole region up to zoom 10, deeper only around points.

        Parameters
        ----------
        points
            Shape (n, 2), lon and lat in degrees; None or empty for no deeper tiles.
        near_km
            Margin around each point, kilometres.
        budget_bytes
            Deeper zooms are left out, deepest first, once the tiles above them take this many bytes in the archive.

        Returns
        -------
        TileBlocks
            Tiles with only what the client draws (see `maps.tiles.slim`).

        Raises
        ------
        LayerError
            If the archive holds something that is no vector tile.
        """
        wanted = self._near(points, near_km)
        key = wanted.tobytes() + bytes(str(budget_bytes), "ascii")
        if key not in self._subsets:
            # the last one only: a notebook shows it again
            self._subsets = {key: packed_tiles(self._slim(self._picked(set(wanted.tolist()), budget_bytes)))}
        return self._subsets[key]

    def _picked(self, wanted: set[int], budget_bytes: int) -> list[Address]:
        picked: list[Address] = []
        size, deepest = 0, 0
        for _tile_id, (z, x, y) in self.archive.tiles():
            if z > deepest and z > WHOLE_TO and size > budget_bytes:
                break
            if z <= WHOLE_TO or _code(z, x, y) in wanted:
                picked.append((z, x, y))
                size += len(self.archive.tile(z, x, y) or b"")
                deepest = max(deepest, z)
        return picked

    def _slim(self, addresses: list[Address]) -> Iterator[tuple[Address, bytes]]:
        at_hand = set(addresses)
        for z, x, y in addresses:
            below = ((z + 1, 2 * x + right, 2 * y + down) for right, down in product((0, 1), repeat=2))
            tile = unpacked(self.archive.tile(z, x, y) or b"", self.archive.name)
            try:
                # the client shows the tiles of a zoom at the next one
                yield (z, x, y), slim(tile, z + 1, enlarged=not all(address in at_hand for address in below))
            except (LookupError, ValueError) as error:
                msg = f"{self.archive.name}: tile {z}/{x}/{y} is no vector tile; make the archive anew, for instance with tilemaker or tippecanoe"
                raise LayerError(msg) from error

    def _near(self, points: NDArray[np.float64] | None, near_km: float) -> NDArray[np.int64]:
        """Return the codes of the tiles below zoom 10 that lie within a margin of any point, each once."""
        zooms = range(WHOLE_TO + 1, self.archive.max_zoom + 1)
        if points is None or len(points) == 0 or not zooms:
            return np.empty(0, dtype="int64")
        lon, lat = points[:, 0], np.clip(points[:, 1], -85, 85)
        dlat = near_km * 1000 / METRES_A_DEGREE
        dlon = dlat / np.cos(np.radians(lat))
        found = []
        for z in zooms:
            west, north = _tile_of(lon - dlon, lat + dlat, z)
            east, south = _tile_of(lon + dlon, lat - dlat, z)
            corners = np.unique(np.column_stack((west, north, east, south)), axis=0)
            across = np.arange((corners[:, 2] - corners[:, 0]).max() + 1)
            down = np.arange((corners[:, 3] - corners[:, 1]).max() + 1)
            x = corners[:, 0, None, None] + across[None, :, None]
            y = corners[:, 1, None, None] + down[None, None, :]
            inside = (x <= corners[:, 2, None, None]) & (y <= corners[:, 3, None, None])
            found.append(np.unique(_code(z, x, y)[inside]))
        return np.concatenate(found)


def _code(z: int, x: Any, y: Any) -> Any:  # noqa: ANN401 (integers and whole arrays alike)
    """Return one number for a tile address."""
    return (z << 50) | (x << 25) | y


def _tile_of(lon: NDArray[np.float64], lat: NDArray[np.float64], z: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return column and row of the tile at each position (Web Mercator, row 0 in the north)."""
    n = 1 << z
    x = (lon + 180) / 360 * n
    y = (1 - np.arcsinh(np.tan(np.radians(np.clip(lat, -85.05, 85.05)))) / np.pi) / 2 * n
    return np.clip(x, 0, n - 1).astype("int64"), np.clip(y, 0, n - 1).astype("int64")
