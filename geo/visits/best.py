"""The best plan so far, and who watches it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.effort import Progress
from geo.visits.objective import Score, score
from geo.visits.polish import polish
from geo.visits.problem import Solution
from geo.visits.repair import repair
from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.visits.effort import Effort
    from geo.visits.problem import Problem

__all__ = ["Best", "Routes", "Worth", "worth"]

type Routes = tuple[tuple[int, ...], ...]

EVERY = 0.2
"""Seconds between two looks of a watcher."""


class Worth(NamedTuple):
    """What a plan is worth; of two, the greater one is better."""

    holding: int
    """Shifts that can be driven: a choice of bases may make a transfer impossible."""
    score: Score


def worth(problem: Problem, routes: Routes) -> Worth:
    """Return the worth of routes that have been repaired."""
    scheduler = scheduler_of(problem)
    holding = sum(scheduler.holds(shift, route) for shift, route in enumerate(routes))
    return Worth(holding, score(problem, routes))


class Best:
    """Keeps the best plan that holds.

    Parameters
    ----------
    problem
        What is planned; plans of it with any bases and with any windows taken away are offered.
    watch
        Told now and then how far the solver is; returns True to stop it.
    """

    def __init__(self, problem: Problem, watch: Callable[[Progress], bool] | None = None) -> None:
        self._problem = problem.settled([night[0] for night in problem.nights])
        self._watch = watch
        self._effort: Effort | None = None
        self._pending: Callable[[], tuple[Problem, Routes]] | None = None
        self._last = time.monotonic()
        self.routes: Routes = repair(self._problem, ((),) * len(problem.shifts))
        self.worth = worth(self._problem, self.routes)

    def watching(self, effort: Effort) -> None:
        """Let the watcher look while this effort is spent."""
        if self._watch is not None:
            self._effort, effort.tick = effort, self._tick

    def offer(self, problem: Problem, routes: Routes, *, polish_trials: int = 0) -> Worth:
        """Keep a plan if it is better once it has been repaired; return its worth.

        Parameters
        ----------
        problem
            Settled, and otherwise the one that is planned.
        routes
            Sites of each shift.
        polish_trials
            How much is tried to make it better stop by stop first.
        """
        held = repair(problem, routes)
        if polish_trials:
            held = polish(problem, held, trials=polish_trials)
        value = worth(problem, held)
        if value > self.worth:
            self._problem, self.routes, self.worth = problem, held, value
        return value

    def later(self, plan: Callable[[], tuple[Problem, Routes]]) -> None:
        """Offer a plan when somebody looks next; of several only the last is made."""
        if self._watch is not None:
            self._pending = plan

    def polish(self, trials: int) -> None:
        """Make the best plan better by hand, so to speak: with exact times, stop by stop."""
        self.offer(self._problem, self.routes, polish_trials=trials)

    def solution(self, effort: Effort) -> Solution:
        """Return the best plan with what it took."""
        return Solution(self._problem, self.routes, dict(effort.done))

    def _tick(self) -> bool:
        now = time.monotonic()
        if self._watch is None or self._effort is None or now - self._last < EVERY:
            return False
        self._last = now
        if self._pending is not None:
            self.offer(*self._pending())
            self._pending = None
        return self._watch(Progress(self._effort.spent(), self._effort.total, self.routes, self.worth.score.priority))
