"""What no plan can exceed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.visits.bound import upper_bound
from geo.visits.objective import score
from geo.visits.polish import polish
from geo.visits.problem import Break, Shift
from geo.visits.relaxed_clock import departs, latest, soonest
from geo.visits.relaxed_days import shortest_ways
from tests.benchmarks.made_up_visits import made_up_problem
from tests.geo.visits.made_up_problems import problems
from tests.geo.visits.oracle import Oracle

if TYPE_CHECKING:
    from geo.visits.problem import Problem


def most_priority(problem: Problem) -> int | None:
    best = Oracle(replace(problem, must=frozenset())).best()
    return None if best is None else best[1]


@settings(max_examples=60)
@given(problems(most_sites=5, groups=True))
def test_no_plan_has_more_priority_than_the_bound(problem: Problem) -> None:
    most = most_priority(problem)
    assert most is None or most <= upper_bound(problem)


@settings(max_examples=40)
@given(problems(most_sites=4))
def test_the_bound_of_open_nights_holds_for_each_base(problem: Problem) -> None:
    n = problem.n_sites
    shifts = tuple(replace(shift, end_night=0) for shift in problem.shifts)
    free = replace(problem, shifts=shifts, nights=((n, n + 1),))
    bound = upper_bound(free)
    assert all((most_priority(free.settled([base])) or 0) <= bound for base in (n, n + 1))


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_near_what_a_simple_search_finds(seed: int) -> None:
    problem = made_up_problem(14, 2, 1, seed=seed)
    reached = score(problem, polish(problem, ((),) * 2)).priority
    assert reached <= upper_bound(problem) <= 1.25 * reached


def test_where_everything_fits_the_bound_is_everything() -> None:
    problem = made_up_problem(35, 5, 2, seed=1)
    plan = polish(problem, ((),) * 10)
    assert score(problem, plan).priority == sum(problem.priority) == upper_bound(problem)


def test_more_rounds_only_lower_the_bound_and_a_known_plan_ends_the_search() -> None:
    problem = made_up_problem(30, 2, 2, seed=2)
    bounds = [upper_bound(problem, rounds=rounds) for rounds in (0, 3, 30)]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] > bounds[2]
    assert upper_bound(problem, known=bounds[0]) == bounds[0]


def test_without_shifts_or_open_sites_nothing_can_be_reached() -> None:
    problem = made_up_problem(5, 1, 1)
    assert upper_bound(replace(problem, windows=(((),),) * 5)) == 0
    assert upper_bound(replace(problem, shifts=(), windows=((),) * 5)) == 0


def test_the_shortest_ways_go_through_other_places() -> None:
    ways = shortest_ways(np.array([[0, 9, 2], [9, 0, 9], [9, 3, 0]]))
    assert ways.tolist() == [[0, 5, 2], [9, 0, 9], [9, 3, 0]]


@given(st.integers(0, 20), st.integers(0, 40))
def test_the_clock_without_breaks_knows_every_time_of_a_shift(earliest: int, time: int) -> None:
    pause = Break("lunch", earliest, earliest + 5, 4)
    shift = Shift(0, 0, 0, 0, 2, 40, breaks=(pause,))
    for begin in range(max(earliest, shift.start), pause.latest + 1):
        if begin < time < begin + pause.length:
            continue
        behind = time - (pause.length if time >= begin + pause.length else 0)
        assert soonest(shift, time) <= behind <= latest(shift, time)
    assert departs(shift) <= shift.start
