"""Dates in EDTF (ISO 8601-2) as days, so that they can be compared, sorted and indexed.

A day is its proleptic Gregorian ordinal, as `datetime.date.toordinal` counts (0001-01-01 is day 1), here without its
limits: year 0 and the years before it have days below 1. The common forms are read here; seasons, sets and the other
rare forms by the `edtf` library.
"""

from __future__ import annotations

import re
import warnings
from contextlib import redirect_stdout
from functools import cache, lru_cache
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import DateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "SENTENCES",
    "Days",
    "days",
    "days_of",
    "months_before",
    "readable_days_of",
    "unreadable",
    "year_of",
    "years_of",
]

_MARK = "[~?%]?"  # about, uncertain, both: they do not move the days
_DATE = re.compile(
    rf"{_MARK}(?:(?P<year>-?[\dX]{{4}})|Y(?P<long>-?\d{{5,9}})){_MARK}"
    rf"(?:-{_MARK}(?P<month>\d\d|XX){_MARK}(?:-{_MARK}(?P<day>\d\d|XX){_MARK})?)?",
    re.ASCII,
)
_RARE = re.compile(rf"[\[{{Y]|{_MARK}-?[\dX]{{4}}", re.ASCII)
_SEASONS = range(21, 42)
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NEVER = re.compile(r"\s|\d{13}|E\d\d")  # an exponent without bounds would take for ever
_LONGEST, _SHOWN = 200, 40
_EPOCH = 719_163
"""1970-01-01."""
_SILENCE = Lock()


def N_(text: str) -> str:  # noqa: N802  (the name by which extractors of texts know it)
    """Mark a text for translation where it is said."""
    return text


_NO_DATE = N_("'{value}' is no date in EDTF; write 1905, 1905-06, 1905-06-17, 190X, 1905~ or 1905/1917")
_NO_MONTH = N_(
    "'{value}' is no date in EDTF: there is no month {month}; write 1905, 1905-06, 1905-06-17, 190X, 1905~ or 1905/1917"
)
_NO_DAY = N_(
    "'{value}' is no date in EDTF: that month has no day {day}; write 1905, 1905-06, 1905-06-17, 190X, 1905~ or 1905/1917"
)
_NO_SIGNS = N_(
    "'{value}' is no date in EDTF: it has blanks, two strokes or numbers beyond all time; write 1905, 1905-06, 1905-06-17, 190X, 1905~ or 1905/1917"
)
_NO_END = N_("'{value}' says no date: both ends are open; leave the cell empty")
_BACKWARDS = N_("'{value}' ends before it begins; swap the two dates")
SENTENCES = (_NO_DATE, _NO_MONTH, _NO_DAY, _NO_SIGNS, _NO_END, _BACKWARDS)
"""All that a `DateError` can say."""


class Days(NamedTuple):
    """What a date means in days; None where an end is open."""

    first: int | None
    """Earliest day that the date can mean."""
    last: int | None
    """Latest day that the date can mean."""
    order: int | None
    """Day to sort by: the first day of the last date of an interval."""


def _error(sentence: str, text: str, **values: str) -> DateError:
    return DateError(sentence, value=repr(text[:_SHOWN])[1:-1], **values)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and _leap(year) else _MONTHS[month - 1]


def _ordinal(year: int, month: int, day: int) -> int:
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400  # floor division: right for years before 1 as well
    return before * 365 + leap_days + sum(_MONTHS[: month - 1]) + (month > 2 and _leap(year)) + day


def _bounds(year: str) -> tuple[int, int]:
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return min(low, high), max(low, high)  # -05XX runs from -599 to -500


@cache
def _library() -> tuple[Callable[[str], Any], type[Exception]]:
    with warnings.catch_warnings():  # its grammar is older than the pyparsing it runs on
        warnings.simplefilter("ignore")
        from edtf import parse_edtf  # here, so that the first date of a rare form pays for it, not every start
        from edtf.parser.edtf_exceptions import EDTFParseException

    return parse_edtf, EDTFParseException


def _by_library(text: str) -> tuple[int, int]:
    parse, refusal = _library()
    try:
        with _SILENCE, redirect_stdout(StringIO()):  # the library prints what it stumbles over
            date = parse(text)
        ends = [_ordinal(*end[:3]) for end in (date.lower_strict(), date.upper_strict())]
    except (refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise _error(_NO_DATE, text) from error  # beside its refusal the library lets errors of its own through
    return ends[0], ends[1]


def _one(text: str) -> tuple[int, int]:
    """Return first and last day of a date that is no interval."""
    match = _DATE.fullmatch(text)
    if match is None:
        if not _RARE.match(text):  # the library takes milliseconds to say no
            raise _error(_NO_DATE, text)
        return _by_library(text)
    if match["month"] not in (None, "XX") and int(match["month"]) in _SEASONS and match["day"] is None:
        return _by_library(f"{match['year']}-{match['month']}")  # it knows no mark on a season
    low, high = _bounds(match["year"] or match["long"])
    month, day = match["month"], match["day"]
    first_month, last_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if not 1 <= first_month <= 12:
        raise _error(_NO_MONTH, text, month=month)
    if day in (None, "XX"):
        return _ordinal(low, first_month, 1), _ordinal(high, last_month, _length(high, last_month))
    longest = 31 if month == "XX" else _length(low, first_month) if low == high else _length(4, first_month)
    if not 1 <= int(day) <= longest:
        raise _error(_NO_DAY, text, day=day)
    last = min(int(day), _length(high, last_month))
    return _ordinal(low, first_month, int(day)), _ordinal(high, last_month, last)


@lru_cache(maxsize=65_536)
def days(text: str | None) -> Days:
    """Return the days that a date in EDTF can mean.

    Parameters
    ----------
    text
        A date in EDTF, levels 0 to 2; None and empty text mean that there is no date.

    Returns
    -------
    Days
        First, last and ordering day. What was seen at the end of an interval counts as of then: `1977/2019` sorts as
        2019, and an interval that is still open as its beginning.

    Raises
    ------
    DateError
        If the text is no date, or an interval ends before it begins or has no end at all.

    Examples
    --------
    >>> days("0001-01-01")
    Days(first=1, last=1, order=1)
    >>> first, last, order = days("1977/2019")
    >>> year_of(first), year_of(last), year_of(order)
    (1977, 2019, 2019)
    >>> days("../1905").first is None
    True
    >>> [year_of(day) for day in days("-05XX")]
    [-599, -500, -599]
    """
    if not text:
        return Days(None, None, None)
    if len(text) > _LONGEST or text.count("/") > 1 or _NEVER.search(text):
        raise _error(_NO_SIGNS, text)
    if "/" not in text:
        first, last = _one(text)
        return Days(first, last, first)
    start, _, end = text.partition("/")
    first_date = None if start in ("", "..") else _one(start)
    last_date = None if end in ("", "..") else _one(end)
    if last_date is None:
        if first_date is None:
            raise _error(_NO_END, text)
        return Days(first_date[0], None, first_date[0])
    if first_date is None:
        return Days(None, last_date[1], last_date[0])
    if first_date[0] > last_date[1]:
        raise _error(_BACKWARDS, text)
    return Days(first_date[0], last_date[1], max(first_date[0], last_date[0]))


def days_of(column: pd.Series) -> pd.DataFrame:
    """Return the days of a whole column of dates; each distinct value is read once.

    Parameters
    ----------
    column
        Dates in EDTF as text, null where there is none.

    Returns
    -------
    DataFrame
        Columns `from`, `to` and `order` (Int64, ordinals, null where open or unknown) on the index of `column`.

    Raises
    ------
    DateError
        At the first value that is no date.

    Examples
    --------
    >>> days_of(pd.Series(["0001", None])).values.tolist()
    [[1, 365, 1], [<NA>, <NA>, <NA>]]
    """
    codes, values = pd.factorize(column)
    read = [days(str(value)) for value in values]
    known = codes >= 0
    out = {}
    for place, name in enumerate(("from", "to", "order")):
        ends = [entry[place] for entry in read] or [None]
        numbers = np.array([0 if end is None else end for end in ends], dtype=np.int64)[codes]
        open_end = np.array([end is None for end in ends])[codes] | ~known
        out[name] = pd.Series(pd.arrays.IntegerArray(numbers, open_end), index=column.index)
    return pd.DataFrame(out)


def unreadable(values: Iterable[str]) -> dict[str, DateError]:
    """Return the values that are no dates, each with the reason."""
    out = {}
    for value in values:
        try:
            days(value)
        except DateError as error:
            out[value] = error
    return out


def readable_days_of(column: pd.Series[Any]) -> pd.DataFrame:
    """Return the same as `days_of`, for columns from elsewhere: a text that is no date says nothing."""
    wrong = unreadable(map(str, column.dropna().unique()))
    return days_of(column.mask(column.isin(list(wrong))) if wrong else column)


def year_of(day: int) -> int:
    """Return the year of a day in astronomical counting (0 is the year before 1).

    Examples
    --------
    >>> year_of(1), year_of(0), year_of(738_000)
    (1, 0, 2021)
    """
    year = (day - 1) * 400 // 146_097 + 1  # right or one too late or early: 400 years have 146,097 days
    while day < _ordinal(year, 1, 1):
        year -= 1
    while day >= _ordinal(year + 1, 1, 1):
        year += 1
    return year


def months_before(day: int, months: int) -> int:
    """Return the same day so many months earlier, or the last day of that month where it is shorter.

    Examples
    --------
    >>> from datetime import date
    >>> date.fromordinal(months_before(date(2024, 3, 31).toordinal(), 1))
    datetime.date(2024, 2, 29)
    """
    year = year_of(day)
    month = 12
    while _ordinal(year, month, 1) > day:
        month -= 1
    number = day - _ordinal(year, month, 1) + 1
    year, month = divmod(year * 12 + month - 1 - months, 12)
    return _ordinal(year, month + 1, min(number, _length(year, month + 1)))


def years_of(days: pd.Series) -> pd.Series:
    """Return the year of each day of a column (Int64, null stays null), as `year_of`.

    Examples
    --------
    >>> years_of(pd.Series([1, 0, None, 738_000], dtype="Int64")).tolist()
    [1, 0, <NA>, 2021]
    """
    known = days.notna().to_numpy()
    numbers = days.to_numpy(dtype=np.int64, na_value=_EPOCH)
    years = (numbers - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return pd.Series(pd.arrays.IntegerArray(years, ~known), index=days.index, name=days.name)
