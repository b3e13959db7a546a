"""Whether the breaks of a timetable keep their rules (see `geo.visits.problem.Break`)."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.visits.check.breach import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.visits.problem import Break, Shift, Taken, Timetable

__all__ = ["check_breaks"]


def check_breaks(shift: Shift, number: int, timetable: Timetable) -> list[Breach]:
    """Return what is wrong with the breaks of one shift.

    A break that is not owed may be taken all the same, but by the same rules.
    """
    return [
        *_owed(shift, number, timetable),
        *_spans(shift, number, timetable),
        *_places(shift, number, timetable),
        *_apart(shift, number, timetable),
    ]


def _owed(shift: Shift, number: int, timetable: Timetable) -> Iterator[Breach]:
    breach = partial(Breach, Rule.BREAK, day=shift.day, team=shift.team)
    taken = [pause.name for pause in timetable.breaks]
    for owed in shift.breaks:
        times = taken.count(owed.name)
        if not times and timetable.depart <= owed.latest < timetable.arrive:
            yield breach(f"shift {number} is under way at {owed.latest} and takes no {owed.name}")
        if times > 1:
            yield breach(f"shift {number} takes {owed.name} {times} times")
    for name in sorted(set(taken) - {owed.name for owed in shift.breaks}):
        yield breach(f"shift {number} knows no break {name}")


def _spans(shift: Shift, number: int, timetable: Timetable) -> Iterator[Breach]:
    breach = partial(Breach, Rule.BREAK, day=shift.day, team=shift.team)
    by_name: dict[str, Break] = {owed.name: owed for owed in shift.breaks}
    for pause in timetable.breaks:
        owed = by_name.get(pause.name)
        if owed is None:
            continue
        if not owed.earliest <= pause.begin <= owed.latest:
            yield breach(
                f"{pause.name} of shift {number} begins at {pause.begin}, not within {owed.earliest} to {owed.latest}"
            )
        if pause.end - pause.begin != owed.length:
            yield breach(f"{pause.name} of shift {number} takes {pause.end - pause.begin}, it needs {owed.length}")
        if not shift.start <= pause.begin < timetable.arrive:
            yield breach(f"{pause.name} of shift {number} begins at {pause.begin}, not on the shift")


def _places(shift: Shift, number: int, timetable: Timetable) -> Iterator[Breach]:
    """Find breaks that do not lie between the visits that they say: so none lies inside a visit."""
    breach = partial(Breach, Rule.BREAK, day=shift.day, team=shift.team)
    for pause in timetable.breaks:
        if not 0 <= pause.after <= len(timetable.visits):
            yield breach(f"{pause.name} of shift {number} says it comes after {pause.after} visits")
            continue
        free = _gap(shift, timetable, pause)
        if not free[0] <= pause.begin or not pause.end <= free[1]:
            said = f"{pause.begin} to {pause.end}, the gap after {pause.after} visits {free[0]} to {free[1]}"
            yield breach(f"{pause.name} of shift {number} does not lie between visits: {said}")
        if pause.begin < timetable.depart < pause.end:
            yield breach(f"shift {number} leaves at {timetable.depart}, in the middle of {pause.name}")


def _gap(shift: Shift, timetable: Timetable, pause: Taken) -> tuple[int, int]:
    visits = timetable.visits
    begin = visits[pause.after - 1].end if pause.after else shift.start
    end = visits[pause.after].begin if pause.after < len(visits) else timetable.arrive
    return begin, end


def _apart(shift: Shift, number: int, timetable: Timetable) -> Iterator[Breach]:
    for one, other in pairwise(sorted(timetable.breaks, key=lambda pause: (pause.begin, pause.end))):
        if other.begin < one.end:
            sentence = f"{one.name} and {other.name} of shift {number} overlap"
            yield Breach(Rule.BREAK, sentence, day=shift.day, team=shift.team)
