"""Whether what a plan says of demands that it does not meet is true: that they are not met, and what is in the way."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from geo.visits.check.breach import Breach
from geo.visits.check.plan_breaks import owed_seconds
from geo.visits.check.plan_rules import PlanRule, breach_of, clock_seconds, driving_limit_s, hours_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.plan import Omission, Plan

__all__ = ["check_conflicts"]

_OF_DAYS = {"transfer_no_road", "transfer_too_long", "transfer_hours", "end_deadline"}
"""A team cannot get to the end of its day, even without a stop."""
_OF_SITES = {"must_cannot", "must_left", "must_together", "must_apart", "lock_cannot", "end_deadline_stop"}
_SLACK_S = 2.0
"""Matrix and route agree within a second, and are rounded."""
_SLACK_MIN = 1
"""Minutes that are said are rounded up."""


def check_conflicts(
    plan: Plan, walks: Sequence[Walk], *, mission: Mission, roads: Roads, avoid: Mapping[date, Avoid]
) -> list[Breach]:
    """Return days that nobody drives and nobody speaks of, and conflicts that are none.

    That no day holds a must-see is not proved anew, for that would be to plan once more.

    Parameters
    ----------
    walks
        The days of the plan.
    roads
        Asked for the way of each day that is said not to be driven.
    avoid
        What is closed on each day of the plan.
    """
    found = list(_silent(plan, walks))
    by_day = {(walk.day.day, walk.day.team): walk for walk in walks}
    for conflict in plan.conflicts:
        if conflict.code in _OF_DAYS:
            walk = by_day.get((conflict.details.get("day", 0), str(conflict.details.get("team"))))
            if walk is None:
                found.append(Breach(PlanRule.CONFLICT, f"{conflict.code} is of no day of the plan"))
            else:
                found += _of_day(conflict, walk, mission, roads, avoid[walk.day.date])
        else:
            found += _of_site(conflict, plan, mission)
    return found


def _silent(plan: Plan, walks: Sequence[Walk]) -> Iterator[Breach]:
    told = {
        (conflict.details.get("day"), conflict.details.get("team"))
        for conflict in plan.conflicts
        if conflict.code in _OF_DAYS
    }
    for walk in walks:
        day = walk.day
        moved = (day.start.base_id, day.start.lon, day.start.lat) != (day.end.base_id, day.end.lon, day.end.lat)
        if not day.items and moved and (day.day, day.team) not in told:
            sentence = f"nobody drives from {day.start.base_id} to {day.end.base_id}, and no conflict says why"
            yield breach_of(PlanRule.TRANSFER, walk, sentence)


def _of_day(conflict: Omission, walk: Walk, mission: Mission, roads: Roads, avoid: Avoid) -> Iterator[Breach]:
    day, details = walk.day, conflict.details
    if day.items:
        yield breach_of(PlanRule.CONFLICT, walk, f"it is driven, though the plan says {conflict.code}")
        return
    ends = day.start.base_id or "position", day.end.base_id
    if (details.get("base"), details.get("to_base")) != ends:
        sentence = f"{conflict.code} is said of another way than that from {ends[0]} to {ends[1]}"
        yield breach_of(PlanRule.CONFLICT, walk, sentence)
        return
    route = roads.route((day.start.lon, day.start.lat), (day.end.lon, day.end.lat), avoid=avoid)
    if (route is None) != (conflict.code == "transfer_no_road"):
        has = "no road leads" if route is None else "a road leads"
        yield breach_of(PlanRule.CONFLICT, walk, f"{has} from {ends[0]} to {ends[1]}; the plan says {conflict.code}")
    elif route is not None and conflict.code == "transfer_too_long":
        yield from _too_long(conflict, walk, route.seconds, driving_limit_s(mission, walk.team, day=day.date))
    elif route is not None:
        yield from _too_late(conflict, walk, route.seconds, mission)


def _too_long(conflict: Omission, walk: Walk, seconds: float, limit: float) -> Iterator[Breach]:
    minutes = conflict.details.get("minutes", 0)
    if seconds + _SLACK_S <= limit:
        sentence = f"the way takes {seconds:.0f} s, which is not above the limit of {limit:.0f}"
        yield breach_of(PlanRule.CONFLICT, walk, sentence)
    elif abs(minutes - ceil(seconds / 60)) > _SLACK_MIN:
        yield breach_of(PlanRule.CONFLICT, walk, f"the way takes {seconds:.0f} s; the plan says {minutes} min")


def _too_late(conflict: Omission, walk: Walk, seconds: float, mission: Mission) -> Iterator[Breach]:
    """Find a day whose hours do hold the way; with breaks the arrival lies between two bounds.

    A break is taken on the way as soon as it may be: the arrival is later by the breaks that are owed, and never by more.
    """
    first, last = hours_on(mission, walk.team, walk.day.date)
    soonest = first + seconds + 60 * mission.rules.buffer_minutes
    latest = soonest + sum(owed_seconds(walk, mission=mission, first=first))
    if latest + _SLACK_S <= last:
        sentence = f"one arrives {last - latest:.0f} s before the end of the day; the plan says {conflict.code}"
        yield breach_of(PlanRule.CONFLICT, walk, sentence)
        return
    if conflict.code == "end_deadline":
        deadline = None if mission.end is None or mission.end.deadline is None else f"{mission.end.deadline:%H:%M}"
        if conflict.details.get("deadline") != deadline or walk.day.date != mission.dates[-1]:
            yield breach_of(PlanRule.CONFLICT, walk, f"{conflict.details.get('deadline')} is no deadline of that day")
        said = clock_seconds(str(conflict.details.get("arrive", "00:00"))) / 60
        least, most = soonest / 60, latest / 60
    else:
        said = conflict.details.get("minutes", 0)
        least, most = (soonest - last) / 60, (latest - last) / 60
    if not least - _SLACK_MIN <= said <= most + _SLACK_MIN:
        sentence = f"the plan says {said:.0f} min in {conflict.code}; it is between {least:.0f} and {most:.0f}"
        yield breach_of(PlanRule.CONFLICT, walk, sentence)


def _of_site(conflict: Omission, plan: Plan, mission: Mission) -> Iterator[Breach]:
    site, details = conflict.site_id, conflict.details
    sites = {site, str(details.get("site", site)), *map(str, details.get("sites", ()))}
    wanted = {*mission.must, *(lock.site for lock in mission.locked)}
    said = f"the plan says {conflict.code} of {site}"
    wrong: list[str] = []
    if conflict.code not in _OF_SITES:
        wrong.append("which nobody can check")
    if site in plan.visited:
        wrong.append("which is visited")
    if not (sites if conflict.code == "must_together" else {site}) <= wanted:
        wrong.append("which is not demanded")
    if conflict.code == "must_apart" and not all(
        any({site, friend} <= {*group} for group in mission.together) for friend in sites
    ):
        wrong.append("which does not belong with them on one day")
    if conflict.code == "must_cannot" and site not in {omission.site_id for omission in plan.omitted}:
        wrong.append("which is not among the omitted sites with its reason")
    if conflict.code == "lock_cannot" and not any(
        lock.site == site and mission.dates.index(lock.day) + 1 == details.get("day") for lock in mission.locked
    ):
        wrong.append("which is not locked on that day")
    if conflict.code == "end_deadline_stop" and (
        mission.end is None
        or mission.end.deadline is None
        or details.get("deadline") != f"{mission.end.deadline:%H:%M}"
        or details.get("day") != len(mission.dates)
    ):
        wrong.append("and there is no such deadline on that day")
    yield from (Breach(PlanRule.CONFLICT, f"{said}, {why}", site=site) for why in wrong)
