"""What is left of a mission at a moment: where the teams stand, what is done, what stays as it is, and what is to be planned."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import PlanError
from geo.roads.closures import avoid_on
from geo.roads.proof import touched
from geo.visits.mission import Lock, Nights, Resume, Start
from geo.visits.plan import PlanLeg, PlanStop
from geo.visits.plan_file import hashed
from geo.visits.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.store import Store
    from geo.visits.mission import Mission, Team
    from geo.visits.news import News
    from geo.visits.plan import Plan, PlanDay
    from geo.visits.standing import Standing

__all__ = ["Rest", "rest_of"]


@dataclass(frozen=True)
class Rest:
    """A mission under way."""

    plan: Plan
    """As it was."""
    mission: Mission
    """What is left to plan."""
    at: datetime
    standings: tuple[Standing, ...]
    """Of each team that has a plan for this day."""
    frozen: tuple[PlanDay, ...]
    """Later days that stay as they are."""
    unplanned: tuple[str, ...]
    """Sites that have been visited though the plan does not have it so."""
    absent: frozenset[str]
    placed: frozenset[str]
    """Teams of which somebody said where they are."""

    def kept(self) -> dict[str, tuple[date, str]]:
        """Return day and team of the stops that are to come in the old plan."""
        days = [day for day in self.plan.days if day.date >= self.at.date()]
        return {site: (day.date, day.team) for day in days for site in _sites(day)}

    def past(self) -> tuple[PlanDay, ...]:
        """Return the days before this one, all done."""
        return tuple(_done(day) for day in self.plan.days if day.date < self.at.date())

    def unchanged(self) -> Plan:
        """Return the plan as it was, with its stops done up to now."""
        now = {standing.day.team: standing for standing in self.standings}
        days = []
        for day in self.plan.days:
            done = set(now[day.team].done) if day.date == self.at.date() else None
            days.append(_done(day, done) if day.date <= self.at.date() else day)
        return hashed(self.plan.model_copy(update={"days": tuple(days), "data": {**self.plan.data, **self.data()}}))

    def data(self) -> dict[str, Any]:
        """Return what a plan says of the one that it replaces."""
        return {"replaces": self.plan.hash, "at": self.at.isoformat()}

    def require_open(self, store: Store, closures: gpd.GeoDataFrame | None) -> None:
        """See that no locked day leads through an area that is closed by now.

        Raises
        ------
        PlanError
            If one does: names the day and the areas.
        """
        for day in self.frozen:
            if shut := _shut([day], day.date, (store.closures(), closures)):
                message = f"the locked day {day.date} of team {day.team} leads through {', '.join(shut)}; free that day"
                raise PlanError(message)

    def still_holds(self, store: Store, closures: gpd.GeoDataFrame | None) -> bool:
        """Return whether nothing that is closed by now stands in the way of the old plan."""
        return not any(
            _shut([day], day.date, (store.closures(), closures)) for day in self.plan.days if day.date >= self.at.date()
        )


def _done(day: PlanDay, sites: Collection[str] | None = None) -> PlanDay:
    items = [
        item.model_copy(update={"done": True})
        if isinstance(item, PlanStop) and (sites is None or item.site_id in sites)
        else item
        for item in day.items
    ]
    return day.model_copy(update={"items": tuple(items)})


def _shut(days: Iterable[PlanDay], date_: date, closures: Iterable[gpd.GeoDataFrame | None]) -> list[str]:
    items = [item for day in days for item in day.items]
    lines: list[BaseGeometry] = [
        shapely.LineString(item.line) for item in items if isinstance(item, PlanLeg) and len(item.line) > 1
    ]
    lines += [shapely.Point(item.lon, item.lat) for item in items if isinstance(item, PlanStop)]
    found = {
        str(area)
        for frame in closures
        if frame is not None
        for area in touched(lines, avoid_on(date_, closures=frame))["area_id"]
    }
    return sorted(found)


def rest_of(plan: Plan, mission: Mission, news: News) -> Rest:
    """Return what is left of a mission.

    Parameters
    ----------
    plan
        As it was.
    mission
        That it was made of.
    news
        What is said on the road.
    """
    at, absent = news.at, news.absent
    today = at.date()
    standings = tuple(standing_of(day, at) for day in plan.days if day.date == today)
    kept = {*news.locked_days, *mission.locked_days}
    frozen = tuple(day for day in plan.days if day.date in kept and day.date > today)
    ended = {site for day in plan.days if day.date < today for site in _sites(day)}
    ended |= {site for standing in standings for site in standing.done}
    before = {*mission.resume.done} if mission.resume else set()
    stay = {site for day in frozen for site in _sites(day)}
    gone = ended | stay | before | {*news.done}
    parts = {
        "resume": _resume(at, standings, gone, news.positions, absent),
        "start": _start(mission, standings),
        "teams": tuple(_with_days(team, mission, standings, frozen, absent, today) for team in mission.teams),
        "nights": _nights(plan, mission, today, _free(news, standings)),
        "locked": tuple(_locks(plan, mission, gone, {*news.locked}, kept, absent, today)),
    }
    return Rest(
        plan=plan,
        mission=mission.model_copy(update=parts),
        at=at,
        standings=standings,
        frozen=frozen,
        unplanned=tuple(sorted({*news.done} - ended - stay - before)),
        absent=frozenset(absent),
        placed=frozenset(news.positions),
    )


def _sites(day: PlanDay) -> list[str]:
    return [item.site_id for item in day.items if isinstance(item, PlanStop)]


def _resume(
    at: datetime,
    standings: Iterable[Standing],
    gone: set[str],
    positions: Mapping[str, tuple[float, float]],
    absent: Collection[str],
) -> Resume:
    under_way = {
        standing.day.team: standing
        for standing in standings
        if standing.begun and not standing.home and standing.day.team not in absent
    }
    by_plan = {team: (standing.here.lon, standing.here.lat) for team, standing in under_way.items()}
    told = {team: place for team, place in positions.items() if team not in absent}
    return Resume(
        at=at,
        positions=by_plan | told,
        free={team: standing.free for team, standing in under_way.items() if standing.free > at},
        done=tuple(sorted(gone)),
        driven_minutes={team: ceil(standing.drive_seconds / 60) for team, standing in under_way.items()},
        breaks_taken={team: standing.breaks for team, standing in under_way.items()},
    )


def _start(mission: Mission, standings: Iterable[Standing]) -> Start | None:
    """Return where the first day begins: on that day where the teams stand, though the mission leaves it to the first night."""
    here = next((each.day.start.base_id for each in standings if each.day.date == mission.dates[0]), None)
    return Start(base=here) if mission.start is None and here is not None else mission.start


def _with_days(
    team: Team,
    mission: Mission,
    standings: Iterable[Standing],
    frozen: Iterable[PlanDay],
    absent: Collection[str],
    today: date,
) -> Team:
    """Return a team without the days that are over for it, or stay as they are."""
    over = {day.date for day in frozen}
    if any(standing.home and standing.begun for standing in standings if standing.day.team == team.id):
        over.add(today)
    if team.id in absent:
        over |= {day for day in mission.dates if day >= today}
    there = mission.dates if team.days is None else team.days
    return team.model_copy(update={"days": tuple(day for day in there if day not in over)}) if over else team


def _free(news: News, standings: Iterable[Standing]) -> set[int]:
    """Return the nights that are free; not that of today where a team has arrived at its base already."""
    there = [standing for standing in standings if standing.begun and standing.home]
    return {*news.free_nights} - {each.day.day for each in there if each.day.team not in news.absent}


def _nights(plan: Plan, mission: Mission, today: date, free: Collection[int]) -> Nights:
    """Return the nights with the bases that they had; those that are free, and still to come, as the mission has them."""
    at = dict(mission.nights.at)
    last = len(mission.dates)
    for day in plan.days:
        over = day.date < today
        if day.end.base_id is not None and (over or day.day not in free) and (day.day < last or mission.end is None):
            at[day.day] = day.end.base_id
    return mission.nights.model_copy(update={"at": at})


def _locks(
    plan: Plan,
    mission: Mission,
    gone: set[str],
    locked: set[str],
    kept: set[date],
    absent: Collection[str],
    today: date,
) -> Iterable[Lock]:
    """Give the locks that are left: stops locked now, those of a locked today included, then the others of the mission."""
    known: set[str] = set()
    for day in plan.days:
        for item in day.items:
            if not isinstance(item, PlanStop) or item.site_id in gone:
                continue
            if item.site_id in locked or (day.date == today and today in kept):
                known.add(item.site_id)
                team = None if day.team in absent else day.team
                yield Lock(site=item.site_id, day=day.date, team=team, at=item.begin.time())
    for lock in mission.locked:
        if lock.site not in gone | known:
            yield lock.model_copy(update={"team": None}) if lock.team in absent else lock
