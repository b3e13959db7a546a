"""Versions of our schema: what a file is, and the numbered steps that bring an older one up to date.

A step is `geo/store/migrations/0002_why.sql`: SQL that runs in one transaction with the change of the version, so a step is
done or not done. It may call `skeleton(words)` (`geo.search`). `PRAGMA user_version` belongs to the GeoPackage; ours stands in `settings`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import StoreError, StoreReadOnlyError, StoreVersionError
from geo.store.connection import APPLICATION_ID, can_write, connect_writer

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 5
"""Of the schema that `init_store` makes."""
MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(path: Path, *, writing: bool = False, migrations: Path = MIGRATIONS) -> None:
    """Check that a file is a store that can be read, and bring it up to date.

    Parameters
    ----------
    path
        The file.
    writing
        It is to be written: names that other programs changed are indexed, hidden sites get their cells.
    migrations
        Folder of the numbered steps.

    Raises
    ------
    StoreError, StoreVersionError, StoreReadOnlyError
        As `open_store`.
    """
    version = version_of(path)
    newest = max([SCHEMA_VERSION, *(number for number, _ in steps(migrations))])
    if version > newest:
        message = f"{path.name} was written by a newer mirasmap (version {version} of the store, known are those up to {newest}); update mirasmap"
        raise StoreVersionError(message)
    if version == newest and not writing:
        return
    if not can_write(path):
        message = f"{path.name} cannot be written: its folder is read-only; copy it to another folder or change the permissions"
        raise StoreReadOnlyError(message)
    connection = connect_writer(path)
    try:
        if version < newest:
            from geo.search import skeleton

            connection.create_function("skeleton", 1, skeleton, deterministic=True)
        for number, file in steps(migrations):
            if number > version:
                _step(connection, number, file)
        if writing:
            _catch_up(connection)
    finally:
        connection.close()


def version_of(path: Path) -> int:
    """Return the version of a store's schema.

    Raises
    ------
    StoreError
        If the file is missing, no GeoPackage, or a GeoPackage of something else.
    """
    if not path.is_file():
        message = f"there is no store {path.name}; make one with `mirasmap init`"
        raise StoreError(message)
    uri = path.resolve().as_uri()
    try:
        return _version(f"{uri}?mode=ro", path)
    except sqlite3.OperationalError:
        if can_write(path):
            return _version(f"{uri}?mode=rw", path)  # a killed import left a journal, which only a writer takes back
        return _version(f"{uri}?mode=ro&immutable=1", path)


def _version(uri: str, path: Path) -> int:
    connection = sqlite3.connect(uri, uri=True)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        has_settings = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'settings'").fetchone()
        row = (
            connection.execute("SELECT value FROM settings WHERE key = 'schema_version'").fetchone()
            if has_settings
            else None
        )
    finally:
        connection.close()
    if application != APPLICATION_ID or row is None or not str(row[0]).isdecimal():
        message = f"{path.name} is no store of mirasmap; make one with `mirasmap init` under another name"
        raise StoreError(message)
    return int(row[0])


def steps(folder: Path) -> Iterator[tuple[int, Path]]:
    """Yield number and file of each step, in order."""
    yield from sorted((int(file.name.split("_")[0]), file) for file in folder.glob("[0-9]*_*.sql"))


def _step(connection: sqlite3.Connection, number: int, file: Path) -> None:
    sql = file.read_text("utf-8")
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{sql}\n;UPDATE settings SET value = '{number}' WHERE key = 'schema_version';\nCOMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise


def _catch_up(connection: sqlite3.Connection) -> None:
    """Do what triggers cannot: index names, and give sites that became hidden their public cell."""
    from geo.store.hidden import place_cells
    from geo.store.search import index_pending

    connection.execute("BEGIN IMMEDIATE")
    try:
        index_pending(connection)
        place_cells(connection)
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise
