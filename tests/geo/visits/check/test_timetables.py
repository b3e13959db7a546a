"""The checker of timetables finds each rule broken alone, and nothing where none is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from geo.visits.check import check_timetables
from geo.visits.problem import UNREACHABLE, Break, Problem, Shift, Taken, Timetable, VisitAt, Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LUNCH = Break("lunch", 200, 240, 30)
ALWAYS = (Window(0, 1000),)


def drives() -> NDArray[np.int64]:
    """Three sites and two bases on a line, 20 apart; nobody gets from site 2 to site 0."""
    at = np.array([0, 20, 40, 60, 80])
    matrix: NDArray[np.int64] = np.abs(at[:, None] - at[None, :])
    matrix[2, 0] = UNREACHABLE
    return matrix


PROBLEM = Problem(
    n_sites=3,
    drive=(drives(), drives() * 2),
    buffer=5,
    priority=(10, 20, 30),
    service=(50, 50, 50),
    shifts=(
        Shift(0, 0, 3, 4, start=100, end=600, max_drive=200, breaks=(LUNCH,), start_night=None, end_night=0),
        Shift(0, 1, 4, 4, start=100, end=600, max_drive=200, breaks=(LUNCH,), matrix=1, start_night=0),
        Shift(0, 2, 4, 3, start=100, end=150),
    ),
    windows=(
        (ALWAYS, ALWAYS, ALWAYS),
        ((Window(0, 160), Window(300, 400)), ALWAYS, ()),
        (ALWAYS, (Window(100, 400),), ALWAYS),
    ),
    together=((0, 1),),
    nights=((4,),),
)
ROUTES = ((0, 1), (2,), ())
FIRST = Timetable(
    depart=100,
    visits=(VisitAt(0, 165, 165, 215), VisitAt(1, 240, 300, 350)),
    breaks=(Taken("lunch", 240, 270, after=1),),
    arrive=350 + 60 + 5,
    drive=60 + 20 + 60,
)
SECOND = Timetable(
    depart=100,
    visits=(VisitAt(2, 185, 185, 235),),
    breaks=(Taken("lunch", 240, 270, after=1),),
    arrive=235 + 30 + 85,
    drive=160,
)
THIRD = Timetable(depart=100, visits=(), breaks=(), arrive=125, drive=20)
GOOD = (FIRST, SECOND, THIRD)


def codes(
    problem: Problem = PROBLEM,
    routes: tuple[tuple[int, ...], ...] = ROUTES,
    timetables: tuple[Timetable | None, ...] = GOOD,
) -> set[str]:
    return {breach.code for breach in check_timetables(problem, routes, timetables)}


def test_a_solution_that_holds_has_no_breach() -> None:
    assert check_timetables(PROBLEM, ROUTES, GOOD) == []


class Mutation(NamedTuple):
    code: str
    shift: int
    change: Callable[[Timetable], Timetable]


def visit(number: int, **changes: int) -> Callable[[Timetable], Timetable]:
    def change(timetable: Timetable) -> Timetable:
        visits = list(timetable.visits)
        visits[number] = visits[number]._replace(**changes)
        return replace(timetable, visits=tuple(visits))

    return change


def lunch(**changes: int | str) -> Callable[[Timetable], Timetable]:
    return lambda timetable: replace(timetable, breaks=(timetable.breaks[0]._replace(**changes),))  # type: ignore[arg-type]


MUTATIONS = {
    "leaves before the shift": Mutation("shift", 0, lambda t: replace(t, depart=99)),
    "is back after the shift": Mutation("shift", 2, lambda t: replace(t, depart=130, arrive=155)),
    "drives faster than the matrix": Mutation("leg", 0, visit(0, arrive=164)),
    "drives faster home": Mutation("leg", 1, lambda t: replace(t, arrive=349)),
    "leaves later than the first leg allows": Mutation("leg", 0, lambda t: replace(t, depart=101)),
    "hurries an empty day": Mutation("leg", 2, lambda t: replace(t, arrive=124)),
    "begins at a closed door": Mutation("window", 0, visit(1, begin=299, end=349)),
    "begins before it arrives": Mutation("service", 0, visit(1, arrive=301)),
    "cuts a visit short": Mutation("service", 1, visit(0, end=234)),
    "says less driving": Mutation("driving", 0, lambda t: replace(t, drive=t.drive - 1)),
    "takes no lunch": Mutation("break", 0, lambda t: replace(t, breaks=())),
    "takes lunch too early": Mutation("break", 1, lunch(begin=199, end=229)),
    "takes lunch too late": Mutation("break", 1, lunch(begin=241, end=271)),
    "shortens lunch": Mutation("break", 0, lunch(end=269)),
    "eats during the visit": Mutation("break", 1, lunch(begin=210, end=240)),
    "eats during the next visit": Mutation("break", 0, lunch(after=0)),
    "eats something else": Mutation("break", 0, lunch(name="supper")),
    "eats twice": Mutation("break", 0, lambda t: replace(t, breaks=(*t.breaks, Taken("lunch", 230, 260, 1)))),
    "visits in another order": Mutation("shape", 0, lambda t: replace(t, visits=t.visits[::-1])),
    "visits something else": Mutation("shape", 1, visit(0, site=0)),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_broken_rule_is_found(name: str) -> None:
    mutation = MUTATIONS[name]
    timetables = list(GOOD)
    timetables[mutation.shift] = mutation.change(timetables[mutation.shift])
    breaches = check_timetables(PROBLEM, ROUTES, timetables)
    assert mutation.code in {breach.code for breach in breaches}
    assert {breach.day for breach in breaches} == {PROBLEM.shifts[mutation.shift].day}


def test_a_site_is_visited_once() -> None:
    twice = replace(
        FIRST, visits=(VisitAt(2, 125, 125, 175),), arrive=600, drive=60, breaks=(Taken("lunch", 200, 230, 1),)
    )
    assert "twice" in codes(routes=((2,), (2,), ()), timetables=(twice, SECOND, THIRD))


def test_a_site_that_does_not_exist_is_said() -> None:
    assert codes(routes=((0, 1), (7,), ())) == {"unknown_site"}


def test_a_site_that_is_closed_on_that_shift_is_found() -> None:
    closed = replace(PROBLEM, windows=(((), ALWAYS, ALWAYS), *PROBLEM.windows[1:]))
    assert codes(closed) == {"window"}


def test_sites_that_belong_on_one_day_are_not_parted() -> None:
    alone = replace(
        FIRST, visits=FIRST.visits[:1], arrive=215 + 30 + 85, drive=140, breaks=(Taken("lunch", 220, 250, 1),)
    )
    assert codes(routes=((0,), (2,), ()), timetables=(alone, SECOND, THIRD)) == {"together"}
    assert codes(replace(PROBLEM, together=()), ((0,), (2,), ()), (alone, SECOND, THIRD)) == set()


def test_the_limit_of_driving_holds() -> None:
    assert codes(replace(PROBLEM, shifts=(replace(PROBLEM.shifts[0], max_drive=139), *PROBLEM.shifts[1:]))) == {
        "driving"
    }


def test_a_way_that_does_not_exist_is_not_driven() -> None:
    timetable = replace(
        FIRST, visits=(VisitAt(2, 125, 125, 175), VisitAt(0, 500, 500, 550)), arrive=600, drive=20 + UNREACHABLE + 80
    )
    assert "unreachable" in codes(replace(PROBLEM, together=()), ((2, 0), (), ()), (timetable, None, THIRD))


def test_a_day_without_stops_is_driven_when_its_ends_differ() -> None:
    assert codes(timetables=(FIRST, SECOND, None)) == {"transfer"}
    assert codes(routes=((0, 1), (), ()), timetables=(FIRST, None, THIRD)) == set()


def test_a_route_without_a_timetable_is_refused() -> None:
    assert codes(timetables=(FIRST, None, THIRD)) == {"shape"}
    assert codes(timetables=(FIRST, SECOND)) == {"shape"}


def test_lunch_is_not_owed_by_who_is_back_in_time() -> None:
    early = Shift(0, 0, 3, 4, start=100, end=600, breaks=(replace(LUNCH, earliest=400, latest=415),))
    timetable = replace(FIRST, breaks=())
    assert codes(replace(PROBLEM, shifts=(early, *PROBLEM.shifts[1:])), timetables=(timetable, SECOND, THIRD)) == set()
    one_earlier = replace(early, breaks=(replace(LUNCH, earliest=400, latest=414),))
    assert codes(
        replace(PROBLEM, shifts=(one_earlier, *PROBLEM.shifts[1:])), timetables=(timetable, SECOND, THIRD)
    ) == {"break"}


def test_nobody_leaves_in_the_middle_of_a_break() -> None:
    before = Shift(0, 0, 3, 4, start=0, end=600, breaks=(Break("lunch", 60, 90, 30),))
    problem = replace(PROBLEM, shifts=(before, *PROBLEM.shifts[1:]))
    assert codes(problem, timetables=(replace(FIRST, breaks=(Taken("lunch", 70, 100, 0),)), SECOND, THIRD)) == set()
    assert codes(problem, timetables=(replace(FIRST, breaks=(Taken("lunch", 80, 110, 0),)), SECOND, THIRD)) == {
        "break",
        "leg",
    }


def test_two_breaks_do_not_overlap() -> None:
    prayer = Break("prayer", 240, 280, 20)
    shift = replace(PROBLEM.shifts[0], breaks=(LUNCH, prayer))
    problem = replace(PROBLEM, shifts=(shift, *PROBLEM.shifts[1:]))
    apart = replace(FIRST, breaks=(*FIRST.breaks, Taken("prayer", 270, 290, 1)))
    assert codes(problem, timetables=(apart, SECOND, THIRD)) == set()
    over = replace(FIRST, breaks=(*FIRST.breaks, Taken("prayer", 269, 289, 1)))
    assert codes(problem, timetables=(over, SECOND, THIRD)) == {"break"}


def test_a_night_has_one_base() -> None:
    moved = replace(PROBLEM.shifts[1], start_place=3)
    assert "night" in codes(replace(PROBLEM, shifts=(PROBLEM.shifts[0], moved, PROBLEM.shifts[2])))
    assert "night" in codes(replace(PROBLEM, nights=((3,),)))
