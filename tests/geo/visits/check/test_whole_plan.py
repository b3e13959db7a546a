"""The checker of plans made anew on the road finds what was done and is changed, and what should have stayed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from geo.visits.check import check_whole_plan
from geo.visits.news import News
from geo.visits.plan import Omission, Plan, PlanBreak, PlanDay, PlanLeg, PlanPlace, PlanStop
from geo.visits.plan_file import hashed
from tests.geo.visits.check.plan_changes import Change, later, objective, omit, on, with_day, with_items, without
from tests.geo.visits.check.plan_parts import FRIDAY, THURSDAY, mission, plan

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def at(hour: int, minute: int, day: date = THURSDAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


NOW = News(at(10, 30))
"""The mosque is visited, one is in the museum; lunch and the way home are to come."""


def held(news: News = NOW) -> Plan:
    """The plan, of which nothing changes."""

    def mark(day: PlanDay) -> PlanDay:
        items = [
            item.model_copy(update={"done": True}) if isinstance(item, PlanStop) and item.begin < news.at else item
            for item in day.items
        ]
        return day.model_copy(update={"items": tuple(items)})

    return plan(list(map(mark, plan().days)))


def turned() -> tuple[Plan, News]:
    """Five minutes after the departure everything is planned anew: from where the car is, as before."""
    day = plan().days[0]
    leg = day.items[0]
    assert isinstance(leg, PlanLeg)
    now = at(8, 35)
    share = (now - leg.depart) / (leg.arrive - leg.depart)
    (lon, lat), end = leg.line
    here = PlanPlace(lon=lon + share * (end[0] - lon), lat=lat)
    driven = leg.model_copy(
        update={
            "end": here,
            "arrive": now,
            "seconds": round(share * leg.seconds),
            "km": share * leg.km,
            "line": (leg.line[0], (here.lon, here.lat)),
        }
    )
    ahead = leg.model_copy(
        update={
            "start": here,
            "depart": now,
            "seconds": leg.seconds - driven.seconds,
            "km": leg.km - driven.km,
            "line": ((here.lon, here.lat), end),
        }
    )
    items = (driven, ahead, *day.items[1:])
    return plan([day.model_copy(update={"items": items}), plan().days[1]]), News(now)


def codes(changed: Plan, news: News = NOW, **changes: Any) -> set[str]:  # noqa: ANN401 (fields of a mission)
    return {breach.code for breach in check_whole_plan(changed, old=plan(), mission=mission(**changes), news=news)}


@pytest.mark.parametrize(
    "now",
    [at(8, 30), at(8, 35), at(10, 30), at(12, 30), at(17, 0), at(8, 0, FRIDAY), at(14, 35, FRIDAY), at(14, 50, FRIDAY)],
)
def test_a_plan_that_stays_has_no_breach(now: datetime) -> None:
    news = News(now, locked=["ruin"], locked_days=[FRIDAY])
    assert codes(held(news), news) == set()


def test_a_plan_that_goes_on_from_the_road_has_no_breach() -> None:
    assert codes(*turned()) == set()


BROKEN: dict[str, tuple[set[str], Change]] = {
    "a visit that is over takes longer": ({"done"}, on(PlanStop, 0, 1, end=later("end", MINUTE))),
    "a stop that is done has another id": ({"done", "chain"}, on(PlanStop, 0, 1, id="mosque@2026-05-13")),
    "a stop that is done is worth more": ({"done"}, lambda p: objective(priority=p.objective.priority + 1)(on(PlanStop, 0, 1, priority=8)(p))),
    "a stop that is done is to come": ({"done"}, on(PlanStop, 0, 1, done=False)),
    "a stop to come is done": ({"done"}, on(PlanStop, 0, 2, done=True)),
    "a stop that is done is gone": ({"done", "candidates", "chain", "objective"}, without(PlanStop, 0, 1)),
    "a way that is over took longer": ({"done"}, lambda p: with_day(1, lambda d: d.model_copy(update={"drive_seconds": d.drive_seconds + 1}))(objective(drive_seconds=p.objective.drive_seconds + 1)(on(PlanLeg, 0, 1, seconds=lambda leg: leg.seconds + 1)(p)))),
    "what is to come is over too soon": ({"resume"}, on(PlanBreak, 0, 1, begin=later("begin", -61 * MINUTE))),
    "the day says less driving": ({"driving"}, with_day(1, lambda d: d.model_copy(update={"drive_seconds": 1}))),
    "lunch twice": ({"break"}, with_items(1, lambda items: [*items[:5], items[4], *items[5:]])),
    "stops have other numbers": ({"chain"}, on(PlanStop, 0, 2, position=2)),
    "a candidate is forgotten": ({"candidates"}, omit("cave")),
    "a site is visited twice": ({"candidates", "objective"}, lambda p: p.model_copy(update={"visited": (*p.visited, "mosque")})),
    "it says more than it reaches": ({"objective"}, objective(km=1)),
    "the days are in another order": ({"mission"}, lambda p: p.model_copy(update={"days": p.days[::-1]})),
    "a day is missing": ({"mission", "candidates", "objective"}, lambda p: p.model_copy(update={"days": p.days[:1]})),
    "a day stands twice": ({"mission", "candidates", "objective"}, lambda p: p.model_copy(update={"days": (*p.days, p.days[1])})),
    "a night that is not free is elsewhere": ({"night"}, with_day(1, lambda d: d.model_copy(update={"end": d.end.model_copy(update={"base_id": "airport"})}))),
    "a day starts elsewhere than the night was": ({"night"}, with_day(2, lambda d: d.model_copy(update={"start": d.start.model_copy(update={"base_id": "airport"})}))),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_one_broken_rule_is_found(name: str) -> None:
    expected, change = BROKEN[name]
    assert codes(hashed(change(held()))) == expected


def test_a_plan_that_was_changed_after_it_was_made_is_found() -> None:
    assert codes(held().model_copy(update={"title": "Another"})) == {"hash"}


def test_a_day_that_is_over_stays_in_all() -> None:
    morning = News(at(8, 0, FRIDAY))
    changed = on(PlanBreak, 0, 1, begin=later("begin", MINUTE), end=later("end", MINUTE))(held(morning))
    assert codes(hashed(changed), morning) == {"done"}


def test_the_last_stop_may_be_left_at_another_time_and_no_other() -> None:
    noon = News(at(12, 30))
    assert codes(hashed(on(PlanStop, 1, 1, depart=later("depart", MINUTE))(held(noon))), noon) == set()
    assert codes(hashed(on(PlanStop, 0, 1, depart=later("depart", MINUTE))(held(noon))), noon) == {"done"}


def test_a_free_night_may_be_elsewhere() -> None:
    def move(p: Plan) -> Plan:
        to = {"base_id": "airport"}
        p = with_day(1, lambda d: d.model_copy(update={"end": d.end.model_copy(update=to)}))(p)
        return hashed(with_day(2, lambda d: d.model_copy(update={"start": d.start.model_copy(update=to)}))(p))

    assert codes(move(held()), replace(NOW, free_nights=[1])) == set()
    assert codes(move(held())) == {"night"}


def test_a_locked_day_stays_as_it_was() -> None:
    moved = hashed(with_day(2, lambda d: d.model_copy(update={"depart": at(8, 59, FRIDAY)}))(held()))
    assert codes(moved) == set()
    assert codes(moved, replace(NOW, locked_days=[FRIDAY])) == {"locked_day"}
    assert codes(moved, locked_days=[FRIDAY], locked=[]) == {"locked_day"}


LATER = on(PlanStop, 0, 2, begin=later("begin", MINUTE), end=later("end", MINUTE))


def test_a_locked_stop_keeps_its_time() -> None:
    assert codes(hashed(LATER(held()))) == set()
    assert codes(hashed(LATER(held())), replace(NOW, locked=["fort"])) == {"lock"}


def test_the_stops_to_come_of_a_locked_today_keep_their_times() -> None:
    morning = News(at(8, 0, FRIDAY))
    assert codes(hashed(LATER(held(morning))), morning) == set()
    assert codes(hashed(LATER(held(morning))), replace(morning, locked_days=[FRIDAY])) == {"lock"}


def test_a_locked_stop_that_is_lost_needs_a_conflict() -> None:
    def lose(p: Plan) -> Plan:
        p = with_items(2, lambda items: [item for item in items if getattr(item, "site_id", "") != "fort"])(p)
        p = on(PlanStop, 0, 2, position=1)(omit("cave", "mill", "fort")(p))
        visited = tuple(site for site in p.visited if site != "fort")
        return objective(priority=p.objective.priority - 8)(p.model_copy(update={"visited": visited}))

    told = Omission(site_id="fort", code="lock_cannot", details={"site": "fort", "day": 2}, reason="")
    locked = replace(NOW, locked=["fort"])
    assert codes(hashed(lose(held()))) == set()
    assert codes(hashed(lose(held())), locked) == {"must"}
    assert codes(hashed(lose(held()).model_copy(update={"conflicts": (told,)})), locked) == set()


def test_what_is_said_to_be_done_is_not_to_come() -> None:
    assert codes(held(), replace(NOW, done=["fort"])) == {"done"}


def test_who_drops_out_goes_no_further() -> None:
    assert codes(held(), replace(NOW, absent=["red"])) == {"resume"}


def test_a_team_goes_on_from_where_it_is() -> None:
    whole, news = turned()
    elsewhere = on(PlanLeg, 1, 1, start=lambda leg: leg.start.model_copy(update={"lat": 50.01}))
    assert codes(hashed(elsewhere(whole)), news) == {"resume"}
    early = on(PlanLeg, 1, 1, depart=later("depart", -SECOND))
    assert codes(hashed(early(whole)), news) == {"resume"}
    farther = on(PlanLeg, 0, 1, end=lambda leg: leg.end.model_copy(update={"lon": leg.end.lon + 0.01}))
    assert codes(hashed(farther(whole)), news) == {"done"}


def test_a_team_that_says_where_it_is_goes_on_from_there() -> None:
    whole, news = turned()
    assert codes(whole, replace(news, positions={"red": (10.03, 50.005)})) == set()
    assert codes(whole, replace(news, positions={"red": (10.03, 50.05)})) == {"resume"}


def test_what_was_driven_counts_for_the_limit_of_the_day() -> None:
    rules = {"max_driving_hours": 0.7}
    assert codes(*turned(), rules=rules) == {"driving"}
    assert codes(*turned(), rules=rules | {"max_driving_hours": 0.75}) == set()
