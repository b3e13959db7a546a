"""Pauses of a day: lunch, and prayers at their times by place and date."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from geo.visits.mission_values import span_seconds
from geo.visits.problem import Break

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from geo.visits.mission import Mission

__all__ = ["FRIDAY_PRAYER", "LUNCH", "breaks_on", "can_all_be_taken", "prayer_times"]

LUNCH, FRIDAY_PRAYER = "lunch", "prayer:friday"
_FRIDAY = 4
_PRAYERS = ("fajr", "dhuhr", "asr", "maghrib", "isha")


def prayer_times(day: date, *, lon: float, lat: float, zone: ZoneInfo, method: str) -> Mapping[str, int]:
    """Return the times of the five prayers.

    Parameters
    ----------
    day
        The local day.
    lon, lat
        Degrees, WGS 84.
    zone
        Zone of the clock on the wall.
    method
        Name of a `CalculationMethod` of adhanpy.

    Returns
    -------
    Mapping[str, int]
        Seconds since local midnight by name of the prayer, to the minute; nothing for a day on which the sun does not rise
        or set, for which they cannot be calculated, and no prayer that falls on another day.

    Notes
    -----
    Source: the equations of J. Meeus, Astronomical Algorithms, and the angles of each authority, as `adhanpy` has them.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> where = {"lon": 39.83, "lat": 21.42, "zone": ZoneInfo("Asia/Riyadh")}
    >>> prayer_times(date(2026, 5, 15), **where, method="UMM_AL_QURA")["dhuhr"] // 60
    737
    """
    from adhanpy.calculation.CalculationMethod import CalculationMethod
    from adhanpy.PrayerTimes import PrayerTimes

    out: dict[str, int] = {}
    for ahead in (0, -1, 1):  # its days are those of UTC
        of_day = datetime.combine(day + timedelta(days=ahead), datetime.min.time())
        try:
            times = PrayerTimes((lat, lon), of_day, CalculationMethod[method], time_zone=zone)
        except RuntimeError:  # what it raises where the sun does not rise or set
            continue
        for name in _PRAYERS:
            moment = getattr(times, name)
            if moment.date() == day:
                out.setdefault(name, 3600 * moment.hour + 60 * moment.minute)
    return out


def breaks_on(mission: Mission, day: date) -> tuple[Break, ...]:
    """Return all pauses of a day, in order of time.

    A pause begins within `earliest … latest`. Friday prayer begins on time, and takes the place of the pause for dhuhr;
    where it lies in the span of lunch, lunch may begin until the prayer has ended, since there would be no room else.

    Parameters
    ----------
    mission
        Its rules; times of prayer are those at its middle.
    day
        The day.
    """
    breaks = list(_prayers(mission, day))
    lunch = mission.rules.lunch
    if lunch is not None:
        start, end = span_seconds(lunch.between)
        latest = end - 60 * lunch.minutes
        for prayer in breaks:
            if prayer.name == FRIDAY_PRAYER and prayer.earliest < end and prayer.latest + prayer.length > start:
                latest = max(latest, prayer.latest + prayer.length)
        breaks.append(Break(LUNCH, start, latest, 60 * lunch.minutes))
    return tuple(sorted(breaks, key=lambda pause: (pause.earliest, pause.latest, pause.name)))


def _prayers(mission: Mission, day: date) -> Sequence[Break]:
    rules = mission.rules.prayers
    friday = rules.friday and day.weekday() == _FRIDAY
    if not (rules.breaks or friday):
        return []
    lon, lat = mission.middle
    times = prayer_times(day, lon=lon, lat=lat, zone=mission.zone, method=rules.method)
    out = [
        Break(f"prayer:{name}", times[name], times[name] + 60 * rules.within_minutes, 60 * rules.minutes)
        for name in dict.fromkeys(rules.breaks)
        if name in times and not (friday and name == "dhuhr")
    ]
    if friday and "dhuhr" in times:
        out.append(Break(FRIDAY_PRAYER, times["dhuhr"], times["dhuhr"], 60 * rules.friday_minutes))
    return out


def can_all_be_taken(breaks: Sequence[Break]) -> bool:
    """Return whether all pauses can be taken one after another, in whichever order."""
    return any(_fits(order) for order in permutations(breaks))


def _fits(order: Sequence[Break]) -> bool:
    free = 0
    for pause in order:
        begin = max(free, pause.earliest)
        if begin > pause.latest:
            return False
        free = begin + pause.length
    return True
