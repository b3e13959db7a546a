"""The best plan of a small problem by exhaustive search, second by second; shares nothing with the planner but the shapes.

A shift is lived through in single units of time: drive one unit, wait one unit, take a break, or begin a visit. Every moment
that can be reached is kept; nothing is thought to be better than anything else. Only for small numbers.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.visits.problem import Problem, Shift

type Moment = tuple[int, int]
"""Time, and breaks taken as a set of bits."""
type States = dict[int, frozenset[Moment]]
"""Breaks that the departure excuses -> moments that can be reached."""


class Oracle:
    """What can be done on each shift of a small problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._passing: dict[Shift, Callable[[int, int, int], frozenset[Moment]]] = {
            shift: _passing(shift) for shift in problem.shifts
        }

    def holds(self, shift: int, route: Sequence[int]) -> bool:
        """Return whether any times hold for a route."""
        return self.arrival(shift, route) is not None

    def arrival(self, shift: int, route: Sequence[int]) -> int | None:
        """Return the earliest arrival at the end place."""
        this = self.problem.shifts[shift]
        if not route and this.start_place == this.end_place:
            return this.start
        if this.max_drive is not None and self.drive(shift, route) > this.max_drive:
            return None
        states, at = self.departures(shift), this.start_place
        for site in route:
            states, at = self.visited(shift, states, at, site), site
        return min(self.arrivals(shift, states, at), default=None)

    def drive(self, shift: int, route: Sequence[int]) -> int:
        this = self.problem.shifts[shift]
        places = [this.start_place, *route, this.end_place]
        return sum(int(self.problem.drive[this.matrix][a, b]) for a, b in pairwise(places))

    def departures(self, shift: int) -> States:
        """Every moment at which one may leave, with breaks taken at the start place before."""
        this = self.problem.shifts[shift]
        found: dict[int, set[Moment]] = {}
        for time, taken in self._passing[this](this.start, 0, 0):
            excused = sum(1 << bit for bit, pause in enumerate(this.breaks) if pause.latest < time)
            found.setdefault(excused, set()).add((time, taken))
        return {excused: frozenset(moments) for excused, moments in found.items()}

    def visited(self, shift: int, states: States, at: int, site: int) -> States:
        """Every moment at which a visit may end."""
        problem, passing = self.problem, self._passing[self.problem.shifts[shift]]
        leg = self._leg(shift, at, site)
        out = {}
        for excused, moments in states.items():
            begins = {begin for time, taken in moments for begin in passing(time, leg, taken)}
            ends = frozenset(
                (time + problem.service[site], taken)
                for time, taken in begins
                if any(window.earliest <= time <= window.latest for window in problem.windows[site][shift])
            )
            if ends:
                out[excused] = ends
        return out

    def arrivals(self, shift: int, states: States, at: int) -> Iterator[int]:
        """Every moment at which the end place may be reached with all breaks that are owed."""
        this = self.problem.shifts[shift]
        leg = self._leg(shift, at, this.end_place)
        for excused, moments in states.items():
            for time, taken in moments:
                for arrive, all_taken in self._passing[this](time, leg, taken):
                    owed = sum(1 << bit for bit, pause in enumerate(this.breaks) if pause.latest < arrive) & ~excused
                    if arrive <= this.end and not owed & ~all_taken:
                        yield arrive

    def _leg(self, shift: int, a: int, b: int) -> int:
        if a == b:
            return 0
        return int(self.problem.drive[self.problem.shifts[shift].matrix][a, b]) + self.problem.buffer

    def sets(self, shift: int) -> dict[frozenset[int], int]:
        """Return each set of sites that the shift can visit, with its least driving."""
        this = self.problem.shifts[shift]
        found: dict[frozenset[int], int] = {}
        if this.start_place == this.end_place:
            found[frozenset()] = 0

        def extend(route: tuple[int, ...], states: States, at: int) -> None:
            drive = self.drive(shift, route)
            within = this.max_drive is None or drive <= this.max_drive
            if (
                (route or this.start_place != this.end_place)
                and within
                and any(True for _ in self.arrivals(shift, states, at))
            ):
                key = frozenset(route)
                found[key] = min(drive, found.get(key, drive))
            for site in range(self.problem.n_sites):
                if (
                    site not in route
                    and self.problem.windows[site][shift]
                    and (after := self.visited(shift, states, at, site))
                ):
                    extend((*route, site), after, site)

        extend((), self.departures(shift), this.start_place)
        return found

    def best(self) -> tuple[int, int, int, int] | None:
        """Return the best must-sees, priority, driving (negated) and shifts (negated); None if some transfer cannot be held."""
        problem = self.problem
        plans = {frozenset[tuple[int, int]](): (0, 0)}
        for shift, this in enumerate(problem.shifts):
            moves = this.start_place != this.end_place
            merged: dict[frozenset[tuple[int, int]], tuple[int, int]] = {}
            for (done, (drive, driven)), (sites, more) in product(plans.items(), self.sets(shift).items()):
                if any(site in sites for site, _ in done):
                    continue
                key = done | {(site, this.day if self._grouped(site) else 0) for site in sites}
                value = (drive - more, driven - bool(sites or moves))
                merged[key] = max(value, merged.get(key, value))
            plans = merged
        return max((self._worth(done, *value) for done, value in plans.items() if self._together(done)), default=None)

    def _grouped(self, site: int) -> bool:
        return any(site in group for group in self.problem.together)

    def _together(self, done: frozenset[tuple[int, int]]) -> bool:
        days = dict(done)
        return all(len({days.get(site) for site in group}) == 1 for group in self.problem.together)

    def _worth(self, done: frozenset[tuple[int, int]], drive: int, driven: int) -> tuple[int, int, int, int]:
        sites = {site for site, _ in done}
        return len(sites & self.problem.must), sum(self.problem.priority[site] for site in sites), drive, driven


def _passing(shift: Shift) -> Callable[[int, int, int], frozenset[Moment]]:
    """Return every moment at which one may be done with `leg` and some breaks, from a time on."""

    @cache
    def passing(time: int, leg: int, taken: int) -> frozenset[Moment]:
        if time > shift.end:
            return frozenset()
        found = passing(time + 1, max(leg - 1, 0), taken)
        if leg == 0:
            found |= {(time, taken)}
        else:
            found |= passing(time + 1, leg, taken)
        for bit, pause in enumerate(shift.breaks):
            if not taken >> bit & 1 and pause.earliest <= time <= pause.latest:
                found |= passing(time + pause.length, leg, taken | 1 << bit)
        return found

    return passing
