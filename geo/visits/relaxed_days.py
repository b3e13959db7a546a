"""A problem as relaxed days: what is left of it when everything is a little easier, so that bounds can be computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from geo.visits.problem import UNREACHABLE
from geo.visits.relaxed_clock import departs, latest, soonest
from geo.visits.relaxed_day import Day
from geo.visits.scheduler import Scheduler

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.visits.problem import Problem, Shift

__all__ = ["Days", "relaxed"]


@dataclass(frozen=True)
class Days:
    """Shifts that are alike are one day, done several times."""

    sites: tuple[int, ...]
    """Those of the problem that can be visited at all and are worth something."""
    priority: NDArray[np.int64]
    days: tuple[Day, ...]
    counts: tuple[int, ...]
    """How many shifts each day stands for."""

    def spare(self) -> tuple[float, NDArray[np.float64]]:
        """Return a first bound, and first prices of the sites.

        Each visit takes the time until the next place can be begun; all together have the time of all shifts (the knapsack
        that may be cut, Dantzig 1957). The price of a site is what it brings beyond what that time is worth.
        """
        lasts = [np.minimum(day.step.min(1, initial=1 << 40, where=day.goes()), day.homeward) for day in self.days]
        weight = np.maximum(np.minimum.reduce(lasts), 0)
        room = sum(count * len(day.opens) for count, day in zip(self.counts, self.days, strict=True))
        order = np.argsort(-self.priority / np.maximum(weight, 1e-9), kind="stable")
        filled = np.cumsum(weight[order])
        whole = int(np.searchsorted(filled, room, side="right"))
        if whole == len(order):
            return float(self.priority.sum()), self.priority.astype(np.float64)
        last = order[whole]
        value = self.priority[last] / weight[last]
        rest = room - (filled[whole - 1] if whole else 0)
        return float(self.priority[order[:whole]].sum() + rest * value), np.maximum(self.priority - value * weight, 0.0)


def relaxed(problem: Problem, ticks: int) -> Days:
    """Return the relaxed days of a problem.

    Parameters
    ----------
    problem
        Its nights may be open: every base is then allowed on every shift.
    ticks
        About how many ticks the longest shift has.
    """
    problem = replace(problem, drive=tuple(shortest_ways(matrix) for matrix in problem.drive))
    can = _alone(problem)
    sites = tuple(s for s in range(problem.n_sites) if problem.priority[s] > 0 and any(can[s]))
    spans = [latest(shift, shift.end) - departs(shift) for shift in problem.shifts]
    tick = max(1, -(-max(spans, default=1) // ticks))
    kinds: dict[tuple[object, ...], list[int]] = {}
    for number, shift in enumerate(problem.shifts):
        windows = tuple(problem.windows[s][number] if can[s][number] else () for s in sites)
        kind = (_starts(problem, shift), _ends(problem, shift), *_shape(shift), windows)
        kinds.setdefault(kind, []).append(number)
    days = tuple(_day(problem, numbers[0], sites, can, tick) for numbers in kinds.values())
    return Days(
        sites, np.array([problem.priority[s] for s in sites], dtype=np.int64), days, tuple(map(len, kinds.values()))
    )


def _shape(shift: Shift) -> tuple[object, ...]:
    return shift.start, shift.end, shift.max_drive, shift.breaks, shift.matrix


def shortest_ways(matrix: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the matrix without detours: no way is longer than one through other places (Floyd and Warshall).

    Travel times break the triangle's rule by seconds; with it, a route stays possible when visits are left out.
    """
    out = np.minimum(matrix, UNREACHABLE).astype(np.int64)
    for through in range(len(out)):
        np.minimum(out, out[:, through, None] + out[None, through], out=out)
    return out


def _starts(problem: Problem, shift: Shift) -> tuple[int, ...]:
    return (shift.start_place,) if shift.start_night is None else problem.nights[shift.start_night]


def _ends(problem: Problem, shift: Shift) -> tuple[int, ...]:
    return (shift.end_place,) if shift.end_night is None else problem.nights[shift.end_night]


def _alone(problem: Problem) -> list[list[bool]]:
    """Return for each site the shifts that hold it, at least alone."""
    ways = [
        (number, replace(shift, start_place=start, end_place=end))
        for number, shift in enumerate(problem.shifts)
        for start, end in product(_starts(problem, shift), _ends(problem, shift))
    ]
    windows = tuple(tuple(row[number] for number, _ in ways) for row in problem.windows)
    scheduler = Scheduler(replace(problem, shifts=tuple(way for _, way in ways), windows=windows))
    can = [[False] * len(problem.shifts) for _ in range(problem.n_sites)]
    for site, row in enumerate(windows):
        for way, (number, _) in enumerate(ways):
            can[site][number] = can[site][number] or (bool(row[way]) and scheduler.holds(way, (site,)))
    return can


def _day(problem: Problem, number: int, sites: Sequence[int], can: Sequence[Sequence[bool]], tick: int) -> Day:
    shift = problem.shifts[number]
    at, drive = np.array(sites, dtype=np.int64), problem.drive[shift.matrix]
    service = np.array([problem.service[s] for s in sites], dtype=np.int64)
    out = drive[np.ix_(_starts(problem, shift), at)].min(0)
    home = drive[np.ix_(at, _ends(problem, shift))].min(1)
    origin, end = departs(shift), latest(shift, shift.end)
    ticks = (end - origin) // tick + 1
    opens = np.zeros((max(ticks, 1), len(sites)), dtype=np.bool_)
    homeward = service + home + problem.buffer * _other(at, _ends(problem, shift))
    by = (end - origin - homeward) // tick
    for column, site in enumerate(sites):
        if not can[site][number]:
            continue
        for window in problem.windows[site][number]:
            first = (soonest(shift, max(window.earliest, shift.start)) - origin) // tick
            last = min((latest(shift, min(window.latest, shift.end)) - origin) // tick, int(by[column]))
            opens[max(first, 0) : max(last + 1, 0), column] = True
    between = drive[np.ix_(at, at)]
    return Day(
        step=(service[:, None] + between + problem.buffer) // tick,
        opens=opens,
        homeward=homeward // tick,
        first=(out + problem.buffer * _other(at, _starts(problem, shift))) // tick,
        drive=between,
        out=out,
        home=home,
        most=UNREACHABLE - 1 if shift.max_drive is None else shift.max_drive,
    )


def _other(sites: NDArray[np.int64], places: Sequence[int]) -> NDArray[np.bool_]:
    """Return whether one has to move to or from a site, wherever the shift starts or ends."""
    return ~np.isin(sites, places)
