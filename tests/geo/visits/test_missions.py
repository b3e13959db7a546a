"""The missions of the package, planned on its roads."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import shapely

from geo.roads.closures import avoid_on
from geo.vocabularies import LegBasis
from tests.geo.visits.planned import MISSIONS, breaks, changed, legs, mission_of, stops

if TYPE_CHECKING:
    from pathlib import Path

    from geo.visits.plan import Plan
    from geo.visits.planner import PlanProgress
    from tests.geo.visits.planned import Planned

NAMES = sorted(path.stem for path in MISSIONS.glob("*.yml"))
FIVE_DAYS, MOVING, HOURS, REPLAY = (
    "shusha-five-days",
    "shusha-aghdam-zangilan",
    "opening-hours-and-permits",
    "fuzuli-2021-01-12",
)
MUSEUM, CAVE = "uzeyir-hajibeyov-house-museum", "azykh-cave"
MOSQUES = {"yukhari-govhar-agha-mosque", "ashaghi-govhar-agha-mosque", "saatli-mosque"}


def test_every_mission_of_the_package_is_tried_here() -> None:
    assert sorted((FIVE_DAYS, MOVING, HOURS, REPLAY)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_candidate_is_visited_or_has_a_reason(planned: Planned, name: str) -> None:
    plan = planned.of(name)
    omitted = [omission.site_id for omission in plan.omitted]
    assert sorted([*plan.visited, *omitted]) == sorted(plan.candidates)
    assert all(omission.reason for omission in plan.omitted)
    assert plan.objective.priority <= plan.objective.bound
    assert not plan.conflicts


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_says_what_it_rests_on(planned: Planned, name: str) -> None:
    plan = planned.of(name)
    assert plan.notes[0].startswith("Not a safety clearance")
    assert plan.notes[1].startswith("Roads are OSM 2021-08-06")
    assert any("example mission" in note for note in plan.notes)  # who answers for access that is unknown
    assert all(stop.access_note for stop in stops(*plan.days) if stop.access == "override")
    assert {leg.note for leg in legs(*plan.days) if leg.basis is LegBasis.ROAD} == {"road: OSM 2021-08-06"}


@pytest.mark.parametrize("name", NAMES)
def test_days_are_whole_in_place_and_time(planned: Planned, name: str) -> None:
    for day in planned.of(name).days:
        if day.depart is None:
            continue
        ways = legs(day)
        assert (ways[0].depart, ways[-1].arrive) == (day.depart, day.arrive)
        assert (ways[0].start, ways[-1].end) == (day.start, day.end)
        assert all(before.arrive <= after.depart for before, after in pairwise(ways))
        assert sum(leg.seconds for leg in ways if leg.basis is LegBasis.ROAD) == day.drive_seconds
        assert all(len(leg.line) >= 2 and leg.turns for leg in ways if leg.basis is LegBasis.ROAD and leg.km > 0)


def test_five_days_two_vehicles_and_no_more_than_four_hours_of_driving(planned: Planned) -> None:
    plan = planned.of(FIVE_DAYS)
    assert len(plan.candidates) == 35
    assert len(plan.days) == 10
    assert 25 <= len(plan.visited) < 35
    for day in plan.days:
        assert day.drive_seconds <= 4 * 3600
        assert day.start == day.end
        assert day.start.base_id == "shusha"
        if day.depart and day.arrive:
            assert (day.depart.time() >= time(8, 30), day.arrive.time() <= time(18)) == (True, True)
            if day.depart.time() <= time(13, 30) < day.arrive.time():
                assert [each.name for each in breaks(day)] == ["lunch"]


def test_ways_stay_within_the_country_that_the_mission_names(planned: Planned) -> None:
    outside = avoid_on(date(2026, 5, 14), borders=planned.borders, countries=("AZ",))
    ways = [shapely.LineString(leg.line) for leg in legs(*planned.of(FIVE_DAYS).days)]
    assert outside.ids == ("outside",)
    assert not shapely.intersects(ways, outside.areas[0]).any()


def test_bases_move_and_the_flight_is_reached(planned: Planned) -> None:
    plan = planned.of(MOVING)
    ends = [(day.start.base_id, day.end.base_id) for day in plan.days]
    assert ends == [
        ("shusha", "shusha"),
        ("shusha", "shusha"),
        ("shusha", "aghdam"),
        ("aghdam", "zangilan"),
        ("zangilan", "fuzuli-airport"),
    ]
    last = plan.days[-1].arrive
    assert last is not None
    assert last.time() <= time(16)
    assert plan.objective.must == plan.objective.must_of == 1


def test_a_deadline_that_cannot_be_met_is_named(planned: Planned) -> None:
    early = changed(mission_of(MOVING), end={"base": "fuzuli-airport", "deadline": "10:00"})
    plan = planned.plan(early)
    assert [conflict.code for conflict in plan.conflicts] == ["end_deadline"]
    assert "10:00" in plan.conflicts[0].reason
    assert plan.days[-1].items == ()


def test_the_stop_that_breaks_a_deadline_is_named(planned: Planned) -> None:
    locked = [{"site": "suleymanli-mosque", "day": "2026-05-18"}]
    late, early = (
        changed(mission_of(MOVING), locked=locked, end={"base": "fuzuli-airport", "deadline": deadline})
        for deadline in ("16:00", "11:30")
    )
    assert not planned.plan(late).conflicts
    conflicts = planned.plan(early).conflicts
    assert any(conflict.site_id == "suleymanli-mosque" for conflict in conflicts)
    assert any("drop that stop" in conflict.reason for conflict in conflicts)


def visits_of(plan: Plan, site_id: str) -> list[tuple[date, time, time]]:
    return [(s.begin.date(), s.begin.time(), s.end.time()) for s in stops(*plan.days) if s.site_id == site_id]


def test_what_is_closed_is_not_visited_and_a_permit_opens(planned: Planned) -> None:
    plan = planned.of(HOURS)
    friday, monday = date(2026, 5, 15), date(2026, 5, 18)
    for mosque in MOSQUES:
        assert all(
            day != friday or end <= time(12, 30) or begin >= time(14, 30) for day, begin, end in visits_of(plan, mosque)
        )
    assert [day for day, _, _ in visits_of(plan, MUSEUM)] == [friday]
    assert [day for day, _, _ in visits_of(plan, CAVE)] == [monday]
    assert [(s.access, s.access_note) for s in stops(*plan.days) if s.site_id == CAVE] == [("permit", None)]


def test_moving_a_mission_by_a_day_changes_what_it_must(planned: Planned) -> None:
    before = planned.of(HOURS)
    after = planned.plan(changed(mission_of(HOURS), days=["2026-05-16", "2026-05-19"]))
    barred = [
        {omission.site_id: omission.code for omission in plan.omitted if omission.code in ("no_permit", "never_open")}
        for plan in (before, after)
    ]
    assert barred == [{}, {CAVE: "no_permit"}]
    mondays = planned.plan(changed(mission_of(HOURS), days=["2026-05-18"]))
    assert {omission.site_id: omission.code for omission in mondays.omitted}[MUSEUM] == "never_open"


def test_a_permit_has_no_reference_in_the_plan(planned: Planned) -> None:
    mission = mission_of(HOURS)
    permits = [{"sites": [CAVE], "reference": "SECRET-17"}]
    access = mission.access.model_dump(mode="json", exclude_none=True) | {"permits": permits}
    plan = planned.plan(changed(mission, access=access))
    assert CAVE in plan.visited
    assert "SECRET-17" not in plan.model_dump_json()


def test_the_visit_to_fuzuli_fits_into_its_day(planned: Planned) -> None:
    recorded = planned.store.stops("icesco-2021-01-12")
    plan = planned.of(REPLAY)
    placed = recorded.loc[~recorded.geometry.isna(), "site_id"]
    assert sorted(plan.visited) == sorted(placed)
    assert len(plan.visited) == 4
    assert {day.date for day in plan.days} == {date(2021, 1, 12)}


def test_access_that_is_unknown_keeps_sites_out_unless_somebody_answers_for_them(planned: Planned) -> None:
    plan = planned.plan(changed(mission_of(REPLAY), access={}))
    assert plan.visited == ()
    assert {omission.code for omission in plan.omitted} == {"access_unknown"}


def test_progress_is_told_and_stopping_keeps_the_best(planned: Planned) -> None:
    told: list[PlanProgress] = []

    def stop_soon(progress: PlanProgress) -> bool:
        told.append(progress)
        return bool(progress.days)

    plan = planned.plan(mission_of(FIVE_DAYS), iterations=200_000, watch=stop_soon)
    assert plan.visited
    assert told[-1].done < told[-1].total
    assert plan.objective.priority >= told[-1].priority
    assert {day.team for day in told[-1].days} <= {"car-1", "car-2"}


def test_who_is_told_of_the_travel_times_may_end_the_planning_there(planned: Planned) -> None:
    def stop(*said: object) -> None:
        told.append(said)
        raise InterruptedError

    told: list[object] = []
    with pytest.raises(InterruptedError):
        planned.plan(mission_of(FIVE_DAYS), progress=stop)
    assert told == [("travel_times", 0, 1)]


_AGAIN = """
import sys
from pathlib import Path
from geo.roads.valhalla_roads import open_roads
from tests.geo.visits.planned import Planned
print(Planned(Path(sys.argv[1]), open_roads(Path(sys.argv[2]))).of(sys.argv[3]).hash)
"""


def test_the_same_mission_gives_the_same_plan_in_another_process(planned: Planned, graph_folder: Path) -> None:
    again = subprocess.run(
        [sys.executable, "-c", _AGAIN, str(planned.store_file), str(graph_folder), HOURS],
        cwd=MISSIONS.parents[1],
        env={"PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.strip() == planned.of(HOURS).hash
