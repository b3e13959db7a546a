from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.understand.numbers import number_text, read_decimal, why_not


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", 12.5), ("12.5", 12.5), ("1 200", 1200), ("1\u00a0200,5", 1200.5), ("1'200", 1200), ("1,234,567", 1234567),
        ("1.234.567,8", 1234567.8), ("1,234.5", 1234.5), ("−3", -3), ("٤٦٫٧٥", 46.75), ("۱۲", 12), ("+7", 7), (".5", 0.5), ("1e3", 1000),
        ("", None), ("1.2.3", None), ("1,2,3", None), ("twelve", None), ("12,", None), ("nan", None), ("inf", None), ("1 2", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: float | None) -> None:
    assert read_decimal(text) == number


@pytest.mark.parametrize(
    ("text", "field", "read"),
    [
        ("50 m", "uncertainty_m", "50"), ("± 2,5 km", "uncertainty_m", "2500"), ("50 м.", "uncertainty_m", "50"), ("100 metr", "uncertainty_m", "100"),
        ("2 h", "visit_minutes", "120"), ("45 dəq", "visit_minutes", "45"), ("50 kg", "uncertainty_m", "50 kg"), ("5 m", "visit_minutes", "5 m"),
        ("1,500", "uncertainty_m", "1,500"), ("~50", "uncertainty_m", "~50"), ("unknown", "uncertainty_m", None), ("1000.0", "generalise_m", "1000"),
        ("12.5", "generalise_m", "12.5"), ("12,5", "generalise_m", "12,5"), ("0.5", "uncertainty_m", "0.5"),
    ],
)  # fmt: skip
def test_units_are_those_of_the_field(text: str, field: str, read: str | None) -> None:
    assert number_text(text, field, integer=field != "uncertainty_m") == read


def test_a_comma_that_may_part_thousands_is_not_guessed() -> None:
    assert why_not("1,500 m") == "1,500 could be 1500 or 1.5"
    assert why_not("0,500") == why_not("12,5") == why_not("many") == ""


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 4)), st.sampled_from([",", "."]), st.booleans())
def test_a_number_that_is_written_is_read_again(number: float, point: str, grouped: bool) -> None:
    text = f"{number:,.4f}" if grouped else f"{number:.4f}"
    text = text.replace(",", " ").replace(".", point)
    assert read_decimal(text) == number


@given(st.text(max_size=20) | st.floats().map(str) | st.integers().map(str))
def test_reading_twice_changes_nothing(text: str) -> None:
    once = number_text(text, "uncertainty_m")
    assert once is None or number_text(once, "uncertainty_m") == once
