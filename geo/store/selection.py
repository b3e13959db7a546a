"""Which sites are asked for, as SQL over the public views."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.questions.site_filter import ANY, as_of_day, century_years
from geo.store.rule import STATE_COLUMNS, state_of
from geo.store.search import site_query
from geo.store.views import SITE_FACTS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from geo.store.protocol import BBox, SiteFilter

_ROWS = ", ".join(f"v.{column}" for column in ("geom", *SITE_FACTS))
_STATE = ", ".join(f"{{0}}.{column}" for column in STATE_COLUMNS)
_NEAR = "maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
_INSIDE = "minx >= ? AND maxx <= ? AND miny >= ? AND maxy <= ?"
_TOUCHES = "touches_box(v.geom, ?, ?, ?, ?)"
_NEAR_BOX = f"SELECT r.id FROM rtree_sites_geom r WHERE {_NEAR}"
_IN_BOX = (
    f"{_NEAR_BOX} AND (({_INSIDE}) OR EXISTS (SELECT 1 FROM public_sites v WHERE v.OGC_FID = r.id AND {_TOUCHES}))"
)
"""The R-tree rounds outwards to single precision: what lies on the edge of the box is looked at as it was written."""
_IS_IN_BOX = f"EXISTS ({_NEAR_BOX} AND r.id = v.OGC_FID AND (({_INSIDE}) OR {_TOUCHES}))"
_UNDATED = "(v.built_from IS NULL AND v.built_to IS NULL)"
_OVERLAP = f"(coalesce(v.built_from, -1e18) <= ? AND coalesce(v.built_to, 1e18) >= ? AND NOT {_UNDATED})"
_MANY = 10_000
"""Sites in a box from which on a page of them is found sooner by looking at the sites in order."""


_COMPUTED = ("access", "newest", "visited", "score", "missing")
"""Fields of a filter that SQL does not know: they compare days of dates in EDTF with the day of reference, or rest on many
layers at once."""


def is_computed(where: SiteFilter) -> bool:
    """Whether a filter asks for what only facets tell."""
    return any(getattr(where, name) is not None for name in _COMPUTED)


@dataclass
class Selection:
    """Conditions of a query with their parameters, and the day for which the condition is asked."""

    conditions: list[str] = field(default_factory=list)
    state_conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    state_parameters: list[Any] = field(default_factory=list)
    day: int | None = None

    def add(self, condition: str, *parameters: Any, none: str = "") -> None:  # noqa: ANN401 (whatever SQLite takes)
        """Add a condition that every site fulfils, or else `none`."""
        self.conditions.append(f"({condition} OR {none})" if none else condition)
        self.parameters += parameters

    def rows(self, *, limit: int | None, offset: int) -> tuple[str, list[Any]]:
        """Return the query of whole rows in the order of `frames.SITE_COLUMNS`."""
        sql, parameters = self._ordered(_ROWS)
        if limit is not None or offset:
            sql += " LIMIT ? OFFSET ?"
            parameters += [-1 if limit is None else max(limit, 0), max(offset, 0)]
        return sql, parameters

    def keyed_rows(self) -> tuple[str, list[Any]]:
        """Return the query of whole rows, each with its key `OGC_FID`."""
        return self._ordered(f"v.OGC_FID, {_ROWS}")

    def count(self) -> tuple[str, list[Any]]:
        """Return the query of the number of rows."""
        return self._from("count(v.id)")

    def keys(self) -> tuple[str, list[Any]]:
        """Return the query of the keys, in the order of `rows`."""
        sql, parameters = self._from("v.OGC_FID")
        return f"{sql} ORDER BY v.OGC_FID", parameters

    def _ordered(self, columns: str) -> tuple[str, list[Any]]:
        sql, parameters = self._from(f"{columns}, {_STATE.format('v' if self.day is None else 'c')}")
        return f"{sql} ORDER BY v.OGC_FID", parameters

    def _from(self, columns: str) -> tuple[str, list[Any]]:
        where = " AND ".join(self.conditions) or "1"
        state = " AND ".join(self.state_conditions)
        if self.day is None:
            where += f" AND {state.format('v')}" if state else ""
            return f"SELECT {columns} FROM public_sites v WHERE {where}", self.parameters + self.state_parameters
        sql = (
            f"WITH chosen AS MATERIALIZED (SELECT v.OGC_FID AS fid FROM public_sites v WHERE {where}), "
            f"state AS MATERIALIZED ({state_of('public_live', of='chosen', until=self.day)}) "
            f"SELECT {columns} FROM chosen JOIN public_sites v ON v.OGC_FID = chosen.fid "
            f"LEFT JOIN state c ON c.site_fid = chosen.fid{f' WHERE {state.format("c")}' if state else ''}"
        )
        return sql, self.parameters + self.state_parameters


def select(
    bbox: BBox | None,
    where: SiteFilter | None,
    connection: sqlite3.Connection | None = None,
    *,
    among: Sequence[int] | None = None,
) -> Selection:
    """Return the selection for a box and a filter.

    Parameters
    ----------
    bbox, where
        As of `Store.public_sites`.
    connection
        Given where only a page is asked for: the box is then looked at first, to choose the faster way.
    among
        Keys of the sites that may be found; all where None.

    Raises
    ------
    DateError
        If `as_of` is neither a year nor an ISO day.
    """
    out = Selection()
    if bbox is not None:
        _add_box(out, bbox, connection)
    if among is not None:
        out.add("v.OGC_FID IN (SELECT value FROM json_each(?))", json.dumps(among))
    if where is None:
        return out
    for column, values in (("kind", where.kinds), ("district", where.districts), ("id", where.ids)):
        if values is not None:
            out.add(
                f"v.{column} IN (SELECT value FROM json_each(?))",
                json.dumps(list(values)),
                none=f"v.{column} IS NULL" if None in values else "",
            )
    _add_details(out, where)
    if where.text is not None:
        sql, parameters = site_query(where.text)
        out.add(f"v.OGC_FID IN ({sql})", *parameters)
    if where.as_of is not None:
        out.day = as_of_day(where.as_of)
    if where.conditions is not None:
        _add_conditions(out, where.conditions)
    if where.dispute is not None:
        told = {
            "disputed": "{0}.disputed",
            "differ": "{0}.sources_differ",
            None: "NOT ({0}.disputed OR {0}.sources_differ)",
        }
        out.state_conditions.append(
            f"coalesce({_any_of([told[value] for value in told if value in where.dispute])}, {None in where.dispute:d})"
        )
    return out


def box_query(bbox: BBox) -> tuple[str, list[Any]]:
    """Return SQL of the keys of sites that touch a box, and its parameters."""
    boxes = _boxes(bbox)
    return " UNION ".join([_IN_BOX] * len(boxes)), [number for box in boxes for number in box * 3]


def _any_of(parts: Sequence[str]) -> str:
    return f"({' OR '.join(parts) or '0'})"


def _add_details(out: Selection, where: SiteFilter) -> None:
    """Add what is asked of the date of building and of the layers of the site."""
    if where.periods is not None:
        from geo.edtf import days  # here, so that to open a store needs no pandas

        parts, parameters = [_UNDATED] if None in where.periods else [], []
        for century in [century for century in where.periods if century is not None]:
            first, last = century_years(century)
            parts.append(_OVERLAP)
            parameters += [days(_year(last)).last, days(_year(first)).first]
        out.add(_any_of(parts), *parameters)
    for column, values in (("scheme", where.designations), ("level", where.levels)):
        if values is not None:
            _add_designations(out, column, values)
    if where.photos is not None:
        there = "EXISTS (SELECT 1 FROM public_photos p WHERE p.site_fid = v.OGC_FID)"
        out.add(there if where.photos else f"NOT {there}")


def _year(year: int) -> str:
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def _add_designations(out: Selection, column: str, values: Sequence[str | None]) -> None:
    any_one = "EXISTS (SELECT 1 FROM public_designations d WHERE d.site_fid = v.OGC_FID{})"
    parts = [any_one.format(f" AND d.{column} IN (SELECT value FROM json_each(?))")]
    if column == "scheme":
        parts += [any_one.format("")] if ANY in values else []
        parts += [f"NOT {any_one.format('')}"] if None in values else []
    elif None in values:
        parts.append(any_one.format(" AND d.level IS NULL"))
    out.add(_any_of(parts), json.dumps([value for value in values if value is not None]))


def _boxes(bbox: BBox) -> list[list[float]]:
    """Return the box as west, east, south, north; two boxes where it crosses the 180th meridian."""
    west, south, east, north = bbox
    if west > east:
        return [[west, 180, south, north], [-180, east, south, north]]
    return [[west, east, south, north]]


def _add_box(out: Selection, bbox: BBox, connection: sqlite3.Connection | None) -> None:
    boxes = _boxes(bbox)
    if connection is not None:
        near = " UNION ".join([_NEAR_BOX] * len(boxes))
        found = connection.execute(f"{near} LIMIT {_MANY}", [number for box in boxes for number in box]).fetchall()
        if len(found) < _MANY:
            out.add("v.OGC_FID IN (SELECT value FROM json_each(?))", json.dumps([fid for (fid,) in found]))
            out.add(_any_of([_TOUCHES] * len(boxes)), *(number for box in boxes for number in box))
            return
        out.add(_any_of([_IS_IN_BOX] * len(boxes)), *(number for box in boxes for number in box * 3))
    else:
        inside, parameters = box_query(bbox)
        out.add(f"v.OGC_FID IN ({inside})", *parameters)


def _add_conditions(out: Selection, conditions: Sequence[int | None]) -> None:
    grades = [grade for grade in conditions if grade is not None]
    parts = []
    if grades:
        parts.append("{0}.condition IN (SELECT value FROM json_each(?))")
        out.state_parameters.append(json.dumps(grades))
    if None in conditions:
        parts.append("{0}.condition IS NULL")
    out.state_conditions.append(_any_of(parts))
