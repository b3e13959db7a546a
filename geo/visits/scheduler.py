"""The exact times of one shift: from the order of its visits to when one leaves, begins, pauses and arrives.

A route is walked with *labels*: for each set of breaks taken so far, the earliest time at which one can be done with the
visits so far. Being earlier, or having taken more breaks by then, is never worse (one can always wait), so that the labels
that no other beats are all one needs: the answer is exact for any number of breaks.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.pauses import FOREVER, Gap, Pauses
from geo.visits.problem import UNREACHABLE, Timetable, VisitAt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.problem import Problem, Shift, Taken

__all__ = ["Scheduler", "scheduler_of", "timetable"]

type _Labels = dict[int, tuple[int, int]]
"""Set of breaks taken -> earliest time, and the set that it came from."""


def timetable(problem: Problem, shift: int, route: Sequence[int]) -> Timetable | None:
    """Return the best times of a route on a shift: arrive as early as possible, then leave as late as possible.

    Parameters
    ----------
    problem
        What is planned.
    shift
        Index into `problem.shifts`.
    route
        Sites in the order of their visits. Without any, a shift that starts and ends at the same place is not driven (it
        leaves and arrives at its start), another one is a transfer and must hold as such.

    Returns
    -------
    Timetable or None
        None where no times hold: a window, the end of the shift, the driving limit, or a break that is owed. A break that
        is taken before leaving begins before `depart` and has `after` 0.
    """
    return scheduler_of(problem).timetable(shift, route)


def scheduler_of(problem: Problem) -> Scheduler:
    """Return the scheduler of a problem, the same one as long as the problem lives."""
    known = _SCHEDULERS.get(id(problem))
    if known is None:
        known = _SCHEDULERS[id(problem)] = Scheduler(problem)
        weakref.finalize(problem, _SCHEDULERS.pop, id(problem), None)
    return known


class _Departure(NamedTuple):
    """Leaving at `first … last`: who does so has taken (or does not owe) the breaks `taken`, `before` of them at the start place."""

    first: int
    last: int
    taken: int
    before: int


class Scheduler:
    """Times of routes of one problem, for callers that ask ten thousand times.

    Parameters
    ----------
    problem
        Not kept: what is needed of it is copied into lists, which are much quicker to read than arrays.
    """

    def __init__(self, problem: Problem) -> None:
        self._drive: list[list[list[int]]] = [matrix.tolist() for matrix in problem.drive]
        self._buffer = problem.buffer
        self._service = problem.service
        self._windows = [[windows[shift] for windows in problem.windows] for shift in range(len(problem.shifts))]
        self._shifts = problem.shifts
        pauses = {shift.breaks: Pauses(shift.breaks) for shift in problem.shifts}
        self._pauses = [pauses[shift.breaks] for shift in problem.shifts]
        self._departures = [_departures(shift, mine) for shift, mine in zip(problem.shifts, self._pauses, strict=True)]
        self._first = [
            _first(shift, mine, ways)
            for shift, mine, ways in zip(problem.shifts, self._pauses, self._departures, strict=True)
        ]

    def legs(self, shift: int) -> list[list[int]]:
        """Return the driving times between places on a shift; not to be changed."""
        return self._drive[self._shifts[shift].matrix]

    def driving(self, shift: int, route: Sequence[int]) -> int:
        """Return the driving time of a route, whether or not it holds."""
        this = self._shifts[shift]
        drive = self._drive[this.matrix]
        at, total = this.start_place, 0
        for site in route:
            total += drive[at][site]
            at = site
        return total + drive[at][this.end_place]

    def driven(self, shift: int, route: Sequence[int]) -> bool:
        """Return whether anybody leaves at all on a shift with this route."""
        return bool(route) or self._shifts[shift].start_place != self._shifts[shift].end_place

    def holds(self, shift: int, route: Sequence[int]) -> bool:
        """Return whether a route has a timetable."""
        return not self.driven(shift, route) or self.arrival(shift, route) is not None

    def arrival(self, shift: int, route: Sequence[int]) -> int | None:
        """Return the earliest arrival at the end place, None where the route does not hold."""
        most = self._shifts[shift].max_drive
        if self.driving(shift, route) > (UNREACHABLE - 1 if most is None else most):
            return None
        if self._pauses[shift].full:
            found = self._end(shift, route, self._walk(shift, route, self._first[shift]))
            return found[0] if found else None
        return self._plain(shift, route)

    def soonest(self, shift: int, route: Sequence[int]) -> list[int]:
        """Return the earliest departure and end of each visit, each for itself; shorter than the route where it breaks off."""
        return [min(time for time, _ in labels.values()) for labels in self._walk(shift, route, self._first[shift])]

    def _plain(self, shift: int, route: Sequence[int]) -> int | None:
        """As `arrival`, for a shift without breaks."""
        this = self._shifts[shift]
        drive, buffer, service, windows = self._drive[this.matrix], self._buffer, self._service, self._windows[shift]
        at, now = this.start_place, this.start
        for site in route:
            if site != at:
                now += drive[at][site] + buffer
                at = site
            for earliest, latest in windows[site]:
                if now <= latest:
                    now = (earliest if now < earliest else now) + service[site]  # twice as quick as max()
                    break
            else:
                return None
        now += self._leg(shift, at, this.end_place)
        return now if now <= this.end else None

    def _leg(self, shift: int, a: int, b: int) -> int:
        return self._drive[self._shifts[shift].matrix][a][b] + self._buffer if a != b else 0

    def _walk(self, shift: int, route: Sequence[int], labels: _Labels) -> list[_Labels]:
        """Return the labels at the departure and at the end of each visit; shorter than the route where it breaks off."""
        pauses, windows, service = self._pauses[shift], self._windows[shift], self._service
        at, layers = self._shifts[shift].start_place, [labels]
        for site in route:
            leg, lasting, opening = self._leg(shift, at, site), service[site], windows[site]
            after: _Labels = {}
            for before, (time, _) in labels.items():
                for taken, paused, length in pauses.options(before, time):
                    ready = max(paused, time + leg + length)
                    for earliest, latest in opening:
                        if ready <= latest:
                            done = max(ready, earliest) + lasting
                            if done <= pauses.until(taken) and (taken not in after or done < after[taken][0]):
                                after[taken] = (done, before)
                            break
            labels, at = _unbeaten(after), site
            if not labels:
                break
            layers.append(labels)
        return layers

    def _end(self, shift: int, route: Sequence[int], layers: list[_Labels]) -> tuple[int, int, int] | None:
        """Return the earliest arrival, the breaks taken by then, and those taken by the end of the last visit."""
        if len(layers) <= len(route):
            return None
        this, pauses = self._shifts[shift], self._pauses[shift]
        leg = self._leg(shift, route[-1] if route else this.start_place, this.end_place)
        ends = [
            (max(paused, time + leg + length), taken, before)
            for before, (time, _) in layers[-1].items()
            for taken, paused, length in pauses.options(before, time)
        ]
        return min((end for end in ends if end[0] <= min(pauses.until(end[1]), this.end)), default=None)

    def timetable(self, shift: int, route: Sequence[int]) -> Timetable | None:
        """As the function of this name."""
        this = self._shifts[shift]
        if not self.driven(shift, route):
            return Timetable(this.start, (), (), this.start, 0)
        arrive = self.arrival(shift, route)
        if arrive is None:
            return None
        departure, leave = self._leave(shift, route, arrive)
        layers = self._walk(shift, route, {departure.taken: (leave, 0)})
        owed = sum(1 << bit for bit, pause in enumerate(this.breaks) if leave <= pause.latest < arrive)
        before = self._pauses[shift].before(departure.before & owed, this.start)
        visits, breaks = self._trace(shift, route, layers, owed)
        return Timetable(leave, tuple(visits), (*before, *breaks), arrive, self.driving(shift, route))

    def _leave(self, shift: int, route: Sequence[int], arrive: int) -> tuple[_Departure, int]:
        """Return the latest departure that arrives no later."""

        def ok(way: _Departure, time: int) -> bool:
            found = self._end(shift, route, self._walk(shift, route, {way.taken: (time, 0)}))
            return found is not None and found[0] <= arrive

        found: list[tuple[int, int, _Departure]] = []
        for way in self._departures[shift]:
            low, high = way.first, min(way.last, arrive)
            if low > high or (found and found[-1][0] >= high) or not ok(way, low):
                continue
            while low < high:  # the later one leaves, the later one arrives: halve what is left
                middle = (low + high + 1) // 2
                low, high = (middle, high) if ok(way, middle) else (low, middle - 1)
            found.append((low, -way.before, way))
            found.sort()
        leave, _, best = found[-1]
        return best, leave

    def _trace(
        self, shift: int, route: Sequence[int], layers: list[_Labels], owed: int
    ) -> tuple[list[VisitAt], list[Taken]]:
        """Return the visits, and those breaks that are `owed`, of the labels that lead to the earliest arrival."""
        this, pauses = self._shifts[shift], self._pauses[shift]
        found = self._end(shift, route, layers)
        if found is None:
            msg = f"the route {route} does not hold on shift {shift}"
            raise ValueError(msg)
        arrive, taken, before = found
        ends, sets = [arrive], [taken, before]
        for labels in reversed(layers[1:]):
            ends.append(labels[sets[-1]][0])
            sets.append(labels[sets[-1]][1])
        now, at = layers[0][sets[-1]][0], this.start_place
        ends.reverse()
        sets.reverse()
        visits: list[VisitAt] = []
        breaks: list[Taken] = []
        for position, site in enumerate((*route, this.end_place)):
            visit = position < len(route)
            begin = ends[position] - (self._service[site] if visit else 0)
            gap = Gap(now, self._leg(shift, at, site), begin, position)
            placed, there = pauses.place((sets[position + 1] ^ sets[position]) & owed, gap)
            breaks += placed
            if visit:
                visits.append(VisitAt(site, there, begin, ends[position]))
            now, at = ends[position], site
        return visits, breaks


def _unbeaten(labels: _Labels) -> _Labels:
    """Return the labels that no other beats: one with as many breaks, or more, by the same time."""
    if len(labels) < 2:
        return labels
    return {
        taken: label
        for taken, label in labels.items()
        if not any(taken & other == taken != other and times[0] <= label[0] for other, times in labels.items())
    }


def _departures(shift: Shift, pauses: Pauses) -> list[_Departure]:
    """Return the ways to leave, the latest first: between the last moments of two breaks, after some at the start place."""
    moments = sorted({shift.start, *(pause.latest + 1 for pause in shift.breaks if pause.latest >= shift.start)})
    out = []
    for first, following in zip(moments, [*moments[1:], FOREVER], strict=True):
        over = pauses.over(first)
        for taken, paused, _ in pauses.options(over, shift.start):
            if paused < following:
                out.append(_Departure(max(first, paused), following - 1, taken, taken ^ over))
    return sorted(out, key=lambda way: (-way.last, way.before.bit_count(), way))


def _first(shift: Shift, pauses: Pauses, departures: list[_Departure]) -> _Labels:
    """Return the labels of all departures, without those that leave at once and take their breaks on the way instead."""
    labels: _Labels = {}
    for way in departures:
        if way.taken not in labels or way.first < labels[way.taken][0]:
            labels[way.taken] = (way.first, 0)
    start = min(labels, key=lambda taken: (labels[taken][0], taken.bit_count()))
    on_the_way = {taken: paused for taken, paused, _ in pauses.options(start, shift.start)}
    return {
        taken: label
        for taken, label in _unbeaten(labels).items()
        if taken == start or on_the_way.get(taken, FOREVER) > label[0]
    }


_SCHEDULERS: dict[int, Scheduler] = {}
