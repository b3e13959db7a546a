"""Rows of SQLite as frames with the declared column types."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from geo.layers import LAYERS
from geo.store.views import SITE_FACTS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray, ExtensionDtype
    from pyproj import CRS

type Rows = Sequence[Sequence[Any]]

_AT_ONCE = 50_000

_STATE_TYPES = {
    "condition": "Int64",
    "condition_on": "str",
    "condition_status": "str",
    "condition_by": "str",
    "condition_statement": "str",
    "disputed": "bool",
    "sources_differ": "bool",
    "last_looked_on": "str",
    "n_statements": "Int64",
    "newest_on": "str",
}
_FACT_TYPES = {
    name: LAYERS["sites"].fields[name].dtype if name in LAYERS["sites"].fields else "Int64" for name in SITE_FACTS
}
SITE_COLUMNS: dict[str, str] = {"geometry": "geometry", **_FACT_TYPES, **_STATE_TYPES}
"""Columns of `public_sites` in the order of its rows, with their types."""

DETAIL_COLUMNS: dict[str, str] = {
    "access_lon": "float64",
    "access_lat": "float64",
    "location_note": "str",
    "location_source_ids": "str",
    "district_note": "str",
    "built_source_ids": "str",
    "generalise_m": "Int64",
    "visit_minutes": "Int64",
    "note": "str",
}


def layer_types(name: str, **more: str) -> dict[str, str]:
    """Return the columns of a layer without `geometry` and their types, then more ones."""
    layer = LAYERS[name]
    return {column: layer.fields[column].dtype for column in layer.columns} | more


def table(rows: Rows, types: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a frame.

    Parameters
    ----------
    rows
        Values in the order of `types`.
    types
        Name and type of each column: `str`, `Int64`, `float64`, `bool` (null is false) or `geometry` (blobs).

    Returns
    -------
    DataFrame
        With a plain index; a `GeoDataFrame` in EPSG:4326 where there is a column of geometry.
    """
    import pandas as pd

    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    made = {name: _array(values, types[name]) for name, values in zip(types, columns, strict=True)}
    if "geometry" not in types:
        return pd.DataFrame(made)
    import geopandas as gpd

    return gpd.GeoDataFrame(made, geometry="geometry", crs=_wgs84())


def streamed(
    connection: sqlite3.Connection, sql: str, types: Mapping[str, str], parameters: Sequence[Any] = ()
) -> pd.DataFrame:
    """Return the answer to a query as a frame, read piece by piece: a million rows never stand in memory as objects."""
    import pandas as pd

    cursor = connection.execute(sql, parameters)
    parts = []
    while rows := cursor.fetchmany(_AT_ONCE):
        parts.append(table(rows, types))
    return pd.concat(parts, ignore_index=True) if parts else table([], types)


def features(rows: Rows, types: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return rows with a column of geometry as a frame in EPSG:4326."""
    return cast("gpd.GeoDataFrame", table(rows, types))


def _array(values: Sequence[Any], dtype: str) -> NDArray[Any] | ExtensionArray:
    import numpy as np
    import pandas as pd

    if dtype == "geometry":
        from geo.store.blobs import decode

        return decode(values)
    if dtype == "bool":
        return np.fromiter((bool(value) for value in values), dtype=bool, count=len(values))
    if dtype == "float64":
        return np.array(values, dtype=np.float64)  # None becomes NaN
    return cast("ExtensionArray", pd.array(list(values), dtype=_dtype(dtype)))  # type: ignore[call-overload] # the stubs know types one by one only


@cache
def _dtype(name: str) -> ExtensionDtype:
    """Return the type of a name, which takes longer to look up than a short column to make."""
    from pandas.api.types import pandas_dtype

    return cast("ExtensionDtype", pandas_dtype(name))


@cache
def _wgs84() -> CRS:
    """Made once: parsing a reference system takes longer than a query."""
    from pyproj import CRS

    return CRS.from_epsg(4326)
