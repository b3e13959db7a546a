"""Connections to the file: what a public one may read, how one is made fast and safe, and errors as sentences."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from geo.errors import AppendOnlyError, StoreError, StoreFullError, StoreReadOnlyError
from geo.store.rtree import register_box, register_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

APPLICATION_ID = 0x47504B47
BUSY_SECONDS = 5.0
_EARLY_SECONDS = 1.0
_READ = "PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -8000; PRAGMA trusted_schema = ON;"
_WRITE = "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -64000;"
_BULK = "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -128000; PRAGMA threads = 2; PRAGMA temp_store = FILE;"

_VIRTUAL = (
    "rtree_sites_geom",
    "rtree_districts_geom",
    "rtree_places_geom",
    "name_search",
    "json_each",
    "sqlite_master",
)
"""Beginnings of the names of virtual tables and of the tables behind them; the R-tree of sites holds public geometry only."""
_PREPARES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
"""A virtual table prepares its writing when it is first used; to write is refused by the file, which is open for reading."""
_OPEN = ("public_", "settings", "sqlite_", *_VIRTUAL)
"""Beginnings of the names that a public connection may read directly."""
_JOINED = ("site_state", "sources", "visits", "measures", "closures", "chosen", "state")
"""Tables, and parts of `selection.Selection`, of which a view or query may need no column; SQLite then asks outside of it, for a
column without a name."""
_CLOSED = ("exact_places", "rtree_exact_places")
_PRAGMAS = ("data_version",)
"""FTS5 asks for it."""


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite into ours, each one sentence with the way to mend it."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        text = str(error)
        if text.startswith("append-only: "):
            raise AppendOnlyError(text.removeprefix("append-only: ")) from error
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            message = (
                f"{path.name} could not be written: the disk is full; nothing was changed, make room and try again"
            )
            raise StoreFullError(message) from error
        if name.startswith("SQLITE_READONLY"):
            message = f"{path.name} cannot be written: the file or its folder is read-only; choose another place or change its permissions"
            raise StoreReadOnlyError(message) from error
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            message = f"{path.name} is no GeoPackage or is damaged; make it anew with `mirasmap init`"
            raise StoreError(message) from error
        if name.startswith("SQLITE_BUSY"):
            message = f"{path.name} is being written by another program; try again when it has finished"
            raise StoreError(message) from error
        if name.startswith("SQLITE_AUTH"):
            message = f"{path.name} was opened for the public, which may not read or do this ({text})"
            raise StoreError(message) from error
        message = f"{path.name} refused: {text}"
        raise StoreError(message) from error


def connect_public(path: Path, *, immutable: bool = False, mapped: bool = True) -> sqlite3.Connection:
    """Open the file read-only, with access to the public views and nothing else.

    Parameters
    ----------
    path
        An existing store.
    immutable
        Nobody writes the file: needed where its folder cannot be written.
    mapped
        The file is looked at where the system keeps it; not so where it is read from end to end, since all of it would
        count as memory of this process.
    """
    connection = _connect(f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}")
    try:
        connection.executescript(_READ if mapped else f"{_READ} PRAGMA mmap_size = 0;")
        views = frozenset(row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'"))
    except sqlite3.Error:
        connection.close()
        raise
    connection.set_authorizer(_authorizer(views))
    return connection


def connect_writer(path: Path) -> sqlite3.Connection:
    """Open the file for reading and writing, so that what is committed survives a power cut."""
    connection = _connect(f"{path.resolve().as_uri()}?mode=rw")
    try:
        connection.executescript(_WRITE)
    except sqlite3.Error:
        connection.close()
        raise
    register_functions(connection)
    return connection


@contextmanager
def bulk_transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection of its own inside a transaction of many rows; committed at the end unless it was rolled back.

    Foreign keys are not looked at: whoever writes sees to them by whole columns. Errors of SQLite leave as sentences.
    """
    with sentences(path):
        connection = connect_writer(path)
        try:
            connection.executescript(_BULK)
            _leave_log(connection)
            connection.execute("BEGIN IMMEDIATE")
            with _written_early(path):
                yield connection
            if connection.in_transaction:
                connection.execute("COMMIT")
                connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
        finally:
            if connection.in_transaction:
                connection.rollback()
            connection.close()


@contextmanager
def _written_early(path: Path) -> Iterator[None]:
    """Have the system put pages on the disk while more are made, so that the commit waits for the last of them only.

    A program of its own asks for it: whoever closes a file in this process drops the locks that SQLite has on it.
    """
    sync, ended = shutil.which("sync") if sys.platform == "linux" else None, Event()

    def ask() -> None:
        while sync and not ended.wait(_EARLY_SECONDS):
            subprocess.run([sync, "-d", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 (a program of the system, on our own file)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        ended.set()
        asking.join()


def _leave_log(connection: sqlite3.Connection) -> None:
    """Do without a write-ahead log where nobody else has the file open: new pages are then written once, not twice."""
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):  # others read: they go on reading what was, by means of the log
        connection.execute("PRAGMA main.journal_mode = DELETE")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


def _connect(uri: str) -> sqlite3.Connection:
    # the pool hands a connection to one thread at a time
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    register_box(connection)
    return connection


def _authorizer(views: frozenset[str]) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Tables are read through a view or not at all; SQLite names the view in which a column is read.

    A guard against a forgotten condition, not against malice: a query that calls a part of its own by the name of a view
    passes (exact places are refused even so). No text from outside ever becomes SQL.
    """

    def decide(action: int, one: str | None, two: str | None, database: str | None, context: str | None) -> int:
        del database
        if action == sqlite3.SQLITE_READ:
            table = one or ""
            allowed = context in views or table.startswith(_OPEN) or (table in _JOINED and not two)
            allowed = allowed and not table.startswith(_CLOSED)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = two != "load_extension"
        elif action == sqlite3.SQLITE_PRAGMA:
            allowed = one in _PRAGMAS
        elif action in _PREPARES:
            allowed = (one or "").startswith(_VIRTUAL)
        else:
            allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE)
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return decide


class Pool:
    """Connections that wait for a thread: each is used by one thread at a time, and as many are made as work at once.

    Parameters
    ----------
    path
        The store.
    make
        Opens a connection.
    """

    def __init__(self, path: Path, make: Callable[[], sqlite3.Connection]) -> None:
        self._path, self._make = path, make
        self._idle: list[tuple[tuple[int, int] | None, sqlite3.Connection]] = []
        """With the file that each was opened on: `init` puts another in its place, and the old one is out of date."""
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; errors of SQLite leave as sentences.

        Raises
        ------
        StoreError
            If the store was closed, or SQLite refuses.
        """
        if self._closed:
            message = f"{self._path.name} was closed; open it again"
            raise StoreError(message)
        with sentences(self._path):
            file = self._file()
            connection = self._waiting(file) or self._make()
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.rollback()
                self._idle.append((file, connection))
                if self._closed:
                    self.close()

    def _file(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _waiting(self, file: tuple[int, int] | None) -> sqlite3.Connection | None:
        """Take an idle connection to this file; those to a file that was replaced are closed."""
        while True:
            try:
                opened_on, connection = self._idle.pop()  # one step, so safe between threads
            except IndexError:
                return None
            if opened_on == file:
                return connection
            connection.close()

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a transaction, which is committed at the end and undone on an error."""
        with self.connection() as connection:
            connection.execute(f"BEGIN {kind}")
            yield connection
            connection.execute("COMMIT")

    def rest(self) -> None:
        """Close the connections that wait."""
        while self._idle:
            self._idle.pop()[1].close()

    def close(self) -> None:
        """Close the connections; those in use close when they come back."""
        self._closed = True
        self.rest()


def can_write(path: Path) -> bool:
    """Whether the folder of a file can be written, as a write-ahead log needs."""
    return os.access(path.resolve().parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
