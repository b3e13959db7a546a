"""Conditions in a file's own words, kept beside their grades; a word that means several grades gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.distinct import rewrite
from geo.exchange.report.reason import Reasons
from geo.exchange.understand.word_match import grades_of

if TYPE_CHECKING:
    from geo.exchange.report.issues import Issues

__all__ = ["ConditionWords", "condition_words"]

_IN_DIGITS = r"^\s*[+-]?\d+([.,]\d+)?\s*$"


class ConditionWords(NamedTuple):
    """Columns of as many rows, in their order."""

    grades: pa.Array
    """What stands in `condition`: null where a word means several grades; a word that matched nothing stays."""
    words: pa.Array
    """For `condition_raw`: the word of the file; null where it gives the grade in digits, or nothing."""
    scale: pa.Array
    """For `condition_scale`, of the same rows: what the words are words of, and the grades that one can mean."""


def condition_words(said: pa.Array, graded: pa.Array, heading: str, issues: Issues, first: int) -> ConditionWords:
    """Return the conditions of rows as grades and as words.

    Parameters
    ----------
    said
        What stands in the file; null where nothing does.
    graded
        The same after words were matched.
    heading
        Of the column, which names the scale.
    issues, first
        Takes the words that get no grade; how many rows came before.
    """
    ranges = {word: grades for word in pc.unique(graded).to_pylist() if word and (grades := grades_of(word))}
    if ranges:
        among = pc.fill_null(pc.is_in(graded, value_set=pa.array(list(ranges))), fill_value=False)
        rows = np.flatnonzero(among.to_numpy(zero_copy_only=False))
        words = graded.take(pa.array(rows))
        ends = {name: [str(ranges[word][at]) for word in words.to_pylist()] for at, name in enumerate(("low", "high"))}
        detail = Reasons("{word} = {low} to {high}: no grade, kept in its own words", {"word": words, **ends})
        issues.add("word_matched", rows, first=first, field="condition", detail=detail, before=words)
        graded = pc.if_else(among, None, graded)
    in_words = pc.and_(pc.invert(pc.match_substring_regex(said, _IN_DIGITS)), _differ(said, graded))
    kept = pc.if_else(in_words, said, None)
    means = {
        word: f"{heading}: {word} = {low} to {high}" for word, (low, high) in ranges.items()
    }  # kept with the statement
    return ConditionWords(graded, kept, rewrite(kept, lambda word: means.get(word, heading)).column)


def _differ(before: pa.Array, after: pa.Array) -> pa.Array:
    """Return which values were changed or emptied."""
    return pc.and_(
        before.is_valid(), pc.or_kleene(after.is_null(), pc.fill_null(pc.not_equal(before, after), fill_value=True))
    )
