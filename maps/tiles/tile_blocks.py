"""Vector tiles inside a page: many tiles compressed together, in blocks that the client unpacks when it needs one.

Together, neighbouring tiles take a sixth less than each for itself, as they say the same names and classes.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maps.payload import data_block, escaped_json

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TileBlocks", "packed_tiles"]

BLOCK_BYTES = 160_000
"""Unpacked size after which a block is closed: some milliseconds of a browser's time."""


@dataclass(frozen=True)
class TileBlocks:
    """Tiles of one page."""

    max_zoom: int
    """The deepest zoom that has tiles."""
    index: tuple[tuple[int, tuple[int, ...]], ...]
    """For each block its zoom and, for each of its tiles, steps of column and row from the tile before, and bytes."""
    blocks: tuple[bytes, ...] = field(repr=False)
    """Each the tiles of one zoom, one after the other, as zlib compresses them."""

    def data_blocks(self, name: str) -> list[str]:
        """Return the data blocks of a page: the index under a name, and each block under the name and its number."""
        index = {"max_zoom": self.max_zoom, "blocks": self.index}
        texts = [base64.b64encode(block).decode() for block in self.blocks]
        return [
            data_block(name, escaped_json(index), kind="application/json"),
            *(data_block(f"{name}-{number}", text) for number, text in enumerate(texts)),
        ]


def packed_tiles(tiles: Iterable[tuple[tuple[int, int, int], bytes]]) -> TileBlocks:
    """Pack tiles, each an address (z, x, y) and its bytes; zoom after zoom, neighbours near each other.

    Tiles without bytes stay in the index: the client must not show an enlarged one in their place.
    """
    index: list[tuple[int, tuple[int, ...]]] = []
    blocks: list[bytes] = []
    deepest = 0
    zoom, steps, content, at = -1, list[int](), bytearray(), (0, 0)

    def close() -> None:
        if steps:
            index.append((zoom, tuple(steps)))
            blocks.append(zlib.compress(bytes(content), 9))

    for (z, x, y), tile in tiles:
        if z != zoom or len(content) > BLOCK_BYTES:
            close()
            zoom, steps, content, at = z, [], bytearray(), (0, 0)
        steps += (x - at[0], y - at[1], len(tile))
        content += tile
        at, deepest = (x, y), max(deepest, z)
    close()
    return TileBlocks(deepest, tuple(index), tuple(blocks))
