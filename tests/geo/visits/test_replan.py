"""Missions planned anew on the road, on the bundled data and roads."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geo.errors import MissionError, PlanError
from geo.roads.closures import avoid_on, read_closures
from geo.roads.proof import touched
from geo.visits.merging import merged
from geo.visits.plan_file import plan_bytes, plan_from
from geo.visits.replan import replan
from tests.geo.visits.planned import MISSIONS, breaks, changed, legs, mission_of, stops

if TYPE_CHECKING:
    from geo.visits.plan import Plan, PlanDay, PlanStop
    from geo.visits.what_if import Comparison
    from tests.geo.visits.planned import Planned

FIVE_DAYS = "shusha-five-days"
THIRD = date(2026, 5, 16)
NOON = datetime.combine(date(2026, 5, 15), time(11, 40))
EFFORT = 400


def anew(planned: Planned, **changes: Any) -> tuple[Plan, Plan, Comparison]:  # noqa: ANN401 (as replan takes them)
    old = planned.of(FIVE_DAYS)
    more: dict[str, Any] = {"at": NOON, "borders": planned.borders, "iterations": EFFORT} | changes
    new, told = replan(old, mission_of(FIVE_DAYS), planned.store, planned.roads, **more)
    return old, new, told


@pytest.fixture(scope="module")
def bridge(planned: Planned) -> tuple[Plan, Plan, Comparison]:
    """A bridge closes, and the second car drops out."""
    closures = read_closures(MISSIONS / "bridge-closed.geojson")
    return anew(planned, closures=closures, absent_teams=["car-2"])


def begun(plan: Plan) -> list[PlanStop]:
    return [stop for stop in stops(*plan.days) if stop.begin < NOON]


def test_what_was_done_stays_as_it_was_and_is_marked(bridge: tuple[Plan, Plan, Comparison]) -> None:
    old, new, _ = bridge
    done = [stop for stop in stops(*new.days) if stop.done]
    assert [(stop.id, stop.begin, stop.end) for stop in done] == [(s.id, s.begin, s.end) for s in begun(old)]
    assert [day.drive_seconds for day in new.days if day.date < NOON.date()] == [
        day.drive_seconds for day in old.days if day.date < NOON.date()
    ]


def test_a_car_that_dropped_out_goes_no_further(bridge: tuple[Plan, Plan, Comparison]) -> None:
    _, new, _ = bridge
    last = [day for day in new.days if day.team == "car-2"][-1]
    assert last.date == NOON.date()
    assert all(leg.depart < NOON for leg in legs(last) if leg.basis == "road")
    assert not [stop for stop in stops(last) if not stop.done]


def test_no_way_to_come_crosses_what_is_closed(bridge: tuple[Plan, Plan, Comparison]) -> None:
    _, new, _ = bridge
    closures = read_closures(MISSIONS / "bridge-closed.geojson")
    for day in new.days:
        ahead = [shapely.LineString(leg.line) for leg in legs(day) if leg.depart >= NOON]
        assert touched(ahead, avoid_on(day.date, closures=closures)).empty
    assert {each.id for each in new.closures} == set(closures["id"])


def test_the_whole_mission_stands_in_the_new_plan(bridge: tuple[Plan, Plan, Comparison]) -> None:
    old, new, told = bridge
    assert sorted([*new.visited, *(omission.site_id for omission in new.omitted)]) == sorted(old.candidates)
    assert new.visited == tuple(stop.site_id for stop in stops(*new.days))
    assert new.objective.priority == sum(stop.priority for stop in stops(*new.days)) <= new.objective.bound
    assert new.objective.drive_seconds == sum(day.drive_seconds for day in new.days)
    assert plan_from(plan_bytes(new)) == new
    lost = set(told.sites.loc[told.sites["change"] == "only_a", "site_id"])
    assert lost == {*old.visited} - {*new.visited}
    for day in new.days:
        assert [stop.position for stop in stops(day)] == list(range(1, len(stops(day)) + 1))
        assert len([pause for pause in breaks(day) if pause.name == "lunch"]) <= 1


def test_a_day_under_way_goes_on_from_where_the_car_is(bridge: tuple[Plan, Plan, Comparison]) -> None:
    _, new, _ = bridge
    day = next(day for day in new.days if day.date == NOON.date() and day.team == "car-1")
    road = [leg for leg in legs(day) if leg.basis == "road"]
    for one, following in pairwise(road):
        assert (one.end.lon, one.end.lat) == pytest.approx((following.start.lon, following.start.lat), abs=2e-4)
    assert day.drive_seconds <= 4 * 3600 + 60


def test_nothing_changes_where_nothing_has_happened(planned: Planned) -> None:
    old, new, told = anew(planned)
    if new.objective.priority == old.objective.priority:
        assert told.is_same
    assert [s.id for s in stops(*new.days) if s.done] == [s.id for s in begun(old)]


def test_an_old_plan_does_not_stay_where_the_mission_has_changed(planned: Planned) -> None:
    old = planned.of(FIVE_DAYS)
    shut = stops(*(day for day in old.days if day.date > NOON.date()))[0].site_id
    mission = changed(mission_of(FIVE_DAYS), opening=[{"sites": [shut], "hours": []}])
    new, _ = replan(old, mission, planned.store, planned.roads, at=NOON, borders=planned.borders, iterations=EFFORT)
    assert shut not in new.visited


def test_in_the_evening_a_car_that_rested_that_day_has_no_day_any_more(planned: Planned) -> None:
    record = mission_of("fuzuli-2021-01-12")
    days, teams = ["2021-01-11", "2021-01-12"], [{"id": car, "hours": "09:00-17:00"} for car in ("red", "blue")]
    mission = changed(record, days=days, teams=teams, locked=[{"site": "gargabazar-mosque", "day": days[1]}])
    old = planned.plan(mission)
    assert any(not day.items for day in old.days if day.day == 1)
    evening = datetime.combine(date(2021, 1, 11), time(18))
    new, told = replan(
        old, mission, planned.store, planned.roads, at=evening, borders=planned.borders, iterations=EFFORT
    )
    assert told.is_same
    assert [(day.day, day.team) for day in new.days] == [(day.day, day.team) for day in old.days]


@pytest.mark.parametrize(
    ("at", "all_told", "driven"),
    [(time(11, 30), False, True), (time(16), False, True), (time(9, 5), True, True), (time(8), True, False)],
    ids=["during the last visit", "in the evening", "on the first way", "before the departure"],
)
def test_when_all_is_visited_only_the_way_home_is_left(
    planned: Planned, at: time, all_told: bool, driven: bool
) -> None:
    mission, old = mission_of("fuzuli-2021-01-12"), planned.of("fuzuli-2021-01-12")
    more: dict[str, Any] = {"done": old.visited} if all_told else {}
    now = datetime.combine(date(2021, 1, 12), at)
    new, _ = replan(old, mission, planned.store, planned.roads, at=now, borders=planned.borders, iterations=1, **more)
    (day,) = new.days
    assert sorted(new.visited) == sorted(old.visited)
    assert all(stop.done for stop in stops(day))
    assert new.omitted == new.conflicts == ()
    assert day.end == old.days[0].end
    assert ((day.arrive is not None), bool(legs(day))) == (driven, driven)


def test_where_nobody_goes_on_the_plan_ends_there(planned: Planned) -> None:
    _, new, _ = anew(planned, absent_teams=["car-1", "car-2"])
    assert {stop.site_id for stop in stops(*new.days)} == {stop.site_id for stop in begun(planned.of(FIVE_DAYS))}
    assert all(day.date <= NOON.date() for day in new.days)


def test_a_lock_of_a_day_on_which_nobody_goes_on_is_a_conflict(planned: Planned) -> None:
    old = planned.of(FIVE_DAYS)
    site = stops(*(day for day in old.days if day.date == THIRD))[0].site_id
    mission = changed(mission_of(FIVE_DAYS), locked=[{"site": site, "day": "2026-05-16"}])
    new, _ = replan(
        old, mission, planned.store, planned.roads, at=NOON, absent_teams=["car-1", "car-2"], borders=planned.borders,
        iterations=1,
    )  # fmt: skip
    assert [(conflict.site_id, conflict.code) for conflict in new.conflicts] == [(site, "lock_cannot")]


def test_what_was_visited_by_then_is_not_planned_once_more(planned: Planned) -> None:
    """Twice at one moment: what was said the first time, at no time that anybody noted, stays."""
    old = planned.of(FIVE_DAYS)
    told = [o.site_id for o in old.omitted][:1]
    morning = datetime.combine(THIRD, time(8))
    more: dict[str, Any] = {"at": morning, "borders": planned.borders, "iterations": EFFORT}
    once, _ = replan(old, mission_of(FIVE_DAYS), planned.store, planned.roads, done=told, **more)
    twice, _ = replan(once, mission_of(FIVE_DAYS), planned.store, planned.roads, **more)
    (stop,) = [stop for stop in stops(*twice.days) if stop.site_id in told]
    assert stop.done


def test_nobody_plans_anew_from_before_the_last_time(planned: Planned) -> None:
    once, _ = replan(
        planned.of(FIVE_DAYS), mission_of(FIVE_DAYS), planned.store, planned.roads, at=NOON, borders=planned.borders,
        iterations=1,
    )  # fmt: skip
    with pytest.raises(PlanError, match="was made anew at 2026-05-15T11:40:00"):
        replan(once, mission_of(FIVE_DAYS), planned.store, planned.roads, at=NOON.replace(hour=9))


def test_a_team_that_cannot_get_home_is_said_to_be_away_in_the_evening_too(planned: Planned) -> None:
    """Nobody plans that day once more, and the plan must not be silent about it."""
    bases = [{"id": "shusha", "lon": 46.74928, "lat": 39.75908}, {"id": "tartar", "lon": 46.93, "lat": 40.345}]
    mission = changed(
        mission_of(FIVE_DAYS), bases=bases, teams=[{"id": "car"}], rules={"max_driving_hours": 0.7},
        days=["2026-05-14", "2026-05-15"], nights={"at": {1: "tartar"}}, start={"base": "shusha"}, end={"base": "tartar"},
    )  # fmt: skip
    old = planned.plan(mission)
    evening = datetime.combine(date(2026, 5, 14), time(20))
    new, _ = replan(old, mission, planned.store, planned.roads, at=evening, done=old.candidates[:1], borders=planned.borders, iterations=1)  # fmt: skip
    for plan in (old, new):
        assert ("transfer_too_long", 1) in {(each.code, each.details.get("day")) for each in plan.conflicts}


def test_the_first_day_begins_where_the_team_stands_though_its_night_is_free(planned: Planned) -> None:
    """The mission leaves the start to the first night, of which the base may be another one now."""
    bases = [{"id": "shusha", "lon": 46.74928, "lat": 39.75908}, {"id": "fuzuli", "lon": 47.145, "lat": 39.6}]
    sites = ["gargabazar-mosque", "fuzuli-juma-mosque"]
    first = changed(
        mission_of(FIVE_DAYS), days=["2026-05-14", "2026-05-15"], bases=bases, sites={"ids": sites}, must=sites,
        teams=[{"id": "car"}], opening=[], nights={"at": {1: "shusha"}},
    )  # fmt: skip
    old = planned.plan(first)
    free = changed(first, nights={"choose": ["shusha", "fuzuli"]})
    new, _ = replan(
        old, free, planned.store, planned.roads, at=datetime.combine(date(2026, 5, 14), time(8)), free_nights=[1],
        borders=planned.borders, iterations=EFFORT,
    )  # fmt: skip
    assert new.days[0].start == old.days[0].start
    assert new.days[0].end.base_id == "fuzuli"


def test_a_plan_that_does_not_keep_what_was_done_is_refused(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_yesterday(*arguments: Any) -> Plan:  # noqa: ANN401 (as merged takes them)
        whole = merged(*arguments)
        return whole.model_copy(update={"days": whole.days[1:]})

    monkeypatch.setattr("geo.visits.replan.merged", without_yesterday)
    with pytest.raises(PlanError, match="is missing"):
        anew(planned, absent_teams=["car-2"])


def test_files_of_closures_that_nobody_read_are_not_passed_over(planned: Planned) -> None:
    with pytest.raises(MissionError, match="none were read"):
        planned.plan(changed(mission_of(FIVE_DAYS), closures=["bridge-closed.geojson"]))


def test_a_locked_day_stays_exactly_as_it_was(planned: Planned) -> None:
    def third(plan: Plan) -> list[PlanDay]:
        return [day for day in plan.days if day.date == THIRD]

    old, new, _ = anew(planned, absent_teams=["car-2"], locked_days=[THIRD])
    assert third(new) == third(old)
    assert {s.site_id for s in stops(*third(old))} <= {*new.visited}


def test_a_locked_day_through_a_closed_area_is_refused(planned: Planned) -> None:
    closures = read_closures(MISSIONS / "bridge-closed.geojson")
    leg = next(leg for day in planned.of(FIVE_DAYS).days if day.date == THIRD for leg in legs(day))
    closures = closures.set_geometry([shapely.Point(leg.line[len(leg.line) // 2])], crs=4326)
    with pytest.raises(PlanError, match="2026-05-16"):
        anew(planned, locked_days=[THIRD], closures=closures)


def test_a_site_that_was_visited_otherwise_is_done(planned: Planned) -> None:
    old = planned.of(FIVE_DAYS)
    omitted = next(o.site_id for o in old.omitted)
    later = stops(*(day for day in old.days if day.date > NOON.date()))[0].site_id
    _, new, told = anew(planned, done=[omitted, later])
    here = {stop.site_id: stop for stop in stops(*new.days)}
    assert here[omitted].done
    assert here[later].done
    assert here[later].begin.date() == NOON.date()
    assert any(omitted in note for note in new.notes)
    assert omitted in set(told.sites.loc[told.sites["change"] == "only_b", "site_id"])


def test_a_replan_can_be_planned_anew(planned: Planned, bridge: tuple[Plan, Plan, Comparison]) -> None:
    _, once, _ = bridge
    at = datetime.combine(THIRD, time(13))
    twice, _ = replan(
        once, mission_of(FIVE_DAYS), planned.store, planned.roads, at=at, absent_teams=["car-2"], borders=planned.borders, iterations=EFFORT
    )  # fmt: skip
    assert {s.id for s in stops(*once.days) if s.begin < at} == {s.id for s in stops(*twice.days) if s.done}
    assert sorted([*twice.visited, *(o.site_id for o in twice.omitted)]) == sorted(once.candidates)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": datetime.combine(date(2026, 6, 1), time(12))}, "not within the days"),
        ({"absent_teams": ["car-9"]}, "no team 'car-9'"),
        ({"positions": {"bus": (46.7, 39.7)}}, "no team 'bus'"),
        ({"done": ["atlantis"]}, "'atlantis' is no candidate"),
        ({"locked_days": [date(2026, 5, 14)]}, "is over"),
        ({"locked_days": [date(2026, 6, 1)]}, "is no day of the mission"),
        ({"free_nights": [6]}, "night 6 is not chosen by the plan, which has nights 1 to 5"),
        ({"free_nights": [2], "locked_days": [THIRD]}, "belongs to the locked day 2026-05-16"),
    ],
)
def test_what_is_not_of_the_mission_is_refused(planned: Planned, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        anew(planned, **changes)


def test_a_plan_of_another_mission_is_refused(planned: Planned) -> None:
    with pytest.raises(PlanError, match="days or teams that the mission has not"):
        replan(
            planned.of(FIVE_DAYS),
            mission_of("fuzuli-2021-01-12"),
            planned.store,
            planned.roads,
            at=datetime.combine(date(2021, 1, 12), time(12)),
        )
