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
    connection: sqlite3.Connection, sql: str, types: Mapping[str, str], parameters: Sequence[Any] = ()
) -> pa.Table:
    """Return the answer to a query as columns.

    Parameters
    ----------
    connection
        What it may see is read.
    sql
        A query with its order, the same each time that it is asked.
    types
        Name and type of each column that is wanted: `str`, `Int64` or `bool`. Numbers with a point are not read so: SQLite
        would round them to fifteen digits.
    parameters
        Of the query.

    Returns
    -------
    pa.Table
        Columns of `pa.string()`, `pa.int64()` or `pa.bool_()`, null where null, each in one piece.

    Raises
    ------
    sqlite3.DataError
        If a column takes more than SQLite holds in one value (a gigabyte), or a text is no UTF-8.
    """
    wanted = ", ".join(["count(*)", *map(_concatenated, types)])
    n, *blobs = connection.execute(f"SELECT {wanted} FROM ({sql})", parameters).fetchone()
    pieces = {name: _Pieces(blob) for name, blob in zip(types, blobs, strict=True) if blob is not None}
    partly = [name for name, each in pieces.items() if len(each) != n]
    missing: dict[str, NDArray[np.bool_]] = {}
    if partly:
        marks = ", ".join(f"group_concat(\"{name}\" IS NULL, '')" for name in partly)
        found = connection.execute(f"SELECT {marks} FROM ({sql})", parameters).fetchone()
        missing = {
            name: np.frombuffer(text.encode(), "u1") == ord("1") for name, text in zip(partly, found, strict=True)
        }
    return pa.table(
        {
            name: _typed(pieces[name].column(missing.get(name)), of) if name in pieces else pa.nulls(n, _TYPES[of])
            for name, of in types.items()
        }
    )


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

    def column(self, missing: NDArray[np.bool_] | None) -> pa.Array:
        """Return them as a column, null where they are missing."""
        validity, lengths = None, self._lengths
        if missing is not None:
            if np.count_nonzero(~missing) != len(self):
                raise sqlite3.DataError(_DAMAGED)
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
