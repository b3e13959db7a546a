"""What a plan is worth, and whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.visits.problem import Problem

__all__ = ["Score", "broken_groups", "holds", "score"]


class Score(NamedTuple):
    """Worth of a plan; of two, the greater one is better."""

    must: int
    """Number of must-sees visited."""
    priority: int
    """Sum over all sites visited."""
    drive: int
    """Driving time, negated."""
    shifts: int
    """Number of shifts that are driven, negated."""


def score(problem: Problem, routes: Sequence[Sequence[int]]) -> Score:
    """Return the worth of a plan; whether it holds is not asked.

    Parameters
    ----------
    routes
        Sites of each shift, in order.
    """
    scheduler = scheduler_of(problem)
    visited = [site for route in routes for site in route]
    driven = [(shift, route) for shift, route in enumerate(routes) if scheduler.driven(shift, route)]
    return Score(
        must=len(problem.must.intersection(visited)),
        priority=sum(problem.priority[site] for site in visited),
        drive=-sum(scheduler.driving(shift, route) for shift, route in driven),
        shifts=-len(driven),
    )


def broken_groups(problem: Problem, routes: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Give the groups of `problem.together` of which some are visited, but not all on one day."""
    day = {site: problem.shifts[shift].day for shift, route in enumerate(routes) for site in route}
    for group in problem.together:
        days = {day.get(site) for site in group}
        if len(days) > 1:
            yield group


def holds(problem: Problem, routes: Sequence[Sequence[int]]) -> bool:
    """Return whether every shift has a timetable, no site is visited twice, and what belongs together stays so.

    A shift without stops that leads from one place to another is driven, and so must hold as well.
    """
    visited = [site for route in routes for site in route]
    scheduler = scheduler_of(problem)
    return (
        len(visited) == len(set(visited))
        and not any(broken_groups(problem, routes))
        and all(scheduler.holds(shift, route) for shift, route in enumerate(routes))
    )
