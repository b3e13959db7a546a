"""What is derived from rows, brought up to date for many of them at once: state of sites, extents, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.store.rule import state_of
from geo.vocabularies import Property, StatementStatus

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_LAYERS_OF = {
    "sites": ("sites", "public_sites", "stops_on_map"),
    "districts": ("districts",),
    "places": ("places",),
    "closures": ("closures",),
}
"""Tables whose R-tree tells the extent of layers of the GeoPackage."""
_EXTENT = """UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (
  SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_{of}_geom) WHERE table_name IN ({names})"""
_GRADES, _NONE = pa.array(list("012345")), pa.scalar(None, pa.string())


def refresh_extents(connection: sqlite3.Connection, tables: Sequence[str] = tuple(_LAYERS_OF)) -> None:
    """Write the extents of the layers of some tables where other programs look for them."""
    for of in tables:
        names = ", ".join(f"'{name}'" for name in _LAYERS_OF[of])
        connection.execute(_EXTENT.format(of=of, names=names))


def refresh_counts(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Count the rows of tables for GDAL, which keeps the numbers by triggers where it has ever written."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'gpkg_ogr_contents'").fetchone() is None:
        return
    for table in tables:
        connection.execute(
            f"UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM {table}) WHERE table_name = '{table}'"
        )


def refresh_states(connection: sqlite3.Connection, touched: NDArray[np.int64]) -> None:
    """Apply the rule to all statements on some sites; inside a transaction.

    Parameters
    ----------
    connection
        The triggers that keep the state are set aside.
    touched
        Keys of sites, shape (n,).
    """
    connection.execute("CREATE TEMP TABLE touched_now(fid INTEGER PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO touched_now VALUES (?)", ((fid,) for fid in touched.tolist()))
    connection.execute("DELETE FROM site_state WHERE site_fid IN (SELECT fid FROM touched_now)")
    connection.execute(states_of_sites("touched_now"))
    connection.execute("DROP TABLE touched_now")


def states_of_sites(table: str) -> str:
    """Return SQL that applies the rule to the sites whose keys are the `fid` of a table; they have no state yet."""
    return f"INSERT INTO main.site_state {state_of('live_statements', of=table)}"


def states_of_new(statements: Mapping[str, pa.Array], site_fids: NDArray[np.int64]) -> tuple[pa.Table, pa.Table]:
    """Return the states of new sites of which one statement counts: it leaves nothing to choose, so whole columns do.

    Parameters
    ----------
    statements
        All statements on these sites, none of which supersedes another: columns `id`, `property`, `value`, `observed_on`,
        `status` and `asserted_by`, text, n each.
    site_fids
        Keys of their sites, shape (n,).

    Returns
    -------
    pa.Table
        Rows of `site_state`, by site.
    pa.Table
        `fid` of the other sites of which statements count, for `states_of_sites`.
    """
    counts = pc.not_equal(statements["status"], StatementStatus.WITHDRAWN).to_numpy(zero_copy_only=False)
    at = np.flatnonzero(counts)
    fids, first, n_each = np.unique(site_fids[at], return_index=True, return_counts=True)
    lone = {name: column.take(pa.array(at[first[n_each == 1]])) for name, column in statements.items()}
    told = pa.array([StatementStatus.REVIEWED, StatementStatus.PROPOSED], pa.string())
    graded = pc.and_(pc.is_in(lone["status"], value_set=told), pc.equal(lone["property"], Property.CONDITION))
    grade = pc.index_in(pc.if_else(graded, lone["value"], _NONE), value_set=_GRADES)  # each stands at its number
    whole = np.zeros(len(grade), dtype=np.int64)
    states = pa.table(
        {
            "site_fid": fids[n_each == 1],
            "condition": grade.cast(pa.int64()),
            "condition_on": pc.if_else(graded, lone["observed_on"], _NONE),
            "condition_status": pc.if_else(graded, lone["status"], _NONE),
            "condition_by": pc.if_else(graded, lone["asserted_by"], _NONE),
            "condition_statement": pc.if_else(graded, lone["id"], _NONE),
            "disputed": whole,
            "sources_differ": whole,
            "last_looked_on": pa.nulls(len(grade), pa.string()),
            "n_statements": whole + 1,
            "newest_on": lone["observed_on"],
        }
    )
    return states, pa.table({"fid": fids[n_each > 1]})
