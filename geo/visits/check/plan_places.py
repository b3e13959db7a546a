"""Where a plan is: days and teams of the mission, the base of each night, ways that join, stops with their numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.visits.check.breach import Breach
from geo.visits.check.plan_rules import PlanRule, breach_of, hours_on
from geo.visits.plan import PlanLeg, PlanStop
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan, PlanPlace

__all__ = ["check_numbers", "check_places"]


def check_places(plan: Plan, walks: Sequence[Walk], *, mission: Mission) -> list[Breach]:
    """Return what is wrong with days, bases and the chain of places."""
    found = [*_days(plan, mission), *_bases(walks, mission)]
    for walk in walks:
        found += _chain(walk)
        found += check_numbers(walk)
    return found


def _days(plan: Plan, mission: Mission) -> Iterator[Breach]:
    if plan.time_zone != mission.time_zone:
        yield Breach(PlanRule.MISSION, f"the plan is in {plan.time_zone}, the mission in {mission.time_zone}")
    begins = mission.resume.at.date() if mission.resume else mission.dates[0]
    possible = {
        (number, day, team.id): hours_on(mission, team, day)
        for number, day in enumerate(mission.dates, start=1)
        for team in mission.teams
        if day >= begins and (team.days is None or day in team.days)
    }
    wanted = {key for key, (first, last) in possible.items() if first < last}
    said = Counter((day.day, day.date, day.team) for day in plan.days)
    for (number, day, team), times in said.items():
        if times > 1 or (number, day, team) not in possible:
            sentence = f"day {number}, {day}, team {team} is not of the mission, or stands twice"
            yield Breach(PlanRule.MISSION, sentence, number, team)
    for number, day, team in sorted(wanted - said.keys()):
        yield Breach(PlanRule.MISSION, f"day {number}, {day}, team {team} is missing", number, team)


def _bases(walks: Sequence[Walk], mission: Mission) -> Iterator[Breach]:
    """Find days that start or end elsewhere than the mission and the night before say; all teams share a base."""
    ends: dict[date, set[str | None]] = {}
    for walk in walks:
        ends.setdefault(walk.day.date, set()).add(walk.day.end.base_id)
    for day, bases in sorted(ends.items()):
        if len(bases) > 1:
            yield Breach(PlanRule.BASE, f"the teams end {day} at different bases", mission.dates.index(day) + 1)
    for walk in walks:
        number = mission.dates.index(walk.day.date) + 1
        allowed = _ends_allowed(mission, number)
        if walk.day.end.base_id not in allowed:
            sentence = f"it ends at {walk.day.end.base_id}, it may at {', '.join(sorted(allowed))}"
            yield breach_of(PlanRule.BASE, walk, sentence)
        yield from _start(walk, mission, number, ends)


def _start(walk: Walk, mission: Mission, number: int, ends: dict[date, set[str | None]]) -> Iterator[Breach]:
    start = walk.day.start.base_id
    if mission.resume is not None and walk.day.date == mission.resume.at.date():
        return  # on the road: the position may be anywhere, the chain of ways begins there
    if number > 1:
        before = ends.get(mission.dates[number - 2], _ends_allowed(mission, number - 1))
        if start not in before:
            yield breach_of(
                PlanRule.BASE, walk, f"it starts at {start}, the night was at {', '.join(map(str, before))}"
            )
        return
    first = {mission.start.base} if mission.start is not None else ends.get(mission.dates[0], set())
    if mission.start is None and len(mission.dates) == 1:
        first = {start} & _nights_allowed(mission, 1)
    if start not in first:
        yield breach_of(PlanRule.BASE, walk, f"it starts at {start}, the mission at {', '.join(map(str, first))}")


def _ends_allowed(mission: Mission, number: int) -> set[str]:
    """Return the bases at which day `number`, from 1, may end."""
    n_days = len(mission.dates)
    if number < n_days:
        return _nights_allowed(mission, number)
    if mission.end is not None:
        return {mission.end.base}
    if number in mission.nights.at or n_days == 1:
        return _nights_allowed(mission, number)
    return _nights_allowed(mission, n_days - 1)


def _nights_allowed(mission: Mission, number: int) -> set[str]:
    nights = mission.nights
    if number in nights.at:
        return {nights.at[number]}
    if nights.default is not None:
        return {nights.default}
    return (
        {*nights.choose} or {base.id for base in mission.bases if base.overnight} or {base.id for base in mission.bases}
    )


def _chain(walk: Walk) -> Iterator[Breach]:
    """Find ways that do not begin where one is: base, roads and stops of a day form one chain."""
    if not walk.day.items:
        return
    here: PlanPlace = walk.day.start
    for item in walk.day.items:
        if isinstance(item, PlanLeg):
            if _key(item.start) != _key(here):
                yield breach_of(PlanRule.CHAIN, walk, f"a way begins at {_key(item.start)}, one is at {_key(here)}")
            here = item.end
        elif isinstance(item, PlanStop) and here.site_id != item.site_id:
            yield breach_of(PlanRule.CHAIN, walk, f"{item.site_id} is visited from {_key(here)}", site=item.site_id)
    if _key(here) != _key(walk.day.end):
        yield breach_of(PlanRule.CHAIN, walk, f"the day ends at {_key(here)}, not at {_key(walk.day.end)}")
    for stop in walk.stops:
        paths = [leg for leg in walk.footpaths if stop.site_id in (leg.start.site_id, leg.end.site_id)]
        at = [
            (leg.end if leg.end.site_id == stop.site_id and number == 0 else leg.start)
            for number, leg in enumerate(paths)
        ]
        if any((place.lon, place.lat) != (stop.lon, stop.lat) for place in at):
            yield breach_of(PlanRule.CHAIN, walk, f"the way on foot misses {stop.site_id}", site=stop.site_id)


def _key(place: PlanPlace) -> tuple[str | None, float, float]:
    return place.site_id or place.base_id, place.lon, place.lat


def check_numbers(walk: Walk) -> Iterator[Breach]:
    """Give the stops of a day that have other numbers or ids than they must."""
    for position, stop in enumerate(walk.stops, start=1):
        if stop.position != position:
            sentence = f"{stop.site_id} has the number {stop.position}, it is stop {position}"
            yield breach_of(PlanRule.CHAIN, walk, sentence, site=stop.site_id)
        if stop.id != f"{stop.site_id}@{walk.day.date.isoformat()}":
            yield breach_of(
                PlanRule.CHAIN, walk, f"{stop.id} is no id of {stop.site_id} on this day", site=stop.site_id
            )
    if any(
        leg.basis == LegBasis.ACCESS and not {leg.start.site_id, leg.end.site_id} - {None} for leg in walk.footpaths
    ):
        yield breach_of(PlanRule.CHAIN, walk, "a way on foot leads to no site")
