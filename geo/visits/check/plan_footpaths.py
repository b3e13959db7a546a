"""Whether the last parts without a road are in a plan, with their length and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.check.plan_rules import PlanRule, breach_of, metres_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.plan import PlanPlace, PlanStop

__all__ = ["check_footpaths"]

_WITHOUT_M = 100.0
"""A road this near needs no way on foot (issue of the planner: a setting)."""
_BASE_M = 1_000.0
"""A base farther than this from a road is none."""
_DETOUR = 1.3
"""A path is so much longer than the straight line (a setting)."""


def check_footpaths(walks: Sequence[Walk], *, mission: Mission) -> list[Breach]:
    """Return stops that are too far from the end of their road, or of which the way on foot is not as it must be."""
    found: list[Breach] = []
    for walk in walks:
        found += _near_bases(walk, mission)
        gaps = _gaps(walk)
        for stop, gap in zip(walk.stops, gaps, strict=True):
            found += _footpath(walk, stop, gap, mission)
    return found


def _gaps(walk: Walk) -> list[float]:
    """Return the metres between each stop and the end of the road to it."""
    ends = {leg.end.site_id: leg.end for leg in walk.roads} | {
        leg.start.site_id: leg.start for leg in reversed(walk.roads)
    }
    return [_metres((stop.lon, stop.lat), ends.get(stop.site_id)) for stop in walk.stops]


def _metres(at: tuple[float, float], place: PlanPlace | None) -> float:
    if place is None:
        return float("inf")
    return metres_between(at, (place.lon, place.lat))


def _footpath(walk: Walk, stop: PlanStop, gap: float, mission: Mission) -> Iterator[Breach]:
    legs = [leg for leg in walk.footpaths if stop.site_id in (leg.start.site_id, leg.end.site_id)]
    if gap > mission.rules.max_access_m + 1:
        sentence = f"{stop.site_id} lies {gap:.0f} m from its road, the limit is {mission.rules.max_access_m}"
        yield breach_of(PlanRule.FOOTPATH, walk, sentence, site=stop.site_id)
    if gap > _WITHOUT_M + 1 and len(legs) != 2:
        sentence = f"{stop.site_id} lies {gap:.0f} m from its road, and has {len(legs)} ways on foot in place of two"
        yield breach_of(PlanRule.FOOTPATH, walk, sentence, site=stop.site_id)
    kph = mission.rules.track_kph if all(team.off_road for team in mission.teams) else mission.rules.walking_kph
    for leg in legs:
        metres = _DETOUR * gap
        if abs(1000 * leg.km - metres) > 5 or abs(leg.seconds - 3.6 * metres / kph) > 10:
            sentence = f"the way on foot to {stop.site_id} has {leg.km} km and {leg.seconds} s for {gap:.0f} m"
            yield breach_of(PlanRule.FOOTPATH, walk, sentence, site=stop.site_id)


def _near_bases(walk: Walk, mission: Mission) -> Iterator[Breach]:
    bases = {base.id: base for base in mission.bases}
    for place in (walk.day.start, walk.day.end):
        base = bases.get(place.base_id or "")
        if base is not None and _metres((base.lon, base.lat), place) > _BASE_M + 1:
            yield breach_of(PlanRule.FOOTPATH, walk, f"the road of {base.id} is not near it")
