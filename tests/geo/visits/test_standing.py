"""Where a team stands at a moment of its day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.visits.standing import Standing, standing_of
from tests.geo.visits.check.plan_parts import FRIDAY, THURSDAY, plan

FIRST, SECOND = plan().days


def on_thursday(hour: int, minute: int) -> Standing:
    return standing_of(FIRST, datetime.combine(THURSDAY, time(hour, minute)))


def test_before_it_sets_out_nothing_is_done() -> None:
    standing = on_thursday(8, 30)
    assert not standing.begun
    assert (standing.here, standing.home, standing.drive_seconds) == (FIRST.start, False, 0)


def test_on_the_way_it_is_where_it_has_got_to() -> None:
    """The way to the mosque takes 15 minutes and 45 seconds; a third of it is driven."""
    standing = on_thursday(8, 35)
    (leg,) = standing.items
    assert isinstance(leg, PlanLeg)
    whole = FIRST.items[0]
    assert isinstance(whole, PlanLeg)
    share = 300 / (whole.arrive - whole.depart).total_seconds()
    assert standing.here.lon == pytest.approx(10 + 0.1 * share, abs=1e-6)
    assert standing.here.site_id is standing.here.base_id is None
    assert leg.arrive == standing.free == datetime.combine(THURSDAY, time(8, 35))
    assert leg.seconds == standing.drive_seconds == round(whole.seconds * share)
    assert leg.km == pytest.approx(whole.km * share, abs=0.001)
    assert (standing.done, standing.begun) == ((), True)


def test_a_visit_under_way_is_finished_first() -> None:
    standing = on_thursday(9, 0)
    assert standing.done == ("mosque",)
    assert standing.free == datetime.combine(THURSDAY, time(9, 30, 45))
    assert standing.here.site_id == "mosque"
    assert all(item.done for item in standing.items if isinstance(item, PlanStop))


def test_who_waits_at_a_door_has_not_visited() -> None:
    standing = on_thursday(9, 55)
    assert standing.done == ("mosque",)
    assert standing.here.site_id == "museum"
    assert standing.free == datetime.combine(THURSDAY, time(9, 55))


def test_a_break_under_way_is_had_in_full() -> None:
    standing = on_thursday(12, 20)
    assert standing.breaks == ("lunch",)
    assert standing.free == datetime.combine(THURSDAY, time(13))
    assert on_thursday(12, 0).breaks == ()


def test_the_ways_on_foot_belong_to_the_visit() -> None:
    walking = standing_of(SECOND, datetime.combine(FRIDAY, time(14, 35)))
    assert walking.done == ("fort",)
    assert (walking.here.lon, walking.here.lat) == (10.1, 50.096)
    inside = standing_of(SECOND, datetime.combine(FRIDAY, time(14, 50)))
    assert inside.done == ("fort", "ruin")
    assert inside.free == datetime.combine(FRIDAY, time(15, 20, 7))
    assert (inside.here.lon, inside.here.lat) == (10.1, 50.096)


def test_at_home_the_day_is_over() -> None:
    standing = on_thursday(13, 30)
    assert standing.home
    assert standing.items == tuple(
        item.model_copy(update={"done": True}) if isinstance(item, PlanStop) else item for item in FIRST.items
    )
    assert standing.drive_seconds == FIRST.drive_seconds


def test_a_break_on_the_way_is_no_way() -> None:
    """Half an hour's rest in the middle of a way: after it one is as far as before it."""
    leg = FIRST.items[0]
    assert isinstance(leg, PlanLeg)
    rest = timedelta(minutes=30)
    longer = leg.model_copy(update={"arrive": leg.arrive + rest})
    begin = leg.depart + timedelta(minutes=5)
    day = FIRST.model_copy(update={"items": (longer, PlanBreak(name="lunch", begin=begin, end=begin + rest))})
    before, after = standing_of(day, begin), standing_of(day, begin + rest)
    assert before.here == after.here
    assert (before.breaks, after.breaks) == ((), ("lunch",))
