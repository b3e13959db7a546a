"""Whole columns into a file that SQLite can read, without a statement a row: pages of tables, packed in numpy and Arrow.

Such a file is made to be attached, copied from, and thrown away. Source of the format: https://sqlite.org/fileformat2.html,
"B-tree Pages", "Record Format" and "Cell Payload Overflow Pages". Checks are those of the table that is copied to.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

PAGE = 65_536
_HEADER = 100
"""Bytes of the first page that belong to the file."""
_LEAF, _INNER = 0x0D, 0x05
_LOCAL = PAGE - 35
"""Bytes of a record that stand in its page; of a longer one the rest goes to pages of its own."""
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_LOCK_PAGE = (1 << 30) // PAGE + 1
"""Never used: locks are held on its bytes."""
_CHILDREN = (PAGE - 12) // (4 + 9 + 2)
"""Pages that one page above can name: four bytes each, a key of at most nine, and where they stand."""


@dataclass
class _Tree:
    columns: list[str]
    next_row: int = 1
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Number and last row of each leaf."""


class PackedTables:
    """A file of tables that are added to in turn.

    Parameters
    ----------
    path
        Of the new file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._file.write(bytes(PAGE))
        self._n_pages = 1
        self._trees: dict[str, _Tree] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; without `finish` it cannot be read."""
        with suppress(OSError):  # a full disk refuses what is still to be written; the file is of no use then
            self._file.close()

    @property
    def columns(self) -> dict[str, list[str]]:
        """Names of the tables with their columns."""
        return {name: tree.columns for name, tree in self._trees.items()}

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to a table.

        Parameters
        ----------
        name
            Of the table; the first rows make it.
        table
            Columns of text, binary, int64 or float64, the same each time. `fid`, if there is one, is the key of the rows and
            ascends, from one call to the next too.
        """
        if not table.num_rows:
            return
        tree = self._trees.setdefault(name, _Tree(table.column_names))
        columns = {column: _whole(table[column]) for column in tree.columns}
        n = table.num_rows
        if "fid" in columns:
            rows = columns.pop("fid").to_numpy()
            columns = {"fid": pa.nulls(n)} | columns  # the key stands before the record, in the record it is null
        else:
            rows = np.arange(tree.next_row, tree.next_row + n)
        tree.next_row = int(rows[-1]) + 1
        cells = self._cells(rows, [columns[column] for column in tree.columns])
        offsets = np.frombuffer(cells.buffers()[1], dtype=np.int32)[cells.offset :][: n + 1].astype(np.int64)
        data = memoryview(cells.buffers()[2])
        taken = np.cumsum(np.diff(offsets) + 2)
        start = 0
        while start < n:
            before = int(taken[start - 1]) if start else 0
            until = max(int(np.searchsorted(taken, before + PAGE - 8, side="right")), start + 1)
            page = _leaf(offsets[start : until + 1], data)
            tree.pages.append((self._put(page), int(rows[until - 1])))
            start = until

    def finish(self) -> None:
        """Write what binds the pages together, and close the file."""
        listed = []
        for name, tree in self._trees.items():
            columns = ", ".join('"fid" INTEGER PRIMARY KEY' if c == "fid" else f'"{c}"' for c in tree.columns)
            listed.append((name, self._root(tree.pages), f"CREATE TABLE {name}({columns})"))
        names = pa.array([name for name, _, _ in listed], pa.string())
        columns_ = [
            pa.array(["table"] * len(listed), pa.string()), names, names,
            pa.array([root for _, root, _ in listed], pa.int64()), pa.array([sql for *_, sql in listed], pa.string()),
        ]  # fmt: skip
        cells = self._cells(np.arange(1, len(listed) + 1), columns_)
        offsets = np.frombuffer(cells.buffers()[1], dtype=np.int32)[: len(listed) + 1].astype(np.int64)
        page = _leaf(offsets, memoryview(cells.buffers()[2]), _HEADER)
        self._file.seek(0)
        self._file.write(self._file_header() + page[_HEADER:])
        self._file.close()

    def _file_header(self) -> bytes:
        def number(value: int) -> bytes:
            return value.to_bytes(4, "big")

        head = (
            b"SQLite format 3\0" + (1).to_bytes(2, "big") + bytes([1, 1, 0, 64, 32, 32])
        )  # 1 means pages of 65,536 bytes
        head += number(1) + number(self._n_pages) + bytes(8) + number(1) + number(4) + bytes(8) + number(1)
        return head.ljust(92, b"\0") + number(1) + number(3_040_001)

    def _root(self, children: Sequence[tuple[int, int]]) -> int:
        """Write the pages above some pages, and return the number of the uppermost."""
        while len(children) > 1:
            level = []
            for start in range(0, len(children), _CHILDREN):
                some = children[start : start + _CHILDREN]
                cells = [page.to_bytes(4, "big") + _varint(row) for page, row in some[:-1]]
                ends = PAGE - np.cumsum([len(cell) for cell in cells[::-1]], dtype=np.int64)[::-1]
                first = int(ends[0]) if len(ends) else PAGE
                head = bytes([_INNER, 0, 0]) + len(cells).to_bytes(2, "big") + (first % PAGE).to_bytes(2, "big") + b"\0"
                head += some[-1][0].to_bytes(4, "big") + ends.astype(">u2").tobytes()
                level.append((self._put(head.ljust(first, b"\0") + b"".join(cells)), some[-1][1]))
            children = level
        return children[0][0]

    def _put(self, page: bytes) -> int:
        if self._n_pages + 1 == _LOCK_PAGE:
            self._file.write(bytes(PAGE))
            self._n_pages += 1
        self._file.write(page)
        self._n_pages += 1
        return self._n_pages

    def _cells(self, rows: NDArray[np.int64], columns: Sequence[pa.Array]) -> pa.Array:
        """Return the cell of each row: length and key, then the record: types of the columns and their contents."""
        encoded = [_encoded(column) for column in columns]
        types, type_used = _varints([kind for kind, _, _ in encoded])
        head = type_used.sum(axis=1) + 1
        payload = head + np.sum([size for _, size, _ in encoded], axis=0)
        start, start_used = _varints([payload, rows])
        own = np.column_stack([start, head.astype(np.uint8), types])
        used = np.column_stack([start_used, np.ones(len(rows), dtype=bool), type_used])
        prefix = _binary(used.sum(axis=1), own[used].tobytes())
        contents = [content for _, _, content in encoded if content is not None]
        cells = pc.binary_join_element_wise(prefix, *contents, b"", null_handling="replace", null_replacement=b"")
        long = np.flatnonzero(payload > _LOCAL)
        return self._overflowed(cells, long, start_used.sum(axis=1), payload) if len(long) else cells

    def _overflowed(
        self, cells: pa.Array, long: NDArray[np.intp], before: NDArray[np.int64], payload: NDArray[np.int64]
    ) -> pa.Array:
        """Put the ends of long records into pages of their own."""
        out = cells.to_pylist()
        for at in long.tolist():
            n = int(payload[at])
            kept = _LEAST_LOCAL + (n - _LEAST_LOCAL) % (PAGE - 4)
            end = int(before[at]) + (kept if kept <= _LOCAL else _LEAST_LOCAL)
            rest, following = out[at][end:], 0
            for start in reversed(range(0, len(rest), PAGE - 4)):
                following = self._put(
                    (following.to_bytes(4, "big") + rest[start : start + PAGE - 4]).ljust(PAGE, b"\0")
                )
            out[at] = out[at][:end] + following.to_bytes(4, "big")
        return pa.array(out, pa.binary())


def _whole(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return pa.concat_arrays(combined.chunks) if isinstance(combined, pa.ChunkedArray) else combined


def _encoded(column: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64], pa.Array | None]:
    """Return the type of each value as SQLite numbers them, its length, and its bytes (None where all are null)."""
    n = len(column)
    none = np.zeros(n, dtype=np.int64)
    if column.null_count == n:
        return none, none, None
    known = column.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        sizes = pc.fill_null(pc.binary_length(column), 0).to_numpy().astype(np.int64)
        kind = sizes * 2 + (13 if pa.types.is_string(column.type) else 12)
        return np.where(known, kind, 0), sizes, column.cast(pa.binary())
    values = column.filter(pa.array(known)).to_numpy()
    kind, width = (7, ">f8") if pa.types.is_floating(column.type) else (6, ">i8")
    sizes = np.where(known, 8, 0)
    return np.where(known, kind, 0), sizes, _binary(sizes, values.astype(width).tobytes())


def _binary(sizes: NDArray[np.int64], data: bytes) -> pa.Array:
    ends = np.zeros(len(sizes) + 1, dtype=np.int32)
    np.cumsum(sizes, out=ends[1:])
    return pa.Array.from_buffers(pa.binary(), len(sizes), [None, pa.py_buffer(ends), pa.py_buffer(data)])


def _varints(columns: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return SQLite's variable-length integers of columns of numbers as bytes side by side, and which of them are used."""
    widths = [max(1, -(-int(column.max(initial=0)).bit_length() // 7)) for column in columns]
    out = np.empty((len(columns[0]), sum(widths)), dtype=np.uint8)
    used = np.ones(out.shape, dtype=bool)
    at = 0
    for column, width in zip(columns, widths, strict=True):
        for place in reversed(range(width)):
            out[:, at] = (column >> (7 * place)) & 0x7F | (0x80 if place else 0)
            if place:
                used[:, at] = column >= 1 << (7 * place)
            at += 1
    return out, used


def _varint(number: int) -> bytes:
    bytes_, used = _varints([np.array([number])])
    out: bytes = bytes_[used].tobytes()
    return out


def _leaf(offsets: NDArray[np.int64], data: memoryview, reserved: int = 0) -> bytes:
    """Return a page of cells that stand in a row from offsets[0] to offsets[-1] of the data."""
    n, first = len(offsets) - 1, PAGE - int(offsets[-1] - offsets[0])
    head: bytes = (
        bytes(reserved) + bytes([_LEAF, 0, 0]) + n.to_bytes(2, "big") + (first % PAGE).to_bytes(2, "big") + b"\0"
    )
    places: bytes = (offsets[:-1] - offsets[0] + first).astype(">u2").tobytes()
    head += places
    return head.ljust(first, b"\0") + bytes(data[offsets[0] : offsets[-1]])
