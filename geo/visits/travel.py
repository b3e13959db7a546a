"""How long the ways of a mission take, on each of its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.roads.protocol import TravelTimes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads
    from geo.visits.mission import Mission
    from geo.visits.places import Places

__all__ = ["Travel", "travel_of"]


@dataclass(frozen=True)
class Travel:
    """Travel times between the places of a mission; days on which the same areas are closed share a matrix."""

    avoid: tuple[Avoid, ...]
    """For each day of the mission the areas that are closed to it."""
    matrix: tuple[int, ...]
    """For each day which of `times` holds."""
    times: tuple[TravelTimes, ...]
    """Each of shape (n, n), places in the order of `Places.lonlat`; NaN from and to a place without a road."""


def travel_of(
    mission: Mission,
    places: Places,
    roads: Roads,
    *,
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
) -> Travel:
    """Ask the roads for the travel times of each day.

    Parameters
    ----------
    mission
        Its days, the countries within which it stays, and the crossings that it may use.
    places
        Points on roads; those without a road are not asked for.
    roads
        The network.
    closures
        As `geo.layers.closures` declares them; which are in force is decided day by day.
    borders
        Countries as polygons, with their codes.

    Raises
    ------
    RoadsError
        If the roads cannot be asked.
    """
    from geo.roads.closures import avoid_on

    crossings = tuple((crossing.lon, crossing.lat) for crossing in mission.crossings)
    avoid = tuple(
        avoid_on(day, closures=closures, borders=borders, countries=mission.countries, crossings=crossings)
        for day in mission.dates
    )
    distinct = {area.key: area for area in avoid}
    times = tuple(_among(places.lonlat, roads, area) for area in distinct.values())
    order = {key: index for index, key in enumerate(distinct)}
    return Travel(avoid, tuple(order[area.key] for area in avoid), times)


def _among(lonlat: NDArray[np.float64], roads: Roads, avoid: Avoid) -> TravelTimes:
    """Return the matrices of all places; only those on a road are asked for."""
    on_road = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    asked = roads.matrix(lonlat[on_road], avoid=avoid)
    return TravelTimes(_spread(asked.seconds, on_road, len(lonlat)), _spread(asked.km, on_road, len(lonlat)))


def _spread(values: NDArray[np.float64], rows: NDArray[np.intp], n: int) -> NDArray[np.float64]:
    out = np.full((n, n), np.nan)
    out[np.ix_(rows, rows)] = values
    return out
