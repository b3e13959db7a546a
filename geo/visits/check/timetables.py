"""Whether the timetables of a solution keep every rule of the problem; times are in its unit, whatever that is."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.check.breach import Breach, Rule
from geo.visits.check.timetable_breaks import check_breaks
from geo.visits.problem import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.visits.problem import Problem, Shift, Timetable

__all__ = ["check_timetables"]


class _Way(NamedTuple):
    start: int
    end: int
    leave: int
    reach: int


def check_timetables(
    problem: Problem, routes: Sequence[Sequence[int]], timetables: Sequence[Timetable | None]
) -> list[Breach]:
    """Return every rule that a solution breaks; none for one that holds.

    Must-sees that are not visited are no breach: the solution says what is visited, and that is checked.

    Parameters
    ----------
    problem
        The problem as it was settled (one base a night).
    routes
        Sites of each shift, in order.
    timetables
        Of each shift; None only for a shift that visits nothing and ends where it starts.

    Notes
    -----
    Waiting on the way is allowed: a leg takes at least its driving time and its buffer, beside the breaks within it.
    """
    n = len(problem.shifts)
    if len(routes) != n or len(timetables) != n:
        counts = f"{n} shifts have {len(routes)} routes and {len(timetables)} timetables"
        return [Breach(Rule.SHAPE, counts)]
    found = [*_sites(problem, routes), *_together(problem, routes), *_nights(problem)]
    if any(breach.code == Rule.UNKNOWN_SITE for breach in found):
        return found
    for number, (route, timetable) in enumerate(zip(routes, timetables, strict=True)):
        found += _shift(problem, number, route, timetable)
    return found


def _sites(problem: Problem, routes: Sequence[Sequence[int]]) -> Iterator[Breach]:
    for site, times in Counter(site for route in routes for site in route).items():
        if not 0 <= site < problem.n_sites:
            yield Breach(Rule.UNKNOWN_SITE, f"there is no site {site}", site=site)
        if times > 1:
            yield Breach(Rule.TWICE, f"site {site} is visited {times} times", site=site)


def _together(problem: Problem, routes: Sequence[Sequence[int]]) -> Iterator[Breach]:
    day_of = {site: shift.day for shift, route in zip(problem.shifts, routes, strict=True) for site in route}
    for group in problem.together:
        days = {day_of.get(site) for site in group}
        if len(days) > 1:
            said = ", ".join(f"site {site} {_on(day_of.get(site))}" for site in group)
            yield Breach(Rule.TOGETHER, f"sites that belong on one day are apart: {said}", site=group[0])


def _on(day: int | None) -> str:
    return "on no day" if day is None else f"on day {day}"


def _nights(problem: Problem) -> Iterator[Breach]:
    places: dict[int, set[int]] = {}
    for shift in problem.shifts:
        for night, place in ((shift.start_night, shift.start_place), (shift.end_night, shift.end_place)):
            if night is not None:
                places.setdefault(night, set()).add(place)
    for night, bases in sorted(places.items()):
        if len(bases) > 1 or not bases <= set(problem.nights[night]):
            yield Breach(
                Rule.NIGHT, f"night {night} is spent at {sorted(bases)}, one of {problem.nights[night]} may be chosen"
            )


def _shift(problem: Problem, number: int, route: Sequence[int], timetable: Timetable | None) -> list[Breach]:
    shift = problem.shifts[number]
    breach = partial(Breach, day=shift.day, team=shift.team)
    if timetable is None:
        if route:
            return [breach(Rule.SHAPE, f"shift {number} visits {len(route)} sites but has no timetable")]
        if shift.start_place != shift.end_place:
            ends = f"from {shift.start_place} to {shift.end_place}"
            return [
                breach(Rule.TRANSFER, f"shift {number} visits nothing but has to get {ends}, and no timetable does")
            ]
        return []
    if tuple(visit.site for visit in timetable.visits) != tuple(route):
        sites = [visit.site for visit in timetable.visits]
        return [breach(Rule.SHAPE, f"the timetable of shift {number} visits {sites}, its route {list(route)}")]
    if not route and timetable.depart == timetable.arrive and shift.start_place == shift.end_place:
        return []
    found = list(_ends(shift, number, timetable))
    found += _visits(problem, number, timetable)
    found += _ways(problem, number, timetable)
    found += check_breaks(shift, number, timetable)
    return found


def _ends(shift: Shift, number: int, timetable: Timetable) -> Iterator[Breach]:
    breach = partial(Breach, Rule.SHIFT, day=shift.day, team=shift.team)
    if timetable.depart < shift.start:
        yield breach(f"shift {number} leaves at {timetable.depart}, it begins at {shift.start}")
    if timetable.arrive > shift.end:
        yield breach(f"shift {number} is back at {timetable.arrive}, it ends at {shift.end}")


def _visits(problem: Problem, number: int, timetable: Timetable) -> Iterator[Breach]:
    shift = problem.shifts[number]
    for visit in timetable.visits:
        breach = partial(Breach, day=shift.day, team=shift.team, site=visit.site)
        windows = problem.windows[visit.site][number]
        if not any(window.earliest <= visit.begin <= window.latest for window in windows):
            spans = ", ".join(f"{window.earliest} to {window.latest}" for window in windows) or "never"
            yield breach(
                Rule.WINDOW, f"the visit of {visit.site} on shift {number} begins at {visit.begin}; it may {spans}"
            )
        if visit.begin < visit.arrive:
            yield breach(Rule.SERVICE, f"the visit of {visit.site} begins at {visit.begin}, before {visit.arrive}")
        length = visit.end - visit.begin
        if length != problem.service[visit.site]:
            yield breach(
                Rule.SERVICE, f"the visit of {visit.site} takes {length}, it needs {problem.service[visit.site]}"
            )


def _ways(problem: Problem, number: int, timetable: Timetable) -> Iterator[Breach]:
    shift, drive = problem.shifts[number], 0
    for way in _of(shift, timetable):
        breach = partial(Breach, day=shift.day, team=shift.team, site=way.end if way.end < problem.n_sites else None)
        seconds = int(problem.drive[shift.matrix][way.start, way.end])
        drive += seconds
        if seconds >= UNREACHABLE:
            yield breach(Rule.UNREACHABLE, f"no way leads from {way.start} to {way.end} on shift {number}")
            continue
        needs = seconds + (problem.buffer if way.start != way.end else 0)
        has = way.reach - way.leave - _paused(timetable, way)
        if has < needs:
            yield breach(
                Rule.LEG, f"the way from {way.start} to {way.end} on shift {number} takes {needs}, it has {has}"
            )
    breach = partial(Breach, Rule.DRIVING, day=shift.day, team=shift.team)
    if drive != timetable.drive:
        yield breach(f"shift {number} says {timetable.drive} of driving, its ways take {drive}")
    if shift.max_drive is not None and drive > shift.max_drive:
        yield breach(f"shift {number} drives {drive}, the limit is {shift.max_drive}")


def _of(shift: Shift, timetable: Timetable) -> Iterator[_Way]:
    places = [shift.start_place, *(visit.site for visit in timetable.visits), shift.end_place]
    leaves = [timetable.depart, *(visit.end for visit in timetable.visits)]
    reaches = [*(visit.arrive for visit in timetable.visits), timetable.arrive]
    for (start, end), leave, reach in zip(pairwise(places), leaves, reaches, strict=True):
        yield _Way(start, end, leave, reach)


def _paused(timetable: Timetable, way: _Way) -> int:
    """Return how much of a way is spent in breaks."""
    return sum(max(0, min(pause.end, way.reach) - max(pause.begin, way.leave)) for pause in timetable.breaks)
