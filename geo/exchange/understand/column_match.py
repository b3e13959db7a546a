"""Headings of foreign columns matched to our fields: by name in many languages, by language suffix, by what stands in them.

A heading alone is not believed where its values contradict it, and likeness of spelling counts only for long words. One field
goes to one column; what else would fit it is told, for a person to decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from geo.edtf import days, unreadable
from geo.exchange.distinct import filled, one_array
from geo.exchange.export.short_names import field_of_short_name
from geo.exchange.report.reason import Reason, in_english, quotable
from geo.exchange.site_rows import FIELDS, is_target
from geo.exchange.understand.aliases import ALIASES, ALT_NAMES, LANGUAGES, NAMES, NOISE, OF_DATES, UNDECIDED, WEAK
from geo.exchange.understand.coordinates import read_angle, read_coordinate, read_position
from geo.exchange.understand.dates import edtf_text
from geo.exchange.understand.numbers import number_text, read_decimal
from geo.exchange.understand.text_key import text_key
from geo.exchange.understand.word_match import grades_of, match_word, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pyarrow as pa

    from geo.questions.question_words import BBox

__all__ = ["ColumnMatch", "match_columns", "match_heading"]

_SURE, _ALIAS, _STEM, _PART, _LIKE = 1.0, 0.95, 0.85, 0.7, 0.65
_ACCEPTED = 0.6
_ALIKE = 90.0
_SHORTEST_LIKE = 6
"""Letters from which likeness counts: `count` is not `county`."""
_EXAMPLES = 5
_LOOKED_AT = 400
"""Distinct values of a column that are looked at."""
_LONGEST = 500
"""Characters of a value that are looked at."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OLD = dt.date(1899, 12, 31).toordinal()
_POSITIONS = ("lon", "lat", "position", "wkt")
_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*\d+\s*;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?M?\s*(?:\(|EMPTY)", re.IGNORECASE
)
_QID = re.compile(r"\s*(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?Q[1-9]\d*\s*")
_AZERI, _PERSIAN = re.compile("[əƏ]"), re.compile("[پچژگک]|ی")


@dataclass(frozen=True)
class ColumnMatch:
    """A foreign column, and the field that it is proposed for."""

    heading: str
    target: str | None
    """A field, a member of a family or an input of `geo.exchange.site_rows`; None where the column is left out."""
    confidence: float
    """From 0 to 1."""
    reasons: tuple[Reason, ...]
    """Why, one sentence after the other."""
    n_filled: int
    """Rows with a value, of those that were looked at."""
    examples: tuple[str, ...]
    """The first values that differ."""
    rivals: tuple[str, ...] = ()
    """Other headings that would fit the same field."""

    @property
    def why(self) -> str:
        """The reasons in English."""
        return in_english(self.reasons)


@dataclass(frozen=True)
class _Guess:
    target: str | None
    confidence: float
    why: tuple[Reason, ...]
    weak: bool = False
    """It needs values that say the same."""


def _guess(target: str | None, confidence: float, *why: Reason, weak: bool = False) -> _Guess:
    return _Guess(target, confidence, why, weak)


def _name_for_it(heading: str) -> Reason:
    return Reason("“{heading}” is a name for it", {"heading": heading})


def _key(heading: str) -> str:
    return text_key(_CAMEL.sub(" ", heading.strip().lstrip("@")))


def match_heading(heading: str, values: Collection[str] = ()) -> tuple[str | None, float, str]:
    """Return the field that a heading stands for by its name, how sure that is, and why.

    Parameters
    ----------
    heading
        As in the file.
    values
        Some values of the column; they decide between the languages of a heading that several have.

    Returns
    -------
    tuple
        Field or None, confidence from 0 to 1, the reason in plain language.

    Examples
    --------
    >>> [match_heading(heading)[0] for heading in ("name:az", "NAME_RU", "название", "siteName", "uncertaint", "Növü")]
    ['name:az', 'name:ru', 'name:ru', 'name:und', 'uncertainty_m', 'kind']
    >>> [match_heading(heading)[0] for heading in ("count", "reference", "OBJECTID", "xyz")]
    [None, None, None, None]
    """
    guess = _by_name(heading, values)
    return guess.target, guess.confidence, in_english(guess.why)


def _by_name(heading: str, values: Collection[str], *, ours: bool = False) -> _Guess:
    heading = heading.strip()
    if is_target(heading) and (ours or heading not in UNDECIDED):
        return _guess(heading, _SURE, Reason("it has the name of the field"))
    if heading not in UNDECIDED and (short := field_of_short_name(heading, ours=ours)) is not None:
        return _guess(short, _SURE, Reason("it has the short name of the field, as in our Shapefiles"))
    key = _key(heading)
    for form in dict.fromkeys((text_key(heading), key)):
        if (guess := _known(form, values)) is not None:
            return guess
    if (guess := _with_language(heading, key)) is not None:
        return guess
    words = [word for word in key.split() if word not in NOISE and not word.isdigit()]
    stem = " ".join(words)
    if (
        words[-1:] == ["type"]
        and (less := _known(" ".join(words[:-1]), values)) is not None
        and _known(stem, values) is None
    ):
        stem = " ".join(words[:-1]) if less.target is not None and _is_typed(less.target) else stem
    if stem and stem != key and (guess := _known(stem, values)) is not None:
        if guess.target is None:
            return guess
        return replace(guess, confidence=_STEM, why=(_name_for_it(stem),))
    if (guess := _part(words, values)) is not None:
        return guess
    return _alike(key, values) or _guess(None, 0.0, Reason("no field is called so"))


def _known(key: str, values: Collection[str]) -> _Guess | None:
    if key in NAMES:
        lang = _language_of(NAMES[key], values)
        if lang == "und":
            return _guess("name:und", _ALIAS, Reason("“{heading}” is a name for names", {"heading": key}))
        told = Reason("“{heading}” is a name for names in {language}", {"heading": key, "language": lang})
        return _guess(f"name:{lang}", _ALIAS, told)
    if key in ALT_NAMES:
        return _guess("alt_name:und", _ALIAS, Reason("“{heading}” is a name for more names", {"heading": key}))
    if key in ALIASES:
        return _guess(ALIASES[key], _ALIAS, _name_for_it(key), weak=key in WEAK)
    if key in UNDECIDED:
        return _guess(None, 0.0, Reason(UNDECIDED[key]))
    return None


def _language_of(languages: tuple[str, ...], values: Collection[str]) -> str:
    """Return the language of a heading; of several languages, the one whose own letters stand in the values."""
    if len(languages) < 2:
        return languages[0] if languages else "und"
    text = " ".join(values)
    if languages == ("az", "tr"):
        return "az" if _AZERI.search(text) else "tr" if len(values) >= 20 else "und"
    return "fa" if _PERSIAN.search(text) else "ar" if len(values) >= 20 else "und"


def _with_language(heading: str, key: str) -> _Guess | None:
    """Match headings with a language before or behind: `name_az`, `AZ name`, `description:en`."""
    words = key.split()
    for code, rest in ((words[-1], words[:-1]), (words[0], words[1:])) if len(words) > 1 else ():
        if code not in LANGUAGES:
            continue
        lang, stem = LANGUAGES[code], " ".join(rest)
        short = " ".join(word for word in rest if word not in NOISE) or stem
        for part in dict.fromkeys((stem, short)):
            if part in NAMES:
                return _guess(f"name:{lang}", _ALIAS, Reason("a name, in {language}", {"language": lang}))
            if part in ALT_NAMES:
                return _guess(f"alt_name:{lang}", _ALIAS, Reason("more names, in {language}", {"language": lang}))
            if part in ALIASES and ALIASES[part] in (
                "note",
                "settlement",
                "source",
                "designation",
                "kind",
                "condition",
            ):
                return _guess(
                    ALIASES[part],
                    _STEM,
                    Reason("“{heading}” is a name for it, in {language}", {"heading": part, "language": lang}),
                    weak=part in WEAK,
                )
    if len(words) == 1 and len(heading) == 2 and heading.isalpha() and words[0] in LANGUAGES:
        return _guess(f"name:{LANGUAGES[words[0]]}", _PART, Reason("it is called by a language alone"), weak=True)
    return None


def _part(words: list[str], values: Collection[str]) -> _Guess | None:
    """Match a heading of several words that are names of one field only, or of one whose values can say the same."""
    if len(words) < 2:
        return None
    found: dict[str | None, str] = {}
    strange = set(words)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            guess = _known(part, values) if len(part) > 2 else None
            if guess is not None and not strange.isdisjoint(words[start : start + size]):
                strange -= set(words[start : start + size])
                found.setdefault(guess.target, part)
    if len(found) > 1:
        found.pop("name:und", None)  # the name of whoever it is
    if len(found) != 1 or None in found:
        return None
    target, part = next(iter(found.items()))
    family = str(target).partition(":")[0]
    if family in ("name", "alt_name") or (strange and not _is_typed(str(target))):
        return None
    return _guess(target, _PART, Reason("“{heading}” in it is a name for it", {"heading": part}), weak=True)


def _is_typed(target: str) -> bool:
    """Return whether values can speak against a field."""
    if target in _POSITIONS or target == "identifier:wikidata":
        return True
    return target in FIELDS and (vocabulary_of(target) is not None or FIELDS[target].kind != "text")


def _alike(key: str, values: Collection[str]) -> _Guess | None:
    if len(key) < _SHORTEST_LIKE:
        return None
    best = process.extractOne(key, _LONG, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if best is None or not _word_by_word(key, best[0]):
        return None
    guess = _known(best[0], values)
    if guess is None or guess.target is None:
        return guess
    return replace(guess, confidence=_LIKE, why=(Reason("it is written nearly as “{heading}”", {"heading": best[0]}),))


def _word_by_word(one: str, other: str) -> bool:
    """Return whether each word of one heading is like the one of the other: `gps altitude` is no `gps latitude`."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    return one.count(" ") == other.count(" ") and all(a[0] == b[0] and fuzz.ratio(a, b) >= 80 for a, b in pairs)


_LONG = [key for key in (*ALIASES, *NAMES, *ALT_NAMES, *UNDECIDED) if len(key) >= _SHORTEST_LIKE]


def _share(values: Collection[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values)


def _is_number(value: str) -> bool:
    return read_decimal(value) is not None


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


def _weighed(guess: _Guess, values: Collection[str]) -> _Guess:
    """Return a guess after a look at the values."""
    if guess.target is None or not values:
        return guess
    agreement = _agreement(guess.target, values)
    if agreement is None:
        return guess
    if agreement == 0 and (guess.confidence < _SURE or guess.target in _POSITIONS):
        vocabulary = vocabulary_of(guess.target) if guess.target in FIELDS else None
        if vocabulary is not None and not guess.weak:
            unknown = Reason("none of its words is known yet")
            return replace(guess, confidence=guess.confidence * 0.75, why=(*guess.why, unknown))
        return _guess(None, 0.0, *guess.why, Reason("but its values say otherwise"))
    if guess.weak and agreement < 0.3:
        return _guess(None, 0.0, *guess.why, Reason("but few of its values say so"))
    if guess.confidence < _SURE and agreement < 0.5:
        fit = Reason("{percent} of its values fit", {"percent": f"{agreement:.0%}"})
        return replace(guess, confidence=guess.confidence * 0.8, why=(*guess.why, fit))
    return guess


def _by_content(values: Collection[str], area: BBox | None) -> _Guess | None:
    """Match a column by its values alone, where they can be nothing else."""
    if not values:
        return None
    if _share(values, lambda value: _QID.fullmatch(value) is not None) >= 0.8:
        return _guess("identifier:wikidata", 0.8, Reason("its values are identifiers of Wikidata"))
    if _share(values, lambda value: _WKT.match(value) is not None) >= 0.8:
        return _guess("wkt", 0.9, Reason("its values are WKT"))
    letters = [value for value in values if any(char.isalpha() for char in value)]
    if len(letters) * 2 > len(values):
        for axis in ("lon", "lat"):
            angles = [read_angle(value) for value in values]
            if sum(angle is not None and angle.axis == axis for angle in angles) >= 0.8 * len(values):
                return _guess(axis, 0.75, Reason("its values are angles with a hemisphere"))
        if _share(values, lambda value: isinstance(read_position(value), tuple)) >= 0.8:
            return _guess("position", 0.75, Reason("its values are positions"))
        for field, least in (("kind", 0.6), ("condition", 0.6)):
            agreement = _agreement(field, letters)
            if agreement is not None and agreement >= least and len(letters) >= 2:
                percent = f"{agreement:.0%}"
                return _guess(field, _PART, Reason("{percent} of its values are words for it", {"percent": percent}))
    return _axis_by_area(values, area)


def _old_dates(heading: str, values: Collection[str]) -> _Guess | None:
    """Match a column of dates of which nobody says what they date, where they are too old for a survey or a register."""
    if UNDECIDED.get(_key(heading)) != OF_DATES or not values:
        return None
    dates = [date for value in values if (date := edtf_text(value)) is not None]
    strange = unreadable(dates)
    ends = [days(date).last for date in dates if date not in strange]
    if len(ends) < 0.6 * len(values) or any(end is None or end > _OLD for end in ends):
        return None
    return _guess("built", _PART, Reason("its dates are all before 1900, too old for a survey or a register"))


def _axis_by_area(values: Collection[str], area: BBox | None) -> _Guess | None:
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
            return _guess(axis, _LIKE, lon if axis == "lon" else lat)
    return None


def match_columns(
    table: pa.Table,
    headings: Iterable[str],
    *,
    has_geometry: bool,
    taken: Collection[str] = (),
    area: BBox | None = None,
    told: Mapping[str, str] | None = None,
) -> tuple[ColumnMatch, ...]:
    """Return a proposal for each column.

    Parameters
    ----------
    table
        Columns of text: the first rows of a file.
    headings
        Those to match; not all need to be in the table.
    has_geometry
        The file has geometry of its own: columns with positions are left out.
    taken
        Fields that have a column already.
    area
        What the data are about, in EPSG:4326.
    told
        Fields by heading in small letters, as a list beside the file has them.

    Returns
    -------
    tuple of ColumnMatch
        In the order of the headings. No field stands twice.
    """
    n_filled: dict[str, int] = {}
    examples: dict[str, tuple[str, ...]] = {}
    guesses: dict[str, _Guess] = {}
    values_of: dict[str, list[str]] = {}
    headings = list(headings)
    told = told or {}
    ours = bool(told) or {"id", "kind"} <= set(headings)  # and so `date` is what we call so
    for heading in headings:
        values, n_filled[heading] = _values(table, heading)
        values_of[heading] = values
        examples[heading] = tuple(value[:80] for value in values[:_EXAMPLES])
        if (field := told.get(heading.lower())) is not None:
            guess = _guess(field, _SURE, Reason("the list of fields beside the file says so"))
        else:
            guess = _weighed(_by_name(heading, values, ours=ours), values)
        if guess.target is None:
            guess = _by_content(values, area) or _old_dates(heading, values) or guess
        if has_geometry and guess.target in _POSITIONS:
            guess = _guess(None, 0.0, Reason("the file has geometry of its own"))
        guesses[heading] = guess
    guesses = _one_way_of_position(_one_pair(guesses, values_of))
    best: dict[str, str] = dict.fromkeys(taken, "")
    rivals: dict[str, list[str]] = {}
    for heading in sorted(guesses, key=lambda heading: (-guesses[heading].confidence, -n_filled[heading])):
        guess = guesses[heading]
        if guess.target is None:
            continue
        if guess.confidence < _ACCEPTED:
            guesses[heading] = replace(
                guess, target=None, why=(Reason("perhaps {field}", {"field": guess.target}), *guess.why)
            )
        elif guess.target in best:
            winner = best[guess.target]
            rivals.setdefault(winner, []).append(heading)
            guesses[heading] = replace(guess, target=None, why=(_taken(guess.target, winner),))
        else:
            best[guess.target] = heading
    return tuple(
        ColumnMatch(
            heading, guess.target, round(guess.confidence, 2), guess.why, n_filled[heading], examples[heading],
            tuple(rivals.get(heading, ())),
        )
        for heading, guess in guesses.items()
    )  # fmt: skip


def _taken(field: str, winner: str) -> Reason:
    if not winner:
        return Reason("it fits {field} too, which another column of the mapping is matched to", {"field": field})
    return Reason(
        "it fits {field} too, which the column “{heading}” is matched to",
        {"field": field, "heading": quotable(winner)},
    )


def _one_pair(guesses: dict[str, _Guess], values_of: dict[str, list[str]]) -> dict[str, _Guess]:
    """Keep degrees where a table has both degrees and metres: one number of each would be no place at all."""
    degrees: dict[str, list[str]] = {"lon": [], "lat": []}
    for heading, guess in guesses.items():
        if guess.target in degrees and values_of[heading] and all(map(_is_degree, values_of[heading])):
            degrees[guess.target].append(heading)
    if not all(degrees.values()):
        return guesses
    keep = {heading for headings in degrees.values() for heading in headings}
    other = _guess(None, 0.0, Reason("the position is taken from the columns with degrees"))
    return {
        heading: guess if guess.target not in degrees or heading in keep else other
        for heading, guess in guesses.items()
    }


def _is_degree(value: str) -> bool:
    number = read_decimal(value)
    return read_angle(value) is not None if number is None else abs(number) <= 180


def _one_way_of_position(guesses: dict[str, _Guess]) -> dict[str, _Guess]:
    """Keep one way of giving positions: WKT, else longitude with latitude, else one text; half a pair is none."""
    found = Counter(
        guess.target for guess in guesses.values() if guess.target in _POSITIONS and guess.confidence >= _ACCEPTED
    )
    if not found:
        return guesses
    pair = found["lon"] and found["lat"]
    keep = ("wkt",) if found["wkt"] else ("lon", "lat") if pair else ("position",)
    why = {
        True: Reason("the position is taken from another column"),
        False: Reason("the other of longitude and latitude was not found"),
    }[bool(pair or found["wkt"] or found["position"])]
    return {
        heading: guess if guess.target not in _POSITIONS or guess.target in keep else _guess(None, 0.0, why)
        for heading, guess in guesses.items()
    }


def _values(table: pa.Table, heading: str) -> tuple[list[str], int]:
    """Return some distinct values of a column, and how many rows have one."""
    if heading not in table.column_names:
        return [], 0
    column = filled(one_array(table[heading])).drop_null()
    return [value[:_LONGEST] for value in pc.unique(column).slice(0, _LOOKED_AT).to_pylist()], len(column)
