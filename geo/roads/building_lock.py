"""One process at a time: a lock on a file that ends with the process that holds it, on every system."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from geo.errors import RoadsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["one_at_a_time"]


@contextmanager
def one_at_a_time(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Hold the lock on a file; SQLite's, since it exists everywhere and dies with its process.

    Raises
    ------
    RoadsError
        If another process holds it for longer than `wait_seconds`, or the file cannot be written.
    """
    with closing(sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error)
            why = "another process builds roads there" if busy else "the folder cannot be written"
            message = f"{path.parent}: {why}; wait for it, or name another folder"
            raise RoadsError(message) from error
        yield
