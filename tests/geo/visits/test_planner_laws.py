"""Planner, checker and exhaustive search together: plans hold, and small ones are the best there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from geo.visits.bound import upper_bound
from geo.visits.check import check_timetables
from geo.visits.objective import score
from geo.visits.problem import Break, Window
from geo.visits.scheduler import timetable
from geo.visits.solver import solve
from tests.benchmarks.made_up_visits import made_up_problem
from tests.geo.visits.made_up_problems import problems
from tests.geo.visits.oracle import Oracle

if TYPE_CHECKING:
    from geo.visits.problem import Problem, Solution


def transfers_hold(problem: Problem) -> bool:
    return all(timetable(problem, shift, ()) for shift in range(len(problem.shifts)))


def breaches(solution: Solution) -> list[str]:
    problem, routes = solution.problem, solution.routes
    times = [timetable(problem, shift, route) for shift, route in enumerate(routes)]
    return [str(breach) for breach in check_timetables(problem, routes, times)]


@settings(max_examples=30)
@given(problems(most_sites=8, most_shifts=4, groups=True))
def test_every_plan_holds_by_the_checker_and_stays_below_the_bound(problem: Problem) -> None:
    assume(transfers_hold(problem))
    solution = solve(problem, iterations=60)
    assert not breaches(solution)
    assert score(solution.problem, solution.routes).priority <= upper_bound(problem)


@settings(max_examples=30)
@given(problems(most_sites=6, most_shifts=3, groups=True))
def test_small_plans_are_the_best_there_are(problem: Problem) -> None:
    assume(transfers_hold(problem))
    solution = solve(problem, iterations=300)
    assert score(problem, solution.routes)[:2] == Oracle(problem).best()[:2]


@settings(max_examples=30)
@given(problems(most_sites=5, most_shifts=2, groups=True))
def test_small_plans_drive_the_least(problem: Problem) -> None:
    assume(transfers_hold(problem))
    solution = solve(problem, iterations=300)
    assert score(problem, solution.routes)[:3] == Oracle(problem).best()[:3]


def day_in_slots(seed: int, days: int, teams: int) -> Problem:
    """Eight sites in slots of five minutes, so that the exhaustive search has few moments to go through."""
    problem = made_up_problem(8, days, teams, seed=seed)
    shifts = tuple(
        replace(shift, start=102, end=180, max_drive=48, breaks=(Break("lunch", 144, 156, 12),))
        for shift in problem.shifts
    )
    return replace(
        problem,
        drive=(-(-problem.drive[0] // 300),),
        buffer=1,
        service=tuple(seconds // 200 for seconds in problem.service),
        shifts=shifts,
        windows=tuple(
            tuple(tuple(Window(w.earliest // 300, w.latest // 300) for w in s) for s in row) for row in problem.windows
        ),
    )


@pytest.mark.parametrize("seed", range(6))
def test_of_eight_sites_with_hours_and_lunch_the_planner_finds_the_best_choice(seed: int) -> None:
    problem = day_in_slots(seed, *((1, 1), (2, 1), (1, 2))[seed % 3])
    solution = solve(problem, iterations=2000)
    best = Oracle(problem).best()
    assert best is not None
    assert not breaches(solution)
    assert score(problem, solution.routes)[:3] == best[:3]
    assert best[1] <= upper_bound(problem)
