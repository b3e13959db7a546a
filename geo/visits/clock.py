"""A clock without breaks: the time of a break is cut out of the day around a nominal begin, and earlier and later times join.

The model of routes knows no breaks. It plans on this clock; the scheduler then places the breaks exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.problem import Shift, Window

__all__ = ["Clock", "clock_of"]


@dataclass(frozen=True)
class Clock:
    """The clock of one shift."""

    cuts: tuple[tuple[int, int], ...] = ()
    """Begin and length of each break that is cut out, in order of time, apart from each other."""

    def at(self, moment: int) -> int:
        """Return what this clock shows at a moment of the day; it stands still during a break.

        Examples
        --------
        >>> noon = Clock(((12 * 60, 30),))
        >>> noon.at(11 * 60), noon.at(12 * 60 + 10), noon.at(13 * 60)
        (660, 720, 750)
        """
        return moment - sum(min(max(moment - begin, 0), length) for begin, length in self.cuts)

    def window(self, window: Window, service: int) -> tuple[int, int]:
        """Return earliest and latest begin of a visit on this clock, such that it also ends in time."""
        latest = self.at(window.latest + service) - service if self.cuts else window.latest
        return self.at(window.earliest), latest


def clock_of(shift: Shift, nominal: float) -> Clock:
    """Return the clock of a shift.

    Parameters
    ----------
    shift
        Breaks that it cannot owe, since it begins after them or ends before, are not cut.
    nominal
        Where in its window each break begins: 0 as early as it may, 1 as late.
    """
    owed = sorted(
        (pause for pause in shift.breaks if shift.start <= pause.latest < shift.end),
        key=lambda pause: (pause.latest, pause.earliest),
    )
    wanted = [round(pause.earliest + nominal * (pause.latest - pause.earliest)) for pause in owed]
    begins = _apart(wanted, [pause.length for pause in owed], [pause.latest for pause in owed], shift.start)
    return Clock(tuple((begin, pause.length) for begin, pause in zip(begins, owed, strict=True)))


def _apart(wanted: Sequence[int], lengths: Sequence[int], latest: Sequence[int], start: int) -> list[int]:
    """Move begins so that no two breaks overlap: earlier where the next one cannot wait, else later."""
    begins = list(wanted)
    for i in range(len(begins) - 1, 0, -1):
        begins[i - 1] = min(begins[i - 1], latest[i] - lengths[i - 1])
    begins = [max(begin, start) for begin in begins]
    for i in range(1, len(begins)):
        begins[i] = max(begins[i], begins[i - 1] + lengths[i - 1])
    return begins
