"""Many rows into a store within one transaction: packed into a file of their own, attached, and copied by SQLite.

So no row ever becomes Python objects: a million rows of eight columns take a quarter of the time that `executemany` takes.
One thread packs what the caller makes, another copies one piece while the next is packed.
"""

from __future__ import annotations

import errno
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from geo.errors import StoreFullError
from geo.store.packed_table import PackedTables
from geo.store.transfer import declarations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

MOST_PIECES = 9
"""SQLite attaches ten files at most, and lets go of none within a transaction."""
_MOST_WAITING = 24
"""Tables that wait to be packed: those of about two batches."""


class Pieces:
    """Takes tables, and copies them piece by piece; those with something unique that are empty yet are copied whole.

    Parameters
    ----------
    connection
        Inside a transaction. While a piece is copied another thread uses it.
    folder
        Private; files in it are removed at the end.
    tables
        Whose rows are handed over as they are where SQLite can (`geo.store.transfer`), in the order in which they are copied.
    along
        Other tables that come with one of them.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        tables: Sequence[str] = (),
        along: Mapping[str, str] | None = None,
    ) -> None:
        self._connection, self._folder, self._order = connection, folder, tuple(tables)
        self._declared = declarations(connection, tables)
        self._whole = {name for name, declared in self._declared.items() if declared.unique}
        self._whole |= {name for name, other in (along or {}).items() if other in self._whole}
        self._number = 0
        self._open: dict[bool, PackedTables] = {}
        """The present piece, and the one of the tables that are copied whole."""
        self._packing, self._copying = ThreadPoolExecutor(1, "pack"), ThreadPoolExecutor(1, "copy")
        self._packed: deque[Future[None]] = deque()
        self._copied: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # nobody may use the connection before the other thread has let go of it
        for threads in (self._packing, self._copying):
            threads.shutdown(cancel_futures=True)
        for piece in self._open.values():
            piece.close()
        for number in range(self._number):
            self._file(number).unlink(missing_ok=True)

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to the present piece, under the name of a table; as `PackedTables.add`.

        Raises
        ------
        StoreFullError
            If the disk is full, now or for rows that were added before.
        """
        self._packed.append(self._packing.submit(self._pack, name, table))
        while len(self._packed) > _MOST_WAITING or (self._packed and self._packed[0].done()):
            self._packed.popleft().result()

    def copy(self, copies: Callable[[str, str], Sequence[str]], *, whole: bool = False) -> None:
        """End the present piece, or that of the tables that are copied whole: copy it.

        Parameters
        ----------
        copies
            Makes the SQL that copies a table from its name and the SQL that inserts its rows, in which `{piece}` is the piece.
        whole
            Which piece.
        """
        packed = self._packing.submit(self._end, whole)
        self._copied.append(self._copying.submit(self._copy, packed, copies))

    def finish(self) -> None:
        """Wait until everything is copied.

        Raises
        ------
        StoreError, StoreFullError
            As of `PackedTables.finish`, or if the disk is full.
        """
        for done in (*self._packed, *self._copied):
            done.result()
        self._packed.clear()
        self._copied.clear()

    def _pack(self, name: str, table: pa.Table) -> None:
        whole = name in self._whole
        with _said(self._folder):
            if whole not in self._open:
                self._open[whole] = PackedTables(self._file(self._number), self._declared)
                self._number += 1
            self._open[whole].add(name, table)

    def _end(self, whole: bool) -> PackedTables | None:
        packed = self._open.pop(whole, None)
        if packed is not None:
            with _said(self._folder), packed:
                packed.finish()
        return packed

    def _copy(self, ended: Future[PackedTables | None], copies: Callable[[str, str], Sequence[str]]) -> None:
        packed = ended.result()
        if packed is None:
            return
        piece = packed.path.stem
        self._connection.execute(f"ATTACH ? AS {piece}", (str(packed.path),))
        self._connection.execute("PRAGMA ignore_check_constraints = ON")  # whole columns were checked
        try:
            for name, insert in self._inserts(packed):
                for sql in copies(name, insert):
                    self._connection.execute(sql.format(piece=piece))
        finally:
            self._connection.execute("PRAGMA ignore_check_constraints = OFF")

    def _inserts(self, packed: PackedTables) -> Iterator[tuple[str, str]]:
        for name, columns in sorted(packed.columns.items(), key=lambda each: self._order.index(each[0])):
            listed = ", ".join(f'"{column}"' for column in columns)
            yield (
                name,
                (
                    f"INSERT INTO main.{name} SELECT * FROM {{piece}}.{name}"
                    if name in self._declared
                    else f"INSERT INTO main.{name}({listed}) SELECT {listed} FROM {{piece}}.{name}"
                ),
            )

    def _file(self, number: int) -> Path:
        return self._folder / f"piece{number}.db"


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        message = f"the rows could not be put aside in {folder.parent}: the disk is full; nothing was changed, make room and try again"
        raise StoreFullError(message) from error
