"""Indexes of packed tables: their entries in order, packed into pages.

An index is a tree of its own, whose entries are the values of its columns and the key of the row. Source of the format:
https://sqlite.org/fileformat2.html, "B-tree Pages".
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import ascend
from geo.errors import StoreError
from geo.store.packed_page import Kind, Pages, Run, filled, page
from geo.store.packed_record import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.exchange.put_aside import RecordFile
    from geo.store.transfer import Index

__all__ = ["IndexEntries"]

_AT_ONCE = 131_072
"""Entries whose cells are made at once."""
_NONE = Run.of(pa.array([], pa.binary()))
_FEW = 32_000
"""Numbers up to which numpy orders by their digits."""


class IndexEntries:
    """Gathers what an index holds, in a file, and packs it.

    Parameters
    ----------
    index
        How it is declared; what is unique is never null.
    gathered
        The file, which other indexes may use too.
    """

    def __init__(self, index: Index, gathered: RecordFile) -> None:
        self.index = index
        self._gathered = gathered
        self._batches: list[pa.RecordBatch] = []
        """The columns, then the keys of the rows."""
        self._in_order = True
        """Whether the values ascend from one row to the next."""
        self._last: pa.RecordBatch | None = None

    def add(self, columns: dict[str, pa.Array], keys: NDArray[np.int64]) -> None:
        """Add rows of the table: its columns, n each (one that is missing is null), and its keys, ascending, shape (n,)."""
        mine = [columns.get(name, pa.nulls(len(keys))) for name in self.index.columns]
        batch = pa.RecordBatch.from_arrays([*mine, pa.array(keys)], [*self.index.columns, "key of the row"])
        if self.index.asked is not None:
            batch = batch.filter(self.index.holds(columns.get(self.index.asked, pa.nulls(len(keys), pa.string()))))
        if not len(batch):
            return
        if self._in_order:
            before = [] if self._last is None else [self._last]
            self._in_order = all(map(_in_order, [*_meeting(before, batch), batch]))
            self._last = batch.slice(len(batch) - 1)
        if not self.index.unique:  # the same words come again and again
            batch = pa.RecordBatch.from_arrays(list(map(_words, batch.columns)), batch.schema.names)
        self._batches += self._gathered.put([batch])

    def pack(self, pages: Pages) -> int:
        """Put the entries into pages, and return the number of the uppermost.

        Raises
        ------
        StoreError
            If the index is unique and an entry comes twice.
        """
        if not self._batches:
            return pages.put(page(Kind.LEAF_OF_INDEX, _NONE))
        children: list[tuple[int, bytes]] = []
        left = _NONE
        """Entries that do not fill a page."""
        last: list[pa.RecordBatch] = []
        """The last entry, to compare the next with it."""
        batches = self._batches_in_order()
        batch = next(batches, None)
        while batch is not None:
            if self.index.unique:
                for some in (*_meeting(last, batch), batch):
                    self._refuse_twice(some)
                last = [batch.slice(len(batch) - 1)]
            entries = left.then(pages.shortened(cells(list(map(_plain, batch.columns))), Kind.LEAF_OF_INDEX))
            batch = next(batches, None)
            left = entries[_leaves(entries, pages, children, last=batch is None) :]
        return pages.above(children, Kind.INNER_OF_INDEX)

    def _batches_in_order(self) -> Iterator[pa.RecordBatch]:
        batches, self._batches = self._batches, []
        if self._in_order:
            batches.reverse()
            while batches:
                yield batches.pop()
            return
        every = _joined(batches)
        batches.clear()
        order = self._order(every)
        for start in range(0, len(order), _AT_ONCE):
            yield every.take(pa.array(order[start : start + _AT_ONCE]))

    def _order(self, every: pa.RecordBatch) -> NDArray[np.uint64] | NDArray[np.intp]:
        """Return the order of entries, those of one value by their keys."""
        columns = every.columns[:-1]
        if len(columns) == 1 and self.index.unique:  # nearly all differ, so that there is nothing to gain from numbers
            order: NDArray[np.uint64] = pc.array_sort_indices(columns[0]).to_numpy()
            return order
        numbers = [_numbers(column) for column in columns]
        return np.argsort(numbers[0], kind="stable") if len(numbers) == 1 else np.lexsort(numbers[::-1])

    def _refuse_twice(self, ordered: pa.RecordBatch) -> None:
        columns = ordered.columns[:-1]
        same = functools.reduce(pc.and_, [pc.equal(column[1:], column[:-1]) for column in columns])
        at = pc.index(same, True).as_py()
        if at >= 0:
            said = ", ".join(f"{name} {column[at].as_py()!r:.80}" for name, column in zip(self.index.columns, columns, strict=True))  # fmt: skip
            message = f"two rows have the same {said}; give each its own"
            raise StoreError(message)


def _words(column: pa.Array) -> pa.Array:
    """Return texts as numbers of words."""
    return column.dictionary_encode() if pa.types.is_string(column.type) else column


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _joined(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Return batches as one; a column that is null throughout in some has the type of the others."""
    table = pa.concat_tables([pa.table(batch) for batch in batches], promote_options="permissive").combine_chunks()
    return table.to_batches(max_chunksize=None)[0]


def _meeting(before: list[pa.RecordBatch], batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    """Return the last row of before and the first of a batch, where there is one."""
    return [_joined([*before, batch.slice(0, 1)])] if before else []


def _in_order(batch: pa.RecordBatch) -> bool:
    """Whether values are known and ascend from one row to the next; the last column is not looked at."""
    columns = batch.columns[:-1]
    return not any(column.null_count for column in columns) and ascend(columns)


def _numbers(column: pa.Array) -> NDArray[np.int64] | NDArray[np.int16]:
    """Return numbers that are in order as the values are; null comes first."""
    if column.null_count == len(column):
        return np.zeros(len(column), dtype=np.int16)
    if pa.types.is_integer(column.type) and not column.null_count:
        whole: NDArray[np.int64] = column.to_numpy()
        return whole
    words = _words(column)
    place = np.empty(len(words.dictionary) + 1, dtype=np.int16 if len(words.dictionary) < _FEW else np.int64)
    place[pc.array_sort_indices(words.dictionary).to_numpy()] = np.arange(len(words.dictionary))
    place[-1] = -1
    numbers: NDArray[np.int64] | NDArray[np.int16] = place[
        pc.fill_null(words.indices, len(words.dictionary)).to_numpy()
    ]
    return numbers


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
