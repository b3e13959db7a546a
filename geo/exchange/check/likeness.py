"""How alike the names of two sites are, across languages and scripts.

In a language that both have, the letters of the folded names are compared (normalised Indel similarity of RapidFuzz, 100 for
the same). Where they share no language, their proper names are: by consonants (`geo.search.skeleton`) and by letters. Names
that contradict each other (`name_parts.contradict`) are not alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from geo.exchange.check.name_folds import fold_column
from geo.exchange.check.name_parts import contradict, proper_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["ALIKE", "Likeness", "Names", "NamesInLanguage", "names_of"]

ALIKE = 88
"""Least likeness of letters in one language, of 100."""
_ALIKE_CONSONANTS, _ALIKE_LETTERS = 85, 40
"""Least likeness of proper names in two languages. In the bundled data 439 of 1,527 pairs of names of one site in two languages
are so alike (most others are translated), and 4 of 1,544 pairs of names of two sites within 250 m."""
_FEWEST_CONSONANTS = 3
"""In fewer, many names are the same; their letters must then be as alike as in one language."""


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
    """Places of the two names in `Names.texts`, where they are alike."""


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
        self._folded = [fold_column(column.texts) for column in columns]
        self._told = [_size(folded) > 0 for folded in self._folded]
        self.texts = pa.chunked_array([column.texts for column in columns], pa.string())
        """All names, one column after the other."""

    def alike(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> Likeness:
        """Return how alike the names of pairs of sites are; `first` and `second` are their places, shape (k,)."""
        best = Likeness(np.zeros(len(first), np.float32), np.full(len(first), -1), np.full(len(first), -1))
        shared = np.zeros(len(first), dtype=bool)
        columns = [*enumerate(self._langs)]
        every = np.arange(len(first))
        for one, lang in columns:
            for other, its_lang in columns:
                if lang == its_lang:
                    shared[self._compare(best, one, other, first, second, every, _letters)] = True
        apart = np.flatnonzero(~shared)
        for one, lang in columns if len(apart) else ():
            for other, its_lang in columns:
                if lang != its_lang:
                    self._compare(best, one, other, first, second, apart, _proper_names)
        return best

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
        for folded, told in zip(self._folded, self._told, strict=True):
            texts = folded.take(pa.array(places))
            codes = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False)
            rows = np.lexsort((order, codes))
            rows = rows[told[places][rows]]
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
    ) -> NDArray[np.intp]:
        """Look whether two columns make pairs more alike; return which of the rows have a name in both."""
        both = rows[self._told[one][first[rows]] & self._told[other][second[rows]]]
        rows = both[best.score[both] < 100]
        if not len(rows):
            return both
        a = self._folded[one].take(pa.array(first[rows]))
        b = self._folded[other].take(pa.array(second[rows]))
        same = pc.equal(a, b).to_numpy(zero_copy_only=False)
        score = np.where(same, np.float32(100), np.float32(0))
        asked = np.flatnonzero(~same)
        score[asked] = measure(a.take(pa.array(asked)), b.take(pa.array(asked)))
        better = score > best.score[rows]
        rows, score = rows[better], score[better]
        best.score[rows] = score
        best.first[rows] = one * self._n + first[rows]
        best.second[rows] = other * self._n + second[rows]
        return both


def _size(folded: pa.Array) -> NDArray[np.int32]:
    size: NDArray[np.int32] = pc.binary_length(folded).to_numpy(zero_copy_only=False)
    return size


def _letters(a: pa.Array, b: pa.Array) -> NDArray[np.float32]:
    """Return the likeness of folded names in one language."""
    long, short = np.maximum(_size(a), _size(b)), np.minimum(_size(a), _size(b))
    out = np.zeros(len(a), dtype=np.float32)
    # no better than if all of the shorter were in it
    possible = _of_equal_digits(a, b, np.flatnonzero(200 * short >= ALIKE * (long + short)))
    one, other = _texts(a, possible), _texts(b, possible)
    out[possible] = _consistent(_ratio(one, other, ALIKE), one, other)
    return out


def _proper_names(a: pa.Array, b: pa.Array) -> NDArray[np.float32]:
    """Return the likeness of folded names in two languages."""
    possible = _of_equal_digits(a, b, np.arange(len(a)))
    one, other = _texts(a, possible), _texts(b, possible)
    a_names, b_names = list(map(proper_name, one)), list(map(proper_name, other))
    sounds = _ratio([p.consonants for p in a_names], [p.consonants for p in b_names], _ALIKE_CONSONANTS)
    letters = _ratio([p.letters for p in a_names], [p.letters for p in b_names], _ALIKE_LETTERS)
    fewest = [min(len(p.consonants), len(q.consonants)) for p, q in zip(a_names, b_names, strict=True)]
    enough = np.array(fewest, dtype=np.int64)
    alike = (letters >= np.where(enough >= _FEWEST_CONSONANTS, _ALIKE_LETTERS, ALIKE)) & (enough > 0)
    out = np.zeros(len(a), dtype=np.float32)
    out[possible] = _consistent(np.where(alike, sounds, np.float32(0)), one, other)
    return out


def _of_equal_digits(a: pa.Array, b: pa.Array, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows whose names have the same digits: others are of other sites, and most numbered names are others."""
    one, other = (pc.replace_substring_regex(side.take(pa.array(rows)), "[^0-9]+", "") for side in (a, b))
    equal: NDArray[np.bool_] = pc.equal(one, other).to_numpy(zero_copy_only=False)
    return rows[equal]


def _texts(column: pa.Array, rows: NDArray[np.intp]) -> list[str]:
    texts: list[str] = column.take(pa.array(rows)).to_pylist()
    return texts


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


def names_of(place: NDArray[np.int64], lang: pa.Array, text: pa.Array, n: int, most: int) -> list[NamesInLanguage]:
    """Return names as columns.

    Parameters
    ----------
    place
        Which of `n` sites has the name, shape (m,).
    lang, text
        Language and name, arrays of `pa.string()`.
    n
        How many sites there are.
    most
        Names of one site in one language that are looked at.
    """
    out = []
    words = lang.dictionary_encode()
    codes = words.indices.to_numpy(zero_copy_only=False)
    for code, word in enumerate(words.dictionary.to_pylist()):
        rows = np.flatnonzero(codes == code)
        rows = rows[np.argsort(place[rows], kind="stable")]
        owners = place[rows]
        first = np.searchsorted(owners, owners, side="left")
        number = np.arange(len(rows)) - first
        for slot in range(min(most, int(number.max()) + 1)):
            at = np.full(n, -1)
            at[owners[number == slot]] = rows[number == slot]
            out.append(NamesInLanguage(word, text.take(pa.array(at, mask=at < 0))))
    return out
