"""The solver gives plans that hold, the best ones on small problems, and the same ones again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from hypothesis import given, settings

from geo.visits.check import check_timetables
from geo.visits.objective import holds, score
from geo.visits.problem import UNREACHABLE, Break, Problem, Solution, Window
from geo.visits.scheduler import timetable
from geo.visits.solver import Progress, solve
from tests.geo.visits.made_up_problems import problems
from tests.geo.visits.oracle import Oracle
from tests.geo.visits.planning import LUNCH, day, many, problem


def visited(solution: Solution) -> set[int]:
    return {site for route in solution.routes for site in route}


def breaches(solution: Solution) -> list[object]:
    routes = solution.routes
    times = [timetable(solution.problem, shift, route) for shift, route in enumerate(routes)]
    return [*check_timetables(solution.problem, routes, times)]


@settings(max_examples=25)
@given(problems(groups=True))
def test_on_small_problems_it_visits_the_most_that_can_be_visited(small: Problem) -> None:
    best = Oracle(small).best()
    found = solve(small, iterations=300)
    if best is not None:
        assert score(found.problem, found.routes)[:2] == best[:2]
        assert not breaches(found)


def test_where_all_can_be_visited_all_are_and_the_way_is_the_shortest() -> None:
    found = solve(problem([10, -10, 20, 5]), iterations=200)
    assert visited(found) == {0, 1, 2, 3}
    assert score(found.problem, found.routes).drive == -60


def test_priority_comes_before_driving_and_driving_before_the_number_of_shifts() -> None:
    far_is_worth_more = problem([250, 10], priority=[11, 10], shifts=[day(0, 2, hours=(0, 560))], service=40)
    assert visited(solve(far_is_worth_more, iterations=200)) == {0}
    two_days = problem([10, 20], shifts=[day(0, 2), day(1, 2)])
    assert sorted(map(len, solve(two_days, iterations=200).routes)) == [0, 2]


def test_a_must_see_comes_before_any_priority() -> None:
    either = problem([200, -200, -210], priority=[1, 900, 900], must=[0], shifts=[day(0, 3)], service=60)
    assert visited(solve(either, iterations=200)) == {0}


def test_a_must_see_that_no_day_holds_is_left_out_and_spoils_nothing() -> None:
    closed_at_first = {0: (Window(0, 60),)}
    found = solve(problem([100, 10, 20], must=[0], windows=closed_at_first), iterations=200)
    assert visited(found) == {1, 2}
    assert not breaches(found)


def test_two_must_sees_of_which_only_one_fits_give_one() -> None:
    at_ten = (Window(600, 600),)
    found = solve(problem([100, -100, 5], must=[0, 1], windows={0: at_ten, 1: at_ten}), iterations=400)
    assert len(visited(found) & {0, 1}) == 1
    assert 2 in visited(found)


def test_a_site_that_no_road_reaches_is_left_out() -> None:
    cut_off = problem([10, 20])
    cut_off.drive[0][0, 1:] = cut_off.drive[0][1:, 0] = UNREACHABLE
    assert visited(solve(cut_off, iterations=100)) == {1}


def test_nothing_to_plan_gives_an_empty_plan() -> None:
    assert solve(problem([])).routes == ((),)
    assert solve(problem([10], windows={0: ()})).routes == ((),)
    assert solve(problem([10], shifts=[day(0, 1, hours=(600, 601))])).routes == ((),)


def test_one_site_is_visited() -> None:
    assert solve(problem([10]), iterations=10).routes == ((0,),)


def test_lunch_and_prayers_are_kept_and_cost_no_visit_that_fits() -> None:
    prayer = Break("prayer:dhuhr", 13 * 60 + 10, 13 * 60 + 25, 20)
    full = problem([10] * 4, service=120, shifts=[day(0, 4, hours=(480, 1085), breaks=(LUNCH, prayer))])
    found = solve(full, iterations=300)
    assert len(visited(found)) == 4
    assert not breaches(found)
    times = timetable(found.problem, 0, found.routes[0])
    assert times is not None
    assert [pause.name for pause in times.breaks] == ["lunch", "prayer:dhuhr"]


def test_days_with_different_breaks_are_planned_together() -> None:
    friday = Break("prayer:friday", 12 * 60 + 30, 12 * 60 + 30, 60)
    noon = {0: {1: (Window(700, 800),)}}
    shifts = [day(0, 4, breaks=(LUNCH,)), day(1, 4, breaks=(friday, LUNCH)), day(2, 4)]
    found = solve(problem([10, 20, 30, 40], shifts=shifts, windows=noon, service=100), iterations=300)
    assert visited(found) == {0, 1, 2, 3}
    assert not breaches(found)


def test_a_site_open_twice_a_day_is_visited_once() -> None:
    halves = (Window(540, 560), Window(900, 1000))
    found = solve(
        problem([10, 20, 30], windows=dict.fromkeys(range(3), halves), shifts=[day(0, 3), day(1, 3)]), iterations=300
    )
    assert sorted(site for route in found.routes for site in route) == [0, 1, 2]


def test_driving_is_limited_by_day() -> None:
    found = solve(problem([100, -100], shifts=[day(0, 2, max_drive=250)]), iterations=100)
    assert len(visited(found)) == 1


def test_a_transfer_that_takes_the_whole_day_leaves_no_stop() -> None:
    found = solve(problem([10], bases=[0, 590], shifts=[day(0, 1, to=2)]), iterations=100)
    assert found.routes == ((),)
    assert holds(found.problem, found.routes)


def test_the_same_seed_and_iterations_give_the_same_plan_in_any_process() -> None:
    program = (
        "from geo.visits.solver import solve; from tests.geo.visits.planning import many;"
        "s = solve(many(25, days=2), seed=3, iterations=800); print(s.routes, s.effort)"
    )
    root = Path(__file__).parents[3]

    def printed(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert printed("1") == printed("2") != ""


def test_it_stops_when_told_and_keeps_the_best_plan_it_has_shown() -> None:
    shown: list[Progress] = []

    def watch(progress: Progress) -> bool:
        shown.append(progress)
        return len(shown) == 3

    started = time.process_time()
    task = many(40, days=3)
    found = solve(task, iterations=10**7, watch=watch)
    assert time.process_time() - started < 20
    assert len(shown) == 3
    assert shown[-1].routes is not None
    assert holds(task, shown[-1].routes)
    assert score(found.problem, found.routes).priority >= shown[-1].priority > 0
    assert [progress.done for progress in shown] == sorted(progress.done for progress in shown)
    assert 0 < sum(found.effort.values()) < 10**7


def test_a_run_that_was_cut_short_is_repeated_by_its_effort() -> None:
    task = many(30, days=2)
    for cut in (solve(task, seconds=0.6), solve(task, watch=lambda progress: progress.done > 900)):
        again = solve(task, iterations=cut.effort)
        assert again.routes == cut.routes
        assert again.effort == cut.effort


def test_seconds_are_an_upper_bound() -> None:
    started = time.process_time()
    found = solve(many(60, days=4), iterations=10**8, seconds=1.0, clock=time.process_time)
    assert time.process_time() - started < 3
    assert not breaches(found)


def test_what_belongs_together_is_visited_on_one_day_or_not_at_all() -> None:
    half_day = [day(number, 4, hours=(480, 720)) for number in range(2)]
    apart_is_nearer = problem([50, -50, 51, -51], together=((0, 1), (2, 3)), shifts=half_day, service=10)
    found = solve(apart_is_nearer, iterations=400)
    assert holds(found.problem, found.routes)
    assert visited(found) == {0, 1, 2, 3}
    never = {0: {0: (Window(0, 1440),)}, 1: {1: (Window(0, 1440),)}}
    found = solve(
        problem([10, 20, 30], together=((0, 1),), windows=never, shifts=[day(0, 3), day(1, 3)]), iterations=200
    )
    assert visited(found) == {2}
