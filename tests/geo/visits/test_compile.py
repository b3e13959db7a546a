"""A mission as a problem: shifts, nights, windows, and why a site is not in it."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MissionError
from geo.roads.avoid import Avoid
from geo.visits.access import said_of
from geo.visits.compile import Compiled, compile_mission
from geo.visits.daylight import Daylight, daylight_on
from geo.visits.mission import Opening
from geo.visits.mission_values import span_seconds
from geo.visits.opening import open_spans
from geo.visits.places import road_places
from geo.visits.problem import UNREACHABLE, Window
from geo.visits.shifts import ends_of
from geo.visits.travel import Travel
from geo.visits.windows import Visit, visit_windows
from tests.geo.visits.flat_roads import FlatRoads, flat_travel
from tests.geo.visits.made_up_missions import OVERRIDE, made_up_mission

if TYPE_CHECKING:
    from geo.visits.mission import Mission

HOUR, MINUTE = 3600, 60
FRIDAY = 1
"""Day of `made_up_mission`, from 0."""
NOTHING_SAID = pd.DataFrame({name: pd.Series([], dtype="str") for name in ("site_id", "status", "authority", "as_of", "expires")})  # fmt: skip


def candidates(mission: Mission, *sites: dict[str, Any], n: int = 3) -> gpd.GeoDataFrame:
    """Return sites a to z on a line eastward from Velma, with some columns in place of others."""
    rows = sites or tuple({} for _ in range(n))
    plain = {"kind": "fort", "lat": -33.0, "minutes": 60, "priority": 10, "must": False, "indoors": False, "access": "override", "access_note": "overridden by A", "code": None, "details": {}}  # fmt: skip
    frame = pd.DataFrame(
        [{**plain, "site_id": f"s{number:03}", "lon": -21.06 + number / 1000, **row} for number, row in enumerate(rows)]
    ).astype({"code": "str"})
    frame["said"] = pd.Series(said_of(frame["site_id"].tolist(), NOTHING_SAID, mission), dtype=object)
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326)


def compiled(
    mission: Mission, *sites: dict[str, Any], gaps: dict[tuple[float, float], float] | None = None
) -> Compiled:
    frame = candidates(mission, *sites)
    places = road_places(frame, mission, FlatRoads(gaps))
    return compile_mission(mission, frame, places, flat_travel(mission, places))


def mission(**change: object) -> Mission:
    return made_up_mission(**{"access": OVERRIDE, **change})


def why(found: Compiled) -> dict[str, str]:
    return dict(zip(found.unplannable["site_id"], found.unplannable["code"], strict=True))


def test_each_team_has_a_shift_on_each_of_its_days() -> None:
    teams = [{"id": "boat", "hours": "08:00-17:00"}, {"id": "cart", "days": ["2026-05-15"], "max_driving_hours": 2.5}]
    found = compiled(mission(teams=teams))
    shifts = found.problem.shifts
    assert [(shift.day, shift.team) for shift in shifts] == [(0, 0), (1, 0), (1, 1), (2, 0), (3, 0), (4, 0)]
    assert [(shift.start / HOUR, shift.end / HOUR) for shift in shifts[1:3]] == [(8, 17), (8.5, 18)]
    assert [shift.max_drive for shift in shifts[1:3]] == [4 * HOUR, int(2.5 * HOUR)]
    assert found.teams == ("boat", "cart")
    assert found.days[0] == date(2026, 5, 14)


def test_arrival_and_deadline_cut_the_first_and_the_last_day_only() -> None:
    found = compiled(mission(start={"base": "sarna", "at": "11:15"}, end={"base": "sarna", "deadline": "16:00"}))
    hours = [(shift.start / HOUR, shift.end / HOUR) for shift in found.problem.shifts]
    assert hours == [(11.25, 18), (8.5, 18), (8.5, 18), (8.5, 18), (8.5, 16)]


def places_of(found: Compiled) -> list[tuple[str, str]]:
    def name(place: int) -> str:
        return found.base_ids[place - found.problem.n_sites]

    return [(name(shift.start_place), name(shift.end_place)) for shift in found.problem.shifts]


def test_days_start_where_the_night_was_spent() -> None:
    found = compiled(mission(nights={"at": {2: "sarna", 3: "sarna"}, "default": "velma"}))
    assert places_of(found) == [("velma", "velma"), ("velma", "sarna"), ("sarna", "sarna"), ("sarna", "velma"), ("velma", "velma")]  # fmt: skip
    assert found.problem.nights == ()


def test_start_and_end_are_where_the_mission_says() -> None:
    found = compiled(mission(start={"base": "sarna"}, end={"base": "sarna"}))
    assert (places_of(found)[0], places_of(found)[-1]) == (("sarna", "velma"), ("velma", "sarna"))


def test_nights_that_are_free_are_chosen_and_their_days_follow() -> None:
    found = compiled(mission(nights={"at": {2: "sarna"}, "choose": ["sarna", "velma"]}))
    problem = found.problem
    assert [(shift.start_night, shift.end_night) for shift in problem.shifts] == [(0, 0), (0, None), (None, 1), (1, 2), (2, 2)]  # fmt: skip
    sarna, velma = problem.n_sites + 1, problem.n_sites
    assert problem.nights == ((sarna, velma),) * 3
    settled = problem.settled((velma, sarna, sarna))
    assert (settled.shifts[0].start_place, settled.shifts[1].end_place, settled.shifts[4].end_place) == (velma, sarna, sarna)  # fmt: skip


def test_nobody_sleeps_where_nobody_can() -> None:
    bases = [
        {"id": "velma", "lon": -21.065, "lat": -32.985},
        {"id": "port", "lon": -20.9, "lat": -33, "overnight": False},
    ]
    assert ends_of(mission(bases=bases, nights={}, end={"base": "port"})) == (("velma",),) * 5 + (("port",),)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (("velma",), ("velma",))),
        ({"start": {"base": "sarna"}}, (("sarna",), ("sarna",))),
        ({"end": {"base": "sarna"}}, (("velma",), ("sarna",))),
        ({"nights": {"at": {1: "sarna"}}}, (("sarna",), ("sarna",))),
        ({"nights": {}}, (("velma", "sarna"), ("velma", "sarna"))),
    ],
)
def test_a_single_day_ends_where_it_began_unless_said_otherwise(
    change: dict[str, object], expected: tuple[tuple[str, ...], ...]
) -> None:
    assert ends_of(mission(days=["2026-05-14"], **change)) == expected


def test_a_single_day_with_a_free_base_starts_and_ends_at_the_same() -> None:
    (shift,) = compiled(mission(days=["2026-05-14"], nights={})).problem.shifts
    assert (shift.start_night, shift.end_night) == (0, 0)


def test_pauses_are_those_that_a_shift_can_owe() -> None:
    rules = {"lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"breaks": ["fajr", "dhuhr", "isha"]}}
    found = compiled(mission(rules=rules, teams=[{"id": "boat"}, {"id": "cart", "hours": "14:00-18:00"}]))
    assert [[pause.name for pause in shift.breaks] for shift in found.problem.shifts[:2]] == [["lunch", "prayer:dhuhr"], ["prayer:dhuhr"]]  # fmt: skip


def test_pauses_that_leave_no_room_for_each_other_are_refused() -> None:
    rules = {"lunch": {"minutes": 60, "between": "13:00-14:00"}, "prayers": {"breaks": ["dhuhr"], "within_minutes": 0, "minutes": 60}}  # fmt: skip
    with pytest.raises(
        MissionError, match=r"field rules\.lunch: on 2026-05-14 the pauses leave no room for each other"
    ):
        compiled(mission(time_zone="Etc/GMT+1", rules=rules))


def test_friday_prayer_closes_the_mosque_on_that_day_alone() -> None:
    opening = [{"kinds": ["mosque"], "weekdays": ["friday"], "closed": ["12:30-14:30"]}]
    found = compiled(mission(opening=opening), {"kind": "mosque"}, {"kind": "fort"})
    windows = found.problem.windows
    last = [light.sunset - HOUR for light in found.light]
    assert windows[0][FRIDAY] == (Window(int(8.5 * HOUR), int(11.5 * HOUR)), Window(int(14.5 * HOUR), last[FRIDAY]))
    assert windows[1][FRIDAY] == (Window(int(8.5 * HOUR), last[FRIDAY]),)
    assert windows[0][0] == (Window(int(8.5 * HOUR), last[0]),)


def test_a_stop_lasts_from_the_road_and_back() -> None:
    opening = [{"hours": ["10:00-12:00"]}]
    found = compiled(mission(opening=opening), {}, gaps={(-21.06, -33.0): 1000})
    assert found.access_s == (1170,)
    assert found.problem.service == (HOUR + 2 * 1170,)
    assert found.problem.windows[0][0] == (Window(10 * HOUR - 1170, 11 * HOUR - 1170),)


def test_outdoors_is_for_daylight_and_indoors_for_any_time() -> None:
    teams = [{"id": "boat", "hours": "00:00-24:00"}]
    found = compiled(mission(teams=teams), {}, {"indoors": True}, gaps={(-21.06, -33.0): 1000})
    sunrise, sunset = found.light[0]
    assert found.problem.windows[0][0] == (Window(sunrise, sunset - HOUR - 2 * 1170),)
    assert found.problem.windows[1][0] == (Window(0, 23 * HOUR),)
    dark = compiled(mission(teams=teams, rules={"daylight": False}))
    assert dark.problem.windows[0][0] == (Window(0, 23 * HOUR),)


def test_light_is_that_of_the_middle_of_the_bases() -> None:
    made = mission()
    lon, lat = made.middle
    assert compiled(made).light == tuple(daylight_on(day, lon=lon, lat=lat, zone=made.zone) for day in made.dates)


def test_a_lock_leaves_one_day_team_and_time_and_makes_a_must_see() -> None:
    teams = [{"id": "boat"}, {"id": "cart"}]
    locked = [{"site": "s001", "day": "2026-05-15", "team": "cart", "at": "10:07:30"}]
    made = mission(teams=teams, locked=locked)
    found = compiled(made, {}, {"must": True, "lon": -21.05}, gaps={(-21.05, -33.0): 1000})
    begin = 10 * HOUR + 7 * MINUTE + 30 - 1170
    assert found.access_s == (0, 1170)
    there = {(shift.day, shift.team): windows for shift, windows in zip(found.problem.shifts, found.problem.windows[1], strict=True) if windows}  # fmt: skip
    assert there == {(1, 1): (Window(begin, begin),)}
    assert found.problem.must == {1}


def test_skills_and_languages_are_needed_by_some_sites() -> None:
    teams = [{"id": "boat", "skills": ["diving"]}, {"id": "cart", "languages": ["qaa"], "skills": ["ropes"]}]
    needs = [{"sites": ["s000"], "skills": ["diving"]}, {"sites": ["s001"], "skills": ["diving"], "languages": ["qaa"]}]
    found = compiled(mission(teams=teams, needs=needs))
    assert {shift.team for shift, windows in zip(found.problem.shifts, found.problem.windows[0], strict=True) if windows} == {0}  # fmt: skip
    assert why(found) == {"s001": "no_team"}
    assert found.unplannable["details"].tolist() == [{"needs": ["diving", "qaa"]}]


@pytest.mark.parametrize(
    ("change", "site", "expected"),
    [
        ({"opening": [{"hours": []}]}, {}, ("never_open", {})),
        ({"opening": [{"hours": ["10:00-10:59"]}]}, {}, ("never_open", {})),
        ({"opening": [{"hours": ["05:00-07:00"]}]}, {"indoors": True}, ("no_day_holds_window", {})),
        ({"access": {}}, {}, ("access_unknown", {})),
        ({"access": {**OVERRIDE, "need_permit": ["s000"], "permits": [{"sites": ["s000"], "last": "2026-05-13"}]}}, {}, ("no_permit", {})),
        ({"access": {**OVERRIDE, "need_permit": ["s000"], "permits": [{"sites": ["s000"], "teams": ["cart"]}]}, "teams": [{"id": "boat"}, {"id": "cart", "days": ["2026-05-14"]}], "resume": {"at": "2026-05-15T10:00"}}, {}, ("no_team", {})),
        ({}, {"code": "excluded"}, ("excluded", {})),
    ],
)  # fmt: skip
def test_a_site_without_a_window_says_why(
    change: dict[str, object], site: dict[str, Any], expected: tuple[str, dict[str, object]]
) -> None:
    found = compiled(mission(**change), site)
    assert (found.problem.n_sites, len(found.unplannable)) == (0, 1)
    assert (found.unplannable["code"][0], found.unplannable["details"][0]) == expected


def test_a_site_that_is_open_only_in_the_dark_says_how_much_light_it_lacks() -> None:
    found = compiled(mission(teams=[{"id": "boat", "hours": "00:00-24:00"}], opening=[{"hours": ["20:00-23:00"]}]))
    sunset = max(light.sunset for light in found.light)
    assert set(why(found).values()) == {"no_daylight"}
    assert found.unplannable["details"][0] == {"minutes": -(-(HOUR - max(0, sunset - 20 * HOUR)) // MINUTE)}


def test_where_no_way_leads_a_site_is_unreachable() -> None:
    made = mission()
    frame = candidates(made)
    places = road_places(frame, made, FlatRoads())
    travel = flat_travel(made, places)
    travel.times[0].seconds[3:, 0] = np.nan  # from the bases to the first site
    travel.times[0].seconds[1, 3:] = np.nan  # from the second site to the bases
    found = compile_mission(made, frame, places, travel)
    assert why(found) == {"s000": "unreachable", "s001": "unreachable"}
    assert found.problem.drive[0].shape == (3, 3)
    assert found.problem.drive[0].max() < UNREACHABLE


def test_a_site_in_a_closed_area_is_left_alone_on_the_days_on_which_it_is_closed() -> None:
    made = mission()
    frame = candidates(made)
    places = road_places(frame, made, FlatRoads())
    plain = flat_travel(made, places)
    area = Avoid((shapely.box(-21.0605, -33.001, -21.0595, -32.999),), ("mines",))
    some = Travel((area, area, *plain.avoid[2:]), plain.matrix, plain.times)
    found = compile_mission(made, frame, places, some)
    assert [bool(windows) for windows in found.problem.windows[0]] == [False, False, True, True, True]
    assert all(found.problem.windows[1])
    every = compile_mission(made, frame, places, Travel((area,) * 5, plain.matrix, plain.times))
    assert why(every) == {"s000": "unreachable"}


def test_a_way_on_foot_through_a_closed_area_is_none() -> None:
    made = mission()
    frame = candidates(made, n=1)
    places = road_places(frame, made, FlatRoads({(-21.06, -33.0): 500}))
    places.lonlat[0] = (-21.054, -33.0)
    plain = flat_travel(made, places)
    area = Avoid((shapely.box(-21.058, -33.001, -21.057, -32.999),), ("mines",))
    assert why(compile_mission(made, frame, places, Travel((area,) * 5, plain.matrix, plain.times))) == {"s000": "unreachable"}  # fmt: skip


def test_those_who_belong_together_stay_out_together() -> None:
    together = [["s000", "s001"], ["s001", "s002"]]
    found = compiled(mission(together=together), {}, {}, {})
    assert found.problem.together == ((0, 1), (1, 2))
    partly = compiled(mission(together=together), {"code": "no_position"}, {}, {})
    assert why(partly) == {"s000": "no_position", "s001": "together", "s002": "together"}
    assert partly.unplannable["details"].tolist()[1:] == [{"sites": ["s000"]}, {"sites": ["s001"]}]
    assert partly.problem.together == ()


def test_on_the_road_the_day_goes_on_from_where_the_team_is() -> None:
    resume = {"at": "2026-05-15T11:40", "positions": {"boat": [-21.0, -33.0]}, "done": [], "driven_minutes": {"boat": 90}, "breaks_taken": {"boat": ["lunch"]}}  # fmt: skip
    rules = {"lunch": {"minutes": 60, "between": "11:00-14:00"}}
    teams = [{"id": "boat"}, {"id": "cart"}]
    found = compiled(mission(resume=resume, rules=rules, teams=teams))
    shifts = found.problem.shifts
    assert [(shift.day, shift.team) for shift in shifts] == [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (4, 1)]  # fmt: skip
    boat, cart, next_day = shifts[:3]
    assert boat.start == cart.start == 11 * HOUR + 40 * MINUTE
    assert (boat.start_place, cart.start_place) == (5, 3)  # after three sites and two bases; at its base
    assert (boat.max_drive, cart.max_drive, next_day.max_drive) == (2.5 * HOUR, 4 * HOUR, 4 * HOUR)
    assert [len(shift.breaks) for shift in shifts[:3]] == [0, 1, 1]
    assert found.problem.windows[0][0][0].earliest == boat.start


def test_places_of_the_problem_know_their_rows() -> None:
    found = compiled(mission(), {"code": "excluded"}, {}, {})
    assert found.site_ids == ("s001", "s002")
    assert found.place_rows == (1, 2, 3, 4)
    assert found.problem.buffer == 5 * MINUTE


def test_who_answers_for_access_is_named() -> None:
    assert compiled(mission()).notes == ("Access to s000, s001, s002 is overridden by A.",)
    made = mission()
    frame = candidates(made, n=13)
    places = road_places(frame, made, FlatRoads())
    assert compile_mission(made, frame, places, flat_travel(made, places)).notes == ("Access to 13 sites is overridden by A.",)  # fmt: skip


def test_five_hundred_sites_on_sixty_shifts_are_compiled_in_a_second() -> None:
    made = mission(days={"first": "2026-05-01", "last": "2026-05-20"}, teams=[{"id": "a"}, {"id": "b"}, {"id": "c"}], opening=[{"kinds": ["fort"], "weekdays": ["friday"], "closed": ["12:30-14:30"]}])  # fmt: skip
    frame = candidates(made, *({"minutes": 30 + number % 7} for number in range(500)))
    places = road_places(frame, made, FlatRoads())
    travel = flat_travel(made, places)
    began = time.process_time()
    found = compile_mission(made, frame, places, travel)
    assert time.process_time() - began < 2  # half a second here
    assert (found.problem.n_sites, len(found.problem.shifts)) == (500, 60)


clock = st.integers(0, 24 * 12).map(lambda step: 300 * step)
spans = st.tuples(clock, clock).filter(lambda ends: ends[0] < ends[1])
written = spans.map(lambda ends: "-".join(f"{end // 3600:02}:{end % 3600 // 60:02}" for end in ends))
rules = st.fixed_dictionaries(
    {"closed": st.lists(written, max_size=2)}, optional={"hours": st.lists(written, max_size=2)}
)
visits = st.builds(Visit, rules=st.just(()), visit_s=st.integers(1, 600).map(lambda n: 60 * n), access_s=st.integers(0, 4000), in_dark=st.booleans())  # fmt: skip


@given(st.lists(rules, max_size=3), visits, spans.map(lambda ends: Daylight(*ends)), spans)
def test_whatever_begins_in_a_window_lies_in_opening_daylight_and_shift_and_nothing_else_does(
    given_rules: list[dict[str, Any]], visit: Visit, light: Daylight, hours: tuple[int, int]
) -> None:
    day = date(2026, 5, 15)
    open_at = open_spans(map(Opening.model_validate, given_rules), day)
    windows = visit_windows(visit, open_at, light, *hours)

    def may_begin(second: int) -> bool:
        start, end = second + visit.access_s, second + visit.access_s + visit.visit_s
        inside = any(opens <= start and end <= closes for opens, closes in open_at)
        in_light = visit.in_dark or (light.sunrise <= second and end + visit.access_s <= light.sunset)
        return inside and in_light and hours[0] <= second and end + visit.access_s <= hours[1]

    for window in windows:
        assert may_begin(window.earliest)
        assert may_begin(window.latest)
        assert not may_begin(window.earliest - 1)
        assert not may_begin(window.latest + 1)
    for second in range(0, 86_400, 487):
        assert may_begin(second) == any(window.earliest <= second <= window.latest for window in windows)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["friday", "monday", "sunday"]), written), max_size=3), st.integers(1, 300))
def test_no_window_of_a_mission_is_outside_its_rules(cuts: list[tuple[str, str]], minutes: int) -> None:
    opening = [{"weekdays": [weekday], "closed": [span]} for weekday, span in cuts]
    found = compiled(mission(opening=opening), {"minutes": minutes}, {"minutes": minutes, "indoors": True})
    for site, of_site in enumerate(found.problem.windows):
        for shift, windows in zip(found.problem.shifts, of_site, strict=True):
            for window in windows:
                for begin in window:
                    end = begin + found.problem.service[site]
                    weekday = found.days[shift.day].strftime("%A").lower()
                    assert shift.start <= begin
                    assert not any(day == weekday and begin < span_seconds(span)[1] and span_seconds(span)[0] < end for day, span in cuts)  # fmt: skip


def with_closed(made: Mission, lon: float, lat: float, *days: int, area_id: str = "port-closed") -> None:
    """Compile a mission with a closed area around a place on some days."""
    frame = candidates(made)
    places = road_places(frame, made, FlatRoads())
    plain = flat_travel(made, places)
    area = Avoid((shapely.box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001),), (area_id,))
    avoid = tuple(area if day in days else plain.avoid[day] for day in range(5))
    compile_mission(made, frame, places, Travel(avoid, plain.matrix, plain.times))


SARNA = (-20.964, -33.036)


def test_a_closed_airport_is_refused_with_its_field() -> None:
    made = mission(end={"base": "sarna", "deadline": "16:00"})
    with pytest.raises(MissionError) as caught:
        with_closed(made, *SARNA, 4)
    assert str(caught.value) == (
        "island.yml, field end.base: 'sarna' lies in an area that is closed on 2026-05-18 (port-closed); "
        "name another base, or mend the closure"
    )
    with_closed(made, *SARNA, 0, 1, 2, 3)  # nobody is there then


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": {"base": "sarna"}}, "start.base"),
        ({"nights": {"at": {1: "sarna"}, "default": "velma"}}, "nights.at[1]"),
        ({"nights": {"default": "sarna"}}, "nights.default"),
    ],
)
def test_a_base_in_a_closed_area_is_refused_by_the_field_that_names_it(change: dict[str, object], field: str) -> None:
    with pytest.raises(
        MissionError, match=re.escape(f"field {field}: 'sarna' lies in an area that is closed on 2026-05-14")
    ):
        with_closed(mission(**change), *SARNA, 0)


def test_a_base_beyond_the_borders_is_refused_in_other_words() -> None:
    with pytest.raises(MissionError, match="outside the countries of the mission; name its country"):
        with_closed(mission(start={"base": "sarna"}), *SARNA, 0, area_id="outside")


def test_a_closed_base_is_no_error_where_another_may_be_chosen() -> None:
    with_closed(mission(nights={}), *SARNA, 0, 1, 2, 3, 4)
