"""Folded words and scripts of many names at once: each distinct word is looked at once, and the texts put together again.

Folding treats the words of a name one by one (`geo.search`), and most names share their words: so a million names take a
third of a second, not ten.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.scripts import script_of
from geo.search import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_KEPT = 400_000
"""Distinct words that are remembered between batches."""
_MIXED, _NONE = -2, -1
_UNDETERMINED = script_of("")


@dataclass(frozen=True)
class NameKeys:
    """Of each name, in order."""

    folded: pa.Array
    """As `geo.search.fold`."""
    scripts: pa.Array
    """As `geo.scripts.script_of`."""
    words: Counter[str]
    """How often each folded word occurs."""


class NameKeyer:
    """Makes keys batch by batch and remembers the words that it has met."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, int]] = {}
        self._scripts: list[str] = [_UNDETERMINED]
        self._letters: dict[str, str] = {}

    def keys(self, texts: pa.Array) -> NameKeys:
        """Return the keys of names, none of them null."""
        lists = pc.split_pattern(texts, " ")
        words = pc.list_flatten(lists).dictionary_encode()
        distinct, codes = words.dictionary.to_pylist(), words.indices
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        entries = [self._known.get(word) or self._learn(word) for word in distinct]
        folded = [entry[0] for entry in entries]
        counts: Counter[str] = Counter()
        n_each = np.bincount(codes.to_numpy(), minlength=len(distinct)).tolist()
        for text, n in zip(folded, n_each, strict=True):
            for word in text.split():
                counts[word] += n
        of_word = np.array([entry[1] for entry in entries], dtype=np.int64)[codes.to_numpy()]
        return NameKeys(_joined(lists, folded, codes), self._scripts_of(texts, lists, of_word), counts)

    def _learn(self, word: str) -> tuple[str, int]:
        folded = fold(word)
        scripts = {self._letters.get(char) or self._letters.setdefault(char, script_of(char)) for char in word}
        scripts.discard(_UNDETERMINED)
        script = _MIXED if len(scripts) > 1 else self._number(scripts.pop()) if scripts else _NONE
        entry = self._known[word] = (folded, script)
        return entry

    def _number(self, script: str) -> int:
        if script not in self._scripts:
            self._scripts.append(script)
        return self._scripts.index(script)

    def _scripts_of(self, texts: pa.Array, lists: pa.Array, of_word: NDArray[np.int64]) -> pa.Array:
        """Return the one script of all words; where there are several the letters are counted."""
        if not len(texts):
            return pa.array([], pa.string())
        starts = lists.offsets.to_numpy()[:-1] - lists.offsets[0].as_py()
        highest = np.maximum.reduceat(of_word, starts)
        lowest = np.minimum.reduceat(np.where(of_word == _NONE, len(self._scripts), of_word), starts)
        mixed = (lowest == _MIXED) | ((lowest != highest) & (highest != _NONE))
        numbers = np.where(highest == _NONE, 0, highest)
        for at in np.flatnonzero(mixed).tolist():
            numbers[at] = self._number(script_of(texts[at].as_py()))
        return pa.array(self._scripts).take(pa.array(np.maximum(numbers, 0)))


def count_words(folded: pa.Array) -> Counter[str]:
    """Return how often each word occurs in folded names."""
    words = pc.list_flatten(pc.split_pattern(folded, " "))
    counts = pc.value_counts(words.filter(pc.not_equal(words, "")))
    return Counter(dict(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)))


def _joined(lists: pa.Array, distinct: list[str], codes: pa.Array) -> pa.Array:
    """Return texts made of the words that stand for the distinct ones."""
    words = pa.array(distinct, pa.string()).take(codes)
    out = pc.binary_join(pa.ListArray.from_arrays(lists.offsets, words), " ")
    if not all(distinct):  # a word of signs alone leaves nothing
        out = pc.utf8_trim_whitespace(pc.replace_substring_regex(out, " +", " "))
    return out
