"""Foreign columns matched to our fields: by heading, and by what stands in them.

A heading alone is not believed where its values contradict it. One field goes to one column; what else would fit it is told,
for a person to decide.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from geo.exchange.distinct import filled, one_array
from geo.exchange.report.reason import Reason, in_english, quotable
from geo.exchange.understand.content_match import match_content, match_old_dates, weighed
from geo.exchange.understand.coordinates import read_angle
from geo.exchange.understand.guess import POSITIONS, SURE, Guess
from geo.exchange.understand.heading_match import match_heading
from geo.exchange.understand.numbers import read_decimal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pyarrow as pa

    from geo.questions.question_words import BBox

__all__ = ["ColumnMatch", "match_columns"]

_ACCEPTED = 0.6
_EXAMPLES = 5
_LOOKED_AT = 400
"""Distinct values of a column that are looked at."""
_LONGEST = 500
"""Characters of a value that are looked at."""


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
    guesses: dict[str, Guess] = {}
    values_of: dict[str, list[str]] = {}
    headings = list(headings)
    told = told or {}
    ours = bool(told) or {"id", "kind"} <= set(headings)  # and so `date` is what we call so
    for heading in headings:
        values, n_filled[heading] = _values(table, heading)
        values_of[heading] = values
        examples[heading] = tuple(value[:80] for value in values[:_EXAMPLES])
        if (field := told.get(heading.lower())) is not None:
            guess = Guess.of(field, SURE, Reason("the list of fields beside the file says so"))
        else:
            guess = weighed(match_heading(heading, values, ours=ours), values)
        if guess.target is None:
            guess = match_content(values, area) or match_old_dates(heading, values) or guess
        if has_geometry and guess.target in POSITIONS:
            guess = Guess.of(None, 0.0, Reason("the file has geometry of its own"))
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


def _one_pair(guesses: dict[str, Guess], values_of: dict[str, list[str]]) -> dict[str, Guess]:
    """Keep degrees where a table has both degrees and metres: one number of each would be no place at all."""
    degrees: dict[str, list[str]] = {"lon": [], "lat": []}
    for heading, guess in guesses.items():
        if guess.target in degrees and values_of[heading] and all(map(_is_degree, values_of[heading])):
            degrees[guess.target].append(heading)
    if not all(degrees.values()):
        return guesses
    keep = {heading for headings in degrees.values() for heading in headings}
    other = Guess.of(None, 0.0, Reason("the position is taken from the columns with degrees"))
    return {
        heading: guess if guess.target not in degrees or heading in keep else other
        for heading, guess in guesses.items()
    }


def _is_degree(value: str) -> bool:
    number = read_decimal(value)
    return read_angle(value) is not None if number is None else abs(number) <= 180


def _one_way_of_position(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """Keep one way of giving positions: WKT, else longitude with latitude, else one text; half a pair is none."""
    found = Counter(
        guess.target for guess in guesses.values() if guess.target in POSITIONS and guess.confidence >= _ACCEPTED
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
        heading: guess if guess.target not in POSITIONS or guess.target in keep else Guess.of(None, 0.0, why)
        for heading, guess in guesses.items()
    }


def _values(table: pa.Table, heading: str) -> tuple[list[str], int]:
    """Return some distinct values of a column, and how many rows have one."""
    if heading not in table.column_names:
        return [], 0
    column = filled(one_array(table[heading])).drop_null()
    return [value[:_LONGEST] for value in pc.unique(column).slice(0, _LOOKED_AT).to_pylist()], len(column)
