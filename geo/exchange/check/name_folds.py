"""Whole columns of names, worked on word by word: each distinct word once, for words come again where names do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["by_words", "fold_column"]


def by_words(column: pa.Array, change: Callable[[str], str], between: str = " ") -> pa.Array:
    """Return texts with each word changed; words that become empty are left out.

    Parameters
    ----------
    column
        Array of `pa.string()`; words stand between blanks, null has none.
    change
        What a word becomes.
    between
        Stands between the words of what is returned.
    """
    lists = pc.split_pattern(pc.fill_null(column, ""), " ")
    words = lists.flatten().dictionary_encode()
    changed = pa.array(map(change, words.dictionary.to_pylist()), pa.string()).take(words.indices)
    told = pc.not_equal(changed, "")
    ends = np.concatenate([[0], np.cumsum(told.to_numpy(zero_copy_only=False))])
    offsets = pa.array(ends[lists.offsets.to_numpy()], pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, changed.filter(told)), between)


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
    return by_words(names, fold)
