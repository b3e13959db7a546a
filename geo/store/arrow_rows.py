"""Answers of SQLite as Arrow columns, put together inside SQLite: no Python object a value, and no GIL held meanwhile.

Each column leaves the database as one value: its texts in a row, with a letter between them that texts hardly ever hold. Where
one does, which the number of the pieces tells, all is read again with a byte between that UTF-8 never holds; SQLite takes
longer over that, since it is no literal.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import ascend

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["read_columns"]


class _Between(NamedTuple):
    """What stands between two texts."""

    sql: str
    byte: int


_SELDOM, _NEVER = _Between("'\x1f'", 0x1F), _Between("CAST(x'FF' AS TEXT)", 0xFF)
_DAMAGED = "a text is no UTF-8"
_TYPES = {"str": pa.string(), "Int64": pa.int64(), "bool": pa.bool_(), "float64": pa.float64(), "blob": pa.binary()}


def read_columns(
    connection: sqlite3.Connection,
    source: str,
    types: Mapping[str, str],
    parameters: Sequence[Any] = (),
    *,
    key: Sequence[str],
    dear: Collection[str] = (),
) -> pa.Table:
    """Return rows as columns, in the order of their key.

    Parameters
    ----------
    connection
        What it may see is read.
    source
        What follows `FROM`: a view with its conditions, or a query in brackets.
    types
        Name and type of each column that is wanted: `str`, `Int64`, `bool`, `blob`, or `float64` (which there should be
        few of: each becomes an object, since SQLite rounds them to fifteen digits in a text).
    parameters
        Of the source.
    key
        Whole numbers, never null, by which each row is told from all others: the first counts most. They are columns of
        the answer.
    dear
        Columns of text that SQLite takes long to find, such as lists of sources: they are asked for once.

    Returns
    -------
    pa.Table
        Columns of `pa.string()`, `pa.int64()`, `pa.bool_()`, `pa.binary()` or `pa.float64()`, null where null, each in one
        piece.

    Raises
    ------
    sqlite3.DataError
        If a column takes more than SQLite holds in one value (a gigabyte), or a text is no UTF-8.
    """
    for every in (False, True):
        try:
            return _read(_Rows(connection, source, parameters, key, types if every else dear), types)
        except _InTextError:
            continue
    raise sqlite3.DataError(_DAMAGED)


def _read(rows: _Rows, types: Mapping[str, str]) -> pa.Table:
    asked = {name: rows.asked(name, of) for name, of in types.items()}
    keys, found = rows.ask([sql for each in asked.values() for sql in each])
    given, n, order = iter(found), len(keys[0]), _order(keys)
    values = {name: rows.values(name, of, [next(given) for _sql in asked[name]]) for name, of in types.items()}
    if any(len(column) > n for column in values.values()):
        raise sqlite3.DataError(_DAMAGED)
    missing = rows.missing([name for name, of in types.items() if of != "float64" and 0 < len(values[name]) < n], order)
    made = dict(zip(rows.key, keys, strict=True))
    for name, of in types.items():
        column = values[name]
        if not len(column):
            made[name] = pa.nulls(n, _TYPES[of])
        elif of != "float64":
            made[name] = _typed(_spread(column, missing[name]) if name in missing else column, of)
    if order is not None:
        made = {name: column.take(order) for name, column in made.items()}
    made |= {name: rows.floats(name) for name, of in types.items() if of == "float64" and len(values[name])}
    return pa.table({name: made[name] for name in (*rows.key, *types)})


class _InTextError(Exception):
    """A text holds what stands between two."""


@dataclass(frozen=True)
class _Rows:
    """What is asked of which rows."""

    connection: sqlite3.Connection
    source: str
    parameters: Sequence[Any]
    key: Sequence[str]
    certain: Collection[str]
    """Columns between whose texts the byte stands that no text holds."""

    def asked(self, name: str, of: str) -> list[str]:
        """Return the SQL of all that is to be known of a column."""
        if of == "float64":
            return [f'count("{name}")']
        if of == "blob":
            return [_texts(f'ifnull(length("{name}"), -1)'), f"CAST(group_concat(\"{name}\", '') AS BLOB)"]
        if name in self.certain:
            return [_texts(f'"{name}"', _NEVER)]
        return [_texts(f'"{name}"'), *([f'count("{name}")'] if of == "str" else [])]

    def ask(self, wanted: Sequence[str]) -> tuple[list[pa.Array], list[Any]]:
        """Return the keys of all rows as they come, and what is wanted of all together."""
        sql = ", ".join(["count(*)", *map(_texts, self.key), *wanted])
        n, *found = self.connection.execute(f"SELECT {sql} FROM {self.source}", self.parameters).fetchone()
        keys = [_pieces(blob).cast(pa.int64()) for blob in found[: len(self.key)]]
        if any(len(each) != n for each in keys):
            raise sqlite3.DataError(_DAMAGED)
        return keys, found[len(self.key) :]

    def values(self, name: str, of: str, found: Sequence[Any]) -> pa.Array:
        """Return the values that there are of a column as texts, all blobs, and of numbers with a point how many there are.

        Raises
        ------
        _InTextError
            If a text holds what stands between two.
        """
        if of == "float64":
            return pa.nulls(found[0])
        if of == "blob":
            return _blobs(*found)
        texts = _pieces(found[0], _NEVER if name in self.certain else _SELDOM)
        if found[1:] and len(texts) != found[1]:
            raise _InTextError
        return texts

    def missing(self, names: Sequence[str], order: pa.Array | None) -> dict[str, NDArray[np.bool_]]:
        """Return where columns are null, row by row as they come when their order is this."""
        if not names:
            return {}
        keys, found = self.ask([f"group_concat(\"{name}\" IS NULL, '')" for name in names])
        bits = {name: np.frombuffer(text.encode(), "u1") == ord("1") for name, text in zip(names, found, strict=True)}
        again = _order(keys)
        if again is not None:
            bits = {name: each[again.to_numpy()] for name, each in bits.items()}
        return bits if order is None else {name: each[np.argsort(order.to_numpy())] for name, each in bits.items()}

    def floats(self, name: str) -> pa.Array:
        """Return a column of numbers with a point in the order of the key."""
        sql = f'SELECT "{name}" FROM {self.source} ORDER BY {", ".join(self.key)}'
        return pa.array([value for (value,) in self.connection.execute(sql, self.parameters)], pa.float64())


def _texts(sql: str, between: _Between = _SELDOM) -> str:
    """Return the SQL of all texts but the null ones, which cost next to nothing so."""
    return f"CAST(group_concat({sql}, {between.sql}) AS BLOB)"


def _pieces(blob: bytes | None, between: _Between = _SELDOM) -> pa.Array:
    """Return the texts of a concatenation as a column."""
    if blob is None:
        return pa.array([], pa.string())
    raw = np.frombuffer(blob, np.uint8)
    cuts = raw == between.byte
    lengths = np.diff(np.flatnonzero(cuts), prepend=-1, append=len(raw)) - 1
    return _column(lengths, raw[~cuts], pa.string())


def _blobs(lengths: bytes | None, data: bytes | None) -> pa.Array:
    """Return blobs as a column, of which the length of each is given, -1 where it is null."""
    given = _pieces(lengths).cast(pa.int64()).to_numpy()
    missing = given < 0
    there = _column(given[~missing], np.frombuffer(data or b"", np.uint8), pa.binary())
    return _spread(there, missing) if missing.any() else there


def _order(keys: Sequence[pa.Array]) -> pa.Array | None:
    """Return the places of rows in the order of a key; None where they stand in it."""
    return None if ascend(keys) else pa.array(np.lexsort([column.to_numpy() for column in keys[::-1]]))


def _typed(column: pa.Array, of: str) -> pa.Array:
    if of in ("str", "blob"):
        return column
    numbers = column.cast(pa.int64())
    return pc.not_equal(numbers, 0) if of == "bool" else numbers


def _column(lengths: NDArray[np.int64], data: NDArray[np.uint8], of: pa.DataType) -> pa.Array:
    """Return values that stand one after another.

    Raises
    ------
    sqlite3.DataError
        If they are not as long as they should be, or texts no UTF-8.
    """
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    if offsets[-1] != len(data):
        raise sqlite3.DataError(_DAMAGED)
    made = pa.Array.from_buffers(of, len(lengths), [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    try:
        made.validate(full=True)
    except pa.ArrowInvalid as error:
        raise sqlite3.DataError(_DAMAGED) from error
    return made


def _spread(values: pa.Array, missing: NDArray[np.bool_]) -> pa.Array:
    """Return a column with the values that there are, null where they are missing."""
    if len(values) != np.count_nonzero(~missing):
        raise sqlite3.DataError(_DAMAGED)
    lengths = np.zeros(len(missing), np.int64)
    lengths[~missing] = pc.binary_length(values).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    buffers = [pa.array(~missing).buffers()[1], pa.py_buffer(offsets), values.buffers()[2]]
    return pa.Array.from_buffers(values.type, len(missing), buffers)
