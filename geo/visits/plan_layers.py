"""A plan as layers: stops, legs and bases with geometry, breaks and the visit itself as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.layers import LEGS, STOPS
from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.visits.plan_closures import closures_layer
from geo.vocabularies import Attestation, LegBasis, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shapely.geometry.base import BaseGeometry

    from geo.visits.plan import Plan, PlanDay, PlanPlace

__all__ = ["PlanLayers", "plan_layers", "visit_id"]

_STOPS_MORE = dict.fromkeys(("team", "date", "stop_id", "begin", "end"), "str")
_LEGS_MORE = {
    **dict.fromkeys(("team", "depart", "arrive"), "str"),
    **dict.fromkeys(("climb_m", "descent_m"), "Int64"),
    **dict.fromkeys(("note", "from_base_id", "to_base_id"), "str"),
}
_VISIT = ("id", "title", "purpose", "start", "end", "time_zone", "status")
_BREAKS = {"visit_id": "str", "day": "Int64", **dict.fromkeys(("team", "name", "begin", "end"), "str")}


@dataclass(frozen=True)
class PlanLayers:
    """A plan as frames; geometry in EPSG:4326, moments local ISO texts."""

    visit: pd.DataFrame
    """One row: the columns of the layer `visits` that a plan has."""
    stops: gpd.GeoDataFrame
    """Columns of the layer `stops`, and `team`, `date`, `stop_id`, `begin`, `end`; points."""
    legs: gpd.GeoDataFrame
    """Columns of the layer `legs`, and `team`, `depart`, `arrive`, `climb_m`, `descent_m`, `note`, `from_base_id`,
    `to_base_id`; lines. Ids of sites are null at a base; the last leg of a day has the position after its last stop."""
    bases: gpd.GeoDataFrame
    """Columns `base_id`, `title`: the bases that the plan uses; points."""
    breaks: pd.DataFrame
    """Columns `visit_id`, `day`, `team`, `name`, `begin`, `end`."""
    closures: gpd.GeoDataFrame
    """Areas in force on any of its days: columns as files of closures have them; polygons."""
    teams: pd.DataFrame
    """Columns `team`, `title` (null where it has none)."""


def visit_id(plan: Plan) -> str:
    """Return the id that the visit of a plan has in layers."""
    return plan.hash[:12]


def plan_layers(plan: Plan) -> PlanLayers:
    """Return the layers of a plan.

    Parameters
    ----------
    plan
        With or without conflicts; days without items give no rows.
    """
    stops = [_stop(plan, day, stop) for day in plan.days for stop in day.items if isinstance(stop, PlanStop)]
    legs = [_leg(plan, day, leg, position) for day in plan.days for leg, position in _positioned(day)]
    breaks = [_break(plan, day, each) for day in plan.days for each in day.items if isinstance(each, PlanBreak)]
    return PlanLayers(
        _visit(plan),
        _layer(stops, {name: field.dtype for name, field in STOPS.fields.items()} | _STOPS_MORE),
        _layer(legs, {name: field.dtype for name, field in LEGS.fields.items()} | _LEGS_MORE),
        _bases(plan),
        _typed(breaks, _BREAKS),
        closures_layer(plan),
        _typed(
            [{"team": team["id"], "title": team.get("title")} for team in plan.mission.get("teams", ())],
            dict.fromkeys(("team", "title"), "str"),
        ),
    )


def _visit(plan: Plan) -> pd.DataFrame:
    days = sorted(day.date for day in plan.days)
    row = {
        "id": visit_id(plan),
        "title": plan.title,
        "purpose": plan.mission.get("purpose"),
        "start": days[0].isoformat() if days else None,
        "end": days[-1].isoformat() if days else None,
        "time_zone": plan.time_zone,
        "status": VisitStatus.DRAFT.value,
    }
    return _typed([row], dict.fromkeys(_VISIT, "str"))


def _stop(plan: Plan, day: PlanDay, stop: PlanStop) -> dict[str, object]:
    return {
        "visit_id": visit_id(plan),
        "day": day.day,
        "position": stop.position,
        "site_id": stop.site_id,
        "attestation": Attestation.PLANNED.value,
        "arrive": f"{stop.arrive:%H:%M}",
        "depart": f"{stop.depart:%H:%M}",
        "service_min": round((stop.end - stop.begin).total_seconds() / 60),
        "note": stop.access_note,
        "team": day.team,
        "date": day.date.isoformat(),
        "stop_id": stop.id,
        "begin": _moment(stop.begin),
        "end": _moment(stop.end),
        "geometry": shapely.Point(stop.lon, stop.lat),
    }


def _positioned(day: PlanDay) -> Iterator[tuple[PlanLeg, int]]:
    """Yield each leg with the position of the stop that it leads to, or on foot back from."""
    last: PlanStop | None = None
    for item in day.items:
        if isinstance(item, PlanStop):
            last = item
        elif isinstance(item, PlanLeg):
            back = last is not None and item.basis is LegBasis.ACCESS and item.start.site_id == last.site_id
            yield item, (0 if last is None else last.position) + (not back)


def _leg(plan: Plan, day: PlanDay, leg: PlanLeg, position: int) -> dict[str, object]:
    return {
        "visit_id": visit_id(plan),
        "day": day.day,
        "position": position,
        "from_site_id": leg.start.site_id,
        "to_site_id": leg.end.site_id,
        "length_km": leg.km,
        "duration_min": leg.seconds / 60,
        "basis": leg.basis.value,
        "team": day.team,
        "depart": _moment(leg.depart),
        "arrive": _moment(leg.arrive),
        "climb_m": leg.climb_m,
        "descent_m": leg.descent_m,
        "note": leg.note,
        "from_base_id": leg.start.base_id,
        "to_base_id": leg.end.base_id,
        "geometry": shapely.LineString(leg.line),
    }


def _break(plan: Plan, day: PlanDay, each: PlanBreak) -> dict[str, object]:
    return {
        "visit_id": visit_id(plan),
        "day": day.day,
        "team": day.team,
        "name": each.name,
        "begin": _moment(each.begin),
        "end": _moment(each.end),
    }


def _bases(plan: Plan) -> gpd.GeoDataFrame:
    used: dict[str, PlanPlace] = {}
    for day in plan.days:
        for place in (day.start, day.end):
            if place.base_id is not None:
                used.setdefault(place.base_id, place)
    titles = {base["id"]: base.get("title") for base in plan.mission.get("bases", ())}
    rows: list[dict[str, object]] = [
        {"base_id": base_id, "title": titles.get(base_id) or base_id, "geometry": shapely.Point(place.lon, place.lat)}
        for base_id, place in used.items()
    ]
    return _layer(rows, dict.fromkeys(("base_id", "title"), "str"))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _typed(rows: Sequence[dict[str, object]], dtypes: dict[str, str]) -> pd.DataFrame:
    columns = {name: pd.Series([row.get(name) for row in rows], dtype=dtype) for name, dtype in dtypes.items()}
    return pd.DataFrame(columns)


def _layer(rows: Sequence[dict[str, object]], dtypes: dict[str, str]) -> gpd.GeoDataFrame:
    shapes: list[BaseGeometry] = [row["geometry"] for row in rows]  # type: ignore[misc] # every row of a layer brings one
    return gpd.GeoDataFrame(_typed(rows, dtypes), geometry=shapes, crs=WGS84)
