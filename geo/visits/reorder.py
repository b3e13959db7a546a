"""The same visits in another order, for less driving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.visits.problem import Problem
    from geo.visits.slots import Trials

__all__ = ["reordered"]


def reordered(problem: Problem, shift: int, route: tuple[int, ...], trials: Trials) -> tuple[int, ...]:
    """Return the route with parts of it turned around (2-opt) or moved (or-opt), as long as that saves driving.

    Parameters
    ----------
    problem
        What is planned.
    shift
        Index of the shift.
    route
        It must hold, unless it is empty.
    trials
        How much may be tried.
    """
    scheduler = scheduler_of(problem)
    drive = scheduler.driving(shift, route)
    while True:
        ways = sorted({(scheduler.driving(shift, other), other) for other in _others(route)})
        better = next((way for way in ways if way[0] < drive and trials.holds(problem, shift, way[1])), None)
        if better is None:
            return route
        drive, route = better


def _others(route: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    n = len(route)
    for i in range(n):
        for j in range(i + 2, n + 1):
            yield route[:i] + route[i:j][::-1] + route[j:]
        for length in (1, 2, 3):
            part, rest = route[i : i + length], route[:i] + route[i + length :]
            for at in range(len(rest) + 1):
                yield rest[:at] + part + rest[at:]
