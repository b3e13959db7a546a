"""Sunrise and sunset, everywhere and all the year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.visits.daylight import daylight_on

DAY_S = 86_400


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


@pytest.mark.parametrize(
    ("day", "lon", "lat", "zone", "sunrise", "sunset"),
    [
        # what almanacs print for these cities, which may be two minutes off
        (date(2026, 6, 21), -0.13, 51.5, "Europe/London", "04:43", "21:21"),
        (date(2026, 12, 21), -0.13, 51.5, "Europe/London", "08:04", "15:53"),
        (date(2026, 1, 1), 151.21, -33.87, "Australia/Sydney", "05:48", "20:09"),
    ],
)
def test_sun_rises_and_sets_as_almanacs_say(
    day: date, lon: float, lat: float, zone: str, sunrise: str, sunset: str
) -> None:
    light = daylight_on(day, lon=lon, lat=lat, zone=ZoneInfo(zone))
    for found, expected in zip(light, (sunrise, sunset), strict=True):
        minutes = int(expected[:2]) * 60 + int(expected[3:])
        assert abs(found / 60 - minutes) <= 2.5, clock(found)


def test_where_the_sun_does_not_set_it_is_light_all_day() -> None:
    assert daylight_on(date(2026, 6, 21), lon=18.96, lat=69.65, zone=ZoneInfo("Europe/Oslo")) == (0, DAY_S)


def test_where_the_sun_does_not_rise_it_is_light_at_no_time() -> None:
    light = daylight_on(date(2026, 12, 21), lon=18.96, lat=69.65, zone=ZoneInfo("Europe/Oslo"))
    assert light.sunrise == light.sunset


places = st.tuples(st.floats(-179.9, 179.9), st.floats(-90, 90))
days = st.integers(0, 3 * 365).map(lambda ahead: date(2025, 1, 1) + timedelta(days=ahead))


@given(places, days)
def test_light_is_a_part_of_the_day_wherever_and_whenever(place: tuple[float, float], day: date) -> None:
    lon, lat = place
    zone = ZoneInfo(f"Etc/GMT{-round(lon / 15):+d}")
    light = daylight_on(day, lon=lon, lat=lat, zone=zone)
    assert 0 <= light.sunrise <= light.sunset <= DAY_S


@given(st.tuples(st.floats(-179.9, 179.9), st.floats(-60, 60)), days)
def test_the_middle_of_the_light_is_near_noon_by_the_sun(place: tuple[float, float], day: date) -> None:
    lon, lat = place
    hours = round(lon / 15)
    light = daylight_on(day, lon=lon, lat=lat, zone=ZoneInfo(f"Etc/GMT{-hours:+d}"))
    noon = 12 - (lon / 15 - hours)
    assert abs((light.sunrise + light.sunset) / 7200 - noon) < 0.31  # the equation of time is at most 17 minutes


def test_light_changes_by_minutes_from_day_to_day() -> None:
    zone = ZoneInfo("Asia/Baku")
    year = [
        daylight_on(date(2026, 1, 1) + timedelta(days=ahead), lon=46.75, lat=39.76, zone=zone) for ahead in range(365)
    ]
    assert all(abs(a - b) < 180 for one, two in pairwise(year) for a, b in zip(one, two, strict=True))
