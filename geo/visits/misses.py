"""By how little a site misses a shift, and which stops would have to go for it.

A shift is *loosened*: it may end late and drive far. How late and how far it then gets is what a site needs more.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.problem import UNREACHABLE
from geo.visits.scheduler import Scheduler, scheduler_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.visits.problem import Problem

__all__ = ["Miss", "Misses", "Swap"]

_FAR = 10 * UNREACHABLE
_NEAREST = 200
"""How many places in all routes are tried first, those of the shortest detours."""


class Miss(NamedTuple):
    """What a visit needs more on one shift; the smaller one is better."""

    worst: int
    """The greater of the two that follow."""
    over: int
    """Time after the end of the shift."""
    driving: int
    """Driving above the limit."""
    detour: int
    """Driving that the visit adds."""
    shift: int
    position: int
    """How many visits of the shift lie before it."""


class Swap(NamedTuple):
    """Stops that would have to go for a site; the smaller one is better."""

    must: bool
    """A must-see is among them."""
    worth: int
    """Sum of their priorities."""
    sites: tuple[int, ...]
    shift: int


class Misses:
    """What omitted sites miss in a solution.

    Parameters
    ----------
    problem
        As it was settled.
    routes
        Sites of each shift.
    trials
        How many routes are tried in all for swaps; then none are found any more. Counted, so that the same is said on any
        machine.
    """

    def __init__(self, problem: Problem, routes: Sequence[Sequence[int]], *, trials: int = 150_000) -> None:
        self.problem = problem
        self.routes = tuple(map(tuple, routes))
        self._scheduler = scheduler_of(problem)
        shifts = tuple(replace(shift, end=_FAR, max_drive=None) for shift in problem.shifts)
        self._loose_problem = replace(problem, shifts=shifts)
        self._loose = Scheduler(self._loose_problem)
        self._trials = trials
        self._shift_of = {site: number for number, route in enumerate(self.routes) for site in route}
        self._friends: dict[int, set[int]] = {}
        for group in problem.together:
            for site in group:
                self._friends.setdefault(site, set()).update(group)

    def friends(self, site: int) -> set[int]:
        """Return the other sites that belong on one day with this one."""
        return self._friends.get(site, set()) - {site}

    def arrival(self, shift: int, route: Sequence[int]) -> int | None:
        """Return the earliest arrival of a route, however late and far; None where a window forbids it."""
        return self._loose.arrival(shift, route)

    def reachable(self, site: int) -> bool:
        """Return whether a way leads to the site and back on any shift."""
        return any(self._loose.driving(shift, (site,)) < UNREACHABLE for shift in self._open(site))

    def fits_alone(self, site: int) -> bool:
        """Return whether any shift holds the site as its only visit."""
        return any(self._scheduler.holds(shift, (site,)) for shift in self._open(site))

    def alone(self, site: int) -> Miss | None:
        """Return what the site needs more as the only visit of a shift; None where no shift would do, however long."""
        return min(
            (miss for shift in self._open(site) if (miss := self._miss(site, shift, (), 0)) is not None), default=None
        )

    def lateness(self, site: int) -> tuple[int, int] | None:
        """Return by how much one comes too late to a site, going there first, and on which shift; None where one is in time."""
        late = []
        for shift in self._open(site):
            this = self.problem.shifts[shift]
            drive = int(self.problem.drive[this.matrix][this.start_place, site])
            if drive < UNREACHABLE:
                ready = this.start + drive + (self.problem.buffer if this.start_place != site else 0)
                late.append((ready - self.problem.windows[site][shift][-1].latest, shift))
        least = min(late, default=None)
        return least if least is not None and least[0] > 0 else None

    def least(self, site: int, shifts: Sequence[int] | None = None) -> Miss | None:
        """Return the place in the routes where the site misses least; None where windows forbid all.

        The shortest detours are tried first, the others only if none of them will do.
        """
        among = self._open(site) if shifts is None else [shift for shift in shifts if shift in self._open(site)]
        places = sorted(
            (self._detour(site, shift, position), shift, position)
            for shift in among
            for position in range(len(self.routes[shift]) + 1)
        )
        for chunk in (places[:_NEAREST], places[_NEAREST:]):
            misses = (self._miss(site, shift, self.routes[shift], position) for _, shift, position in chunk)
            best = min((miss for miss in misses if miss is not None), default=None)
            if best is not None:
                return best
        return None

    def swap(self, site: int) -> Swap | None:
        """Return the one or two stops, worth least, in whose place the site could be visited; friends of a stop go with it."""
        for swap in sorted(self._swaps(site)):
            left = [stop for stop in self.routes[swap.shift] if stop not in swap.sites]
            for position in range(len(left) + 1):
                self._trials -= 1
                if self._trials < 0:
                    return None
                if self._scheduler.holds(swap.shift, [*left[:position], site, *left[position:]]):
                    return swap
        return None

    def _open(self, site: int) -> list[int]:
        return [shift for shift, windows in enumerate(self.problem.windows[site]) if windows]

    def _detour(self, site: int, shift: int, position: int) -> int:
        this, route = self.problem.shifts[shift], self.routes[shift]
        drive = self.problem.drive[this.matrix]
        before = route[position - 1] if position else this.start_place
        after = route[position] if position < len(route) else this.end_place
        return int(drive[before, site] + drive[site, after] - drive[before, after])

    def _miss(self, site: int, shift: int, route: Sequence[int], position: int) -> Miss | None:
        longer = [*route[:position], site, *route[position:]]
        drive = self._loose.driving(shift, longer)
        if drive >= UNREACHABLE:
            return None
        arrive = self._loose.arrival(shift, longer)
        if arrive is None:
            return None
        this = self.problem.shifts[shift]
        over = max(0, arrive - this.end)
        driving = 0 if this.max_drive is None else max(0, drive - this.max_drive)
        detour = drive - self._loose.driving(shift, route)
        return Miss(max(over, driving), over, driving, detour, shift, position)

    def _swaps(self, site: int) -> Iterator[Swap]:
        for shift in self._open(site):
            route = self.routes[shift]
            for chosen in (*combinations(route, 1), *combinations(route, 2)):
                gone = set(chosen)
                for stop in chosen:
                    gone |= self.friends(stop) & self._shift_of.keys()
                worth = sum(self.problem.priority[stop] for stop in gone)
                yield Swap(bool(gone & self.problem.must), worth, tuple(sorted(gone)), shift)
