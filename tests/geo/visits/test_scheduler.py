"""The exact times of a shift."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.visits.problem import Break, Problem, Shift, Window
from geo.visits.scheduler import timetable
from tests.geo.visits.made_up_problems import problems
from tests.geo.visits.oracle import Oracle

LUNCH = Break("lunch", 12 * 60, 13 * 60, 60)


def one_day(
    *windows: Window | tuple[Window, ...],
    breaks: tuple[Break, ...] = (),
    leg: int = 30,
    end: int = 18 * 60,
    **shift: int,
) -> Problem:
    """A day in minutes: sites in a row at 30 minutes from each other, and a base at the first one."""
    n = len(windows)
    row = np.array([*range(1, n + 1), 0, n + 1])
    opening = tuple((tuple(w) if not isinstance(w, Window) else (w,),) for w in windows)
    day = Shift(
        **{"team": 0, "day": 0, "start_place": n, "end_place": n, "start": 510, "end": end, "breaks": breaks} | shift
    )  # type: ignore[arg-type]
    return Problem(n, (np.abs(row[:, None] - row[None]) * leg,), 0, (1,) * n, (60,) * n, (day,), opening)


ANY = Window(0, 20 * 60)


@settings(max_examples=150)
@given(problems(most_breaks=3), st.data())
def test_the_earliest_arrival_is_that_of_an_exhaustive_search(problem: Problem, data: st.DataObject) -> None:
    shift = data.draw(st.sampled_from(range(len(problem.shifts))))
    route = data.draw(st.lists(st.sampled_from(range(problem.n_sites)), unique=True))
    found = timetable(problem, shift, route)
    assert (found and found.arrive) == Oracle(problem).arrival(shift, route)
