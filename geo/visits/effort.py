"""How long the solver works: counted in iterations, by phase, so that the same effort gives the same plan on any machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Effort", "Meter", "Part", "Progress", "default_iterations", "iterations_of"]

SMALL = 60
"""Up to as many clients, breaks are tried at several times of the day."""
MIDDLE = 320
TICK = 32
"""Iterations between two looks at whether somebody wants to know, or to stop."""
FOREVER = float("inf")
POLISH = "polish"
"""Among the phases: not iterations but trials, at most."""
LEAST_TRIALS = 2_000
TRIALS_A_SECOND = 25_000
"""With some reserve; how many there are is noted, so that a slower machine repeats them all the same."""


@dataclass(frozen=True)
class Progress:
    """How far the solver is."""

    done: int
    """Iterations done."""
    total: int
    """Iterations meant to be done; fewer if time is short."""
    routes: tuple[tuple[int, ...], ...] | None
    """The best plan so far, as in `Solution.routes`; it holds."""
    priority: int
    """What it visits."""


def default_iterations(n_clients: int) -> int:
    """Return how many iterations a problem of this size is given: two to eight seconds' worth on a small computer."""
    if n_clients <= SMALL:
        return 15_000
    return 18_000 if n_clients <= MIDDLE else 8_000


def iterations_of(done: Mapping[str, int]) -> int:
    """Return the iterations of all phases; the trials of the last polish are none, and far more."""
    return sum(count for phase, count in done.items() if phase != POLISH)


@dataclass
class Effort:
    """What has been done and what may still be."""

    total: int
    """Iterations for all phases."""
    seconds: float | None = None
    """No phase goes on after so long; None for no limit."""
    reserve: float = 0.0
    """Seconds kept for the last polish."""
    clock: Callable[[], float] = time.monotonic
    again: Mapping[str, int] | None = None
    """Iterations of each phase of a run that is to be repeated: only these count then."""
    tick: Callable[[], bool] | None = None
    """Called now and then; True stops everything."""
    done: dict[str, int] = field(default_factory=dict)
    """Iterations of each phase that was begun."""
    stopped: bool = False

    def __post_init__(self) -> None:
        self._began = self.clock()
        if self.again is not None:
            self.seconds = None

    def left(self) -> float:
        """Return the seconds left."""
        return FOREVER if self.seconds is None else max(0.0, self.seconds - (self.clock() - self._began))

    def spent(self) -> int:
        """Return the iterations done."""
        return iterations_of(self.done)

    def polish(self, most: int) -> int:
        """Return how many trials the last polish may take, and note it: fewer than `most` where seconds are short."""
        if self.again is not None:
            most = self.again.get(POLISH, most)
        elif self.seconds is not None:
            most = min(most, LEAST_TRIALS + round((self.left() + self.reserve) * TRIALS_A_SECOND))
        self.done[POLISH] = most
        return most

    def looked(self) -> bool:
        """Let others look; return whether the work goes on."""
        if self.tick is not None and not self.stopped:
            self.stopped = self.tick()
        return not self.stopped

    def part(self, share: float, label: str = "") -> Part:
        """Return a part of the effort.

        Parameters
        ----------
        share
            Of all iterations and seconds.
        label
            In front of the names of its phases.
        """
        seconds = FOREVER if self.seconds is None else min(self.left(), share * self.seconds)
        return Part(self, label, share * self.total, seconds, self.clock() + seconds)


@dataclass(frozen=True)
class Part:
    """A part of the effort: so many iterations, until such a time."""

    effort: Effort
    label: str
    iterations: float
    seconds: float
    until: float

    def left(self) -> float:
        """Return which share of the seconds is left."""
        if self.seconds == FOREVER:
            return 1.0
        return max(0.0, self.until - self.effort.clock()) / self.seconds if self.seconds else 0.0

    def seconds_left(self) -> float:
        """Return the seconds left."""
        return self.seconds if self.seconds == FOREVER else max(0.0, self.until - self.effort.clock())

    def phase(
        self, name: str, share: float, *, of_seconds: float | None = None, limit: int | None = None
    ) -> Meter | None:
        """Begin a phase.

        Parameters
        ----------
        name
            Unique in this part.
        share
            Of the iterations of this part.
        of_seconds
            Share of its seconds, if another one.
        limit
            Most iterations, if fewer than that share.

        Returns
        -------
        Meter or None
            None if it is to be left out: no time is left, somebody stopped, or it was left out in the run that is repeated.
        """
        effort, name = self.effort, self.label + name
        if effort.again is not None:
            if effort.stopped or name not in effort.again:
                return None
            most, until = effort.again[name], FOREVER
        else:
            most = round(share * self.iterations)
            most = most if limit is None else min(most, limit)
            until = min(self.until, effort.clock() + (share if of_seconds is None else of_seconds) * self.seconds)
            if effort.stopped or most < 1 or (until != FOREVER and until <= effort.clock()):
                return None
        effort.done[name] = 0
        return Meter(effort, name, most, until)


class Meter:
    """Counts the iterations of one phase.

    Parameters
    ----------
    effort
        Where they are noted.
    phase
        Name of the phase.
    most
        Most iterations.
    until
        When to stop at the latest, on the clock of the effort.
    """

    def __init__(self, effort: Effort, phase: str, most: int, until: float) -> None:
        self._effort, self._phase, self._most, self._until = effort, phase, most, until
        self._count = 0
        self.over = False
        """Whether no more is to be done."""

    def on(self) -> bool:
        """Return whether one more iteration is to be done, and count it. The first one always is, if there is any."""
        late = self._count and self._until != FOREVER and self._effort.clock() >= self._until
        self.over = (
            self.over
            or self._count >= self._most
            or bool(late)
            or (self._count % TICK == TICK - 1 and not self._effort.looked())
        )
        if self.over:
            return False
        self._count += 1
        self._effort.done[self._phase] = self._count
        return True
