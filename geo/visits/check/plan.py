"""Whether a plan keeps every rule of its mission: all that matters is calculated anew, with no code of the planner."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo.visits.check.breach import Breach
from geo.visits.check.plan_footpaths import check_footpaths
from geo.visits.check.plan_places import check_places
from geo.visits.check.plan_rules import PlanRule, walks_of
from geo.visits.check.plan_sites import check_sites
from geo.visits.check.plan_times import check_times
from geo.visits.check.plan_visits import check_visits
from geo.visits.check.plan_ways import check_ways

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.roads.protocol import Roads
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan

__all__ = ["check_plan"]


def check_plan(
    plan: Plan,
    *,
    mission: Mission,
    candidates: gpd.GeoDataFrame,
    roads: Roads,
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
) -> list[Breach]:
    """Return every rule that a plan breaks; none for one that may be given out.

    Demands that the plan says it does not meet (its `conflicts`) are no breach: it is honest about them.

    Parameters
    ----------
    plan
        With its hash.
    mission
        What was asked for.
    candidates
        Columns `site_id`, `kind`, `minutes`, `priority`, `indoors`, `said` and `code`, a row a candidate.
    roads
        The network; each distinct way is asked for once.
    closures
        Closed areas of store and mission, as `geo.layers.closures` declares them.
    borders
        Countries, where the mission names some.
    """
    walks = walks_of(plan, mission)
    found = [*_hash(plan), *check_places(plan, walks, mission=mission)]
    found += check_sites(plan, walks, mission=mission, candidates=candidates)
    for walk in walks:
        found += check_times(plan, walk, mission=mission)
    found += check_visits(walks, mission=mission, candidates=candidates)
    found += check_footpaths(walks, mission=mission)
    found += check_ways(walks, mission=mission, roads=roads, closures=closures, borders=borders)
    return found


def _hash(plan: Plan) -> list[Breach]:
    import orjson

    content = orjson.dumps(
        plan.model_dump(mode="json", exclude={"hash": True, "objective": {"bound"}}), option=orjson.OPT_SORT_KEYS
    )
    if hashlib.sha256(content).hexdigest() == plan.hash:
        return []
    return [Breach(PlanRule.HASH, "the hash of the plan is not that of its contents")]
