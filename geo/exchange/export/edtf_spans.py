"""Dates in EDTF as the spans of time of Linked Places and of CIDOC-CRM."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from geo.edtf import days, year_of
from geo.errors import DateError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["crm_time_spans", "lpf_whens"]

_SAYS_IN = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?[~?%]?", re.ASCII)
"""What Linked Places takes as it stands: ISO 8601 with a mark for what is about so, or uncertain."""
_OPEN = ("", "..")


def lpf_whens(column: pa.Array) -> pa.Array:
    """Return dates as `when` of Linked Places Format, in JSON; null where there is none, or it is no date.

    Notes
    -----
    Only ISO 8601 stands in `in`; of all other dates the earliest and the latest day are said. A span whose beginning is not
    known has the latest day of it. Source: the format's README, section `when`.
    """
    return _of_each(column, _when)


def crm_time_spans(column: pa.Array) -> pa.Array:
    """Return dates as E52 Time-Span, in JSON: the words (P82), the first day (P82a) and the last (P82b) where these are known."""
    return _of_each(column, _time_span)


def _of_each(column: pa.Array, made: Callable[[str], dict[str, Any] | None]) -> pa.Array:
    """Return JSON for each text; each distinct one is read once."""
    encoded = column.cast(pa.large_string()).dictionary_encode()
    objects = [made(text) for text in encoded.dictionary.to_pylist()]
    texts = [None if each is None else orjson.dumps(each).decode() for each in objects]
    return pa.array(texts, pa.large_string()).take(encoded.indices)


def _when(text: str) -> dict[str, Any] | None:
    try:
        first, last, _order = days(text)
    except DateError:
        return None
    start, stroke, end = text.partition("/")
    if not stroke:
        return {"timespans": [{"start": _instant(text, first, last)}]}
    if start in _OPEN:
        spans = {"start": {"latest": _day(last)}, "end": _instant(end, None, last)}
    elif end in _OPEN:
        spans = {"start": _instant(start, first, None)}
    else:
        spans = {"start": _instant(start, first, None), "end": _instant(end, None, last)}
    return {"timespans": [spans], "label": text}


def _instant(text: str, first: int | None, last: int | None) -> dict[str, str]:
    if _SAYS_IN.fullmatch(text):
        return {"in": text}
    ends = {"earliest": first, "latest": last}
    return {name: _day(day) for name, day in ends.items() if day is not None}


def _time_span(text: str) -> dict[str, Any]:
    span: dict[str, Any] = {"type": "E52_Time-Span", "P82_at_some_time_within": text}
    try:
        first, last, _order = days(text)
    except DateError:
        return span
    for name, day in (("P82a_begin_of_the_begin", first), ("P82b_end_of_the_end", last)):
        if day is not None:
            value = _day(day)
            span[name] = {"@value": value, "@type": "xsd:date" if len(value) == 10 and value[0] != "-" else "xsd:gYear"}
    return span


def _day(day: int | None) -> str:
    """Return a day in ISO 8601, or its year where that lies before the year 1 or beyond 9999."""
    if day is None:
        return ""
    if 1 <= day <= date.max.toordinal():
        return date.fromordinal(day).isoformat()
    year = year_of(day)
    return f"-{-year:04}" if year < 0 else f"{year:04}"
