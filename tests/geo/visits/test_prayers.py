"""Pauses: lunch, and prayers by place and date."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.visits.prayers import breaks_on, can_all_be_taken, prayer_times
from geo.visits.problem import Break
from tests.geo.visits.made_up_missions import made_up_mission

FRIDAY, SATURDAY = date(2026, 5, 15), date(2026, 5, 16)
BAKU = {
    "time_zone": "Asia/Baku",
    "bases": [{"id": "town", "lon": 49.87, "lat": 40.41}],
    "nights": {"default": "town"},
}
MINUTE, HOUR = 60, 3600


def breaks(day: date, **rules: object) -> dict[str, Break]:
    return {each.name: each for each in breaks_on(made_up_mission(**BAKU, rules=rules), day)}


def test_dhuhr_is_when_the_sun_stands_highest() -> None:
    times = prayer_times(FRIDAY, lon=49.87, lat=40.41, zone=ZoneInfo("Asia/Baku"), method="MUSLIM_WORLD_LEAGUE")
    noon = (
        12 * HOUR + (60 - 49.87) * 4 * MINUTE - 3.7 * MINUTE
    )  # zone of 60° east; equation of time in mid May 3.7 minutes
    assert 0 <= times["dhuhr"] - noon <= 2 * MINUTE
    assert list(times.values()) == sorted(times.values())
    assert len(times) == 5


def test_prayers_are_pauses_of_every_day_and_friday_prayer_takes_the_place_of_dhuhr() -> None:
    prayers = {"breaks": ["dhuhr", "asr"], "friday": True}
    saturday, friday = breaks(SATURDAY, prayers=prayers), breaks(FRIDAY, prayers=prayers)
    assert list(saturday) == ["prayer:dhuhr", "prayer:asr"]
    assert list(friday) == ["prayer:friday", "prayer:asr"]
    dhuhr = saturday["prayer:dhuhr"]
    assert (dhuhr.latest - dhuhr.earliest, dhuhr.length) == (45 * MINUTE, 20 * MINUTE)
    prayer = friday["prayer:friday"]
    assert (prayer.latest - prayer.earliest, prayer.length) == (0, HOUR)


def test_a_pause_begins_so_early_that_it_lies_in_its_span() -> None:
    lunch = breaks(SATURDAY, lunch={"minutes": 60, "between": "12:00-14:00"})["lunch"]
    assert (lunch.earliest, lunch.latest, lunch.length) == (12 * HOUR, 13 * HOUR, HOUR)


def test_on_fridays_lunch_may_wait_for_the_end_of_the_prayer() -> None:
    rules = {"lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}}
    friday = breaks(FRIDAY, **rules)
    prayer = friday["prayer:friday"]
    assert friday["lunch"].latest == prayer.latest + prayer.length
    assert can_all_be_taken(list(friday.values()))
    assert breaks(SATURDAY, **rules)["lunch"].latest == 13 * HOUR
    early = {"lunch": {"minutes": 60, "between": "11:00-12:15"}, "prayers": {"friday": True}}
    assert breaks(FRIDAY, **early)["lunch"].latest == 11 * HOUR + 15 * MINUTE


def test_where_the_sun_does_not_set_there_are_no_times_and_no_pauses() -> None:
    north = {**BAKU, "time_zone": "Europe/Oslo", "bases": [{"id": "town", "lon": 18.96, "lat": 69.65}]}
    mission = made_up_mission(**north, days=["2026-06-19"], rules={"prayers": {"friday": True, "breaks": ["asr"]}})
    assert breaks_on(mission, date(2026, 6, 19)) == ()


@given(st.floats(-179, 179), st.floats(-48, 48), st.integers(0, 730))
def test_times_are_of_the_local_day_everywhere(lon: float, lat: float, ahead: int) -> None:
    hours = round(lon / 15)
    zone = ZoneInfo(f"Etc/GMT{-hours:+d}")
    times = prayer_times(date(2026, 1, 1) + timedelta(days=ahead), lon=lon, lat=lat, zone=zone, method="KARACHI")
    assert abs(times["dhuhr"] / HOUR - 12 + (lon / 15 - hours)) < 0.35
    assert times["dhuhr"] < times["asr"] < times["maghrib"]


@pytest.mark.parametrize(
    ("pauses", "possible"),
    [
        ([(12, 13, 1), (12.5, 12.5, 1)], False),
        ([(12, 13.5, 1), (12.5, 12.5, 1)], True),
        ([(12, 13, 1), (12.5, 13.25, 0.25)], True),
        ([(12, 12, 1), (12, 12, 1)], False),
        ([], True),
    ],
)
def test_whether_all_pauses_have_room(pauses: list[tuple[float, float, float]], possible: bool) -> None:
    made = [Break("pause", *(int(HOUR * each) for each in pause)) for pause in pauses]
    assert can_all_be_taken(made) == possible
