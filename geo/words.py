"""Whole columns of names, worked on word by word: each distinct word once, for words come again where names do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.scripts import script_sets, scripts_of
from geo.search import fold_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["NameKeys", "Words", "by_words", "count_words", "fold_column", "name_keys"]


@dataclass(frozen=True)
class NameKeys:
    """Of each name, in order."""

    folded: pa.Array
    """As `geo.search.fold`."""
    scripts: pa.Array
    """As `geo.scripts.script_of`."""
    words: Counter[str]
    """How often each folded word occurs."""


@dataclass(frozen=True)
class Words:
    """What stands between the blanks of texts; may be empty, and is of every text at least once."""

    starts: NDArray[np.int32]
    """Of the words of each text, and where the last ends, shape (n + 1,)."""
    numbers: pa.Array
    """Of the words, in order."""
    distinct: pa.Array
    """Each word once."""

    @classmethod
    def of(cls, texts: pa.Array) -> Self:
        """Return the words of an array of `pa.string()`; null has one, which is empty."""
        lists = pc.split_pattern(pc.fill_null(texts, ""), " ")
        words = lists.flatten().dictionary_encode()
        return cls(lists.offsets.to_numpy(), words.indices, words.dictionary)

    def joined(self, distinct: pa.Array, between: str) -> pa.Array:
        """Return the texts with other words in place of the distinct ones; those that are empty are left out."""
        words, starts = distinct.take(self.numbers), self.starts
        told = pc.not_equal(distinct, "")
        if not pc.all(told).as_py():
            told = told.take(self.numbers)
            words = words.filter(told)
            starts = np.append(0, np.cumsum(told.to_numpy(zero_copy_only=False), dtype=np.int32))[starts]
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(starts, pa.int32()), words), between)


def by_words(column: pa.Array, change: Callable[[pa.Array], pa.Array], between: str = " ") -> pa.Array:
    """Return texts with each word changed; words that become empty are left out.

    Parameters
    ----------
    column
        Array of `pa.string()`; words stand between blanks, null has none.
    change
        What words become, each by itself; they may be empty.
    between
        Stands between the words of what is returned.
    """
    words = Words.of(column)
    return words.joined(change(words.distinct), between)


def fold_column(names: pa.Array) -> pa.Array:
    """Return names as lower-case ASCII words without diacritics, as `geo.search.fold`; null becomes empty.

    Parameters
    ----------
    names
        Array of `pa.string()`.

    Examples
    --------
    >>> fold_column(pa.array(["Şuşa  qalası", "Շուշի", "واقف", None])).to_pylist()
    ['susa qalasi', 'shushi', 'vaqf', '']
    """
    return by_words(names, fold_words)


def name_keys(names: pa.Array) -> NameKeys:
    """Return what names are searched by; `names` is an array of `pa.string()`, none of them null."""
    words = Words.of(names)
    folded = fold_words(words.distinct)
    numbers = words.numbers.to_numpy()
    sets = script_sets(words.distinct)[numbers]
    if len(names):
        sets = np.bitwise_or.reduceat(sets, words.starts[:-1])
    counts = count_words(folded, np.bincount(numbers, minlength=len(folded)))
    return NameKeys(words.joined(folded, " "), scripts_of(names, sets), counts)


def count_words(folded: pa.Array, n_each: NDArray[np.int64] | None = None) -> Counter[str]:
    """Return how often each word occurs in folded texts; `n_each` tells how often a text does, shape (n,), else once."""
    words = Words.of(folded)
    of_text = None if n_each is None else np.repeat(n_each, np.diff(words.starts))
    n = np.bincount(words.numbers.to_numpy(), of_text, len(words.distinct)).astype(np.int64)
    counts = Counter(dict(zip(words.distinct.to_pylist(), n.tolist(), strict=True)))
    del counts[""]
    return counts
