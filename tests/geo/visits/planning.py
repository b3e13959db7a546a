"""A mission-like problem in minutes of a day, made of few words; for tests of the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.visits.problem import Break, Problem, Shift, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

LUNCH = Break("lunch", 12 * 60, 13 * 60, 60)


def problem(
    at: Sequence[float],
    *,
    bases: Sequence[float] = (0.0,),
    shifts: Sequence[Shift] | None = None,
    service: int = 30,
    priority: Sequence[int] | None = None,
    windows: dict[int, tuple[Window, ...] | dict[int, tuple[Window, ...]]] | None = None,
    must: Sequence[int] = (),
    together: tuple[tuple[int, ...], ...] = (),
    nights: tuple[tuple[int, ...], ...] = (),
) -> Problem:
    """Return a problem on one road: places by their minute along it, sites first, then bases.

    Sites are open all day, or as `windows` says: on all shifts, or by shift.
    """
    places = np.array([*at, *bases])
    shifts = shifts or [day(0, len(at))]
    said = windows or {}

    def when(site: int, number: int) -> tuple[Window, ...]:
        mine = said.get(site, (Window(0, 1440),))
        return mine.get(number, ()) if isinstance(mine, dict) else mine

    return Problem(
        n_sites=len(at),
        drive=(np.abs(places[:, None] - places).round().astype(np.int64),),
        buffer=5,
        priority=tuple(priority or [10] * len(at)),
        service=(service,) * len(at),
        shifts=tuple(shifts),
        windows=tuple(tuple(when(site, number) for number in range(len(shifts))) for site in range(len(at))),
        must=frozenset(must),
        together=together,
        nights=nights,
    )


def day(
    number: int,
    base: int,
    *,
    to: int | None = None,
    team: int = 0,
    hours: tuple[int, int] = (8 * 60, 18 * 60),
    breaks: tuple[Break, ...] = (),
    max_drive: int | None = None,
    nights: tuple[int | None, int | None] = (None, None),
) -> Shift:
    """Return one shift from a base, back or to another one."""
    end = base if to is None else to
    return Shift(team, number, base, end, *hours, max_drive, breaks, 0, *nights)


def many(n_sites: int, *, days: int, seed: int = 1, breaks: tuple[Break, ...] = (LUNCH,)) -> Problem:
    """Return a problem with too many sites for its days, on a plane, a third of them open in the morning only."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(-40, 40, (n_sites + 1, 2))
    away = np.hypot(*(place[:, None] - place).transpose(2, 0, 1)).round().astype(np.int64)
    shifts = tuple(day(number, n_sites, breaks=breaks, max_drive=240) for number in range(days))
    morning, always = (Window(8 * 60, 11 * 60),), (Window(0, 1440),)
    return Problem(
        n_sites=n_sites,
        drive=(away,),
        buffer=5,
        priority=tuple(int(worth) for worth in rng.integers(10, 100, n_sites)),
        service=tuple(int(minutes) for minutes in rng.choice([20, 30, 45, 60], n_sites)),
        shifts=shifts,
        windows=tuple((morning if site % 3 == 0 else always,) * days for site in range(n_sites)),
    )
