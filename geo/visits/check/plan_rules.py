"""The rules of plans, and what the checks of a plan share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

import geopandas as gpd
import orjson
import shapely

from geo.crs import WGS84
from geo.measure import distances_m
from geo.visits.check.breach import Breach
from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from datetime import date

    from geo.visits.mission import Mission, Team
    from geo.visits.plan import Plan, PlanDay

__all__ = [
    "PlanRule",
    "Walk",
    "breach_of",
    "check_hash",
    "clock_seconds",
    "driving_limit_s",
    "hours_on",
    "metres_between",
    "seconds_into",
    "walks_of",
]


class PlanRule(StrEnum):
    """The rules of plans."""

    HASH = "hash"
    """The hash is that of the contents."""
    MISSION = "mission"
    """Time zone, days and teams are those of the mission, each team's day stands once."""
    CANDIDATES = "candidates"
    """Visited and omitted together are the candidates, none in both, none twice."""
    MUST_NOT = "must_not"
    """Excluded and visited sites are not visited."""
    MUST = "must"
    """A must-see or lock that is not met stands among the conflicts."""
    TOGETHER = "together"
    LOCK = "lock"
    """A locked stop has its day, team and time."""
    OBJECTIVE = "objective"
    """What the plan says it reaches is what it reaches, and no more than the bound."""
    ORDER = "order"
    """What is done follows in time, nothing overlaps."""
    CHAIN = "chain"
    """Each way begins where the last one ended; stops have their numbers and ids."""
    BASE = "base"
    """Days start and end at the bases of their nights."""
    SHIFT = "shift"
    """Nobody leaves or is back outside the working hours, the start, the deadline."""
    DRIVING = "driving"
    BUFFER = "buffer"
    """Each way has its time and its buffer, breaks not counted."""
    BREAK = "break"
    """Lunch and prayers that are owed are taken once, in their span, in full, between visits."""
    TRANSFER = "transfer"
    """A day whose ends differ is driven, or a conflict says why not."""
    MINUTES = "minutes"
    """A visit takes its minutes."""
    OPENING = "opening"
    DAYLIGHT = "daylight"
    ACCESS = "access"
    """Status of the day, permit, escort or override by name."""
    NEED = "need"
    """The team has the skills and languages."""
    FOOTPATH = "footpath"
    """A site far from its road has an access leg each way, of its length and speed, not above the limit."""
    TIME = "time"
    """The time of a way is that of the roads on that day."""
    LINE = "line"
    """The line of a way joins its ends and is as long as it says."""
    CLOSURE = "closure"
    """No way touches an area in force on that day."""
    BORDER = "border"
    """No way leaves the named countries, but at a crossing."""
    CONFLICT = "conflict"
    """A demand that is said to conflict is not met, and what is said to stand in its way does."""
    DONE = "done"
    """What was done when the plan was made anew stays as it was."""
    RESUME = "resume"
    """On the road a team goes on from where it stands, when it is free, or no further."""
    LOCKED_DAY = "locked_day"
    """A locked day stays as it was."""
    NIGHT = "night"
    """A night that is not free keeps its base, and the next day starts there."""


@dataclass(frozen=True)
class Walk:
    """A team's day, taken apart."""

    day: PlanDay
    team: Team
    roads: tuple[PlanLeg, ...]
    """Legs by road, in order."""
    footpaths: tuple[PlanLeg, ...]
    """Access legs, in order."""
    stops: tuple[PlanStop, ...]
    breaks: tuple[PlanBreak, ...]

    def footpath_s(self, stop: PlanStop) -> int:
        """Return the seconds of the longest access leg of a stop."""
        return max(
            (leg.seconds for leg in self.footpaths if stop.site_id in (leg.start.site_id, leg.end.site_id)), default=0
        )


def walks_of(plan: Plan, mission: Mission) -> list[Walk]:
    """Return every day of every known team, in the order of the plan."""
    teams = {team.id: team for team in mission.teams}
    out = []
    for day in plan.days:
        if day.team in teams:
            legs = [item for item in day.items if isinstance(item, PlanLeg)]
            out.append(
                Walk(
                    day=day,
                    team=teams[day.team],
                    roads=tuple(leg for leg in legs if leg.basis != LegBasis.ACCESS),
                    footpaths=tuple(leg for leg in legs if leg.basis == LegBasis.ACCESS),
                    stops=tuple(item for item in day.items if isinstance(item, PlanStop)),
                    breaks=tuple(item for item in day.items if isinstance(item, PlanBreak)),
                )
            )
    return out


def breach_of(rule: PlanRule, walk: Walk, sentence: str, *, site: str | None = None) -> Breach:
    """Return a breach on a day of a team."""
    return Breach(rule, f"day {walk.day.day}, team {walk.day.team}: {sentence}", walk.day.day, walk.day.team, site)


def check_hash(plan: Plan) -> list[Breach]:
    """Return a breach where the hash of a plan is not that of its contents."""
    content = orjson.dumps(
        plan.model_dump(mode="json", exclude={"hash": True, "objective": {"bound"}}), option=orjson.OPT_SORT_KEYS
    )
    if hashlib.sha256(content).hexdigest() == plan.hash:
        return []
    return [Breach(PlanRule.HASH, "the hash of the plan is not that of its contents")]


def driving_limit_s(mission: Mission, team: Team, *, day: date) -> float:
    """Return how many seconds a team may drive on a day, less what it has driven before the mission was planned anew."""
    limit = 3600 * (team.max_driving_hours or mission.rules.max_driving_hours)
    if mission.resume is not None and day == mission.resume.at.date():
        limit -= 60 * mission.resume.driven_minutes.get(team.id, 0)
    return limit


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance of two positions (longitude, latitude)."""
    points = [gpd.GeoSeries([shapely.Point(lonlat)], crs=WGS84) for lonlat in (one, other)]
    return float(distances_m(*points)[0])


def hours_on(mission: Mission, team: Team, day: date) -> tuple[int, int]:
    """Return between which seconds of a day a team may be under way; nothing is left where the first is not the lesser."""
    first, last = map(clock_seconds, team.hours.split("-"))
    if mission.start is not None and mission.start.at is not None and day == mission.dates[0]:
        first = max(first, seconds_into(day, datetime.combine(day, mission.start.at)))
    if mission.resume is not None and day == mission.resume.at.date():
        free = mission.resume.free.get(team.id, mission.resume.at)
        first = max(first, seconds_into(day, mission.resume.at), seconds_into(day, free))
    if mission.end is not None and mission.end.deadline is not None and day == mission.dates[-1]:
        last = min(last, seconds_into(day, datetime.combine(day, mission.end.deadline)))
    return first, last


def seconds_into(day: date, moment: datetime) -> int:
    """Return the seconds from the midnight with which a day begins, by the clock on the wall."""
    return int((moment - datetime.combine(day, time())).total_seconds())


def clock_seconds(clock: str) -> int:
    """Return the seconds from midnight of a time of day.

    Examples
    --------
    >>> clock_seconds("24:00")
    86400
    """
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)
