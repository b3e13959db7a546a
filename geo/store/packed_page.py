"""Pages of a file of SQLite: how cells stand in them, and where the rest of a long one goes.

Source of the format: https://sqlite.org/fileformat2.html, "B-tree Pages" and "Cell Payload Overflow Pages".
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.store.packed_record import Cells

__all__ = ["PAGE", "Kind", "Pages", "Run", "filled", "page"]

PAGE = 65_536
_LOCK_PAGE = (1 << 30) // PAGE + 1
"""Never used: locks are held on its bytes."""
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23


class Kind(IntEnum):
    """What a page is."""

    INNER_OF_INDEX = 0x02
    INNER = 0x05
    LEAF_OF_INDEX = 0x0A
    LEAF = 0x0D

    @property
    def leaf(self) -> bool:
        """Whether nothing hangs below it."""
        return self in (Kind.LEAF_OF_INDEX, Kind.LEAF)

    @property
    def local(self) -> int:
        """Bytes of a record that may stand in its page; of a longer one the rest goes to pages of its own."""
        return (PAGE - 12) * 64 // 255 - 23 if self in (Kind.LEAF_OF_INDEX, Kind.INNER_OF_INDEX) else PAGE - 35


@dataclass(frozen=True)
class Run:
    """Cells one after the other."""

    data: memoryview
    offsets: NDArray[np.int64]
    """Where each begins, and where the last ends, shape (n + 1,)."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def taken(self) -> NDArray[np.int64]:
        """Bytes of a page that cells take with where they stand: those of cells a to b are taken[b] - taken[a]."""
        return self.offsets + 2 * np.arange(len(self.offsets))

    def __getitem__(self, some: slice) -> Run:
        start, stop, _step = some.indices(len(self))
        return Run(self.data, self.offsets[start : stop + 1])

    def cell(self, at: int) -> bytes:
        """Return the bytes of one."""
        return bytes(self.data[self.offsets[at] : self.offsets[at + 1]])

    def then(self, others: Run) -> Run:
        """Return these cells and then others."""
        if not len(self):
            return others
        sizes = np.concatenate([np.diff(self.offsets), np.diff(others.offsets)])
        data = b"".join(run.data[run.offsets[0] : run.offsets[-1]] for run in (self, others))
        return Run(memoryview(data), np.concatenate([[0], np.cumsum(sizes)]))

    @classmethod
    def of(cls, cells: pa.Array) -> Run:
        """Return the cells of a binary array, shape (n,)."""
        if not len(cells):
            return cls(memoryview(b""), np.zeros(1, dtype=np.int64))
        offsets = np.frombuffer(cells.buffers()[1], dtype=np.int32)[cells.offset :][: len(cells) + 1]
        return cls(memoryview(cells.buffers()[2]), offsets.astype(np.int64))


def filled(cells: Run, start: int, kind: Kind) -> int:
    """Return where the cells end that fill a page from `start` on; one always fits."""
    room = PAGE - (8 if kind.leaf else 12)
    return max(int(np.searchsorted(cells.taken, cells.taken[start] + room, side="right")) - 1, start + 1)


def page(kind: Kind, cells: Run, *, last: int | None = None, reserved: int = 0) -> bytes:
    """Return a page.

    Parameters
    ----------
    kind
        What it is.
    cells
        In it, in order.
    last
        The page below that comes after all cells, where pages hang below.
    reserved
        Bytes at its beginning that are left empty.
    """
    offsets = cells.offsets
    first = PAGE - int(offsets[-1] - offsets[0])
    head = (
        bytes(reserved)
        + bytes([kind, 0, 0])
        + len(cells).to_bytes(2, "big")
        + (first % PAGE).to_bytes(2, "big")
        + b"\0"
    )
    if last is not None:
        head += last.to_bytes(4, "big")
    places: bytes = (offsets[:-1] - offsets[0] + first).astype(">u2").tobytes()
    head += places
    return head.ljust(first, b"\0") + bytes(cells.data[offsets[0] : offsets[-1]])


class Pages:
    """A new file that pages are put into; the first page is left for `finish`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(bytes(PAGE))
        self.n = 1

    def put(self, page: bytes) -> int:
        """Write the next page, and return its number."""
        if self.n + 1 == _LOCK_PAGE:
            self._file.write(bytes(PAGE))
            self.n += 1
        self._file.write(page)
        self.n += 1
        return self.n

    def shortened(self, cells: Cells, kind: Kind) -> Run:
        """Return cells for a page of a kind; the ends of those that are too long go to pages of their own."""
        long = np.flatnonzero(cells.record > kind.local)
        if not len(long):
            return Run.of(cells.data)
        out = cells.data.to_pylist()
        for at in long.tolist():
            n = int(cells.record[at])
            kept = _LEAST_LOCAL + (n - _LEAST_LOCAL) % (PAGE - 4)
            end = cells.before + (kept if kept <= kind.local else _LEAST_LOCAL)
            rest, following = out[at][end:], 0
            for start in reversed(range(0, len(rest), PAGE - 4)):
                following = self.put((following.to_bytes(4, "big") + rest[start : start + PAGE - 4]).ljust(PAGE, b"\0"))
            out[at] = out[at][:end] + following.to_bytes(4, "big")
        return Run.of(pa.array(out, pa.binary()))

    def above(self, children: list[tuple[int, bytes]], kind: Kind) -> int:
        """Put the pages above some pages, and return the number of the uppermost.

        Parameters
        ----------
        children
            Number of each page, and what stands between it and the next: a key, or an entry of an index.
        kind
            Of the pages above.
        """
        while len(children) > 1:
            cells = Run.of(pa.array([number.to_bytes(4, "big") + between for number, between in children], pa.binary()))
            level, start, n = [], 0, len(children)
            while start < n:
                until = min(filled(cells, start, kind), n - 1)
                if until == n - 2:  # one above the last page would have no cell
                    until -= 1
                number, between = children[until]
                level.append((self.put(page(kind, cells[start:until], last=number)), between))
                start = until + 1
            children = level
        return children[0][0]

    def finish(self, first: bytes) -> None:
        """Write the first page, and close the file."""
        self._file.seek(0)
        self._file.write(first)
        self._file.close()

    def close(self) -> None:
        """Let go of the file; without `finish` it cannot be read."""
        with suppress(OSError):  # a full disk refuses what is still to be written; the file is of no use then
            self._file.close()
