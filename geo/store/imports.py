"""What is on record of an import: who brought which file when, how it was read, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd

__all__ = ["Added", "ImportRecord"]

IMPORT_TYPES = {
    "id": "str", "title": "str", "at": "str", "undone_at": "str", "who": "str", "file": "str", "sha256": "str",
    "mapping": "str", "rows_in": "Int64", "accepted": "Int64", "rejected": "Int64", "mended": "Int64", "added": "str",
}  # fmt: skip
"""Columns of the frame of imports, with their types."""


@dataclass(frozen=True)
class ImportRecord:
    """An import as it is put on record."""

    id: str
    """Not used before."""
    title: str = ""
    who: str = ""
    file: str = ""
    """Name of the file, without its folder."""
    sha256: str = ""
    """Of the file, in hexadecimal digits."""
    mapping: str = ""
    """How it was read, JSON of `geo.exchange.understand.mapping.Mapping`."""
    rows_in: int = 0
    accepted: int = 0
    rejected: int = 0
    mended: int = 0
    said_by: str | None = None
    """Who says what the rows say where no column tells; else publisher, author or title of the row's first source. Not kept."""


@dataclass(frozen=True)
class Added:
    """What an import brought."""

    import_id: str | None
    """None where nothing was new: then nothing was written, and nothing is on record."""
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows of each layer."""


def put_on_record(connection: sqlite3.Connection, fid: int, record: ImportRecord, added: dict[str, int]) -> None:
    """Write the record of an import; inside a transaction."""
    connection.execute(
        "INSERT INTO imports(fid, id, title, at, who, file, sha256, mapping, rows_in, accepted, rejected, mended, added) "
        "VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fid, record.id, record.title or None, record.who or None, record.file or None, record.sha256 or None,
            record.mapping or None, record.rows_in, record.accepted, record.rejected, record.mended, json.dumps(added),
        ),
    )  # fmt: skip


def read_imports(connection: sqlite3.Connection) -> pd.DataFrame:
    """Return all imports, newest first, with the columns of `IMPORT_TYPES`; `added` is JSON, layer to number of rows."""
    from geo.store.frames import table

    columns = ", ".join(IMPORT_TYPES)
    return table(connection.execute(f"SELECT {columns} FROM imports ORDER BY fid DESC").fetchall(), IMPORT_TYPES)
