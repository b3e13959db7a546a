"""From a mission to a plan that holds: the one call of the command line, of jobs and of notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from geo.errors import MissionError, PlanError, Problem
from geo.roads.closures import closures_together
from geo.visits.assemble import Assembly, assemble_days
from geo.visits.bound import upper_bound
from geo.visits.candidates import candidates_of
from geo.visits.check import check_plan
from geo.visits.compile import compile_mission
from geo.visits.explain import explain
from geo.visits.places import road_places
from geo.visits.plan import Objective, Plan, PlanLeg, PlanStop, Solver
from geo.visits.plan_closures import plan_closures
from geo.visits.plan_file import digest, hashed
from geo.visits.plan_notes import plan_notes
from geo.visits.scheduler import timetable
from geo.visits.solver import solve
from geo.visits.steady import steadied
from geo.visits.travel import travel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.store import Store
    from geo.visits.check import Breach
    from geo.visits.compile import Compiled
    from geo.visits.effort import Progress
    from geo.visits.mission import Mission
    from geo.visits.plan import PlanDay

__all__ = ["DayBest", "PlanProgress", "plan_visit", "public_mission"]

_PRIVATE = {"access": {"permits": {"__all__": {"reference"}}}}
"""What of a mission never enters a plan, nor its hash, from which it might be guessed."""
_SAID = 5
"""Breaches that a message names."""


@dataclass(frozen=True)
class DayBest:
    """A team's day in the best plan so far."""

    day: int
    """From 1."""
    date: date
    team: str
    site_ids: tuple[str, ...]


@dataclass(frozen=True)
class PlanProgress:
    """How far planning is."""

    done: int
    """Iterations done."""
    total: int
    """Iterations meant to be done."""
    priority: int
    """What the best plan so far visits."""
    days: tuple[DayBest, ...]
    """The best plan so far, without days that visit nothing; () until there is one."""


def plan_visit(
    mission: Mission,
    store: Store,
    roads: Roads,
    *,
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
    heights: Heights | None = None,
    today: date | None = None,
    iterations: int | Mapping[str, int] | None = None,
    seconds: float | None = None,
    watch: Callable[[PlanProgress], bool] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    keep: Mapping[str, tuple[date, str]] | None = None,
) -> Plan:
    """Plan a visit.

    Parameters
    ----------
    mission
        All that is wanted.
    store
        The sites; a public one, so that no hidden place enters a plan.
    roads
        The network.
    closures
        Closed areas beside those of the store, as `geo.layers.closures` declares them.
    borders
        Countries as polygons (`iso`, geometry); needed where the mission names countries.
    heights
        A grid of heights; without one legs do not say how they climb.
    today
        Day from which ages of visits and statements count; else the first day of the mission, so that the same mission
        gives the same plan whenever it is made.
    iterations
        Effort in place of that of the mission; or by phase, as `Plan.solver.effort` has it: the same plan again.
    seconds
        Upper bound of the search; a run that it cut says how much effort was done.
    watch
        Told how far the search is; True stops it and keeps the best.
    progress
        Told how far the travel times are that the search needs; what it raises ends the planning, for there is nothing to keep.
    keep
        Day and team of sites in a plan that this one replaces: of plans that are worth the same, the one that changes least
        of them.

    Returns
    -------
    Plan
        Checked by rules that share no code with what made it. Demands that cannot be met together are among its
        `conflicts`.

    Raises
    ------
    MissionError
        If the mission asks for what does not exist.
    RoadsError
        If the roads cannot be asked.
    PlanError
        If the plan breaks a rule: it is refused.
    """
    _require_borders(mission, borders)
    _require_closures(mission, closures)
    day, shut = today or mission.dates[0], closures_together(store.closures(), closures)
    candidates = candidates_of(mission, store, today=day)
    places = road_places(candidates, mission, roads)
    travel = travel_of(mission, places, roads, closures=shut, borders=borders, progress=progress)
    compiled = compile_mission(mission, candidates, places, travel)
    solution = solve(
        compiled.problem,
        seed=mission.seed,
        iterations=iterations or mission.iterations,
        seconds=seconds,
        watch=None if watch is None else _Watch(compiled, watch),
    )
    if keep:
        solution = steadied(compiled, solution, keep, seed=mission.seed)
    times = tuple(timetable(solution.problem, shift, route) for shift, route in enumerate(solution.routes))
    parts = Assembly(mission, candidates, places, travel, compiled, solution, times, roads, heights)
    plan = _written(parts, store, today=day, closures=shut)
    breaches = check_plan(plan, mission=mission, candidates=candidates, roads=roads, closures=shut, borders=borders)
    if breaches:
        raise PlanError(_refusal(breaches))
    return plan


def public_mission(mission: Mission) -> dict[str, Any]:
    """Return a mission as a plan holds it: without references of permits."""
    return mission.model_dump(mode="json", exclude=_PRIVATE, exclude_none=True)


def _require_borders(mission: Mission, borders: gpd.GeoDataFrame | None) -> None:
    if mission.countries and borders is None:
        message = (
            "the mission stays within countries, but their borders are not known; give borders, or name no countries"
        )
        raise MissionError([Problem("mission", message, field="countries")])


def _require_closures(mission: Mission, closures: gpd.GeoDataFrame | None) -> None:
    """Refuse to plan through areas that the mission says are closed, only because nobody read its files."""
    if mission.closures and closures is None:
        message = "the mission names files of closures, but none were read; read them with geo.roads.closures, or leave them out"
        raise MissionError([mission.problem(("closures",), message)])


class _Watch:
    """Tells of the search in the words of the mission."""

    def __init__(self, compiled: Compiled, watch: Callable[[PlanProgress], bool]) -> None:
        self._compiled, self._watch = compiled, watch

    def __call__(self, progress: Progress) -> bool:
        days = () if progress.routes is None else self._days(progress.routes)
        return self._watch(PlanProgress(progress.done, progress.total, progress.priority, days))

    def _days(self, routes: Sequence[Sequence[int]]) -> tuple[DayBest, ...]:
        compiled = self._compiled
        return tuple(
            DayBest(
                shift.day + 1,
                compiled.days[shift.day],
                compiled.teams[shift.team],
                tuple(compiled.site_ids[site] for site in route),
            )
            for shift, route in zip(compiled.problem.shifts, routes, strict=True)
            if route
        )


def _written(parts: Assembly, store: Store, *, today: date, closures: gpd.GeoDataFrame) -> Plan:
    """Return the plan of a solution, with its hash."""
    mission, days = parts.mission, assemble_days(parts)
    public, explanation = public_mission(mission), explain(parts.compiled, parts.solution)
    info, graph = store.info(), parts.roads.info
    plan = Plan(
        hash="",
        title=mission.title,
        time_zone=mission.time_zone,
        mission=public,
        mission_hash=digest(public),
        data={
            "package": {"name": info.name, "version": info.package_version},
            "roads": {"source": graph.source, "as_of": graph.as_of, "stamp": graph.stamp, "speeds": graph.speeds},
            "today": today.isoformat(),
        },
        solver=Solver(name="PyVRP", version=version("pyvrp"), seed=mission.seed, effort=parts.solution.effort),
        objective=_objective(parts, days),
        candidates=tuple(parts.candidates["site_id"]),
        visited=tuple(stop.site_id for stop in _stops(days)),
        omitted=explanation.omitted,
        days=days,
        conflicts=explanation.conflicts,
        notes=plan_notes(parts, closures),
        closures=plan_closures(closures, {area for avoid in parts.travel.avoid for area in avoid.ids}),
    )
    return hashed(plan)


def _stops(days: Sequence[PlanDay]) -> list[PlanStop]:
    return [item for day in days for item in day.items if isinstance(item, PlanStop)]


def _objective(parts: Assembly, days: Sequence[PlanDay]) -> Objective:
    stops = _stops(days)
    legs = [item for day in days for item in day.items if isinstance(item, PlanLeg)]
    reached = sum(stop.priority for stop in stops)
    return Objective(
        must=sum(stop.must for stop in stops),
        must_of=len(set(parts.mission.must)),
        priority=reached,
        bound=upper_bound(parts.compiled.problem, known=reached),
        drive_seconds=sum(day.drive_seconds for day in days),
        km=round(sum(leg.km for leg in legs), 3),
        shifts=sum(day.depart is not None for day in days),
    )


def _refusal(breaches: Sequence[Breach]) -> str:
    said = "; ".join(str(breach) for breach in breaches[:_SAID])
    more = f" (and {len(breaches) - _SAID} more)" if len(breaches) > _SAID else ""
    return f"the plan breaks rules of its mission, so it is not given out: {said}{more}; please report this with the mission"
