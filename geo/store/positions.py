"""Where all sites are, as two columns of numbers: what a map of a million of them is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.store.blobs import decode

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd


def read_positions(connection: sqlite3.Connection) -> pd.DataFrame:
    """Return the positions of all sites that the connection may see, in the order of `public_sites`.

    Returns
    -------
    DataFrame
        Columns `lon`, `lat` (float64, degrees, NaN where no position is known). A line or an area stands at a point that
        surely lies on it.
    """
    import pandas as pd
    import shapely

    shapes = decode([blob for (blob,) in connection.execute("SELECT geom FROM public_sites ORDER BY OGC_FID")])
    others = ~np.isin(shapely.get_type_id(shapes), (0, -1))
    shapes[others] = shapely.point_on_surface(shapes[others])
    return pd.DataFrame({"lon": shapely.get_x(shapes), "lat": shapely.get_y(shapes)})
