"""A problem as PyVRP has it: prizes, time windows, several depots; all days on one clock.

One client stands for a site and one of its distinct windows, whatever the number of days on which it holds: a day of a team
is a routing *profile*, in which the clients that are closed then lie out of reach. Breaks are cut out of the clock
(`geo.visits.clock`). Prizes come first, driving second, vehicles third.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyvrp

from geo.visits.clock import clock_of
from geo.visits.problem import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.visits.clock import Clock
    from geo.visits.problem import Problem, Shift

__all__ = ["Model", "build"]

LARGEST_PRIZE = 10**11
"""PyVRP multiplies in 64 bits: with larger prizes its penalties overflow."""
MERGED_ABOVE = 120
"""With more clients than this, windows of a site that are nearly equal become one."""
NEARLY = 300
"""Seconds; windows that a moving sunset makes differ by less from day to day."""

type _Window = tuple[int, int]


@dataclass(frozen=True)
class Model:
    """The data for PyVRP, and the way back."""

    data: pyvrp.ProblemData
    sites: tuple[int, ...]
    """Site of each client."""
    shifts: tuple[tuple[int, ...], ...]
    """Shifts of each vehicle type."""
    scale: int
    """What one of priority is worth in units of driving."""
    density: float
    """Prize for each second of the fleet, if all were collected."""
    n_shifts: int

    @cached_property
    def required(self) -> pyvrp.ProblemData:
        """The same with every site required, without prizes."""
        return _required(self.data)

    def routes(self, solution: pyvrp.Solution) -> tuple[tuple[int, ...], ...]:
        """Return the sites of each shift of the problem."""
        found: list[tuple[int, ...]] = [()] * self.n_shifts
        free = [list(shifts) for shifts in self.shifts]
        for route in solution.routes():
            shift = free[route.vehicle_type()].pop(0)
            found[shift] = tuple(self.sites[stop.idx] for stop in route if stop.is_client())
        return tuple(found)

    def priority(self, solution: pyvrp.Solution) -> int:
        """Return the priority that a solution collects, must-sees counting more than all others."""
        return solution.prizes() // self.scale


def build(problem: Problem, *, nominal: float = 0.5, scale: int | None = None) -> Model | None:
    """Return the model of a problem.

    Parameters
    ----------
    problem
        Its nights must be settled.
    nominal
        Where in its window each break is cut out: 0 as early as it may be, 1 as late.
    scale
        What one of priority is worth in units of driving; if None, more than all driving together, or the most that does
        not overflow.

    Returns
    -------
    Model or None
        None if no shift can visit any site.
    """
    clocks = [clock_of(shift, nominal) for shift in problem.shifts]
    clients = _clients(problem, clocks)
    if not clients:
        return None
    prizes = _prizes(problem)
    scale = min(scale or _strict(problem), LARGEST_PRIZE // max(1, *prizes))
    return _Builder(problem, clocks, clients, [prize * scale for prize in prizes], scale).model()


def _strict(problem: Problem) -> int:
    """More than the driving and the vehicles of any plan."""
    most = [shift.end - shift.start if shift.max_drive is None else shift.max_drive for shift in problem.shifts]
    return sum(most) + len(most) + 1


def _prizes(problem: Problem) -> list[int]:
    total = sum(problem.priority) + 1
    return [worth + (total if site in problem.must else 0) for site, worth in enumerate(problem.priority)]


def _windows(problem: Problem, clocks: Sequence[Clock], spans: Sequence[_Window], site: int) -> dict[_Window, set[int]]:
    """When a visit may begin on the clocks, each with the shifts where it may; windows that bind nothing are all the same."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    service = problem.service[site]
    found: dict[_Window, set[int]] = {}
    for number, (shift, clock, (begin, end)) in enumerate(zip(problem.shifts, clocks, spans, strict=True)):
        drive = problem.drive[shift.matrix]
        there, back = int(drive[shift.start_place, site]), int(drive[site, shift.end_place])
        if max(there, back) >= UNREACHABLE or (shift.max_drive is not None and there + back > shift.max_drive):
            continue
        soonest = begin + there + problem.buffer * (site != shift.start_place)
        latest = end - back - problem.buffer * (site != shift.end_place) - service
        for window in problem.windows[site][number]:
            opens, closes = clock.window(window, service)
            if max(opens, soonest) > min(closes, latest) or opens > closes:
                continue
            free = (
                first if opens <= begin else opens,
                last if closes >= end - service else closes,
            )
            found.setdefault(free, set()).add(number)
    return found


def _merged(windows: dict[_Window, set[int]]) -> dict[_Window, set[int]]:
    """Put windows that are nearly equal together into what is common to them."""
    found: list[tuple[_Window, set[int]]] = []
    for (opens, closes), shifts in sorted(windows.items()):
        for i, ((other_opens, other_closes), others) in enumerate(found):
            if abs(opens - other_opens) <= NEARLY and abs(closes - other_closes) <= NEARLY and not shifts & others:
                common = max(opens, other_opens), min(closes, other_closes)
                if common[0] <= common[1]:
                    found[i] = common, others | shifts
                    break
        else:
            found.append(((opens, closes), shifts))
    together: dict[_Window, set[int]] = {}
    for window, shifts in found:
        together.setdefault(window, set()).update(shifts)
    return together


@dataclass(frozen=True)
class _Copy:
    """A site and one of its windows."""

    site: int
    opens: int
    closes: int
    shifts: frozenset[int]


def _clients(problem: Problem, clocks: Sequence[Clock]) -> list[_Copy]:
    spans = [(clock.at(shift.start), clock.at(shift.end)) for shift, clock in zip(problem.shifts, clocks, strict=True)]
    windows = [_windows(problem, clocks, spans, site) for site in range(problem.n_sites)]
    if sum(map(len, windows)) > MERGED_ABOVE:
        windows = [_merged(one) for one in windows]
    return [
        _Copy(site, *window, frozenset(shifts))
        for site, mine in enumerate(windows)
        for window, shifts in sorted(mine.items())
    ]


class _Builder:
    """Puts the parts together.

    Parameters
    ----------
    problem, clocks, clients
        What is modelled.
    prizes
        Of each site, scaled.
    scale
        By which the priorities were multiplied.
    """

    def __init__(
        self, problem: Problem, clocks: Sequence[Clock], clients: list[_Copy], prizes: Sequence[int], scale: int
    ) -> None:
        self._problem, self._clocks, self._clients, self._prizes, self._scale = problem, clocks, clients, prizes, scale
        self._bases = sorted({place for shift in problem.shifts for place in (shift.start_place, shift.end_place)})
        self._places = np.array([client.site for client in clients] + self._bases)
        spans = [
            clock.at(shift.end) - clock.at(shift.start) for shift, clock in zip(problem.shifts, clocks, strict=True)
        ]
        self._limits = [
            max(0, span) if shift.max_drive is None else min(max(0, span), shift.max_drive)
            for shift, span in zip(problem.shifts, spans, strict=True)
        ]
        self._far = 2 * max(self._limits) + 1
        self._origin = min(
            min(client.opens for client in clients),
            min(clock.at(shift.start) for shift, clock in zip(problem.shifts, clocks, strict=True)),
        )

    def model(self) -> Model:
        profiles: dict[tuple[int, tuple[int, ...]], int] = {}
        kinds: dict[tuple[int, ...], list[int]] = {}
        for number, (shift, clock) in enumerate(zip(self._problem.shifts, self._clocks, strict=True)):
            if clock.at(shift.end) < clock.at(shift.start):
                continue
            blocked = tuple(i for i, client in enumerate(self._clients) if number not in client.shifts)
            if len(blocked) == len(self._clients):
                continue
            profile = profiles.setdefault((shift.matrix, blocked), len(profiles))
            kinds.setdefault(self._kind(number, shift, clock, profile), []).append(number)
        matrices: list[Any] = [self._matrix(matrix, blocked) for matrix, blocked in profiles]
        durations: list[Any] = [self._durations(matrix) for matrix in matrices]
        data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0)] * len(self._places),
            self._data_clients(),
            [pyvrp.Depot(len(self._clients) + i) for i in range(len(self._bases))],
            [self._vehicle(kind, len(shifts)) for kind, shifts in kinds.items()],
            matrices,
            durations,
            [pyvrp.ClientGroup(group, required=False) for group in self._groups()],
        )
        sites = tuple(client.site for client in self._clients)
        seconds = sum(end - start for (*_, start, end, _, _), shifts in kinds.items() for _ in shifts)
        worth = sum(self._problem.priority[site] for site in set(sites)) * self._scale
        return Model(
            data,
            sites,
            tuple(map(tuple, kinds.values())),
            self._scale,
            worth / max(1, seconds),
            len(self._problem.shifts),
        )

    def _kind(self, number: int, shift: Shift, clock: Clock, profile: int) -> tuple[int, ...]:
        depots = self._bases.index(shift.start_place), self._bases.index(shift.end_place)
        return (
            *depots,
            clock.at(shift.start) - self._origin,
            clock.at(shift.end) - self._origin,
            self._limits[number],
            profile,
        )

    def _vehicle(self, kind: tuple[int, ...], available: int) -> pyvrp.VehicleType:
        start_depot, end_depot, start, end, limit, profile = kind
        return pyvrp.VehicleType(
            available,
            start_depot=start_depot,
            end_depot=end_depot,
            tw_early=start,
            tw_late=end,
            max_distance=limit,
            unit_distance_cost=1,
            fixed_cost=1,
            profile=profile,
        )

    def _matrix(self, matrix: int, blocked: Sequence[int]) -> NDArray[np.int64]:
        drive = self._problem.drive[matrix][np.ix_(self._places, self._places)]
        distances: NDArray[np.int64] = np.minimum(drive, self._far).astype(np.int64)
        distances[:, list(blocked)] = self._far
        np.fill_diagonal(distances, 0)
        return distances

    def _durations(self, distances: NDArray[np.int64]) -> NDArray[np.int64]:
        legs: NDArray[np.bool_] = self._places[:, None] != self._places
        return distances + self._problem.buffer * legs

    def _groups(self) -> list[list[int]]:
        copies: dict[int, list[int]] = {}
        for i, client in enumerate(self._clients):
            copies.setdefault(client.site, []).append(i)
        return [mine for mine in copies.values() if len(mine) > 1]

    def _data_clients(self) -> list[pyvrp.Client]:
        group_of = {i: number for number, group in enumerate(self._groups()) for i in group}
        return [
            pyvrp.Client(
                i,
                service_duration=self._problem.service[client.site],
                tw_early=client.opens - self._origin,
                tw_late=client.closes - self._origin,
                prize=self._prizes[client.site],
                required=False,
                group=group_of.get(i),
            )
            for i, client in enumerate(self._clients)
        ]


def _required(data: pyvrp.ProblemData) -> pyvrp.ProblemData:
    clients = [
        pyvrp.Client(
            client.location,
            service_duration=client.service_duration,
            tw_early=client.tw_early,
            tw_late=client.tw_late,
            required=client.group is None,
            group=client.group,
        )
        for client in data.clients()
    ]
    return data.replace(
        clients=clients, groups=[pyvrp.ClientGroup(group.clients, required=True) for group in data.groups()]
    )
