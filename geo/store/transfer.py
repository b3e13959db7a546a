"""Rows handed over by SQLite as they are packed, without being taken apart: its transfer optimisation.

`INSERT INTO main.t SELECT * FROM other.t` copies raw records, and then the entries of the indexes, where both tables are
declared alike, every index of the one has its like in the other, and the one is empty or need not be unique in anything. So
the other table is declared by the SQL of the store's own, with all its indexes. Checks of the table are not run then
(`geo.store.column_checks` are).
Source: https://sqlite.org/src/file/src/insert.c, `xferOptimization`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

__all__ = ["Declaration", "Index", "declarations"]

_SOME = re.compile(r" WHERE (?P<column>\w+) (?:IS NOT NULL|IS NULL|<> '(?P<word>\w+)')$")
"""Conditions of partial indexes that whole columns can be asked for."""


@dataclass(frozen=True)
class Index:
    """How an index of a table is declared."""

    name: str
    sql: str | None
    """None where a constraint of the table makes it."""
    columns: tuple[str, ...]
    unique: bool

    @property
    def asked(self) -> str | None:
        """The column that tells which rows belong to it; None where all do."""
        found = _SOME.search(self.sql or "")
        return found["column"] if found else None

    def holds(self, column: pa.Array) -> pa.Array:
        """Return which rows belong to it, by the column `asked`."""
        found = _SOME.search(self.sql or "")
        if found is None or found[0].endswith("IS NOT NULL"):
            return column.is_valid()
        return column.is_null() if found["word"] is None else pc.fill_null(pc.not_equal(column, found["word"]), False)


@dataclass(frozen=True)
class Declaration:
    """How a table of the store is declared."""

    sql: str
    columns: tuple[str, ...]
    key: str
    """The column that is the key of the rows."""
    indexes: tuple[Index, ...]

    @property
    def unique(self) -> bool:
        """Whether something beside the key may not come twice: then only an empty table is handed rows."""
        return any(index.unique for index in self.indexes)


def declarations(connection: sqlite3.Connection, tables: Iterable[str]) -> dict[str, Declaration]:
    """Return how those of the tables are declared whose rows can be handed over now."""
    out = {}
    for table in tables:
        declared = _declared(connection, table)
        if declared is not None and not (declared.unique and _has_rows(connection, table)):
            out[table] = declared
    return out


def _declared(connection: sqlite3.Connection, table: str) -> Declaration | None:
    columns = connection.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
    made = dict(connection.execute("SELECT name, sql FROM main.sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index')", (table,)))  # fmt: skip
    keys = [name for name, key in columns if key]
    indexes = _indexes(connection, table, made)
    if len(keys) != 1 or any(index.sql and " WHERE " in index.sql and not index.asked for index in indexes):
        return None
    return Declaration(made[table], tuple(name for name, _ in columns), keys[0], tuple(indexes))


def _indexes(connection: sqlite3.Connection, table: str, made: Mapping[str, str | None]) -> list[Index]:
    """Return the indexes of a table in the order in which they were made."""
    out = []
    for name, unique in connection.execute(
        f"SELECT l.name, l.\"unique\" FROM pragma_index_list('{table}') l JOIN main.sqlite_schema s ON s.name = l.name ORDER BY s.rowid"
    ).fetchall():
        columns = connection.execute(f"SELECT name FROM pragma_index_info('{name}') ORDER BY seqno").fetchall()
        out.append(Index(name, made[name], tuple(column for (column,) in columns), bool(unique)))
    return out


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
