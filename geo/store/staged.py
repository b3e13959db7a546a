"""Rows of an import into a live store: compared with what is known, then added in one transaction, all or none.

The triggers that keep the store right row by row are set aside for that time, and their work is done by whole columns:
links to sources, days of dates, public cells of hidden places, state of the sites, R-tree, search. `set_aside` brings them
back within the same transaction, so a crash leaves the store as it was.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.errors import StoreError
from geo.exchange.report.reason import Reason, Reasons, quotable
from geo.exchange.site_parts import PARTS, parts_of
from geo.layers import LAYERS, SITES
from geo.scripts import script_of
from geo.store.column_checks import refuse_wrong
from geo.store.columns import days_columns, now
from geo.store.derived import refresh_counts, refresh_extents, refresh_states, states_of_new, states_of_sites
from geo.store.hidden import hide
from geo.store.imports import Added, put_on_record
from geo.store.known import differing, known_fids, new_among
from geo.store.name_keys import NameKeyer
from geo.store.packed import BoxesToAdd
from geo.store.pieces import MOST_PIECES, Pieces
from geo.store.schema import links, singular, stored_columns
from geo.store.search import list_words
from geo.store.set_aside import set_aside
from geo.store.source_keys import SourceKeys

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.stage import Stage
    from geo.store.imports import ImportRecord

__all__ = ["TOUCHED", "add_staged", "compare_staged"]

BOUNDS = ("west", "south", "east", "north")
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
_PLACED = ("sites", "exact_places")
"""Tables that have a spatial index."""
_ORDER = (
    *_PLACED,
    *PARTS,
    *(link.table for link in _LINKS),
    "site_state",
    _SEVERAL,
    "named_by",
    *(f"rtree_{name}_geom_{part}" for name in _PLACED for part in ("node", "rowid")),
)
"""Tables that pieces have, in the order in which they are copied."""
_LARGE = 5_000
"""Rows from which on it is worth while to make indexes anew, and to look again how the tables are filled."""
_LEAST_PIECE = 60_000
_AT_ONCE = 32_768
"""Rows that are taken apart at once: their parts and what is packed of them take three times their memory."""


def compare_staged(
    connection: sqlite3.Connection,
    stage: Stage,
    keep: NDArray[np.bool_],
    issues: Issues,
    *,
    said_by: str | None = None,
) -> None:
    """Tell of each row whose site the store knows by id whether it says the same, more, or otherwise.

    Parameters
    ----------
    connection
        Of the store.
    stage
        Finished.
    keep
        Which rows are kept so far, shape (n,); others are not looked at.
    issues
        Gets `known_same`, `known_more` and `known_differs` (with field and both values), and `unknown_reference` where
        `part_of` names neither a site of the store nor one that is kept.
    said_by
        As of the `ImportRecord`.
    """
    known = known_fids(connection, stage.column("id"))
    sources = SourceKeys(connection, None)
    for first, every in stage.batches() if (known >= 0).any() else ():
        fids = known[first : first + len(every)]
        rows_at = np.flatnonzero((fids >= 0) & keep[first : first + len(every)])
        if not len(rows_at):
            continue
        rows, at = every.take(pa.array(rows_at)), fids[rows_at]
        other, more = np.zeros(len(rows_at), dtype=bool), np.zeros(len(rows_at), dtype=bool)
        for field, differ, said, has in differing(connection, rows, at):
            none = np.array([value is None for value in has], dtype=bool)
            values = np.array([quotable(str(value), 120) for value in has[differ & ~none]], dtype=object)
            for which, detail in (
                (differ & none, Reason("the store has none")),
                (differ & ~none, Reasons("the store has '{value}'", {"value": values})),
            ):
                issues.add("known_differs", rows_at[which], first=first, field=field, detail=detail, before=said[which], after=has[which])  # fmt: skip
            other |= differ
        speakers = _speakers(sources, rows, said_by)
        for layer, part in parts_of(rows, speakers).items():
            if part.num_rows:
                places = part["row"].to_numpy()
                more[places[new_among(connection, layer, part, at[places])]] = True
        issues.add("known_more", rows_at[more], first=first)
        issues.add("known_same", rows_at[~more & ~other], first=first)
    _find_orphans(stage, keep, known, connection, issues)


def _find_orphans(
    stage: Stage, keep: NDArray[np.bool_], known: NDArray[np.int64], connection: sqlite3.Connection, issues: Issues
) -> None:
    """Tell of rows that are part of a site which neither the store has nor the import brings; where one is refused, so are its parts."""
    if "part_of" not in stage.columns:
        return
    whole = stage.column("part_of")
    told = whole.is_valid().to_numpy(zero_copy_only=False) & keep & (known < 0)
    told &= known_fids(connection, whole) < 0
    kept, at = keep.copy(), np.flatnonzero(told)
    if not len(at):
        return
    ids, wanted = stage.column("id"), whole.take(pa.array(at))
    while True:
        missing = kept[at] & ~pc.is_in(wanted, value_set=ids.filter(pa.array(kept))).to_numpy(zero_copy_only=False)
        if not missing.any():
            break
        kept[at[missing]] = False
    lost = at[~kept[at]]
    issues.add("unknown_reference", lost, field="part_of", before=whole.take(pa.array(lost)).to_pylist())


def add_staged(
    connection: sqlite3.Connection,
    stage: Stage,
    keep: NDArray[np.bool_],
    record: ImportRecord,
    new_sources: pd.DataFrame | None = None,
    new_districts: pd.DataFrame | None = None,
) -> Added:
    """Add rows to the store; inside a transaction, with foreign keys off.

    Parameters
    ----------
    connection
        Inside an immediate transaction, which is to be rolled back after an error, and where nothing was new.
    stage
        Finished; the rows that are kept have been checked.
    keep
        Which rows come in, shape (n,).
    record
        What is put on record.
    new_sources
        Sources that the rows name, columns of `geo.layers.SOURCES`; those that no new row uses are not added.
    new_districts
        Districts that the rows name, columns `id`, `text` and `lang`; those that no new site lies in are not added.

    Returns
    -------
    Added
        How many rows of each layer; without an import id where nothing was new.

    Raises
    ------
    StoreError
        If a row refers to what is not there, or the id of the import is taken.
    """
    if connection.execute("SELECT 1 FROM imports WHERE id = ?", (record.id,)).fetchone():
        message = f"there is an import {record.id!r:.80} already; give this one another id"
        raise StoreError(message)
    known = known_fids(connection, stage.column("id"))
    known[~keep] = -1
    n_new = int(np.count_nonzero(keep & (known < 0)))
    (n_sites,) = connection.execute("SELECT count(*) FROM sites").fetchone()
    anew = n_new > n_sites and not (known >= 0).any()
    large = int(np.count_nonzero(keep)) > _LARGE
    with (
        set_aside(connection, TOUCHED, indexes=anew and large),
        Pieces(connection, stage.folder, _ORDER) as pieces,
    ):
        adding = _Adding(connection, pieces, record, SourceKeys(connection, new_sources))
        # the first piece is half as long, so that it is copied early
        piece_rows = max(_LEAST_PIECE, -(-int(np.count_nonzero(keep)) // (MOST_PIECES - 1)))
        waiting = piece_rows // 2
        for rows, at in _kept(stage, keep):
            adding.add(rows, known[at])
            waiting += len(at)
            if waiting >= piece_rows:
                adding.copy()
                waiting = 0
        adding.pack_indexes()
        adding.copy()
        pieces.finish()
        adding.finish(new_districts)
    if large:
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE main")
    return Added(record.id if adding.added else None, dict(adding.added))


def _kept(stage: Stage, keep: NDArray[np.bool_]) -> Iterator[tuple[pa.Table, NDArray[np.int64]]]:
    """Yield the rows that are kept, a few at a time, and their places in the stage."""
    for first, rows in stage.batches():
        for start in range(0, len(rows), _AT_ONCE):
            some = rows.slice(start, _AT_ONCE)
            chosen = keep[first + start :][: len(some)]
            if chosen.any():
                yield some.filter(pa.array(chosen)), first + start + np.flatnonzero(chosen)


class _Adding:
    """Adds batch after batch, then what is derived from all of them."""

    def __init__(
        self, connection: sqlite3.Connection, pieces: Pieces, record: ImportRecord, sources: SourceKeys
    ) -> None:
        self._connection, self._pieces, self._record, self._sources = connection, pieces, record, sources
        self.added: Counter[str] = Counter()
        self._first = {
            name: _next(connection, name) for name in ("sites", *PARTS, *(link.table for link in _LINKS), "imports")
        }
        self._next = dict(self._first)
        self._import = self._first["imports"]
        self._names, self._words, self._now = NameKeyer(), Counter[str](), now()
        self._boxes: dict[str, list[tuple[NDArray[np.int64], NDArray[np.float64]]]] = {name: [] for name in _PLACED}
        self._rtrees = {name: BoxesToAdd(connection, f"rtree_{name}_geom") for name in _PLACED}
        self._named: dict[str, list[pa.Array]] = {"district": [], "part_of": []}
        """Ids that new sites name, without repeats in one batch."""
        self._naming: list[NDArray[np.int64]] = []
        """Keys of sources and of sites that they name, shape (2, n) each."""
        self._touched: list[NDArray[np.int64]] = []
        """Sites of before about which something new is stated."""

    def add(self, rows: pa.Table, known: NDArray[np.int64]) -> None:
        """Add site rows to the present piece; `known` are the keys of their sites, -1 where the site is new."""
        rows = rows.combine_chunks()
        new = known < 0
        fids = known.copy()
        fids[new] = self._take("sites", int(np.count_nonzero(new)))
        speakers = _speakers(self._sources, rows, self._record.said_by)
        if new.any():
            self._add_sites(rows if new.all() else rows.filter(pa.array(new)), fids[new])
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
            self._add_part(layer, columns, fids[at])
            if layer == "statements":
                self._touched.append(fids[at][~new[at]])
                self._add_states(columns, fids[at], new[at])

    def pack_indexes(self) -> None:
        """Add to the last piece what is in an order over all rows: leaves of the spatial indexes, sites by who names them."""
        if self._naming:
            sources, sites = np.concatenate(self._naming, axis=1)
            order = np.lexsort((sites, sources))
            self._pieces.add("named_by", pa.table({"source_fid": sources[order], "site_fid": sites[order]}))
        for name, boxes in self._boxes.items():
            if boxes:
                fids, bounds = (np.concatenate(parts) for parts in zip(*boxes, strict=True))
                for table, rows in self._rtrees[name].pack(fids, bounds).items():
                    self._pieces.add(table, rows)

    def copy(self) -> None:
        """End the present piece."""
        copies = []
        for name, insert in sorted(self._pieces.inserts.items(), key=lambda each: _ORDER.index(each[0])):
            if name == _SEVERAL:
                insert = states_of_sites(f"{{piece}}.{name}")
            if name == "named_by":  # a name more of a site that the source names already
                insert = insert.replace("INSERT", "INSERT OR IGNORE", 1)
            copies.append(insert)
            if name == "names":
                copies.append("INSERT INTO main.name_search(rowid, words) SELECT fid, folded FROM {piece}.names")
        self._pieces.copy(copies)

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
        bounds = np.column_stack([rows[name].to_numpy() for name in BOUNDS])
        shown = hide(columns, bounds)
        if shown.exact is not None:
            self._pieces.add("exact_places", shown.exact)
            self._box("exact_places", shown.exact["fid"].to_numpy(), shown.exact_bounds)
        self._pieces.add("sites", pa.table(shown.columns))
        self._box("sites", fids, shown.bounds)
        for link in links(SITES):
            self._link(link.table, link.owner, _text(rows, link.field), fids)
        self.added["sites"] += len(fids)

    def _add_part(self, layer: str, columns: dict[str, pa.Array], site_fids: NDArray[np.int64]) -> None:
        fids = self._take(layer, len(site_fids))
        columns = {"fid": pa.array(fids), "site_fid": pa.array(site_fids)} | columns
        many = columns.pop("source_ids", None)
        if many is None:
            columns["source_fid"] = pa.array(self._sources.fids(columns.pop("source_id")))
        else:
            leads = self._link(f"{layer}_sources", f"{singular(layer)}_fid", many, fids)
            if not leads.all():
                message = "a row names no source; add the source or correct the row"
                raise StoreError(message)
            columns["source_fid"] = pa.array(leads)
        if layer == "names":
            keys = self._names.keys(columns["text"])
            columns |= {"folded": keys.folded, "script": keys.scripts}
            self._words.update(keys.words)
            naming = np.stack([columns["source_fid"].to_numpy(), site_fids])
            self._naming.append(naming[:, np.any(np.diff(naming, prepend=-1), axis=0)])
        if layer == "statements":
            columns |= days_columns(columns["observed_on"], "observed")
            columns["created_at"] = pa.array([self._now]).take(pa.array(np.zeros(len(fids), dtype=np.int64)))
        columns["import_fid"] = self._of_import(len(fids))
        refuse_wrong(LAYERS[layer], columns)
        self._pieces.add(layer, pa.table(columns))
        self.added[layer] += len(fids)

    def _add_states(self, columns: dict[str, pa.Array], fids: NDArray[np.int64], new: NDArray[np.bool_]) -> None:
        """Add the state of new sites, all of whose statements are at hand; the rule looks at those that have several."""
        told = ("id", "property", "value", "observed_on", "status", "asserted_by")
        some = {name: columns[name] if new.all() else columns[name].filter(pa.array(new)) for name in told}
        lone, several = states_of_new(some, fids[new])
        self._pieces.add("site_state", lone)
        self._pieces.add(_SEVERAL, several)

    def _link(self, table: str, owner: str, cells: pa.Array, fids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add links to the sources of each row, and return the first of each, 0 where there is none."""
        places, keys = self._sources.links(cells)
        leads = np.diff(places, prepend=-1) > 0
        out = np.zeros(len(fids), dtype=np.int64)
        out[places[leads]] = keys[leads]
        self._pieces.add(
            table, pa.table({"fid": self._take(table, len(keys)), owner: fids[places], "source_fid": keys})
        )
        return out

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
            self._boxes[name].append((fids[there], bounds[there]))

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


def _speakers(sources: SourceKeys, rows: pa.Table, said_by: str | None) -> pa.Array:
    """Return who says what a row says where no column tells."""
    if said_by is not None:
        return pa.array([said_by]).take(pa.array(np.zeros(rows.num_rows, dtype=np.int64)))
    return sources.speakers(_text(rows, "source_ids"))


def _next(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT max(fid) FROM {table}").fetchone()
    return (last or 0) + 1


def _text(table: pa.Table, name: str) -> pa.Array:
    return whole(table[name]) if name in table.column_names else pa.nulls(table.num_rows, pa.string())


def _typed(column: pa.Array, kind: str) -> pa.Array:
    if kind == "number":
        return column.cast(pa.float64())
    return column.cast(pa.float64()).cast(pa.int64()) if kind == "integer" else column
