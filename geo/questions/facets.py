"""Facets: the columns by which sites are asked for, one row a site, made once and asked many times.

`facets_of` makes them from layers, `Facets.at` gives those of a day in the past, `matches` and `facet_counts` answer a
`SiteFilter` with whole columns: a million sites in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.completeness.scores import OnRecord, missing_of, on_record, scores_of_masks
from geo.edtf import readable_days_of, years_of
from geo.questions.centuries import CenturySpans, century_spans
from geo.questions.counting import facet_counts
from geo.questions.matching import matches
from geo.questions.urgency import NEVER, urgencies
from geo.visits.documented import documented_visits

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["DISPUTED", "REVIEWED", "SOURCES_DIFFER", "Facets", "facet_counts", "facets_of", "matches"]

REVIEWED, DISPUTED, SOURCES_DIFFER = 1, 2, 4
"""Bits of `flags`: of the condition."""
_NO_ROWS = pd.DataFrame({"site_id": pd.Series([], dtype="str")})


@dataclass(frozen=True, eq=False)
class Facets:
    """What sites are asked for by; rows are numbered from 0 in the order of the sites."""

    sites: pd.DataFrame
    """
    `id` (str), `kind` and `district` (category), `condition` (int8, -1 where nobody said anything), `flags` (uint8),
    `built_from` and `built_to` (years, Int64, null where open; both null without a date), `access` (category, null where
    nobody said anything), `newest_day` (Int64, ordinal of the newest dated statement), `visited_day` (Int64, of the last
    documented visit), `n_statements` (int64), `has_photos` and `threat` (bool; a statement of a threat counts),
    `missing` (int16, a bit a criterion of `geo.completeness.standard`) and `score` (int8, 0 to 100), both of the record
    as it stands today.
    """
    designations: pd.DataFrame
    """`row` (int64), `scheme`, `level` (category, level null where not stated)."""
    visits: pd.DataFrame
    """Documented visits: `row` (int64), `day` (int64, ordinal), by day."""
    access: pd.DataFrame
    """Statements on access: `row` (int64), `day` (int64), `status` (category), oldest first."""
    names: pd.DataFrame | None = None
    """`row` (int64) and `folded` (str) of every name; None where the caller looks names up elsewhere."""
    as_of: int | None = None
    """Day until which things are known, an ordinal; None for all that is on record."""
    until: int | None = None
    """Day until which visits and access are looked at, an ordinal; None for all that are on record."""
    _on: dict[int, Facets] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.sites)

    def at(self, day: int, history: pd.DataFrame) -> Facets:
        """Return what was known on a day.

        Parameters
        ----------
        day
            An ordinal, as `geo.questions.site_filter.as_of_day` gives it.
        history
            As of `Store.history()`: by site and day. With a column `row`, sites are not looked up by their id.

        Returns
        -------
        Facets
            Condition, disputes, statements, threats, visits and access as of that day. Photos, designations, and how complete
            the record is, stay: few of them are dated.
        """
        rows = history["row"].to_numpy() if "row" in history else _rows_of(self.sites["id"], history["site_id"])
        since = history["since"].to_numpy(np.int64)
        then = np.flatnonzero((since <= day) & (rows >= 0))
        last = np.full(len(self), -1)
        last[rows[then]] = then  # by day: the last one stays
        known = last >= 0
        state = history.take(last[known])

        def filled(value: object, dtype: type) -> NDArray[Any]:
            out: NDArray[Any] = np.zeros(len(self), dtype=dtype)
            out[known] = value
            return out

        sites = self.sites.assign(
            condition=filled(state["condition"].to_numpy(np.int8, na_value=-1) + 1, np.int8) - 1,
            flags=filled(_flags(state), np.uint8),
            n_statements=filled(state["n_statements"].to_numpy(), np.int64),
            threat=filled(state["threat"].to_numpy(), bool),
            newest_day=_nullable(np.where(known, filled(state["since"].to_numpy(), np.int64), NEVER)),
        )
        return replace(self, sites=sites, as_of=day)._with_events(day)

    def on(self, today: date) -> Facets:
        """Return these facets with the visits and the access that are known today: what is dated ahead has not been yet.

        Facets as of a day are returned as they are.
        """
        day = today.toordinal()
        if self.as_of is not None or day == self.until or self._last_event <= min(day, self.until or day):
            return self
        known = self._on.get(day)
        if known is None:
            known = self._with_events(day)
            self._on.clear()  # yesterday is over
            self._on[day] = known
        return known

    @cached_property
    def building(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First and last year of building; `NEVER` and `-NEVER` for an end that is open."""
        first, last = self.sites["built_from"], self.sites["built_to"]
        return first.to_numpy(np.int64, na_value=NEVER), last.to_numpy(np.int64, na_value=-NEVER)

    @cached_property
    def centuries(self) -> CenturySpans:
        """From which century to which each site may have been built."""
        return century_spans(*self.building)

    def urgency(self, today: date) -> NDArray[np.int16]:
        """Return the urgency of each site (see `geo.questions.urgency`) on the day of reference: that of `as_of`, else today."""
        sites = self.on(today).sites
        visited = sites["visited_day"].to_numpy(np.int64, na_value=NEVER)
        on = today if self.as_of is None else self.as_of
        return urgencies(sites["condition"].to_numpy(), sites["threat"].to_numpy(), visited, on=on)

    @cached_property
    def _last_event(self) -> int:
        days = [int(events["day"].iloc[-1]) for events in (self.visits, self.access) if len(events)]
        return max(days, default=NEVER)

    def _with_events(self, until: int | None) -> Facets:
        """Fill in the last visit and the newest access up to a day."""
        visited = np.full(len(self), NEVER)
        visits = self.visits if until is None else self.visits[self.visits["day"] <= until]
        visited[visits["row"].to_numpy()] = visits["day"].to_numpy()  # by day: the last one stays
        access = self.access if until is None else self.access[self.access["day"] <= until]
        codes = np.full(len(self), -1)
        codes[access["row"].to_numpy()] = access["status"].cat.codes.to_numpy()
        status = pd.Categorical.from_codes(codes, self.access["status"].cat.categories)
        return replace(self, sites=self.sites.assign(access=status, visited_day=_nullable(visited)), until=until)


def facets_of(
    sites: pd.DataFrame,
    *,
    names: pd.DataFrame | None = None,
    designations: pd.DataFrame | None = None,
    access: pd.DataFrame | None = None,
    visits: pd.DataFrame | None = None,
    stops: pd.DataFrame | None = None,
    photos: pd.DataFrame | None = None,
    statements: pd.DataFrame | None = None,
    as_of: int | None = None,
    known: OnRecord | None = None,
) -> Facets:
    """Return the facets of sites.

    Parameters
    ----------
    sites
        Columns of `Store.public_sites()`, any of them missing: then nobody said anything of it. With `as_of`, the sites
        as of that day. A layer without `id` is numbered by its index.
    names
        Columns `site_id` and `folded`, or `text`; where text is to be searched.
    designations, access, visits, stops, photos
        Columns of these layers in `geo.layers`; none where None.
    statements
        As of `Store.statements()`, for the threats among them.
    as_of
        Day, an ordinal, until which visits, access and threats are looked at; all where None (see `Facets.on`).
    known
        What else is on record, in the order of `sites`, where the caller knows; else it is read from the layers.

    Returns
    -------
    Facets
        Rows in the order of `sites`.

    Examples
    --------
    >>> from datetime import date
    >>> from geo.questions.site_filter import SiteFilter
    >>> sites = pd.DataFrame({"id": ["a", "b"], "kind": ["fort", "bath"], "condition": [4, None]})
    >>> facets = facets_of(sites)
    >>> matches(facets, SiteFilter(conditions=[4, 5]), today=date(2026, 1, 1)).tolist()
    [True, False]
    """
    ids = sites["id"] if "id" in sites else pd.Series(sites.index.astype(str), name="id")
    ids = ids.astype("str").reset_index(drop=True)
    built = _built(sites)
    frame = pd.DataFrame(
        {
            "id": ids,
            "kind": _category(_column(sites, "kind")),
            "district": _category(_column(sites, "district")),
            "condition": _column(sites, "condition", "Int64").to_numpy(np.int8, na_value=-1),
            "flags": _flags(sites),
            "built_from": built["from"],
            "built_to": built["to"],
            "access": pd.Categorical([None] * len(ids)),
            "newest_day": readable_days_of(_column(sites, "newest_on"))["order"].array,
            "visited_day": pd.array([None] * len(ids), dtype="Int64"),
            "n_statements": _column(sites, "n_statements", "Int64").to_numpy(np.int64, na_value=0),
            "has_photos": _any(ids, None if photos is None else photos["site_id"]),
            "threat": _any(ids, _threats(statements, as_of)),
        }
    )
    made = Facets(
        sites=frame,
        designations=_designations(ids, designations),
        visits=_visits(ids, visits, stops),
        access=_access(ids, access),
        names=_names(ids, names),
        as_of=as_of,
    )._with_events(as_of)
    missing = missing_of(made, known or on_record(sites, ids, names=names, statements=statements))
    return replace(made, sites=made.sites.assign(missing=missing, score=scores_of_masks(missing)))


def _rows_of(ids: pd.Series, wanted: pd.Series) -> NDArray[np.intp]:
    """Return the row of each wanted id, -1 where there is none; of ids that stand twice, the first row."""
    index = pd.Index(ids)
    first = np.flatnonzero(~index.duplicated())
    found = index[first].get_indexer(pd.Index(wanted))
    rows: NDArray[np.intp] = np.where(found < 0, -1, first[found]) if len(first) else found
    return rows


def _column(frame: pd.DataFrame, name: str, dtype: Any = "str") -> pd.Series:  # noqa: ANN401 (whatever pandas takes as a dtype)
    column = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=dtype)
    return column.astype(dtype).reset_index(drop=True)


def _category(column: pd.Series) -> pd.Series:
    return column.astype("category")


def _nullable(days: NDArray[np.int64]) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(days, days == NEVER)


def _built(sites: pd.DataFrame) -> pd.DataFrame:
    if "built_from" in sites and "built_to" in sites:
        ends = {end: _column(sites, f"built_{end}", "Int64") for end in ("from", "to")}
    else:
        days = readable_days_of(_column(sites, "built"))
        ends = {end: days[end] for end in ("from", "to")}
    return pd.DataFrame({end: years_of(column) for end, column in ends.items()})


def _flags(sites: pd.DataFrame) -> NDArray[np.uint8]:
    bits = {
        REVIEWED: _column(sites, "condition_status") == "reviewed",
        DISPUTED: _column(sites, "disputed", "boolean").fillna(False),
        SOURCES_DIFFER: _column(sites, "sources_differ", "boolean").fillna(False),
    }
    flags = np.zeros(len(sites), dtype=np.uint8)
    for bit, column in bits.items():
        flags |= np.where(column.to_numpy(bool, na_value=False), bit, 0).astype(np.uint8)
    return flags


def _any(ids: pd.Series, of: pd.Series | None) -> NDArray[np.bool_]:
    out = np.zeros(len(ids), dtype=bool)
    if of is not None and len(of):
        rows = _rows_of(ids, of)
        out[rows[rows >= 0]] = True
    return out


def _threats(statements: pd.DataFrame | None, as_of: int | None) -> pd.Series | None:
    if statements is None:
        return None
    threats = statements[statements["property"] == "threat"]
    threats = threats[threats["counts"]] if "counts" in threats else threats[threats["status"] != "withdrawn"]
    if as_of is not None:
        threats = threats[(readable_days_of(threats["observed_on"])["order"] <= as_of).to_numpy(bool, na_value=False)]
    return threats["site_id"]


def _of_sites(ids: pd.Series, site_ids: pd.Series, columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Return rows of another layer with the row of their site in place of its id; those of no site are left out."""
    out = pd.DataFrame({"row": _rows_of(ids, site_ids).astype(np.int64)})
    for name, column in columns.items():
        out[name] = column.array
    return out[out["row"] >= 0].reset_index(drop=True)


def _by_day(events: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a day, oldest first; equal days stay in their order."""
    dated = events.dropna(subset="day").astype({"day": np.int64})
    return dated.sort_values("day", kind="stable", ignore_index=True)


def _designations(ids: pd.Series, frame: pd.DataFrame | None) -> pd.DataFrame:
    frame = _NO_ROWS if frame is None else frame
    columns = {name: _category(_column(frame, name)) for name in ("scheme", "level")}
    return _of_sites(ids, frame["site_id"], columns)


def _visits(ids: pd.Series, visits: pd.DataFrame | None, stops: pd.DataFrame | None) -> pd.DataFrame:
    if visits is None or stops is None:
        return _of_sites(ids, _NO_ROWS["site_id"], {"day": pd.Series(dtype=np.int64)})
    found = documented_visits(visits, stops)
    return _of_sites(ids, found["site_id"], {"day": found["day"]})


def _access(ids: pd.Series, frame: pd.DataFrame | None) -> pd.DataFrame:
    frame = _NO_ROWS if frame is None else frame
    columns = {"day": readable_days_of(_column(frame, "as_of"))["order"], "status": _category(_column(frame, "status"))}
    return _by_day(_of_sites(ids, frame["site_id"], columns))


def _names(ids: pd.Series, names: pd.DataFrame | None) -> pd.DataFrame | None:
    if names is None:
        return None
    from geo.search import folds

    folded = names["folded"] if "folded" in names else folds(names["text"])
    return _of_sites(ids, names["site_id"], {"folded": folded.astype("str")})
