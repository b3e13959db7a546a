"""Which sites sources tell of, gathered over all rows of an import: eight bytes a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["ToldPairs"]

_SITE_BITS = 36
"""Of a number that holds the keys of a source and of a site: SQLite's file is full before either needs more."""
_AT_ONCE = 100_000


class ToldPairs:
    """Gathers pairs, and gives them in order and none twice."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.int64]] = []

    def add(self, told: Sequence[NDArray[np.int64]]) -> None:
        """Add keys of sources and of the sites that they tell of, shape (2, n) each."""
        if told:
            sources, sites = np.concatenate(told, axis=1)
            self._parts.append(_once(sources << _SITE_BITS | sites))

    def tables(self) -> Iterator[pa.Table]:
        """Yield them a few at a time as `source_fid` and `site_fid`, by source and then by site; called once."""
        pairs = np.concatenate([np.empty(0, dtype=np.int64), *self._parts])
        self._parts.clear()
        pairs = _once(pairs)
        for start in range(0, len(pairs), _AT_ONCE):
            some = pairs[start : start + _AT_ONCE]
            yield pa.table({"source_fid": some >> _SITE_BITS, "site_fid": some & ((1 << _SITE_BITS) - 1)})


def _once(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort pairs where they are, and return each once; `np.unique` takes ten times their memory."""
    pairs.sort()
    first = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=first[1:])
    return pairs if first.all() else pairs[first]
