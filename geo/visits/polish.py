"""Better a plan that holds, by small changes that the exact scheduler allows.

A search on a model (`geo.visits.model`) cuts breaks out of the clock and so misses what fits around them; here the exact
times decide. Nothing is random, and effort is counted, so that the same plan comes out everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.reorder import reordered
from geo.visits.scheduler import scheduler_of
from geo.visits.slots import Fit, Slots, Trials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.visits.problem import Problem

__all__ = ["TRIALS", "polish"]

TRIALS = 3_000_000
"""About six seconds of one core; two hundred sites on 56 shifts come to their end after a third of it."""


def polish(problem: Problem, routes: Sequence[Sequence[int]], *, trials: int = TRIALS) -> tuple[tuple[int, ...], ...]:
    """Return routes at least as good.

    Omitted sites are put in, alone, for a cheaper one, or for one that fits elsewhere; then visits are moved and reordered for
    less driving; again until nothing helps.

    Parameters
    ----------
    problem
        What is planned.
    routes
        Sites of each shift; they must hold (see `geo.visits.repair`). What belongs together stays so.
    trials
        How much may be tried, see `Trials`.
    """
    work = _Polish(problem, routes, Trials(trials))
    while work.more_priority() or work.less_driving():
        pass
    return tuple(work.routes)


class _Polish:
    def __init__(self, problem: Problem, routes: Sequence[Sequence[int]], trials: Trials) -> None:
        self._problem, self._trials = problem, trials
        self.routes = [tuple(route) for route in routes]
        self._slots = [Slots(problem, shift, route) for shift, route in enumerate(self.routes)]
        self._without: list[dict[int, Slots]] = [{} for _ in self.routes]
        total = sum(problem.priority) + 1
        self._worth = [p + total * (site in problem.must) for site, p in enumerate(problem.priority)]
        self._units = _units(problem)
        self._bound = {site for unit in self._units if len(unit) > 1 for site in unit}

    def _set(self, shift: int, route: tuple[int, ...]) -> None:
        self.routes[shift] = route
        self._slots[shift] = Slots(self._problem, shift, route)
        self._without[shift].clear()

    def more_priority(self) -> bool:
        """Put in what is omitted, the worthiest first; return whether anything went in."""
        changed = False
        while any(map(self._put_in, self._omitted())):
            changed = True
        return changed

    def _omitted(self) -> list[tuple[int, ...]]:
        inside = {site for route in self.routes for site in route}
        out = [unit for unit in self._units if unit[0] not in inside and any(self._worth[site] for site in unit)]
        return sorted(out, key=lambda unit: (-sum(self._worth[site] for site in unit), unit))

    def _put_in(self, unit: tuple[int, ...]) -> bool:
        if len(unit) > 1:
            return any(self._together(unit, day) for day in sorted({shift.day for shift in self._problem.shifts}))
        (site,) = unit
        return self._alone(site) or self._instead(site)

    def _alone(self, site: int) -> bool:
        fit = self._cheapest(site, range(len(self.routes)))
        if fit:
            self._set(fit.shift, fit.route)
        return fit is not None

    def _cheapest(self, site: int, shifts: Sequence[int], most: int | None = None) -> Fit | None:
        best: Fit | None = None
        for shift in shifts:
            below = best.extra if best else most
            found = self._slots[shift].best(site, self._trials, *([] if below is None else [below]))
            best = found or best
        return best

    def _together(self, unit: tuple[int, ...], day: int) -> bool:
        """Put in all of what belongs together, on one day, or nothing."""
        shifts = [number for number, shift in enumerate(self._problem.shifts) if shift.day == day]
        before = {shift: self.routes[shift] for shift in shifts}
        for site in unit:
            fit = self._cheapest(site, shifts)
            if fit is None:
                for shift, route in before.items():
                    if self.routes[shift] != route:
                        self._set(shift, route)
                return False
            self._set(fit.shift, fit.route)
        return True

    def _instead(self, site: int) -> bool:
        """Put a site in where another one is, if that is worth less, or fits on another shift."""
        best: tuple[int, int, Fit, Fit | None] | None = None
        for shift, others in enumerate(self.routes):
            if not self._problem.windows[site][shift]:
                continue
            for other in others:
                if other in self._bound or (best and self._worth[site] <= best[0]):
                    continue
                gain = self._worth[site] - self._worth[other]
                fit = self._slots_without(shift, other).best(site, self._trials)
                if fit is None:
                    continue
                elsewhere = self._cheapest(other, [s for s in range(len(self.routes)) if s != shift])
                if elsewhere:
                    gain = self._worth[site]
                extra = fit.extra + (elsewhere.extra if elsewhere else 0)
                if gain > 0 and (best is None or (gain, -extra) > (best[0], -best[1])):
                    best = gain, extra, fit, elsewhere
        if best is None:
            return False
        for fit in best[2:]:
            if fit:
                self._set(fit.shift, fit.route)
        return True

    def _slots_without(self, shift: int, site: int) -> Slots:
        known = self._without[shift].get(site)
        if known is None:
            rest = [other for other in self.routes[shift] if other != site]
            known = self._without[shift][site] = Slots(self._problem, shift, rest)
        return known

    def less_driving(self) -> bool:
        """Reorder the visits of each shift, and move visits to others; return whether that helps."""
        changed = False
        for shift, route in enumerate(self.routes):
            better = reordered(self._problem, shift, route, self._trials)
            if better != route:
                self._set(shift, better)
                changed = True
        for shift, site in list(self._visits()):
            changed |= site in self.routes[shift] and self._move(shift, site)
        return changed

    def _visits(self) -> Iterator[tuple[int, int]]:
        return ((shift, site) for shift, route in enumerate(self.routes) for site in route)

    def _move(self, shift: int, site: int) -> bool:
        """Move a visit to where it costs less driving; one that belongs to others only within its day."""
        without = self._slots_without(shift, site)
        saved = self._slots[shift].drive - without.drive
        days = [s.day for s in self._problem.shifts]
        free = site not in self._bound
        others = [s for s in range(len(days)) if s != shift and (free or days[s] == days[shift])]
        fit = self._cheapest(site, others, most=saved)
        if fit is None or not scheduler_of(self._problem).holds(shift, without.route):
            return False
        self._set(shift, without.route)
        self._set(fit.shift, fit.route)
        return True


def _units(problem: Problem) -> list[tuple[int, ...]]:
    """Return the sites one by one, and those that belong on one day as one."""
    unit_of = {site: {site} for site in range(problem.n_sites)}
    for group in problem.together:
        merged = set().union(*(unit_of[site] for site in group))
        for site in merged:
            unit_of[site] = merged
    return sorted({tuple(sorted(unit)) for unit in unit_of.values()})
