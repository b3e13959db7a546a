"""The ways of a plan: by road with line, climb and turns, and between a stop and its road."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.errors import RoadsError
from geo.roads.proof import touched
from geo.roads.protocol import Route
from geo.visits.places import WALK_FACTOR
from geo.visits.plan import PlanLeg, PlanPlace, PlanTurn
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from datetime import date

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.visits.compile import Compiled
    from geo.visits.places import Places
    from geo.visits.plan import PlanStop
    from geo.visits.problem import Shift
    from geo.visits.travel import Travel

__all__ = ["DIGITS", "LegMaker", "moment"]

DIGITS = 6
"""Of a degree in a plan: a decimetre."""
_NO_TURNS = pd.DataFrame(columns=["type", "street", "length_km", "seconds", "lon", "lat", "exit_count"])


def moment(day: date, seconds: int) -> datetime:
    """Return the local moment so many seconds after midnight."""
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


class LegMaker:
    """Makes the legs of a plan; each distinct way is asked for once.

    Parameters
    ----------
    places, compiled, travel, roads
        As the plan was made with.
    heights
        A grid of heights; None where none is known, and legs do not say how they climb.
    on_track
        Whether access legs are driven on tracks, not walked.
    """

    def __init__(
        self,
        places: Places,
        compiled: Compiled,
        travel: Travel,
        roads: Roads,
        *,
        heights: Heights | None = None,
        on_track: bool = False,
    ) -> None:
        self._places, self._compiled, self._travel = places, compiled, travel
        self._roads, self._heights, self._on_track = roads, heights, on_track
        self._made: dict[tuple[int, int, int], PlanLeg] = {}

    def place(self, index: int) -> PlanPlace:
        """Return a place of the problem, where its road is."""
        compiled = self._compiled
        n_sites, n_bases = len(compiled.site_ids), len(compiled.base_ids)
        lon, lat = (round(degrees, DIGITS) for degrees in self._lonlat(index))
        return PlanPlace(
            site_id=compiled.site_ids[index] if index < n_sites else None,
            base_id=compiled.base_ids[index - n_sites] if 0 <= index - n_sites < n_bases else None,
            lon=lon,
            lat=lat,
        )

    def road(self, shift: Shift, ends: tuple[int, int], depart: datetime, arrive: datetime) -> PlanLeg:
        """Return a leg by road; its time is the one that the matrix has, by which the plan was made.

        Raises
        ------
        RoadsError
            If the roads give no way where their matrix has one.
        """
        key = (self._travel.matrix[shift.day], *ends)
        if key not in self._made:
            self._made[key] = self._by_road(shift, ends)
        return self._made[key].model_copy(update={"depart": depart, "arrive": arrive})

    def _by_road(self, shift: Shift, ends: tuple[int, int]) -> PlanLeg:
        start, end = (self.place(index) for index in ends)
        rows = [self._compiled.place_rows[index] for index in ends]
        seconds = int(self._travel.times[self._travel.matrix[shift.day]].seconds[rows[0], rows[1]])
        route = self._route(shift, ends, seconds)
        climb, descent = (None, None) if self._heights is None else self._heights.climb(route.line)
        return PlanLeg(
            start=start,
            end=end,
            depart=datetime.min,  # noqa: DTZ901 (moments of a plan are local)
            arrive=datetime.min,  # noqa: DTZ901 (as above)
            seconds=seconds,
            km=round(route.km, 3),
            climb_m=climb,
            descent_m=descent,
            basis=LegBasis.ROAD,
            note=f"road: {self._roads.info}",
            line=tuple(map(tuple, shapely.get_coordinates(route.line).round(DIGITS).tolist())),
            turns=_turns(route),
        )

    def _route(self, shift: Shift, ends: tuple[int, int], seconds: int) -> Route:
        start, end = (self._lonlat(index) for index in ends)
        if start == end:  # two sites at one point of a road
            return Route(0, 0, shapely.LineString([start, end]), _NO_TURNS)
        avoid = self._travel.avoid[shift.day]
        route = self._roads.route(start, end)  # ten times as quick as with the borders of countries left out
        if route is None or abs(route.seconds - seconds) > 1 or len(touched([route.line], avoid)):
            route = self._roads.route(start, end, avoid=avoid)
        if route is None:
            message = (
                f"the roads have a time from {start} to {end}, but no way; build them anew with mirasmap roads build"
            )
            raise RoadsError(message)
        return route

    def access(self, site: int, stop: PlanStop, depart: datetime, arrive: datetime, *, back: bool) -> PlanLeg:
        """Return the way between a stop and its road: straight, for nobody knows the path."""
        road = self.place(site)
        there = PlanPlace(site_id=stop.site_id, lon=stop.lon, lat=stop.lat)
        start, end = (there, road) if back else (road, there)
        metres = float(self._places.gap_m[self._compiled.place_rows[site]]) * WALK_FACTOR
        return PlanLeg(
            start=start,
            end=end,
            depart=depart,
            arrive=arrive,
            seconds=self._compiled.access_s[site],
            km=round(metres / 1000, 3),
            basis=LegBasis.ACCESS,
            note=f"access: {metres:.0f} m {'on a track' if self._on_track else 'on foot'}",
            line=((start.lon, start.lat), (end.lon, end.lat)),
        )

    def _lonlat(self, index: int) -> tuple[float, float]:
        lon, lat = self._places.lonlat[self._compiled.place_rows[index]].tolist()
        return lon, lat


def _turns(route: Route) -> tuple[PlanTurn, ...]:
    columns = [route.manoeuvres[name].tolist() for name in _NO_TURNS]
    return tuple(
        PlanTurn(
            type=code,
            street=street or None,
            km=round(km, 3),
            seconds=round(seconds),
            lon=round(lon, DIGITS),
            lat=round(lat, DIGITS),
            exit=None if pd.isna(number) else int(number),
        )
        for code, street, km, seconds, lon, lat, number in zip(*columns, strict=True)
    )
