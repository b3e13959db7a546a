"""Make any routes hold, by leaving out as little as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.objective import broken_groups
from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.problem import Problem

__all__ = ["repair"]


def repair(problem: Problem, routes: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return routes that hold: the cheapest stops are dropped until each shift has a timetable.

    First go those that the shift cannot hold even alone. A must-see goes only when nothing else is left to drop. What belongs together goes together. A shift that cannot even be
    driven without stops comes back empty: no plan holds it.

    Parameters
    ----------
    routes
        Sites of each shift, in order; of a site named twice the first visit stays.
    """
    first = {site: shift for shift, route in reversed(list(enumerate(routes))) for site in route}
    kept = [[site for site in dict.fromkeys(route) if first[site] == shift] for shift, route in enumerate(routes)]
    kept = [_shortened(problem, shift, route) for shift, route in enumerate(kept)]
    while broken := {site for group in broken_groups(problem, kept) for site in group}:
        kept = [[site for site in route if site not in broken] for route in kept]
        kept = [_shortened(problem, shift, route) for shift, route in enumerate(kept)]
    return tuple(map(tuple, kept))


def _shortened(problem: Problem, shift: int, route: list[int]) -> list[int]:
    """Return the route without the cheapest stops that must go for it to hold."""
    scheduler = scheduler_of(problem)
    if route and not scheduler.holds(shift, route):
        route = [site for site in route if scheduler.holds(shift, (site,))]
    while route and not scheduler.holds(shift, route):
        worth = sorted(((site in problem.must, problem.priority[site]), at) for at, site in enumerate(route))
        shorter = [(value, [*route[:at], *route[at + 1 :]]) for value, at in worth]
        musts = [value[0] for value, _ in shorter]
        helps = [r for (must, _), r in shorter if must == musts[0] and scheduler.holds(shift, r)]
        route = (helps or [shorter[0][1]])[0]
    return route
