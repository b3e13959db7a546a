"""Demands that a solution does not meet: transfers that nobody can drive, and must-sees that no day holds, with what is in the way."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from geo.visits.misses import Misses
from geo.visits.mission_values import span_seconds
from geo.visits.problem import UNREACHABLE
from geo.visits.room import Room, least_conflict
from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.visits.compile import Compiled
    from geo.visits.problem import Problem, Solution

__all__ = ["OF_DAYS", "conflicts_of"]

OF_DAYS = ("transfer_no_road", "transfer_too_long", "transfer_hours", "end_deadline")
"""Codes of days whose end a team does not reach, even without a stop; their details name `day` and `team`."""

type Conflict = tuple[str, str, dict[str, Any]]
"""Id of a site, or of a base; code; details."""


def conflicts_of(compiled: Compiled, solution: Solution) -> Iterator[Conflict]:
    """Give every demand that is not met: code and details of `geo.visits.reasons.CONFLICTS`."""
    yield from _transfers(compiled, solution.problem)
    yield from _unplannable(compiled)
    yield from _musts(compiled, solution)


def _transfers(compiled: Compiled, problem: Problem) -> Iterator[Conflict]:
    """Give the shifts that cannot be driven even without a stop."""
    scheduler, loose = scheduler_of(problem), Misses(problem, [()] * len(problem.shifts))
    for number, shift in enumerate(problem.shifts):
        if scheduler.holds(number, ()):
            continue
        base, to_base = _place(compiled, shift.start_place), _place(compiled, shift.end_place)
        details = {"day": shift.day + 1, "team": compiled.teams[shift.team], "base": base, "to_base": to_base}
        drive, arrive = scheduler.driving(number, ()), loose.arrival(number, ())
        if drive >= UNREACHABLE or arrive is None:
            yield to_base, "transfer_no_road", details
            continue
        if shift.max_drive is not None and drive > shift.max_drive:
            limits = {"minutes": ceil(drive / 60), "limit": shift.max_drive // 60}
            yield to_base, "transfer_too_long", {**details, **limits}
        if arrive > shift.end and (_deadline(compiled, problem, number) or 0) > shift.end:
            times = {"deadline": _clock(shift.end), "arrive": _clock(ceil(arrive / 60) * 60)}
            yield to_base, "end_deadline", {**details, **times}
        elif arrive > shift.end:
            yield to_base, "transfer_hours", {**details, "minutes": ceil((arrive - shift.end) / 60)}


def _unplannable(compiled: Compiled) -> Iterator[Conflict]:
    """Give the must-sees and locks of sites that cannot be planned at all."""
    nowhere = set(compiled.unplannable["site_id"])
    locked = {lock.site: lock for lock in compiled.mission.locked}
    for site_id in sorted(nowhere & ({*compiled.mission.must} | locked.keys())):
        yield _alone(compiled, site_id)


def _alone(compiled: Compiled, site_id: str, missing: dict[str, Any] | None = None) -> Conflict:
    lock = next((lock for lock in compiled.mission.locked if lock.site == site_id), None)
    if lock is None:
        return site_id, "must_cannot", {"site": site_id, **(missing or {})}
    return site_id, "lock_cannot", {"site": site_id, **(missing or {}), "day": compiled.days.index(lock.day) + 1}


def _missing(compiled: Compiled, misses: Misses, seconds: int, shift: int) -> dict[str, Any]:
    """Return how many minutes a site lacks on a shift, of working hours, of driving or of its opening."""
    this = misses.problem.shifts[shift]
    return {"day": this.day + 1, "team": compiled.teams[this.team], "minutes": ceil(seconds / 60)}


def _missing_alone(compiled: Compiled, misses: Misses, site: int) -> dict[str, Any]:
    """Return what a site lacks as the only one of a shift; nothing where that is not known."""
    miss = misses.alone(site)
    if miss is not None and miss.worst:
        return _missing(compiled, misses, miss.worst, miss.shift)
    late = misses.lateness(site)
    return {} if late is None else _missing(compiled, misses, *late)


def _missing_beside(compiled: Compiled, misses: Misses, site: int) -> dict[str, Any]:
    """Return what a site lacks beside the routes as they are; nothing where windows forbid it or it fits."""
    miss = misses.least(site)
    return _missing(compiled, misses, miss.worst, miss.shift) if miss is not None and miss.worst else {}


def _musts(compiled: Compiled, solution: Solution) -> Iterator[Conflict]:
    problem = solution.problem
    visited = {site for route in solution.routes for site in route}
    kept = [[site for site in route if site in problem.must] for route in solution.routes]
    misses = Misses(problem, kept)
    for site in sorted(problem.must - visited):
        deadline = _at_deadline(compiled, misses, site)
        if deadline is not None:
            yield compiled.site_ids[site], "end_deadline_stop", deadline
        elif not misses.fits_alone(site):
            yield _alone(compiled, compiled.site_ids[site], _missing_alone(compiled, misses, site))
        else:
            yield _in_the_way(compiled, solution, misses, site)


def _at_deadline(compiled: Compiled, misses: Misses, site: int) -> dict[str, Any] | None:
    """Return how the deadline of the end keeps out a must-see, if nothing else does."""
    problem = misses.problem
    hours = {number: _deadline(compiled, problem, number) for number in range(len(problem.shifts))}
    anywhere = misses.least(site)
    miss = misses.least(site, [number for number, end in hours.items() if end is not None])
    if anywhere is None or not anywhere.worst or miss is None or not miss.over or miss.driving:
        return None
    shift = problem.shifts[miss.shift]
    if shift.end + miss.over > (hours[miss.shift] or 0):
        return None
    return {
        "site": compiled.site_ids[site],
        "day": shift.day + 1,
        "team": compiled.teams[shift.team],
        "to_base": _place(compiled, shift.end_place),
        "deadline": _clock(shift.end),
        "minutes": ceil(miss.over / 60),
    }


def _in_the_way(compiled: Compiled, solution: Solution, misses: Misses, site: int) -> Conflict:
    """Return with which others a must-see that has a day alone finds none."""
    problem, ids = solution.problem, compiled.site_ids
    room = Room(problem, solution.routes)
    if not room.has([site]):
        friends = sorted(
            ids[friend] for group in problem.together if site in group for friend in group if friend != site
        )
        return ids[site], "must_apart", {"site": ids[site], "sites": friends}
    details = {"site": ids[site], **_missing_beside(compiled, misses, site)}
    others = sorted(problem.must - {site})
    if room.has([site, *others]):
        return ids[site], "must_left", details
    others = least_conflict(site, others, room.has)
    return ids[site], "must_together", {**details, "sites": sorted(ids[one] for one in (site, *others))}


def _deadline(compiled: Compiled, problem: Problem, number: int) -> int | None:
    """Return the end of the team's hours where a shift ends earlier than that, for the deadline of the mission; else None."""
    shift, end = problem.shifts[number], compiled.mission.end
    if end is None or end.deadline is None or shift.day != max(one.day for one in problem.shifts):
        return None
    name = compiled.teams[shift.team]
    hours = next((span_seconds(team.hours)[1] for team in compiled.mission.teams if team.id == name), shift.end)
    return hours if hours > shift.end else None


def _place(compiled: Compiled, place: int) -> str:
    """Return the id of a base by its place in the problem; of the position of a team on the road, a word for it."""
    base = place - compiled.problem.n_sites
    return compiled.base_ids[base] if base < len(compiled.base_ids) else "position"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
