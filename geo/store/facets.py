"""Facets and history of all sites, read from the public views and kept until somebody writes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.completeness.scores import OnRecord
from geo.questions.facets import Facets, facets_of, matches
from geo.questions.site_filter import SiteFilter, as_of_day
from geo.store.frames import streamed
from geo.store.record_masks import ON_RECORD, bits, flags_of
from geo.store.rule import states_of
from geo.store.search import site_query
from geo.store.selection import box_query

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geo.store.connection import Pool
    from geo.store.protocol import BBox

type Keys = NDArray[np.int64]
"""Keys of sites in the order of the rows of facets."""

_SITES = {
    "OGC_FID": "Int64", "id": "str", "kind": "str", "district": "str", "built_from": "Int64", "built_to": "Int64",
    "condition": "Int64", "condition_status": "str", "disputed": "bool", "sources_differ": "bool", "n_statements": "Int64",
    "newest_on": "str",
}  # fmt: skip
_LAYERS = {
    "designations": ("public_designations ORDER BY fid", ("site_id", "scheme", "level")),
    "access": ("public_access ORDER BY fid", ("site_id", "status", "as_of")),
    "visits": ("public_visits ORDER BY fid", ("id", "start", "end")),
    "stops": ("public_stops ORDER BY OGC_FID", ("site_id", "visit_id", "attestation")),
    "photos": ("public_photos ORDER BY fid", ("site_id",)),
}
_THREATS = "public_statements WHERE property = 'threat' AND counts"
_HISTORY = {
    "site_fid": "Int64", "since": "Int64", "condition": "Int64", "condition_on": "str", "condition_status": "str",
    "condition_by": "str", "disputed": "bool", "sources_differ": "bool", "n_statements": "Int64", "newest_on": "str",
}  # fmt: skip
_SITES_AT_ONCE = 25_000
"""Whose history is made in one query, so that SQLite sorts in memory and little of it is needed."""
_DAYS_KEPT = 8


class FacetReader:
    """Makes facets and history of one store; may be used by many threads at once.

    Parameters
    ----------
    pool
        Connections to the store.
    stamp
        Returns what changes when anybody writes.
    """

    def __init__(self, pool: Pool, stamp: Callable[[], Hashable]) -> None:
        self._pool, self._stamp = pool, stamp
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}
        self._locks: dict[Hashable, RLock] = {}

    def facets(self, as_of: str | None) -> Facets:
        """Return the facets of all sites, today or as of a day."""
        return self._made(as_of)[0].on(datetime.now(UTC).date())

    def history(self) -> pd.DataFrame:
        """Return the state of each site after each day on which something was observed."""
        return self._keep("history", self._read_history)[0].drop(columns="row")

    def rows(self, bbox: BBox | None, where: SiteFilter | None, today: date | None) -> NDArray[np.bool_]:
        """Return which rows of the facets a box and a filter find."""
        return self._found(bbox, where or SiteFilter(), today)[0]

    def keys(self, bbox: BBox | None, where: SiteFilter, today: date | None) -> list[int]:
        """Return the keys of the sites that a box and a filter find, in the order of `public_sites`."""
        found, keys = self._found(bbox, where, today)
        kept: list[int] = keys[found].tolist()
        return kept

    def _found(self, bbox: BBox | None, where: SiteFilter, today: date | None) -> tuple[NDArray[np.bool_], Keys]:
        facets, keys = self._made(where.as_of)
        named = None if where.text is None else self._in(keys, *site_query(where.text))
        out = matches(facets, where, today=today or datetime.now(UTC).date(), named=named)
        if bbox is not None:
            out &= self._in(keys, *box_query(bbox))
        return out, keys

    def _in(self, keys: Keys, sql: str, parameters: list[Any]) -> NDArray[np.bool_]:
        with self._pool.connection() as connection:
            found = [key for (key,) in connection.execute(sql, parameters)]
        return np.isin(keys, np.array(found, dtype=np.int64))

    def _made(self, as_of: str | None) -> tuple[Facets, Keys]:
        """Return the facets and the keys of their rows, both of the same moment."""
        if as_of is None:
            return self._keep("today", self._read)
        day = as_of_day(as_of)
        made = self._keep(day, lambda: self._read_at(day))
        for old in [key for key in list(self._kept) if isinstance(key, int)][:-_DAYS_KEPT]:
            self._kept.pop(old, None)
        return made

    def _keep[Made](self, key: Hashable, make: Callable[[], Made]) -> Made:
        # one maker of each thing, and no waiting for another one; days share a few locks, for there are many of them
        lock = key % _DAYS_KEPT if isinstance(key, int) else key
        with self._locks.setdefault(lock, RLock()):
            stamp, kept = self._stamp(), self._kept.get(key)
            if kept is None or kept[0] != stamp:
                kept = self._kept[key] = (stamp, make())
            made: Made = kept[1]
            return made

    def _read_at(self, day: int) -> tuple[Facets, Keys]:
        facets, keys = self._keep("today", self._read)
        history, of = self._keep("history", self._read_history)
        if of is not keys:  # somebody wrote in between: look the rows up by their ids
            history = history.drop(columns="row")
        return facets.at(day, history), keys

    def _read(self) -> tuple[Facets, Keys]:
        with self._pool.transaction() as connection:

            def read(view: str, types: Mapping[str, str]) -> pd.DataFrame:
                return streamed(connection, f"SELECT {', '.join(map(_quoted, types))} FROM {view}", types)

            sites = streamed(
                connection,
                f"SELECT {', '.join(map(_quoted, _SITES))}, {bits(ON_RECORD)} FROM public_sites v ORDER BY OGC_FID",
                _SITES | {"on_record": "Int64"},
            )
            layers = {name: read(view, dict.fromkeys(columns, "str")) for name, (view, columns) in _LAYERS.items()}
            threats = read(_THREATS, {"site_id": "str", "property": "str", "counts": "bool"})
        keys = sites.pop("OGC_FID").to_numpy(np.int64)
        on_record = sites.pop("on_record").to_numpy(np.int64)
        facets = facets_of(
            sites,
            designations=layers["designations"],
            access=layers["access"],
            visits=layers["visits"],
            stops=layers["stops"],
            photos=layers["photos"],
            statements=threats,
            known=OnRecord(**flags_of(on_record, ON_RECORD)),
        )
        return facets, keys

    def _read_history(self) -> tuple[pd.DataFrame, Keys]:
        import pandas as pd

        columns = ", ".join(_HISTORY)
        sql = f"SELECT {columns} FROM ({states_of('public_live')})"
        facets, keys = self._keep("today", self._read)
        first_day = f"SELECT site_fid, min(observed_key) FROM {_THREATS} AND observed_key IS NOT NULL GROUP BY site_fid"
        with self._pool.transaction() as connection:
            threats = dict(connection.execute(first_day))
            # keys may lie far apart: a foreign program gives what it likes
            chunks = [keys[start : start + _SITES_AT_ONCE] for start in range(0, len(keys), _SITES_AT_ONCE)]
            ends = [(int(each[0]), int(each[-1])) for each in chunks] or [(0, 0)]
            parts = [streamed(connection, sql, _HISTORY, each) for each in ends]
        out = pd.concat(parts, ignore_index=True)
        fids, since = (out[name].to_numpy(np.int64) for name in ("site_fid", "since"))
        row = np.searchsorted(keys, fids)
        first = pd.Series(fids).map(threats).to_numpy(np.float64)
        out["threat"] = since >= first  # never, where there is none: it is NaN
        out.insert(0, "site_id", facets.sites["id"].take(row).array)
        return out.drop(columns="site_fid").assign(row=row), keys


def _quoted(column: str) -> str:
    return f'"{column}"'
