"""Rows as SQLite keeps them: records of whole columns, packed in numpy and Arrow.

Source of the format: https://sqlite.org/fileformat2.html, "Record Format".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Cells", "cells", "varint"]

type _Field = NDArray[Any]
"""A value of fixed width for each row, shape (n,), or the same for all, shape (1,)."""


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


@dataclass(frozen=True)
class Cells:
    """What stands in a page for each row: the length of its record, its key if it has one, and the record."""

    data: pa.Array
    """Bytes, binary, shape (n,)."""
    record: NDArray[np.int32]
    """Length of each record."""
    before: int
    """Bytes before the record, leading zeros included."""


def cells(columns: Sequence[pa.Array], keys: NDArray[np.int64] | None = None) -> Cells:
    """Return the cells of rows.

    Parameters
    ----------
    columns
        Of the records: text, binary, int64, float64 or null, n each.
    keys
        Of rows of a table, shape (n,); an index has its own in the record.
    """
    n = len(columns[0])
    encoded = [_encoded(column) for column in columns]
    types, type_used = _varints([one.kind for one in encoded])
    head = 1 + len(types) - np.sum([~used for used in type_used.values()], axis=0, dtype=np.int32)
    payload = head + np.zeros(n, dtype=np.int32)
    for one in encoded:
        payload += one.size
    # with leading zeros, which SQLite reads; they are not copied
    start, _ = _varints([payload] if keys is None else [payload, keys])
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
    return Cells(
        pc.binary_join_element_wise(*parts, b"", null_handling="replace", null_replacement=b""), payload, len(start)
    )


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


def varint(number: int) -> bytes:
    """Return a variable-length integer."""
    out: bytes = np.concatenate(_varints([number])[0]).tobytes()
    return out
