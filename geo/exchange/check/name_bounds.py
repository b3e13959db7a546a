"""How alike two folded names can be at best, from their lengths and letters: most pairs need not be read at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["NameBounds"]

_AT_ONCE = 200_000
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
    def of(cls, names: pa.Array, fold: Callable[[pa.Array], pa.Array]) -> Self:
        """Return the bounds of names, shape (n,), null where there is none, that `fold` makes words of a to z and 0 to 9."""
        sizes, letters = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.uint64)]
        for start in range(0, len(names), _AT_ONCE):
            folded = fold(names.slice(start, _AT_ONCE))
            sizes.append(pc.binary_length(folded).to_numpy(zero_copy_only=False))
            letters.append(_letters(folded, sizes[-1]))
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


def _letters(folded: pa.Array, size: NDArray[np.int32]) -> NDArray[np.uint64]:
    out = np.zeros(len(size), dtype=np.uint64)
    there = np.flatnonzero(size)
    if len(there):
        _, offsets, text = folded.buffers()
        start = np.frombuffer(offsets, dtype=np.int32)[folded.offset]
        bits = _LETTER[np.frombuffer(text, dtype=np.uint8)[start : start + size.sum()]]
        out[there] = np.bitwise_or.reduceat(bits, (np.cumsum(size) - size)[there])
    return out
