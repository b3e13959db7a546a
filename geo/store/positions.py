"""Where all sites are, as two columns of numbers: what a map of a million of them is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.store.blobs import decode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

_AT_ONCE = 50_000
"""Shapes that stand in memory at once."""


def read_positions(connection: sqlite3.Connection) -> pd.DataFrame:
    """Return the positions of all sites that the connection may see, in the order of `public_sites`.

    Returns
    -------
    DataFrame
        Columns `lon`, `lat` (float64, degrees, NaN where no position is known). A line or an area stands at a point that
        surely lies on it.
    """
    import pandas as pd

    cursor = connection.execute("SELECT geom FROM public_sites ORDER BY OGC_FID")
    parts = [np.empty((0, 2))]
    while rows := cursor.fetchmany(_AT_ONCE):
        parts.append(_positions([blob for (blob,) in rows]))
    lon, lat = np.concatenate(parts).T
    return pd.DataFrame({"lon": lon, "lat": lat})


def _positions(blobs: Sequence[bytes | None]) -> NDArray[np.float64]:
    import shapely

    shapes = decode(blobs)
    others = ~np.isin(shapely.get_type_id(shapes), (0, -1))
    shapes[others] = shapely.point_on_surface(shapes[others])
    return np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
