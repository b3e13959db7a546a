"""As little change as possible: of plans that are worth the same, the one whose visits stay on their days with their teams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.visits.effort import iterations_of
from geo.visits.objective import holds, score
from geo.visits.solver import solve

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from geo.visits.compile import Compiled
    from geo.visits.problem import Problem, Solution

__all__ = ["steadied"]

_SHARE = 4
"""So much less effort than the search itself: little is left to choose."""
_LEAST = 200

type Place = tuple[date, str]


def steadied(compiled: Compiled, solution: Solution, keep: Mapping[str, Place], *, seed: int) -> Solution:
    """Return a solution that is worth no less, and in which visits stay where they were; else the one given.

    Parameters
    ----------
    compiled
        What is planned.
    solution
        The best one, whatever was before.
    keep
        Day and team of sites in the plan that is replaced.
    seed
        Of the search.

    Notes
    -----
    The same problem is solved once more, with the sites of the solution that had a place before on no other day and with no
    other team; where that is worth less, day by day, as many days as it goes. Driving and the number of shifts may be more
    than those of the solution given; must-sees and priority are not less.
    """
    days = sorted({day for day, _ in keep.values()})
    effort = max(_LEAST, iterations_of(solution.effort) // _SHARE)
    best = _tried(compiled, solution, keep, days, effort, seed)
    if best is not None or len(days) < 2:
        return best or solution
    best = solution
    tied: list[date] = []
    for day in days:
        found = _tried(compiled, solution, keep, [*tied, day], max(_LEAST, 2 * effort // len(days)), seed)
        if found is not None:
            best, tied = found, [*tied, day]
    return best


def _tried(
    compiled: Compiled,
    solution: Solution,
    keep: Mapping[str, Place],
    days: Collection[date],
    effort: int,
    seed: int,
) -> Solution | None:
    """Return a solution with the visits of some days tied to their places; None where it is worth less."""
    found = solve(_tied(compiled, solution, keep, days), seed=seed, iterations=effort)
    problem = solution.problem
    if not holds(problem, found.routes):
        return None
    if score(problem, found.routes)[:2] < score(problem, solution.routes)[:2]:
        return None
    return replace(solution, routes=found.routes)


def _tied(compiled: Compiled, solution: Solution, keep: Mapping[str, Place], days: Collection[date]) -> Problem:
    problem = solution.problem
    visited = {site for route in solution.routes for site in route}
    windows = list(problem.windows)
    for site in sorted(visited):
        place = keep.get(compiled.site_ids[site])
        if place is None or place[0] not in days:
            continue
        mine = [
            spans if place == (compiled.days[shift.day], compiled.teams[shift.team]) else ()
            for shift, spans in zip(problem.shifts, problem.windows[site], strict=True)
        ]
        if any(mine):
            windows[site] = tuple(mine)
    return replace(problem, windows=tuple(windows))
