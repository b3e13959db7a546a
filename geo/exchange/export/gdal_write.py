"""Frames written by GDAL, as Arrow columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["geometry_type", "write_frame"]

_TYPES = ("Point", "LineString", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def geometry_type(geometries: NDArray[np.object_]) -> str:
    """Return the type of a layer that holds all these: `Unknown` where they differ, or there are none.

    Examples
    --------
    >>> import numpy as np
    >>> geometry_type(np.array([shapely.Point(0, 0), None])), geometry_type(np.array([None]))
    ('Point', 'Unknown')
    """
    kinds = {int(kind) for kind in shapely.get_type_id(geometries) if kind >= 0}
    names = {_TYPES[kind] if kind < len(_TYPES) else "Unknown" for kind in kinds}
    return names.pop() if len(names) == 1 else "Unknown"


def write_frame(
    frame: pd.DataFrame,
    path: Path,
    driver: str,
    layer: str,
    *,
    geometry: str | None = None,
    options: Mapping[str, str] | None = None,
    of_file: Mapping[str, str] | None = None,
) -> None:
    """Write a frame as a layer; one that has a geometry is in EPSG:4326.

    Parameters
    ----------
    frame
        A GeoDataFrame, or a DataFrame for a table without geometry.
    path
        The file; a layer is added where it exists.
    driver
        Of GDAL.
    layer
        Its name.
    geometry
        Type of the layer; that of `geometry_type` where None.
    options, of_file
        Creation options of the driver for the layer and for the file.

    Raises
    ------
    ExchangeError
        With the words of GDAL.
    """
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    more: dict[str, Any] = {"layer_options": dict(options or {}), "dataset_options": dict(of_file or {})}
    if isinstance(frame, gpd.GeoDataFrame):
        more["geometry_type"] = geometry or geometry_type(frame.geometry.to_numpy())
    try:
        pyogrio.write_dataframe(frame, path, layer=layer, driver=driver, use_arrow=True, **more)
    except (DataLayerError, DataSourceError, FeatureError) as error:
        message = (
            f"the file could not be written ({str(error).rstrip('.')}); rename the columns, or choose another format"
        )
        raise ExchangeError(message) from error
