"""Sites of a store as flat rows for files: only what the public views show, read piece by piece on whole columns."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from geo.crs import WGS84
from geo.edtf import readable_days_of
from geo.errors import ExchangeError
from geo.exchange.export.flat_rows import SiteLayers, beyond_sentences, flat_rows
from geo.exchange.export.site_export import SiteExport, empty_layer
from geo.exchange.site_rows import FAMILIES, FIELDS, is_target, order_of
from geo.layers import LAYERS
from geo.questions.question_words import as_of_day, near
from geo.questions.site_filter import Question, format_question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.questions.site_filter import BBox, SiteFilter
    from geo.store.protocol import Store

__all__ = ["chosen_fields", "site_rows_of"]

_AT_ONCE = 50_000
"""Sites that are read together: their names and statements stand in memory as objects meanwhile."""
_TRIES = 3
_LAYERS = ("names", "statements", "designations", "identifiers", "access")


def site_rows_of(
    store: Store,
    *,
    where: SiteFilter | None = None,
    bbox: BBox | None = None,
    fields: Sequence[str] | None = None,
    today: date | None = None,
    language: str = "en",
    layers: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> SiteExport:
    """Return sites of a store as site rows, such that importing the rows gives the same again.

    Parameters
    ----------
    store
        Any; what is read is public, so hidden places are cells even where the store was opened for writing.
    where, bbox
        Which sites, as of `Store.public_sites`; with `where.as_of` only what was said until then.
    fields
        Columns that are wanted, in any order: names of `geo.exchange.site_rows.FIELDS`, members of families such as
        `name:az`, or a family such as `name` for all its members. `id` is always there. All columns where None.
    today
        From which ages count back; today (UTC) where None.
    language
        Of the title and the labels.
    layers
        Also the whole layers `names`, `statements` and so on, for formats that have tables.
    progress
        Told how many sites are read, and of how many.

    Returns
    -------
    SiteExport
        In the order of `Store.public_sites`.

    Raises
    ------
    ExchangeError
        If there is no such field, or somebody writes to the store again and again meanwhile.
    """
    day = today or datetime.now(UTC).date()
    if fields is not None:
        chosen_fields(fields, ())  # to say what is wrong before any work is done
    for _try in range(_TRIES):
        stamp = store.stamp()
        reading = _Reading(store, where, bbox, day, layers=layers)
        reading.read(progress or (lambda _done, _of: None))
        if store.stamp() == stamp:
            return reading.export(fields, language)
    message = "the store is being written to again and again; export when that is done"
    raise ExchangeError(message)


def chosen_fields(fields: Sequence[str], present: Sequence[str]) -> list[str]:
    """Return which columns are meant by names of fields and families, in the order of files.

    Parameters
    ----------
    fields
        As people write them.
    present
        Columns that there are.

    Raises
    ------
    ExchangeError
        At the first that is no field, with the one that was probably meant.

    Examples
    --------
    >>> chosen_fields(["kind", "name"], ["id", "kind", "name:az", "name:en", "built"])
    ['id', 'kind', 'name:az', 'name:en']
    """
    wanted = {"id"}
    for field in fields:
        if field in FAMILIES:
            wanted.update(name for name in present if name.startswith(f"{field}:"))
        elif field in FIELDS or (is_target(field) and ":" in field):
            wanted.add(field)
        else:
            meant = near(field, (*FIELDS, *FAMILIES))
            hint = f"; did you mean {meant}?" if meant else ""
            message = f"there is no field {field[:80]!r}{hint} (fields are {', '.join((*FIELDS, *FAMILIES))})"
            raise ExchangeError(message)
    return order_of(name for name in wanted if name in present)


class _Reading:
    def __init__(self, store: Store, where: SiteFilter | None, bbox: BBox | None, day: date, *, layers: bool) -> None:
        self._store, self._where, self._bbox, self._day, self._layers = store, where, bbox, day, layers
        as_of = None if where is None else where.as_of
        self._until = None if as_of is None else as_of_day(as_of)
        self._tables: list[pa.Table] = []
        self._geometry: list[NDArray[np.object_]] = []
        self._parts: dict[str, list[pd.DataFrame]] = {name: [] for name in _LAYERS}
        self._beyond: Counter[str] = Counter()
        self._cited: set[str] = set()

    def read(self, tell: Callable[[int, int], None]) -> None:
        n_sites = self._store.count_sites(bbox=self._bbox, where=self._where, today=self._day)
        for offset in range(0, n_sites, _AT_ONCE):
            sites = self._store.public_sites(
                bbox=self._bbox, where=self._where, limit=_AT_ONCE, offset=offset, today=self._day
            )
            some = self._layers_of(sites)
            rows, beyond = flat_rows(some, until=self._until)
            self._tables.append(rows)
            self._geometry.append(sites.geometry.to_numpy())
            self._beyond += beyond
            for name in _LAYERS:
                layer = getattr(some, name)
                self._cited |= _cited(layer)
                if self._layers and len(layer):
                    self._parts[name].append(layer)
            self._cited |= _cited(some.sites)
            tell(min(offset + _AT_ONCE, n_sites), n_sites)

    def _layers_of(self, sites: gpd.GeoDataFrame) -> SiteLayers:
        ids = sites["id"].tolist()
        details = self._store.site_details(ids).set_index("id").reindex(ids)
        every = pd.DataFrame(sites.drop(columns="geometry")).assign(
            **{str(name): column.array for name, column in details.items()}
        )
        return SiteLayers(
            sites=every,
            names=self._store.names(ids),
            statements=self._known(self._store.statements(ids), "observed_on"),
            designations=self._store.designations(ids),
            identifiers=self._store.identifiers(ids),
            access=self._known(self._store.access(ids), "as_of"),
        )

    def _known(self, layer: pd.DataFrame, date_field: str) -> pd.DataFrame:
        """Return what was said until the day of the question; what has no date is not known to be of before."""
        if self._until is None:
            return layer
        told = readable_days_of(layer[date_field])["order"] <= self._until
        return layer[told.to_numpy(bool, na_value=False)].reset_index(drop=True)

    def export(self, fields: Sequence[str] | None, language: str) -> SiteExport:
        import geopandas as gpd

        rows = _frame(self._tables)
        if fields is not None:
            rows = rows[chosen_fields(fields, [str(name) for name in rows.columns])]
        geometry = np.concatenate([np.empty(0, object), *self._geometry])
        sources = self._store.sources()
        info = self._store.info()

        def layer(name: str) -> pd.DataFrame:
            parts = self._parts[name]
            return pd.concat(parts, ignore_index=True) if parts else empty_layer(LAYERS[name])

        return SiteExport(
            rows=gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(geometry, crs=WGS84)),
            names=layer("names"),
            statements=layer("statements"),
            designations=layer("designations"),
            identifiers=layer("identifiers"),
            access=layer("access"),
            sources=sources[sources["id"].isin(self._cited)].sort_values("id", ignore_index=True),
            title=info.titles.get(language) or info.titles.get("en") or info.name,
            made_on=self._day,
            language=language,
            question=format_question(
                Question(where=self._where, bbox=self._bbox) if self._where else Question(bbox=self._bbox)
            ),
            beyond_rows=beyond_sentences(self._beyond),
        )


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    """Return rows below each other as a frame with the types of the fields."""
    import pyarrow as pa

    if not tables:
        return pd.DataFrame({name: pd.Series([], dtype=field.dtype) for name, field in FIELDS.items()})
    table = pa.concat_tables(tables, promote_options="default")
    table = table.select(order_of(table.column_names))
    types = {pa.int64(): pd.Int64Dtype(), pa.large_string(): pd.StringDtype(na_value=float("nan"))}
    return cast("pd.DataFrame", table.to_pandas(types_mapper=types.get))


def _cited(frame: pd.DataFrame) -> set[str]:
    """Return the ids of all sources that a frame cites."""
    cells: set[str] = set()
    for name in frame.columns:
        if str(name).endswith(("source_id", "source_ids")):
            cells.update(frame[name].dropna().unique())
    return {each for cell in cells for each in cell.split(";")}
