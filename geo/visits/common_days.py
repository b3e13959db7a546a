"""Sites that belong on one day: each day that all of them have in common is tried in turn, and doing without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.visits.phases import QUICK, run_phases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.best import Best
    from geo.visits.effort import Effort
    from geo.visits.problem import Problem

__all__ = ["common_days", "on_day", "run_with_days"]

TRIALS = 0.4
"""Share of the effort for choosing the days."""


def common_days(problem: Problem, group: Sequence[int]) -> list[int]:
    """Return the days on which every site of a group can be visited by some shift."""
    days = sorted({shift.day for shift in problem.shifts})
    shifts = {day: [i for i, shift in enumerate(problem.shifts) if shift.day == day] for day in days}
    return [day for day in days if all(any(problem.windows[site][i] for i in shifts[day]) for site in group)]


def on_day(problem: Problem, group: Sequence[int], day: int | None) -> Problem:
    """Return the problem with a group allowed on one day only, or never; wanted there as must-sees are."""
    windows = list(problem.windows)
    for site in group:
        windows[site] = tuple(
            mine if shift.day == day else () for mine, shift in zip(windows[site], problem.shifts, strict=True)
        )
    must = problem.must if day is None else problem.must.union(group)
    return replace(problem, windows=tuple(windows), must=must)


def run_with_days(
    problem: Problem, effort: Effort, best: Best, *, seed: int, share: float = 1.0, label: str = ""
) -> None:
    """Search for plans of a settled problem, in which what belongs together is on one day.

    Parameters
    ----------
    problem
        Its nights are settled.
    effort, share
        What may be spent: `share` of all.
    best
        Gets the plans.
    seed
        Of all that is random.
    label
        In front of the names of the phases.
    """
    options = {group: [*common_days(problem, group), None] for group in problem.together}
    trials = sum(len(days) for days in options.values() if len(days) > 1)
    narrowed = problem
    for number, (group, days) in enumerate(options.items(), 1):
        chosen = days[0]
        if len(days) > 1:
            found = {}
            for day in days:
                tried = on_day(narrowed, group, day)
                part = effort.part(TRIALS * share / trials, f"{label}together {number} on {day} ")
                found[day] = run_phases(tried, part, best, seed=seed, judge=problem, recipe=QUICK)
            chosen = max(days, key=lambda day: found[day])
        narrowed = on_day(narrowed, group, chosen)
    part = effort.part(share * (1 - TRIALS if trials else 1.0), label)
    run_phases(narrowed, part, best, seed=seed, judge=problem)
