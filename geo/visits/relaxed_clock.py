"""The clock of a shift without its breaks, and how much that blurs a time: for bounds that no plan exceeds.

Let `done(t)` be the length of the breaks that a shift has behind it at a time `t` at which it begins a visit, or that it
does not owe because it left later. On the clock `t - done(t)` visits and legs take as long as they do. Which breaks lie
behind is not known, but the time tells the most and the least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.visits.problem import Break, Shift

__all__ = ["departs", "latest", "soonest"]


def soonest(shift: Shift, time: int) -> int:
    """Return the earliest clock time of whatever happens at or after `time`."""
    breaks = _owed(shift)
    moments = [time, *(moment for pause in breaks if (moment := _first_behind(pause)) > time)]
    return min(moment - sum(p.length for p in breaks if moment >= _first_behind(p)) for moment in moments)


def latest(shift: Shift, time: int) -> int:
    """Return the latest clock time of whatever happens at or before `time`."""
    breaks = _owed(shift)
    moments = [time, *(pause.latest for pause in breaks if pause.latest < time)]
    return max(moment - sum(p.length for p in breaks if p.latest < moment) for moment in moments)


def departs(shift: Shift) -> int:
    """Return the earliest clock time at which the shift can leave."""
    moments = [shift.start, *(pause.latest + 1 for pause in _owed(shift))]
    return min(moment - sum(p.length for p in _owed(shift) if p.latest < moment) for moment in moments)


def _owed(shift: Shift) -> list[Break]:
    return [pause for pause in shift.breaks if pause.latest >= shift.start]


def _first_behind(pause: Break) -> int:
    """Return when the break can lie behind: it was taken, or one left too late for it."""
    return min(pause.earliest + pause.length, pause.latest + 1)
