"""Roads without a router: every way is straight, so that tests know what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.roads.avoid import Avoid
from geo.roads.protocol import GraphInfo, Route, TravelTimes
from geo.visits.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from geo.visits.mission import Mission
    from geo.visits.places import Places

KPH = 36
"""Ten metres a second."""
_GEOD = Geod(ellps="WGS84")


class FlatRoads:
    """A road passes every place, except where a gap is given.

    Parameters
    ----------
    gaps_m
        Gap to the nearest road by longitude and latitude; NaN for none near.
    """

    def __init__(self, gaps_m: Mapping[tuple[float, float], float] | None = None) -> None:
        self._gaps = dict(gaps_m or {})

    @property
    def info(self) -> GraphInfo:
        return GraphInfo("flat", "2026-01-01", "flat", (-180, -90, 180, 90), "flat")

    def snap(self, lonlat: NDArray[np.float64]) -> pd.DataFrame:
        gaps = np.array([self._gaps.get((lon, lat), 0.0) for lon, lat in lonlat.tolist()], dtype=np.float64)
        points = np.where(np.isnan(gaps)[:, None], np.nan, lonlat)
        return pd.DataFrame({"lon": points[:, 0], "lat": points[:, 1], "gap_m": gaps})

    def matrix(self, lonlat: NDArray[np.float64], *, avoid: Avoid | None = None) -> TravelTimes:
        del avoid
        n = len(lonlat)
        rows, columns = (index.ravel() for index in np.indices((n, n)))
        metres = _GEOD.inv(*lonlat[rows].T, *lonlat[columns].T)[2].reshape(n, n)
        return TravelTimes(np.rint(metres / (KPH / 3.6)), metres / 1000)

    def route(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> Route | None:
        raise NotImplementedError

    def isochrone(
        self, place: tuple[float, float], minutes: Sequence[int], *, avoid: Avoid | None = None
    ) -> list[Polygon | MultiPolygon]:
        raise NotImplementedError


def flat_travel(mission: Mission, places: Places) -> Travel:
    """Return straight travel times, the same on every day."""
    n = len(places.lonlat)
    known = np.flatnonzero(np.isfinite(places.lonlat).all(axis=1))
    asked = FlatRoads().matrix(places.lonlat[known])
    seconds, km = np.full((n, n), np.nan), np.full((n, n), np.nan)
    seconds[np.ix_(known, known)], km[np.ix_(known, known)] = asked.seconds, asked.km
    n_days = len(mission.dates)
    return Travel((Avoid((), ()),) * n_days, (0,) * n_days, (TravelTimes(seconds, km),))
