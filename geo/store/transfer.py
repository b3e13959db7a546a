"""Rows handed over by SQLite as they are packed, without being taken apart: its transfer optimisation.

`INSERT INTO main.t SELECT * FROM other.t` copies raw records where both tables are declared alike and every index of the one
has its like in the other. So the other table is declared by the SQL of the store's own; and the store's has no index while
rows come in but those that none of them belongs to. Checks of the table are not run then (`geo.store.column_checks` are).
Source: https://sqlite.org/src/file/src/insert.c, `xferOptimization`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

__all__ = ["Declaration", "declarations"]


@dataclass(frozen=True)
class Declaration:
    """How a table of the store is declared."""

    sql: str
    columns: tuple[str, ...]
    key: str
    """The column that is the key of the rows."""
    partial: dict[str, str]
    """SQL of its indexes that hold some rows only, by their names."""


def declarations(connection: sqlite3.Connection, tables: Iterable[str]) -> dict[str, Declaration]:
    """Return those of the tables whose rows can be handed over: a column that is to be unique is looked at row by row."""
    out = {}
    for table in tables:
        columns = connection.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
        made = connection.execute(
            "SELECT type, name, sql FROM main.sqlite_schema WHERE tbl_name = ?", (table,)
        ).fetchall()
        keys = [name for name, key in columns if key]
        if len(keys) != 1 or any(kind == "index" and sql is None for kind, _, sql in made):
            continue
        sql = next(sql for kind, _, sql in made if kind == "table")
        partial = {name: sql for kind, name, sql in made if kind == "index" and " WHERE " in sql}
        out[table] = Declaration(sql, tuple(name for name, _ in columns), keys[0], partial)
    return out
