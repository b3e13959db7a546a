"""When visits of sites may begin on each shift, and why none may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo.visits.daylight import Daylight
from geo.visits.mission_values import seconds_of
from geo.visits.opening import open_spans, rules_of
from geo.visits.problem import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geo.visits.access import AccessTable
    from geo.visits.mission import Lock, Mission
    from geo.visits.problem import Shift

__all__ = ["Visit", "Windows", "teams_for", "visit_windows"]

_DAY_S = 86_400
_ALWAYS = Daylight(0, _DAY_S)


@dataclass(frozen=True)
class Visit:
    """What the windows of a site depend on."""

    rules: tuple[int, ...]
    """Which rules of opening are about it."""
    visit_s: int
    """The visit itself."""
    access_s: int
    """From the road, and as long back."""
    in_dark: bool
    """Whether sun does not matter."""

    @property
    def service_s(self) -> int:
        """All that it takes from the road and back."""
        return self.visit_s + 2 * self.access_s


def visit_windows(
    visit: Visit, spans: Sequence[tuple[int, int]], light: Daylight, start: int, end: int
) -> tuple[Window, ...]:
    """Return when a stop may begin, at the road.

    Parameters
    ----------
    visit
        The site.
    spans
        When it is open: the visit itself, without the ways from and to the road, lies wholly in one of them.
    light
        Where sun matters, ways and visit lie between sunrise and sunset.
    start, end
        Ways and visit lie within these as well.

    Examples
    --------
    >>> mosque = Visit(rules=(), visit_s=1800, access_s=600, in_dark=False)
    >>> visit_windows(mosque, [(0, 45000), (52200, 86400)], Daylight(21600, 68400), 30600, 64800)
    (Window(earliest=30600, latest=42600), Window(earliest=51600, latest=61800))
    """
    light = _ALWAYS if visit.in_dark else light
    first = max(light.sunrise, start)
    last = min(light.sunset, end) - visit.service_s
    windows = (
        Window(max(opens - visit.access_s, first), min(closes - visit.visit_s - visit.access_s, last))
        for opens, closes in spans
    )
    return tuple(window for window in windows if window.earliest <= window.latest)


class Windows:
    """The windows of all sites on all shifts; equal ones are made once.

    Parameters
    ----------
    mission
        The mission.
    shifts
        Its shifts.
    light
        Of each of its days.
    """

    def __init__(self, mission: Mission, shifts: Sequence[Shift], light: Sequence[Daylight]) -> None:
        self._mission, self._shifts = mission, shifts
        self._days = mission.dates
        self._light = light
        self._spans: Callable[[tuple[int, ...], int], tuple[tuple[int, int], ...]] = cache(self._open)
        self._made: Callable[[Visit, int, int, int], tuple[Window, ...]] = cache(self._make)

    def _open(self, rules: tuple[int, ...], day: int) -> tuple[tuple[int, int], ...]:
        return open_spans([self._mission.opening[number] for number in rules], self._days[day])

    def _make(self, visit: Visit, day: int, start: int, end: int) -> tuple[Window, ...]:
        return visit_windows(visit, self._spans(visit.rules, day), self._light[day], start, end)

    def of(self, visit: Visit, allowed: NDArray[np.bool_], lock: Lock | None) -> tuple[tuple[Window, ...], ...]:
        """Return the windows of a site on each shift.

        Parameters
        ----------
        visit
            The site.
        allowed
            Whether a team may go on a day, shape (n_days, n_teams).
        lock
            Where the stop is fixed: () on all other days and teams, and one begin alone where a time is given.
        """
        out: list[tuple[Window, ...]] = []
        for shift in self._shifts:
            if not allowed[shift.day, shift.team] or not self._unlocked(shift, lock):
                out.append(())
                continue
            # whether one is back by the end of the shift is the scheduler's to say
            windows = self._made(visit, shift.day, shift.start, _DAY_S)
            if lock is not None and lock.at is not None:
                windows = _only(windows, seconds_of(lock.at) - visit.access_s)
            out.append(windows)
        return tuple(out)

    def _unlocked(self, shift: Shift, lock: Lock | None) -> bool:
        if lock is None:
            return True
        return self._days[shift.day] == lock.day and lock.team in (None, self._mission.teams[shift.team].id)

    def why_none(self, visit: Visit, allowed: NDArray[np.bool_]) -> tuple[str, dict[str, object]]:
        """Return the code and its details of a site without any window: of opening, daylight and hours what leaves none."""
        days = sorted({shift.day for shift in self._shifts if allowed[shift.day, shift.team]})
        spans = [(day, span) for day in days for span in self._spans(visit.rules, day)]
        if all(end - start < visit.visit_s for _, (start, end) in spans):
            return "never_open", {}
        if not any(self._made(visit, day, 0, _DAY_S) for day in days):
            missing = min(_missing(visit, span, self._light[day]) for day, span in spans)
            return "no_daylight", {"minutes": -(-missing // 60)}
        return "no_day_holds_window", {}


def _missing(visit: Visit, span: tuple[int, int], light: Daylight) -> int:
    """Return how many seconds of open daylight a visit lacks in a span."""
    start, end = max(span[0] - visit.access_s, light.sunrise), min(span[1] + visit.access_s, light.sunset)
    return visit.service_s - max(end - start, 0)


def _only(windows: Sequence[Window], begin: int) -> tuple[Window, ...]:
    return (Window(begin, begin),) if any(window.earliest <= begin <= window.latest for window in windows) else ()


def teams_for(mission: Mission, site_ids: Sequence[str]) -> tuple[NDArray[np.bool_], list[tuple[str, ...]]]:
    """Return which teams have what each site needs, shape (n_sites, n_teams), and what each needs."""
    row = {site: number for number, site in enumerate(site_ids)}
    fit = np.ones((len(site_ids), len(mission.teams)), dtype=bool)
    needed: list[tuple[str, ...]] = [() for _ in site_ids]
    for need in mission.needs:
        able = np.array(
            [
                set(need.skills) <= set(team.skills) and set(need.languages) <= set(team.languages)
                for team in mission.teams
            ]
        )
        for site in need.sites:
            if site in row:
                fit[row[site]] &= able
                needed[row[site]] += (*need.skills, *need.languages)
    return fit, needed


def access_and_needs(table: AccessTable, fit: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which team may go where on which day, shape (n_sites, n_days, n_teams)."""
    return table.allowed & fit[:, None, :]


def visits_of(
    mission: Mission,
    site_ids: Sequence[str],
    kinds: Sequence[str],
    minutes: Sequence[int],
    access_s: Sequence[int],
    indoors: Sequence[bool],
) -> list[Visit]:
    """Return what the windows of each site depend on; lists of one length."""
    rows = zip(site_ids, kinds, minutes, access_s, indoors, strict=True)
    return [
        Visit(rules_of(mission, site, kind), 60 * int(each), int(access), bool(dark) or not mission.rules.daylight)
        for site, kind, each, access, dark in rows
    ]
