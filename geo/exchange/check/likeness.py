"""How alike the names of two sites are, across languages and scripts.

In a language that both have, the letters of the folded names are compared (normalised Indel similarity of RapidFuzz, 100 for
the same). Where they share no language, their proper names are: by consonants (`geo.search.skeleton`) and by letters. Names
that contradict each other (`name_parts.contradict`) are not alike.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from geo.exchange.check.name_bounds import NameBounds, ranks
from geo.exchange.check.name_parts import contradict, proper_names
from geo.words import fold_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["ALIKE", "Likeness", "Names", "NamesInLanguage", "in_language"]

ALIKE = 88
"""Least likeness of letters in one language, of 100."""
_ALIKE_CONSONANTS, _ALIKE_LETTERS = 85, 40
"""Least likeness of proper names in two languages. In the bundled data 439 of 1,527 pairs of names of one site in two languages
are so alike (most others are translated), and 4 of 1,544 pairs of names of two sites within 250 m."""
_FEWEST_CONSONANTS = 3
"""In fewer, many names are the same; their letters must then be as alike as in one language."""
_THREADS = 2


@dataclass(frozen=True)
class NamesInLanguage:
    """At most one name of each site in a language."""

    lang: str
    texts: pa.Array
    """As they are, shape (n,), null where there is none."""


class Likeness(NamedTuple):
    """Of pairs of sites."""

    score: NDArray[np.float32]
    """0 to 100, 0 where they are not alike."""
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    """Numbers of the two names (`Names.texts`), where they are alike."""


class Names:
    """The names of some sites, folded and numbered, ready to be compared.

    Parameters
    ----------
    columns
        Names of the same sites in the same order; several may be of one language.
    """

    def __init__(self, columns: Sequence[NamesInLanguage]) -> None:
        self._n = len(columns[0].texts) if columns else 0
        self._langs = [column.lang for column in columns]
        self._names = [column.texts for column in columns]
        # folded names are made again of the few that are compared: kept, they would take as much memory as the names
        with ThreadPoolExecutor(_THREADS) as pool:  # Arrow and numpy work without the lock of Python
            self._bounds = [*pool.map(NameBounds.folding, self._names)]

    def alike(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> Likeness:
        """Return how alike the names of pairs of sites are; `first` and `second` are their places, shape (k,)."""
        best = Likeness(np.zeros(len(first), np.float32), np.full(len(first), -1), np.full(len(first), -1))
        shared = np.zeros(len(first), dtype=bool)
        columns = [*enumerate(self._langs)]
        for one, lang in columns:
            for other, its_lang in columns:
                if lang == its_lang:
                    told = np.flatnonzero(self._bounds[one].told(first, self._bounds[other], second))
                    shared[told] = True
                    rows = told[self._bounds[one].may_be_alike(first[told], self._bounds[other], second[told], ALIKE)]
                    self._compare(best, one, other, first, second, rows, _letters)
        apart = np.flatnonzero(~shared)
        sounds = self._sounds(np.concatenate([first[apart], second[apart]])) if len(apart) else []
        for one, lang in columns if len(apart) else ():
            for other, its_lang in columns:
                if lang != its_lang:
                    a, b = first[apart], second[apart]
                    rows = apart[
                        self._bounds[one].may_be_alike(a, self._bounds[other], b, 100)
                        | sounds[one].may_be_alike(a, sounds[other], b, _ALIKE_CONSONANTS)
                    ]
                    self._compare(best, one, other, first, second, rows, _proper_names)
        return best

    def _sounds(self, places: NDArray[np.int64]) -> list[NameBounds]:
        """Return the bounds of the consonants of each column; only at some places is there any."""
        at = np.unique(places)
        out = []
        for names in self._names:
            bounds = NameBounds.of(proper_names(fold_column(names.take(pa.array(at))))[1])
            size, letters = np.zeros(self._n, bounds.size.dtype), np.zeros(self._n, bounds.letters.dtype)
            size[at], letters[at] = bounds.size, bounds.letters
            out.append(NameBounds(size, letters))
        return out

    def texts(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return names as they are; they are numbered one column after the other."""
        out = np.empty(len(numbers), dtype=object)
        for column, names in enumerate(self._names):
            at = np.flatnonzero(numbers // self._n == column)
            out[at] = names.take(pa.array(numbers[at] % self._n)).to_pylist()
        return out.tolist()

    def equal_neighbours(self, places: NDArray[np.int64], order: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return pairs of sites, shape (k, 2), lower place first, that have one name: each with the next that has it.

        Parameters
        ----------
        places
            Of the sites that are looked at.
        order
            What sites of one name are sorted by.
        """
        pairs = [np.empty((0, 2), dtype=np.int64)]
        for names in self._names:
            folded = fold_column(names.take(pa.array(places)))
            codes = folded.dictionary_encode().indices.to_numpy(zero_copy_only=False)
            rows = np.lexsort((order, codes))
            rows = rows[pc.not_equal(folded, "").to_numpy(zero_copy_only=False)[rows]]
            same = codes[rows][1:] == codes[rows][:-1]
            pairs.append(np.column_stack([places[rows[:-1][same]], places[rows[1:][same]]]))
        return np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0)

    def _compare(
        self,
        best: Likeness,
        one: int,
        other: int,
        first: NDArray[np.int64],
        second: NDArray[np.int64],
        rows: NDArray[np.intp],
        measure: Callable[[pa.Array, pa.Array], NDArray[np.float32]],
    ) -> None:
        """Look whether two columns make pairs more alike; `rows` are the pairs that may be so."""
        rows = rows[best.score[rows] < 100]
        rows = rows[self._bounds[one].may_have_equal_digits(first[rows], self._bounds[other], second[rows])]
        if not len(rows):
            return
        a = fold_column(self._names[one].take(pa.array(first[rows])))
        b = fold_column(self._names[other].take(pa.array(second[rows])))
        same = pc.equal(a, b).to_numpy(zero_copy_only=False)
        score = np.where(same, np.float32(100), np.float32(0))
        asked = np.flatnonzero(~same)
        asked = asked[_of_equal_digits(a.take(pa.array(asked)), b.take(pa.array(asked)))]
        score[asked] = measure(a.take(pa.array(asked)), b.take(pa.array(asked)))
        better = score > best.score[rows]
        rows, score = rows[better], score[better]
        best.score[rows] = score
        best.first[rows] = one * self._n + first[rows]
        best.second[rows] = other * self._n + second[rows]


def _letters(a: pa.Array, b: pa.Array) -> NDArray[np.float32]:
    """Return the likeness of folded names in one language."""
    one, other = a.to_pylist(), b.to_pylist()
    return _consistent(_ratio(one, other, ALIKE), one, other)


def _proper_names(a: pa.Array, b: pa.Array) -> NDArray[np.float32]:
    """Return the likeness of folded names in two languages."""
    (one, one_sounds), (other, other_sounds) = proper_names(a), proper_names(b)
    sounds = _ratio(one_sounds.to_pylist(), other_sounds.to_pylist(), _ALIKE_CONSONANTS)
    letters = _ratio(one.to_pylist(), other.to_pylist(), _ALIKE_LETTERS)
    fewest = pc.min_element_wise(pc.binary_length(one_sounds), pc.binary_length(other_sounds)).to_numpy()
    alike = (letters >= np.where(fewest >= _FEWEST_CONSONANTS, _ALIKE_LETTERS, ALIKE)) & (fewest > 0)
    return _consistent(np.where(alike, sounds, np.float32(0)), a.to_pylist(), b.to_pylist())


def _of_equal_digits(a: pa.Array, b: pa.Array) -> NDArray[np.bool_]:
    """Return which names have the same digits: others are of other sites, and most numbered names are others."""
    one, other = (pc.replace_substring_regex(side, "[^0-9]+", "") for side in (a, b))
    equal: NDArray[np.bool_] = pc.equal(one, other).to_numpy(zero_copy_only=False)
    return equal


def _consistent(score: NDArray[np.float32], one: list[str], other: list[str]) -> NDArray[np.float32]:
    """Return scores, 0 where the names contradict each other."""
    found = np.flatnonzero(score)
    apart = [contradict(one[place], other[place]) for place in found.tolist()]
    score[found[np.array(apart, dtype=bool)]] = 0
    return score


def _ratio(one: Sequence[str], other: Sequence[str], least: float) -> NDArray[np.float32]:
    if not one:
        return np.zeros(0, dtype=np.float32)
    scores: NDArray[np.float32] = process.cpdist(one, other, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32)
    return scores


def in_language(lang: str, place: NDArray[np.int64], text: pa.Array, n: int, most: int) -> list[NamesInLanguage]:
    """Return names in one language as columns.

    Parameters
    ----------
    lang
        The language.
    place
        Which of `n` sites has the name, shape (m,).
    text
        The names, array of `pa.string()`; null is none.
    n
        How many sites there are.
    most
        Names of one site that are looked at.
    """
    told = np.flatnonzero(text.is_valid().to_numpy(zero_copy_only=False))
    number = ranks(place[told])
    slots = [told[number == slot] for slot in range(min(most, int(number.max(initial=-1)) + 1))]
    out = []
    for rows in slots:
        at = np.full(n, -1)
        at[place[rows]] = rows
        out.append(NamesInLanguage(lang, text.take(pa.array(at, mask=at < 0))))
    return out
