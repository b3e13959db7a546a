"""Answers of SQLite as Arrow columns, put together inside SQLite: no Python object a value, and no GIL held meanwhile.

Each column leaves the database as one value: its texts in a row, with a byte between them that UTF-8 never holds. Such bytes
in the file itself, which only a damaged one has, are found by the number of the pieces.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["read_columns"]

_BETWEEN = 0xFF
_DAMAGED = "a text is no UTF-8"
_TYPES = {"str": pa.string(), "Int64": pa.int64(), "bool": pa.bool_()}


def read_columns(
    connection: sqlite3.Connection,
    source: str,
    types: Mapping[str, str],
    parameters: Sequence[Any] = (),
    *,
    key: Sequence[str],
) -> pa.Table:
    """Return rows as columns, in the order of their key.

    Parameters
    ----------
    connection
        What it may see is read.
    source
        What follows `FROM`: a view with its conditions, or a query in brackets.
    types
        Name and type of each column that is wanted: `str`, `Int64` or `bool`. Numbers with a point are not read so: SQLite
        would round them to fifteen digits.
    parameters
        Of the source.
    key
        Whole numbers, never null, by which each row is told from all others: the first counts most. They are columns of
        the answer.

    Returns
    -------
    pa.Table
        Columns of `pa.string()`, `pa.int64()` or `pa.bool_()`, null where null, each in one piece.

    Raises
    ------
    sqlite3.DataError
        If a column takes more than SQLite holds in one value (a gigabyte), or a text is no UTF-8.
    """
    names = [*key, *types]
    wanted = ", ".join(["count(*)", *map(_concatenated, names)])
    n, *blobs = connection.execute(f"SELECT {wanted} FROM {source}", parameters).fetchone()
    pieces = {name: _Pieces(blob) for name, blob in zip(names, blobs, strict=True) if blob is not None}
    numbers = [pieces[name].column(np.zeros(n, bool)).cast(pa.int64()) for name in key] if n else []
    order = _order(numbers)
    missing = _missing(
        connection, source, parameters, key, [name for name in types if 0 < len(pieces.get(name, ())) < n]
    )
    made = {name: column if order is None else column.take(order) for name, column in zip(key, numbers, strict=False)}
    for name, of in types.items():
        if name not in pieces:
            made[name] = pa.nulls(n, _TYPES[of])
            continue
        nowhere = missing.get(name, np.zeros(n, bool))
        if order is not None:  # as the texts came
            nowhere = nowhere[np.argsort(order.to_numpy())]
        column = _typed(pieces[name].column(nowhere), of)
        made[name] = column if order is None else column.take(order)
    return pa.table({name: made.get(name, pa.array([], pa.int64())) for name in names})


def _missing(
    connection: sqlite3.Connection, source: str, parameters: Sequence[Any], key: Sequence[str], names: Sequence[str]
) -> dict[str, NDArray[np.bool_]]:
    """Return where columns are null, in the order of the key."""
    if not names:
        return {}
    marks = ", ".join([*map(_concatenated, key), *(f"group_concat(\"{name}\" IS NULL, '')" for name in names)])
    found = connection.execute(f"SELECT {marks} FROM {source}", parameters).fetchone()
    bits = {
        name: np.frombuffer(text.encode(), "u1") == ord("1")
        for name, text in zip(names, found[len(key) :], strict=True)
    }
    n = len(bits[names[0]])
    order = _order([_Pieces(blob).column(np.zeros(n, bool)).cast(pa.int64()) for blob in found[: len(key)]])
    return bits if order is None else {name: each[order.to_numpy()] for name, each in bits.items()}


def _order(key: Sequence[pa.Array]) -> pa.Array | None:
    """Return the places of rows in the order of a key; None where they stand in it."""
    columns = [column.to_numpy() for column in key]
    if not columns:
        return None
    ascends, same = np.zeros(len(columns[0]) - 1, bool), np.ones(len(columns[0]) - 1, bool)
    for column in columns:
        step = np.diff(column)
        ascends |= same & (step > 0)
        same = same & (step == 0)
    return None if ascends.all() else pa.array(np.lexsort(columns[::-1]))


def _concatenated(name: str) -> str:
    """Return the SQL of all texts of a column but the null ones, which cost next to nothing so."""
    return f"CAST(group_concat(\"{name}\", CAST(x'{_BETWEEN:X}' AS TEXT)) AS BLOB)"


def _typed(texts: pa.Array, of: str) -> pa.Array:
    if of == "str":
        return texts
    numbers = texts.cast(pa.int64())
    return pc.not_equal(numbers, 0) if of == "bool" else numbers


class _Pieces:
    """The texts of a concatenation, at least one."""

    def __init__(self, blob: bytes) -> None:
        raw = np.frombuffer(blob, np.uint8)
        between = raw == _BETWEEN
        self._data = raw[~between]
        self._lengths = np.diff(np.append(np.flatnonzero(between), len(raw)), prepend=-1) - 1

    def __len__(self) -> int:
        return len(self._lengths)

    def column(self, missing: NDArray[np.bool_]) -> pa.Array:
        """Return them as a column, null where they are missing."""
        if np.count_nonzero(~missing) != len(self):
            raise sqlite3.DataError(_DAMAGED)
        validity, lengths = None, self._lengths
        if len(self) < len(missing):
            validity, lengths = pa.array(~missing).buffers()[1], np.zeros(len(missing), np.int64)
            lengths[~missing] = self._lengths
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        buffers = [validity, pa.py_buffer(offsets), pa.py_buffer(self._data)]
        made = pa.Array.from_buffers(pa.string(), len(lengths), buffers)
        try:
            made.validate(full=True)
        except pa.ArrowInvalid as error:
            raise sqlite3.DataError(_DAMAGED) from error
        return made
