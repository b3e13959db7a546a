"""What anybody may read of a store, by the public views. See `geo.store.protocol` for what each method returns."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from geo.questions.site_filter import SiteFilter
from geo.store.connection import Pool, can_write, connect_public, connect_writer
from geo.store.frames import table
from geo.store.records import (
    key_of,
    legs_between,
    read,
    read_area,
    read_details,
    read_features,
    read_info,
    read_measures,
    read_site,
    read_source,
    read_stops,
    read_title,
    read_visit,
    read_visits,
    sites_of,
)
from geo.store.search import SUGGESTION_COLUMNS, suggestions
from geo.store.selection import is_computed, select

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.store.facets import FacetReader
    from geo.store.protocol import BBox, SiteRecord, SourceRecord, StoredSites, StoreInfo, VisitRecord

_SITES_OF_IDS = "site_fid IN (SELECT OGC_FID FROM public_sites WHERE id IN (SELECT value FROM json_each(?)))"


class GeoPackageReads:
    """The public side of a store in a GeoPackage file. May be used by many threads at once.

    Parameters
    ----------
    path
        The file.
    public
        Whether only public views may be read and nothing written.
    """

    def __init__(self, path: Path, *, public: bool = True) -> None:
        self.path, self.public = path, public
        self._pool = Pool(path, self._connect)
        self._info: tuple[Any, StoreInfo] | None = None

    @cached_property
    def _facets(self) -> FacetReader:
        from geo.store.facets import FacetReader  # here, so that a program that asks for none need not wait for pandas

        return FacetReader(self._pool, self.stamp)

    def _connect(self) -> sqlite3.Connection:
        return self._connect_public() if self.public else connect_writer(self.path)

    def _connect_public(self, *, mapped: bool = True) -> sqlite3.Connection:
        import sqlite3

        try:
            return connect_public(self.path, mapped=mapped)
        except sqlite3.OperationalError:
            if can_write(self.path):
                raise
            # a write-ahead log cannot be opened beside it
            return connect_public(self.path, immutable=True, mapped=mapped)

    def close(self) -> None:
        """Let go of the file."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def info(self) -> StoreInfo:
        """Return what the store says of itself."""
        stamp = self.stamp()
        if self._info is None or self._info[0] != stamp:
            with self._pool.transaction() as connection:
                self._info = (stamp, read_info(connection))
        return self._info[1]

    def title(self, language: str) -> str:
        """Return the title in a language, else in English, else the name: as `info` has them, but nothing is counted for it."""
        with self._pool.connection() as connection:
            return read_title(connection, language)

    def area(self) -> BBox | None:
        """Return the declared area: as `info` has it, but nothing is counted for it."""
        with self._pool.connection() as connection:
            return read_area(connection)

    def stamp(self) -> Hashable:
        """Return what changes when anybody writes: size and time of the file and of its log."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return tuple(
            (status.st_mtime_ns, status.st_size) for file in files if file.exists() and (status := file.stat())
        )

    def public_rows(
        self,
        *,
        bbox: BBox | None = None,
        where: SiteFilter | None = None,
        limit: int | None = None,
        offset: int = 0,
        today: date | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return sites as plain rows, in the order of `frames.SITE_COLUMNS`; geometry as a blob (`blobs.decode`).

        For the few places where the making of a frame takes longer than the query.
        """
        among: list[int] | None = None
        if where is not None and is_computed(where):
            among = self._facets.keys(bbox, where, today)[max(offset, 0) :][: None if limit is None else max(limit, 0)]
            bbox, where, offset = None, SiteFilter(as_of=where.as_of), 0
        with self._pool.connection() as connection:
            chosen = select(bbox, where, None if limit is None else connection, among=among)
            sql, parameters = chosen.rows(limit=limit, offset=offset)
            return connection.execute(sql, parameters).fetchall()

    def public_sites(
        self,
        *,
        bbox: BBox | None = None,
        where: SiteFilter | None = None,
        limit: int | None = None,
        offset: int = 0,
        today: date | None = None,
    ) -> gpd.GeoDataFrame:
        """Return sites with their current condition, in a stable order.

        Parameters
        ----------
        bbox
            Only sites whose public geometry touches it; all, with or without geometry, where None.
        where
            Filter.
        limit, offset
            At most so many, after leaving out so many.
        today
            Day that ages count back from where `where.as_of` is None; today (UTC) where None.

        Returns
        -------
        GeoDataFrame
            Columns of `frames.SITE_COLUMNS`; geometry in EPSG:4326, None for sites without a position.
        """
        return sites_of(self.public_rows(bbox=bbox, where=where, limit=limit, offset=offset, today=today))

    def site_batches(
        self,
        columns: Mapping[str, Sequence[str]],
        *,
        bbox: BBox | None = None,
        where: SiteFilter | None = None,
        today: date | None = None,
    ) -> Generator[StoredSites]:
        """Yield the sites of `public_sites` in its order, some at a time, with what is said of them.

        Parameters
        ----------
        columns
            Layers that are wanted, `sites` among them, and of each the columns that are wanted.
        bbox, where, today
            As of `public_sites`.
        """
        from geo.store.site_batches import read_site_batches  # here, so that to open a store needs no Arrow

        as_of = None if where is None else where.as_of
        every = bbox is None and (where is None or where == SiteFilter(as_of=as_of))
        with self._passing() as pool:
            keys = self._keys(pool, bbox, where, today)
            yield from read_site_batches(pool.transaction, keys, columns, as_of=as_of, every=every)

    @contextmanager
    def _passing(self) -> Iterator[Pool]:
        """Lend connections for what is read once from end to end: they hold little of the file, and nothing afterwards."""
        pool = Pool(self.path, lambda: self._connect_public(mapped=False))
        try:
            yield pool
        finally:
            pool.close()

    def _keys(self, pool: Pool, bbox: BBox | None, where: SiteFilter | None, today: date | None) -> NDArray[np.int64]:
        """Return the keys of the sites that a box and a filter find, ascending."""
        import numpy as np

        if where is not None and is_computed(where):
            return np.array(self._facets.keys(bbox, where, today), np.int64)
        from geo.store.arrow_rows import read_columns

        sql, parameters = select(bbox, where).keys()
        with pool.connection() as connection:
            found: NDArray[np.int64] = read_columns(connection, f"({sql})", {}, parameters, key=("OGC_FID",))[
                "OGC_FID"
            ].to_numpy()
        return found

    def positions(self) -> pd.DataFrame:
        """Return `lon` and `lat` of all sites in the order of `public_sites`, NaN where no position is known."""
        from geo.store.positions import read_positions

        with self._passing() as pool, pool.connection() as connection:
            return read_positions(connection)

    def site_ids(self) -> pa.Array:
        """Return the ids of all sites, `pa.string()`, in the order of `public_sites`."""
        from geo.store.site_texts import read_site_ids

        with self._passing() as pool, pool.connection() as connection:
            return read_site_ids(connection)

    def observed_span(self) -> tuple[int, int] | None:
        """Return the first and the last day on which anything dated was observed, as ordinals; None where nothing is."""
        with self._pool.connection() as connection:
            first, last = connection.execute(
                "SELECT min(observed_key), max(observed_key) FROM public_statements"
            ).fetchone()
        return None if first is None else (int(first), int(last))

    def name_ranks(self, lang: str, script: str) -> NDArray[np.int64]:
        """Return the place of each site among all by the name that a reader sees first, in the order of `public_sites`."""
        from geo.store.name_order import read_name_ranks

        with self._pool.connection() as connection:
            return read_name_ranks(connection, lang, script)

    def facets(self, *, as_of: str | None = None) -> Facets:
        """Return the columns by which sites are asked for, in the order of `public_sites`; kept until somebody writes."""
        return self._facets.facets(as_of)

    def missing_masks(self) -> NDArray[np.int16]:
        """Return the mask of what is missing of each site, as facets have it but in any order, without making facets."""
        from geo.store.record_masks import missing_masks

        with self._pool.connection() as connection:
            return missing_masks(connection)

    def history(self) -> pd.DataFrame:
        """Return the state of each site after each day on which something was observed; kept until somebody writes."""
        return self._facets.history()

    def matching(
        self, *, bbox: BBox | None = None, where: SiteFilter | None = None, today: date | None = None
    ) -> NDArray[np.bool_]:
        """Return which rows of `facets(as_of=where.as_of)` are found by a box and a filter, in milliseconds."""
        return self._facets.rows(bbox, where, today)

    def count_sites(
        self, *, bbox: BBox | None = None, where: SiteFilter | None = None, today: date | None = None
    ) -> int:
        """Return how many sites `public_sites` would give without a limit."""
        if where is not None and is_computed(where):
            return int(self.matching(bbox=bbox, where=where, today=today).sum())
        sql, parameters = select(bbox, where).count()
        if bbox is None and where is None:
            sql = "SELECT n FROM public_counts WHERE layer = 'sites'"
        with self._pool.connection() as connection:
            return int(connection.execute(sql, parameters).fetchone()[0])

    def site(self, site_id: str) -> SiteRecord:
        """Return one site with everything about it; NotFoundError with the nearest ids."""
        with self._pool.transaction() as connection:
            return read_site(connection, site_id)

    def site_details(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return what `public_sites` does not tell of sites, of all or of some, by id."""
        with self._pool.connection() as connection:
            return read_details(connection, site_ids)

    def names(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return names, of all sites or of some."""
        return self._of_sites("names", site_ids)

    def name_texts(self, site_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield `at`, `text` and `lang` of the names of many sites, in the order of `site_ids`; `at` is the place in it."""
        from geo.store.site_texts import read_name_texts

        with self._passing() as pool:
            yield from read_name_texts(pool.transaction, site_ids)

    def folded_names(self, site_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield `at`, `folded` and `lang` of the names of many sites, as `name_texts` does."""
        from geo.store.site_texts import read_folded_names

        with self._passing() as pool:
            yield from read_folded_names(pool.transaction, site_ids)

    def identifiers(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return identifiers in other data sets, of all sites or of some; those of hidden sites are not public."""
        return self._of_sites("identifiers", site_ids)

    def designations(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return designations, of all sites or of some."""
        return self._of_sites("designations", site_ids)

    def access(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return access, of all sites or of some."""
        return self._of_sites("access", site_ids)

    def statements(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return statements with `created_at`, `superseded_by` and `counts`, of all sites or of some."""
        return self._of_sites("statements", site_ids)

    def districts(self) -> gpd.GeoDataFrame:
        """Return districts; geometry may be None."""
        with self._pool.connection() as connection:
            return read_features(connection, "districts")

    def places(self) -> gpd.GeoDataFrame:
        """Return the places that a base map labels."""
        with self._pool.connection() as connection:
            return read_features(connection, "places")

    def closures(self) -> gpd.GeoDataFrame:
        """Return roads and areas that no way may touch."""
        with self._pool.connection() as connection:
            return read_features(connection, "closures", order="ORDER BY fid")

    def place_names(self, lang: str | None = None) -> pd.DataFrame:
        """Return names of places and districts, in one language or all."""
        with self._pool.connection() as connection:
            if lang is None:
                return read(connection, "place_names")
            return read(connection, "place_names", "lang = ?", (lang,))

    def visits(self) -> pd.DataFrame:
        """Return visits, newest first."""
        with self._pool.connection() as connection:
            return read_visits(connection)

    def stops(self, visit_id: str | None = None) -> gpd.GeoDataFrame:
        """Return stops in order, with the public geometry of their sites."""
        with self._pool.connection() as connection:
            return read_stops(connection, visit_id)

    def legs(self, visit_id: str | None = None) -> gpd.GeoDataFrame:
        """Return the legs between stops."""
        return legs_between(self.stops(visit_id))

    def visit(self, visit_id: str) -> VisitRecord:
        """Return one visit; NotFoundError with the nearest ids."""
        with self._pool.transaction() as connection:
            return read_visit(connection, visit_id)

    def sources(self) -> pd.DataFrame:
        """Return the sources."""
        with self._pool.connection() as connection:
            return read(connection, "sources")

    def source(self, source_id: str) -> SourceRecord:
        """Return one source and what rests on it; NotFoundError with the nearest ids."""
        with self._pool.transaction() as connection:
            return read_source(connection, source_id)

    def measures(self, site_id: str | None = None) -> pd.DataFrame:
        """Return measures of restoration and revival, of all sites or of one."""
        with self._pool.connection() as connection:
            return read_measures(connection, site_id)

    def measure_statements(self, measure_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return statements about measures, of all or of some."""
        with self._pool.connection() as connection:
            if measure_ids is None:
                return read(connection, "measure_statements")
            ids = (json.dumps(list(measure_ids)),)
            return read(connection, "measure_statements", "measure_id IN (SELECT value FROM json_each(?))", ids)

    def photo(self, photo_id: str) -> tuple[bytes, str]:
        """Return a photo and its media type; NotFoundError with the nearest ids."""
        with self._pool.transaction() as connection:
            key_of(connection, "photo", photo_id)
            data, media_type = connection.execute(
                "SELECT data, media_type FROM public_photo_data WHERE id = ?", (photo_id,)
            ).fetchone()
            return data, media_type

    def suggest(self, text: str, *, limit: int = 10) -> pd.DataFrame:
        """Return sites whose names begin so, in any script.

        Parameters
        ----------
        text
            What is typed, in any script; anything may stand in it.
        limit
            At most so many sites, 0 to 50.

        Returns
        -------
        DataFrame
            Columns `site_id, text, lang, script, kind, district`, best first: whole words, words that begin so, then
            other spellings and scripts.
        """
        with self._pool.transaction() as connection:
            return table(suggestions(connection, text, min(max(limit, 0), 50)), SUGGESTION_COLUMNS)

    def _of_sites(self, name: str, site_ids: Sequence[str] | None) -> pd.DataFrame:
        with self._pool.connection() as connection:
            if site_ids is None:
                return read(connection, name)
            return read(connection, name, _SITES_OF_IDS, (json.dumps(list(site_ids)),))
