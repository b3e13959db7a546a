from __future__ import annotations

import calendar
import datetime as dt
import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.edtf import SENTENCES, days, days_of, unreadable, year_of
from geo.errors import DateError
from geo.exchange.report.reason import Reason

YEARS = st.integers(-9999, 9999)


def written(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A year, month or day of any age, with or without a mark of doubt."""
    text = written(draw(YEARS))
    depth = draw(st.integers(0, 2))
    if depth:
        month = draw(st.integers(1, 12))
        text += f"-{month:02d}"
        if depth == 2:
            text += f"-{draw(st.integers(1, 28)):02d}"
    return text + draw(st.sampled_from(["", "~", "?", "%"]))


@given(st.dates())
def test_a_day_is_counted_as_datetime_counts_it(day: dt.date) -> None:
    assert days(day.isoformat()) == (day.toordinal(),) * 3


@given(YEARS)
def test_a_year_begins_the_day_after_the_year_before_ends(year: int) -> None:
    assert days(written(year)).first == days(written(year - 1)).last + 1 if year > -9999 else True


@given(YEARS, st.integers(1, 12))
def test_the_days_of_a_month_lie_in_its_year(year: int, month: int) -> None:
    first, last, _ = days(f"{written(year)}-{month:02d}")
    assert first is not None
    assert last is not None
    assert (year_of(first), year_of(last)) == (year, year)
    assert last - first + 1 == calendar.monthrange(year % 400 + 400, month)[1]  # the calendar repeats after 400 years


@given(dates())
def test_the_ordering_day_of_a_date_is_its_first(text: str) -> None:
    first, last, order = days(text)
    assert first == order
    assert first is not None
    assert last is not None
    assert first <= last


@given(dates(), dates())
def test_an_interval_reaches_from_one_date_to_the_other_and_sorts_within(one: str, other: str) -> None:
    start, end = sorted((one, other), key=lambda text: (days(text).first, days(text).last))
    first, last, order = days(f"{start}/{end}")
    assert (first, last) == (days(start).first, days(end).last)
    assert first is not None
    assert last is not None
    assert order is not None
    assert first <= order <= last
    assert order == days(end).first or days(end).first < first


@given(dates())
def test_an_open_end_is_unknown_and_both_spellings_are_the_same(text: str) -> None:
    first, last, _ = days(text)
    assert days(f"{text}/..") == days(f"{text}/") == (first, None, first)
    assert days(f"../{text}") == days(f"/{text}") == (None, last, first)


@given(st.integers(1, 9999), st.integers(1, 4), st.integers(1, 12), st.integers(1, 28), st.integers(0, 2))
def test_agrees_with_the_edtf_library(year: int, unknown: int, month: int, day: int, depth: int) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from edtf import parse_edtf
    text = f"{year:04d}"
    if depth == 0:
        text = text[: 4 - unknown + 1] + "X" * (unknown - 1)
    else:
        text += f"-{month:02d}" + (f"-{day:02d}" if depth == 2 else "")
    date = parse_edtf(text)
    for ours, theirs in zip(days(text)[:2], (date.lower_strict(), date.upper_strict()), strict=True):
        assert ours is not None
        if theirs[0] >= 1:  # datetime, which makes the expected day here, knows no year 0
            assert ours == dt.date(*theirs[:3]).toordinal()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1853", "1853-01-01", "1853-12-31"),
        ("185X", "1850-01-01", "1859-12-31"),
        ("06XX", "0600-01-01", "0699-12-31"),
        ("1992-XX", "1992-01-01", "1992-12-31"),
        ("1992-02-XX", "1992-02-01", "1992-02-29"),
        ("1992-XX-XX", "1992-01-01", "1992-12-31"),
        ("?1992-~05-11%", "1992-05-11", "1992-05-11"),
        ("156X-02-29", "1560-02-29", "1569-02-28"),
        ("1216/1238", "1216-01-01", "1238-12-31"),
        ("2001-21", "2001-03-01", "2001-05-31"),
        ("2001-22~", "2001-06-01", "2001-08-31"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("2004-01-01T10:10:10Z", "2004-01-01", "2004-01-01"),
    ],
)
def test_the_forms_in_use_are_read(text: str, first: str, last: str) -> None:
    assert days(text)[:2] == (dt.date.fromisoformat(first).toordinal(), dt.date.fromisoformat(last).toordinal())


def test_what_was_seen_at_the_end_of_an_interval_counts_as_of_then() -> None:
    by_order = sorted(["2020", "1977/2019", "2020-11", "2019-05/.."], key=lambda text: days(text).order or 0)
    assert by_order == ["1977/2019", "2019-05/..", "2020", "2020-11"]


@pytest.mark.parametrize("text", ["Y17000", "Y-17000", "-0500", "0000"])
def test_years_far_beyond_datetime_are_read(text: str) -> None:
    first, last, _ = days(text)
    assert first is not None
    assert last is not None
    assert last - first in (364, 365)
    assert year_of(first) == int(text.removeprefix("Y"))


@pytest.mark.parametrize(
    "text",
    [
        "1997-13", "1997-02-30", "1997-00", "1997-01-00", "1905 ", " 1905", "1905/1906/1907", "2019/1977", "../..", "/",
        "c. 1900", "XVIII", "199u", "١٩٩٠", "1/2", "19", "1905/x", "unknown", "[1905", "9" * 5000, "1905-" * 90, "Y" + "9" * 60, "Y1E999999999",
        "2004-0X", "<script>", "{{1}}",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_way_to_mend_it(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DateError, match=r"write 1905|leave the cell empty|swap the two dates"):
        days(text)
    assert capsys.readouterr().out == ""


@given(st.text("0123456789X-/~?%.[]{}, YESTZ:", max_size=30))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        first, last, _ = days(text)
    except DateError:
        return
    assert first is None or last is None or first <= last


def test_a_column_keeps_its_index_and_its_gaps() -> None:
    column = pd.Series(["1905", None, "1905/..", "1905", ""], index=[7, 3, 9, 1, 4])
    out = days_of(column)
    assert list(out.columns) == ["from", "to", "order"]
    assert (out.dtypes == "Int64").all()
    assert out.index.equals(column.index)
    assert out.loc[7].equals(out.loc[1])
    assert out.loc[[3, 4]].isna().all(axis=None)
    assert pd.isna(out.loc[9, "to"])
    assert out.loc[9, "from"] == days("1905").first


def test_a_column_without_a_date_is_all_null() -> None:
    assert days_of(pd.Series([None, None], dtype="str")).isna().all(axis=None)
    assert len(days_of(pd.Series([], dtype="str"))) == 0


def test_unreadable_values_come_with_their_reason() -> None:
    assert list(unreadable(["1905", "1905-13", "1905/.."])) == ["1905-13"]


@given(
    st.text("0123456789X-/~?%.{}' ", max_size=30)
    | st.sampled_from(["2021-13", "2021-02-30", "../..", "2/1", "{value}"])
)
def test_a_date_error_is_one_of_the_sentences_that_pages_translate(text: str) -> None:
    for error in unreadable([text]).values():
        assert error.sentence in SENTENCES
        assert str(error) == str(Reason(error.sentence, error.values))
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
