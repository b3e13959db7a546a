"""Urgency is the documented sum, and years are whole years by the calendar."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.edtf import months_before, year_of, years_of
from geo.questions.urgency import MOST_URGENT, NEVER, urgencies
from tests.geo.questions.facet_oracle import earlier

TODAY = date(2024, 2, 29)


def urgency(condition: int, *, threat: bool = False, visited: str | None = "2024-02-29") -> int:
    day = NEVER if visited is None else date.fromisoformat(visited).toordinal()
    return int(urgencies(np.array([condition], dtype=np.int8), np.array([threat]), np.array([day]), on=TODAY)[0])


@pytest.mark.parametrize(("condition", "points"), [(4, 40), (3, 30), (5, 20), (0, 20), (-1, 20), (2, 10), (1, 0)])
def test_the_grade_counts_by_the_table(condition: int, points: int) -> None:
    assert urgency(condition) == points
    assert urgency(condition, threat=True) == points + 10
    assert urgency(condition, visited=None) == points + 10


@pytest.mark.parametrize(
    ("visited", "years"),
    [("2024-02-29", 0), ("2023-03-01", 0), ("2023-02-28", 1), ("2022-03-01", 1), ("2022-02-28", 2), ("2015-02-28", 9), ("2014-02-28", 10), ("0001-01-01", 10), ("2024-03-01", 0), (None, 10)],
)  # fmt: skip
def test_a_year_is_whole_on_its_day(visited: str | None, years: int) -> None:
    assert urgency(1, visited=visited) == years


def test_nothing_is_more_urgent_than_sixty() -> None:
    assert urgency(4, threat=True, visited=None) == MOST_URGENT


@given(st.dates(min_value=date(200, 1, 1)), st.integers(0, 1200))
def test_months_go_back_by_the_calendar(day: date, months: int) -> None:
    assert months_before(day.toordinal(), months) == earlier(day.toordinal(), months)


@given(st.lists(st.none() | st.integers(-(10**9), 10**9), max_size=20))
def test_years_of_a_column_are_the_years_of_its_days(days: list[int | None]) -> None:
    import pandas as pd

    found = years_of(pd.Series(days, dtype="Int64"))
    assert [None if pd.isna(year) else year for year in found] == [
        None if day is None else year_of(day) for day in days
    ]
