"""A small mission and a plan of it that holds, made by hand; straight roads on which everybody drives at 40 km/h."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod

from geo.roads.protocol import GraphInfo, Route, TravelTimes
from geo.visits.mission import Mission
from geo.visits.plan import Objective, Omission, Plan, PlanBreak, PlanDay, PlanLeg, PlanPlace, PlanStop, Solver
from geo.visits.plan_file import hashed
from geo.vocabularies import AccessStatus, LegBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid

__all__ = ["FRIDAY", "ROWS", "THURSDAY", "Row", "Said", "StraightRoads", "candidates", "closure", "mission", "plan"]

THURSDAY, FRIDAY = date(2026, 5, 14), date(2026, 5, 15)
_GEOD = Geod(ellps="WGS84")
_BUFFER = timedelta(minutes=5)

PLACES = {
    "inn": (10.0, 50.0), "airport": (10.4, 50.0), "mosque": (10.1, 50.0), "museum": (10.2, 50.0), "fort": (10.0, 50.1),
    "ruin": (10.1, 50.1), "mill": (10.3, 50.0), "cave": (10.5, 50.5),
}  # fmt: skip
RUIN_ROAD = (10.1, 50.096)
"""Some 445 m from the ruin."""


class Said(NamedTuple):
    day: int
    status: AccessStatus
    expires: int | None = None


def _said(status: AccessStatus, on: date = date(2026, 1, 1), expires: date | None = None) -> tuple[Said, ...]:
    return (Said(on.toordinal(), status, expires.toordinal() if expires else None),)


def mission(**changes: object) -> Mission:
    """Two days from an inn to an airport, on Friday with prayer."""
    parts: dict[str, object] = {
        "title": "Two days",
        "time_zone": "Europe/Berlin",
        "days": [THURSDAY, FRIDAY],
        "bases": [
            {"id": "inn", "lon": 10.0, "lat": 50.0},
            {"id": "airport", "lon": 10.4, "lat": 50.0, "overnight": False},
        ],
        "nights": {"default": "inn"},
        "end": {"base": "airport", "deadline": "17:30"},
        "teams": [{"id": "red", "hours": "08:30-18:00", "skills": ["ropes"], "languages": ["de"]}],
        "rules": {"lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}},
        "must": ["mosque"],
        "opening": [
            {"kinds": ["mosque"], "weekdays": ["friday"], "closed": ["12:30-14:30"]},
            {"sites": ["museum"], "hours": ["10:00-16:00"]},
            {"sites": ["museum"], "weekdays": ["monday"], "hours": []},
        ],
        "access": {
            "permits": [{"sites": ["fort"], "first": THURSDAY, "last": FRIDAY}],
            "overrides": [{"by": "A. Person", "reason": "was there", "sites": ["ruin"]}],
        },
        "needs": [{"sites": ["ruin"], "skills": ["ropes"]}],
        "locked": [{"site": "museum", "day": THURSDAY}],
        "together": [["mosque", "museum"]],
    }
    return Mission.model_validate(parts | changes)


class Row(NamedTuple):
    """A candidate."""

    site_id: str
    kind: str
    minutes: int
    priority: int
    indoors: bool
    said: tuple[Said, ...]
    code: str | None = None


ROWS = (
    Row("cave", "cave", 30, 9, False, (), "access_unknown"),
    Row("fort", "fort", 60, 8, False, _said(AccessStatus.PERMIT)),
    Row("mill", "monument", 45, 3, False, _said(AccessStatus.OPEN)),
    Row("mosque", "mosque", 45, 7, False, _said(AccessStatus.OPEN, expires=date(2026, 12, 31))),
    Row("museum", "museum", 60, 5, True, _said(AccessStatus.OPEN)),
    Row("ruin", "ruin", 30, 6, False, _said(AccessStatus.OPEN, expires=date(2026, 2, 1))),
)
"""Of the cave nobody knows whether it may be visited, and what was said of the ruin is out of date."""


def candidates(**changes: Row) -> gpd.GeoDataFrame:
    """Six sites; a row may be put in place of another."""
    rows = [changes.get(row.site_id, row) for row in ROWS]
    frame = pd.DataFrame(rows, columns=Row._fields)
    return gpd.GeoDataFrame(frame, geometry=[shapely.Point(PLACES[row.site_id]) for row in rows], crs=4326)


def closure(shape: shapely.Geometry, **changes: str | None) -> gpd.GeoDataFrame:
    """One closed area."""
    said = dict.fromkeys(["first_day", "last_day", "yearly", "expires"])
    frame = pd.DataFrame([{"id": "shut", "kind": "closed_road", "title": "Shut"} | said | changes]).astype("str")
    for name in said:
        frame[name] = pd.Series([changes.get(name)], dtype="str")
    return gpd.GeoDataFrame(frame, geometry=[shape], crs=4326)


class StraightRoads:
    """Roads that lead straight from everywhere to everywhere."""

    info = GraphInfo("made up", None, "0", (9, 49, 11, 51), "flat")

    def snap(self, lonlat: NDArray[np.float64]) -> pd.DataFrame:
        raise NotImplementedError

    def isochrone(self, place: object, minutes: object, *, avoid: object = None) -> list[shapely.Polygon | shapely.MultiPolygon]:  # fmt: skip
        raise NotImplementedError

    def matrix(self, lonlat: NDArray[np.float64], *, avoid: Avoid | None = None) -> TravelTimes:
        raise NotImplementedError

    def route(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> Route | None:
        del avoid
        km = _GEOD.inv(*start, *end)[2] / 1000
        return Route(round(km / 40 * 3600), km, shapely.LineString([start, end]), pd.DataFrame())


@dataclass
class DayMaker:
    """Makes a day: one drives, visits and pauses in the order told."""

    day: date
    number: int
    base: str
    now: datetime
    here: PlanPlace = field(init=False)
    items: list[PlanLeg | PlanStop | PlanBreak] = field(default_factory=list)
    stops: int = 0

    def __post_init__(self) -> None:
        self.here = _place(base=self.base)
        self.depart = self.now

    def drive(self, to: PlanPlace) -> None:
        start, end = (self.here.lon, self.here.lat), (to.lon, to.lat)
        route = StraightRoads().route(start, end)
        assert route is not None
        seconds = int(route.seconds)
        arrive = self.now + timedelta(seconds=seconds) + _BUFFER
        leg = PlanLeg(
            start=self.here, end=to, depart=self.now, arrive=arrive, seconds=seconds, km=round(route.km, 3),
            basis=LegBasis.ROAD, note="road: made up", line=(start, end),
        )  # fmt: skip
        self.items.append(leg)
        self.now, self.here = arrive, to

    def visit(self, site: str, *, at: time | None = None) -> None:
        row = next(row for row in ROWS if row.site_id == site)
        lon, lat = PLACES[site]
        road = PlanPlace(site_id=site, lon=RUIN_ROAD[0], lat=RUIN_ROAD[1]) if site == "ruin" else _place(site=site)
        there = PlanPlace(site_id=site, lon=lon, lat=lat)
        self.drive(road)
        arrived = self.now
        walks = site == "ruin"
        self.now = max(self.now, datetime.combine(self.day, at or time()))
        if walks:
            self._walk(road, there)
        begin = self.now
        end = begin + timedelta(minutes=row.minutes)
        self.stops += 1
        place = len(self.items)
        self.now = end
        if walks:
            self._walk(there, road)
        overridden = site == "ruin"
        stop = PlanStop(
            id=f"{site}@{self.day}", site_id=site, position=self.stops, arrive=arrived, begin=begin, end=end,
            depart=self.now, priority=row.priority, must=site == "mosque", locked=site == "museum",
            access="override" if overridden else row.said[0].status, lon=lon, lat=lat,
            access_note="overridden by A. Person: was there" if overridden else None,
        )  # fmt: skip
        self.items.insert(place, stop)

    def _walk(self, start: PlanPlace, end: PlanPlace) -> None:
        metres = 1.3 * _GEOD.inv(start.lon, start.lat, end.lon, end.lat)[2]
        seconds = round(metres * 3.6 / 4)
        arrive = self.now + timedelta(seconds=seconds)
        line = ((start.lon, start.lat), (end.lon, end.lat))
        self.items.append(
            PlanLeg(
                start=start,
                end=end,
                depart=self.now,
                arrive=arrive,
                seconds=seconds,
                km=round(metres / 1000, 3),
                basis=LegBasis.ACCESS,
                note="access: on foot",
                line=line,
            )
        )
        self.now = arrive

    def pause(self, name: str, at: datetime, minutes: int) -> None:
        begin = max(self.now, at)
        self.now = begin + timedelta(minutes=minutes)
        self.items.append(PlanBreak(name=name, begin=begin, end=self.now))
        for number in range(len(self.items) - 1, -1, -1):  # one leaves the last stop after the pause
            item = self.items[number]
            if isinstance(item, PlanStop):
                self.items[number] = item.model_copy(update={"depart": self.now})
                break

    def done(self, base: str) -> PlanDay:
        self.drive(_place(base=base))
        legs = [item for item in self.items if isinstance(item, PlanLeg) and item.basis == LegBasis.ROAD]
        return PlanDay(
            day=self.number, date=self.day, team="red", start=_place(base=self.base), end=self.here,
            depart=self.depart, arrive=self.now, drive_seconds=sum(leg.seconds for leg in legs), items=tuple(self.items),
        )  # fmt: skip


def _place(*, site: str | None = None, base: str | None = None) -> PlanPlace:
    lon, lat = PLACES[site or base or ""]
    return PlanPlace(site_id=site, base_id=base, lon=lon, lat=lat)


def friday_prayer() -> datetime:
    """When it is dhuhr in the middle of the two bases on Friday."""
    from adhanpy.calculation.CalculationMethod import CalculationMethod
    from adhanpy.PrayerTimes import PrayerTimes

    lon, lat = mission().middle
    times = PrayerTimes((lat, lon), datetime.combine(FRIDAY, time()), CalculationMethod.MUSLIM_WORLD_LEAGUE, time_zone=mission().zone)  # fmt: skip
    moment: datetime = times.dhuhr
    return moment.replace(tzinfo=None)


def _days() -> list[PlanDay]:
    first = DayMaker(THURSDAY, 1, "inn", datetime.combine(THURSDAY, time(8, 30)))
    first.visit("mosque")
    first.visit("museum", at=time(10))
    first.pause("lunch", datetime.combine(THURSDAY, time(12)), 60)
    second = DayMaker(FRIDAY, 2, "inn", datetime.combine(FRIDAY, time(9)))
    second.visit("fort")
    second.pause("lunch", datetime.combine(FRIDAY, time(12)), 60)
    second.pause("prayer:friday", friday_prayer(), 60)
    second.visit("ruin")
    return [first.done("inn"), second.done("airport")]


def plan(days: Sequence[PlanDay] | None = None) -> Plan:
    """A plan of the mission that holds."""
    days = tuple(days or _days())
    legs = [item for day in days for item in day.items if isinstance(item, PlanLeg)]
    stops = [item for day in days for item in day.items if isinstance(item, PlanStop)]
    return hashed(
        Plan(
            hash="", title="Two days", time_zone="Europe/Berlin", mission={}, mission_hash="", data={},
            solver=Solver(name="by hand", version="1", seed=1, effort={}),
            objective=Objective(
                must=1, must_of=1, priority=sum(stop.priority for stop in stops), bound=40,
                drive_seconds=sum(day.drive_seconds for day in days), km=round(sum(leg.km for leg in legs), 3), shifts=2,
            ),
            candidates=tuple(candidates()["site_id"]), visited=tuple(stop.site_id for stop in stops),
            omitted=(
                Omission(site_id="cave", code="access_unknown", reason="Nobody knows."),
                Omission(site_id="mill", code="fits", reason="It fits."),
            ),
            days=days,
        )
    )  # fmt: skip
