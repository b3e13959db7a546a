"""Whole columns into a file that SQLite can read, without a statement a row: pages of tables, packed in numpy and Arrow.

Such a file is made to be attached, copied from, and thrown away. Source of the format: https://sqlite.org/fileformat2.html,
"B-tree Pages", "Record Format" and "Cell Payload Overflow Pages". Checks are those of the table that is copied to.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.store.transfer import Declaration

PAGE = 65_536
_HEADER = 100
"""Bytes of the first page that belong to the file."""
_LEAF, _INNER = 0x0D, 0x05
_NO_ENTRIES = bytes([0x0A, *bytes(7)]).ljust(PAGE, b"\0")
"""Page of an index."""
_LOCAL = PAGE - 35
"""Bytes of a record that stand in its page; of a longer one the rest goes to pages of its own."""
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_LOCK_PAGE = (1 << 30) // PAGE + 1
"""Never used: locks are held on its bytes."""
_CHILDREN = (PAGE - 12) // (4 + 9 + 2)
"""Pages that one page above can name: four bytes each, a key of at most nine, and where they stand."""


type _Field = NDArray[Any]
"""A value of fixed width for each row, shape (n,), or the same for all, shape (1,)."""


@dataclass
class _Tree:
    columns: list[str]
    next_row: int = 1
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Number and last row of each leaf."""


@dataclass(frozen=True)
class _Encoded:
    """Values of a column: their type as SQLite numbers it, and their bytes."""

    kind: NDArray[np.int64] | NDArray[np.int32] | int
    size: NDArray[np.int32] | int = 0
    """How many bytes; one number where it is the same in every row."""
    fields: list[_Field] = field(default_factory=list)
    """The bytes where they are as many in every row: parts that stand side by side."""
    texts: pa.Array | None = None
    """The bytes where they are not."""


class PackedTables:
    """A file of tables that are added to in turn.

    Parameters
    ----------
    path
        Of the new file.
    declared
        How some of the tables are declared, by their names; the others have plain columns.
    """

    def __init__(self, path: Path, declared: Mapping[str, Declaration] | None = None) -> None:
        self.path, self._declared = path, declared or {}
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
            Columns of text, binary, int64 or float64, the same each time. `fid`, if there is one, or the key that is declared,
            is the key of the rows and ascends, from one call to the next too. Declared columns that it lacks are null.
        """
        if not table.num_rows:
            return
        declared = self._declared.get(name)
        listed, key = (declared.columns, declared.key) if declared else (table.column_names, "fid")
        tree = self._trees.setdefault(name, _Tree(list(listed)))
        n = table.num_rows
        given = dict(zip(table.column_names, map(whole, table.columns), strict=True))
        # the key stands before the record, in the record it is null
        rows = given.pop(key).to_numpy() if key in given else np.arange(tree.next_row, tree.next_row + n)
        columns = [given.pop(column, pa.nulls(n)) for column in tree.columns]
        if given:
            message = f"the table {name} has no columns {sorted(given)}"
            raise ValueError(message)
        tree.next_row = int(rows[-1]) + 1
        cells = self._cells(rows, columns)
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
            declared = self._declared.get(name)
            columns = ", ".join('"fid" INTEGER PRIMARY KEY' if c == "fid" else f'"{c}"' for c in tree.columns)
            sql = declared.sql if declared else f"CREATE TABLE {name}({columns})"
            listed.append(("table", name, name, self._root(tree.pages), sql))
            for index, sql in declared.partial.items() if declared else ():
                listed.append(("index", index, name, self._put(_NO_ENTRIES), sql))
        columns_ = [pa.array(list(values)) for values in zip(*listed, strict=True)]
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
        n = len(rows)
        encoded = [_encoded(column) for column in columns]
        types, type_used = _varints([one.kind for one in encoded])
        head = 1 + len(types) - np.sum([~used for used in type_used.values()], axis=0, dtype=np.int32)
        payload = head + np.zeros(n, dtype=np.int32)
        for one in encoded:
            payload += one.size
        start, _ = _varints([payload, rows])  # with leading zeros, which SQLite reads; they are not copied
        fields: list[_Field] = [*start, head.astype(np.uint8), *types]
        used = {len(start) + 1 + at: mask for at, mask in type_used.items()}
        parts: list[pa.Array] = []
        for one in encoded:
            if one.texts is None:
                fields += one.fields
                continue
            if fields:
                parts.append(_side_by_side(fields, n, used))
            parts.append(one.texts)
            fields, used = [], {}
        if fields:
            parts.append(_side_by_side(fields, n, used))
        cells = pc.binary_join_element_wise(*parts, b"", null_handling="replace", null_replacement=b"")
        long = np.flatnonzero(payload > _LOCAL)
        return self._overflowed(cells, long, len(start), payload) if len(long) else cells

    def _overflowed(self, cells: pa.Array, long: NDArray[np.intp], before: int, payload: NDArray[np.int32]) -> pa.Array:
        """Put the ends of long records, which begin after so many bytes, into pages of their own."""
        out = cells.to_pylist()
        for at in long.tolist():
            n = int(payload[at])
            kept = _LEAST_LOCAL + (n - _LEAST_LOCAL) % (PAGE - 4)
            end = before + (kept if kept <= _LOCAL else _LEAST_LOCAL)
            rest, following = out[at][end:], 0
            for start in reversed(range(0, len(rest), PAGE - 4)):
                following = self._put(
                    (following.to_bytes(4, "big") + rest[start : start + PAGE - 4]).ljust(PAGE, b"\0")
                )
            out[at] = out[at][:end] + following.to_bytes(4, "big")
        return pa.array(out, pa.binary())


def _encoded(column: pa.Array) -> _Encoded:
    n = len(column)
    if column.null_count == n:
        return _Encoded(0)
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        return _encoded_texts(column.cast(pa.binary()), 13 if pa.types.is_string(column.type) else 12)
    values = column.drop_null().to_numpy()
    if pa.types.is_floating(column.type):
        kind, size, fields = 7, 8, [values.astype(">f8")]
    else:
        kind, size, fields = _encoded_whole(values)
    if not column.null_count:
        return _Encoded(kind, size, fields)
    known = column.is_valid().to_numpy(zero_copy_only=False)
    kinds = np.where(known, kind, 0)
    if not fields:
        return _Encoded(kinds)
    sizes = np.where(known, size, 0).astype(np.int32)
    return _Encoded(kinds, sizes, texts=_binary(sizes, _bytes(fields, len(values))))


def _encoded_texts(column: pa.Array, kind: int) -> _Encoded:
    ends = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset :][: len(column) + 1]
    sizes = np.diff(ends)
    if column.null_count:
        known = column.is_valid().to_numpy(zero_copy_only=False)
        sizes = np.where(known, sizes, 0)
        return _Encoded(np.where(known, sizes * 2 + kind, 0), sizes, texts=column)
    size = int(sizes[0])
    if (sizes != size).any():
        return _Encoded(sizes * 2 + kind, sizes, texts=column)
    data = column.buffers()[2]
    return _Encoded(size * 2 + kind, size, [np.frombuffer(data, f"V{size}", len(column), int(ends[0]))] if size else [])


def _encoded_whole(values: NDArray[np.int64]) -> tuple[int, int, list[_Field]]:
    """Return integers in as few bytes as the longest of them needs; where all are 0 or all are 1 in none."""
    low, high = int(values.min()), int(values.max())
    if low == high and low in (0, 1):
        return 8 + low, 0, []
    bits = max(low ^ (low >> 63), high ^ (high >> 63)).bit_length() + 1
    if bits <= 8:
        return 1, 1, [values.astype(">i1")]
    if bits <= 16:
        return 2, 2, [values.astype(">i2")]
    if bits <= 24:
        return 3, 3, [(values >> 16).astype(">i1"), values.astype(">u2")]
    return (4, 4, [values.astype(">i4")]) if bits <= 32 else (6, 8, [values.astype(">i8")])


def _side_by_side(fields: Sequence[_Field], n: int, used: dict[int, NDArray[np.bool_]]) -> pa.Array:
    """Return the bytes of fields of each row; of some fields, which are one byte, only in the rows that use them."""
    data = _bytes(fields, n)
    width = len(data) // n
    sizes = np.full(n, width, dtype=np.int32)
    if used:
        mask = np.ones((n, width), dtype=bool)
        for at, rows in used.items():
            mask[:, at] = rows
            sizes -= ~rows
        data = data.reshape(n, width)[mask]
    return _binary(sizes, data)


def _bytes(fields: Sequence[_Field], n: int) -> NDArray[np.uint8]:
    out = np.empty(n, dtype=[(f"f{at}", values.dtype) for at, values in enumerate(fields)])
    for at, values in enumerate(fields):
        out[f"f{at}"] = values
    return out.view(np.uint8)


def _binary(sizes: NDArray[np.int32], data: NDArray[np.uint8]) -> pa.Array:
    ends = np.zeros(len(sizes) + 1, dtype=np.int32)
    np.cumsum(sizes, out=ends[1:])
    return pa.Array.from_buffers(pa.binary(), len(sizes), [None, pa.py_buffer(ends), pa.py_buffer(data)])


def _varints(
    columns: Sequence[NDArray[np.int64] | NDArray[np.int32] | int],
) -> tuple[list[NDArray[np.uint8]], dict[int, NDArray[np.bool_]]]:
    """Return SQLite's variable-length integers of numbers, byte by byte, and which rows use a byte that not all of them need."""
    out: list[NDArray[np.uint8]] = []
    used = {}
    for column in columns:
        numbers = np.atleast_1d(column)
        low, high = int(numbers.min()), int(numbers.max())
        for place in reversed(range(_width(high))):
            if place >= _width(low):
                used[len(out)] = numbers >= 1 << (7 * place)
            out.append(((numbers >> (7 * place)) & 0x7F | (0x80 if place else 0)).astype(np.uint8))
    return out, used


def _width(number: int) -> int:
    return max(1, -(-number.bit_length() // 7))


def _varint(number: int) -> bytes:
    out: bytes = np.concatenate(_varints([number])[0]).tobytes()
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
