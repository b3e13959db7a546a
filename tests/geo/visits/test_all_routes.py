"""Routes of plans that nearly hold are put together to one that does."""

from __future__ import annotations

import pyvrp

from geo.visits.all_routes import RoutePool
from geo.visits.model import Model, build
from geo.visits.solver import solve
from tests.geo.visits.planning import day, problem


def two_days() -> Model:
    """Two sites to the left, two to the right, and two days of which each holds one side."""
    model = build(problem([50, 51, -50, -51], shifts=[day(n, 4, hours=(480, 700)) for n in range(2)], service=50))
    assert model is not None
    return model


def plan(model: Model, *routes: list[int]) -> pyvrp.Solution:
    return pyvrp.Solution(model.required, [pyvrp.Route(model.required, route, 0) for route in routes])


def test_a_plan_is_put_together_from_routes_of_plans_that_do_not_hold() -> None:
    model = two_days()
    pool = RoutePool(model)
    for met in (plan(model, [0, 1], [2]), plan(model, [0, 1, 2]), plan(model, [2, 3], [0])):
        assert not met.is_feasible()
        pool.add(met)
    found = pool.everything()
    assert found is not None
    assert found.is_feasible()
    assert pool.lacking == 0
    assert sorted(map(sorted, filter(None, model.routes(found)))) == [[0, 1], [2, 3]]


def test_a_site_on_two_routes_is_visited_once() -> None:
    shifts = [day(n, 3, hours=(480, 700)) for n in range(2)]
    model = build(problem([50, 51, 1], shifts=shifts, service=50))
    assert model is not None
    pool = RoutePool(model)
    for route in ([0, 1], [1, 2]):
        pool.add(plan(model, route))
    found = pool.everything()
    assert found is not None
    assert sorted(site for route in model.routes(found) for site in route) == [0, 1, 2]


def test_how_many_sites_the_routes_cannot_make_up_is_known() -> None:
    model = two_days()
    pool = RoutePool(model)
    pool.add(plan(model, [0, 1], [2]))
    assert pool.everything() is None
    assert pool.lacking == 1


def test_what_takes_far_too_long_is_not_tried_for_long() -> None:
    far = problem([50, 51, -50, -51], shifts=[day(0, 4, hours=(480, 700))], service=50)
    found = solve(far, iterations=1_000)
    assert found.effort.get("all 1", 0) <= 10
    assert len(found.routes[0]) == 2
