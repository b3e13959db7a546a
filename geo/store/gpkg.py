"""The store as one GeoPackage: opens in QGIS as it is, needs no service. See `geo.store.protocol` for what it can do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import StoreReadOnlyError
from geo.store.connection import bulk_transaction
from geo.store.imports import read_imports
from geo.store.reads import GeoPackageReads
from geo.store.records import read_exact_places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.stage import Stage
    from geo.store.imports import Added, ImportRecord


class GeoPackageStore(GeoPackageReads):
    """A store in a GeoPackage file; make one with `open_store`. May be used by many threads at once.

    Parameters
    ----------
    path
        The file.
    public
        Whether only public views may be read and nothing written.
    """

    def exact_places(self, site_ids: Sequence[str] | None = None) -> gpd.GeoDataFrame:
        """Return the exact places of hidden sites, and the words that tell them; not from a public store.

        Returns
        -------
        GeoDataFrame
            Columns `site_id`, `sensitivity`, `geometry` (EPSG:4326) and those that `sites` leaves empty.

        Raises
        ------
        StoreError
            If the store was opened for the public.
        """
        with self._pool.connection() as connection:
            return read_exact_places(connection, site_ids)

    def add_sources(self, sources: pd.DataFrame) -> None:
        """Add sources, all or none.

        Parameters
        ----------
        sources
            Columns of `geo.layers.SOURCES`; optional ones may be missing.

        Raises
        ------
        StoreError
            With the row and field at fault.
        """
        from geo.store.write import add_sources

        with self._writing() as connection:
            add_sources(connection, sources)

    def add_statements(self, statements: pd.DataFrame, *, import_id: str | None = None) -> None:
        """Add statements, all or none; when it returns, they survive a crash. They are never changed afterwards.

        Parameters
        ----------
        statements
            Columns of `geo.layers.STATEMENTS`; optional ones may be missing. A statement that supersedes another comes
            after it.
        import_id
            The import that brings them, so that it can be undone.

        Raises
        ------
        StoreError
            With the row and field at fault.
        """
        from geo.store.write import add_statements

        with self._writing() as connection:
            add_statements(connection, statements, import_id)

    def undo_import(self, import_id: str) -> None:
        """Undo an import as a whole: what it brought goes, what it stated about earlier sites stays on record and no longer counts.

        Raises
        ------
        NotFoundError
            If there is no such import, or it was undone before.
        StoreError
            If later records refer to sites of the import; nothing was changed.
        """
        from geo.store.undo import undo_import

        with self._bulk() as connection:
            undo_import(connection, import_id)

    def compare_staged(
        self, stage: Stage, keep: NDArray[np.bool_], issues: Issues, *, said_by: str | None = None
    ) -> None:
        """Tell of each row of an import whose site is known by id whether it says the same, more, or otherwise.

        Parameters
        ----------
        stage
            Finished.
        keep
            Which rows are kept so far, shape (n,).
        issues
            Gets `known_same`, `known_more`, `known_differs` and `unknown_reference` (of `part_of`).
        said_by
            As of the `ImportRecord`.
        """
        from geo.store.compare_staged import compare_staged

        with self._pool.transaction() as connection:
            compare_staged(connection, stage, keep, issues, said_by=said_by)

    def add_rows(
        self,
        stage: Stage,
        keep: NDArray[np.bool_],
        record: ImportRecord,
        new_sources: pd.DataFrame | None = None,
        new_districts: pd.DataFrame | None = None,
    ) -> Added:
        """Add rows of an import, all or none; when it returns, they survive a crash.

        Parameters
        ----------
        stage
            Finished; the rows that are kept have been checked.
        keep
            Which rows come in, shape (n,).
        record
            What is put on record.
        new_sources
            Sources that the rows name, columns of `geo.layers.SOURCES`; those that are used are added.
        new_districts
            Districts that the rows name, columns `id`, `text` and `lang`; those that are used are added.

        Returns
        -------
        Added
            How many rows of each layer. Where nothing is new, nothing is written, not even the record.

        Raises
        ------
        StoreError
            If a row refers to what is not there, or the id of the import is taken.
        StoreReadOnlyError, StoreFullError
            If the file cannot be written, or the disk is full; nothing was changed.
        """
        from geo.store.add_staged import add_staged

        with self._bulk() as connection:
            added = add_staged(connection, stage, keep, record, new_sources, new_districts)
            if added.import_id is None:
                connection.execute("ROLLBACK")
        return added

    def imports(self) -> pd.DataFrame:
        """Return what is on record of all imports, newest first; not from a public store.

        Returns
        -------
        DataFrame
            Columns `id`, `title`, `at`, `undone_at`, `who`, `file`, `sha256`, `mapping` (JSON), `rows_in`, `accepted`,
            `rejected`, `mended` (Int64) and `added` (JSON, layer to number of rows).

        Raises
        ------
        StoreError
            If the store was opened for the public.
        """
        with self._pool.connection() as connection:
            return read_imports(connection)

    def _refuse_public(self) -> None:
        if self.public:
            message = f"{self.path.name} was opened for reading; open it with public=False to write"
            raise StoreReadOnlyError(message)

    @contextmanager
    def _bulk(self) -> Iterator[sqlite3.Connection]:
        self._refuse_public()
        self._pool.rest()
        with bulk_transaction(self.path) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One writer at a time: the lock is taken before reading, else another's commit in between would refuse ours."""
        self._refuse_public()
        with self._pool.transaction("IMMEDIATE") as connection:
            yield connection
