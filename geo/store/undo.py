"""An import undone as a whole, in one transaction: what it brought goes, what it stated about earlier sites no longer counts.

Statements are never removed while their site stands; those on sites that the import itself brought go with these sites.
Where later records refer to such a site nothing is undone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.errors import NotFoundError, StoreError
from geo.exchange.site_parts import PARTS
from geo.layers import LAYERS
from geo.store.adding import TOUCHED
from geo.store.derived import refresh_counts, refresh_extents, refresh_states
from geo.store.links import links
from geo.store.packed_rtree import remove_from_rtree
from geo.store.schema import stored
from geo.store.search import forget_words, remove_names
from geo.store.set_aside import set_aside
from geo.store.telling import tells_anything
from geo.words import count_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_OURS = "SELECT fid FROM temp.ours"
"""Sites that the import brought."""
_UNTELL = (
    f"DELETE FROM temp.told WHERE {tells_anything('told')}",
    "DELETE FROM tells_of WHERE (source_fid, site_fid) IN (SELECT source_fid, site_fid FROM temp.told)",
)
"""What the import told of other sites, and nothing else tells now, is no longer told."""
_AT_ONCE = 50_000
_NAMED = 3
"""Records that a refusal names of each layer."""


def undo_import(connection: sqlite3.Connection, import_id: str) -> None:
    """Undo an import; inside a transaction, with foreign keys off, which is to be rolled back after an error.

    Raises
    ------
    NotFoundError
        If there is no such import, or it was undone before.
    StoreError
        If later records refer to sites of the import.
    """
    row = connection.execute("SELECT fid FROM imports WHERE id = ? AND undone_at IS NULL", (import_id,)).fetchone()
    if row is None:
        what = "import that is not undone"
        raise NotFoundError(what, import_id)
    of = {"fid": row[0]}
    connection.execute("CREATE TEMP TABLE ours(fid INTEGER PRIMARY KEY)")
    connection.execute("INSERT INTO temp.ours SELECT fid FROM sites WHERE import_fid = :fid ORDER BY fid", of)
    _refuse_later(connection, import_id, of)
    with set_aside(connection, TOUCHED):
        _forget_names(connection, of)
        connection.execute(f"DELETE FROM tells_of WHERE site_fid IN ({_OURS})")
        connection.execute(
            "CREATE TEMP TABLE told(source_fid, site_fid, PRIMARY KEY (source_fid, site_fid)) WITHOUT ROWID"
        )
        connection.execute(
            "INSERT OR IGNORE INTO temp.told SELECT source_fid, site_fid FROM telling "
            f"WHERE import_fid = :fid AND site_fid NOT IN ({_OURS})",
            of,
        )
        for table in ("sites", "exact_places"):
            fids = [fid for (fid,) in connection.execute(f"SELECT fid FROM {table} WHERE fid IN ({_OURS})")]
            remove_from_rtree(connection, f"rtree_{table}_geom", np.array(fids, dtype=np.int64))
        for layer in PARTS:
            which = f"site_fid IN ({_OURS})" if layer == "statements" else "import_fid = :fid"
            for link in links(LAYERS[layer]):
                connection.execute(
                    f"DELETE FROM {link.table} WHERE {link.owner} IN (SELECT fid FROM {layer} WHERE {which})", of
                )
            connection.execute(f"DELETE FROM {layer} WHERE {which}", of)
        for link in links(LAYERS["sites"]):
            connection.execute(f"DELETE FROM {link.table} WHERE {link.owner} IN ({_OURS})")
        for sql in _UNTELL:
            connection.execute(sql)
        connection.execute(f"DELETE FROM exact_places WHERE fid IN ({_OURS})")
        connection.execute(f"DELETE FROM site_state WHERE site_fid IN ({_OURS})")
        connection.execute("DELETE FROM sites WHERE import_fid = :fid", of)
        connection.execute(
            "DELETE FROM sources WHERE import_fid = :fid AND NOT EXISTS (SELECT 1 FROM citations c WHERE c.source_fid = sources.fid)",
            of,
        )
        connection.execute(
            "DELETE FROM districts WHERE import_fid = :fid AND id NOT IN (SELECT district FROM sites WHERE district IS NOT NULL)",
            of,
        )
        connection.execute(
            "DELETE FROM place_names WHERE import_fid = :fid AND place_id NOT IN (SELECT id FROM districts)", of
        )
        connection.execute("UPDATE imports SET undone_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE fid = :fid", of)
        touched = connection.execute("SELECT DISTINCT site_fid FROM statements WHERE import_fid = :fid", of).fetchall()
        refresh_states(connection, np.array([fid for (fid,) in touched], dtype=np.int64))
        refresh_extents(connection, ["sites"])
        refresh_counts(connection, TOUCHED)


def _refuse_later(connection: sqlite3.Connection, import_id: str, of: dict[str, int]) -> None:
    found = []
    for layer, sql in _references():
        ids = [f"{name}" for (name,) in connection.execute(f"{sql} LIMIT {_NAMED + 1}", of)]
        if ids:
            more = " and more" if len(ids) > _NAMED else ""
            found.append(f"{layer} {', '.join(ids[:_NAMED])}{more}")
    if found:
        message = (
            f"the import {import_id!r:.80} cannot be undone: later records refer to its sites ({'; '.join(found)}); "
            "undo the later imports first, or keep this one"
        )
        raise StoreError(message)


def _references() -> Iterator[tuple[str, str]]:
    """Yield each layer with the SQL of its records that refer to a site of the import and did not come with it."""
    for name, layer in LAYERS.items():
        shown = "t.id" if "id" in layer.fields else "s.id"
        later = "AND t.import_fid IS NOT :fid" if name in ("sites", *PARTS) else ""
        if name == "statements":  # those that no longer count go with the site
            later += " AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.fid = t.import_fid AND i.undone_at IS NOT NULL)"
        for field_name, field in layer.fields.items():
            if field.reference is None or field.reference.layer != "sites":
                continue
            column = stored(field_name, field)
            if field.reference.many:
                link = next(link for link in links(layer) if link.field == field_name)
                join = f"JOIN {link.table} l ON l.{link.owner} = t.fid JOIN sites s ON s.fid = l.{link.key}"
            else:
                join = f"JOIN sites s ON s.{'fid' if column.endswith('_fid') else 'id'} = t.{column}"
            yield name, f"SELECT DISTINCT {shown} FROM {name} t {join} AND s.fid IN ({_OURS}) WHERE 1 {later}"
    yield (
        "sites",
        "SELECT t.id FROM exact_places e JOIN sites t ON t.fid = e.fid JOIN sites s ON s.id = e.part_of "
        f"AND s.fid IN ({_OURS}) WHERE t.import_fid IS NOT :fid",
    )


def _forget_names(connection: sqlite3.Connection, of: dict[str, int]) -> None:
    """Take the names of the import out of the search."""
    indexed = "FROM names WHERE import_fid = :fid AND folded IS NOT NULL"
    counts = Counter[str]()
    cursor = connection.execute(f"SELECT folded {indexed}", of)
    while rows := cursor.fetchmany(_AT_ONCE):
        counts.update(count_words(pa.array([folded for (folded,) in rows], pa.string())))
    remove_names(connection, indexed, of)
    forget_words(connection, counts)
