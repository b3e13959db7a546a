"""Site rows that a store gets, batch after batch: what its triggers would do row by row is done by whole columns.

Links to sources, days of dates, public cells of hidden places, state of the sites, R-tree, search.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.errors import StoreError
from geo.exchange.site_parts import PARTS, parts_of
from geo.layers import LAYERS, SITES
from geo.scripts import script_of
from geo.store.column_checks import refuse_wrong
from geo.store.columns import days_columns, now
from geo.store.derived import refresh_counts, refresh_extents, refresh_states, states_of_sites
from geo.store.hidden import hide
from geo.store.imports import put_on_record
from geo.store.known import known_fids, new_among
from geo.store.links import links
from geo.store.new_states import states_of_new
from geo.store.packed_rtree import BoxesToAdd
from geo.store.schema import stored_columns
from geo.store.search import list_words
from geo.store.told_pairs import ToldPairs
from geo.words import name_keys

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.store.imports import ImportRecord
    from geo.store.links import Link
    from geo.store.pieces import Pieces
    from geo.store.source_keys import SourceKeys

__all__ = ["ALONG", "ORDER", "TOUCHED", "Adding"]

_BOUNDS = ("west", "south", "east", "north")
_LINKS = tuple(link for name in ("sites", *PARTS) for link in links(LAYERS[name]))
TOUCHED = (
    "sources",
    "districts",
    "place_names",
    "sites",
    "exact_places",
    *PARTS,
    *(link.table for link in _LINKS),
    "site_state",
    "imports",
)
"""Tables that an import changes."""
_SEVERAL = "several"
"""New sites of which several statements count."""
ALONG = {_SEVERAL: "statements"}
"""Tables whose rows ask for those of another."""
_PLACED = ("sites", "exact_places")
"""Tables that have a spatial index."""
ORDER = (
    *_PLACED,
    *PARTS,
    *(link.table for link in _LINKS),
    "site_state",
    _SEVERAL,
    "tells_of",
    *(f"rtree_{name}_geom_{part}" for name in _PLACED for part in ("node", "rowid")),
)
"""Tables that pieces have, in the order in which they are copied."""


class Adding:
    """Adds batch after batch, then what is derived from all of them.

    Parameters
    ----------
    connection
        Inside a transaction, with foreign keys off and triggers set aside.
    pieces
        Takes the rows, those of the tables in `ORDER`.
    record
        What is put on record.
    sources
        Of the store, and those that may be added.
    folder
        Private; holds what waits for its order over all rows.
    """

    def __init__(
        self, connection: sqlite3.Connection, pieces: Pieces, record: ImportRecord, sources: SourceKeys, folder: Path
    ) -> None:
        self._connection, self._pieces, self._record, self._sources = connection, pieces, record, sources
        self.added: Counter[str] = Counter()
        self._first = {
            name: _next(connection, name) for name in ("sites", *PARTS, *(link.table for link in _LINKS), "imports")
        }
        self._next = dict(self._first)
        self._import = self._first["imports"]
        self._words, self._now = Counter[str](), now()
        self._rtrees = {name: BoxesToAdd(connection, f"rtree_{name}_geom", folder) for name in _PLACED}
        self._named: dict[str, list[pa.Array]] = {"district": [], "part_of": []}
        """Ids that new sites name, without repeats in one batch."""
        self._telling = ToldPairs()
        self._touched: list[NDArray[np.int64]] = []
        """Sites of before about which something new is stated."""

    def add(self, rows: pa.Table, known: NDArray[np.int64]) -> None:
        """Add site rows to the present piece; `known` are the keys of their sites, -1 where the site is new."""
        rows = rows.combine_chunks()
        new = known < 0
        fids = known.copy()
        fids[new] = self._take("sites", int(np.count_nonzero(new)))
        speakers = self._sources.speakers(rows, self._record.said_by)
        if new.any():
            self._add_sites(rows if new.all() else rows.filter(pa.array(new)), fids[new])
        told: list[NDArray[np.int64]] = []
        for layer, every in parts_of(rows, speakers).items():
            places = every["row"].to_numpy()
            fresh = (
                new_among(self._connection, layer, every, known[places])
                if not new.all()
                else np.ones(len(places), dtype=bool)
            )
            part = every if fresh.all() else every.filter(pa.array(fresh))
            if not part.num_rows:
                continue
            at = part["row"].to_numpy()
            columns = {name: whole(part[name]) for name in part.column_names if name != "row"}
            if "id" in columns and not new[at].all():
                columns["id"] = self._free_ids(layer, columns["id"], ~new[at])
            told += self._add_part(layer, columns, fids[at])
            if layer == "statements":
                self._touched.append(fids[at][~new[at]])
                self._add_states(columns, fids[at], new[at])
        self._telling.add(told)

    def pack_indexes(self) -> None:
        """Add to the last piece what is in an order over all rows: leaves of the spatial indexes, sites by who tells of them."""
        for pairs in self._telling.tables():
            self._pieces.add("tells_of", pairs)
        for rtree in self._rtrees.values():
            for table, rows in rtree.pack():
                self._pieces.add(table, rows)

    def copy(self, *, whole: bool = False) -> None:
        """End the present piece, or that of the tables that are copied whole."""
        self._pieces.copy(_copies, whole=whole)

    def finish(self, new_districts: pd.DataFrame | None) -> None:
        """Do what follows from all that was added."""
        if not self.added:
            return
        connection = self._connection
        if n_sources := self._sources.put(self._import):
            self.added["sources"] = n_sources
        list_words(connection, self._words)
        for rtree in self._rtrees.values():
            rtree.finish()
        if new_districts is not None:
            self._add_districts(new_districts)
        self._refuse_dangling()
        put_on_record(connection, self._import, self._record, dict(self.added))
        refresh_states(connection, np.concatenate([*self._touched, np.empty(0, np.int64)]))
        refresh_extents(connection, ["sites"])
        refresh_counts(connection, TOUCHED)

    def _add_sites(self, rows: pa.Table, fids: NDArray[np.int64]) -> None:
        columns: dict[str, pa.Array] = {"fid": pa.array(fids)}
        for name in stored_columns(SITES):
            if name in rows.column_names:
                columns[name] = _typed(whole(rows[name]), SITES.fields[name].kind)
        for name, named in self._named.items():
            named.append(_text(rows, name).drop_null().unique())
        columns["sensitivity"] = pc.fill_null(_text(rows, "sensitivity"), "public")
        columns |= {n: c for n, c in days_columns(_text(rows, "built"), "built").items() if n != "built_key"}
        columns["geom"] = whole(rows["geom"])
        columns["import_fid"] = self._of_import(len(fids))
        bounds = np.column_stack([rows[name].to_numpy() for name in _BOUNDS])
        shown = hide(columns, bounds)
        if shown.exact is not None:
            self._pieces.add("exact_places", shown.exact)
            self._box("exact_places", shown.exact["fid"].to_numpy(), shown.exact_bounds)
        refuse_wrong(SITES, shown.columns)
        self._pieces.add("sites", pa.table(shown.columns))
        self._box("sites", fids, shown.bounds)
        for link in links(SITES):
            self._link(link, _text(rows, link.field), fids)
        self.added["sites"] += len(fids)

    def _add_part(
        self, layer: str, columns: dict[str, pa.Array], site_fids: NDArray[np.int64]
    ) -> list[NDArray[np.int64]]:
        """Add rows of a layer, and return the keys of their sources and sites, shape (2, n) each."""
        fids = self._take(layer, len(site_fids))
        columns = {"fid": pa.array(fids), "site_fid": pa.array(site_fids)} | columns
        many, told = columns.pop("source_ids", None), []
        if many is None:
            columns["source_fid"] = pa.array(self._sources.fids(columns.pop("source_id")))
        else:
            (link,) = links(LAYERS[layer])
            first, places, further = self._link(link, many, fids)
            if not first.all():
                message = "a row names no source; add the source or correct the row"
                raise StoreError(message)
            columns["source_fid"] = pa.array(first)
            told.append(np.stack([further, site_fids[places]]))
        lead = np.stack([columns["source_fid"].to_numpy(), site_fids])
        told.append(lead[:, np.any(np.diff(lead, prepend=-1), axis=0)])
        if layer == "names":
            keys = name_keys(columns["text"])
            columns |= {"folded": keys.folded, "script": keys.scripts}
            self._words.update(keys.words)
        if layer == "statements":
            columns |= days_columns(columns["observed_on"], "observed")
            columns["created_at"] = pa.array([self._now]).take(pa.array(np.zeros(len(fids), dtype=np.int64)))
        columns["import_fid"] = self._of_import(len(fids))
        refuse_wrong(LAYERS[layer], columns)
        self._pieces.add(layer, pa.table(columns))
        self.added[layer] += len(fids)
        return told

    def _add_states(self, columns: dict[str, pa.Array], fids: NDArray[np.int64], new: NDArray[np.bool_]) -> None:
        """Add the state of new sites, all of whose statements are at hand; the rule looks at those that have several."""
        told = ("id", "property", "value", "observed_on", "status", "asserted_by")
        some = {name: columns[name] if new.all() else columns[name].filter(pa.array(new)) for name in told}
        lone, several = states_of_new(some, fids[new])
        self._pieces.add("site_state", lone)
        self._pieces.add(_SEVERAL, several)

    def _link(
        self, link: Link, cells: pa.Array, fids: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Add links of rows, and return the first source of each row, 0 where there is none, and place and source of each link."""
        places, keys = self._sources.links(cells)
        leads = np.diff(places, prepend=-1) > 0
        first = np.zeros(len(fids), dtype=np.int64)
        first[places[leads]] = keys[leads]
        if link.required:
            places, keys = places[~leads], keys[~leads]
        if len(keys):
            rows = {"fid": self._take(link.table, len(keys)), link.owner: fids[places], link.key: keys}
            self._pieces.add(link.table, pa.table(rows))
        return first, places, keys

    def _free_ids(self, layer: str, ids: pa.Array, asked: NDArray[np.bool_]) -> pa.Array:
        """Return ids that are not taken: one of an import that was undone stays on record under its own."""
        wanted = ids.to_pylist()
        at, number = np.flatnonzero(asked), 1
        while len(at):
            tried = [f"{wanted[i]}-{number}" if number > 1 else wanted[i] for i in at.tolist()]
            taken = known_fids(self._connection, pa.array(tried, pa.string()), layer) >= 0
            for i, text, used in zip(at.tolist(), tried, taken, strict=True):
                if not used:
                    wanted[i] = text
            at, number = at[taken], number + 1
        return pa.array(wanted, pa.string())

    def _add_districts(self, districts: pd.DataFrame) -> None:
        """Add the districts that new sites name and the store lacks, without a boundary."""
        used = districts[districts["id"].isin(self._lacking("district", "districts"))]
        self._connection.executemany(
            f"INSERT OR IGNORE INTO districts(id, import_fid) VALUES (?, {self._import:d})",
            ((one,) for one in used["id"]),
        )
        names = [(row.id, row.text, row.lang, script_of(str(row.text))) for row in used.itertuples()]
        self._connection.executemany(
            f"INSERT INTO place_names(place_id, text, lang, script, basis, source, import_fid) VALUES (?, ?, ?, ?, 'single', ?, {self._import:d})",
            ((*name, self._record.file or self._record.id) for name in names),
        )
        if len(used):
            self.added["districts"] = used["id"].nunique()

    def _take(self, table: str, n: int) -> NDArray[np.int64]:
        first = self._next[table]
        self._next[table] += n
        return np.arange(first, first + n)

    def _of_import(self, n: int) -> pa.Array:
        return pa.array(np.full(n, self._import))

    def _box(self, name: str, fids: NDArray[np.int64], bounds: NDArray[np.float64]) -> None:
        there = ~np.isnan(bounds[:, 0])
        if there.any():
            self._rtrees[name].add(fids[there], bounds[there])

    def _lacking(self, field: str, table: str) -> list[str]:
        """Return the ids that new sites name in a field and that a table of the store lacks."""
        named = pa.chunked_array(self._named[field], pa.string()).unique()
        lacking: list[str] = named.filter(pa.array(known_fids(self._connection, named, table) < 0)).to_pylist()
        return lacking

    def _refuse_dangling(self) -> None:
        """Foreign keys are off: see that what is named by id is there."""
        for field, table in (("district", "districts"), ("part_of", "sites")):
            if lacking := self._lacking(field, table):
                message = f"a row names {lacking[0]!r:.80} in the field {field}, which is not in {table} of the store; add it first or correct the row"
                raise StoreError(message)


def _copies(name: str, insert: str) -> list[str]:
    """Return the SQL that copies the rows of a table from a piece, and what follows from them."""
    if name == _SEVERAL:
        return [states_of_sites(f"{{piece}}.{name}")]
    if name == "tells_of":  # something more of a site that the source tells of already
        return [insert.replace("INSERT", "INSERT OR IGNORE", 1)]
    if name == "names":
        return [insert, "INSERT INTO main.name_search(rowid, words) SELECT fid, folded FROM {piece}.names"]
    return [insert]


def _next(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT max(fid) FROM {table}").fetchone()
    return (last or 0) + 1


def _text(table: pa.Table, name: str) -> pa.Array:
    return whole(table[name]) if name in table.column_names else pa.nulls(table.num_rows, pa.string())


def _typed(column: pa.Array, kind: str) -> pa.Array:
    if kind == "number":
        return column.cast(pa.float64())
    return column.cast(pa.float64()).cast(pa.int64()) if kind == "integer" else column
