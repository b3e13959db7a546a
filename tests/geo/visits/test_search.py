"""The search respects its meter, and its penalties follow the plans it meets."""

from __future__ import annotations

from geo.visits.effort import Effort, default_iterations
from geo.visits.model import build
from geo.visits.search import Settings, _Penalties, search
from tests.geo.visits.planning import many


def test_it_does_as_many_iterations_as_the_meter_allows() -> None:
    model = build(many(20, days=2))
    assert model is not None
    effort = Effort(123)
    meter = effort.part(1.0).phase("run", 1.0)
    assert meter is not None
    found = search(model.data, model.density, seed=1, meter=meter, settings=Settings())
    assert effort.done == {"run": 123}
    assert found is not None
    assert found.is_feasible()


def test_it_ends_when_a_plan_is_good_enough() -> None:
    model = build(many(20, days=2))
    assert model is not None
    effort = Effort(10**9)
    meter = effort.part(1.0).phase("run", 1.0)
    assert meter is not None
    found = search(
        model.data, model.density, seed=1, meter=meter, settings=Settings(), better=lambda plan: plan.is_feasible()
    )
    assert found is not None
    assert effort.spent() < 10**5


def test_it_goes_on_from_a_plan_and_never_loses_it() -> None:
    model = build(many(20, days=2))
    assert model is not None
    effort = Effort(400)
    first, second = effort.part(0.5).phase("first", 1.0), effort.part(0.5).phase("second", 1.0)
    assert first is not None
    assert second is not None
    start = search(model.data, model.density, seed=1, meter=first, settings=Settings())
    assert start is not None
    found = search(model.data, model.density, seed=2, meter=second, settings=Settings(), start=start)
    assert found is not None
    assert (found.prizes(), -found.distance()) >= (start.prizes(), -start.distance())


def test_penalties_grow_while_plans_do_not_hold_and_never_beyond_the_most() -> None:
    penalties = _Penalties(10.0, 30.0, Settings(every=10))
    for _ in range(10):
        penalties.register(time_warp=5, excess=0)
    assert penalties.evaluator.tw_penalty(1) == 15
    assert penalties.evaluator.dist_penalty(1, 0) == 9
    for _ in range(100):
        penalties.register(time_warp=5, excess=0)
    assert penalties.evaluator.tw_penalty(1) == 30


def test_a_phase_is_left_out_when_nothing_is_left_for_it() -> None:
    assert Effort(100, seconds=0.0).part(1.0).phase("late", 1.0) is None
    assert Effort(1).part(1.0).phase("too little", 0.2) is None
    stopped = Effort(100, stopped=True)
    assert stopped.part(1.0).phase("stopped", 1.0) is None


def test_a_repeated_run_counts_what_was_done_and_nothing_else() -> None:
    again = Effort(10**6, seconds=0.0, again={"a": 3, "b": 0})
    part = again.part(0.1)
    meter = part.phase("a", 0.5)
    assert meter is not None
    assert [meter.on() for _ in range(5)] == [True, True, True, False, False]
    other = part.phase("b", 0.5)
    assert other is not None
    assert not other.on()
    assert part.phase("c", 0.5) is None
    assert again.done == {"a": 3, "b": 0}


def test_problems_of_which_an_iteration_takes_long_get_fewer() -> None:
    assert default_iterations(321) == default_iterations(10_000) < min(map(default_iterations, (1, 60, 61, 320)))


def test_a_search_that_ends_far_too_late_is_given_up() -> None:
    model = build(many(20, days=1))
    assert model is not None
    effort = Effort(1000)
    meter = effort.part(1.0).phase("all", 1.0)
    assert meter is not None
    assert search(model.required, 1.0, seed=1, meter=meter, settings=Settings(hopeless=0.01)) is None
    assert effort.spent() == 2 * model.data.num_clients
    assert not meter.over
