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


def refresh_extents(connection: sqlite3.Connection, tables: Sequence[str] = tuple(_LAYERS_OF)) -> None:
    """Write the extents of the layers of some tables where other programs look for them."""
    from geo.store.packed_rtree import extent

    for of in tables:
        names = ", ".join(f"'{name}'" for name in _LAYERS_OF[of])
        connection.execute(
            f"UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (?, ?, ?, ?) WHERE table_name IN ({names})",
            extent(connection, f"rtree_{of}_geom"),
        )


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
