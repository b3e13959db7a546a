"""The checker of plans finds each rule broken alone, whether the plan or the mission has changed, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from geo.visits.check import Breach, check_plan
from geo.visits.plan import Omission, Plan, PlanBreak, PlanLeg, PlanStop
from geo.visits.plan_file import hashed
from geo.vocabularies import AccessStatus, LegBasis
from tests.geo.visits.check.plan_changes import later, objective, omit, on, with_day, with_items, without
from tests.geo.visits.check.plan_parts import (
    FRIDAY,
    ROWS,
    THURSDAY,
    Row,
    Said,
    StraightRoads,
    candidates,
    closure,
    mission,
    plan,
)

if TYPE_CHECKING:
    from geo.visits.mission import Mission
    from tests.geo.visits.check.plan_changes import Change

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ROW = {row.site_id: row for row in ROWS}


def checked(
    changed: Plan | None = None,
    *,
    of: Mission | None = None,
    among: gpd.GeoDataFrame | None = None,
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
) -> list[Breach]:
    return check_plan(
        changed or plan(),
        mission=of or mission(),
        candidates=candidates() if among is None else among,
        roads=StraightRoads(),
        closures=closures,
        borders=borders,
    )


def codes(breaches: list[Breach]) -> set[str]:
    return {breach.code for breach in breaches}


def test_a_plan_that_holds_has_no_breach() -> None:
    assert checked() == []


def detour(leg: PlanLeg) -> tuple[tuple[float, float], ...]:
    (lon, lat), end = leg.line
    return ((lon, lat), (lon, lat + 0.01), end)


CHANGED_PLANS: dict[str, tuple[set[str], Change]] = {
    "a candidate is forgotten": ({"candidates"}, omit("cave")),
    "a visited site is omitted as well": ({"candidates"}, omit("cave", "mill", "fort")),
    "a stranger is omitted": ({"candidates"}, omit("cave", "mill", "palace")),
    "a day is missing": ({"candidates", "mission", "objective"}, lambda p: p.model_copy(update={"days": p.days[1:]})),
    "another time zone": ({"mission"}, lambda p: p.model_copy(update={"time_zone": "Europe/Paris"})),
    "a stranger drives": ({"candidates", "mission", "objective"}, with_day(1, lambda d: d.model_copy(update={"team": "blue"}))),
    "it says more than it reaches": ({"objective"}, objective(priority=27)),
    "it reaches more than the bound": ({"objective"}, objective(bound=25)),
    "it counts another driving": ({"objective"}, objective(drive_seconds=1)),
    "a stop has another priority": ({"objective"}, on(PlanStop, 0, 1, priority=9)),
    "a visit begins before the arrival": ({"order", "minutes"}, on(PlanStop, 0, 1, begin=later("begin", -SECOND))),
    "a way begins during the visit": ({"order"}, on(PlanLeg, 1, 1, depart=later("depart", -SECOND))),
    "a stop says another arrival": ({"order"}, on(PlanStop, 1, 1, arrive=later("arrive", -SECOND))),
    "a stop says another departure": ({"order"}, on(PlanStop, 1, 1, depart=later("depart", -SECOND))),
    "the day ends before its last way": ({"order"}, with_day(1, lambda d: d.model_copy(update={"arrive": d.arrive and d.arrive - SECOND}))),
    "lunch is eaten during the visit": ({"order", "break"}, on(PlanBreak, 0, 1, begin=later("begin", -61 * MINUTE), end=later("end", -61 * MINUTE))),
    "a way begins elsewhere": ({"chain", "footpath", "line", "time"}, on(PlanLeg, 1, 1, start=lambda leg: leg.start.model_copy(update={"lon": 10.15}))),
    "stops have other numbers": ({"chain"}, on(PlanStop, 0, 2, position=2)),
    "a stop has another id": ({"chain"}, on(PlanStop, 0, 2, id="fort@2026-05-16")),
    "the night is elsewhere": ({"base", "chain", "footpath"}, with_day(1, lambda d: d.model_copy(update={"end": d.end.model_copy(update={"base_id": "airport"})}))),
    "the day starts elsewhere": ({"base", "chain", "footpath"}, with_day(2, lambda d: d.model_copy(update={"start": d.start.model_copy(update={"base_id": "airport"})}))),
    "the day says less driving": ({"driving"}, with_day(1, lambda d: d.model_copy(update={"drive_seconds": 1}))),
    "a way has no buffer": ({"buffer"}, on(PlanLeg, 0, 1, depart=later("depart", SECOND))),
    "a way is quicker than the roads": ({"time", "driving", "objective"}, on(PlanLeg, 0, 1, seconds=lambda leg: leg.seconds - 2)),
    "a way is drawn as a detour": ({"line"}, on(PlanLeg, 0, 1, line=detour)),
    "a way has no line": ({"line"}, on(PlanLeg, 0, 1, line=())),
    "a line ends elsewhere": ({"line"}, on(PlanLeg, 0, 1, line=lambda leg: (leg.line[0], (10.0996, 50.0)))),
    "a visit is cut short": ({"minutes"}, on(PlanStop, 0, 2, end=later("end", -MINUTE))),
    "nobody has lunch": ({"break"}, without(PlanBreak, 0, 1)),
    "lunch is short": ({"break"}, on(PlanBreak, 0, 1, end=later("end", -SECOND))),
    "lunch is too early": ({"break"}, on(PlanBreak, 0, 1, begin=later("begin", -MINUTE), end=later("end", -MINUTE))),
    "nobody prays": ({"break"}, without(PlanBreak, 1, 2)),
    "prayer is late": ({"break", "buffer", "order"}, on(PlanBreak, 1, 2, begin=later("begin", SECOND), end=later("end", SECOND))),
    "lunch twice": ({"break"}, with_items(1, lambda items: [*items[:4], items[4].model_copy(update={"begin": items[4].begin - 55 * MINUTE, "end": items[4].begin}), *items[4:]])),
    "a break that nobody owes": ({"break"}, on(PlanBreak, 0, 1, name="nap")),
    "access rests on something else": ({"access"}, on(PlanStop, 0, 2, access="open")),
    "nobody's name stands for an override": ({"access"}, on(PlanStop, 1, 2, access_note=None)),
    "the way on foot is missing": ({"chain", "footpath", "objective"}, without(PlanLeg, 2, 2)),
    "the way on foot is short": ({"footpath", "objective"}, on(PlanLeg, 2, 2, km=0.1)),
    "the way on foot is quick": ({"footpath"}, on(PlanLeg, 2, 2, seconds=lambda leg: leg.seconds - 60)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED_PLANS)
def test_one_broken_rule_of_a_plan_is_found(name: str) -> None:
    expected, change = CHANGED_PLANS[name]
    assert codes(checked(hashed(change(plan())))) == expected


def test_a_plan_that_was_changed_after_it_was_made_is_found() -> None:
    assert codes(checked(plan().model_copy(update={"title": "Another"}))) == {"hash"}


CHANGED_MISSIONS: dict[str, tuple[str, dict[str, object]]] = {
    "a site is excluded": ("must_not", {"sites": {"exclude": ["fort"]}}),
    "a site was visited before": ("must_not", {"visited": ["fort"]}),
    "another must-see": ("must", {"must": ["mosque", "mill"]}),
    "a pair is parted": ("together", {"together": [["mosque", "fort"]]}),
    "half a pair is left": ("together", {"together": [["fort", "mill"]]}),
    "a lock on another day": ("lock", {"locked": [{"site": "museum", "day": FRIDAY}]}),
    "a lock at another time": ("lock", {"locked": [{"site": "museum", "day": THURSDAY, "at": "10:15"}]}),
    "a lock of another team": ("lock", {"locked": [{"site": "museum", "day": THURSDAY, "team": "blue"}]}),
    "the team begins later": ("shift", {"teams": [{"id": "red", "hours": "08:31-18:00", "skills": ["ropes"]}]}),
    "the mission begins later": ("shift", {"start": {"base": "inn", "at": "08:31"}}),
    "the deadline is earlier": ("shift", {"end": {"base": "airport", "deadline": "16:01"}}),
    "it ends elsewhere": ("base", {"end": {"base": "inn"}}),
    "it starts elsewhere": ("base", {"start": {"base": "airport"}}),
    "the night has another base": ("base", {"nights": {"at": {1: "airport"}}}),
    "less driving": ("driving", {"rules": {"max_driving_hours": 0.6, "lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}}}),
    "more buffer": ("buffer", {"rules": {"buffer_minutes": 6, "lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}}}),
    "a longer lunch": ("break", {"rules": {"lunch": {"minutes": 61, "between": "12:00-14:00"}, "prayers": {"friday": True}}}),
    "a prayer on every day": ("break", {"rules": {"lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True, "breaks": ["dhuhr"], "within_minutes": 0}}}),
    "longer visits": ("minutes", {"minutes": {"sites": {"fort": 61}}}),
    "the museum opens later": ("opening", {"opening": [{"sites": ["museum"], "hours": ["10:01-16:00"]}]}),
    "the museum is closed that day": ("opening", {"opening": [{"kinds": ["museum"], "weekdays": ["thursday"], "hours": []}]}),
    "the fort closes during the visit": ("opening", {"opening": [{"sites": ["fort"], "hours": ["09:00-10:00", "10:01-12:00"]}]}),
    "all close for a minute": ("opening", {"opening": [{"dates": [FRIDAY], "closed": ["10:00-10:01"]}]}),
    "no permit": ("access", {"access": {"overrides": [{"by": "A. Person", "reason": "was there"}]}}),
    "a permit that has run out": ("access", {"access": {"permits": [{"sites": ["fort"], "last": THURSDAY}], "overrides": [{"by": "A. Person", "reason": "was there"}]}}),
    "a permit of others": ("access", {"access": {"permits": [{"sites": ["fort"], "teams": ["blue"]}], "overrides": [{"by": "A. Person", "reason": "was there"}]}}),
    "no override": ("access", {"access": {"permits": [{"sites": ["fort"]}]}}),
    "an override of others": ("access", {"access": {"permits": [{"sites": ["fort"]}], "overrides": [{"by": "A. Person", "reason": "was there", "sites": ["fort"]}]}}),
    "permits for more sites": ("access", {"access": {"permits": [{"sites": ["fort"]}], "need_permit": ["museum"], "overrides": [{"by": "A. Person", "reason": "was there"}]}}),
    "other skills": ("need", {"needs": [{"sites": ["fort"], "skills": ["diving"]}]}),
    "other languages": ("need", {"needs": [{"sites": ["fort"], "languages": ["fr"]}]}),
    "access ways are limited": ("footpath", {"rules": {"max_access_m": 400, "lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}}}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED_MISSIONS)
def test_a_rule_that_the_mission_has_more_is_found(name: str) -> None:
    expected, changes = CHANGED_MISSIONS[name]
    found = codes(checked(of=mission(**changes)))
    assert expected in found
    assert found <= {expected, "objective"}, "the sum of must-sees may differ as well"


CHANGED_SITES: dict[str, Row] = {
    "closed since": ROW["fort"]._replace(said=(*ROW["fort"].said, Said(THURSDAY.toordinal(), AccessStatus.CLOSED))),
    "unknown of late": ROW["fort"]._replace(said=(*ROW["fort"].said, Said(THURSDAY.toordinal(), AccessStatus.UNKNOWN))),
    "with an escort": ROW["museum"]._replace(said=(Said(1, AccessStatus.ESCORT),)),
    "strict on one day": ROW["museum"]._replace(said=(Said(1, AccessStatus.OPEN), Said(1, AccessStatus.CLOSED))),
    "out of date": ROW["mosque"]._replace(
        said=(ROW["mosque"].said[0]._replace(expires=date(2026, 5, 13).toordinal()),)
    ),
    "only known later": ROW["mosque"]._replace(said=(ROW["mosque"].said[0]._replace(day=FRIDAY.toordinal()),)),
}


@pytest.mark.parametrize("name", CHANGED_SITES)
def test_access_is_what_the_newest_statement_says_on_that_day(name: str) -> None:
    row = CHANGED_SITES[name]
    assert codes(checked(among=candidates(**{row.site_id: row}), of=mission(access={"permits": [{"sites": ["fort"]}], "overrides": [{"by": "A. Person", "reason": "was there", "sites": ["ruin"]}]}))) == {"access"}  # fmt: skip


def test_a_statement_from_after_the_visit_says_nothing_of_it() -> None:
    later_said = ROW["museum"]._replace(said=(*ROW["museum"].said, Said(FRIDAY.toordinal(), AccessStatus.CLOSED)))
    assert checked(among=candidates(museum=later_said)) == []


def test_a_site_that_cannot_be_planned_is_not_visited() -> None:
    assert codes(checked(among=candidates(fort=ROW["fort"]._replace(code="no_road")))) == {"must_not"}


def test_nobody_is_outdoors_in_the_dark() -> None:
    """At the end of the world of May the sun is down at half past eight."""
    far = {
        "bases": [{"id": "inn", "lon": 10, "lat": -75}, {"id": "airport", "lon": 10.4, "lat": -75, "overnight": False}]
    }
    found = [breach for breach in checked(of=mission(**far)) if breach.code == "daylight"]
    assert {breach.site for breach in found} == {"mosque", "fort", "ruin"}, "but not the museum"
    lit = mission(**far, rules={"daylight": False, "lunch": {"minutes": 60, "between": "12:00-14:00"}})
    assert "daylight" not in codes(checked(of=lit))


BAR = shapely.box(10.04, 49.9, 10.05, 50.05)
"""Across the road from the inn to the mosque; Friday's ways lead round it in the north, or east of it."""


@pytest.mark.parametrize(
    ("said", "shut"),
    [
        ({}, True),
        ({"first_day": "2026-05-14", "last_day": "2026-05-14"}, True),
        ({"first_day": "2026-05-15"}, False),
        ({"last_day": "2026-05-13"}, False),
        ({"yearly": "11-01/05-14"}, True),
        ({"yearly": "05-14/06-01"}, True),
        ({"yearly": "11-01/05-13"}, False),
        ({"yearly": "05-15/06-01"}, False),
        ({"expires": "2026-05-13"}, False),
        ({"expires": "2026-05-14"}, True),
        ({"expires": "2026-05-13", "kind": "mine_risk"}, True),
        ({"expires": "2026-05-13", "kind": "mine_risk", "last_day": "2026-05-13"}, False),
    ],
)
def test_no_way_touches_an_area_while_it_is_in_force(said: dict[str, str], shut: bool) -> None:
    found = checked(closures=closure(BAR, **said))
    assert codes(found) == ({"closure"} if shut else set())
    assert {breach.day for breach in found} == ({1} if shut else set())


def test_no_way_on_foot_and_no_stop_touches_an_area() -> None:
    on_foot = shapely.box(10.099, 50.097, 10.101, 50.099)
    assert {(b.code, b.day, b.site) for b in checked(closures=closure(on_foot))} == {("closure", 2, "ruin")}
    around = shapely.Point(10.1, 50.1).buffer(0.0005)
    assert {(b.code, b.day, b.site) for b in checked(closures=closure(around))} == {("closure", 2, "ruin")}


def test_a_closed_road_and_a_closed_bridge_are_areas() -> None:
    across = shapely.LineString([(10.045, 49.99), (10.045, 50.01)])
    assert codes(checked(closures=closure(across))) == {"closure"}
    assert codes(checked(closures=closure(shapely.Point(10.045, 50.0)))) == {"closure"}
    assert checked(closures=closure(shapely.Point(10.045, 50.01))) == []


def test_no_way_leaves_the_named_countries() -> None:
    borders = gpd.GeoDataFrame({"iso": ["AA", "BB"]}, geometry=[shapely.box(9.9, 49.9, 10.25, 50.2), shapely.box(10.25, 49.9, 10.6, 50.2)], crs=4326)  # fmt: skip
    inside = mission(countries=["AA", "BB"], crossings=[{"title": "Bridge", "lon": 10.25, "lat": 50.0485}])
    assert checked(of=inside, borders=borders) == []
    found = checked(of=mission(countries=["AA"]), borders=borders)
    assert codes(found) == {"border"}
    assert {breach.day for breach in found} == {2}
    closed = mission(countries=["AA", "BB"], crossings=[{"title": "Gate", "lon": 10.25, "lat": 50.1}])
    assert codes(checked(of=closed, borders=borders)) == {"border"}


def test_a_must_see_that_is_not_met_is_no_breach_if_a_conflict_names_it() -> None:
    told = Omission(site_id="mill", code="must_cannot", details={"site": "mill"}, reason="")
    honest = hashed(plan().model_copy(update={"conflicts": (told,)}))
    assert checked(honest, of=mission(must=["mosque", "mill"])) == []


def test_roads_that_know_no_way_are_believed() -> None:
    class NoRoads(StraightRoads):
        def route(self, *_: object, **__: object) -> None:
            return None

    found = check_plan(plan(), mission=mission(), candidates=candidates(), roads=NoRoads())
    assert codes(found) == {"time"}
    assert len(found) == sum(leg.basis == LegBasis.ROAD for day in plan().days for leg in day.items if isinstance(leg, PlanLeg))  # fmt: skip
