"""Sunrise and sunset of a day at a place, in seconds since midnight of its local day."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from zoneinfo import ZoneInfo

    from astral import Observer

__all__ = ["Daylight", "daylight_on"]

_DAY_S = 86_400
_UPPER_EDGE = -0.833
"""Height of the centre of the sun, degrees, when its upper edge stands at the horizon: refraction and half its width."""


class Daylight(NamedTuple):
    """Between sunrise and sunset, whole seconds since midnight by the clock on the wall."""

    sunrise: int
    """0 where the sun is up when the day begins."""
    sunset: int
    """86,400 where it is up when the day ends; the same as `sunrise` where it does not rise."""


def daylight_on(day: date, *, lon: float, lat: float, zone: ZoneInfo) -> Daylight:
    """Return when it is light.

    Parameters
    ----------
    day
        The local day.
    lon, lat
        Degrees, WGS 84; at sea level, with a free horizon.
    zone
        Zone of the clock on the wall.

    Returns
    -------
    Daylight
        Sunrise rounded up and sunset rounded down. On a day on which the sun does not set, the whole day; on one on which
        it does not rise, nothing.

    Notes
    -----
    Source: the equations of the Solar Calculator of NOAA, as `astral` has them.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> light = daylight_on(date(2026, 6, 21), lon=0, lat=51.48, zone=ZoneInfo("Europe/London"))
    >>> [f"{second // 3600}:{second % 3600 // 60:02}" for second in light]
    ['4:43', '21:20']
    """
    from astral import Observer
    from astral.sun import elevation, noon, sunrise, sunset

    observer = Observer(lat, lon)
    midnight = datetime.combine(day, datetime.min.time(), zone)
    around = [day + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    noons = [noon(observer, date=each, tzinfo=UTC) for each in around]
    high = min(noons, key=lambda moment: abs((moment - midnight.astimezone(UTC)).total_seconds() - _DAY_S / 2))
    if elevation(observer, high) < _UPPER_EDGE:
        return Daylight(_DAY_S // 2, _DAY_S // 2)
    rises = [moment for moment in _events(sunrise, observer, around) if high - _HALF <= moment <= high]
    sets = [moment for moment in _events(sunset, observer, around) if high <= moment <= high + _HALF]
    start = math.ceil(_wall(max(rises), day, zone)) if rises else 0
    end = math.floor(_wall(min(sets), day, zone)) if sets else _DAY_S
    return Daylight(max(start, 0), min(max(end, 0), _DAY_S))


_HALF = timedelta(hours=12, minutes=30)
"""Half a day, and a little more: the sun is not quite as regular as clocks."""


def _events(event: Callable[..., datetime], observer: Observer, days: list[date]) -> list[datetime]:
    """Return when something happens on each of some days; nothing for a day on which it does not."""
    out = []
    for day in days:
        try:
            out.append(event(observer, date=day, tzinfo=UTC))
        except ValueError:  # the sun does not rise or set
            continue
    return out


def _wall(moment: datetime, day: date, zone: ZoneInfo) -> float:
    """Return the seconds from midnight of a day to a moment by the clock on the wall."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return (local - datetime.combine(day, datetime.min.time())).total_seconds()
