"""Which base for which night: many choices are tried shortly, the best few in full."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from geo.visits.common_days import run_with_days
from geo.visits.phases import QUICK, run_phases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.visits.best import Best, Worth
    from geo.visits.effort import Effort
    from geo.visits.problem import Problem

__all__ = ["run_with_bases"]

TRIALS = 0.4
"""Share of the effort for the short trials."""
LEAST = 80
"""Iterations of a trial; where all choices cannot have as many, one night is changed at a time."""
IN_FULL = 3
"""How many choices get the rest of the effort."""


def run_with_bases(problem: Problem, effort: Effort, best: Best, *, seed: int) -> None:
    """Search for plans of a problem, choosing the bases of its nights.

    Parameters
    ----------
    problem
        What is planned.
    effort
        What may be spent.
    best
        Gets the plans.
    seed
        Of all that is random.
    """
    count = prod(map(len, problem.nights))
    if count == 1:
        run_with_days(problem.settled([night[0] for night in problem.nights]), effort, best, seed=seed)
        return
    if count <= IN_FULL:
        chosen = list(product(*problem.nights))
    else:
        trials = _Trials(problem, effort, best, seed)
        if effort.again is not None:
            chosen = trials.repeated(effort.again)
        else:
            chosen = trials.all() if count * LEAST <= TRIALS * effort.total else trials.in_turn()
    share = (1.0 if count <= IN_FULL else 1 - TRIALS) / len(chosen)
    for bases in chosen:
        label = f"bases {'-'.join(map(str, bases))} "
        run_with_days(problem.settled(bases), effort, best, seed=seed, share=share, label=label)


class _Trials:
    """Short searches, by which choices of bases are compared."""

    def __init__(self, problem: Problem, effort: Effort, best: Best, seed: int) -> None:
        self._problem, self._effort, self._best, self._seed = problem, effort, best, seed
        self._worths: dict[tuple[int, ...], Worth] = {}

    def all(self) -> list[tuple[int, ...]]:
        """Try every choice; return the best ones, best first."""
        choices = list(product(*self._problem.nights))
        for bases in choices:
            self._try(bases, TRIALS / len(choices))
        return self._top()

    def in_turn(self) -> list[tuple[int, ...]]:
        """Change one night at a time, twice round; return the best ones, best first."""
        bases = tuple(night[0] for night in self._problem.nights)
        share = TRIALS / (2 * sum(map(len, self._problem.nights)))
        for night in [*range(len(bases)), *range(len(bases))]:
            options = [(*bases[:night], base, *bases[night + 1 :]) for base in self._problem.nights[night]]
            for option in options:
                self._try(option, share)
            bases = max(options, key=lambda option: self._worths[option])
        return self._top()

    def repeated(self, done: Mapping[str, int]) -> list[tuple[int, ...]]:
        """Try what a run tried before, however it went through the choices; return the best ones, best first."""
        tried = {name.split()[1] for name in done if name.startswith("try ")}
        first = "-".join(str(night[0]) for night in self._problem.nights)
        for name in sorted(tried) or [first]:
            self._try([int(base) for base in name.split("-")], 0)
        return self._top()

    def _try(self, bases: Sequence[int], share: float) -> None:
        choice = tuple(bases)
        if choice in self._worths:
            return
        settled = self._problem.settled(choice)
        part = self._effort.part(share, f"try {'-'.join(map(str, choice))} ")
        self._worths[choice] = run_phases(settled, part, self._best, seed=self._seed, recipe=QUICK)

    def _top(self) -> list[tuple[int, ...]]:
        return sorted(sorted(self._worths), key=lambda choice: self._worths[choice], reverse=True)[:IN_FULL]
