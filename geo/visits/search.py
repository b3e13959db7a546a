"""The search: PyVRP's local search, perturbed and repeated, with penalties that fit the prizes of the problem.

A visit out of time costs less than it brings at first, so that the search crosses plans that do not hold; the penalty then
follows how many of the plans that it meets hold. It may grow until one second out of time costs more than the best prize:
below that, the search would end with plans that do not hold.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import TYPE_CHECKING

import pyvrp
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.visits.effort import Meter

__all__ = ["Settings", "search"]


@dataclass(frozen=True)
class Settings:
    """How to search. The values were found on instances of the literature and on missions; they are settings, no facts."""

    start: float = 1.0
    """First penalty of a second, in prizes for a second of the fleet."""
    most: float = 2000.0
    """Highest penalty, in the same unit; at least twice the best prize all the same."""
    feasible: float = 0.43
    """Share of the plans met that shall hold."""
    every: int = 50
    """Plans between two changes of the penalty."""
    increase: float = 1.5
    decrease: float = 0.9
    tolerance: float = 0.05
    """Within it of `feasible` the penalty stays."""
    neighbours: int = 20
    perturbations: int = 10
    history: int = 300
    """Length of the late acceptance of Burke and Bykov (2017), `doi:10.1016/j.ejor.2016.07.012`."""
    hopeless: float | None = None
    """The search ends if after a few plans the best is still later, or drives longer, by this share of the fleet's time."""


LOOK = 2
"""Plans for each client after which a search may be hopeless."""


class _Penalties:
    """Penalties of time and of driving, which follow the share of plans that hold."""

    def __init__(self, first: float, most: float, settings: Settings) -> None:
        self.least = inf
        """Seconds too late and too much driving of the plan that had the least of them."""
        self._values = [first, first]
        self._held = [0, 0]
        self._seen = 0
        self._most = most
        self._settings = settings
        self.evaluator = pyvrp.CostEvaluator([], first, first)

    def register(self, time_warp: int, excess: int) -> bool:
        """Count one plan; return whether the evaluator has changed."""
        self._held[0] += time_warp == 0
        self._held[1] += excess == 0
        self.least = min(self.least, time_warp + excess)
        self._seen += 1
        if self._seen < self._settings.every:
            return False
        self._values = [
            self._next(value, held / self._seen) for value, held in zip(self._values, self._held, strict=True)
        ]
        self._held, self._seen = [0, 0], 0
        self.evaluator = pyvrp.CostEvaluator([], *self._values)
        return True

    def _next(self, value: float, share: float) -> float:
        if abs(share - self._settings.feasible) <= self._settings.tolerance:
            return value
        factor = self._settings.increase if share < self._settings.feasible else self._settings.decrease
        return min(max(value * factor, 0.1), self._most)


def search(
    data: pyvrp.ProblemData,
    density: float,
    *,
    seed: int,
    meter: Meter,
    settings: Settings,
    start: pyvrp.Solution | None = None,
    better: Callable[[pyvrp.Solution], bool] | None = None,
    met: Callable[[pyvrp.Solution], None] | None = None,
) -> pyvrp.Solution | None:
    """Return the best plan found that holds.

    Parameters
    ----------
    data
        The model.
    density
        Prize for each second of the fleet: the unit of the penalties.
    seed
        Of all that is random here.
    meter
        Says when to stop.
    settings
        How to search.
    start
        Where to begin; else at random.
    better
        Called with each best plan; True ends the search.
    met
        Called with each plan, whether or not it holds.

    Returns
    -------
    pyvrp.Solution or None
        None if nothing was found that holds; then the meter is over, or the search was hopeless.
    """
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    local = _local_search(data, rng, settings)
    most = max(10.0, settings.most * density, 2.0 * max((client.prize for client in data.clients()), default=0))
    first = min(max(1.0, settings.start * density), most)
    limit = inf if settings.hopeless is None else settings.hopeless * _seconds(data)
    penalties = _Penalties(first, most, settings)
    if start is None:
        start = local(pyvrp.Solution.make_random(data, rng), pyvrp.CostEvaluator([], most, most), exhaustive=True)
    steps = _steps(meter, penalties, LOOK * data.num_clients, limit)
    return _climb(local, penalties, start, steps, settings.history, better, met)


def _seconds(data: pyvrp.ProblemData) -> int:
    """Return how long the fleet works."""
    return sum(kind.num_available * (kind.tw_late - kind.tw_early) for kind in data.vehicle_types())


def _steps(meter: Meter, penalties: _Penalties, look: int, limit: float) -> Iterator[int]:
    """Give the number of each iteration, until the meter or hopelessness ends the search."""
    for step in count():
        if (step == look and penalties.least > limit) or not meter.on():
            return
        yield step


def _local_search(data: pyvrp.ProblemData, rng: pyvrp.RandomNumberGenerator, settings: Settings) -> LocalSearch:
    neighbours = compute_neighbours(data, NeighbourhoodParams(num_neighbours=settings.neighbours))
    local = LocalSearch(data, rng, neighbours, PerturbationManager(PerturbationParams(1, settings.perturbations)))
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    return local


def _climb(
    local: LocalSearch,
    penalties: _Penalties,
    start: pyvrp.Solution,
    steps: Iterator[int],
    history: int,
    better: Callable[[pyvrp.Solution], bool] | None,
    met: Callable[[pyvrp.Solution], None] | None,
) -> pyvrp.Solution | None:
    """Late acceptance: a plan is taken if it is better than the present one, or than the one of some time ago."""
    evaluator = penalties.evaluator
    best = start if start.is_feasible() else None
    best_cost = evaluator.cost(start)
    current = start
    late: deque[pyvrp.Solution] = deque(maxlen=history)
    if best is not None and better is not None and better(best):
        return best
    for _ in steps:
        found = local(current, evaluator)
        changed = penalties.register(found.time_warp(), found.excess_distance())
        if met is not None:
            met(found)
        if evaluator.cost(found) < best_cost:
            thorough = local(found, evaluator, exhaustive=True)
            best = thorough if thorough.is_feasible() and evaluator.cost(thorough) <= evaluator.cost(found) else found
            best_cost, found = evaluator.cost(best), best
            if better is not None and better(best):
                break
        current_cost, found_cost = evaluator.penalised_cost(current), evaluator.penalised_cost(found)
        late_cost = evaluator.penalised_cost(late[0] if len(late) == history else start)
        if found_cost < late_cost or found_cost < current_cost:
            current, current_cost = found, found_cost
        late.append(current if current_cost < late_cost or len(late) < history else late[0])
        if changed:
            evaluator = penalties.evaluator
    return best
