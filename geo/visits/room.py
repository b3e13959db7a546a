"""Is there room for some sites, and which of them cannot be had together: by insertion, as a minimal set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.visits.problem import Problem

__all__ = ["Room", "least_conflict"]

type Routes = list[tuple[int, ...]]


class Room:
    """Routes for a few sites that must all be in.

    Parameters
    ----------
    problem
        As it was settled.
    routes
        Routes that hold, to begin with.
    """

    def __init__(self, problem: Problem, routes: Sequence[Sequence[int]]) -> None:
        self._problem = problem
        self._routes = routes
        self._scheduler = scheduler_of(problem)
        self._groups = {site: set(group) for group in problem.together for site in group}

    def has(self, sites: Iterable[int]) -> bool:
        """Return whether days were found for all these sites; not to find any is no proof that there are none."""
        wanted = {friend for site in sites for friend in self._groups.get(site, {site})}
        here: Routes = [tuple(site for site in route if site in wanted) for route in self._routes]
        left = wanted - {site for route in here for site in route}
        if self._fill(here, self._hardest(left)):
            return True
        nothing: Routes = [() for _ in self._routes]
        return self._fill(nothing, self._hardest(wanted)) or self._fill(nothing, sorted(wanted))

    def _hardest(self, sites: Iterable[int]) -> list[int]:
        windows = self._problem.windows
        return sorted(sites, key=lambda site: (sum(map(bool, windows[site])), -self._problem.service[site], site))

    def _fill(self, routes: Routes, sites: list[int]) -> bool:
        """Put each site where it costs the least driving; return whether all found a place."""
        routes = list(routes)
        for site in sites:
            best = min(
                (
                    (
                        self._scheduler.driving(shift, longer) - self._scheduler.driving(shift, routes[shift]),
                        shift,
                        longer,
                    )
                    for shift in self._shifts(routes, site)
                    for longer in _longer(routes[shift], site)
                    if self._scheduler.holds(shift, longer)
                ),
                default=None,
            )
            if best is None:
                return False
            routes[best[1]] = best[2]
        return True

    def _shifts(self, routes: Routes, site: int) -> list[int]:
        """Return the shifts on which a site may be visited: on the day of its friends, if they have one."""
        shifts, friends = self._problem.shifts, self._groups.get(site, set())
        days = {shifts[number].day for number, route in enumerate(routes) if friends.intersection(route)}
        return [
            number
            for number, shift in enumerate(shifts)
            if self._problem.windows[site][number] and (not days or days == {shift.day})
        ]


def _longer(route: tuple[int, ...], site: int) -> list[tuple[int, ...]]:
    return [(*route[:at], site, *route[at:]) for at in range(len(route) + 1)]


def least_conflict(demand: int, others: Sequence[int], has_room: Callable[[list[int]], bool]) -> list[int]:
    """Return a minimal set of demands that has no room with `demand`: without any one of them, there is room for all the rest.

    Parameters
    ----------
    demand
        In the conflict anyway.
    others
        Demands that, all together, have no room with it.
    has_room
        Whether there is room for some demands; more demands never have more.

    Notes
    -----
    QuickXplain (Junker, AAAI 2004): halves the demands, so that a few among many are found with few questions.

    Examples
    --------
    >>> least_conflict(0, [1, 2, 3, 4, 5], lambda demands: not {0, 2, 5} <= set(demands))
    [2, 5]
    """

    def search(known: list[int], fresh: bool, left: list[int]) -> list[int]:
        if fresh and not has_room([demand, *known]):
            return []
        if len(left) == 1:
            return left
        half = len(left) // 2
        second = search([*known, *left[:half]], True, left[half:])
        first = search([*known, *second], bool(second), left[:half])
        return [*first, *second]

    return search([], True, list(others)) if others else []
