"""Whether the ways of a plan are those of the roads, and keep out of what is closed, by their final lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo.crs import WGS84
from geo.measure import distances_m, lengths_km
from geo.roads.closures import avoid_on
from geo.visits.check.plan_areas import closed_areas
from geo.visits.check.plan_rules import PlanRule, breach_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads, Route
    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.plan import PlanLeg

__all__ = ["areas_in_force", "check_ways"]

_NEAR_M = 15.0
"""Ends of lines and of legs are rounded, and snapped once more."""
_SLACK_S = 1.5
"""Matrix and route agree within a second; the ends are rounded."""
_LENGTH = 0.02
"""Share by which the length of a line may differ from that of its way: the router measures on a sphere."""


def areas_in_force(
    walks: Sequence[Walk], *, mission: Mission, closures: gpd.GeoDataFrame | None, borders: gpd.GeoDataFrame | None
) -> dict[date, Avoid]:
    """Return what is closed on each day of a plan, by closures and by borders."""
    crossings = tuple((crossing.lon, crossing.lat) for crossing in mission.crossings)
    days = {walk.day.date for walk in walks}
    return {
        day: avoid_on(day, closures=closures, borders=borders, countries=mission.countries, crossings=crossings)
        for day in days
    }


def check_ways(
    walks: Sequence[Walk],
    *,
    mission: Mission,
    roads: Roads,
    closures: gpd.GeoDataFrame | None,
    borders: gpd.GeoDataFrame | None,
    avoid: Mapping[date, Avoid],
) -> list[Breach]:
    """Return which ways by road are not as the roads have them, and which ways of any kind touch a closed area.

    Parameters
    ----------
    walks
        The days of the plan.
    roads
        Asked once for each distinct way and day's closures.
    closures, borders
        As the plan was made with.
    avoid
        As `areas_in_force` says.
    """
    found = [*_lines(walks)]
    found += _times(walks, roads, avoid)
    found += closed_areas(walks, mission=mission, closures=closures, borders=borders, avoid=avoid)
    return found


def _lines(walks: Sequence[Walk]) -> Iterator[Breach]:
    """Find lines that do not join the ends of their leg, or have another length."""
    legs = [(walk, leg) for walk in walks for leg in walk.roads]
    for walk, leg in legs:
        if len(leg.line) < 2:
            yield breach_of(PlanRule.LINE, walk, f"the way to {_name(leg)} has no line", site=leg.end.site_id)
    legs = [(walk, leg) for walk, leg in legs if len(leg.line) >= 2]
    if not legs:
        return
    lines = gpd.GeoSeries([shapely.LineString(leg.line) for _, leg in legs], crs=WGS84)
    lengths = lengths_km(lines)
    for end, point, place in (
        ("start", 0, [leg.start for _, leg in legs]),
        ("end", -1, [leg.end for _, leg in legs]),
    ):
        there = gpd.GeoSeries([shapely.Point(leg.line[point]) for _, leg in legs], crs=WGS84)
        gaps = distances_m(there, gpd.GeoSeries([shapely.Point(p.lon, p.lat) for p in place], crs=WGS84))
        for (walk, leg), gap in zip(legs, gaps.tolist(), strict=True):
            if gap > _NEAR_M:
                sentence = f"the line to {_name(leg)} misses its {end} by {gap:.0f} m"
                yield breach_of(PlanRule.LINE, walk, sentence, site=leg.end.site_id)
    for (walk, leg), length in zip(legs, lengths.tolist(), strict=True):
        if abs(length - leg.km) > _LENGTH * leg.km + 0.02:
            sentence = f"the line to {_name(leg)} has {length:.2f} km, the way {leg.km:.2f}"
            yield breach_of(PlanRule.LINE, walk, sentence, site=leg.end.site_id)


def _times(walks: Sequence[Walk], roads: Roads, avoid: Mapping[date, Avoid]) -> Iterator[Breach]:
    """Find ways of which the roads know another time."""
    known: dict[tuple[float, float, float, float, str], Route | None] = {}
    for walk in walks:
        areas = avoid[walk.day.date]
        for leg in walk.roads:
            start, end = (leg.start.lon, leg.start.lat), (leg.end.lon, leg.end.lat)
            key = (*start, *end, areas.key)
            if key not in known:
                known[key] = roads.route(start, end, avoid=areas)
            route = known[key]
            if route is None:
                sentence = f"the roads know no way to {_name(leg)} on this day"
                yield breach_of(PlanRule.TIME, walk, sentence, site=leg.end.site_id)
            elif abs(route.seconds - leg.seconds) > _SLACK_S:
                sentence = f"the way to {_name(leg)} takes {leg.seconds} s, by the roads {route.seconds:.0f}"
                yield breach_of(PlanRule.TIME, walk, sentence, site=leg.end.site_id)


def _name(leg: PlanLeg) -> str:
    return leg.end.site_id or leg.end.base_id or "an end"
