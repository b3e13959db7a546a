"""The values that a question's words take, each read from text or refused with a sentence. See `geo.questions.site_filter`."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from geo.completeness.standard import CODES
from geo.errors import DateError
from geo.vocabularies import AccessStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = [
    "ANY",
    "LONGEST",
    "QUESTION_WORDS",
    "SORT_KEYS",
    "Age",
    "BBox",
    "Band",
    "RefusedValueError",
    "as_of_day",
    "century_years",
    "near",
    "read_value",
]

type BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees, EPSG:4326; west above east crosses the 180th meridian."""
type Reader[T] = Callable[[str, Collection[str] | None], T]
"""Reads a text, given the values that there are, where those are known."""

ANY = "any"
"""Any register or list."""
QUESTION_WORDS = (
    "q", "kind", "district", "condition", "period", "designation", "level", "access", "newest", "visited", "dispute",
    "photos", "score", "missing", "ids", "bbox", "as_of", "sort", "order",
)  # fmt: skip
SORT_KEYS = (
    "name", "kind", "district", "condition", "built", "designation", "access", "statements", "newest", "visited", "urgency", "score",
)  # fmt: skip
MOST_MONTHS = 1200
LONGEST = 200
"""Characters of what is typed, and of a name of a district, register or level."""
SHOWN = 80
"""Characters of a wrong value that are shown."""

_FEW, _MANY = 40, 500
"""Choices up to which all are named, and from which on a near one is no longer looked for."""
_AS_OF = re.compile(r"(\d{4})(-\d\d-\d\d)?", re.ASCII)
_CENTURY = re.compile(r"-?\d\dXX", re.ASCII)
_AGE = re.compile(
    r"(?:within-(?P<within>N)|not-(?P<not>N)|(?P<over>N)-(?P<until>N)?)".replace("N", r"[1-9]\d{0,3}"), re.ASCII
)
_BAND = re.compile(r"(?P<low>0|[1-9]\d{0,2})-(?P<high>0|[1-9]\d{0,2})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Age:
    """How long ago the newest of something was, in calendar months before the day of reference."""

    within: int | None = None
    """No longer ago than so many months."""
    over: int | None = None
    """Longer ago than so many months."""
    or_never: bool = False
    """Beside `over` alone: or not on record at all."""

    def __str__(self) -> str:
        if self.over is None:
            return f"within-{self.within}"
        return f"not-{self.over}" if self.or_never else f"{self.over}-{self.within or ''}"


@dataclass(frozen=True)
class Band:
    """Scores from one to another, both included, 0 to 100."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


class RefusedValueError(ValueError):
    """A value cannot be read; the text says why.

    Parameters
    ----------
    message
        One sentence without a final stop.
    text, choices
        What was written, and what could have been: a near one is looked for only when `told` is asked, since anybody may
        write thousands of wrong values.
    reason
        Whether the value is wrong or too long.
    """

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        choices: Collection[str] = (),
        reason: Literal["value", "long"] = "value",
    ) -> None:
        super().__init__(message)
        self.text, self.choices, self.reason = text, choices, reason

    def told(self) -> tuple[str, str | None]:
        """Return the sentence with a hint, and what was probably meant."""
        meant = near(self.text, self.choices)
        few = meant is None and 0 < len(self.choices) <= _FEW
        return f"{self}{hint(meant)}" + (f"; known are {', '.join(sorted(self.choices))}" if few else ""), meant


def as_of_day(text: str) -> int:
    """Return the day until which something is asked, as an ordinal (0001-01-01 is 1).

    Parameters
    ----------
    text
        A year 0000 to 9999, which means its last day, or an ISO day.

    Raises
    ------
    DateError
        If it is neither.

    Examples
    --------
    >>> as_of_day("2020") == as_of_day("2020-12-31") == date(2020, 12, 31).toordinal()
    True
    >>> as_of_day("0000")
    0
    """
    match = _AS_OF.fullmatch(text)
    try:
        if match is not None and match[1] == "0000":  # which `date` does not know; it is as long as 2000
            return date.fromisoformat(f"2000{match[2] or '-12-31'}").toordinal() - 5 * 146_097
        if match is not None:
            return date.fromisoformat(f"{match[1]}{match[2] or '-12-31'}").toordinal()
    except ValueError:
        pass
    message = "'{value}' is no day; write it as 2020-12-31, or 2020 for the last day of that year"
    raise DateError(message, value=repr(text[:SHOWN])[1:-1])


def century_years(century: str) -> tuple[int, int]:
    """Return the first and the last year of a century as questions write it.

    Examples
    --------
    >>> century_years("15XX"), century_years("-05XX")
    ((1500, 1599), (-599, -500))
    """
    start = 100 * int(century.removeprefix("-")[:2])
    return (-start - 99, min(-start, -1)) if century.startswith("-") else (start, start + 99)


def read_value(word: str, text: str, known: Collection[str] | None) -> Any:  # noqa: ANN401 (each word has a type of its own)
    """Read one value of a word.

    Raises
    ------
    RefusedValueError
        If it cannot be read.
    """
    if len(text) > LONGEST:
        message = f"{word} is {len(text):,} characters long; write at most {LONGEST}"
        raise RefusedValueError(message, reason="long")
    if not text.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        message = f"{word} has a control character in {text[:SHOWN]!r}; write it without"
        raise RefusedValueError(message)
    return _READERS[word](text, known)


def near(text: str, choices: Collection[str]) -> str | None:
    """Return the choice that looks most like a text, None where none does."""
    found = difflib.get_close_matches(text[:SHOWN], list(choices), n=1) if len(choices) <= _MANY else []
    return str(found[0]) if found else None


def hint(meant: str | None) -> str:
    """Return the end of a sentence that says what was probably meant."""
    return "" if meant is None else f"; did you mean {meant!r}?"


def _one_of(what: str, *words: str) -> Reader[str]:
    """Read one of some words, or, without words, one of those known, or else anything."""

    def read(text: str, known: Collection[str] | None) -> str:
        choices = words or known
        if choices is None or text in choices:
            return text
        message = f"{text[:SHOWN]!r} is no {what}"
        raise RefusedValueError(message, text=text, choices=choices)

    return read


def _or_none[T](read: Reader[T]) -> Reader[T | None]:
    return lambda text, known: None if text == "none" else read(text, known)


def _grade(text: str, _: Collection[str] | None) -> int:
    if text not in ("0", "1", "2", "3", "4", "5"):
        message = (
            f"{text[:SHOWN]!r} is no grade of condition; known are none (nobody said), 0 (could not tell) and 1 to 5"
        )
        raise RefusedValueError(message)
    return int(text)


def _century(text: str, _: Collection[str] | None) -> str:
    if not _CENTURY.fullmatch(text.upper()):
        message = f"{text[:SHOWN]!r} is no century; write 15XX for the years 1500 to 1599, or none"
        raise RefusedValueError(message)
    return text.upper()


def _age(text: str, _: Collection[str] | None) -> Age:
    match = _AGE.fullmatch(text)
    months = {} if match is None else {name: int(n) for name, n in match.groupdict().items() if n}
    if (
        not months
        or max(months.values()) > MOST_MONTHS
        or months.get("over", 0) >= months.get("until", MOST_MONTHS + 1)
    ):
        message = (
            f"{text[:SHOWN]!r} is no age; write within-24 or not-24 for 24 months (1 to {MOST_MONTHS}), 12-24 for more than 12 "
            "and at most 24, 120- for more than 120, or none"
        )
        raise RefusedValueError(message)
    if "not" in months:
        return Age(over=months["not"], or_never=True)
    return Age(within=months.get("within", months.get("until")), over=months.get("over"))


def _band(text: str, _: Collection[str] | None) -> Band:
    match = _BAND.fullmatch(text)
    low, high = (0, -1) if match is None else (int(match["low"]), int(match["high"] or 100))
    if not low <= high <= 100:
        message = f"{text[:SHOWN]!r} is no range of scores; write 0-49 for 0 to 49, or 80- for 80 to 100"
        raise RefusedValueError(message)
    return Band(low, high)


def _bbox(text: str, _: Collection[str] | None) -> BBox:
    parts = text.split(",")
    numbers = [float(part) for part in parts if _NUMBER.fullmatch(part.strip())]
    if len(parts) != 4 or len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        message = (
            f"{text[:SHOWN]!r} is no box; write four numbers: west,south,east,north in degrees, such as 46.5,39.5,47,40"
        )
        raise RefusedValueError(message)
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        message = (
            "a coordinate of bbox lies outside the world; longitudes run from -180 to 180, latitudes from -90 to 90"
        )
        raise RefusedValueError(message)
    if south > north:
        message = "south exceeds north in bbox; the order is west,south,east,north"
        raise RefusedValueError(message)
    return west, south, east, north


def _as_of(text: str, _: Collection[str] | None) -> str:
    try:
        as_of_day(text)
    except DateError as error:
        raise RefusedValueError(str(error)) from None
    return text


def _scheme(text: str, known: Collection[str] | None) -> str:
    return ANY if text == ANY else _one_of("register or list")(text, known)


_READERS: dict[str, Reader[Any]] = {
    "q": lambda text, _: " ".join(text.split()),
    "kind": _one_of("kind of site"),
    "district": _or_none(_one_of("district")),
    "condition": _or_none(_grade),
    "period": _or_none(_century),
    "designation": _or_none(_scheme),
    "level": _or_none(_one_of("level of a register")),
    "access": _or_none(_one_of("state of access", *AccessStatus)),
    "newest": _or_none(_age),
    "visited": _or_none(_age),
    "dispute": _or_none(_one_of("word on disputes", "disputed", "differ")),
    "photos": lambda text, known: _one_of("answer about photos", "yes", "no")(text, known) == "yes",
    "score": _band,
    "missing": _or_none(_one_of("criterion of a record", *CODES)),
    "ids": _one_of("site"),
    "bbox": _bbox,
    "as_of": _as_of,
    "sort": _one_of("column to sort by", *SORT_KEYS),
    "order": _one_of("order", "up", "down"),
}
