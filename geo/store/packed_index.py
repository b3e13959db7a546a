"""Indexes of packed tables: their entries in order, packed into pages.

An index is a tree of its own, whose entries are the values of its columns and the key of the row. Source of the format:
https://sqlite.org/fileformat2.html, "B-tree Pages".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import StoreError
from geo.store.packed_page import Kind, Pages, Run, filled, page
from geo.store.packed_record import cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.store.transfer import Index

__all__ = ["IndexEntries"]

_AT_ONCE = 131_072
"""Entries whose cells are made at once."""
_FEW = 32_000
"""Numbers up to which numpy orders by their digits."""


class IndexEntries:
    """Gathers what an index holds, and packs it.

    Parameters
    ----------
    index
        How it is declared.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._columns: list[list[pa.Array]] = [[] for _ in index.columns]
        self._keys: list[NDArray[np.int64]] = []

    def add(self, columns: dict[str, pa.Array], keys: NDArray[np.int64]) -> None:
        """Add rows of the table: its columns, n each (one that is missing is null), and its keys, ascending, shape (n,)."""
        mine = [columns.get(name, pa.nulls(len(keys))) for name in self.index.columns]
        if self.index.asked is not None:
            held = self.index.holds(columns.get(self.index.asked, pa.nulls(len(keys), pa.string())))
            mine = [column.filter(held) for column in mine]
            keys = keys[held.to_numpy(zero_copy_only=False)]
        if len(keys):
            self._keys.append(keys)
            for kept, column in zip(self._columns, mine, strict=True):
                kept.append(column)

    def pack(self, pages: Pages) -> int:
        """Put the entries into pages, and return the number of the uppermost.

        Raises
        ------
        StoreError
            If the index is unique and an entry comes twice.
        """
        if not self._keys:
            return pages.put(page(Kind.LEAF_OF_INDEX, Run.of(pa.array([], pa.binary()))))
        columns = [_one(parts) for parts in self._columns]
        keys = np.concatenate(self._keys)
        self._columns, self._keys = [], []
        order = self._order(columns)
        if order is not None:
            keys = keys[order]
        children: list[tuple[int, bytes]] = []
        start, n = 0, len(keys)
        while start < n:
            until = min(start + _AT_ONCE, n)
            some = [c.slice(start, until - start) if order is None else c.take(pa.array(order[start:until])) for c in columns]  # fmt: skip
            made = cells([*some, pa.array(keys[start:until])])
            entries = pages.shortened(made, Kind.LEAF_OF_INDEX)
            start += _leaves(entries, pages, children, last=until == n)
        return _above(children, pages)

    def _order(self, columns: list[pa.Array]) -> NDArray[np.intp] | None:
        """Return the order of the entries, those of one value by their keys; None where they are in order."""
        numbers = [_numbers(column) for column in columns]
        if len(numbers) == 1 and bool((numbers[0][1:] >= numbers[0][:-1]).all()):
            order = None
        elif len(numbers) == 1:
            order = np.argsort(numbers[0], kind="stable")
        else:
            order = np.lexsort(numbers[::-1])
            order = None if bool((order[1:] > order[:-1]).all()) else order
        if self.index.unique:
            ordered = numbers if order is None else [one[order] for one in numbers]
            again = np.flatnonzero(np.all([one[1:] == one[:-1] for one in ordered], axis=0))
            if len(again):
                at = int(again[0] if order is None else order[again[0]])
                said = ", ".join(f"{name} {column[at].as_py()!r:.80}" for name, column in zip(self.index.columns, columns, strict=True))  # fmt: skip
                message = f"two rows have the same {said}; give each its own"
                raise StoreError(message)
        return order


def _one(parts: Sequence[pa.Array]) -> pa.Array:
    typed = next((part.type for part in parts if not pa.types.is_null(part.type)), pa.null())
    return pa.concat_arrays([part.cast(typed) for part in parts])


def _numbers(column: pa.Array) -> NDArray[np.int64] | NDArray[np.int16]:
    """Return numbers that are in order as the values are; null comes first."""
    if pa.types.is_integer(column.type) and not column.null_count:
        return column.to_numpy()
    if column.null_count == len(column):
        return np.zeros(len(column), dtype=np.int16)
    if not column.null_count and pc.all(pc.less(column[:-1], column[1:])).as_py():
        return np.arange(len(column))
    words = column.dictionary_encode()
    place = np.empty(len(words.dictionary) + 1, dtype=np.int16 if len(words.dictionary) < _FEW else np.int64)
    place[pc.array_sort_indices(words.dictionary).to_numpy()] = np.arange(len(words.dictionary))
    place[-1] = -1
    return place[pc.fill_null(words.indices, len(words.dictionary)).to_numpy()]


def _leaves(entries: Run, pages: Pages, children: list[tuple[int, bytes]], *, last: bool) -> int:
    """Put as many entries as fill pages, after each page one that stands above, and return how many; all if they are the last."""
    start, n = 0, len(entries)
    while start < n:
        until = filled(entries, start, Kind.LEAF_OF_INDEX)
        if until >= n and not last:
            break
        if until == n - 1:
            until -= 1  # the page after the one above may not be empty
        number = pages.put(page(Kind.LEAF_OF_INDEX, entries[start:until]))
        children.append((number, b"" if until == n else entries.cell(until)))
        start = until + 1
    return start


def _above(children: list[tuple[int, bytes]], pages: Pages) -> int:
    """Put the pages above some pages, each given with the entry after it, and return the number of the uppermost."""
    while len(children) > 1:
        cells = Run.of(pa.array([number.to_bytes(4, "big") + entry for number, entry in children], pa.binary()))
        level, start, n = [], 0, len(children)
        while start < n:
            until = min(filled(cells, start, Kind.INNER_OF_INDEX), n - 1)
            if until == n - 2:
                until -= 1
            number, entry = children[until]
            level.append((pages.put(page(Kind.INNER_OF_INDEX, cells[start:until], last=number)), entry))
            start = until + 1
        children = level
    return children[0][0]
