"""The values that a mission is made of: days, times of day, spans, ids, zones, languages, each read strictly."""

from __future__ import annotations

import difflib
import re
from datetime import date, datetime, time
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from geo.layers.schema import BCP47

__all__ = [
    "COUNTRY_PATTERN",
    "FILE_PATTERN",
    "SLUG_PATTERN",
    "SPAN_PATTERN",
    "Clock",
    "Country",
    "Day",
    "FileName",
    "Language",
    "Moment",
    "Number",
    "Slug",
    "Span",
    "Whole",
    "Zone",
    "near",
    "near_one",
    "seconds_of",
    "shown",
    "span_seconds",
]

SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
SPAN_PATTERN = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"
COUNTRY_PATTERN = r"^[A-Z]{2}$"
FILE_PATTERN = r"^[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,119}\.(geojson|json)$"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_MOMENT = re.compile(rf"{_DAY.pattern}[T ]{_CLOCK.pattern}", re.ASCII)
_YEARS = range(1900, 2200)
"""In which sun and calendars are calculated without doubt."""
_PRIVATE = re.compile(r"q[a-t][a-z]")
"""Codes of languages for private use (ISO 639-2)."""


def shown(value: object) -> str:
    """Return a wrong value as an error shows it: at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def near_one(wrong: object, known: list[str]) -> str | None:
    """Return the known word that looks like a wrong one, None where none does."""
    found = difflib.get_close_matches(str(wrong)[:80], known, 1, 0.6)
    return found[0] if found else None


def near(wrong: object, known: list[str]) -> str:
    """Return `; did you mean …?` where a known word looks like a wrong one, else nothing."""
    meant = near_one(wrong, known)
    return "" if meant is None else f"; did you mean {meant!r}?"


def _refuse(message: str) -> NoReturn:
    kind = "mission"
    raise PydanticCustomError(kind, "{message}", {"message": message})


def _day(value: object) -> date:
    """Read an ISO day; numbers and moments are no days, whatever they could be taken for."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _in_time(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            _refuse(f"there is no day {value}; look at the calendar and write one that exists")
        return _in_time(day)
    _refuse(f"{shown(value)} is no day; write it as 2026-05-14")


def _in_time(day: date) -> date:
    if day.year not in _YEARS:
        _refuse(f"{day} is too far away; write a day of the years {_YEARS[0]} to {_YEARS[-1]}")
    return day


def _clock(value: object) -> time:
    if isinstance(value, time) and value.tzinfo is None:
        return value.replace(microsecond=0)
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return time.fromisoformat(value)
    _refuse(f"{shown(value)} is no time of day; write it as 16:00")


def _clock_text(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def _moment(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None:
        _in_time(value.date())
        return value.replace(microsecond=0)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return datetime.combine(_day(value[:10]), _clock(value[11:]))
    _refuse(f"{shown(value)} is no local moment; write it as 2026-05-15T11:40, without an offset")


def _span(value: str) -> str:
    start, end = span_seconds(value)
    if start < end:
        return value
    if start == end:
        _refuse(f"{value} ends when it begins, so that it never opens; write a span such as 08:30-18:00")
    first, last = value.split("-")
    _refuse(f"{value} runs backwards; write {last}-{first}, or two spans where it goes past midnight")


def _zone(value: str) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(value)
        return value
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, or a folder of names
        hint = near(value, sorted(available_timezones()))
        _refuse(f"{shown(value)} is no time zone of IANA{hint or '; write a name such as Asia/Baku'}")


def _language(value: str) -> str:
    from babel import Locale

    code = value.split("-")[0]
    if code in Locale("en").languages or _PRIVATE.fullmatch(code):
        return value
    _refuse(f"there is no language {shown(value)}; write a code of BCP 47 such as az, en or fr")


def _no_truth(value: Any) -> Any:  # noqa: ANN401 (whatever stands in the file)
    if isinstance(value, bool):
        _refuse(f"{str(value).lower()} is no number; write a number")
    return value


type Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
"""An id."""
type Span = Annotated[str, Field(pattern=SPAN_PATTERN), AfterValidator(_span)]
"""Two times of a day, such as `08:30-18:00`; the end may be `24:00`."""
type Day = Annotated[date, BeforeValidator(_day)]
"""An ISO day."""
type Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(_clock_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A time of day, such as `16:00`."""
type Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A local moment without offset, such as `2026-05-15T11:40`."""
type Zone = Annotated[str, AfterValidator(_zone)]
"""Name of a time zone in the data base of IANA."""
type Language = Annotated[str, Field(pattern=BCP47), AfterValidator(_language)]
"""Code of a language, BCP 47."""
type Country = Annotated[str, Field(pattern=COUNTRY_PATTERN)]
"""Two letters of ISO 3166."""
type FileName = Annotated[str, Field(pattern=FILE_PATTERN)]
"""Name of a file that lies beside the mission; no path."""
type Whole = Annotated[int, BeforeValidator(_no_truth)]
"""A whole number."""
type Number = Annotated[float, BeforeValidator(_no_truth)]
"""A number."""


def seconds_of(clock: time | datetime) -> int:
    """Return the seconds since midnight by the clock on the wall."""
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def span_seconds(span: str) -> tuple[int, int]:
    """Return both ends of a span in seconds since midnight.

    Examples
    --------
    >>> span_seconds("08:30-24:00")
    (30600, 86400)
    """
    first, last = (60 * (60 * int(end[:2]) + int(end[3:])) for end in span.split("-"))
    return first, last
