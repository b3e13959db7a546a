"""Whether a plan keeps every rule of its mission: all that matters is calculated anew, with no code of the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.check.plan_conflicts import check_conflicts
from geo.visits.check.plan_footpaths import check_footpaths
from geo.visits.check.plan_places import check_places
from geo.visits.check.plan_rules import check_hash, walks_of
from geo.visits.check.plan_sites import check_sites
from geo.visits.check.plan_times import check_times
from geo.visits.check.plan_visits import check_visits
from geo.visits.check.plan_ways import areas_in_force, check_ways

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.roads.protocol import Roads
    from geo.visits.check.breach import Breach
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

    Demands that the plan says it does not meet (its `conflicts`) are no breach, as long as what it says of them is true.

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
    found = [*check_hash(plan), *check_places(plan, walks, mission=mission)]
    found += check_sites(plan, walks, mission=mission, candidates=candidates)
    for walk in walks:
        found += check_times(walk, mission=mission)
    found += check_visits(walks, mission=mission, candidates=candidates)
    found += check_footpaths(walks, mission=mission)
    avoid = areas_in_force(walks, mission=mission, closures=closures, borders=borders)
    found += check_ways(walks, mission=mission, roads=roads, closures=closures, borders=borders, avoid=avoid)
    found += check_conflicts(plan, walks, mission=mission, roads=roads, avoid=avoid)
    return found
