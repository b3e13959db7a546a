"""The model of PyVRP says what the problem says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pyvrp
from hypothesis import given
from hypothesis import strategies as st

from geo.visits.clock import clock_of
from geo.visits.model import LARGEST_PRIZE, Model, build
from geo.visits.problem import UNREACHABLE, Break, Problem, Window
from tests.geo.visits.planning import LUNCH, day, many, problem


def built(task: Problem, **options: float) -> Model:
    model = build(task, nominal=options.get("nominal", 0.5))
    assert model is not None
    return model


def test_a_site_is_one_client_however_many_days_it_is_open() -> None:
    model = built(problem([10, 20, 30], shifts=[day(number, 3) for number in range(6)]))
    assert model.sites == (0, 1, 2)
    assert model.data.num_profiles == model.data.num_vehicle_types == 1
    assert model.shifts == ((0, 1, 2, 3, 4, 5),)


def test_a_day_on_which_a_site_is_closed_is_a_profile_in_which_it_is_out_of_reach() -> None:
    shut = {0: {0: (Window(0, 1440),)}}
    model = built(problem([10, 20], windows=shut, shifts=[day(0, 2), day(1, 2)]))
    assert model.data.num_profiles == 2
    limit = model.data.vehicle_type(0).max_distance
    assert model.data.distance_matrix(0)[2, 0] == 10
    assert model.data.distance_matrix(1)[2, 0] > limit
    assert model.data.distance_matrix(1)[2, 1] == 20


def test_two_windows_are_two_clients_of_which_one_may_be_visited() -> None:
    twice = {1: (Window(500, 520), Window(900, 950))}
    model = built(problem([10, 20], windows=twice))
    assert model.sites == (0, 1, 1)
    (group,) = model.data.groups()
    assert list(group.clients) == [1, 2]
    assert not group.required
    assert [client.tw_late - client.tw_early for client in model.data.clients()[1:]] == [20, 50]


def test_shifts_that_differ_are_different_vehicles() -> None:
    shifts = [day(0, 1), day(1, 1, hours=(480, 700)), day(2, 1, to=2), day(3, 1, max_drive=30), day(4, 1)]
    model = built(problem([10], bases=[0, 5], shifts=shifts))
    assert sorted(model.shifts) == [(0, 4), (1,), (2,), (3,)]


def test_the_driving_limit_is_that_of_distance_and_nothing_is_unlimited() -> None:
    model = built(problem([10], shifts=[day(0, 1, max_drive=33), day(1, 1)]))
    assert sorted(kind.max_distance for kind in model.data.vehicle_types()) == [33, 600]


def test_the_buffer_is_time_but_no_driving() -> None:
    model = built(problem([10, 20]))
    assert model.data.distance_matrix(0)[0, 1] == 10
    assert model.data.duration_matrix(0)[0, 1] == 15
    assert model.data.duration_matrix(0)[0, 0] == 0


def test_breaks_are_cut_out_of_the_clock() -> None:
    model = built(problem([10], shifts=[day(0, 1, breaks=(LUNCH,))]))
    (kind,) = model.data.vehicle_types()
    assert kind.tw_late - kind.tw_early == 600 - 60


def test_no_break_is_cut_that_the_shift_cannot_owe() -> None:
    assert clock_of(day(0, 1, hours=(480, 780), breaks=(LUNCH,)), 0.5).cuts == ()
    assert clock_of(day(0, 1, hours=(781, 900), breaks=(LUNCH,)), 0.5).cuts == ()
    assert clock_of(day(0, 1, breaks=(LUNCH,)), 0.5).cuts == ((750, 60),)


@given(
    st.lists(st.tuples(st.integers(480, 900), st.integers(0, 120), st.integers(5, 60)), max_size=4),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_cuts_never_overlap_and_the_clock_never_goes_back(spans: list[tuple[int, int, int]], nominal: float) -> None:
    breaks = tuple(Break(f"{i}", first, first + slack, length) for i, (first, slack, length) in enumerate(spans))
    clock = clock_of(day(0, 1, breaks=breaks), nominal)
    assert all(
        begin + length <= following for (begin, length), (following, _) in zip(clock.cuts, clock.cuts[1:], strict=False)
    )
    shown = [clock.at(moment) for moment in range(400, 1500, 7)]
    assert shown == sorted(shown)
    assert clock.at(3000) == 3000 - sum(length for _, length in clock.cuts)


def test_windows_that_bind_nothing_do_not_multiply_clients() -> None:
    wide = {0: {0: (Window(0, 1440),), 1: (Window(400, 1200),), 2: (Window(480, 1100),)}}
    assert built(problem([10], windows=wide, shifts=[day(number, 1) for number in range(3)])).sites == (0,)


def test_in_large_problems_windows_that_follow_the_sunset_are_put_together() -> None:
    task = many(130, days=3, breaks=())
    dusk = tuple(tuple((Window(0, 50_000 + 60 * shift),) for shift in range(3)) for _ in range(130))
    seconds = tuple(replace(shift, start=28_800, end=60_000, max_drive=None) for shift in task.shifts)
    model = built(replace(task, shifts=seconds, windows=dusk, drive=(task.drive[0] * 60,)))
    assert len(model.sites) == 130


def test_prizes_never_overflow_and_must_sees_outweigh_all_else() -> None:
    task = problem([10, 20, 30], priority=[1, 10**6, 10**6], must=[0], shifts=[day(0, 3, hours=(0, 10**6))])
    prizes = [client.prize for client in built(task).data.clients()]
    assert max(prizes) <= LARGEST_PRIZE
    assert prizes[0] > prizes[1] + prizes[2] - prizes[0]


def test_one_of_priority_outweighs_all_driving() -> None:
    task = problem([10, 20], priority=[1, 2])
    prizes = [client.prize for client in built(task).data.clients()]
    assert min(prizes) > 600 + len(task.shifts)


def test_what_no_shift_can_visit_is_not_in_the_model() -> None:
    task = problem([10, 400, 30], windows={2: ()})
    task.drive[0][0, :] = UNREACHABLE
    assert build(task) is None or 0 not in built(task).sites
    assert build(problem([10], windows={0: (Window(0, 100),)})) is None
    assert build(problem([10], shifts=[day(0, 1, max_drive=19)])) is None


@pytest.mark.parametrize("nominal", [0.0, 0.5, 1.0])
def test_routes_come_back_as_sites_of_shifts(nominal: float) -> None:
    task = many(12, days=2)
    model = built(task, nominal=nominal)
    kinds = [kind for kind, shifts in enumerate(model.shifts) for _ in shifts]
    routes = [pyvrp.Route(model.data, [client], kind) for client, kind in zip((3, 5), kinds, strict=True)]
    found = model.routes(pyvrp.Solution(model.data, routes))
    assert found == ((model.sites[3],), (model.sites[5],))
