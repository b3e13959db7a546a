"""From a solution to the days of a plan: stops, ways, turns and breaks, each with its moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.visits.access import access_table
from geo.visits.day_legs import DIGITS, LegMaker, moment
from geo.visits.plan import PlanBreak, PlanDay, PlanStop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import geopandas as gpd

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.visits.access import AccessTable
    from geo.visits.compile import Compiled
    from geo.visits.mission import Mission
    from geo.visits.places import Places
    from geo.visits.plan import PlanLeg
    from geo.visits.problem import Shift, Solution, Taken, Timetable, VisitAt
    from geo.visits.travel import Travel

__all__ = ["Assembly", "assemble_days"]

type Item = PlanLeg | PlanStop | PlanBreak


@dataclass(frozen=True)
class Assembly:
    """All that the days of a plan are made of."""

    mission: Mission
    candidates: gpd.GeoDataFrame
    places: Places
    travel: Travel
    compiled: Compiled
    solution: Solution
    timetables: tuple[Timetable | None, ...]
    """Of each shift; None where none holds: that day is left empty, and a conflict of the plan says why."""
    roads: Roads
    heights: Heights | None = None


def assemble_days(parts: Assembly) -> tuple[PlanDay, ...]:
    """Return the days of a plan, each team's, in order of day and team.

    Parameters
    ----------
    parts
        What the planner has found. Each distinct way is asked for once.

    Raises
    ------
    RoadsError
        If the roads give no way where their matrix has one.
    """
    making = _Days(parts)
    shifts = enumerate(parts.solution.problem.shifts)
    return tuple(making.day(index) for index, shift in sorted(shifts, key=lambda each: (each[1].day, each[1].team)))


class _Days:
    def __init__(self, parts: Assembly) -> None:
        self.parts = parts
        self.legs = LegMaker(
            parts.places,
            parts.compiled,
            parts.travel,
            parts.roads,
            heights=parts.heights,
            on_track=all(team.off_road for team in parts.mission.teams),
        )
        self.table: AccessTable = access_table(parts.candidates, parts.mission)
        self.row_of = {site_id: row for row, site_id in enumerate(parts.candidates["site_id"].tolist())}
        self.priority: list[int] = parts.candidates["priority"].tolist()
        self.lonlat: list[list[float]] = parts.candidates[["lon", "lat"]].round(DIGITS).to_numpy().tolist()

    def day(self, index: int) -> PlanDay:
        parts, shift = self.parts, self.parts.solution.problem.shifts[index]
        day, found = parts.compiled.days[shift.day], parts.timetables[index]
        driven = found is not None and (bool(found.visits) or shift.start_place != shift.end_place)
        light = parts.compiled.light[shift.day]
        return PlanDay(
            day=shift.day + 1,
            date=day,
            team=parts.compiled.teams[shift.team],
            start=self.legs.place(shift.start_place),
            end=self.legs.place(shift.end_place),
            depart=moment(day, found.depart) if found is not None and driven else None,
            arrive=moment(day, found.arrive) if found is not None and driven else None,
            drive_seconds=found.drive if found is not None and driven else 0,
            sunrise=None if light is None else moment(day, light[0]),
            sunset=None if light is None else moment(day, light[1]),
            items=tuple(self._items(shift, day, found)) if found is not None and driven else (),
        )

    def _items(self, shift: Shift, day: date, found: Timetable) -> Iterator[Item]:
        breaks = _by_gap(found)
        here, now = shift.start_place, found.depart
        for position, visit in enumerate(found.visits, start=1):
            yield from self._way(shift, day, (here, visit.site), now, visit.arrive, breaks[position - 1])
            here, now = visit.site, visit.end
            following = breaks[position]
            yield from self._visit(shift, day, position, visit, leave=_past(now, following)[0])
        yield from self._way(shift, day, (here, shift.end_place), now, found.arrive, breaks[len(found.visits)])

    def _way(
        self, shift: Shift, day: date, ends: tuple[int, int], leave: int, arrive: int, breaks: Sequence[Taken]
    ) -> Iterator[Item]:
        """Yield a leg, and the breaks taken before, on and after it."""
        depart, first = _past(leave, breaks)
        rests = [PlanBreak(name=each.name, begin=moment(day, each.begin), end=moment(day, each.end)) for each in breaks]
        yield from rests[:first]
        if ends[0] != ends[1]:
            yield self.legs.road(shift, ends, moment(day, depart), moment(day, arrive))
        yield from rests[first:]

    def _visit(self, shift: Shift, day: date, position: int, visit: VisitAt, *, leave: int) -> Iterator[Item]:
        """Yield a stop, with the ways between it and its road."""
        walk = self.parts.compiled.access_s[visit.site]
        begin, end = visit.begin + walk, visit.end - walk
        stop = self._stop(shift, day, position, visit, (begin, end, leave))
        if walk:
            yield self.legs.access(visit.site, stop, moment(day, visit.begin), moment(day, begin), back=False)
        yield stop
        if walk:
            yield self.legs.access(visit.site, stop, moment(day, end), moment(day, visit.end), back=True)

    def _stop(self, shift: Shift, day: date, position: int, visit: VisitAt, times: tuple[int, int, int]) -> PlanStop:
        site_id = self.parts.compiled.site_ids[visit.site]
        row = self.row_of[site_id]
        begin, end, leave = (moment(day, each) for each in times)
        access = self.table.on[row][shift.day]
        return PlanStop(
            id=f"{site_id}@{day.isoformat()}",
            site_id=site_id,
            position=position,
            arrive=moment(day, visit.arrive),
            begin=begin,
            end=end,
            depart=leave,
            priority=self.priority[row],
            must=site_id in self.parts.mission.must,
            locked=any(lock.site == site_id and lock.day == day for lock in self.parts.mission.locked),
            access=access.state,
            access_note=access.note,
            lon=self.lonlat[row][0],
            lat=self.lonlat[row][1],
        )


def _by_gap(found: Timetable) -> list[list[Taken]]:
    """Return the breaks between consecutive visits, before the first and after the last."""
    gaps: list[list[Taken]] = [[] for _ in range(len(found.visits) + 1)]
    for each in found.breaks:
        gaps[each.after].append(each)
    return gaps


def _past(leave: int, breaks: Sequence[Taken]) -> tuple[int, int]:
    """Return when one leaves who takes the breaks that are due by then first, and how many those are."""
    first = 0
    for each in breaks:
        if each.begin > leave:
            break
        leave, first = max(leave, each.end), first + 1
    return leave, first
