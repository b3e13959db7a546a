"""The best of all plans, where there are few enough to try each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.visits.problem import Problem
    from geo.visits.slots import Trials

__all__ = ["MOST_SITES", "best_of_all"]

MOST_SITES = 8

type _Routes = tuple[tuple[int, ...], ...]


class _Way(NamedTuple):
    """How some sites are visited; the greater the better."""

    drive: int
    """Negated, as the next."""
    shifts: int
    routes: _Routes


def best_of_all(problem: Problem, trials: Trials) -> _Routes | None:
    """Return the best plan there is, by must-sees, priority, driving and shifts.

    Every order of visits that a shift can hold is tried; only that a shift which holds no beginning of a route holds no longer
    one is taken for granted.

    Parameters
    ----------
    problem
        Of at most `MOST_SITES` sites.
    trials
        How much may be tried.

    Returns
    -------
    tuple of tuple of int or None
        Sites of each shift; None where trying ended before all was tried, or no plan holds.
    """
    done: dict[int, _Way] = {0: _Way(0, 0, ())}
    known: dict[object, dict[int, _Way]] = {}
    order = sorted(range(len(problem.shifts)), key=lambda number: problem.shifts[number].day)
    for position, number in enumerate(order):
        shift = problem.shifts[number]
        kind = (replace(shift, team=0, day=0), tuple(row[number] for row in problem.windows))
        if kind not in known:
            known[kind] = _of_shift(problem, number, trials)
        done = _both(done, known[kind])
        if position + 1 == len(order) or problem.shifts[order[position + 1]].day != shift.day:
            done = {sites: way for sites, way in done.items() if _whole(problem, sites)}
    if trials.left <= 0 or not done:
        return None
    total = sum(problem.priority) + 1
    worth = [p + total * (site in problem.must) for site, p in enumerate(problem.priority)]
    _, best = max(done.items(), key=lambda plan: (sum(worth[site] for site in _sites(plan[0])), plan[1][:2]))
    routes = dict(zip(order, best.routes, strict=True))
    return tuple(routes[number] for number in range(len(order)))


def _of_shift(problem: Problem, number: int, trials: Trials) -> dict[int, _Way]:
    """Return the sets of sites that a shift can visit, as bits, each with the order of the least driving."""
    scheduler, found = scheduler_of(problem), dict[int, _Way]()
    open_sites = [site for site in range(problem.n_sites) if problem.windows[site][number]]

    def longer(route: tuple[int, ...], sites: int) -> None:
        driven = scheduler.driven(number, route)
        if driven and not trials.holds(problem, number, route):
            return
        way = _Way(-scheduler.driving(number, route) if driven else 0, -int(driven), (route,))
        found[sites] = max(way, found.get(sites, way))
        for site in open_sites:
            if not sites >> site & 1:
                longer((*route, site), sites | 1 << site)

    longer((), 0)
    return found


def _both(some: dict[int, _Way], more: dict[int, _Way]) -> dict[int, _Way]:
    """Return what can be visited by plans of some shifts and by one more."""
    out: dict[int, _Way] = {}
    for sites, way in some.items():
        for others, other in more.items():
            if not sites & others:
                drive, shifts = way.drive + other.drive, way.shifts + other.shifts
                best = out.get(sites | others)
                if best is None or (drive, shifts) > best[:2]:
                    out[sites | others] = _Way(drive, shifts, (*way.routes, *other.routes))
    return out


def _whole(problem: Problem, sites: int) -> bool:
    """Return whether of what belongs together all is visited by the end of a day, or nothing."""
    groups = (sum(1 << site for site in set(group)) for group in problem.together)
    return all(sites & group in (0, group) for group in groups)


def _sites(bits: int) -> Iterable[int]:
    return (site for site in range(bits.bit_length()) if bits >> site & 1)
