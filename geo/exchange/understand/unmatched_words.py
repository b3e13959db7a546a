"""Words of vocabularies that matched nothing, counted, with what each is likely to mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.understand.word_match import WordMatch, propose_word, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["UnmatchedWords"]

_MOST = 10_000
"""Words of a field that are counted."""


class UnmatchedWords:
    """The words of one file."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def note(self, field: str, column: pa.Array) -> None:
        """Count those of a column; a field without a vocabulary has none."""
        words = vocabulary_of(field)
        if words is None:
            return
        known = pc.is_in(column, value_set=pa.array(words, pa.string()))
        strange = column.filter(pc.and_(column.is_valid(), pc.invert(known)))
        if not len(strange):
            return
        counts = self._counts.setdefault(field, Counter())
        for one in pc.value_counts(strange).to_pylist():
            if one["values"] in counts or len(counts) < _MOST:
                counts[one["values"]] += one["counts"]

    def __iter__(self) -> Iterator[WordMatch]:
        """Give the words, the most frequent of each field first."""
        for field, words in self._counts.items():
            for word, count in words.most_common():
                target, why = propose_word(field, word)
                yield WordMatch(field, word, count, target, why)
