"""Arrow columns: in one piece, and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ascend", "whole"]


def ascend(columns: Sequence[pa.Array]) -> bool:
    """Whether no row of some columns comes before the one above it; the first column counts most, none may be null.

    Examples
    --------
    >>> ascend([pa.array([1, 1, 2]), pa.array(["b", "c", "a"])])
    True
    >>> ascend([pa.array([1, 1, 2]), pa.array(["c", "b", "a"])])
    False
    """
    higher, same = pa.scalar(value=False), pa.scalar(value=True)
    for column in columns:
        higher = pc.or_(higher, pc.and_(same, pc.greater(column[1:], column[:-1])))
        same = pc.and_(same, pc.equal(column[1:], column[:-1]))
    return pc.all(pc.or_(higher, same), min_count=0).as_py() is True


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; `combine_chunks` would copy even one that is."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
