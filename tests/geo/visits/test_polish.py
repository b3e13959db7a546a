"""Repair makes any routes hold; polish makes them better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.visits.check import check_timetables
from geo.visits.objective import broken_groups, holds, score
from geo.visits.polish import polish
from geo.visits.repair import repair
from geo.visits.scheduler import timetable
from tests.benchmarks.made_up_visits import made_up_problem
from tests.geo.visits.made_up_problems import problems

if TYPE_CHECKING:
    from geo.visits.problem import Problem

type Routes = tuple[tuple[int, ...], ...]


def any_routes(data: st.DataObject, problem: Problem) -> Routes:
    sites = data.draw(st.permutations(range(problem.n_sites)))
    shifts = [data.draw(st.integers(0, len(problem.shifts) - 1)) for _ in sites]
    return tuple(tuple(s for s, at in zip(sites, shifts, strict=True) if at == i) for i in range(len(problem.shifts)))


def transfers_hold(problem: Problem) -> bool:
    return all(timetable(problem, shift, ()) for shift in range(len(problem.shifts)))


@given(problems(groups=True), st.data())
def test_what_repair_gives_holds_and_polish_makes_it_no_worse(problem: Problem, data: st.DataObject) -> None:
    kept = repair(problem, any_routes(data, problem))
    better = polish(problem, kept)
    assert holds(problem, kept) == holds(problem, better) == transfers_hold(problem)
    assert score(problem, better) >= score(problem, kept)


@given(problems(groups=True), st.data())
def test_a_plan_that_holds_is_left_as_it_is_by_repair_and_passes_the_checker(
    problem: Problem, data: st.DataObject
) -> None:
    routes = any_routes(data, problem)
    timetables = [timetable(problem, shift, route) for shift, route in enumerate(routes)]
    if not all(timetables) or any(broken_groups(problem, routes)):
        assert not holds(problem, routes)
        return
    assert holds(problem, routes)
    assert repair(problem, routes) == routes
    assert not check_timetables(problem, routes, timetables)


def test_repair_drops_a_must_see_last() -> None:
    problem = made_up_problem(12, 1, 1, seed=3)
    alone = [site for site in range(12) if timetable(problem, 0, (site,))]
    never = min(set(range(12)) - set(alone))
    priority = tuple(0 if site == alone[0] else 50 for site in range(12))
    (kept,) = repair(replace(problem, must=frozenset({alone[0], never}), priority=priority), [range(12)])
    assert alone[0] in kept
    assert 1 < len(kept) < len(alone)


def test_polish_puts_sites_in_and_the_same_ones_every_time() -> None:
    problem = made_up_problem(35, 2, 2, seed=1)
    nothing: Routes = ((),) * 4
    plan = polish(problem, nothing)
    assert score(problem, plan).priority > 0
    assert holds(problem, plan)
    assert polish(problem, nothing) == plan


def test_polish_stops_when_nothing_may_be_tried() -> None:
    problem = made_up_problem(35, 2, 2, seed=1)
    assert polish(problem, ((),) * 4, trials=0) == ((),) * 4


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_polish_leaves_nothing_out_that_fits_somewhere(seed: int) -> None:
    problem = made_up_problem(14, 2, 1, seed=seed)
    plan = polish(problem, ((),) * 2)
    omitted = set(range(14)) - {site for route in plan for site in route}
    assert not [
        (site, shift)
        for site in omitted
        for shift, route in enumerate(plan)
        for at in range(len(route) + 1)
        if timetable(problem, shift, (*route[:at], site, *route[at:]))
    ]
