"""Where all sites are, as two columns of numbers: what a map of a million of them is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.store.blobs import decode_column, read_points
from geo.store.site_texts import read_site_columns

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray


def read_positions(connection: sqlite3.Connection) -> pd.DataFrame:
    """Return the positions of all sites that the connection may see, in the order of `public_sites`.

    Returns
    -------
    DataFrame
        Columns `lon`, `lat` (float64, degrees, NaN where no position is known). A line or an area stands at a point that
        surely lies on it.
    """
    import pandas as pd

    parts = [np.empty((0, 2)), *map(_positions, read_site_columns(connection, "geom", "blob"))]
    lon, lat = np.concatenate(parts).T
    return pd.DataFrame({"lon": lon, "lat": lat})


def _positions(blobs: pa.Array) -> NDArray[np.float64]:
    import shapely

    out = np.empty((len(blobs), 2))
    points, out[points] = read_points(blobs)
    others = np.flatnonzero(~points)
    shapes = decode_column(blobs.take(others))
    drawn = ~np.isin(shapely.get_type_id(shapes), (0, -1))
    shapes[drawn] = shapely.point_on_surface(shapes[drawn])
    out[others] = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    return out
