"""What the rules know of layers that were checked before."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Known", "did_you_mean", "most_like", "rows_with", "true_rows"]

_CANDIDATES = 2000


@dataclass
class Known:
    """Ids, and what else later layers are compared with."""

    ids: dict[str, pa.Array] = field(default_factory=dict)
    """Ids of each layer, in the order of its rows."""
    lost: set[str] = field(default_factory=set)
    """Layers that could not be read: nothing is said about what refers to them."""
    districts: NDArray[np.object_] = field(default_factory=lambda: np.array([], dtype=object))
    """Geometry of `ids["districts"]`, None where no boundary is known."""


def did_you_mean(word: str, words: Sequence[str] | pa.Array) -> str:
    """Return `; did you mean 'x'?` for the word that looks most like this one; nothing where none does."""
    near = most_like(word, words)
    return "" if near is None else f"; did you mean {near!r}?"


def most_like(word: str, words: Sequence[str] | pa.Array) -> str | None:
    """Return the word that looks most like this one; None where none does."""
    if isinstance(words, pa.Array):
        if len(words) > _CANDIDATES:  # comparing takes time, and ids that are meant mostly begin alike
            words = words.filter(pc.starts_with(words, word[:3]))
        words = [str(text) for text in words[:_CANDIDATES].to_pylist() if text is not None]
    return next(iter(get_close_matches(word[:80], words, n=1)), None)


def rows_with(column: pa.ChunkedArray, values: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows in which one of these values stands."""
    return true_rows(pc.is_in(column, value_set=pa.array(values, type=column.type)))


def true_rows(mask: pa.ChunkedArray | pa.Array) -> NDArray[np.int64]:
    """Return the rows in which a mask is true; null is not."""
    return np.flatnonzero(np.asarray(pc.fill_null(mask, fill_value=False)))
