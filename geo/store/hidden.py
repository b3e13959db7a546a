"""Hidden places: what the public sees of them, and what goes to the table of exact places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.cells import DEFAULT_METRES, cell
from geo.store.blobs import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from numpy.typing import NDArray


def public_cells(geometries: NDArray[np.object_], metres: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the cell that each place lies in, by its centre; None where there is no geometry.

    Parameters
    ----------
    geometries
        Shapely geometries, shape (n,), EPSG:4326.
    metres
        Width of the cells, shape (n,); not a number means the usual width.
    """
    import shapely

    middle = shapely.centroid(geometries)
    return cell(shapely.get_x(middle), shapely.get_y(middle), np.where(np.isnan(metres), DEFAULT_METRES, metres))


def place_cells(connection: sqlite3.Connection) -> None:
    """Give hidden sites without a public geometry their cell; inside a transaction."""
    rows: list[tuple[int, bytes, Any]] = connection.execute(
        "SELECT s.fid, e.geom, s.generalise_m FROM exact_places e JOIN sites s ON s.fid = e.fid "
        "WHERE s.geom IS NULL AND e.geom IS NOT NULL AND s.sensitivity <> 'withheld'"
    ).fetchall()
    if not rows:
        return
    metres = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=np.float64)
    blobs, _ = encode(public_cells(decode([row[1] for row in rows]), metres))
    # the guard lets nobody but us give a hidden site a geometry
    connection.execute("INSERT INTO settings(key, value) VALUES ('placing cells', '1')")
    connection.executemany(
        "UPDATE sites SET geom = ? WHERE fid = ?", zip(blobs.tolist(), [row[0] for row in rows], strict=True)
    )
    connection.execute("DELETE FROM settings WHERE key = 'placing cells'")
