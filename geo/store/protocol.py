"""What a store can do. One door for readers and writers; whatever stands behind it hides what the public may not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from geo.questions.site_filter import BBox, SiteFilter

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.stage import Stage
    from geo.questions.facets import Facets
    from geo.store.imports import Added, ImportRecord

__all__ = ["BBox", "SiteFilter", "SiteRecord", "SourceRecord", "Store", "StoreInfo", "StoredSites", "VisitRecord"]


@dataclass(frozen=True)
class StoreInfo:
    """What the store says of itself; counts are of what the public sees."""

    schema_version: int
    name: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    languages: tuple[str, ...]
    bbox: BBox | None
    """Extent that the package declares, else of the public geometry."""
    package_version: str
    created: str
    n_sites: int
    n_placed: int
    """Sites with a geometry."""
    counts: dict[str, int]
    """Rows of each layer."""
    meta: dict[str, Any] = field(default_factory=dict)
    """Everything that the package declares."""


@dataclass(frozen=True)
class SiteRecord:
    """A site with all that is said of it; every frame has the columns of its layer."""

    id: str
    site: gpd.GeoDataFrame
    """One row: the columns of `public_sites` and the details."""
    names: pd.DataFrame
    identifiers: pd.DataFrame
    designations: pd.DataFrame
    access: pd.DataFrame
    photos: pd.DataFrame
    statements: pd.DataFrame
    """Newest first; with `created_at`, `superseded_by`, `counts` (it bears on today's state) and `n_sources`."""
    measures: pd.DataFrame
    measure_statements: pd.DataFrame
    visits: pd.DataFrame
    sources: pd.DataFrame
    """Every source that is cited here."""


@dataclass(frozen=True)
class VisitRecord:
    """A visit with its stops in order and the legs between them."""

    id: str
    visit: pd.DataFrame
    stops: gpd.GeoDataFrame
    legs: gpd.GeoDataFrame
    sources: pd.DataFrame


@dataclass(frozen=True)
class SourceRecord:
    """A source and what rests on it: at most a thousand rows each, and how many there are."""

    id: str
    source: pd.DataFrame
    statements: pd.DataFrame
    names: pd.DataFrame
    sites: gpd.GeoDataFrame
    """Sites that any of its rows is about."""
    n_statements: int
    n_names: int
    n_sites: int


@dataclass(frozen=True)
class StoredSites:
    """Some sites with what is said of them, as Arrow columns (`pa.string()`, `pa.int64()`, `pa.float64()`, `pa.bool_()`)."""

    sites: pa.Table
    """One row a site."""
    wkb: pa.Array
    """Geometry of each site, EPSG:4326, `pa.binary()`; null where no position is known."""
    layers: dict[str, pa.Table]
    """Rows of other layers site by site, each in the order of entry; `at` (int64) is the place of the site in `sites`."""
    n_asked: int = 0
    """How many sites were asked for, of which these are some."""

    def __len__(self) -> int:
        return len(self.wkb)


@runtime_checkable
class Store(Protocol):
    """Where layers live. Frames have the declared columns of `geo.layers`; geometry is public, in EPSG:4326."""

    def info(self) -> StoreInfo:
        """Return what the store says of itself."""
        ...

    def title(self, language: str) -> str:
        """Return the title in a language, else in English, else the name, without counting anything."""
        ...

    def area(self) -> BBox | None:
        """Return the declared area, else the bounds of all sites, without counting anything."""
        ...

    def stamp(self) -> Hashable:
        """Return what changes when anybody writes; what was made from the store is good as long as it is the same."""
        ...

    def public_sites(
        self,
        *,
        bbox: BBox | None = None,
        where: SiteFilter | None = None,
        limit: int | None = None,
        offset: int = 0,
        today: date | None = None,
    ) -> gpd.GeoDataFrame:
        """Return sites with their current condition, in a stable order; ages count back from `today` (UTC where None)."""
        ...

    def facets(self, *, as_of: str | None = None) -> Facets:
        """Return the columns by which sites are asked for, in the order of `public_sites`; kept until somebody writes.

        `as_of` is a year or a day, as in a filter.
        """
        ...

    def history(self) -> pd.DataFrame:
        """Return the state of each site after each day on which something was observed, by site and day.

        Columns `site_id`, `since` (Int64, ordinal of the day), `condition` (Int64), `condition_on`, `condition_status`,
        `condition_by` (str), `disputed`, `sources_differ` (bool), `n_statements` (Int64), `newest_on` (str) and `threat`
        (bool, a statement of a threat counts). As of any day a site is as in its last row with `since` no later than that
        day, and without a row nobody had said anything; the same as `public_sites` with a filter `as_of`.
        """
        ...

    def matching(
        self, *, bbox: BBox | None = None, where: SiteFilter | None = None, today: date | None = None
    ) -> NDArray[np.bool_]:
        """Return which rows of `facets(as_of=where.as_of)` are found by a box and a filter."""
        ...

    def site_batches(
        self,
        columns: Mapping[str, Sequence[str]],
        *,
        bbox: BBox | None = None,
        where: SiteFilter | None = None,
        today: date | None = None,
    ) -> Generator[StoredSites]:
        """Yield the sites of `public_sites` in its order, some at a time, with what is said of them.

        `columns` names the layers that are wanted, and of each its columns: of `sites` those of `public_sites` and
        `site_details`, of `statements` also `created_at`, `superseded_by` and `counts`. It is closed, or read to
        its end.
        """
        ...

    def positions(self) -> pd.DataFrame:
        """Return `lon` and `lat` of all sites in the order of `public_sites`, NaN where no position is known."""
        ...

    def site_ids(self) -> pa.Array:
        """Return the ids of all sites, `pa.string()`, in the order of `public_sites`."""
        ...

    def observed_span(self) -> tuple[int, int] | None:
        """Return the first and the last day on which anything dated was observed, as ordinals; None where nothing is."""
        ...

    def name_ranks(self, lang: str, script: str) -> NDArray[np.int64]:
        """Return the place of each site among all by the name that a reader sees first, in the order of `public_sites`."""
        ...

    def count_sites(
        self, *, bbox: BBox | None = None, where: SiteFilter | None = None, today: date | None = None
    ) -> int:
        """Return how many sites `public_sites` would give without a limit."""
        ...

    def site(self, site_id: str) -> SiteRecord:
        """Return one site with everything about it; NotFoundError with the nearest ids."""
        ...

    def site_details(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return what `public_sites` does not tell of sites: `id`, access point, minutes of a visit, notes, by id."""
        ...

    def names(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return names, of all sites or of some."""
        ...

    def name_texts(self, site_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield the names of many sites, in the order of `site_ids` and of entry: tables of `at`, `text` and `lang`.

        `at` (int64) is the place of the site in `site_ids`, which has each once.
        """
        ...

    def folded_names(self, site_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield the names of many sites as `geo.search.fold` folds them: as `name_texts`, with `folded` for `text`."""
        ...

    def identifiers(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return identifiers of sites in other data sets."""
        ...

    def designations(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return designations."""
        ...

    def access(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return access."""
        ...

    def statements(self, site_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return statements with `created_at`, `superseded_by` and `counts`."""
        ...

    def districts(self) -> gpd.GeoDataFrame:
        """Return districts; geometry may be None."""
        ...

    def places(self) -> gpd.GeoDataFrame:
        """Return the places that a base map labels."""
        ...

    def closures(self) -> gpd.GeoDataFrame:
        """Return roads and areas that no way may touch; whether one holds on a day says `geo.roads.closures`."""
        ...

    def place_names(self, lang: str | None = None) -> pd.DataFrame:
        """Return names of places and districts, in one language or all."""
        ...

    def visits(self) -> pd.DataFrame:
        """Return visits, newest first."""
        ...

    def stops(self, visit_id: str | None = None) -> gpd.GeoDataFrame:
        """Return stops in order, with the public geometry of their sites."""
        ...

    def legs(self, visit_id: str | None = None) -> gpd.GeoDataFrame:
        """Return the legs between stops."""
        ...

    def visit(self, visit_id: str) -> VisitRecord:
        """Return one visit; NotFoundError with the nearest ids."""
        ...

    def sources(self) -> pd.DataFrame:
        """Return the sources."""
        ...

    def source(self, source_id: str) -> SourceRecord:
        """Return one source and what rests on it; NotFoundError with the nearest ids."""
        ...

    def measures(self, site_id: str | None = None) -> pd.DataFrame:
        """Return measures of restoration and revival, of all sites or of one."""
        ...

    def measure_statements(self, measure_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return statements about measures."""
        ...

    def photo(self, photo_id: str) -> tuple[bytes, str]:
        """Return a photo and its media type; NotFoundError with the nearest ids."""
        ...

    def suggest(self, text: str, *, limit: int = 10) -> pd.DataFrame:
        """Return sites whose names begin so, in any script, best first."""
        ...

    def add_sources(self, sources: pd.DataFrame) -> None:
        """Add sources, all or none."""
        ...

    def add_statements(self, statements: pd.DataFrame, *, import_id: str | None = None) -> None:
        """Add statements, all or none; they are never changed afterwards."""
        ...

    def compare_staged(
        self, stage: Stage, keep: NDArray[np.bool_], issues: Issues, *, said_by: str | None = None
    ) -> None:
        """Tell of each row of an import whose site is known by id whether it says the same, more, or otherwise."""
        ...

    def add_rows(
        self,
        stage: Stage,
        keep: NDArray[np.bool_],
        record: ImportRecord,
        new_sources: pd.DataFrame | None = None,
        new_districts: pd.DataFrame | None = None,
    ) -> Added:
        """Add rows of an import, all or none; where nothing is new, nothing is written."""
        ...

    def imports(self) -> pd.DataFrame:
        """Return what is on record of all imports, newest first."""
        ...

    def undo_import(self, import_id: str) -> None:
        """Undo an import as a whole; refused where later records refer to its sites."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
