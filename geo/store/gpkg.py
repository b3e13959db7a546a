"""The store as one GeoPackage: opens in QGIS as it is, needs no service. See `geo.store.protocol` for what it can do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import NotFoundError, StoreReadOnlyError
from geo.store.reads import GeoPackageReads
from geo.store.records import read_exact_places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import pandas as pd


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
        """Let the statements of an import no longer count; they stay on record.

        Raises
        ------
        NotFoundError
            If there is no such import.
        """
        with self._writing() as connection:
            done = connection.execute(
                "UPDATE imports SET undone_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ? AND undone_at IS NULL",
                (import_id,),
            )
            if not done.rowcount:
                what = "import that is not undone"
                raise NotFoundError(what, import_id)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One writer at a time: the lock is taken before reading, else another's commit in between would refuse ours."""
        if self.public:
            message = f"{self.path.name} was opened for reading; open it with public=False to write"
            raise StoreReadOnlyError(message)
        with self._pool.transaction("IMMEDIATE") as connection:
            yield connection
