"""Planning anew on the road: what was done stays, and so does what is locked; the rest of the mission is planned from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import PlanError
from geo.visits.candidates import candidates_of
from geo.visits.merging import merged
from geo.visits.plan_file import digest
from geo.visits.planner import plan_visit, public_mission
from geo.visits.rest import rest_of
from geo.visits.what_if import compare_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    import geopandas as gpd

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.store import Store
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan
    from geo.visits.planner import PlanProgress
    from geo.visits.what_if import Comparison

__all__ = ["replan"]


def replan(
    plan: Plan,
    mission: Mission,
    store: Store,
    roads: Roads,
    *,
    at: datetime,
    positions: Mapping[str, tuple[float, float]] | None = None,
    done: Collection[str] = (),
    absent_teams: Collection[str] = (),
    locked: Collection[str] = (),
    locked_days: Collection[date] = (),
    free_nights: Collection[int] = (),
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
    heights: Heights | None = None,
    today: date | None = None,
    iterations: int | Mapping[str, int] | None = None,
    seconds: float | None = None,
    watch: Callable[[PlanProgress], bool] | None = None,
) -> tuple[Plan, Comparison]:
    """Plan the rest of a mission anew.

    Parameters
    ----------
    plan
        The plan as it was.
    mission
        That it was made of.
    store, roads, closures, borders, heights, today, iterations, seconds, watch
        As `geo.visits.planner.plan_visit` takes them, as they are now.
    at
        Local moment. Visits that have begun are done, those under way are finished.
    positions
        Longitude and latitude of teams; others are where the plan has them.
    done
        Sites visited by now, beside those that the plan says.
    absent_teams
        Teams that go no further.
    locked
        Sites of which the stops stay on their day, with their team, at their time; beside the locks of the mission.
    locked_days
        Days after this one that stay as they are, beside those of the mission.
    free_nights
        Numbers of nights of which the base may be another one; all others are approved.

    Returns
    -------
    Plan, Comparison
        The whole mission: what was done, then what is to do; and what is different. Of plans that are worth the same, the
        one that changes least; where nothing better is found and nothing stands in the way of the old plan, it stays.

    Raises
    ------
    PlanError
        If the plan is not of this mission, the moment is outside it, or a team, site or night is not known; if a locked day
        leads through an area that is closed now, or the new plan breaks a rule.
    MissionError, RoadsError
        As `plan_visit`.
    """
    _require_fit(plan, mission, at, {*absent_teams, *(positions or {})}, {*done, *locked})
    rest = rest_of(
        plan,
        mission,
        at,
        positions=positions or {},
        done=done,
        absent=absent_teams,
        locked=locked,
        locked_days=locked_days,
        free_nights=free_nights,
    )
    rest.require_open(store, closures)
    new = plan_visit(
        rest.mission,
        store,
        roads,
        closures=closures,
        borders=borders,
        heights=heights,
        today=today or _today(plan),
        iterations=iterations,
        seconds=seconds,
        watch=watch,
        keep=rest.kept(),
    )
    unplanned = candidates_of(mission, store, today=today or mission.dates[0]) if rest.unplanned else None
    whole = merged(plan, new, rest, unplanned)
    told = absent_teams or positions or done
    if not told and _same_ground(plan, new, mission) and rest.still_holds(store, closures):
        old = rest.unchanged()
        if (old.objective.must, old.objective.priority) >= (whole.objective.must, whole.objective.priority):
            whole = old
    return whole, compare_plans(plan, whole)


def _today(plan: Plan) -> date | None:
    from datetime import date

    said = plan.data.get("today")
    return date.fromisoformat(said) if isinstance(said, str) else None


def _same_ground(old: Plan, new: Plan, mission: Mission) -> bool:
    """Whether an old plan was made of this very mission, on the sites and roads of now; else nobody has checked it for them."""
    same = all(old.data.get(name) == new.data.get(name) for name in ("package", "roads", "today"))
    return same and old.mission_hash == digest(public_mission(mission))


def _require_fit(plan: Plan, mission: Mission, at: datetime, teams: set[str], sites: set[str]) -> None:
    known = {team.id for team in mission.teams}
    if at.tzinfo is not None or at.date() not in mission.dates:
        message = f"{at} is not within the days of the mission, {mission.dates[0]} to {mission.dates[-1]}"
        raise PlanError(message)
    if any(day.date not in mission.dates or day.team not in known for day in plan.days):
        message = "the plan has days or teams that the mission has not; name the mission that it was made of"
        raise PlanError(message)
    if strangers := sorted(teams - known):
        message = f"there is no team {strangers[0]!r} in the mission; its teams are {', '.join(sorted(known))}"
        raise PlanError(message)
    if strangers := sorted(sites - {*plan.candidates}):
        message = f"{strangers[0]!r} is no candidate of the plan; name a site that is"
        raise PlanError(message)
