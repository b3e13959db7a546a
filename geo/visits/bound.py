"""What no plan can exceed.

Each site has a price, which a plan pays for visiting it and gets back for all sites at once; then no plan brings more than
the sum of the prices and the best route of each shift at these prices (Lagrange's relaxation). Routes may be relaxed, which
makes them easy to find (`geo.visits.relaxed_day`) and the bound no less true. Good prices are the dual values of a linear
program that mixes the routes found so far (column generation); what it has not found yet does not make the bound wrong, only
less tight.
"""

from __future__ import annotations

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


def upper_bound(problem: Problem, *, known: int = 0, rounds: int | None = None) -> int:
    """Return a priority that no plan exceeds.

    Parameters
    ----------
    problem
        What is planned. Nights may be open: the bound then holds for any choice of bases. Must-sees count with their
        priority only, and what belongs together is taken one by one.
    known
        Priority of a plan at hand: nothing lower can be a bound, so that the search ends there.
    rounds
        How often the routes are searched; by default by the size of the problem. The effort is counted, not timed.
    """
    small = problem.n_sites <= 60
    days = relaxed(problem, ticks=300 if small else 120)
    if not days.sites:
        return 0
    search = _Search(days, remember=3 if small else 1)
    return max(known, search.run(rounds or 60, known))


class _Search:
    def __init__(self, days: Days, remember: int) -> None:
        self._days = days
        n = len(days.sites)
        away = np.minimum.reduce([day.step + day.step.T for day in days.days])
        np.fill_diagonal(away, 1 << 40)
        near = np.argsort(away, axis=1, kind="stable")[:, : min(remember, n - 1)]
        self._memory = Memory([frozenset(row) for row in near.tolist()])
        self._mix = RouteMix(days)
        self._prices = np.zeros(n)
        self._driving = np.zeros(len(days.days))
        self.best = float(days.priority.sum())
        self.log: list[tuple[float, float]] = []

    def run(self, rounds: int, known: int) -> int:
        self._ask(self._prices, self._driving)
        for _ in range(rounds):
            value, prices, driving = self._mix.solve()
            self.log.append((self.best, value))
            if self.best < known + 1 or np.floor(self.best + 1e-6) <= np.floor(value + 1e-6):
                break
            keep = _SMOOTH
            for keep in (_SMOOTH, 0.0):
                p, d = (keep * self._prices + (1 - keep) * prices, keep * self._driving + (1 - keep) * driving)
                if self._ask(p, d):
                    break
            else:
                break
        return int(np.floor(self.best + 1e-6))

    def _ask(self, prices: NDArray[np.float64], driving: NDArray[np.float64]) -> bool:
        """Search routes at some prices; return whether there are new ones."""
        days = self._days
        tables = [
            day.best(self._memory, days.priority - prices, float(price))
            for day, price in zip(days.days, driving, strict=True)
        ]
        bound = float(prices.sum()) + sum(
            count * (table.most + price * day.most)
            for count, table, price, day in zip(days.counts, tables, driving.tolist(), days.days, strict=True)
        )
        if bound < self.best:
            self.best, self._prices, self._driving = bound, prices, driving
        new = [self._mix.add(number, path) for number, table in enumerate(tables) for path in table.paths(8)]
        return any(new)
