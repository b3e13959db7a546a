"""When sites are open."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.visits.mission import Opening
from geo.visits.mission_values import span_seconds
from geo.visits.opening import ALL_DAY, WEEKDAYS, open_spans, rules_of
from tests.geo.visits.made_up_missions import made_up_mission

FRIDAY, MONDAY = date(2026, 5, 15), date(2026, 5, 18)
HOUR = 3600


def spans(day: date, *rules: dict[str, Any]) -> list[tuple[float, float]]:
    return [(start / HOUR, end / HOUR) for start, end in open_spans(map(Opening.model_validate, rules), day)]


def test_without_rules_a_site_is_open_all_day() -> None:
    assert open_spans([], FRIDAY) == ALL_DAY


@pytest.mark.parametrize(
    ("day", "rules", "expected"),
    [
        (FRIDAY, [{"weekdays": ["friday"], "closed": ["12:30-14:30"]}], [(0, 12.5), (14.5, 24)]),
        (MONDAY, [{"weekdays": ["friday"], "closed": ["12:30-14:30"]}], [(0, 24)]),
        (MONDAY, [{"hours": ["10:00-18:00"]}, {"weekdays": ["monday"], "hours": []}], []),
        (FRIDAY, [{"hours": ["10:00-18:00"]}, {"weekdays": ["monday"], "hours": []}], [(10, 18)]),
        (FRIDAY, [{"closed": ["12:00-13:00"]}, {"hours": ["10:00-18:00"]}], [(10, 18)]),
        (FRIDAY, [{"hours": ["10:00-18:00"]}, {"closed": ["12:00-13:00", "09:00-10:30"]}], [(10.5, 12), (13, 18)]),
        (FRIDAY, [{"hours": ["14:00-18:00", "09:00-12:00"]}], [(9, 12), (14, 18)]),
        (FRIDAY, [{"hours": ["09:00-12:00", "12:00-13:00"]}], [(9, 13)]),
        (FRIDAY, [{"hours": []}, {"dates": [FRIDAY], "hours": ["11:00-24:00"]}], [(11, 24)]),
        (MONDAY, [{"hours": []}, {"dates": [FRIDAY], "hours": ["11:00-24:00"]}], []),
        (MONDAY, [{"dates": [MONDAY], "weekdays": ["friday"], "hours": []}], [(0, 24)]),
    ],
)
def test_rules_are_gone_through_in_order(
    day: date, rules: list[dict[str, Any]], expected: list[tuple[float, float]]
) -> None:
    assert spans(day, *rules) == expected


def test_a_rule_is_about_its_sites_and_kinds_or_about_all() -> None:
    rules = [{"sites": ["a"], "hours": []}, {"kinds": ["mosque"], "hours": []}, {"hours": []}, {"sites": ["a"], "kinds": ["bath"], "hours": []}]  # fmt: skip
    mission = made_up_mission(opening=rules)
    assert rules_of(mission, "a", "fort") == (0, 2, 3)
    assert rules_of(mission, "b", "mosque") == (1, 2)
    assert rules_of(mission, "b", "bath") == (2, 3)


times = st.integers(0, 24 * 4).map(lambda quarter: f"{quarter // 4:02}:{15 * (quarter % 4):02}")
written = st.tuples(times, times).filter(lambda ends: ends[0] < ends[1]).map("-".join)
rules = st.fixed_dictionaries(
    {"weekdays": st.lists(st.sampled_from(WEEKDAYS), max_size=3), "closed": st.lists(written, max_size=3)},
    optional={"hours": st.lists(written, max_size=3)},
)


@given(st.lists(rules, max_size=4), st.integers(0, 6))
def test_spans_are_what_a_minute_by_minute_reading_of_the_rules_gives(
    given_rules: list[dict[str, Any]], ahead: int
) -> None:
    day = MONDAY + timedelta(days=ahead)
    is_open = [True] * (24 * 60)
    for rule in given_rules:
        if rule["weekdays"] and WEEKDAYS[ahead] not in rule["weekdays"]:
            continue
        for minute in range(24 * 60):
            if "hours" in rule:
                is_open[minute] = any(a <= 60 * minute < b for a, b in map(span_seconds, rule["hours"]))
            is_open[minute] &= not any(a <= 60 * minute < b for a, b in map(span_seconds, rule["closed"]))
    found = open_spans(map(Opening.model_validate, given_rules), day)
    assert is_open == [any(a <= 60 * minute < b for a, b in found) for minute in range(24 * 60)]
    assert all(first[1] < second[0] for first, second in pairwise(found))
