"""What no plan can exceed.

Each site has a price, which a plan pays for visiting it and gets back for all sites at once; then no plan brings more than
the sum of the prices and the best route of each shift at these prices (Lagrange's relaxation). Routes may be relaxed, which
makes them easy to find (`geo.visits.relaxed_day`) and the bound no less true. Good prices are the dual values of a linear
program that mixes the routes found so far (column generation); what it has not found yet does not make the bound wrong, only
less tight.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from geo.visits.relaxed_day import Memory
from geo.visits.relaxed_days import relaxed
from geo.visits.route_mix import RouteMix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.visits.problem import Problem
    from geo.visits.relaxed_days import Days

__all__ = ["upper_bound"]

_SMOOTH = 0.7
"""How much the prices stay near the best ones so far (Wentges 1997, `doi:10.1016/S0969-6016(97)00001-4`)."""
_ROUTES = 8
"""How many are added for each day at a time."""
_SIZES = (
    (30_000, ((120, 1), (480, 3))),
    (300_000, ((100, 0), (400, 1))),
    (1_000_000, ((60, 0), (120, 0), (240, 1))),
    (6_000_000, ((60, 0),)),
)
"""Up to which number of sites², times kinds of shifts, which clocks and memories; above, all that is ever open is the bound."""


def upper_bound(problem: Problem, *, known: int = 0, rounds: int = 60) -> int:
    """Return a priority that no plan exceeds.

    Parameters
    ----------
    problem
        What is planned. Nights may be open: the bound then holds for any choice of bases. Must-sees count with their
        priority only, and what belongs together is taken one by one.
    known
        Priority of a plan at hand: nothing lower can be a bound, so that the search ends there.
    rounds
        How often routes are searched on each clock: the effort is counted, not timed.
    """
    search: _Search | None = None
    for ticks, remember in _stages(problem):
        days = relaxed(problem, ticks)
        if not days.sites:
            return known
        search = _Search(days, remember, search)
        search.run(rounds, known)
    return max(known, search.bound if search else _all(problem))


def _stages(problem: Problem) -> tuple[tuple[int, int], ...]:
    """Return how fine the clock is (ticks a shift), and how many other sites a route remembers: roughly first, which gives good prices quickly."""
    kinds = {(s.day, s.start, s.end, s.start_place, s.end_place) for s in problem.shifts}
    size = problem.n_sites**2 * len(kinds)
    return next((stages for most, stages in _SIZES if size <= most), ())


def _all(problem: Problem) -> int:
    return sum(worth for worth, windows in zip(problem.priority, problem.windows, strict=True) if any(windows))


class _Search:
    """Looks for prices at which the bound is low.

    Parameters
    ----------
    days
        What is planned, relaxed.
    remember
        How many other sites are remembered at each.
    before
        A search on a coarser clock, to begin where it ended.
    """

    def __init__(self, days: Days, remember: int, before: _Search | None = None) -> None:
        self._days = days
        n = len(days.sites)
        away = np.minimum.reduce([day.step + day.step.T for day in days.days])
        np.fill_diagonal(away, 1 << 40)
        near = np.argsort(away, axis=1, kind="stable")[:, : min(remember, n - 1)]
        self._memory = Memory([frozenset(row) for row in near.tolist()])
        self._mix = RouteMix(days)
        self._best, self._prices = days.spare()
        self._driving = np.zeros(len(days.days))
        if before:
            self._best, self._prices, self._driving = before._best, before._prices, before._driving
            for (number, sites), path in before._mix.routes.items():
                if days.days[number].holds(sites) and self._memory.allows(sites):
                    self._mix.add(number, path)

    @property
    def bound(self) -> int:
        """The lowest one so far, whole."""
        return int(np.floor(self._best + 1e-6))

    def run(self, rounds: int, known: int) -> None:
        """Search routes at better and better prices, until no better bound can come of it."""
        self._ask(self._prices, self._driving)
        for _ in range(rounds):
            value, prices, driving = self._mix.solve()
            if self.bound <= max(known, np.floor(value + 1e-6)):
                break
            for keep in (_SMOOTH, 0.0):
                mixed = keep * self._prices + (1 - keep) * prices, keep * self._driving + (1 - keep) * driving
                if self._ask(*mixed):
                    break
            else:
                break

    def _ask(self, prices: NDArray[np.float64], driving: NDArray[np.float64]) -> bool:
        """Search routes at some prices; return whether there are new ones."""
        days = self._days
        tables = [
            day.best(self._memory, days.priority - prices, price)
            for day, price in zip(days.days, driving.tolist(), strict=True)
        ]
        shares = [
            count * (table.most + price * day.most)
            for count, table, price, day in zip(days.counts, tables, driving.tolist(), days.days, strict=True)
        ]
        bound = fsum([*prices.tolist(), *shares])  # exact, so that the order of adding does not matter
        if bound < self._best:
            self._best, self._prices, self._driving = bound, prices, driving
        new = [self._mix.add(number, path) for number, table in enumerate(tables) for path in table.paths(_ROUTES)]
        return any(new)
