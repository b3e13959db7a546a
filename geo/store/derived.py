"""What is derived from rows, brought up to date for many of them at once: state of sites, extents, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.store.rule import state_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import numpy as np
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


def refresh_states(
    connection: sqlite3.Connection, touched: NDArray[np.int64], new: tuple[int, int] | None = None
) -> None:
    """Apply the rule to all statements on some sites; inside a transaction.

    Parameters
    ----------
    connection
        The triggers that keep the state are set aside.
    touched
        Keys of sites, shape (n,).
    new
        First key of new sites and of new statements: all statements on these sites are new, so they need not be looked up.
    """
    connection.execute("CREATE TEMP TABLE touched_now(fid INTEGER PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO touched_now VALUES (?)", ((fid,) for fid in touched.tolist()))
    connection.execute("DELETE FROM site_state WHERE site_fid IN (SELECT fid FROM touched_now)")
    # what counts is gathered once, in order, instead of looked up for every site
    connection.execute(
        "CREATE TEMP TABLE live_now AS SELECT l.* FROM touched_now t CROSS JOIN live_statements l ON l.site_fid = t.fid"
    )
    if new is not None:
        # the plus keeps SQLite from looking each site up
        connection.execute("INSERT INTO live_now SELECT * FROM live_statements WHERE +site_fid >= ? AND fid >= ?", new)
    connection.execute("CREATE INDEX temp.live_now_site ON live_now(site_fid)")
    connection.execute(f"INSERT INTO site_state {state_of('live_now')}")
    connection.execute("DROP TABLE live_now")
    connection.execute("DROP TABLE touched_now")
