"""Values of site rows as `geo.exchange.site_rows` declares them: words, numbers and their limits, dates, forms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.check.known import most_like
from geo.edtf import days, unreadable
from geo.exchange.check.distinct import Distinct
from geo.exchange.report.reason import Reason, Reasons, alone, quotable
from geo.exchange.understand import dates, numbers
from geo.layers.schema import SLUG

if TYPE_CHECKING:
    from geo.errors import DateError
    from geo.exchange.check.row_issues import RowIssues
    from geo.layers.schema import Field

__all__ = ["check_value"]

_INTEGER = r"^[+-]?\d{1,18}$"
_NUMBER = r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_PAST = ("built", "condition_on", "observed_on", "listed_on", "access_as_of")
"""Dates of what is said to have happened; a permit may well expire in the future."""


def check_value(column: pa.Array, name: str, field: Field, today: dt.date, found: RowIssues) -> None:
    """Say which values of a column are not as its field is declared.

    Parameters
    ----------
    column
        Array of `pa.string()`.
    name, field
        The field and its declaration; not one of free text.
    today
        Dates of what has happened are no later than the day after, which has begun elsewhere.
    found
        Where it is said.
    """
    if column.null_count == len(column):
        return
    if field.kind in ("integer", "number"):
        _number(Distinct.of(column), name, field, found)
    elif field.pattern is not None:
        _form(column, name, field.pattern, found)
    elif field.kind == "edtf":
        _date(Distinct.of(column), name, today, found)
    elif field.kind == "day":
        _day(Distinct.of(column), name, found)
    elif field.words is not None:
        _word(Distinct.of(column), name, field.words, found)


def _word(column: Distinct, name: str, words: list[str], found: RowIssues) -> None:
    strange = column.values.filter(pc.invert(pc.is_in(column.values, value_set=pa.array(words))))
    for rows, detail in column.rows_and_reasons({word: _strange_word(word, words) for word in strange.to_pylist()}):
        found.add("unknown_word", rows, field=name, detail=detail)


def _strange_word(word: str, words: list[str]) -> Reason:
    likely = most_like(word.lower(), words)
    if likely is None:
        return Reason("'{word}'; one of {words}", {"word": quotable(word), "words": ", ".join(words)})
    return Reason("'{word}'; did you mean '{likely}'?", {"word": quotable(word), "likely": likely})


def _number(column: Distinct, name: str, field: Field, found: RowIssues) -> None:
    whole = field.kind == "integer"
    texts = column.values
    written = pc.match_substring_regex(texts, _INTEGER if whole else _NUMBER)
    strange = texts.filter(pc.invert(written)).to_pylist()
    for rows, detail in column.rows_and_reasons({text: _no_number(text, whole=whole) for text in strange}):
        found.add("not_a_number", rows, field=name, detail=detail)
    floats = pc.cast(pc.replace_substring(pc.if_else(written, texts, None), "+", ""), pa.float64())
    values = pc.fill_null(floats, np.nan).to_numpy(zero_copy_only=False)
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    beyond = texts.filter(pa.array((values < low) | (values > high) | np.isinf(values))).to_pylist()
    for rows, detail in column.rows_and_reasons({text: _beyond(text, field) for text in beyond}):
        found.add("out_of_range", rows, field=name, detail=detail)


def _no_number(text: str, *, whole: bool) -> Reason:
    value = {"value": quotable(text)}
    if (either := numbers.either_of(text)) is not None:
        number, one, other = either
        values = {**value, "number": number, "one": one, "other": other}
        if whole:
            return Reason("'{value}' is no whole number: {number} could be {one} or {other}", values)
        return Reason("'{value}' is no number: {number} could be {one} or {other}", values)
    return Reason("'{value}' is no whole number", value) if whole else Reason("'{value}' is no number", value)


def _beyond(text: str, field: Field) -> Reason:
    low, high = ("" if end is None else f"{end:,g}" for end in (field.minimum, field.maximum))
    value = {"value": quotable(text)}
    if low and high:
        return Reason("'{value}'; at least {low} and at most {high}", {**value, "low": low, "high": high})
    if low:
        return Reason("'{value}'; at least {low}", {**value, "low": low})
    if high:
        return Reason("'{value}'; at most {high}", {**value, "high": high})
    return Reason("'{value}' is too large", value)


def _form(column: pa.Array, name: str, pattern: str, found: RowIssues) -> None:
    matches = pc.fill_null(pc.match_substring_regex(column, pattern), fill_value=True)
    wrong = np.flatnonzero(~matches.to_numpy(zero_copy_only=False))
    if len(wrong):
        value = pc.utf8_slice_codeunits(column.take(pa.array(wrong)), 0, 100)
        if pattern == SLUG:
            detail = Reasons(
                "'{value}'; write small letters, digits and hyphens, at most 80, a letter or digit first",
                {"value": value},
            )
        else:
            detail = Reasons("'{value}'; write the form {form}", {"value": value, "form": pattern})
        found.add("bad_form", wrong, field=name, detail=detail)


def _date(column: Distinct, name: str, today: dt.date, found: RowIssues) -> None:
    values = column.values.to_pylist()
    reasons = {text: _no_date(text, error) for text, error in unreadable(values).items()}
    for rows, detail in column.rows_and_reasons(reasons):
        found.add("date_unreadable", rows, field=name, detail=detail)
    if name in _PAST:
        latest = today.toordinal() + 1
        late = np.array([value not in reasons and _begins(value) > latest for value in values], dtype=bool)
        if late.any():
            rows = column.rows(late)
            texts = pa.array([f"'{quotable(value)}'" for value in values], pa.string())
            detail = Reasons(alone("value"), {"value": texts.take(pa.array(column.codes[rows]))})
            found.add("future_date", rows, field=name, detail=detail)


def _no_date(text: str, error: DateError) -> Reason:
    """Return why a text is no date: what its writer may have meant, else what the grammar of EDTF says."""
    if why := dates.why_not(text):
        return Reason("'{value}' is no date in EDTF: {why}", {"value": quotable(text), "why": why})
    return Reason(error.sentence, error.values)


def _begins(value: str) -> int:
    first = days(value).first
    return 0 if first is None else first


def _day(column: Distinct, name: str, found: RowIssues) -> None:
    reasons = {
        value: Reason("'{value}'; write a day such as 2024-05-31", {"value": quotable(value)})
        for value in column.values.to_pylist()
        if not _is_day(value)
    }
    for rows, detail in column.rows_and_reasons(reasons):
        found.add("bad_form", rows, field=name, detail=detail)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
