"""Small problems for laws about planning: few sites, short days, small numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from geo.visits.problem import Break, Problem, Shift, Window

END = 30


@st.composite
def breaks(draw: st.DrawFn, most: int = 2) -> tuple[Break, ...]:
    out = []
    for number in range(draw(st.integers(0, most))):
        earliest = draw(st.integers(0, END))
        latest = draw(st.integers(earliest, min(earliest + 8, END)))
        out.append(Break(f"break {number}", earliest, latest, draw(st.integers(1, 8))))
    return tuple(sorted(out, key=lambda pause: (pause.earliest, pause.latest)))


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    moments = draw(st.lists(st.integers(0, END), max_size=4, unique=True).map(sorted))
    if draw(st.booleans()):
        return (Window(0, END),)
    return tuple(Window(a, b) for a, b in zip(moments[::2], moments[1::2], strict=False))


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    most_sites: int = 5,
    most_shifts: int = 2,
    most_breaks: int = 2,
    groups: bool = False,
    least: int = 0,
) -> Problem:
    """Places on a grid; days with one or two teams; sometimes a shift that ends elsewhere."""
    n = draw(st.integers(1, most_sites))
    at = np.array(draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=n + 2, max_size=n + 2)))
    drive = np.abs(at[:, None] - at[None]).sum(2).astype(np.int64)
    teams = draw(st.integers(1, 2))
    shifts = tuple(
        Shift(
            team=number % teams,
            day=number // teams,
            start_place=n,
            end_place=draw(st.sampled_from([n, n, n + 1])),
            start=draw(st.integers(0, 6)),
            end=draw(st.integers(12, END)),
            max_drive=draw(st.none() | st.integers(5, 30)),
            breaks=draw(breaks(most_breaks)),
        )
        for number in range(draw(st.integers(1, most_shifts)))
    )
    sites = range(n)
    pair = draw(st.lists(st.sampled_from(sites), min_size=2, max_size=2, unique=True)) if groups and n > 1 else []
    return Problem(
        n_sites=n,
        drive=(drive,),
        buffer=draw(st.integers(0, 1)),
        priority=tuple(draw(st.integers(least, 9)) for _ in sites),
        service=tuple(draw(st.integers(0, 8)) for _ in sites),
        shifts=shifts,
        windows=tuple(tuple(draw(windows()) for _ in shifts) for _ in sites),
        must=frozenset(draw(st.lists(st.sampled_from(sites), max_size=1))),
        together=(tuple(pair),) if pair else (),
    )
