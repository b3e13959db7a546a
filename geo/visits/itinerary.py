"""Stops and legs of visits as layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84, to_wgs84
from geo.layers import LEGS
from geo.measure import distances_m
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DETOUR", "legs", "stops_layer"]

DETOUR = 1.4
"""How much longer the way by road is than the straight geodesic.

An assumption of this house, not a measurement: used where no road network is known, and every such leg says so.
"""

_ORDER = ["visit_id", "day", "position"]


def stops_layer(stops: pd.DataFrame, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return stops with the positions of their sites.

    Parameters
    ----------
    stops
        Columns of the layer `stops`.
    sites
        `id` and geometry, in any declared reference system. Use the public geometry wherever the public can see the
        result. Lines and polygons stand as a point on them.

    Returns
    -------
    GeoDataFrame
        The rows of `stops` in the order of visit, day and position, with points in EPSG:4326; None where the site has
        no position or is not among `sites`.

    Raises
    ------
    MissingCRSError
        If `sites` declares no reference system.
    """
    at = pd.Index(sites["id"]).get_indexer(pd.Index(stops["site_id"]))
    points = _points(to_wgs84(sites.geometry).to_numpy())
    geometry = np.full(len(stops), None, dtype=object)
    geometry[at >= 0] = points[at[at >= 0]]
    out = gpd.GeoDataFrame(stops, geometry=geometry, crs=WGS84)
    return out.sort_values(_ORDER, kind="stable", ignore_index=True)


def _points(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    points: NDArray[np.object_] = np.where(is_point, shapes, shapely.point_on_surface(shapes))
    return points


def legs(stops: gpd.GeoDataFrame, *, detour: float = DETOUR) -> gpd.GeoDataFrame:
    """Return the legs between consecutive stops of each day.

    Parameters
    ----------
    stops
        Columns `visit_id`, `day`, `position` and `site_id` with points, in any declared reference system and any
        order. No leg leads to or from a stop without a position: nobody knows the way that was taken.
    detour
        Factor on the geodesic length, see `DETOUR`.

    Returns
    -------
    GeoDataFrame
        Columns of the layer `legs` and straight lines in EPSG:4326. `length_km` is the geodesic distance times
        `detour`, `basis` is `estimate`, `duration_min` is null: nothing is known of the roads.

    Raises
    ------
    MissingCRSError
        If `stops` declares no reference system.
    ValueError
        If `detour` is below 1: no way is shorter than the geodesic.
    """
    if not detour >= 1:
        msg = f"the detour factor is {detour}; a way by road is never shorter than the straight one, so give 1 or more"
        raise ValueError(msg)
    ordered = to_wgs84(stops).sort_values(_ORDER, kind="stable", ignore_index=True)
    shapes = ordered.geometry.to_numpy()
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    day = ordered.groupby(_ORDER[:2], sort=False).ngroup().to_numpy()
    ends = np.flatnonzero((day[1:] == day[:-1]) & placed[1:] & placed[:-1]) + 1
    start, end = ordered.iloc[ends - 1], ordered.iloc[ends]
    xy = np.stack([shapely.get_coordinates(part.geometry.to_numpy()) for part in (start, end)], axis=1)
    columns = {
        "visit_id": end["visit_id"].to_numpy(),
        "day": end["day"].to_numpy(),
        "position": end["position"].to_numpy(),
        "from_site_id": start["site_id"].to_numpy(),
        "to_site_id": end["site_id"].to_numpy(),
        "length_km": distances_m(start.geometry, end.geometry) / 1000 * detour,
        "duration_min": np.full(len(end), np.nan),
        "basis": np.full(len(end), LegBasis.ESTIMATE.value, dtype=object),
    }
    typed = {name: pd.Series(columns[name], dtype=field.dtype) for name, field in LEGS.fields.items()}
    return gpd.GeoDataFrame(typed, geometry=shapely.linestrings(xy), crs=WGS84)
