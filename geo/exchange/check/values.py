"""Values of site rows as `geo.exchange.site_rows` declares them: words, numbers and their limits, dates, forms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.check.known import did_you_mean
from geo.edtf import days, unreadable
from geo.exchange.check.distinct import Distinct
from geo.exchange.understand import dates, numbers
from geo.layers.schema import SLUG

if TYPE_CHECKING:
    from geo.exchange.check.row_issues import RowIssues
    from geo.layers.schema import Field

__all__ = ["check_value"]

_INTEGER = r"^[+-]?\d{1,18}$"
_NUMBER = r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_FORMS = {SLUG: "small letters, digits and hyphens, at most 80, a letter or digit first"}
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
    reasons = {
        word: f"{word[:100]!r}{did_you_mean(word.lower(), words) or f'; one of {", ".join(words)}'}"
        for word in strange.to_pylist()
    }
    rows, detail = column.rows_and_reasons(reasons)
    found.add("unknown_word", rows, field=name, detail=detail)


def _number(column: Distinct, name: str, field: Field, found: RowIssues) -> None:
    whole = field.kind == "integer"
    texts = column.values
    written = pc.match_substring_regex(texts, _INTEGER if whole else _NUMBER)
    what = "is no whole number" if whole else "is no number"
    strange = texts.filter(pc.invert(written)).to_pylist()
    rows, detail = column.rows_and_reasons({text: _why(text, what, numbers.why_not(text)) for text in strange})
    found.add("not_a_number", rows, field=name, detail=detail)
    floats = pc.cast(pc.replace_substring(pc.if_else(written, texts, None), "+", ""), pa.float64())
    values = pc.fill_null(floats, np.nan).to_numpy(zero_copy_only=False)
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    beyond = texts.filter(pa.array((values < low) | (values > high) | np.isinf(values))).to_pylist()
    rows, detail = column.rows_and_reasons({text: f"{text[:100]!r}; {_limits(field)}" for text in beyond})
    found.add("out_of_range", rows, field=name, detail=detail)


def _why(text: str, what: str, reason: str) -> str:
    return f"{text[:100]!r} {what}" + (f": {reason}" if reason else "")


def _limits(field: Field) -> str:
    ends = [] if field.minimum is None else [f"at least {field.minimum:g}"]
    ends += [] if field.maximum is None else [f"at most {field.maximum:,g}"]
    return " and ".join(ends) or "it is too large"


def _quoted(values: pa.Array, after: str) -> pa.Array:
    return pc.binary_join_element_wise("'", pc.utf8_slice_codeunits(values, 0, 100), f"'{after}", "")


def _form(column: pa.Array, name: str, pattern: str, found: RowIssues) -> None:
    matches = pc.fill_null(pc.match_substring_regex(column, pattern), fill_value=True)
    wrong = np.flatnonzero(~matches.to_numpy(zero_copy_only=False))
    if len(wrong):
        form = _FORMS.get(pattern, f"the form {pattern}")
        found.add("bad_form", wrong, field=name, detail=_quoted(column.take(pa.array(wrong)), f"; write {form}"))


def _date(column: Distinct, name: str, today: dt.date, found: RowIssues) -> None:
    values = column.values.to_pylist()
    reasons = {
        text: _why(text, "is no date in EDTF", why) if (why := dates.why_not(text)) else reason
        for text, reason in unreadable(values).items()
    }
    rows, detail = column.rows_and_reasons(reasons)
    found.add("date_unreadable", rows, field=name, detail=detail)
    if name in _PAST:
        latest = today.toordinal() + 1
        late = {value: repr(value[:100]) for value in values if value not in reasons and _begins(value) > latest}
        rows, detail = column.rows_and_reasons(late)
        found.add("future_date", rows, field=name, detail=detail)


def _begins(value: str) -> int:
    first = days(value).first
    return 0 if first is None else first


def _day(column: Distinct, name: str, found: RowIssues) -> None:
    reasons = {
        value: f"{value[:100]!r}; write a day such as 2024-05-31"
        for value in column.values.to_pylist()
        if not _is_day(value)
    }
    rows, detail = column.rows_and_reasons(reasons)
    found.add("bad_form", rows, field=name, detail=detail)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
