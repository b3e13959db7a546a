"""Columns of frames as Arrow arrays in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["arrow_column", "is_number"]


def arrow_column(column: pd.Series) -> pa.Array:
    """Return a column as one Arrow array; what pandas takes for missing is null.

    Raises
    ------
    pa.ArrowInvalid, pa.ArrowTypeError
        If it holds objects of different kinds.
    """
    made = pa.array(column, from_pandas=True)
    if not isinstance(made, pa.ChunkedArray):
        return made
    return pa.concat_arrays(made.chunks) if made.num_chunks else pa.array([], made.type)


def is_number(column: pa.Array) -> bool:
    """Return whether a column is of numbers, or of truth values."""
    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))
