"""Planning anew on the road: what was done stays, and so does what is locked; the rest of the mission is planned from here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from geo.errors import PlanError
from geo.visits.candidates import candidates_of
from geo.visits.check import check_whole_plan
from geo.visits.merging import merged
from geo.visits.news import News
from geo.visits.plan import PlanStop
from geo.visits.plan_file import digest
from geo.visits.planner import plan_visit, public_mission
from geo.visits.rest import rest_of
from geo.visits.what_if import compare_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import geopandas as gpd

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.store import Store
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan
    from geo.visits.planner import PlanProgress
    from geo.visits.what_if import Comparison

__all__ = ["replan"]

_SAID = 5
"""Breaches that a message names."""


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
        Days from this one on that stay as they are, beside those of the mission; of this day the stops to come are locked.
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
        If the plan is not of this mission, the moment is outside it, or a team, site, day or night is not known or over; if
        a locked day leads through an area that is closed now, or the new plan breaks a rule.
    MissionError, RoadsError
        As `plan_visit`.
    """
    news = News(at.replace(microsecond=0), positions or {}, done, absent_teams, locked, locked_days, free_nights)
    _require_fit(plan, mission, news)
    rest = rest_of(plan, mission, news)
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
    if breaches := check_whole_plan(whole, old=plan, mission=mission, news=news):
        said = "; ".join(map(str, breaches[:_SAID]))
        more = f" (and {len(breaches) - _SAID} more)" if len(breaches) > _SAID else ""
        message = f"the new plan does not keep what was done or is fixed, so it is not given out: {said}{more}; please report this with the plan and the mission"
        raise PlanError(message)
    return whole, compare_plans(plan, whole)


def _today(plan: Plan) -> date | None:
    said = plan.data.get("today")
    return date.fromisoformat(said) if isinstance(said, str) else None


def _same_ground(old: Plan, new: Plan, mission: Mission) -> bool:
    """Whether an old plan was made of this very mission, on the sites and roads of now; else nobody has checked it for them."""
    same = all(old.data.get(name) == new.data.get(name) for name in ("package", "roads", "today"))
    return same and old.mission_hash == digest(public_mission(mission))


def _require_fit(plan: Plan, mission: Mission, news: News) -> None:
    """See that all that is said is of the plan, and of days to come."""
    known, dates = {team.id for team in mission.teams}, mission.dates
    if news.at.tzinfo is not None or news.at.date() not in dates:
        message = f"{news.at} is not within the days of the mission, {dates[0]} to {dates[-1]}"
        raise PlanError(message)
    since = plan.data.get("at")
    if isinstance(since, str) and news.at < datetime.fromisoformat(since):
        message = (
            f"the plan was made anew at {since}, after {news.at}; name a later moment, or the plan that it replaced"
        )
        raise PlanError(message)
    if any(day.date not in dates or day.team not in known for day in plan.days):
        message = "the plan has days or teams that the mission has not; name the mission that it was made of"
        raise PlanError(message)
    if strangers := sorted({*news.absent, *news.positions} - known):
        message = f"there is no team {strangers[0]!r} in the mission; its teams are {', '.join(sorted(known))}"
        raise PlanError(message)
    if strangers := sorted({*news.done, *news.locked} - {*plan.candidates}):
        message = f"{strangers[0]!r} is no candidate of the plan; name a site that is"
        raise PlanError(message)
    _require_stops(plan, news)
    _require_days(mission, news)
    _require_nights(mission, news)


def _require_stops(plan: Plan, news: News) -> None:
    """See that what is locked is to come."""
    begins = {item.site_id: item.begin for day in plan.days for item in day.items if isinstance(item, PlanStop)}
    for site in sorted(news.locked):
        if site in news.done or (site in begins and begins[site] < news.at):
            message = f"{site!r} has been visited by {news.at:%Y-%m-%d %H:%M}; lock a stop that is to come"
            raise PlanError(message)
        if site not in begins:
            message = (
                f"{site!r} has no stop in the plan; lock a site that has one, or make it a must-see of the mission"
            )
            raise PlanError(message)


def _require_days(mission: Mission, news: News) -> None:
    """See that locked days are of the mission, and not over."""
    dates, today = mission.dates, news.at.date()
    for day in sorted(news.locked_days):
        if day not in dates:
            message = f"{day} is no day of the mission, {dates[0]} to {dates[-1]}; lock one that is"
            raise PlanError(message)
        if day < today:
            message = f"{day} is over by {news.at:%Y-%m-%d %H:%M}, and stays as it was; lock {today} or a later day"
            raise PlanError(message)


def _require_nights(mission: Mission, news: News) -> None:
    """See that free nights are of the mission, to come, and not at either end of a day that stays as it is."""
    dates, today = mission.dates, news.at.date()
    last = len(dates) - (mission.end is not None)
    locked = {dates.index(day) + 1: day for day in (*mission.locked_days, *news.locked_days) if day >= today}
    for night in sorted(news.free_nights):
        if not 1 <= night <= last:
            message = f"night {night} is not chosen by the plan, which has nights 1 to {last}; free one of them"
            raise PlanError(message)
        if dates[night - 1] < today:
            message = f"night {night}, after {dates[night - 1]}, is over by {news.at:%Y-%m-%d %H:%M}; free a later one"
            raise PlanError(message)
        if fixed := locked.get(night) or locked.get(night + 1):
            message = f"night {night} belongs to the locked day {fixed}; free that day as well, or keep the night"
            raise PlanError(message)
