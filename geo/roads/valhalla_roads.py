"""A road network asked through Valhalla: snapped places, travel times, routes, and what can be reached."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import RoadsError
from geo.measure import distances_m
from geo.roads.asking import Asker, location
from geo.roads.closed_pieces import closed_places
from geo.roads.exclusion import exclusion
from geo.roads.graph import open_graph
from geo.roads.matrix import times_and_lengths
from geo.roads.matrix_cache import MatrixCache
from geo.roads.protocol import TravelTimes
from geo.roads.reach import reach_of
from geo.roads.route_answer import route_of
from geo.roads.router_config import MAX_PLACES, VEHICLE
from geo.roads.snapping import snapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from geo.roads.avoid import Avoid
    from geo.roads.exclusion import Exclusion
    from geo.roads.graph import Graph
    from geo.roads.protocol import GraphInfo, Route

__all__ = ["NoWay", "ValhallaRoads", "open_roads"]

_WGS84 = 4326


class NoWay(StrEnum):
    """Why no way leads from one place to another."""

    START_OFF = "start_off"
    """No road lies near the start."""
    END_OFF = "end_off"
    """No road lies near the end."""
    START_CLOSED = "start_closed"
    """The start lies in an area to avoid, or on a piece of road that one touches."""
    END_CLOSED = "end_closed"
    """The end lies so."""
    CLOSED = "closed"
    """Without the areas to avoid a way would lead."""
    UNCONNECTED = "unconnected"
    """The network does not join the two places."""


def open_roads(folder: Path, *, cache: Path | None = None) -> ValhallaRoads:
    """Open a road network.

    Parameters
    ----------
    folder
        Folder of a graph, or of several, as `geo.roads.graph.open_graph` takes it.
    cache
        Folder for travel times; None keeps them beside the graph.

    Raises
    ------
    RoadsError
        If there is no graph, or it cannot be used.
    """
    return ValhallaRoads(open_graph(folder), cache=cache)


class ValhallaRoads:
    """The roads of one graph for a car; may be asked from several threads."""

    def __init__(self, graph: Graph, *, cache: Path | None = None) -> None:
        self._graph = graph
        self._asker = Asker(graph.tiles)
        self._cache = MatrixCache(cache or graph.matrices)

    @property
    def info(self) -> GraphInfo:
        """Where the graph comes from."""
        return self._graph.info

    def snap(self, lonlat: NDArray[np.float64]) -> pd.DataFrame:
        """Return the nearest point of a road for a car for each place.

        Parameters
        ----------
        lonlat
            Places, shape (n, 2); not a number where a place is not known.

        Returns
        -------
        pd.DataFrame
            `lon`, `lat` and `gap_m` (geodesic metres from the place), n rows; NaN where no road lies within
            `geo.roads.asking.SNAP_M`.
        """
        places = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        out = snapped(self._asker, places)
        start, end = (gpd.GeoSeries(shapely.points(points), crs=_WGS84) for points in (places, out))
        return pd.DataFrame({"lon": out[:, 0], "lat": out[:, 1], "gap_m": distances_m(start, end)})

    def matrix(self, lonlat: NDArray[np.float64], *, avoid: Avoid | None = None) -> TravelTimes:
        """Return times and lengths between all pairs of places.

        Parameters
        ----------
        lonlat
            Places, shape (n, 2).
        avoid
            Areas that no way touches.

        Returns
        -------
        TravelTimes
            Not a number from and to a place that lies near no road, in an area to avoid or on a piece of road that one
            touches, and where no way leads.

        Raises
        ------
        RoadsError
            If there are more than `geo.roads.router_config.MAX_PLACES` places.
        """
        places = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        if len(places) > MAX_PLACES:
            message = f"travel times are found between at most {MAX_PLACES:,} places, not {len(places):,}; choose fewer"
            raise RoadsError(message)
        excluded = exclusion(avoid)
        file = self._cache.file(self.info.stamp, places, avoid.key if avoid and not excluded.is_empty else "", VEHICLE)
        if (kept := self._cache.read(file)) is not None:
            return kept
        found = self._matrix(places, avoid)
        self._cache.write(file, found)
        return found

    def _matrix(self, places: NDArray[np.float64], avoid: Avoid | None) -> TravelTimes:
        seconds, km = np.full((2, len(places), len(places)), np.nan)
        excluded = exclusion(avoid)
        off, closed = self._off_or_closed(places, excluded)
        asked = np.flatnonzero(~(off | closed))
        if len(asked):
            named = [location(place) for place in places[asked]]
            square = np.ix_(asked, asked)
            seconds[square], km[square] = times_and_lengths(self._graph.tiles, named, excluded.rings, asker=self._asker)
        return TravelTimes(seconds, km)

    def _off_or_closed(
        self, places: NDArray[np.float64], excluded: Exclusion
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which places lie near no road, and from which of the others no way may lead."""
        points = snapped(self._asker, places)
        off, closed = np.isnan(points[:, 0]), np.zeros(len(points), dtype=bool)
        near = np.flatnonzero(~off)
        closed[near] = closed_places(self._asker, [location(place) for place in places[near]], points[near], excluded)
        return off, closed

    def route(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> Route | None:
        """Return the fastest way, the same that `matrix` counts; None where none leads.

        Parameters
        ----------
        start, end
            lon, lat.
        avoid
            Areas that the way does not touch.
        """
        ends = np.array([start, end], dtype=float)
        excluded = exclusion(avoid)
        if np.any(self._off_or_closed(ends, excluded)):
            return None
        free = self._asked(ends, [])
        if free is None or not excluded.union.intersects(free.line):
            return free  # the fastest of all is the fastest allowed; the router is slow where it must avoid whole countries
        return self._asked(ends, excluded.rings)

    def _asked(self, ends: NDArray[np.float64], rings: list[Any]) -> Route | None:
        question = {
            "locations": [location(place) for place in ends],
            "exclude_polygons": rings,
            "directions_type": "maneuvers",
        }
        answer = self._asker.ask("route", question)
        return None if answer is None else route_of(answer["trip"]["legs"][0])

    def why_no_way(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> NoWay | None:
        """Return why `route` finds no way; None where it finds one."""
        off, closed = self._off_or_closed(np.array([start, end], dtype=float), exclusion(avoid))
        for found, reason in zip([*off, *closed], list(NoWay)[:4], strict=True):
            if found:
                return reason
        if self.route(start, end, avoid=avoid) is not None:
            return None
        return NoWay.UNCONNECTED if self.route(start, end) is None else NoWay.CLOSED

    def isochrone(
        self, place: tuple[float, float], minutes: Sequence[int], *, avoid: Avoid | None = None
    ) -> list[Polygon | MultiPolygon]:
        """Return what can be reached by road within so many minutes, in the order of `minutes`.

        Parameters
        ----------
        place
            lon, lat of the start.
        minutes
            From 1 to 1,440 each, at most 12.
        avoid
            Areas that are left out, and not driven through.

        Returns
        -------
        list of Polygon or MultiPolygon
            EPSG:4326; empty where the place lies near no road or in an area to avoid.

        Raises
        ------
        RoadsError
            If the minutes are none of these.
        """
        excluded = exclusion(avoid)
        refused = np.any(self._off_or_closed(np.array([place], dtype=float), excluded))
        return reach_of(None if refused else self._asker, place, minutes, excluded)
