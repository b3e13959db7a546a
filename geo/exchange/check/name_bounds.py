"""How alike two folded names can be at best, from their lengths and letters: most pairs need not be read at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow.compute as pc

from geo.search import fold_words
from geo.words import Words

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["NameBounds", "SiteBounds", "ranks"]

_AT_ONCE = 100_000
_THREADS = 2
_LETTER = np.zeros(256, dtype=np.uint64)
_LETTER[np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)] = 1 << np.arange(36, dtype=np.uint64)
"""A bit for each letter; blanks have none."""
_DIGITS = np.uint64(0x3FF)


@dataclass(frozen=True)
class NameBounds:
    """What is kept of a column of folded names; an empty one is no name."""

    size: NDArray[np.int32]
    """Letters of each, shape (n,)."""
    letters: NDArray[np.uint64]
    """Which letters and digits each has, a bit for each of them."""

    @classmethod
    def of(cls, folded: pa.Array) -> Self:
        """Return the bounds of names of words of a to z and 0 to 9, shape (n,), none of them null."""
        size = pc.binary_length(folded).to_numpy(zero_copy_only=False)
        return cls(size, _letters(folded, size))

    @classmethod
    def folding(cls, names: pa.Array) -> Self:
        """Return the bounds of names as `geo.words.fold_column` folds them, which are not put together for it."""
        sizes, letters = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.uint64)]
        for start in range(0, len(names), _AT_ONCE):
            words = Words.of(names.slice(start, _AT_ONCE))
            each, of_word, firsts = cls.of(fold_words(words.distinct)), words.numbers.to_numpy(), words.starts[:-1]
            with_blank = each.size + (each.size > 0)
            sizes.append(np.maximum(np.add.reduceat(with_blank[of_word], firsts) - 1, 0).astype(np.int32))
            letters.append(np.bitwise_or.reduceat(each.letters[of_word], firsts))
        return cls(np.concatenate(sizes), np.concatenate(letters))

    def told(self, first: NDArray[np.int64], other: NameBounds, second: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which pairs, of places in this column and in another, have a name in both."""
        told: NDArray[np.bool_] = (self.size[first] > 0) & (other.size[second] > 0)
        return told

    def may_be_alike(
        self, first: NDArray[np.int64], other: NameBounds, second: NDArray[np.int64], least: int
    ) -> NDArray[np.bool_]:
        """Return which pairs may have a normalised Indel similarity of `least` or more, of 100; without names none.

        A letter that only one of two names has must be put in or taken out, and so must as many as one has more.
        """
        size, its_size = self.size[first], other.size[second]
        apart = np.bitwise_count(self.letters[first] ^ other.letters[second]).astype(np.int32)
        edits = np.maximum(apart, np.abs(size - its_size))
        alike: NDArray[np.bool_] = (100 * edits <= (100 - least) * (size + its_size)) & (size > 0) & (its_size > 0)
        return alike

    def may_have_equal_digits(
        self, first: NDArray[np.int64], other: NameBounds, second: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which pairs have the same digits, in whatever order."""
        equal: NDArray[np.bool_] = (self.letters[first] ^ other.letters[second]) & _DIGITS == 0
        return equal


class SiteBounds:
    """Bounds of the names of many sites, in all languages: 13 bytes a site and language, whatever the names are.

    Parameters
    ----------
    n
        How many sites there are.
    most
        Names of one site in one language that are compared; one that has more is never left out.
    """

    def __init__(self, n: int, most: int) -> None:
        self._n, self._most = n, most
        self._columns: dict[str, list[NameBounds]] = {}
        self._n_names: dict[str, NDArray[np.uint8]] = {}
        self._more = np.zeros(n, dtype=bool)
        self._lock = Lock()

    def put(self, lang: str, place: NDArray[np.int64], bounds: NameBounds) -> None:
        """Add names in a language, of the sites at these places, shape (m,); many threads may do so at once."""
        with self._lock:
            n_names = self._n_names.setdefault(lang, np.zeros(self._n, dtype=np.uint8))
            columns = self._columns.setdefault(lang, [])
            slot = n_names[place] + ranks(place)
            self._more[place[slot >= self._most]] = True
            n_names[place] = np.minimum(slot + 1, self._most)  # of several, that of the last stands
            for number in range(min(int(slot.max(initial=-1)) + 1, self._most)):
                if number == len(columns):
                    columns.append(
                        NameBounds(np.zeros(self._n, bounds.size.dtype), np.zeros(self._n, bounds.letters.dtype))
                    )
                here = slot == number
                columns[number].size[place[here]] = bounds.size[here]
                columns[number].letters[place[here]] = bounds.letters[here]

    def may_be_alike(self, first: NDArray[np.int64], second: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
        """Return which pairs of sites may have names of a similarity of `least` or more, of 100, in one language.

        So may those that share no language, or have more names than are compared: nothing is known of them.
        """

        def look(start: int) -> NDArray[np.bool_]:
            return self._may_be_alike(first[start : start + _AT_ONCE], second[start : start + _AT_ONCE], least)

        with ThreadPoolExecutor(_THREADS) as pool:  # numpy works without the lock of Python
            return np.concatenate([np.empty(0, dtype=bool), *pool.map(look, range(0, len(first), _AT_ONCE))])

    def _may_be_alike(self, first: NDArray[np.int64], second: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
        shared, alike = np.zeros(len(first), dtype=bool), self._more[first] | self._more[second]
        for columns in self._columns.values():
            for one in columns:
                for other in columns:
                    told = np.flatnonzero(one.told(first, other, second))
                    shared[told] = True
                    told = told[~alike[told]]
                    a, b = first[told], second[told]
                    alike[told] = one.may_have_equal_digits(a, other, b) & one.may_be_alike(a, other, b, least)
        return alike | ~shared


def ranks(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many of the same went before each.

    Examples
    --------
    >>> ranks(np.array([7, 3, 7, 7])).tolist()
    [0, 0, 1, 2]
    """
    out = np.zeros(len(owners), dtype=np.int64)
    if not (owners[1:] > owners[:-1]).all():
        order = np.argsort(owners, kind="stable")
        ordered = owners[order]
        out[order] = np.arange(len(owners)) - np.searchsorted(ordered, ordered, side="left")
    return out


def _letters(folded: pa.Array, size: NDArray[np.int32]) -> NDArray[np.uint64]:
    out = np.zeros(len(size), dtype=np.uint64)
    there = np.flatnonzero(size)
    if len(there):
        _, offsets, text = folded.buffers()
        start = np.frombuffer(offsets, dtype=np.int32)[folded.offset]
        bits = _LETTER[np.frombuffer(text, dtype=np.uint8)[start : start + size.sum()]]
        out[there] = np.bitwise_or.reduceat(bits, (np.cumsum(size) - size)[there])
    return out
