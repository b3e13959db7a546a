"""What a plan says of demands that it does not meet is believed only where it is true."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from geo.visits.check import check_plan
from geo.visits.plan import Omission, Plan, PlanDay
from geo.visits.plan_file import hashed
from tests.geo.visits.check.plan_changes import omit
from tests.geo.visits.check.plan_parts import (
    FRIDAY,
    PLACES,
    THURSDAY,
    DayMaker,
    StraightRoads,
    candidates,
    mission,
    plan,
)

if TYPE_CHECKING:
    from geo.roads.protocol import Route
    from geo.visits.mission import Mission

LUNCH: dict[str, Any] = {"lunch": {"minutes": 60, "between": "12:00-14:00"}, "prayers": {"friday": True}}
WAY: dict[str, Any] = {"day": 2, "team": "red", "base": "inn", "to_base": "airport"}
"""It takes 43 minutes, 48 with its buffer, from half past eight."""


class NoAirport(StraightRoads):
    """All roads, but for those to the airport."""

    def route(self, start: tuple[float, float], end: tuple[float, float], **more: Any) -> Route | None:  # noqa: ANN401
        return None if end == PLACES["airport"] else super().route(start, end, **more)


def short(*conflicts: Omission) -> Plan:
    """One visit on Thursday; on Friday nobody drives to the airport."""
    first = DayMaker(THURSDAY, 1, "inn", datetime.combine(THURSDAY, time(8, 30)))
    first.visit("mosque")
    second = plan().days[1]
    rest = PlanDay(day=2, date=FRIDAY, team="red", start=second.start, end=second.end)
    made = omit("cave", "fort", "mill", "museum", "ruin")(plan([first.done("inn"), rest]))
    return made.model_copy(
        update={"objective": made.objective.model_copy(update={"shifts": 1}), "conflicts": conflicts}
    )


def codes(changed: Plan, of: Mission, roads: StraightRoads | None = None) -> set[str]:
    found = check_plan(hashed(changed), mission=of, candidates=candidates(), roads=roads or StraightRoads())
    return {breach.code for breach in found}


def said(code: str, about: str = "airport", /, **details: object) -> Omission:
    return Omission(site_id=about, code=code, details=details, reason="")


def easy(**changes: object) -> Mission:
    return mission(**{"locked": [], "together": [], "rules": LUNCH} | changes)


def by(deadline: str) -> Mission:
    return easy(end={"base": "airport", "deadline": deadline})


def test_a_day_that_nobody_drives_though_its_ends_differ_needs_a_conflict_that_speaks_of_it() -> None:
    assert codes(short(), easy()) == {"transfer"}
    elsewhere = said("must_cannot", "mill", site="mill", day=2, team="red", minutes=3)
    assert codes(short(elsewhere), easy(must=["mosque", "mill"])) == {"transfer"}


TRUE: dict[str, tuple[Omission, Mission]] = {
    "the deadline": (said("end_deadline", **WAY, deadline="09:00", arrive="09:18"), by("09:00")),
    "the deadline, with lunch on the way": (said("end_deadline", **WAY, deadline="09:00", arrive="10:18"), by("09:00")),
    "the hours": (said("transfer_hours", **WAY, minutes=18), by("09:00")),
    "the driving": (said("transfer_too_long", **WAY, minutes=43, limit=30), easy(rules=LUNCH | {"max_driving_hours": 0.5})),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_a_true_conflict_is_no_breach(name: str) -> None:
    conflict, of = TRUE[name]
    assert codes(short(conflict), of) == set()


FALSE: dict[str, tuple[Omission, Mission]] = {
    "one is there in time": (said("end_deadline", **WAY, deadline="17:30", arrive="17:40"), easy()),
    "the hours are long enough": (said("transfer_hours", **WAY, minutes=18), easy()),
    "one may drive that far": (said("transfer_too_long", **WAY, minutes=43, limit=30), easy()),
    "a road leads there": (said("transfer_no_road", **WAY), easy()),
    "there is no such deadline": (said("end_deadline", **WAY, deadline="08:50", arrive="09:18"), by("09:00")),
    "one arrives later": (said("end_deadline", **WAY, deadline="09:00", arrive="09:10"), by("09:00")),
    "no breaks are so long": (said("end_deadline", **WAY, deadline="09:00", arrive="11:30"), by("09:00")),
    "more is missing": (said("transfer_hours", **WAY, minutes=10), by("09:00")),
    "the way is shorter": (said("transfer_too_long", **WAY, minutes=60, limit=30), easy(rules=LUNCH | {"max_driving_hours": 0.5})),
    "it is another way": (said("end_deadline", **WAY | {"base": "mill"}, deadline="09:00", arrive="09:18"), by("09:00")),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_conflict_without_its_ground_is_found(name: str) -> None:
    conflict, of = FALSE[name]
    assert codes(short(conflict), of) == {"conflict"}


def test_a_conflict_of_a_day_that_is_not_of_the_plan_is_found() -> None:
    conflict = said("transfer_hours", **WAY | {"day": 3}, minutes=18)
    assert codes(short(conflict), by("09:00")) == {"conflict", "transfer"}


def test_where_no_road_leads_only_that_is_true() -> None:
    assert codes(short(said("transfer_no_road", **WAY)), easy(), NoAirport()) == set()
    assert codes(short(said("transfer_hours", **WAY, minutes=18)), by("09:00"), NoAirport()) == {"conflict"}


def test_a_day_that_is_driven_has_no_conflict() -> None:
    driven = plan().model_copy(update={"conflicts": (said("transfer_hours", **WAY, minutes=18),)})
    assert codes(driven, mission()) == {"conflict"}


MILL: dict[str, Any] = {"must": ["mosque", "mill"]}
DEADLINE: dict[str, Any] = {
    "site": "mill",
    "day": 2,
    "team": "red",
    "to_base": "airport",
    "deadline": "17:30",
    "minutes": 5,
}
OF_SITES: dict[str, tuple[bool, Omission, dict[str, Any]]] = {
    "a must-see": (True, said("must_cannot", "mill", site="mill"), MILL),
    "a must-see left out": (True, said("must_left", "mill", site="mill"), MILL),
    "two must-sees": (True, said("must_together", "mill", site="mill", sites=["mill", "mosque"]), MILL),
    "a pair": (True, said("must_apart", "mill", site="mill", sites=["cave"]), MILL | {"together": [["mill", "cave"]]}),
    "a lock": (True, said("lock_cannot", "mill", site="mill", day=2), {"locked": [{"site": "mill", "day": FRIDAY}]}),
    "a stop and a deadline": (True, said("end_deadline_stop", "mill", **DEADLINE), MILL),
    "it is visited": (False, said("must_cannot", "mosque", site="mosque"), {}),
    "nobody demands it": (False, said("must_cannot", "mill", site="mill"), {}),
    "one of two is not demanded": (False, said("must_together", "mill", site="mill", sites=["mill", "cave"]), MILL),
    "no pair": (False, said("must_apart", "mill", site="mill", sites=["cave"]), MILL),
    "a lock on another day": (False, said("lock_cannot", "mill", site="mill", day=1), {"locked": [{"site": "mill", "day": FRIDAY}]}),
    "another deadline": (False, said("end_deadline_stop", "mill", **DEADLINE | {"deadline": "17:00"}), MILL),
    "a deadline on another day": (False, said("end_deadline_stop", "mill", **DEADLINE | {"day": 1}), MILL),
    "something else": (False, said("bad_mood", "mill", site="mill"), MILL),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_SITES)
def test_a_site_that_is_said_to_conflict_is_demanded_and_not_visited(name: str) -> None:
    true, conflict, changes = OF_SITES[name]
    assert codes(plan().model_copy(update={"conflicts": (conflict,)}), mission(**changes)) == (
        set() if true else {"conflict"}
    )
