"""Many rows into a store within one transaction: packed into a file of their own, attached, and copied by SQLite.

So no row ever becomes Python objects: a million rows of eight columns take a quarter of the time that `executemany` takes.
A second thread copies one piece while the next is made.
"""

from __future__ import annotations

import errno
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from geo.errors import StoreFullError
from geo.store.packed_table import PackedTables
from geo.store.transfer import declarations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

MOST_PIECES = 8
"""SQLite attaches ten files at most, and lets go of none within a transaction."""


class Pieces:
    """Takes tables, and copies them piece by piece.

    Parameters
    ----------
    connection
        Inside a transaction. While a piece is copied another thread uses it.
    folder
        Private; files in it are removed at the end.
    tables
        Whose rows are handed over as they are where SQLite can (`geo.store.transfer`); no row may belong to their partial
        indexes.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path, tables: Iterable[str] = ()) -> None:
        self._connection, self._folder = connection, folder
        self._declared = declarations(connection, tables)
        self._number = 0
        self._piece: PackedTables | None = None
        self._copying: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()  # nobody may use the connection before the other thread has let go of it
        if self._piece is not None:
            self._piece.close()
        for number in range(self._number + 1):
            self._file(number).unlink(missing_ok=True)

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to the present piece, under the name of a table; as `PackedTables.add`.

        Raises
        ------
        StoreFullError
            If the disk is full.
        """
        with _said(self._folder):
            self._piece = self._piece or PackedTables(self._file(self._number), self._declared)
            self._piece.add(name, table)

    @property
    def inserts(self) -> dict[str, str]:
        """SQL that copies each table of the present piece, in which `{piece}` is the piece."""
        out = {}
        for name, columns in ({} if self._piece is None else self._piece.columns).items():
            listed = ", ".join(f'"{column}"' for column in columns)
            out[name] = (
                f"INSERT INTO main.{name} SELECT * FROM {{piece}}.{name}"
                if name in self._declared
                else f"INSERT INTO main.{name}({listed}) SELECT {listed} FROM {{piece}}.{name}"
            )
        return out

    def copy(self, copies: Sequence[str]) -> None:
        """End a piece: run SQL on it, in which `{piece}` is the piece."""
        self.finish()
        if self._piece is None:
            return
        with _said(self._folder):
            self._piece.finish()
        piece = f"piece{self._number}"
        self._copying = self._thread.submit(
            self._copy, self._piece.path, piece, [sql.format(piece=piece) for sql in copies]
        )
        self._piece, self._number = None, self._number + 1

    def finish(self) -> None:
        """Wait until everything is copied."""
        if self._copying is not None:
            self._copying.result()
            self._copying = None

    def _file(self, number: int) -> Path:
        return self._folder / f"piece{number}.db"

    def _copy(self, file: Path, piece: str, statements: Sequence[str]) -> None:
        self._connection.execute(f"ATTACH ? AS {piece}", (str(file),))
        for sql in statements:
            self._connection.execute(sql)


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        message = f"the rows could not be put aside in {folder.parent}: the disk is full; nothing was changed, make room and try again"
        raise StoreFullError(message) from error
