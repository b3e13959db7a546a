"""Explanations: by how little a site misses, what it would displace, and which demands conflict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pytest

from geo.visits.cost import cost_of
from geo.visits.explain import Explanation, explain
from geo.visits.mission import Base, Days, End, Lock, Mission, Team
from geo.visits.problem import UNREACHABLE, Break, Problem, Shift, Solution, Window
from geo.visits.room import least_conflict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.visits.compile import Compiled

MINUTE, HOUR = 60, 3600
MORNING, EVENING = 8 * HOUR, 18 * HOUR
FIRST = date(2026, 5, 14)
ALWAYS = (Window(0, 24 * HOUR),)


@dataclass(frozen=True)
class Compilation:
    problem: Problem
    mission: Mission
    site_ids: tuple[str, ...]
    base_ids: tuple[str, ...]
    days: tuple[date, ...]
    teams: tuple[str, ...]
    unplannable: pd.DataFrame


def on_a_line(minutes: Sequence[int]) -> NDArray[np.int64]:
    """Driving times between places by their distance from the first base, in minutes."""
    at = np.array(minutes, dtype=np.int64) * MINUTE
    times: NDArray[np.int64] = np.abs(at[:, None] - at[None, :])
    return times


def problem_of(sites: Sequence[int], **changes: Any) -> Problem:  # noqa: ANN401  (fields of a problem)
    """Two days of ten hours from one base, four hours of driving; visits of an hour, each at some minutes from the base."""
    n = len(sites)
    shifts = changes.pop("shifts", None) or tuple(
        Shift(0, day, n, n, MORNING, EVENING, max_drive=4 * HOUR) for day in range(2)
    )
    standard = Problem(
        n_sites=n,
        drive=(on_a_line([*sites, 0, 90]),),
        buffer=0,
        priority=(10,) * n,
        service=(HOUR,) * n,
        shifts=shifts,
        windows=(((ALWAYS),) * len(shifts),) * n,
    )
    return replace(standard, **changes)


def explained(
    problem: Problem,
    routes: Sequence[Sequence[int]],
    *,
    unplannable: Sequence[tuple[str, str, Mapping[str, Any]]] = (),
    **mission: Any,  # noqa: ANN401  (fields of a mission)
) -> Explanation:
    days = 1 + max(shift.day for shift in problem.shifts)
    compiled = Compilation(
        problem=problem,
        mission=Mission(
            title="A mission",
            time_zone="Asia/Baku",
            days=Days(first=FIRST, last=FIRST + timedelta(days=days - 1)),
            bases=(Base(id="home", lon=47, lat=40), Base(id="airport", lon=48, lat=40)),
            teams=(Team(id="red", hours="08:00-18:00"),),
            **mission,
        ),
        site_ids=tuple(f"site-{number}" for number in range(problem.n_sites)),
        base_ids=("home", "airport"),
        days=tuple(FIRST + timedelta(days=day) for day in range(days)),
        teams=("red",),
        unplannable=pd.DataFrame(list(unplannable), columns=["site_id", "code", "details"]),
    )
    return explain(cast("Compiled", compiled), Solution(problem, tuple(map(tuple, routes)), {}))


def reason(problem: Problem, routes: Sequence[Sequence[int]], site: int) -> tuple[str, dict[str, Any]]:
    found = {omission.site_id: omission for omission in explained(problem, routes).omitted}
    return found[f"site-{site}"].code, found[f"site-{site}"].details


def test_every_site_that_is_not_visited_has_a_reason() -> None:
    problem = problem_of([10, 20, 30, 40])
    told = explained(problem, [(1,), ()], unplannable=[("elsewhere", "access_unknown", {"since": "2021-05"})])
    assert [omission.site_id for omission in told.omitted] == ["elsewhere", "site-0", "site-2", "site-3"]
    assert told.omitted[0].reason.startswith("Access is unknown since 2021-05")
    assert told.conflicts == ()


def test_a_site_that_is_too_far_is_told_how_much_driving_it_misses() -> None:
    code, details = reason(problem_of([10, 130]), [(0,), ()], 1)
    assert code == "no_day_holds_driving"
    assert details["driving"] == 20
    assert details["minutes"] == 0


def test_a_visit_that_is_too_long_is_told_how_many_hours_it_misses() -> None:
    code, details = reason(problem_of([10, 60], service=(HOUR, 9 * HOUR)), [(0,), ()], 1)
    assert code == "no_day_holds_hours"
    assert (details["minutes"], details["driving"], details["day"], details["team"]) == (60, 0, 1, "red")


def test_a_door_that_closes_before_anybody_is_there_is_told() -> None:
    early = ((Window(MORNING, MORNING + 30 * MINUTE),), ())
    code, details = reason(problem_of([10, 60], windows=((ALWAYS, ALWAYS), early)), [(0,), ()], 1)
    assert (code, details["minutes"], details["day"]) == ("no_day_holds_window", 30, 1)


def test_a_site_that_no_way_leads_to_is_told() -> None:
    drive = on_a_line([10, 20, 0, 90])
    drive[1, [0, 2, 3]] = UNREACHABLE
    drive[[0, 2, 3], 1] = UNREACHABLE
    assert reason(problem_of([10, 20], drive=(drive,)), [(0,), ()], 1) == ("unreachable", {})


def test_the_least_that_is_missing_is_said_with_its_day() -> None:
    """Day 1 holds nine hours of visits and 20 minutes of ways; day 2 nine and a half with longer ways."""
    problem = problem_of([10, 10, 30, 30], service=(9 * HOUR, HOUR, 8 * HOUR, HOUR), priority=(90, 10, 90, 90))
    code, details = reason(problem, [(0,), (2, 3)], 1)
    assert code == "needs_more"
    assert (details["minutes"], details["day"], details["driving"], details["detour"]) == (20, 1, 0, 0)
    assert details["sites"] == ["site-0"]


def test_driving_that_is_missing_is_said_apart() -> None:
    """One stop lies 100 minutes to the one side, the other half an hour to the other."""
    problem = problem_of([100, -30], shifts=(Shift(0, 0, 2, 2, MORNING, EVENING, max_drive=4 * HOUR),), windows=((ALWAYS,),) * 2)  # fmt: skip
    code, details = reason(problem, [(0,)], 1)
    assert (code, details["minutes"], details["driving"], details["detour"]) == ("needs_more_driving", 0, 20, 60)
    code, details = reason(replace(problem, service=(3 * HOUR, 3 * HOUR)), [(0,)], 1)
    assert (code, details["minutes"], details["driving"]) == ("needs_more_both", 20, 20)


def test_who_needs_much_more_is_told_what_it_would_displace() -> None:
    problem = problem_of([10, 12, 14, 16], service=(4 * HOUR, 4 * HOUR, 8 * HOUR, 4 * HOUR), priority=(40, 30, 99, 20))
    code, details = reason(problem, [(0, 1), (2,)], 3)
    assert code == "displaces"
    assert (details["sites"], details["worth"], details["priority"]) == (["site-1"], 30, 20)


def test_what_is_displaced_is_worth_least() -> None:
    problem = problem_of([10, 12, 14, 16], service=(4 * HOUR, 4 * HOUR, 8 * HOUR, 9 * HOUR), priority=(40, 30, 99, 20))
    code, details = reason(problem, [(0, 1), (2,)], 3)
    assert (code, details["sites"], details["worth"]) == ("displaces", ["site-0", "site-1"], 70)


def test_a_must_see_is_displaced_last() -> None:
    problem = problem_of(
        [10, 12, 16], service=(8 * HOUR, 8 * HOUR, 8 * HOUR), priority=(5, 30, 20), must=frozenset({0})
    )
    assert reason(problem, [(0,), (1,)], 2)[1]["sites"] == ["site-1"]
    code, details = reason(replace(problem, must=frozenset({0, 1})), [(0,), (1,)], 2)
    assert (code, details["sites"]) == ("displaces_must", ["site-0"])


def test_a_site_that_would_be_better_or_that_fits_is_said_so() -> None:
    problem = problem_of([10, 12], service=(8 * HOUR, 8 * HOUR), priority=(5, 30), shifts=(Shift(0, 0, 2, 2, MORNING, EVENING),), windows=((ALWAYS,),) * 2)  # fmt: skip
    assert reason(problem, [(0,)], 1)[0] == "better"
    assert reason(problem, [()], 1)[0] == "fits"


def test_what_belongs_together_names_its_friends() -> None:
    problem = problem_of([10, 12, 14], service=(2 * HOUR, 8 * HOUR, 7 * HOUR), together=((0, 1),))
    code, details = reason(problem, [(), (2,)], 0)
    assert (code, details["sites"]) == ("together", ["site-1"])


def codes(told: Explanation) -> list[str]:
    return [conflict.code for conflict in told.conflicts]


def test_a_must_see_that_no_day_holds_is_named() -> None:
    told = explained(problem_of([10, 130], must=frozenset({1})), [(0,), ()], must=("site-1",))
    assert [(conflict.site_id, conflict.code) for conflict in told.conflicts] == [("site-1", "must_cannot")]
    assert {omission.site_id: omission.code for omission in told.omitted} == {"site-1": "no_day_holds_driving"}
    assert "even alone, 20 min are missing on day 1, team red" in told.conflicts[0].reason


def test_a_must_see_that_cannot_be_planned_at_all_is_named() -> None:
    told = explained(problem_of([10]), [(0,), ()], unplannable=[("shut", "access_closed", {})], must=("shut",))
    assert [(conflict.site_id, conflict.code) for conflict in told.conflicts] == [("shut", "must_cannot")]


def test_a_lock_that_cannot_be_held_is_named() -> None:
    lock = Lock(site="site-1", day=FIRST + timedelta(days=1), at=time(8, 5))
    windows = ((ALWAYS, ALWAYS), ((), (Window(8 * HOUR + 300, 8 * HOUR + 300),)))
    problem = problem_of([10, 20], windows=windows, must=frozenset({1}))
    told = explained(problem, [(0,), ()], locked=(lock,))
    assert [(c.code, c.details) for c in told.conflicts] == [
        ("lock_cannot", {"site": "site-1", "day": 2, "team": "red", "minutes": 15})
    ]
    assert "15 min are missing" in told.conflicts[0].reason


def test_must_sees_that_exclude_each_other_are_named_and_no_others() -> None:
    """Three visits of nine hours on two days; the short one is in nobody's way."""
    problem = problem_of([10, 10, 10, 10], service=(9 * HOUR, 9 * HOUR, 9 * HOUR, MINUTE), must=frozenset({0, 1, 2, 3}))
    told = explained(problem, [(0, 3), (1,)])
    assert codes(told) == ["must_together"]
    assert told.conflicts[0].details["sites"] == ["site-0", "site-1", "site-2"]
    assert "for site-2 500 min are missing on day 2, team red" in told.conflicts[0].reason


def test_a_must_see_that_fits_is_no_conflict_of_demands() -> None:
    assert codes(explained(problem_of([10, 20], must=frozenset({0, 1})), [(0,), ()])) == ["must_left"]


def test_a_must_see_that_the_search_left_out_says_what_it_misses_as_the_plan_stands() -> None:
    """A long and a short visit on either day; the two long ones do not go together, but the days may be changed."""
    problem = problem_of([10, 10, 10, 10], service=(6 * HOUR, 6 * HOUR, 3 * HOUR, 3 * HOUR), must=frozenset(range(4)))
    told = explained(problem, [(2, 3), (0,)])
    assert codes(told) == ["must_left"]
    assert "beside the others 140 min are missing on day 1, team red" in told.conflicts[0].reason


def test_a_must_see_whose_friend_fits_nowhere_with_it_is_named() -> None:
    problem = problem_of([10, 10], service=(6 * HOUR, 6 * HOUR), must=frozenset({0}), together=((0, 1),))
    told = explained(problem, [(), ()])
    assert [(c.code, c.details) for c in told.conflicts] == [("must_apart", {"site": "site-0", "sites": ["site-1"]})]


def to_the_airport(end: int, **changes: Any) -> Problem:  # noqa: ANN401  (fields of a problem)
    shifts = (
        Shift(0, 0, 2, 2, MORNING, EVENING, max_drive=4 * HOUR),
        Shift(0, 1, 2, 3, MORNING, end, max_drive=4 * HOUR),
    )
    return problem_of([10, 80], shifts=shifts, windows=((ALWAYS, ()), ((), ALWAYS)), **changes)


def test_a_deadline_that_the_last_day_cannot_meet_is_named_with_the_arrival() -> None:
    told = explained(to_the_airport(9 * HOUR), [(0,), ()], end=End(base="airport", deadline=time(9)))
    assert codes(told) == ["end_deadline"]
    assert told.conflicts[0].details == {
        "day": 2, "team": "red", "base": "home", "to_base": "airport", "deadline": "09:00", "arrive": "09:30",
    }  # fmt: skip


def test_a_deadline_names_the_stop_that_would_have_to_go() -> None:
    problem = to_the_airport(10 * HOUR, must=frozenset({1}))
    told = explained(problem, [(0,), ()], end=End(base="airport", deadline=time(10)))
    assert codes(told) == ["end_deadline_stop"]
    details = told.conflicts[0].details
    assert (details["site"], details["day"], details["minutes"], details["deadline"]) == ("site-1", 2, 30, "10:00")
    assert codes(explained(to_the_airport(11 * HOUR, must=frozenset({1})), [(0,), (1,)])) == []


def test_a_transfer_without_stops_that_is_too_long_is_named() -> None:
    shifts = (Shift(0, 0, 1, 2, MORNING, EVENING, max_drive=HOUR), Shift(0, 1, 2, 2, MORNING, EVENING))
    told = explained(problem_of([10], shifts=shifts, windows=((ALWAYS, ALWAYS),)), [(), ()])
    assert codes(told) == ["transfer_too_long"]
    assert (told.conflicts[0].details["minutes"], told.conflicts[0].details["limit"]) == (90, 60)


def test_a_transfer_that_takes_more_than_the_hours_or_has_no_road_is_named() -> None:
    def told(shift: Shift, **changes: Any) -> list[str]:  # noqa: ANN401  (fields of a problem)
        return codes(explained(problem_of([10], shifts=(shift,), windows=((ALWAYS,),), **changes), [()]))

    assert told(Shift(0, 0, 1, 2, MORNING, MORNING + HOUR)) == ["transfer_hours"]
    assert told(Shift(0, 0, 1, 2, MORNING, EVENING)) == []
    drive = on_a_line([10, 0, 90])
    drive[1, 2] = UNREACHABLE
    assert told(Shift(0, 0, 1, 2, MORNING, EVENING), drive=(drive,)) == ["transfer_no_road"]


def test_breaks_count_in_what_is_missing() -> None:
    """No visit of nine hours goes around lunch: it begins after it, at one."""
    shift = Shift(0, 0, 1, 1, MORNING, EVENING, breaks=(Break("lunch", 12 * HOUR, 13 * HOUR, HOUR),))
    problem = problem_of([30], shifts=(shift,), windows=((ALWAYS,),), service=(9 * HOUR,))
    code, details = reason(problem, [()], 0)
    assert (code, details["minutes"]) == ("no_day_holds_hours", 4 * 60 + 30)


@pytest.mark.parametrize("culprits", [{7}, {0, 9}, {2, 3, 4}, set(range(10))])
def test_a_conflict_is_minimal(culprits: set[int]) -> None:
    def has_room(demands: list[int]) -> bool:
        return not culprits <= set(demands)

    assert set(least_conflict(99, range(10), has_room)) == culprits


def test_what_a_site_costs_is_said_once_more_for_the_page() -> None:
    problem = problem_of([10, 10, 30, 30], service=(9 * HOUR, HOUR, 8 * HOUR, HOUR), priority=(90, 10, 90, 90))
    cost = cost_of(explained(problem, [(0,), (2, 3)]).omitted[0])
    assert cost is not None
    assert (cost.day, cost.team, cost.minutes, cost.driving, cost.detour) == (1, "red", 20, 0, 0)
    assert (cost.instead_of, cost.worth, cost.priority) == (("site-0",), 90, 10)
    assert cost_of(explained(problem_of([10, 400]), [(0,), ()]).omitted[0]) is not None
    assert cost_of(explained(problem_of([10]), [(0,), ()], unplannable=[("far", "no_road", {})]).omitted[0]) is None
