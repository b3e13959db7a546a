"""How long the ways of a mission take, on each of its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.roads.matrix_blocks import block_starts, told_of_blocks
from geo.roads.protocol import TravelTimes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads
    from geo.visits.mission import Mission
    from geo.visits.places import Places

__all__ = ["TRAVEL_TIMES", "Travel", "travel_of"]

TRAVEL_TIMES = "travel_times"
"""The step that progress is told of."""


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
    progress: Callable[[str, int, int], None] | None = None,
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
    progress
        Told how many blocks of rows are found, of how many; what it raises ends the asking.

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
    times = tuple(_matrices(places.lonlat, roads, distinct.values(), progress or _untold))
    order = {key: index for index, key in enumerate(distinct)}
    return Travel(avoid, tuple(order[area.key] for area in avoid), times)


def _matrices(
    lonlat: NDArray[np.float64], roads: Roads, areas: Collection[Avoid], progress: Callable[[str, int, int], None]
) -> Iterator[TravelTimes]:
    """Give the matrix of all places for each area to avoid; only places on a road are asked for."""
    on_road = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    each = len(block_starts(len(on_road)))
    for number, avoid in enumerate(areas):

        def tell(done: int, before: int = number * each) -> None:
            progress(TRAVEL_TIMES, before + done, len(areas) * each)

        tell(0)
        with told_of_blocks(tell):
            asked = roads.matrix(lonlat[on_road], avoid=avoid)
        tell(each)  # also where the matrix was kept, or closed places were left out
        yield TravelTimes(_spread(asked.seconds, on_road, len(lonlat)), _spread(asked.km, on_road, len(lonlat)))


def _untold(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def _spread(values: NDArray[np.float64], rows: NDArray[np.intp], n: int) -> NDArray[np.float64]:
    out = np.full((n, n), np.nan)
    out[np.ix_(rows, rows)] = values
    return out
