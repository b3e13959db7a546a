"""A PMTiles archive of vector tiles: any tile at once."""

from __future__ import annotations

import gzip
import json
import mmap
import zlib
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    tileid_to_zxy,
    zxy_to_tileid,
)

from geo.errors import LayerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Archive", "unpacked"]

DEEPEST = 3
"""Directories that an archive may nest, by its specification (version 3)."""
BOX = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
"""Fields of the header: west, south, east, north in ten-millionths of a degree."""


class Archive:
    """A PMTiles archive (version 3) of gzip vector tiles.

    The file is mapped, not read; the directories are read at the first tile and kept.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    LayerError
        If the file is no such archive.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.header: dict[str, Any] = dict(deserialize_header(self._bytes[:127]))
        except (LookupError, ValueError, MagicNumberNotFound, SpecVersionUnsupported) as error:
            raise _broken(self.name, "it does not begin like one") from error
        if self.header["tile_type"] != TileType.MVT or self.header["tile_compression"] != Compression.GZIP:
            raise _broken(self.name, "its tiles are not vector tiles packed with gzip")

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # nothing in it ever changes, and a mapped file cannot be copied

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, as the archive says of itself."""
        west, south, east, north = (self.header[key] / 1e7 for key in BOX)
        return west, south, east, north

    @property
    def max_zoom(self) -> int:
        """The deepest zoom that has tiles."""
        return int(self.header["max_zoom"])

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the stored bytes of a tile, or None where the archive has none or the address is no tile."""
        if not (0 <= z <= 24 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        ids, entries = self._entries
        tile_id = zxy_to_tileid(z, x, y)
        at = bisect_right(ids, tile_id) - 1
        if at < 0:
            return None
        first, run_length, offset, length = entries[at]
        return self._slice(offset, length) if tile_id < first + run_length else None

    def tiles(self) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """Iterate over the ids and the addresses (z, x, y) of all tiles, in the order of their ids."""
        for first, run_length, _offset, _length in self._entries[1]:
            for tile_id in range(first, first + run_length):
                yield tile_id, tileid_to_zxy(tile_id)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What the archive says about its layers and its origin."""
        try:
            packed = self._slice(self.header["metadata_offset"], self.header["metadata_length"])
            is_gzip = self.header["internal_compression"] == Compression.GZIP
            return dict(json.loads(gzip.decompress(packed) if is_gzip else packed))
        except (OSError, EOFError, TypeError, ValueError, zlib.error) as error:
            raise _broken(self.name, "its metadata cannot be read") from error

    @cached_property
    def _entries(self) -> tuple[list[int], list[tuple[int, int, int, int]]]:
        """Ids of the first tile of each entry, and the entries (first id, run length, offset in the file, length)."""
        try:
            entries = sorted(self._walk(self.header["root_offset"], self.header["root_length"], 0))
        except (OSError, EOFError, IndexError, zlib.error) as error:
            raise _broken(self.name, "its directory cannot be read") from error
        return [entry[0] for entry in entries], entries

    def _walk(self, offset: int, length: int, depth: int) -> Iterator[tuple[int, int, int, int]]:
        if depth > DEEPEST:
            raise _broken(self.name, "its directories are nested too deeply")
        for entry in deserialize_directory(self._slice(offset, length)):
            if entry.run_length:
                yield entry.tile_id, entry.run_length, self.header["tile_data_offset"] + entry.offset, entry.length
            else:
                yield from self._walk(self.header["leaf_directory_offset"] + entry.offset, entry.length, depth + 1)

    def _slice(self, offset: int, length: int) -> bytes:
        return self._bytes[offset : offset + length]


def _broken(name: str, why: str) -> LayerError:
    return LayerError(
        f"{name}: this is no PMTiles archive (version 3) of vector tiles that mirasmap can read, {why}; make it anew, for instance with tilemaker or tippecanoe"
    )


def unpacked(tile: bytes, name: str) -> bytes:
    """Return the bytes of a tile that gzip packed.

    Raises
    ------
    LayerError
        If gzip did not; `name` is that of the archive.
    """
    try:
        return gzip.decompress(tile)
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(name, "a tile is not packed with gzip") from error
