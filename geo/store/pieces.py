"""Many rows into a store within one transaction: written to a file of their own by GDAL, attached, and copied by SQLite.

So no row ever becomes Python objects: a million rows of eight columns take a third of the time that `executemany` takes.
A second thread copies one piece while the next is made. A few rows go by `executemany` into a piece in memory instead,
because to start GDAL takes half a second.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from geo.errors import StoreFullError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

MOST_PIECES = 8
"""SQLite attaches ten files at most, and lets go of none within a transaction."""
_ASCENDING = ("_site_fid", "_pair")
"""Ends of the names of indexes that begin with the key of the row's owner."""
_OPTIONS = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "OFF"}


class Pieces:
    """Takes tables, and copies them piece by piece.

    Parameters
    ----------
    connection
        Inside a transaction. While a piece is copied another thread uses it.
    folder
        Private; files in it are removed at the end.
    large
        Whether pieces are files.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path, *, large: bool) -> None:
        self._connection, self._folder, self._large = connection, folder, large
        self._number = 0
        self._columns: dict[str, list[str]] = {}
        self._copies: list[str] = []
        self._copying: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1) if large else None
        if not large:
            connection.execute("ATTACH ':memory:' AS piece0")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._thread.shutdown()  # nobody may use the connection before the other thread has let go of it
        for file in self._folder.glob("piece*.gpkg*"):
            file.unlink()

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to the present piece, under the name of a table."""
        if not table.num_rows:
            return
        if self._large:
            self._write(name, table)
        else:
            columns = ", ".join(f'"{column}"' for column in table.column_names)
            marks = ", ".join("?" * table.num_columns)
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS piece0.{name}({columns})")
            rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
            self._connection.executemany(f"INSERT INTO piece0.{name}({columns}) VALUES ({marks})", rows)
        self._columns[name] = table.column_names

    def copy(self, copies: Sequence[str]) -> None:
        """End a piece: run SQL on it, in which `{piece}` is the piece; each for a table that rows were added to."""
        statements = [sql.format(piece=f"piece{self._number}") for sql in copies]
        self._wait()
        if self._thread is None:
            self._run(statements)
            for name in self._columns:
                self._connection.execute(f"DROP TABLE piece0.{name}")
        elif self._columns:
            self._copying = self._thread.submit(self._attach, self._file, f"piece{self._number}", statements)
            self._number += 1
        self._columns = {}

    @property
    def columns(self) -> dict[str, list[str]]:
        """Tables of the present piece, with their columns."""
        return self._columns

    def finish(self) -> None:
        """Wait until everything is copied."""
        self._wait()

    @property
    def _file(self) -> Path:
        return self._folder / f"piece{self._number}.gpkg"

    def _write(self, name: str, table: pa.Table) -> None:
        import pyogrio
        from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

        try:
            with _gdal_options():
                pyogrio.write_arrow(table, self._file, layer=name, driver="GPKG", append=name in self._columns)
        except (DataLayerError, DataSourceError, FeatureError) as error:
            message = (
                "the rows of the import could not be put aside: the disk is full; nothing was changed, make room and try again"
                if "full" in str(error) or "disk" in str(error)
                else f"the rows of the import could not be put aside: {error}; nothing was changed"
            )
            raise StoreFullError(message) from error

    def _attach(self, file: Path, piece: str, statements: Sequence[str]) -> None:
        self._connection.execute(f"ATTACH ? AS {piece}", (str(file),))
        self._run(statements)

    def _run(self, statements: Sequence[str]) -> None:
        for sql in statements:
            self._connection.execute(sql)

    def _wait(self) -> None:
        if self._copying is not None:
            self._copying.result()
            self._copying = None


@contextmanager
def _gdal_options() -> Iterator[None]:
    """Let nothing wait for the disk: a piece is thrown away after a crash."""
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in _OPTIONS}
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


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
        ascending order.
    """
    marks = ", ".join("?" * len(tables))
    kinds = "('trigger', 'index')" if indexes else "('trigger')"
    made = connection.execute(
        f"SELECT type, name, sql FROM main.sqlite_schema WHERE type IN {kinds} AND tbl_name IN ({marks}) AND sql IS NOT NULL "
        "ORDER BY rowid",
        tuple(tables),
    ).fetchall()
    made = [row for row in made if not (row[0] == "index" and row[1].endswith(_ASCENDING))]
    for kind, name, _ in made:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, sql in made:
        connection.execute(sql)
