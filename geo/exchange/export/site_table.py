"""Sites of a store as flat rows for files: only what the public views show, read piece by piece on whole columns."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.errors import ExchangeError
from geo.exchange.export.flat_rows import COLUMNS, NO_DAY, beyond_sentences, days_in_order, flat_rows
from geo.exchange.export.held_rows import SpooledRows
from geo.exchange.export.site_export import SiteExport
from geo.exchange.export.spool import Spool
from geo.exchange.site_parts import PARTS
from geo.exchange.site_rows import FAMILIES, FIELDS, is_target, order_of
from geo.layers import LAYERS
from geo.questions.question_words import as_of_day, near
from geo.questions.site_filter import Question, format_question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.questions.site_filter import BBox, SiteFilter
    from geo.store.protocol import Store, StoredSites

__all__ = ["chosen_fields", "site_rows_of"]

_TRIES = 3
_MORE = {"statements": ("created_at", "superseded_by", "counts")}
_WHOLE = COLUMNS | {name: (*LAYERS[name].columns, *_MORE.get(name, ())) for name in PARTS}
"""Columns of each layer where whole layers are wanted."""


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
        self._store, self._where, self._bbox, self._day = store, where, bbox, day
        as_of = None if where is None else where.as_of
        self._until = None if as_of is None else as_of_day(as_of)
        self._columns = _WHOLE if layers else COLUMNS
        self._rows = SpooledRows()
        self._layers = {name: Spool() for name in PARTS} if layers else {}
        self._beyond: Counter[str] = Counter()
        self._cells: set[str] = set()

    def read(self, tell: Callable[[int, int], None]) -> None:
        batches = self._store.site_batches(self._columns, bbox=self._bbox, where=self._where, today=self._day)
        with closing(batches):
            for stored in batches:
                some = self._known(stored)
                rows, beyond = flat_rows(some, until=self._until)
                self._rows.put(rows, some.wkb)
                self._beyond += beyond
                for name, layer in some.layers.items():
                    self._cite(layer)
                    if self._layers and layer.num_rows:
                        self._layers[name].put(layer.drop_columns("at"))
                self._cite(some.sites)
                tell(len(self._rows), stored.n_asked)

    def _known(self, stored: StoredSites) -> StoredSites:
        """Return what was said until the day of the question; what has no date is not known to be of before."""
        if self._until is None:
            return stored
        known = dict(stored.layers)
        for name, date_field in (("statements", "observed_on"), ("access", "as_of")):
            days = days_in_order(known[name][date_field])
            known[name] = known[name].filter(pa.array((days <= self._until) & (days > NO_DAY)))
        return replace(stored, layers=known)

    def _cite(self, table: pa.Table) -> None:
        """Take down which sources a table cites."""
        for name in table.column_names:
            if name.endswith(("source_id", "source_ids")):
                self._cells.update(table[name].unique().drop_null().to_pylist())

    def export(self, fields: Sequence[str] | None, language: str) -> SiteExport:
        if fields is not None:
            self._rows.choose(chosen_fields(fields, self._rows.columns))
        sources = self._store.sources()
        cited = {each for cell in self._cells for each in cell.split(";")}
        return SiteExport(
            held=self._rows,
            layers=self._layers,
            sources=sources[sources["id"].isin(cited)].sort_values("id", ignore_index=True),
            title=self._store.title(language),
            made_on=self._day,
            language=language,
            question=format_question(
                Question(where=self._where, bbox=self._bbox) if self._where else Question(bbox=self._bbox)
            ),
            beyond_rows=beyond_sentences(self._beyond),
        )
