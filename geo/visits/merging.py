"""One plan of what was done and what is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.conflicts import OF_DAYS
from geo.visits.plan import Objective, PlanLeg, PlanPlace, PlanStop
from geo.visits.plan_file import hashed

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from geo.visits.plan import Omission, Plan, PlanBreak, PlanDay
    from geo.visits.rest import Rest
    from geo.visits.standing import Standing

__all__ = ["merged"]

type Items = tuple[PlanLeg | PlanStop | PlanBreak, ...]


def merged(old: Plan, new: Plan, rest: Rest, candidates: gpd.GeoDataFrame | None) -> Plan:
    """Return the plan of the whole mission.

    Parameters
    ----------
    old
        The plan as it was.
    new
        That of the rest of the mission.
    rest
        What is left, with what was done.
    candidates
        Those of the whole mission, where `rest.unplanned` names sites of which the old plan has no stop; columns `site_id`,
        `priority`, `lon`, `lat`, `access`.
    """
    planned = {(day.day, day.team): day for day in new.days}
    days = [*rest.past(), *rest.frozen]
    today = {standing.day.team: standing for standing in rest.standings}
    for team, standing in today.items():
        days.append(_joined(standing, planned.pop((standing.day.day, team), None), rest))
    days += planned.values()
    days.sort(key=lambda day: (day.day, [team.id for team in rest.mission.teams].index(day.team)))
    days = _with_unplanned(days, rest, candidates)
    stops = [item for day in days for item in day.items if isinstance(item, PlanStop)]
    visited = tuple(stop.site_id for stop in stops)
    kept = sum(stop.priority for stop in stops) - new.objective.priority
    notes = (f"Planned anew from {rest.at:%Y-%m-%d %H:%M}; what was done by then stays.", *_unplanned_notes(rest))
    return hashed(
        new.model_copy(
            update={
                "data": {**new.data, **rest.data()},
                "candidates": tuple(sorted({*new.candidates, *visited})),
                "visited": visited,
                "omitted": tuple(omission for omission in new.omitted if omission.site_id not in visited),
                "days": tuple(days),
                "conflicts": (*new.conflicts, *_carried(old, new, rest)),
                "notes": tuple(dict.fromkeys((*new.notes, *notes))),
                "closures": tuple({each.id: each for each in (*old.closures, *new.closures)}.values()),
                "objective": _objective(days, stops, rest, bound=new.objective.bound + kept),
            }
        )
    )


def _carried(old: Plan, new: Plan, rest: Rest) -> list[Omission]:
    """Return why days of the old plan are not driven to their end, of those that nobody plans anew."""
    fixed = {(day.day, day.team) for day in (*rest.past(), *rest.frozen, *(each.day for each in rest.standings))}
    fixed -= {(day.day, day.team) for day in new.days}
    return [
        conflict
        for conflict in old.conflicts
        if conflict.code in OF_DAYS
        and (conflict.details["day"], conflict.details["team"]) in fixed
        and conflict.details["team"] not in rest.absent
    ]


def _objective(days: list[PlanDay], stops: list[PlanStop], rest: Rest, *, bound: int) -> Objective:
    legs = [item for day in days for item in day.items if isinstance(item, PlanLeg)]
    must = {*rest.mission.must}
    return Objective(
        must=len(must & {stop.site_id for stop in stops}),
        must_of=len(must),
        priority=sum(stop.priority for stop in stops),
        bound=bound,
        drive_seconds=sum(day.drive_seconds for day in days),
        km=round(sum(leg.km for leg in legs), 3),
        shifts=sum(day.depart is not None for day in days),
    )


def _joined(standing: Standing, new: PlanDay | None, rest: Rest) -> PlanDay:
    """Return a team's day of which a part is done; `new` is the rest of it, None where it does no more."""
    day = standing.day
    if not standing.begun:
        return new or day.model_copy(update={"depart": None, "arrive": None, "items": (), "drive_seconds": 0})
    if new is None or not new.items:
        times = (day.depart, max(_ends(standing.items))) if standing.left else (None, None)
        parts = {
            "end": day.end if standing.home else standing.here,
            "depart": times[0],
            "arrive": times[1],
            "items": standing.items,
            "drive_seconds": standing.drive_seconds,
        }
        return day.model_copy(update=parts)
    here = None if day.team in rest.placed else standing.here
    items = (*_left_at(standing.items, new), *_following(new, here, len(standing.done)))
    return new.model_copy(
        update={
            "start": day.start,
            "depart": day.depart if standing.left else new.depart,
            "items": items,
            "drive_seconds": standing.drive_seconds + new.drive_seconds,
        }
    )


def _ends(items: Items) -> list[datetime]:
    return [item.arrive if isinstance(item, PlanLeg) else item.end for item in items]


def _left_at(items: Items, new: PlanDay) -> Items:
    """Return what was done, with the last stop left when the rest of the day begins."""
    last = next((number for number in range(len(items) - 1, -1, -1) if isinstance(items[number], PlanStop)), None)
    road = [number for number, item in enumerate(items) if isinstance(item, PlanLeg) and item.end.site_id is None]
    if last is None or new.depart is None or any(number > last for number in road):
        return items
    stop = items[last].model_copy(update={"depart": max(new.depart, *_ends(items[last:]))})
    return (*items[:last], stop, *items[last + 1 :])


def _following(new: PlanDay, here: PlanPlace | None, done: int) -> Items:
    """Return the rest of a day: its stops numbered on, its first way from the site or base where the team is."""
    out: list[PlanLeg | PlanStop | PlanBreak] = []
    for item in new.items:
        if isinstance(item, PlanStop):
            out.append(item.model_copy(update={"position": item.position + done}))
        elif isinstance(item, PlanLeg) and here is not None and item.start == new.start:
            start = item.start.model_copy(update={"site_id": here.site_id, "base_id": here.base_id})
            out.append(item.model_copy(update={"start": start}))
        else:
            out.append(item)
    return tuple(out)


def _with_unplanned(days: list[PlanDay], rest: Rest, candidates: gpd.GeoDataFrame | None) -> list[PlanDay]:
    """Return the days with the sites that were visited otherwise than planned: at the head of today, for nobody knows when."""
    if not rest.unplanned or candidates is None:
        return days
    rows = candidates[candidates["site_id"].isin(rest.unplanned) & candidates["lon"].notna()]
    columns = (rows[name].tolist() for name in ("site_id", "priority", "lon", "lat", "access"))
    number = next((n for n, day in enumerate(days) if day.date == rest.at.date()), None)
    if number is None:
        return days
    day = days[number]
    when = min((rest.at, *map(_begins, day.items)))
    seen = [
        PlanStop(
            id=f"{site_id}@{rest.at.date().isoformat()}",
            site_id=site_id,
            position=position,
            arrive=when,
            begin=when,
            end=when,
            depart=when,
            priority=int(priority),
            must=site_id in rest.mission.must,
            done=True,
            access=str(access),
            lon=lon,
            lat=lat,
        )
        for position, (site_id, priority, lon, lat, access) in enumerate(zip(*columns, strict=True), start=1)
    ]
    later = [
        item.model_copy(update={"position": item.position + len(seen)}) if isinstance(item, PlanStop) else item
        for item in day.items
    ]
    return [*days[:number], day.model_copy(update={"items": (*seen, *later)}), *days[number + 1 :]]


def _begins(item: PlanLeg | PlanStop | PlanBreak) -> datetime:
    return item.depart if isinstance(item, PlanLeg) else item.begin


def _unplanned_notes(rest: Rest) -> list[str]:
    if not rest.unplanned:
        return []
    return [f"Reported as visited before {rest.at:%H:%M}, at times that nobody noted: {', '.join(rest.unplanned)}."]
