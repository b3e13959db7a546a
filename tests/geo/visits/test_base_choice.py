"""The solver chooses the bases of nights, and days for what belongs together."""

from __future__ import annotations

from itertools import product

import pytest

from geo.visits.check import check_timetables
from geo.visits.common_days import common_days, on_day
from geo.visits.effort import Effort
from geo.visits.objective import holds, score
from geo.visits.problem import Problem, Window
from geo.visits.scheduler import timetable
from geo.visits.solver import solve
from tests.geo.visits.planning import day, problem

HOME, WEST, EAST = 6, 7, 8


def tour(nights: int, *, choose: bool = True) -> Problem:
    """Six sites on a road, three bases; each day sleeps where the next begins, home at the end."""
    shifts = [
        day(n, HOME, hours=(480, 780), nights=(n - 1 if n else None, n if n < nights else None))
        for n in range(nights + 1)
    ]
    among = (HOME, WEST, EAST) if choose else (HOME,)
    places = [-150, -160, -140, 150, 160, 140]
    return problem(places, bases=[0, -150, 150], shifts=shifts, nights=(among,) * nights)


def test_the_best_base_of_a_night_is_found() -> None:
    found = solve(tour(1), iterations=600)
    assert found.problem.nights in (((WEST,),), ((EAST,),))
    assert found.problem.shifts[0].end_place == found.problem.shifts[1].start_place == found.problem.nights[0][0]
    home = solve(tour(1, choose=False), iterations=600)
    assert score(found.problem, found.routes) > score(home.problem, home.routes)


def test_no_choice_of_bases_is_better_than_the_one_it_finds() -> None:
    task = tour(2)
    found = solve(task, iterations=3000)
    each = [solve(task.settled(bases), iterations=300) for bases in product(*task.nights)]
    assert score(found.problem, found.routes)[:2] == max(
        score(one.problem, one.routes)[:2] for one in each if holds(one.problem, one.routes)
    )


def test_bases_between_which_nobody_can_drive_in_a_day_are_not_chosen() -> None:
    found = solve(tour(2), iterations=1000)
    assert holds(found.problem, found.routes)


def test_with_too_many_choices_one_night_is_changed_at_a_time() -> None:
    task = tour(4)
    found = solve(task, iterations=1500)
    tried = {name.split()[1] for name in found.effort if name.startswith("try ")}
    assert 4 < len(tried) < 3**4
    assert len(found.problem.nights) == 4
    times = [timetable(found.problem, shift, route) for shift, route in enumerate(found.routes)]
    assert not check_timetables(found.problem, found.routes, times)


def test_the_choice_is_repeated_by_its_effort() -> None:
    cut = solve(tour(2), iterations=10**6, seconds=0.5)
    again = solve(tour(2), iterations=cut.effort)
    assert (again.routes, again.problem.nights, again.effort) == (cut.routes, cut.problem.nights, cut.effort)


@pytest.mark.parametrize("seconds", [0.05, 0.3])
@pytest.mark.parametrize("total", [400, 30_000])
def test_a_choice_among_many_is_repeated_by_its_effort(total: int, seconds: float) -> None:
    cut = solve(tour(4), iterations=total, seconds=seconds)
    again = solve(tour(4), iterations=cut.effort)
    assert (again.routes, again.problem.nights, again.effort) == (cut.routes, cut.problem.nights, cut.effort)


def test_days_in_common_are_those_on_which_all_are_open() -> None:
    shut = {0: {0: (Window(0, 1440),), 1: (Window(0, 1440),)}, 1: {1: (Window(0, 1440),), 2: (Window(0, 1440),)}}
    task = problem([10, 20, 30], windows=shut, shifts=[day(number, 3) for number in range(3)])
    assert common_days(task, (0, 1)) == [1]
    assert common_days(task, (0, 2)) == [0, 1]


def test_a_group_is_narrowed_to_a_day_or_to_none() -> None:
    task = problem([10, 20, 30], shifts=[day(number, 3) for number in range(2)])
    one = on_day(task, (0, 1), 1)
    assert [bool(window) for window in one.windows[0]] == [False, True]
    assert one.windows[2] == task.windows[2]
    assert one.must == {0, 1}
    never = on_day(task, (0, 1), None)
    assert not any(never.windows[0])
    assert not never.must


def test_effort_of_a_part_ends_with_the_whole() -> None:
    effort = Effort(1000, seconds=100.0, clock=iter([0.0, 90.0, 90.0, 90.0, 95.0, 95.0, 99.0, 101.0]).__next__)
    assert effort.part(0.5).seconds == 10.0
