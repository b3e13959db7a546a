"""Whether the plan of a whole mission, made anew on the road, keeps what was done and what shall stay.

The new part of it is checked as a plan of the rest of the mission (`check_plan`); here it is put beside the plan that it
replaces.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import shapely

from geo.visits.check.breach import Breach
from geo.visits.check.plan_places import check_numbers
from geo.visits.check.plan_rules import (
    PlanRule,
    breach_of,
    check_hash,
    hours_on,
    metres_between,
    walks_of,
)
from geo.visits.check.plan_sites import check_locks, check_musts, check_objective, check_sums
from geo.visits.mission import Lock
from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.news import News
    from geo.visits.plan import Plan, PlanDay

__all__ = ["check_whole_plan"]

_NEAR_M = 100.0
"""From where a team stands to where its way goes on: both lie on a road."""

type Item = PlanLeg | PlanStop | PlanBreak


def check_whole_plan(plan: Plan, *, old: Plan, mission: Mission, news: News) -> list[Breach]:
    """Return every rule that a plan made anew on the road breaks; none for one that may be given out.

    Parameters
    ----------
    plan
        Of the whole mission, with its hash.
    old
        The plan that it replaces.
    mission
        The whole mission.
    news
        What was said on the road.
    """
    new = _Anew(plan, old, mission, news)
    walks = walks_of(plan, mission)
    found = [*check_hash(plan), *_days(new), *check_sums(plan, walks), *_locked_days(new), *_nights(new, walks)]
    for walk in walks:
        found += check_numbers(walk)
        found += _sums_of_day(walk)
        found += _done(new, walk)
    locks = list(_locks(new, walks))
    found += check_locks(locks, walks)
    found += check_musts(plan, {*mission.must, *(lock.site for lock in locks)} - new.gone)
    worth = {stop.site_id: stop.priority for walk in walks for stop in walk.stops}
    found += check_objective(plan, walks, mission, worth)
    return found


@dataclass(frozen=True)
class _Anew:
    """A plan, and the one that it replaces."""

    plan: Plan
    old: Plan
    mission: Mission
    news: News

    @property
    def today(self) -> date:
        return self.news.at.date()

    @property
    def locked_days(self) -> set[date]:
        return {day for day in (*self.news.locked_days, *self.mission.locked_days) if day >= self.today}

    @property
    def gone(self) -> set[str]:
        """Sites that somebody says are visited."""
        return {*self.news.done, *(self.mission.resume.done if self.mission.resume else ())}

    def before(self, day: PlanDay) -> PlanDay | None:
        """Return the same day in the old plan."""
        return next((each for each in self.old.days if (each.date, each.team) == (day.date, day.team)), None)

    def has_conflict(self, day: PlanDay) -> bool:
        """Whether the plan says that a team's day cannot be driven."""
        said = [(conflict.details.get("day"), conflict.details.get("team")) for conflict in self.plan.conflicts]
        return (day.day, day.team) in said


def _days(new: _Anew) -> Iterator[Breach]:
    """Find days that are not of the mission, stand twice or in another order, or are missing."""
    mission = new.mission
    order = {
        (number, day, team.id): (number, index)
        for number, day in enumerate(mission.dates, start=1)
        for index, team in enumerate(mission.teams)
    }
    said = [(day.day, day.date, day.team) for day in new.plan.days]
    for (number, day, team), times in Counter(said).items():
        if times > 1 or (number, day, team) not in order:
            sentence = f"day {number}, {day}, team {team} is not of the mission, or stands twice"
            yield Breach(PlanRule.MISSION, sentence, number, team)
    places = [order[key] for key in said if key in order]
    if places != sorted(places):
        yield Breach(PlanRule.MISSION, "the days of the plan are not in order")
    for before in new.old.days:
        if (before.day, before.date, before.team) not in said and _goes_on(new, before):
            sentence = f"day {before.day}, {before.date}, team {before.team} is missing"
            yield Breach(PlanRule.MISSION, sentence, before.day, before.team)


def _goes_on(new: _Anew, day: PlanDay) -> bool:
    """Whether a day of the old plan must be in the new one as well."""
    if day.date <= new.today or day.date in new.locked_days:
        return True
    team = next((each for each in new.mission.teams if each.id == day.team), None)
    if team is None or team.id in new.news.absent or (team.days is not None and day.date not in team.days):
        return False
    first, last = hours_on(new.mission, team, day.date)
    return first < last


def _locked_days(new: _Anew) -> Iterator[Breach]:
    """Find locked days to come that are not as they were; of today only the stops to come are locked."""
    for day in sorted(new.locked_days - {new.today}):
        was, now = ([each for each in plan.days if each.date == day] for plan in (new.old, new.plan))
        if was != now:
            number = new.mission.dates.index(day) + 1 if day in new.mission.dates else None
            yield Breach(PlanRule.LOCKED_DAY, f"the locked day {day} is not as it was", number)


def _nights(new: _Anew, walks: Sequence[Walk]) -> Iterator[Breach]:
    """Find nights that are not free and have another base, and days to come that start elsewhere than the night was."""
    last, mission = len(new.mission.dates), new.mission
    approved = {
        day.day: day.end.base_id
        for day in new.old.days
        if day.end.base_id is not None and day.day not in new.news.free_nights
    }
    if mission.end is not None:
        approved.pop(last, None)
    ends: dict[int, set[str]] = {}
    for walk in walks:
        day = walk.day
        if day.end.base_id is not None and day.team not in new.news.absent:
            ends.setdefault(day.day, set()).add(day.end.base_id)
        if day.date < new.today or day.team in new.news.absent or new.has_conflict(day):
            continue
        if approved.get(day.day, day.end.base_id) != day.end.base_id:
            sentence = f"it ends at {day.end.base_id}, that night stays at {approved[day.day]}"
            yield breach_of(PlanRule.NIGHT, walk, sentence)
    for walk in walks:
        night = ends.get(walk.day.day - 1, set())
        if walk.day.date > new.today and night and night != {walk.day.start.base_id}:
            sentence = f"it starts at {walk.day.start.base_id}, the night was at {', '.join(sorted(night))}"
            yield breach_of(PlanRule.NIGHT, walk, sentence)


def _sums_of_day(walk: Walk) -> Iterator[Breach]:
    driven = sum(leg.seconds for leg in walk.roads)
    if driven != walk.day.drive_seconds:
        sentence = f"it says {walk.day.drive_seconds} s of driving, its ways have {driven}"
        yield breach_of(PlanRule.DRIVING, walk, sentence)
    for name, times in Counter(pause.name for pause in walk.breaks).items():
        if times > 1:
            yield breach_of(PlanRule.BREAK, walk, f"{name} is taken {times} times")


def _done(new: _Anew, walk: Walk) -> Iterator[Breach]:
    """Find what was done and is not as it was, what is done that was not, and teams that go on otherwise than they can."""
    day, before = walk.day, new.before(walk.day)
    if day.date < new.today:
        if before is None or day != before.model_copy(update={"items": tuple(map(_marked, before.items))}):
            yield breach_of(PlanRule.DONE, walk, "the day is over, and not as it was")
        return
    if day.date > new.today:
        yield from () if day.date in new.locked_days else _ahead(new, walk)
        return
    kept = [] if before is None else _kept(before, new.news.at)
    ended = {item.site_id for item in kept if isinstance(item, PlanStop)}
    items = [item for item in day.items if not (isinstance(item, PlanStop) and item.site_id in new.gone - ended)]
    for stop in walk.stops:
        if stop.done != (stop.site_id in new.gone | ended):
            said = "done, which nobody says" if stop.done else "to come, though it is done"
            yield breach_of(PlanRule.DONE, walk, f"{stop.site_id} is {said}", site=stop.site_id)
    pairs = zip(kept, items, strict=False)
    if len(items) < len(kept) or not all(_stays(*pair, kept, before, new.news.at) for pair in pairs):
        yield breach_of(PlanRule.DONE, walk, f"what was done by {new.news.at:%H:%M} is not as it was")
        return
    if before is not None:
        yield from _resumed(new, walk, before, items[: len(kept)], items[len(kept) :])


def _ahead(new: _Anew, walk: Walk) -> Iterator[Breach]:
    for stop in walk.stops:
        if stop.done or stop.site_id in new.gone:
            yield breach_of(PlanRule.DONE, walk, f"{stop.site_id} is done by now", site=stop.site_id)


def _marked(item: Item) -> Item:
    return item.model_copy(update={"done": True}) if isinstance(item, PlanStop) else item


def _kept(day: PlanDay, at: datetime) -> list[Item]:
    """Return what has begun by a moment; the ways on foot to a stop and back belong to its visit."""
    sites = {item.site_id for item in day.items if isinstance(item, PlanStop) and (item.done or item.begin < at)}

    def begun(item: Item) -> bool:
        if isinstance(item, PlanStop):
            return item.site_id in sites
        if isinstance(item, PlanBreak):
            return item.begin < at
        if item.basis == LegBasis.ACCESS:
            return bool({item.start.site_id, item.end.site_id} & sites)
        return item.depart < at

    return [item for item in day.items if begun(item)]


def _stays(was: Item, now: Item, kept: Sequence[Item], day: PlanDay | None, at: datetime) -> bool:
    """Whether something that was done is as it was.

    The last stop may be left at another time; a way on which one is may end there, else it is driven to its end.
    """
    if isinstance(was, PlanStop) and isinstance(now, PlanStop):
        last = [item for item in kept if isinstance(item, PlanStop)][-1] is was
        changes: dict[str, object] = {"position": now.position, "done": True}
        if last and now.depart >= now.end:
            changes["depart"] = now.depart
        return now == was.model_copy(update=changes)
    if was == now:
        return True
    if isinstance(was, PlanLeg) and isinstance(now, PlanLeg) and was.basis != LegBasis.ACCESS and was.arrive > at:
        same = (now.start, now.depart, now.arrive) == (was.start, was.depart, at) and now.seconds <= was.seconds
        breaks = [item for item in day.items if isinstance(item, PlanBreak)] if day is not None else []
        return same and metres_between((now.end.lon, now.end.lat), _reached(was, breaks, at)) <= _NEAR_M
    return False


def _reached(leg: PlanLeg, breaks: Sequence[PlanBreak], at: datetime) -> tuple[float, float]:
    """Return longitude and latitude at a moment of a way that is driven evenly, but for the breaks on it."""

    def driven(until: datetime) -> float:
        rests = [min(rest.end, until) - max(rest.begin, leg.depart) for rest in breaks]
        return (until - leg.depart - sum((max(rest, timedelta()) for rest in rests), timedelta())).total_seconds()

    share = min(max(driven(at) / max(driven(leg.arrive), 1.0), 0.0), 1.0)
    point = shapely.LineString(leg.line).interpolate(share, normalized=True)
    return point.x, point.y


def _resumed(new: _Anew, walk: Walk, before: PlanDay, kept: Sequence[Item], ahead: Sequence[Item]) -> Iterator[Breach]:
    """Find a day that goes on otherwise than before, and not from where the team stands, or too early, or too far."""
    news, mission = new.news, new.mission
    roads = [item for item in ahead if isinstance(item, PlanLeg) and item.basis != LegBasis.ACCESS]
    if ahead and walk.team.id in news.absent:
        yield breach_of(PlanRule.RESUME, walk, "the team goes no further, and yet it does")
    if [_marked(item) for item in walk.day.items] == [_marked(item) for item in before.items]:
        return
    free = max([news.at, *(_span(item)[1] for item in kept)])
    if any(_span(item)[0] < free for item in ahead):
        yield breach_of(PlanRule.RESUME, walk, f"it goes on before {free:%H:%M:%S}, when it is free")
    if not roads:
        return
    limit = 3600 * (walk.team.max_driving_hours or mission.rules.max_driving_hours)
    if sum(leg.seconds for leg in walk.roads) > limit:
        yield breach_of(PlanRule.DRIVING, walk, f"with what was driven it drives more than {limit:.0f} s")
    ends = [item.end for item in kept if isinstance(item, PlanLeg) and item.basis != LegBasis.ACCESS]
    here = ends[-1] if ends else before.start
    told = news.positions.get(walk.team.id)
    stands, near = ((here.lon, here.lat), _NEAR_M) if told is None else (told, mission.rules.max_access_m + 1)
    gap = metres_between(stands, (roads[0].start.lon, roads[0].start.lat))
    if gap > near:
        yield breach_of(PlanRule.RESUME, walk, f"it goes on {gap:.0f} m from where it stands")


def _span(item: Item) -> tuple[datetime, datetime]:
    return (item.depart, item.arrive) if isinstance(item, PlanLeg) else (item.begin, item.end)


def _locks(new: _Anew, walks: Sequence[Walk]) -> Iterator[Lock]:
    """Give the locks of stops to come: those of the mission, those locked on the road, those of a locked today."""
    ended = new.gone | {stop.site_id for walk in walks for stop in walk.stops if stop.done}
    for lock in new.mission.locked:
        if lock.site not in ended:
            yield lock.model_copy(update={"team": None}) if lock.team in new.news.absent else lock
    for day in new.old.days:
        for item in day.items:
            if not isinstance(item, PlanStop) or item.site_id in ended:
                continue
            if item.site_id in new.news.locked or (day.date == new.today and new.today in new.locked_days):
                team = None if day.team in new.news.absent else day.team
                yield Lock(site=item.site_id, day=day.date, team=team, at=item.begin.time())
