"""Bases that a mission cannot use: an area in force lies on them on a day on which teams start or end there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shapely

from geo.errors import MissionError
from geo.visits.shifts import ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Problem
    from geo.roads.avoid import Avoid
    from geo.visits.mission import Mission
    from geo.visits.places import Places
    from geo.visits.problem import Shift

__all__ = ["refuse_closed_bases"]


def refuse_closed_bases(mission: Mission, places: Places, avoid: Sequence[Avoid], shifts: Sequence[Shift]) -> None:
    """See that teams can start and end where the mission says, as far as closed areas go.

    Parameters
    ----------
    mission
        Where its days start and end.
    places
        Its bases, and their roads.
    avoid
        For each day the areas in force.
    shifts
        Days without a shift use no base.

    Raises
    ------
    MissionError
        If a base, or its nearest point on a road, lies in an area in force on such a day, and no other may be chosen.
    """
    days = {shift.day for shift in shifts}
    on_the_road = {shift.day for shift in shifts if shift.start_place >= places.n_sites + len(places.base_ids)}
    ends = ends_of(mission)

    @cache
    def closed(base: str, day: int) -> str | None:
        row = places.base_ids.index(base)
        own = mission.bases[row]
        way = shapely.linestrings([(own.lon, own.lat), places.lonlat[places.n_sites + row]])
        areas = zip(avoid[day].areas, avoid[day].ids, strict=True)
        return next((area_id for area, area_id in areas if area.intersects(way)), None)

    problems: list[Problem] = []
    for number, bases in enumerate(ends):
        for day in (number - 1, number):
            if day not in days or (day == number and day in on_the_road):
                continue  # nobody is there, or the day goes on from the road
            areas = [closed(base, day) for base in bases]
            if all(areas):
                message = _sentence(bases, areas, str(mission.dates[day]))
                problems.append(mission.problem(_field(mission, number, len(ends) - 1), message))
                break
    if problems:
        raise MissionError(problems)


def _sentence(bases: Sequence[str], areas: Sequence[str | None], day: str) -> str:
    named = " and ".join(map(repr, bases))
    lies = "lies" if len(bases) == 1 else "lie"
    if set(areas) == {"outside"}:
        return f"{named} {lies} outside the countries of the mission; name its country, or another base"
    closures = ", ".join(sorted({area for area in areas if area not in (None, "outside")}))
    return f"{named} {lies} in an area that is closed on {day} ({closures}); name another base, or mend the closure"


def _field(mission: Mission, number: int, last: int) -> tuple[str | int, ...]:
    """Return which field says where the teams are at an end of a day."""
    if number == 0 and mission.start is not None:
        return ("start", "base")
    if number == last and mission.end is not None:
        return ("end", "base")
    night = min(max(number, 1), max(last - 1, 1)) if number not in mission.nights.at else number
    if night in mission.nights.at:
        return ("nights", "at", night)
    if mission.nights.default is not None:
        return ("nights", "default")
    return ("nights", "choose") if mission.nights.choose else ("bases",)
