"""The problem that planning a visit comes to, in whole numbers: places, shifts, windows, breaks; nothing of heritage.

Times are seconds from midnight of the day in question (any other unit does, if it is the same everywhere). Places are
indices: the sites `0 … n_sites - 1` first, then bases and other ends of shifts. Missions are compiled into it
(`geo.visits.compile`), and so are the instances of the literature (`tests/benchmarks/toptw`); the solver, the scheduler and
the explanations know nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["UNREACHABLE", "Break", "Problem", "Shift", "Solution", "Taken", "Timetable", "VisitAt", "Window"]

UNREACHABLE = 10**7
"""Drive between places that no way joins: more than any shift lasts."""


class Window(NamedTuple):
    """When a visit may begin; that it also ends in time is part of `latest`."""

    earliest: int
    latest: int


@dataclass(frozen=True)
class Break:
    """A pause between visits: at a place or on the road, never inside a visit.

    It is owed by every shift that is under way at `latest`: `depart <= latest < arrive` of its timetable. It begins within
    `earliest … latest`, at or after the start of the shift and before the arrival at the end place. Who leaves later has
    taken it before, who is back by then takes it afterwards; a shift that is not driven owes nothing.
    """

    name: str
    """Such as `lunch` or `prayer:dhuhr`."""
    earliest: int
    latest: int
    """Latest begin; it ends `length` later."""
    length: int


@dataclass(frozen=True)
class Shift:
    """One team on one day."""

    team: int
    day: int
    """From 0."""
    start_place: int
    end_place: int
    start: int
    """No departure before."""
    end: int
    """No arrival at the end place after."""
    max_drive: int | None = None
    """Most seconds of driving; None for no limit."""
    breaks: tuple[Break, ...] = ()
    """In order of time; their windows may overlap, they themselves not."""
    matrix: int = 0
    """Which of the matrices of the problem holds on that day."""
    start_night: int | None = None
    end_night: int | None = None
    """Index into `Problem.nights` where the place is the base of a night that may be chosen; None where it is fixed."""


@dataclass(frozen=True)
class Problem:
    """Which sites on which shifts, so that must-sees, priority, driving and shifts are best, in this order."""

    n_sites: int
    drive: tuple[NDArray[np.int64], ...]
    """Matrices of driving times, each of shape (n_places, n_places), 0 on the diagonal, `UNREACHABLE` where no way leads."""
    buffer: int
    """Added to every leg between two different places; no driving."""
    priority: tuple[int, ...]
    """Of each site, at least 0."""
    service: tuple[int, ...]
    """How long a visit takes."""
    shifts: tuple[Shift, ...]
    windows: tuple[tuple[tuple[Window, ...], ...], ...]
    """`windows[site][shift]`: when the visit may begin on that shift, in order, apart from each other; () for never.

    Opening, daylight, access, permits, skills, languages, locks and days are all in it.
    """
    must: frozenset[int] = frozenset()
    together: tuple[tuple[int, ...], ...] = ()
    """Sites of which all are visited on one day (by whichever team), or none."""
    nights: tuple[tuple[int, ...], ...] = ()
    """For each night the places among which its base is chosen; the first is where shifts start and end until `settled`."""

    def settled(self, bases: Sequence[int]) -> Problem:
        """Return the problem with one base chosen for each night.

        Parameters
        ----------
        bases
            A place for each of `nights`.
        """

        def at(shift: Shift) -> Shift:
            start = shift.start_place if shift.start_night is None else bases[shift.start_night]
            end = shift.end_place if shift.end_night is None else bases[shift.end_night]
            return replace(shift, start_place=start, end_place=end)

        return replace(self, shifts=tuple(map(at, self.shifts)), nights=tuple((base,) for base in bases))


class VisitAt(NamedTuple):
    """A visit in a timetable."""

    site: int
    arrive: int
    begin: int
    """At or after the arrival: a closed door or a break may lie between."""
    end: int


class Taken(NamedTuple):
    """A break in a timetable."""

    name: str
    begin: int
    end: int
    after: int
    """How many visits of the shift lie before it; the break is on the road, or at the place, between that visit and the next."""


@dataclass(frozen=True)
class Timetable:
    """One shift with all its times."""

    depart: int
    visits: tuple[VisitAt, ...]
    breaks: tuple[Taken, ...]
    arrive: int
    """At the end place, after the last leg."""
    drive: int
    """Sum of the driving times."""


@dataclass(frozen=True)
class Solution:
    """Which sites each shift visits, in order."""

    problem: Problem
    """The problem as it was settled: with one base a night."""
    routes: tuple[tuple[int, ...], ...]
    """Sites of each shift of `problem.shifts`; () for a shift that visits none."""
    effort: dict[str, int]
    """Iterations done in each phase: asked for again, they give the same solution on any machine."""
