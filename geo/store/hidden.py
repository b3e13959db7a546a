"""Hidden places: what the public sees of them, and what goes to the table of exact places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.cells import DEFAULT_METRES, cell
from geo.store.blobs import decode, decode_column, encode, encode_column
from geo.store.views import TELLING

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


@dataclass(frozen=True)
class Hidden:
    """Rows of sites as the public may see them, and what was taken out of them."""

    columns: dict[str, pa.Array]
    bounds: NDArray[np.float64]
    """Of the public geometry, shape (n, 4), NaN where there is none."""
    exact: pa.Table | None
    """Rows of `exact_places`; None where no place is hidden."""
    exact_bounds: NDArray[np.float64]


def hide(columns: dict[str, pa.Array], bounds: NDArray[np.float64]) -> Hidden:
    """Take the exact places of hidden sites, and the words that tell them, out of rows of sites.

    Parameters
    ----------
    columns
        Of the table `sites`: `fid`, `sensitivity`, `geom` (blobs) and any others.
    bounds
        Of the geometry: west, south, east, north, shape (n, 4), NaN where there is none.
    """
    chosen = pc.not_equal(columns["sensitivity"], "public")
    hidden = chosen.to_numpy(zero_copy_only=False)
    if not hidden.any():
        return Hidden(columns, bounds, None, np.empty((0, 4)))
    told = [name for name in TELLING if name in columns]
    exact = pa.table({name: columns[name].filter(chosen) for name in ("fid", "geom", *told)})
    public = columns | {name: pc.if_else(chosen, pa.scalar(None, columns[name].type), columns[name]) for name in told}
    celled = pc.and_(chosen, pc.not_equal(columns["sensitivity"], "withheld"))
    metres = np.full(len(hidden), np.nan)
    if "generalise_m" in columns:
        metres = columns["generalise_m"].cast(pa.float64()).to_numpy(zero_copy_only=False)
    cells = np.full(len(hidden), None, dtype=object)
    at = celled.to_numpy(zero_copy_only=False)
    cells[at] = public_cells(decode_column(columns["geom"].filter(celled)), metres[at])
    blobs, cell_bounds = encode_column(cells)
    public["geom"] = pc.if_else(chosen, blobs, columns["geom"])
    return Hidden(public, np.where(hidden[:, None], cell_bounds, bounds), exact, bounds[hidden])
