"""The best that could be done on a shift if one might visit twice: a relaxation, for bounds that no plan exceeds.

Compared with the real shift, times are rounded down to whole ticks of a clock without breaks (`geo.visits.relaxed_clock`);
visits may be repeated, since what has been visited is remembered only near by (the *ng-routes* of Baldacci, Mingozzi and
Roberti 2011, `doi:10.1287/opre.1110.0975`); and driving has a price instead of a limit. Every real route is among the relaxed
ones, and takes no longer there.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Day", "DayTable", "Memory", "Path"]

_NEVER = -1e15


class Path(NamedTuple):
    """A relaxed route."""

    sites: tuple[int, ...]
    """In order, maybe with repetitions."""
    drive: int


class Memory:
    """Which visits a relaxed route remembers, and where: its states and how they follow each other.

    Parameters
    ----------
    near
        For each site the other ones that are not forgotten there.
    """

    def __init__(self, near: Sequence[frozenset[int]]) -> None:
        self.near = tuple(near)
        states = [
            (site, frozenset(kept))
            for site, others in enumerate(near)
            for size in range(len(others) + 1)
            for kept in combinations(sorted(others), size)
        ]
        number = {state: i for i, state in enumerate(states)}
        self.site: NDArray[np.int64] = np.array([site for site, _ in states])
        self.first: NDArray[np.int64] = np.array([number[site, frozenset()] for site in range(len(near))])
        """State of each site after nothing else."""
        moves = [
            (number[to, (kept | {site}) & near[to]], source)
            for source, (site, kept) in enumerate(states)
            for to in range(len(near))
            if to != site and to not in kept
        ]
        pairs = np.array(sorted(moves), dtype=np.int64).reshape(-1, 2)
        self.target: NDArray[np.int64] = pairs[:, 0]
        self.source: NDArray[np.int64] = pairs[:, 1]

    def allows(self, sites: Sequence[int]) -> bool:
        """Return whether no site is visited again where it is still remembered."""
        kept: frozenset[int] = frozenset()
        for before, site in pairwise(sites):
            if site == before or site in kept:
                return False
            kept = (kept | {before}) & self.near[site]
        return True


class Day(NamedTuple):
    """A shift on its clock; times are ticks, sites those that are considered, in their order."""

    step: NDArray[np.int64]
    """From the begin of one visit to the begin of the next, shape (n, n)."""
    opens: NDArray[np.bool_]
    """Whether a visit may begin, shape (ticks, n); so that the end place is reached in time as well."""
    first: NDArray[np.int64]
    """Earliest begin of each as the first visit."""
    homeward: NDArray[np.int64]
    """From the begin of each visit to the end place."""
    drive: NDArray[np.int64]
    """In units of the problem, shape (n, n)."""
    out: NDArray[np.int64]
    home: NDArray[np.int64]
    most: int
    """Driving limit."""

    def best(self, memory: Memory, profit: NDArray[np.float64], price: float) -> DayTable:
        """Return the most profitable relaxed routes.

        Parameters
        ----------
        memory
            What routes remember.
        profit
            Of each site.
        price
            Of one unit of driving.
        """
        return DayTable(self, memory, profit, price)

    def goes(self) -> NDArray[np.bool_]:
        """Return which site may follow which, shape (n, n)."""
        can = self.opens.any(0)
        earliest = np.where(can, np.maximum(self.opens.argmax(0), self.first), len(self.opens))
        last = len(self.opens) - 1 - self.opens[::-1].argmax(0)
        alone = can & (earliest <= last) & (self.out + self.home <= self.most)
        within = self.out[:, None] + self.drive + self.home[None] <= self.most
        goes: NDArray[np.bool_] = (earliest[:, None] + self.step <= last[None]) & within & alone[:, None] & alone[None]
        np.fill_diagonal(goes, val=False)
        return goes

    def alone(self) -> NDArray[np.bool_]:
        """Return which sites may be the only ones."""
        ticks = np.arange(len(self.opens))[:, None]
        can: NDArray[np.bool_] = (self.opens & (ticks >= self.first)).any(0) & (self.out + self.home <= self.most)
        return can

    def holds(self, sites: Sequence[int]) -> bool:
        """Return whether a route holds on this clock, its driving aside."""
        tick, before = 0, None
        for site in sites:
            tick = int(self.first[site] if before is None else tick + self.step[before, site])
            later = self.opens[tick:, site]
            if not later.any():
                return False
            tick, before = tick + int(later.argmax()), site
        return True


class DayTable:
    """The most that a relaxed route can bring that begins its last visit by a tick, for each state of its memory."""

    def __init__(self, day: Day, memory: Memory, profit: NDArray[np.float64], price: float) -> None:
        self._day, self._memory = day, memory
        goes = day.goes()[memory.site[memory.source], memory.site[memory.target]]
        self._source, self._target = memory.source[goes], memory.target[goes]
        a, b = memory.site[self._source], memory.site[self._target]
        self._ticks = len(day.opens)
        self._step = np.minimum(day.step[a, b], self._ticks)
        self._gain = profit[b] - price * day.drive[a, b]
        self._begin = np.where(day.alone(), profit - price * day.out, _NEVER)
        self._table = self._filled()
        self._ends = self._table[-1] - price * day.home[memory.site]

    def _filled(self) -> NDArray[np.float64]:
        n, ticks, day = len(self._memory.site), self._ticks, self._day
        table = np.full((2 * ticks, n), _NEVER)  # before the first tick nothing has been done
        flat = table.reshape(-1)
        targets, starts = np.unique(self._target, return_index=True)
        opens = day.opens[:, self._memory.site[targets]]
        at = (ticks - self._step) * n + self._source
        again = len(day.first) if self._step.size and self._step.min() == 0 else 1
        for tick in range(ticks):
            row = table[ticks + tick]
            row[:] = table[ticks + tick - 1]
            begun = day.opens[tick] & (day.first <= tick)
            row[self._memory.first] = np.maximum(row[self._memory.first], np.where(begun, self._begin, _NEVER))
            for _ in range(again if targets.size else 0):
                came = np.maximum.reduceat(flat.take(at) + self._gain, starts)
                better = opens[tick] & (came > row[targets])
                if not better.any():
                    break
                row[targets[better]] = came[better]
            at += n
        return table[ticks - 1 :]

    @property
    def most(self) -> float:
        """What the best route brings; 0 for staying at home."""
        return max(0.0, float(self._ends.max(initial=0.0)))

    def paths(self, number: int) -> list[Path]:
        """Return the best routes that bring anything, each with another last site."""
        order = np.argsort(-self._ends, kind="stable")
        found: dict[int, Path] = {}
        for state in order.tolist():
            site = int(self._memory.site[state])
            if self._ends[state] <= 1e-7 or len(found) == number:
                break
            if site not in found:
                found[site] = self._trace(state)
        return list(found.values())

    def _trace(self, state: int) -> Path:
        """Walk back from the last visit of a route."""
        n, day, sites = len(self._memory.site), self._day, self._memory.site
        flat, tick, back = self._table.reshape(-1), self._ticks, [state]
        while len(back) <= 2 * len(day.first):
            value = self._table[tick, state]
            tick = int(np.argmax(self._table[:, state] >= value))
            if self._memory.first[sites[state]] == state and self._begin[sites[state]] >= value - 1e-9:
                break
            into = slice(*np.searchsorted(self._target, [state, state + 1]))
            came = flat.take(np.maximum(tick - self._step[into], 0) * n + self._source[into]) + self._gain[into]
            chosen = int(np.argmax(came))
            tick, state = max(tick - int(self._step[into][chosen]), 0), int(self._source[into][chosen])
            back.append(state)
        route = tuple(int(sites[state]) for state in reversed(back))
        drive = int(day.out[route[0]] + day.home[route[-1]]) + sum(int(day.drive[a, b]) for a, b in pairwise(route))
        return Path(route, drive)
