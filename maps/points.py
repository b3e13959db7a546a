"""Any layer as points in lon/lat: what a map can place, with the shape beside where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import LayerError, MissingCRSError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["order_of_places", "placed", "shapes_json", "xy"]

POINT = 0
STRIP = 0.25
"""Degrees of longitude: sites are sent strip by strip from south to north, so that differences stay small."""


def placed(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have a place, in EPSG:4326; the layer is not modified.

    Parameters
    ----------
    layer
        Any geometry, any CRS. Rows whose geometry is missing or empty are left out: they belong in lists, not on maps.

    Raises
    ------
    MissingCRSError
        If there is something to place and the layer has no CRS.
    LayerError
        If a position does not lie on the Earth, which mostly means that the CRS of the layer is wrong, or if two columns
        have one name.
    """
    if not layer.columns.is_unique:
        msg = (
            f"field {layer.columns[layer.columns.duplicated()][0]}: the layer has two columns of that name; rename one"
        )
        raise LayerError(msg)
    found = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
    if found.empty:
        return found
    if found.crs is None:
        msg = "the layer has no coordinate reference system, so degrees and metres cannot be told apart; set it, for instance with layer.set_crs(4326)"
        raise MissingCRSError(msg)
    lonlat = found if found.crs.equals("EPSG:4326", ignore_axis_order=True) else found.to_crs(4326)
    bounds = lonlat.geometry.bounds.to_numpy()
    wrong = ~(np.isfinite(bounds).all(axis=1) & (np.abs(bounds) <= (180, 90, 180, 90)).all(axis=1))
    if wrong.any():
        first = lonlat.index[int(wrong.argmax())]
        msg = f"field geometry, row {first}: the position does not lie on the Earth (longitude -180 to 180, latitude -90 to 90); is {found.crs.to_string()} the right reference system?"
        raise LayerError(msg)
    return lonlat


def xy(lonlat: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the longitude and the latitude of each row: of the point, or of a point that surely lies on the shape."""
    geometry = lonlat.geometry.to_numpy()
    points = geometry
    if not (shapely.get_type_id(geometry) == POINT).all():
        points = shapely.point_on_surface(geometry)
    return shapely.get_x(points), shapely.get_y(points)


def order_of_places(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows in the order in which they are sent, neighbours near each other."""
    return np.lexsort((lat, np.floor(lon / STRIP)))


def shapes_json(lonlat: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], list[str]]:
    """Return the positions of the rows that are no points, and their geometry as GeoJSON text, to a millionth of a degree."""
    geometry = lonlat.geometry.to_numpy()
    rows = np.flatnonzero(shapely.get_type_id(geometry) != POINT)
    rounded = shapely.transform(shapely.force_2d(geometry[rows]), lambda xy: np.round(xy, 6))
    return rows, list(shapely.to_geojson(rounded))
