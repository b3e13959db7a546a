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
from geo.exchange.check.name_parts import contradict, parts_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ALIKE", "Likeness", "Names", "NamesInLanguage", "names_of"]

ALIKE = 88
"""Least likeness of letters in one language, of 100."""
_ALIKE_CONSONANTS, _ALIKE_LETTERS = 85, 60
"""Least likeness of proper names in two languages. In the bundled data, of names of one site in two languages a fifth and more
are found so (most others are translated), and no two sites within 250 m."""
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
        self.texts = pa.chunked_array([column.texts for column in columns], pa.string())
        """All names, one column after the other."""
        folded = [fold_column(column.texts) for column in columns]
        encoded = pa.chunked_array(folded, pa.string()).combine_chunks().dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        texts = np.asarray(encoded.dictionary.to_numpy(zero_copy_only=False), dtype=object)
        self._folded: NDArray[np.object_] = texts
        self._length = pc.binary_length(encoded.dictionary).to_numpy(zero_copy_only=False)
        nothing = np.append(self._length == 0, True)
        codes = np.where(nothing[codes], -1, codes)
        self._codes = [codes[start * self._n : (start + 1) * self._n] for start in range(len(columns))]

    def alike(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> Likeness:
        """Return how alike the names of pairs of sites are; `first` and `second` are their places, shape (k,)."""
        best = Likeness(np.zeros(len(first), np.float32), np.full(len(first), -1), np.full(len(first), -1))
        shared = np.zeros(len(first), dtype=bool)
        for one, lang in enumerate(self._langs):
            for other, its_lang in enumerate(self._langs):
                if lang == its_lang:
                    shared |= self._compare(best, one, other, first, second)
        apart = np.flatnonzero(~shared)
        if len(apart):
            for one, lang in enumerate(self._langs):
                for other, its_lang in enumerate(self._langs):
                    if lang != its_lang:
                        self._compare(best, one, other, first, second, among=apart)
        return best

    def _compare(
        self,
        best: Likeness,
        one: int,
        other: int,
        first: NDArray[np.int64],
        second: NDArray[np.int64],
        *,
        among: NDArray[np.intp] | None = None,
    ) -> NDArray[np.bool_]:
        """Look whether two columns make pairs more alike, in two languages those `among` all; return where both have names."""
        a, b = self._codes[one][first], self._codes[other][second]
        both = (a >= 0) & (b >= 0)
        open_ = both & (best.score < 100)
        rows = np.flatnonzero(open_) if among is None else among[open_[among]]
        a, b = a[rows], b[rows]
        score = np.where(a == b, np.float32(100), np.float32(0))
        asked = np.flatnonzero(a != b)
        measure = self._letters if among is None else self._proper_names
        score[asked] = measure(a[asked], b[asked])
        better = score > best.score[rows]
        rows, score = rows[better], score[better]
        best.score[rows] = score
        best.first[rows] = one * self._n + first[rows]
        best.second[rows] = other * self._n + second[rows]
        return both

    def _letters(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.float32]:
        long, short = np.maximum(self._length[a], self._length[b]), np.minimum(self._length[a], self._length[b])
        out = np.zeros(len(a), dtype=np.float32)
        possible = np.flatnonzero(
            200 * short >= ALIKE * (long + short)
        )  # no better than if all of the shorter were in it
        out[possible] = _ratio(self._folded[a[possible]], self._folded[b[possible]], ALIKE)
        found = np.flatnonzero(out)
        out[found[self._contradict(a[found], b[found])]] = 0
        return out

    def _proper_names(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.float32]:
        parts = {code: parts_of_name(self._folded[code]) for code in np.unique(np.concatenate([a, b])).tolist()}
        one, other = [parts[code] for code in a.tolist()], [parts[code] for code in b.tolist()]
        sounds = _ratio([p.skeleton for p in one], [p.skeleton for p in other], _ALIKE_CONSONANTS)
        letters = _ratio([p.proper for p in one], [p.proper for p in other], _ALIKE_LETTERS)
        enough = np.array([min(len(p.skeleton), len(q.skeleton)) for p, q in zip(one, other, strict=True)])
        least = np.where(enough >= _FEWEST_CONSONANTS, _ALIKE_LETTERS, ALIKE)
        out = np.where((letters >= least) & (enough > 0), sounds, np.float32(0))
        found = np.flatnonzero(out)
        out[found[self._contradict(a[found], b[found])]] = 0
        return out

    def _contradict(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.bool_]:
        pairs = zip(self._folded[a].tolist(), self._folded[b].tolist(), strict=True)
        return np.array([contradict(parts_of_name(one), parts_of_name(other)) for one, other in pairs], dtype=bool)


def _ratio(
    one: Sequence[str] | NDArray[np.object_], other: Sequence[str] | NDArray[np.object_], least: float
) -> NDArray[np.float32]:
    if not len(one):
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
