"""Triggers and indexes out of the way while many rows come in, and back again within the same transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.store.transfer import declarations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_ASCENDING = "_site_fid"
"""End of the names of indexes that begin with the key of the row's owner."""


@contextmanager
def set_aside(connection: sqlite3.Connection, tables: Sequence[str], *, indexes: bool = False) -> Iterator[None]:
    """Take away the triggers of tables, and bring them back at the end, all within one transaction.

    Whoever does this does the work of the triggers himself. After an error the transaction is to be rolled back, which
    brings them back as well; so does a crash.

    Parameters
    ----------
    connection
        Inside a transaction.
    tables
        Their names.
    indexes
        Whether indexes are taken away too: for many rows it is faster to make them anew, but for those whose keys come in
        ascending order, and where they are handed over with the rows (`geo.store.transfer`).
    """
    marks = ", ".join("?" * len(tables))
    kinds = "('trigger', 'index')" if indexes else "('trigger')"
    made = connection.execute(
        f"SELECT type, name, sql, tbl_name FROM main.sqlite_schema WHERE type IN {kinds} AND tbl_name IN ({marks}) AND sql IS NOT NULL "
        "ORDER BY rowid",
        tuple(tables),
    ).fetchall()
    handed_over = declarations(connection, tables)
    made = [row for row in made if row[0] == "trigger" or not (row[3] in handed_over or _stays(*row[1:3]))]
    for kind, name, *_ in made:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, sql, _ in made:
        connection.execute(sql)


def _stays(name: str, sql: str) -> bool:
    """Whether an index costs little while rows come in: its keys ascend, or it holds few of them (and the rule asks by it)."""
    return name.endswith(_ASCENDING) or " WHERE " in sql
