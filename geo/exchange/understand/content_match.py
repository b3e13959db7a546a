"""What stands in a foreign column: whether it speaks for the field that the heading names, or tells the field by itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.edtf import days, unreadable
from geo.exchange.report.reason import Reason
from geo.exchange.site_rows import FIELDS
from geo.exchange.understand.aliases import OF_DATES, UNDECIDED
from geo.exchange.understand.coordinates import read_angle, read_coordinate, read_position
from geo.exchange.understand.dates import edtf_text
from geo.exchange.understand.guess import LIKE, PART, POSITIONS, SURE, Guess
from geo.exchange.understand.heading_match import heading_key
from geo.exchange.understand.numbers import number_text, read_decimal
from geo.exchange.understand.word_match import grades_of, match_word, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from geo.questions.question_words import BBox

__all__ = ["match_content", "match_old_dates", "weighed"]

_OLD = dt.date(1899, 12, 31).toordinal()
_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*\d+\s*;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?M?\s*(?:\(|EMPTY)", re.IGNORECASE
)
_QID = re.compile(r"\s*(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?Q[1-9]\d*\s*")


def weighed(guess: Guess, values: Collection[str]) -> Guess:
    """Return a guess after a look at the values."""
    if guess.target is None or not values:
        return guess
    agreement = _agreement(guess.target, values)
    if agreement is None:
        return guess
    if agreement == 0 and (guess.confidence < SURE or guess.target in POSITIONS):
        vocabulary = vocabulary_of(guess.target) if guess.target in FIELDS else None
        if vocabulary is not None and not guess.weak:
            unknown = Reason("none of its words is known yet")
            return replace(guess, confidence=guess.confidence * 0.75, why=(*guess.why, unknown))
        return Guess.of(None, 0.0, *guess.why, Reason("but its values say otherwise"))
    if guess.weak and agreement < 0.3:
        return Guess.of(None, 0.0, *guess.why, Reason("but few of its values say so"))
    if guess.confidence < SURE and agreement < 0.5:
        fit = Reason("{percent} of its values fit", {"percent": f"{agreement:.0%}"})
        return replace(guess, confidence=guess.confidence * 0.8, why=(*guess.why, fit))
    return guess


def match_content(values: Collection[str], area: BBox | None) -> Guess | None:
    """Match a column by its values alone, where they can be nothing else."""
    if not values:
        return None
    if _share(values, lambda value: _QID.fullmatch(value) is not None) >= 0.8:
        return Guess.of("identifier:wikidata", 0.8, Reason("its values are identifiers of Wikidata"))
    if _share(values, lambda value: _WKT.match(value) is not None) >= 0.8:
        return Guess.of("wkt", 0.9, Reason("its values are WKT"))
    letters = [value for value in values if any(char.isalpha() for char in value)]
    if len(letters) * 2 > len(values):
        for axis in ("lon", "lat"):
            angles = [read_angle(value) for value in values]
            if sum(angle is not None and angle.axis == axis for angle in angles) >= 0.8 * len(values):
                return Guess.of(axis, 0.75, Reason("its values are angles with a hemisphere"))
        if _share(values, lambda value: isinstance(read_position(value), tuple)) >= 0.8:
            return Guess.of("position", 0.75, Reason("its values are positions"))
        for field, least in (("kind", 0.6), ("condition", 0.6)):
            agreement = _agreement(field, letters)
            if agreement is not None and agreement >= least and len(letters) >= 2:
                percent = f"{agreement:.0%}"
                return Guess.of(field, PART, Reason("{percent} of its values are words for it", {"percent": percent}))
    return _axis_by_area(values, area)


def match_old_dates(heading: str, values: Collection[str]) -> Guess | None:
    """Match a column of dates of which nobody says what they date, where they are too old for a survey or a register."""
    if UNDECIDED.get(heading_key(heading)) != OF_DATES or not values:
        return None
    dates = [date for value in values if (date := edtf_text(value)) is not None]
    strange = unreadable(dates)
    ends = [days(date).last for date in dates if date not in strange]
    if len(ends) < 0.6 * len(values) or any(end is None or end > _OLD for end in ends):
        return None
    return Guess.of("built", PART, Reason("its dates are all before 1900, too old for a survey or a register"))


def _axis_by_area(values: Collection[str], area: BBox | None) -> Guess | None:
    numbers = [read_decimal(value) for value in values]
    if area is None or len(numbers) < 3 or None in numbers:
        return None
    found = [number for number in numbers if number is not None]
    if any(number.is_integer() for number in found):
        return None
    west, south, east, north = area
    for axis, low, high in (("lon", west, east), ("lat", south, north)):
        other = (south, north) if axis == "lon" else (west, east)
        if all(low <= number <= high for number in found) and not all(
            other[0] <= number <= other[1] for number in found
        ):
            lon, lat = (
                Reason("all its numbers are longitudes of the area"),
                Reason("all its numbers are latitudes of the area"),
            )
            return Guess.of(axis, LIKE, lon if axis == "lon" else lat)
    return None


def _agreement(target: str, values: Collection[str]) -> float | None:
    """Return the share of values that a field could have; None where every text will do."""
    if not values:
        return None
    family = target.partition(":")[0]
    if target in ("lon", "lat"):
        axis = "lon" if target == "lon" else "lat"
        return _share(values, lambda value: isinstance(read_coordinate(value, axis), float))  # type: ignore[arg-type]  # one of two
    if target == "position":
        return _share(values, lambda value: isinstance(read_position(value), tuple))
    if target == "wkt":
        return _share(values, lambda value: _WKT.match(value) is not None)
    if target == "identifier:wikidata":
        return _share(values, lambda value: _QID.fullmatch(value) is not None)
    if family in ("name", "alt_name"):
        return _share(values, lambda value: any(char.isalpha() for char in value) and "://" not in value)
    if target not in FIELDS:
        return None
    field = FIELDS[target]
    words = vocabulary_of(target)
    if words is not None:
        known = set(words)
        return _share(
            values,
            lambda value: (
                match_word(target, value) in known or (target == "condition" and grades_of(value) is not None)
            ),
        )
    if field.kind in ("number", "integer"):
        return _share(values, lambda value: _is_number(number_text(value, target) or "0"))
    if field.kind in ("edtf", "day"):
        read = [edtf_text(value, centuries=True) for value in values]
        return 1 - len(unreadable(date for date in read if date is not None)) / len(values)
    if target == "settlement" or target == "district" or target == "note":
        return _share(values, lambda value: any(char.isalpha() for char in value))
    return None


def _share(values: Collection[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values)


def _is_number(value: str) -> bool:
    return read_decimal(value) is not None
