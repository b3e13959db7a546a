"""A made-up plan, built by hand: two teams, three days, each with a way by road, a last part on foot, a stop and lunch."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from geo.visits.plan import Objective, Plan, PlanBreak, PlanDay, PlanLeg, PlanPlace, PlanStop, Solver
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FIRST_DAY", "made_plan"]

FIRST_DAY = date(2026, 5, 14)
DRIVE, WALK, VISIT, LUNCH = (timedelta(minutes=minutes) for minutes in (25, 9, 45, 60))
EAST, SOUTH = 0.004, 0.002
"""Degrees from a site: where the road turns, and where it ends."""

type Site = tuple[str, float, float]


def made_plan(sites: Sequence[Site], *, days: int = 3, teams: Sequence[str] = ("car-1", "car-2")) -> Plan:
    """Return a plan that visits the given sites (id, lon, lat), one a team and day, from a base beside the first."""
    _, lon, lat = sites[0]
    base = PlanPlace(base_id="camp", lon=lon + 0.01, lat=lat + 0.01)
    shifts = [(day, team) for day in range(1, days + 1) for team in teams]
    visited = [sites[k % len(sites)] for k in range(len(shifts))]
    made = [_day(day, team, site, base) for (day, team), site in zip(shifts, visited, strict=True)]
    ids = tuple(sorted({site_id for site_id, _, _ in visited}))
    return Plan(
        hash="0" * 64,
        title="A made-up plan",
        time_zone="Asia/Baku",
        mission={
            "title": "A made-up plan",
            "bases": [{"id": "camp", "title": "Camp <b>one</b>"}],
            "teams": [{"id": team, "title": f"The {team}"} for team in teams],
        },
        mission_hash="1" * 64,
        data={},
        solver=Solver(name="by hand", version="0", seed=1, effort={}),
        objective=Objective(must=0, must_of=0, priority=1, bound=1, drive_seconds=1, km=1, shifts=len(shifts)),
        candidates=ids,
        visited=ids,
        omitted=(),
        days=tuple(made),
    )


def _day(day: int, team: str, site: Site, base: PlanPlace) -> PlanDay:
    site_id, lon, lat = site
    on = FIRST_DAY + timedelta(days=day - 1)
    start = datetime(on.year, on.month, on.day, 8, 30)  # noqa: DTZ001 (local to the plan's zone, as in plans)
    place = PlanPlace(site_id=site_id, lon=lon, lat=lat)
    road = (lon, lat - SOUTH)
    there = ((base.lon, base.lat), (lon + EAST, lat), road)
    on_foot = (road, (lon, lat))
    arrive = start + DRIVE
    begin, end = arrive + WALK, arrive + WALK + VISIT
    depart = end + WALK
    back = depart + LUNCH
    items = (
        _leg(base, place, start, arrive, LegBasis.ROAD, "road: OSM 2021-08-06", there),
        _leg(place, place, arrive, begin, LegBasis.ACCESS, "access: 620 m on foot", on_foot),
        PlanStop(
            id=f"{site_id}@{on}",
            site_id=site_id,
            position=1,
            arrive=arrive,
            begin=begin,
            end=end,
            depart=depart,
            priority=10,
            access="override",
            lon=lon,
            lat=lat,
        ),
        _leg(place, place, end, depart, LegBasis.ACCESS, "access: 620 m on foot", on_foot[::-1]),
        PlanBreak(name="lunch", begin=depart, end=back),
        _leg(place, base, back, back + DRIVE, LegBasis.ROAD, "road: OSM 2021-08-06", there[::-1]),
    )
    return PlanDay(day=day, date=on, team=team, start=base, end=base, depart=start, arrive=back + DRIVE, items=items)


def _leg(
    start: PlanPlace,
    end: PlanPlace,
    depart: datetime,
    arrive: datetime,
    basis: LegBasis,
    note: str,
    line: tuple[tuple[float, float], ...],
) -> PlanLeg:
    road = basis is LegBasis.ROAD
    return PlanLeg(
        start=start,
        end=end,
        depart=depart,
        arrive=arrive,
        seconds=int((arrive - depart).total_seconds()),
        km=12.3 if road else 0.6,
        climb_m=320 if road else None,
        descent_m=110 if road else None,
        basis=basis,
        note=note,
        line=line,
    )
