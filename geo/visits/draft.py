"""A plan that is being polished: its routes, each ready to be asked what fits."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from geo.visits.pauses import FOREVER
from geo.visits.slots import Fit, Slots, Trials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.visits.problem import Problem

__all__ = ["Draft"]

ROUTE = 10
"""Trials that a route made ready to be asked counts for."""


class Draft:
    """Routes of all shifts.

    Parameters
    ----------
    problem
        What is planned.
    routes
        Sites of each shift; they hold.
    trials
        How much may be tried, see `Trials`.
    """

    def __init__(self, problem: Problem, routes: Sequence[Sequence[int]], trials: Trials) -> None:
        self.problem, self.trials = problem, trials
        self.routes = [tuple(route) for route in routes]
        self.slots = [Slots(problem, shift, route) for shift, route in enumerate(self.routes)]
        self._without: list[dict[tuple[int, ...], Slots]] = [{} for _ in self.routes]
        total = sum(problem.priority) + 1
        self.worth = [p + total * (site in problem.must) for site, p in enumerate(problem.priority)]
        """Priority of each site; a must-see is worth more than all others."""
        self.units = _units(problem)
        """Sites one by one, and those that belong on one day as one."""
        self.bound = {site for unit in self.units if len(unit) > 1 for site in unit}
        """Sites that belong to others."""

    def put(self, shift: int, route: tuple[int, ...]) -> None:
        """Give a shift another route."""
        self.routes[shift] = route
        self.slots[shift] = Slots(self.problem, shift, route)
        self._without[shift].clear()

    def without(self, shift: int, out: tuple[int, ...]) -> Slots:
        """Return the route of a shift without some sites."""
        known = self._without[shift].get(out)
        if known is None:
            self.trials.left -= ROUTE
            rest = [site for site in self.routes[shift] if site not in out]
            known = self._without[shift][out] = Slots(self.problem, shift, rest)
        return known

    def value(self, sites: Iterable[int]) -> int:
        """Return what sites are worth together."""
        return sum(self.worth[site] for site in sites)

    def omitted(self) -> list[tuple[int, ...]]:
        """Return the units that are not visited and worth something, the worthiest first."""
        inside = {site for route in self.routes for site in route}
        out = [unit for unit in self.units if unit[0] not in inside and self.value(unit)]
        return sorted(out, key=lambda unit: (-self.value(unit), unit))

    def cheapest(self, site: int, shifts: Iterable[int], most: int = FOREVER) -> Fit | None:
        """Return where a site fits with the least driving, less than `most`."""
        best: Fit | None = None
        for shift in shifts:
            best = self.slots[shift].best(site, self.trials, best.extra if best else most) or best
        return best

    def visits(self) -> Iterator[tuple[int, int]]:
        """Give the shift and site of each visit."""
        return ((shift, site) for shift, route in enumerate(self.routes) for site in route)

    def few(self, shift: int) -> Iterator[tuple[int, ...]]:
        """Give each visit of a shift, and each two of them, that belong to no others."""
        free = [site for site in self.routes[shift] if site not in self.bound]
        for number in (1, 2):
            yield from combinations(free, number)


def _units(problem: Problem) -> list[tuple[int, ...]]:
    unit_of = {site: {site} for site in range(problem.n_sites)}
    for group in problem.together:
        merged = set().union(*(unit_of[site] for site in group))
        for site in merged:
            unit_of[site] = merged
    return sorted({tuple(sorted(unit)) for unit in unit_of.values()})
