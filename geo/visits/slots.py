"""Where in a shift one more visit fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.visits.pauses import FOREVER
from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.problem import Problem

__all__ = ["Fit", "Slots", "Trials"]


class Trials:
    """How much may still be tried: a count, so that any machine comes to the same end.

    Parameters
    ----------
    most
        Number of questions whether one more visit fits; the exact scheduler costs as much as ten of them.
    """

    def __init__(self, most: int) -> None:
        self.left = most

    def holds(self, problem: Problem, shift: int, route: Sequence[int]) -> bool:
        """Ask the exact scheduler; no when nothing is left."""
        if self.left <= 0:
            return False
        self.left -= 10
        return scheduler_of(problem).arrival(shift, route) is not None


class Fit(NamedTuple):
    """A site put into a shift; the smaller the better."""

    extra: int
    """Driving more than before."""
    shift: int
    route: tuple[int, ...]


class Slots:
    """One route, ready to be asked where one more site fits.

    Parameters
    ----------
    problem
        What is planned.
    shift
        Index of the shift.
    route
        Sites in order; it must hold, unless it is empty.
    """

    def __init__(self, problem: Problem, shift: int, route: Sequence[int]) -> None:
        self._problem, self._shift, self.route = problem, shift, tuple(route)
        this = problem.shifts[shift]
        self._legs = scheduler_of(problem).legs(shift)
        self._places = (this.start_place, *route, this.end_place)
        self._soonest = scheduler_of(problem).soonest(shift, route)
        self._latest = self._backwards()
        scheduler = scheduler_of(problem)
        self.drive = scheduler.driving(shift, route) if scheduler.driven(shift, route) else 0
        self._spare = (FOREVER if this.max_drive is None else this.max_drive) - self.drive

    def _backwards(self) -> list[int]:
        """Return by when one must be at each visit, and at the end place; breaks left aside."""
        problem, shift = self._problem, self._shift
        must = problem.shifts[shift].end
        latest = [must]
        for site, following in zip(reversed(self.route), reversed(self._places[2:]), strict=True):
            must -= self._needs(site, following) + problem.service[site]
            must = max((min(w.latest, must) for w in problem.windows[site][shift] if w.earliest <= must), default=-1)
            latest.append(must)
        return latest[::-1]

    def _needs(self, a: int, b: int) -> int:
        return self._legs[a][b] + self._problem.buffer if a != b else 0

    def best(self, site: int, trials: Trials, most: int = FOREVER) -> Fit | None:
        """Return the place with the least driving where a site fits, less than `most` more than now."""
        trials.left -= 1
        for extra, at in sorted(self._likely(site)) if trials.left > 0 else ():
            if extra >= most:
                return None
            route = (*self.route[:at], site, *self.route[at:])
            if trials.holds(self._problem, self._shift, route):
                return Fit(extra, self._shift, route)
        return None

    def _likely(self, site: int) -> list[tuple[int, int]]:
        """Return the places that driving and windows allow, breaks left aside, with their driving."""
        windows, service, legs = self._problem.windows[site][self._shift], self._problem.service[site], self._legs
        if not windows:
            return []
        found = []
        for at, soonest in enumerate(self._soonest):
            before, after = self._places[at], self._places[at + 1]
            extra = legs[before][site] + legs[site][after] - legs[before][after]
            if extra > self._spare:
                continue
            ready = soonest + self._needs(before, site)
            for earliest, latest in windows:
                if ready <= latest:
                    done = max(ready, earliest) + service
                    if done + self._needs(site, after) <= self._latest[at]:
                        found.append((extra, at))
                    break
        return found
