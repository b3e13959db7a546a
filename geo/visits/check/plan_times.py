"""What a plan says of time: order, ways with their buffer, hours, deadline, driving, breaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.visits.check.plan_breaks import check_day_breaks
from geo.visits.check.plan_rules import PlanRule, breach_of, driving_limit_s, hours_on, seconds_into
from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission

__all__ = ["check_times"]

type Item = PlanLeg | PlanStop | PlanBreak


def check_times(walk: Walk, *, mission: Mission) -> list[Breach]:
    """Return what is wrong with the times of a team's day."""
    if not walk.day.items:
        return list(_not_driven(walk))
    return [
        *_order(walk),
        *_stops(walk),
        *_ways(walk, mission),
        *_hours(walk, mission),
        *_driving(walk, mission),
        *check_day_breaks(walk, mission=mission),
    ]


def _not_driven(walk: Walk) -> Iterator[Breach]:
    day = walk.day
    if day.depart is not None or day.arrive is not None or day.drive_seconds:
        yield breach_of(PlanRule.ORDER, walk, "the day has times, but nothing is done")


def _span(item: Item) -> tuple[datetime, datetime]:
    return (item.depart, item.arrive) if isinstance(item, PlanLeg) else (item.begin, item.end)


def _order(walk: Walk) -> Iterator[Breach]:
    """Find what overlaps; a break may lie within the way after which it stands."""
    day, free = walk.day, None
    for item in day.items:
        begin, end = _span(item)
        if end < begin:
            yield breach_of(PlanRule.ORDER, walk, f"a {item.kind} ends at {end:%H:%M:%S}, before it begins")
        if isinstance(item, PlanBreak) and free is not None and begin < free[1] and free[2]:
            if begin < free[0] or end > free[1]:
                yield breach_of(PlanRule.ORDER, walk, f"{item.name} at {begin:%H:%M} does not lie within its way")
            continue
        if free is not None and begin < free[1]:
            yield breach_of(
                PlanRule.ORDER, walk, f"a {item.kind} begins at {begin:%H:%M:%S}, before {free[1]:%H:%M:%S}"
            )
        free = (begin, end, isinstance(item, PlanLeg) and item.basis != LegBasis.ACCESS)
    for one, other in pairwise(sorted(walk.breaks, key=lambda pause: pause.begin)):
        if other.begin < one.end:
            yield breach_of(PlanRule.ORDER, walk, f"{one.name} and {other.name} overlap")
    if day.depart is None or day.arrive is None or not walk.roads:
        yield breach_of(PlanRule.ORDER, walk, "the day has no departure, no arrival, or no way")
    elif day.depart > walk.roads[0].depart or day.arrive != max(_span(item)[1] for item in day.items):
        yield breach_of(PlanRule.ORDER, walk, "the day does not begin and end with its ways")


def _stops(walk: Walk) -> Iterator[Breach]:
    """Find stops that do not fit the ways around them."""
    for item, following in pairwise((*walk.day.items, None)):
        if not isinstance(item, PlanStop):
            continue
        if not item.arrive <= item.begin <= item.end <= item.depart:
            yield breach_of(PlanRule.ORDER, walk, f"the times of {item.site_id} run backwards", site=item.site_id)
        if isinstance(following, PlanLeg) and following.depart < item.end:
            yield breach_of(PlanRule.ORDER, walk, f"one leaves {item.site_id} before the visit ends", site=item.site_id)
    arrivals = {leg.end.site_id: leg.arrive for leg in walk.roads}
    leaves = {leg.start.site_id: leg.depart for leg in walk.roads}
    for stop in walk.stops:
        if (
            arrivals.get(stop.site_id, stop.arrive) != stop.arrive
            or leaves.get(stop.site_id, stop.depart) != stop.depart
        ):
            yield breach_of(
                PlanRule.ORDER, walk, f"the ways to and from {stop.site_id} have other times", site=stop.site_id
            )
        walked = timedelta(seconds=walk.footpath_s(stop))
        if stop.arrive + walked > stop.begin or stop.end + walked > stop.depart:
            yield breach_of(
                PlanRule.ORDER, walk, f"there is no time for the way to {stop.site_id} on foot", site=stop.site_id
            )


def _ways(walk: Walk, mission: Mission) -> Iterator[Breach]:
    buffer = 60 * mission.rules.buffer_minutes
    for leg in (*walk.roads, *walk.footpaths):
        paused = sum(
            max(0.0, (min(pause.end, leg.arrive) - max(pause.begin, leg.depart)).total_seconds())
            for pause in walk.breaks
        )
        has = (leg.arrive - leg.depart).total_seconds() - paused
        needs = leg.seconds + (buffer if leg.basis != LegBasis.ACCESS else 0)
        if has < needs:
            ends = f"from {leg.start.site_id or leg.start.base_id} to {leg.end.site_id or leg.end.base_id}"
            yield breach_of(PlanRule.BUFFER, walk, f"the way {ends} takes {needs} s with its buffer, it has {has:.0f}")


def _hours(walk: Walk, mission: Mission) -> Iterator[Breach]:
    day = walk.day.date
    first, last = hours_on(mission, walk.team, day)
    spans = [(seconds_into(day, begin), seconds_into(day, end)) for begin, end in map(_span, walk.day.items)]
    begins, ends = min(begin for begin, _ in spans), max(end for _, end in spans)
    if begins < first:
        yield breach_of(PlanRule.SHIFT, walk, f"it begins {first - begins} s before its hours")
    if ends > last:
        yield breach_of(PlanRule.SHIFT, walk, f"it ends {ends - last} s after its hours or its deadline")


def _driving(walk: Walk, mission: Mission) -> Iterator[Breach]:
    driven, said = sum(leg.seconds for leg in walk.roads), walk.day.drive_seconds
    if driven != said:
        yield breach_of(PlanRule.DRIVING, walk, f"it says {said} s of driving, its ways have {driven}")
    limit = driving_limit_s(mission, walk.team, day=walk.day.date)
    if driven > limit:
        yield breach_of(PlanRule.DRIVING, walk, f"it drives {driven} s, the limit is {limit:.0f}")
