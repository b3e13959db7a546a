"""Columns of texts put together row by row, for formats that are made of markup: no loop over rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["blocks", "constant", "joined", "listed", "looked_up", "or_empty", "stacked", "text_bytes"]

_TEXT = pa.large_string()
_MOST_ROWS, _MOST_POSITIONS = 16_384, 1_000_000


def joined(*parts: pa.Array | str) -> pa.Array:
    """Return texts and columns of texts, at least one of these, joined row by row; null where any of them is.

    Examples
    --------
    >>> joined("<", pa.array(["a", None]), ">").to_pylist()
    ['<a>', None]
    """
    wide: list[pa.Array | str] = []
    for part in parts:
        if isinstance(part, str) and wide and isinstance(wide[-1], str):
            wide[-1] += part
        else:
            wide.append(part if isinstance(part, str) else part.cast(_TEXT))
    made = (pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in wide)
    return pc.binary_join_element_wise(*made, pa.scalar("", _TEXT))


def stacked(rows: NDArray[np.integer[Any]], texts: pa.Array, n: int, separator: str = "") -> pa.Array:
    """Return the texts that belong to each row as one.

    Parameters
    ----------
    rows
        Row of each text, ascending, shape (n texts,).
    texts
        Null ones are left out.
    n
        How many rows there are.
    separator
        Stands between two.

    Returns
    -------
    pa.Array
        `pa.large_string()`; null for a row that has none.

    Examples
    --------
    >>> stacked(np.array([0, 0, 2]), pa.array(["a", "b", "c"]), 3, ",").to_pylist()
    ['a,b', None, 'c']
    """
    if texts.null_count:
        there = texts.is_valid()
        rows, texts = rows[there.to_numpy(zero_copy_only=False)], texts.filter(there)
    offsets = np.searchsorted(rows, np.arange(n + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), texts.cast(pa.string()))
    text = pc.binary_join(lists, separator).cast(_TEXT)
    return pc.if_else(pa.array(np.diff(offsets) > 0), text, pa.scalar(None, _TEXT))


def listed(parts: Sequence[pa.Array], separator: str) -> pa.Array:
    """Return what there is of several columns, row by row; null where there is nothing.

    Examples
    --------
    >>> listed([pa.array(["a", None, None]), pa.array(["b", "c", None])], ", ").to_pylist()
    ['a, b', 'c', None]
    """
    # Arrow's own way (null_handling="skip") loses rows in which all are null (pyarrow 26)
    text = joined(*(or_empty(joined(separator, part)) for part in parts))
    whole = pc.utf8_slice_codeunits(text, len(separator))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, _TEXT), whole)


def or_empty(column: pa.Array) -> pa.Array:
    """Return a column of texts that are empty where it is null."""
    if not column.null_count:
        return column.cast(_TEXT)
    return pc.fill_null(column.cast(_TEXT), "")


def constant(text: str | None, n: int) -> pa.Array:
    """Return a column that says the same in every row."""
    return pa.nulls(n, _TEXT) if text is None else pa.repeat(pa.scalar(text, _TEXT), n)


def looked_up(column: pa.Array, words: dict[str, str]) -> pa.Array:
    """Return what words stand for; null for all others.

    Examples
    --------
    >>> looked_up(pa.array(["az", "xx", None]), {"az": "aze"}).to_pylist()
    ['aze', None, None]
    """
    at = pc.index_in(column.cast(_TEXT), value_set=pa.array(list(words), _TEXT))
    return pa.array(list(words.values()), _TEXT).take(at)


def blocks(geometries: NDArray[np.object_]) -> Iterator[slice]:
    """Yield rows that are written together, so that no text grows beyond what Arrow holds.

    Parameters
    ----------
    geometries
        Of all rows.
    """
    ends = np.cumsum(shapely.get_num_coordinates(geometries))
    start = 0
    while start < len(geometries):
        before = ends[start - 1] if start else 0
        room = int(np.searchsorted(ends, before + _MOST_POSITIONS, side="right"))
        stop = max(min(room, start + _MOST_ROWS, len(geometries)), start + 1)
        yield slice(start, stop)
        start = stop


def text_bytes(texts: pa.Array) -> bytes:
    """Return all texts one after another as UTF-8."""
    if not len(texts):
        return b""
    texts = or_empty(texts) if texts.null_count else texts.cast(_TEXT)
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    return b"" if data is None else bytes(memoryview(data)[offsets[0] : offsets[-1]])
