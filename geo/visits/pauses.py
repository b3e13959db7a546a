"""Breaks of a shift, as sets: which may be taken in a gap between two visits, and how early that gap can then end."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.problem import Break, Taken

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FOREVER", "Gap", "Pauses"]

FOREVER = 1 << 62
"""Later than any time."""


class Gap(NamedTuple):
    """The time between two visits (or the ends of the shift), with what is done in it."""

    start: int
    """End of the visit before, or the departure."""
    leg: int
    """Driving time and buffer."""
    end: int
    """Begin of the visit after, or the arrival."""
    after: int
    """How many visits lie before."""


class Pauses:
    """The breaks of one shift; a set of them is a whole number with a bit for each.

    Parameters
    ----------
    breaks
        In order of time.
    """

    def __init__(self, breaks: tuple[Break, ...]) -> None:
        self.breaks = breaks
        self.full = (1 << len(breaks)) - 1
        self._ways: dict[int, list[tuple[int, int, list[tuple[int, int, int, int]]]]] = {}
        self._until: dict[int, int] = {self.full: FOREVER}

    def until(self, taken: int) -> int:
        """Return the latest arrival of a shift that takes only `taken`: after it, another break would have been owed."""
        known = self._until.get(taken)
        if known is None:
            known = min(pause.latest for bit, pause in enumerate(self.breaks) if not taken >> bit & 1)
            self._until[taken] = known
        return known

    def over(self, time: int) -> int:
        """Return the set of the breaks that nobody owes who leaves at `time`."""
        return sum(1 << bit for bit, pause in enumerate(self.breaks) if pause.latest < time)

    def options(self, taken: int, time: int) -> list[tuple[int, int, int]]:
        """Return what a gap that begins at `time` may hold.

        Returns
        -------
        list of tuple
            For each set of breaks that can be taken now: the set with `taken`, the earliest end of its last break, and how
            long all of it is. The first is to take none.
        """
        ends = {0: time}
        out = [(taken, time, 0)]
        for added, length, lasts in self._of(taken):
            end = FOREVER
            for without, earliest, latest, lasting in lasts:
                begin = ends.get(without, FOREVER)
                begin = max(begin, earliest)
                if begin <= latest and begin + lasting < end:
                    end = begin + lasting
            if end < FOREVER:
                ends[added] = end
                out.append((taken | added, end, length))
        return out

    def _of(self, taken: int) -> list[tuple[int, int, list[tuple[int, int, int, int]]]]:
        """Return, for each set of breaks not in `taken`, smaller ones first: set, length, and which break can be its last."""
        known = self._ways.get(taken)
        if known is None:
            left = [bit for bit in range(len(self.breaks)) if not taken >> bit & 1]
            known = self._ways[taken] = [
                self._way(chosen) for size in range(1, len(left) + 1) for chosen in combinations(left, size)
            ]
        return known

    def _way(self, bits: tuple[int, ...]) -> tuple[int, int, list[tuple[int, int, int, int]]]:
        all_of_them = sum(1 << bit for bit in bits)
        chosen = [(bit, self.breaks[bit]) for bit in bits]
        lasts = [(all_of_them ^ 1 << bit, pause.earliest, pause.latest, pause.length) for bit, pause in chosen]
        return all_of_them, sum(pause.length for _, pause in chosen), lasts

    def place(self, chosen: int, gap: Gap) -> tuple[list[Taken], int]:
        """Return when the breaks `chosen` are taken in a gap that holds them, and when its leg is done.

        At a place rather than on the road, where that costs nothing: before leaving if it is time by then, else after the
        arrival.
        """
        breaks = [pause for bit, pause in enumerate(self.breaks) if chosen >> bit & 1]
        if len(breaks) == 1:
            begins = [_begin(breaks[0], gap)]
        else:
            breaks, begins = _earliest(breaks, gap.start)
        taken = [Taken(p.name, b, b + p.length, gap.after) for p, b in zip(breaks, begins, strict=True)]
        return taken, _arrival(taken, gap)

    def before(self, chosen: int, start: int) -> list[Taken]:
        """Return when the breaks `chosen` are taken at the start place before leaving."""
        breaks, begins = _earliest([p for bit, p in enumerate(self.breaks) if chosen >> bit & 1], start)
        return [Taken(p.name, b, b + p.length, 0) for p, b in zip(breaks, begins, strict=True)]


def _begin(pause: Break, gap: Gap) -> int:
    there = gap.start + gap.leg
    if pause.earliest <= gap.start and there + pause.length <= gap.end:
        return gap.start
    begin = max(there, pause.earliest)
    if begin <= pause.latest and begin + pause.length <= gap.end:
        return begin
    return max(gap.start, pause.earliest)


def _earliest(breaks: list[Break], start: int) -> tuple[list[Break], list[int]]:
    """Return breaks in the order in which the last of them ends earliest, with their begins."""
    ways = [(order, _begins(order, start)) for order in permutations(breaks)]
    order, begins = min(
        ((order, begins) for order, begins in ways if begins is not None),
        key=lambda way: way[1][-1] + way[0][-1].length if way[1] else start,
    )
    return list(order), begins


def _begins(order: Sequence[Break], start: int) -> list[int] | None:
    begins, now = [], start
    for pause in order:
        now = max(now, pause.earliest)
        if now > pause.latest:
            return None
        begins.append(now)
        now += pause.length
    return begins


def _arrival(taken: Sequence[Taken], gap: Gap) -> int:
    """Return when the leg is done, if one drives whenever there is no break."""
    now, left = gap.start, gap.leg
    for pause in taken:
        free = pause.begin - now
        if free >= left:
            break
        left -= max(free, 0)
        now = pause.end
    return now + left
