"""The shifts of a mission: each team on each of its days, from where to where, when, with which pauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from geo.errors import MissionError
from geo.visits.mission_values import seconds_of, span_seconds
from geo.visits.prayers import breaks_on, can_all_be_taken
from geo.visits.problem import Break, Shift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from geo.visits.mission import Mission, Team

__all__ = ["Roster", "ends_of", "roster_of"]


@dataclass(frozen=True)
class Roster:
    """All shifts, and the nights of which the base is to be chosen."""

    shifts: tuple[Shift, ...]
    """By day, then by team; their places are those given."""
    nights: tuple[tuple[int, ...], ...]
    """For each night to be chosen the places it may be at."""

    def moved(self, new: Mapping[int, int]) -> Roster:
        """Return the same with places numbered anew."""
        shifts = tuple(
            replace(shift, start_place=new[shift.start_place], end_place=new[shift.end_place]) for shift in self.shifts
        )
        return Roster(shifts, tuple(tuple(new[place] for place in night) for night in self.nights))


def ends_of(mission: Mission) -> tuple[tuple[str, ...], ...]:
    """Return where the teams may be before the first day, in each night, and after the last day.

    Returns
    -------
    tuple of tuple of str
        n_days + 1 times the ids of bases: one where it is fixed, several where the planner chooses. Without a start the first
        day begins where the first night is spent, without an end the last one ends where the last night was spent; a single
        day without an end ends where it began.
    """
    nights, n_days = mission.nights, len(mission.dates)

    def night(number: int) -> tuple[str, ...]:
        fixed = nights.at.get(number, nights.default)
        if fixed is not None:
            return (fixed,)
        return nights.choose or tuple(base.id for base in mission.bases if base.overnight)

    between = [night(number) for number in range(1, n_days)]
    first: tuple[str, ...] = between[0] if between else night(1)
    if mission.start is not None:
        first = (mission.start.base,)
    last: tuple[str, ...] = between[-1] if between else first
    if mission.end is not None:
        last = (mission.end.base,)
    elif n_days in nights.at:
        last = (nights.at[n_days],)
    return (first, *between, last)


def _variables(mission: Mission, ends: Sequence[tuple[str, ...]]) -> list[int | None]:
    """Return for each end which choice it follows, None where it is fixed; the first and last may follow a night."""
    n_days = len(ends) - 1
    of = [number if len(bases) > 1 else None for number, bases in enumerate(ends)]
    if of[0] is not None:
        of[0] = 1 if n_days > 1 else 0
    if of[-1] is not None:
        of[-1] = n_days - 1 if n_days > 1 else 0
    return of


def roster_of(
    mission: Mission, *, place_of: Mapping[str, int], position_of: Mapping[str, int], matrix: Sequence[int]
) -> Roster:
    """Return all shifts of a mission.

    Parameters
    ----------
    mission
        The mission. When it is resumed, what lies before that moment has no shifts.
    place_of
        Place of each base.
    position_of
        Place of each team that is on the road when the mission is resumed.
    matrix
        For each day which matrix holds.

    Raises
    ------
    MissionError
        If the pauses of a day leave no room for each other.
    """
    days, ends = mission.dates, ends_of(mission)
    variables = _variables(mission, ends)
    breaks = [breaks_on(mission, day) for day in days]
    _refuse_crowded(mission, breaks)
    used: dict[int, int] = {}
    shifts = []

    def choice(variable: int | None) -> int | None:
        return None if variable is None else used.setdefault(variable, len(used))

    for (number, day), (index, team) in product(enumerate(days), enumerate(mission.teams)):
        hours = _hours(mission, day, team)
        if hours is None:
            continue
        resumed = mission.resume is not None and mission.resume.at.date() == day
        on_the_road = resumed and team.id in position_of
        shifts.append(
            Shift(
                team=index,
                day=number,
                start_place=position_of[team.id] if on_the_road else place_of[ends[number][0]],
                end_place=place_of[ends[number + 1][0]],
                start=hours[0],
                end=hours[1],
                max_drive=_max_drive(mission, team, resumed=resumed),
                breaks=_owed(mission, breaks[number], team, hours, resumed=resumed),
                matrix=matrix[number],
                start_night=None if on_the_road else choice(variables[number]),
                end_night=choice(variables[number + 1]),
            )
        )
    nights = tuple(tuple(place_of[base] for base in ends[variable]) for variable in used)
    return Roster(tuple(shifts), nights)


def _hours(mission: Mission, day: date, team: Team) -> tuple[int, int] | None:
    """Return when a team sets out at the earliest and is back at the latest; None where it is not there at all."""
    if team.days is not None and day not in team.days:
        return None
    start, end = span_seconds(team.hours)
    if mission.start is not None and mission.start.at is not None and day == mission.dates[0]:
        start = max(start, seconds_of(mission.start.at))
    if mission.end is not None and mission.end.deadline is not None and day == mission.dates[-1]:
        end = min(end, seconds_of(mission.end.deadline))
    if mission.resume is not None:
        if day < mission.resume.at.date():
            return None
        if day == mission.resume.at.date():
            start = max(start, seconds_of(max(mission.resume.at, mission.resume.free.get(team.id, mission.resume.at))))
    return (start, end) if start < end else None


def _max_drive(mission: Mission, team: Team, *, resumed: bool) -> int:
    hours = mission.rules.max_driving_hours if team.max_driving_hours is None else team.max_driving_hours
    driven = mission.resume.driven_minutes.get(team.id, 0) if resumed and mission.resume else 0
    return max(0, int(3600 * hours) - 60 * driven)


def _owed(
    mission: Mission, breaks: Sequence[Break], team: Team, hours: tuple[int, int], *, resumed: bool
) -> tuple[Break, ...]:
    """Return the pauses that a shift may owe: those at whose latest begin it can be under way."""
    taken = mission.resume.breaks_taken.get(team.id, ()) if resumed and mission.resume else ()
    return tuple(pause for pause in breaks if pause.name not in taken and hours[0] <= pause.latest < hours[1])


def _refuse_crowded(mission: Mission, breaks: Sequence[Sequence[Break]]) -> None:
    for day, pauses in zip(mission.dates, breaks, strict=True):
        if not can_all_be_taken(pauses):
            said = ", ".join(f"{pause.name} from {_clock(pause.earliest)}" for pause in pauses)
            message = f"on {day} the pauses leave no room for each other ({said}); write a wider span for lunch, or shorter pauses"
            raise MissionError([mission.problem(("rules", "lunch" if mission.rules.lunch else "prayers"), message)])


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
