"""Lunch and prayers of a day, from the mission and the sun, and whether a plan takes them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.check.plan_rules import PlanRule, breach_of, clock_seconds, seconds_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission

__all__ = ["check_day_breaks", "owed_seconds"]

_FRIDAY = 5
"""ISO number of the day."""
_PRAYERS = {"fajr", "dhuhr", "asr", "maghrib", "isha"}


class _Owed(NamedTuple):
    earliest: int
    latest: int
    length: int


def check_day_breaks(walk: Walk, *, mission: Mission) -> Iterator[Breach]:
    """Give what is wrong with the breaks of a team's day."""
    day = walk.day.date
    owed, had = _owed(mission, day), _had(walk, mission)
    taken = [pause.name for pause in walk.breaks]
    for name, rule in owed.items():
        if taken.count(name) > 1:
            yield breach_of(PlanRule.BREAK, walk, f"{name} is taken {taken.count(name)} times")
        if name not in taken and name not in had and _under_way(walk, rule.latest):
            yield breach_of(PlanRule.BREAK, walk, f"{name} is owed, and not taken")
    for pause in walk.breaks:
        if pause.name not in owed:
            yield breach_of(PlanRule.BREAK, walk, f"nobody owes {pause.name} on this day")
            continue
        earliest, latest, length = owed[pause.name]
        begin, end = seconds_into(day, pause.begin), seconds_into(day, pause.end)
        if not earliest <= begin <= latest:
            yield breach_of(PlanRule.BREAK, walk, f"{pause.name} begins at {pause.begin:%H:%M:%S}, outside its span")
        if end - begin != length:
            yield breach_of(PlanRule.BREAK, walk, f"{pause.name} takes {end - begin} s, it needs {length}")


def owed_seconds(walk: Walk, *, mission: Mission, first: int) -> list[int]:
    """Return how many seconds each break takes that a team may owe that sets out at second `first` of its day."""
    had = _had(walk, mission)
    owed = _owed(mission, walk.day.date)
    return [rule.length for name, rule in owed.items() if name not in had and first <= rule.latest]


def _had(walk: Walk, mission: Mission) -> set[str]:
    """Return the breaks that a team has had before the mission was planned anew."""
    if mission.resume is None or walk.day.date != mission.resume.at.date():
        return set()
    return {*mission.resume.breaks_taken.get(walk.team.id, ())}


def _under_way(walk: Walk, second: int) -> bool:
    if walk.day.depart is None or walk.day.arrive is None:
        return False
    moment = datetime.combine(walk.day.date, time()) + timedelta(seconds=second)
    return walk.day.depart <= moment < walk.day.arrive


def _owed(mission: Mission, day: date) -> dict[str, _Owed]:
    """Return every break of a day by name."""
    rules = mission.rules.prayers
    owed: dict[str, _Owed] = {}
    at = _prayer_seconds(mission, day) if rules.breaks or rules.friday else {}
    for name in rules.breaks:
        if name in at:
            owed[f"prayer:{name}"] = _Owed(at[name], at[name] + 60 * rules.within_minutes, 60 * rules.minutes)
    friday = rules.friday and day.isoweekday() == _FRIDAY and "dhuhr" in at
    if friday:
        owed.pop("prayer:dhuhr", None)
        owed["prayer:friday"] = _Owed(at["dhuhr"], at["dhuhr"], 60 * rules.friday_minutes)
    if mission.rules.lunch is not None:
        first, last = map(clock_seconds, mission.rules.lunch.between.split("-"))
        length = 60 * mission.rules.lunch.minutes
        latest = last - length
        if friday:  # they would not both fit: lunch may wait for the prayer that lies in its span
            begin, end = at["dhuhr"], at["dhuhr"] + 60 * rules.friday_minutes
            if begin < last and end > first:
                latest = max(latest, end)
        owed["lunch"] = _Owed(first, latest, length)
    return owed


def _prayer_seconds(mission: Mission, day: date) -> dict[str, int]:
    """Return the times of prayer that fall on a local day; adhanpy counts days in UTC."""
    from adhanpy.calculation.CalculationMethod import CalculationMethod
    from adhanpy.PrayerTimes import PrayerTimes

    lon, lat = mission.middle
    found: dict[str, int] = {}
    for other in (day, day - timedelta(days=1), day + timedelta(days=1)):
        try:
            times = PrayerTimes(
                (lat, lon),
                datetime.combine(other, time()),
                CalculationMethod[mission.rules.prayers.method],
                time_zone=mission.zone,
            )
        except RuntimeError:  # no sunrise, or no sunset
            continue
        for name in _PRAYERS - found.keys():
            moment: datetime = getattr(times, name)
            if moment.date() == day:
                found[name] = 60 * (60 * moment.hour + moment.minute)
    return found
