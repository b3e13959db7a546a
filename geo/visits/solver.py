"""The planner's core: from a problem to the routes that visit the most, then drive the least, and that hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from geo.visits.base_choice import run_with_bases
from geo.visits.best import Best
from geo.visits.effort import Effort, Progress, default_iterations
from geo.visits.polish import TRIALS

if TYPE_CHECKING:
    from geo.visits.problem import Problem, Solution

__all__ = ["Progress", "solve"]

SEARCHING = 0.96
"""Share of the seconds for the search; the last polish, which is counted in trials, has the rest."""


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    iterations: int | Mapping[str, int] | None = None,
    seconds: float | None = None,
    watch: Callable[[Progress], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Solution:
    """Return routes that hold, as good as they come with the effort given.

    Parameters
    ----------
    problem
        What is planned. Bases that may be chosen are chosen here.
    seed
        Of all that is random. The same problem, seed and iterations give the same routes on any machine.
    iterations
        The effort; if None, set from the size of the problem. The `effort` of a solution in its place repeats the run that
        gave it, also one that was cut short.
    seconds
        Upper bound of the time, whatever the iterations; None for no bound.
    watch
        Called a few times a second with the best plan so far; True stops, and keeps it.
    clock
        Measures `seconds`.

    Returns
    -------
    Solution
        Always one that holds, maybe without a must-see that no plan can hold, maybe empty.
    """
    total = iterations if isinstance(iterations, int) else default_iterations(problem.n_sites)
    again = iterations if isinstance(iterations, Mapping) else None
    searching = None if seconds is None else SEARCHING * seconds
    effort = Effort(total, searching, (seconds or 0.0) * (1 - SEARCHING), clock, again)
    best = Best(problem, watch)
    best.watching(effort)
    if problem.shifts and problem.n_sites:
        run_with_bases(problem, effort, best, seed=seed)
        best.polish(effort.polish(TRIALS))
    return best.solution(effort)
