"""Arrow columns in one piece."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["whole"]


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; `combine_chunks` would copy even one that is."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
