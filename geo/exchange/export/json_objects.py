"""Objects and lists in JSON made of columns: no loop over rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.exchange.export.text_joins import constant, joined, listed, stacked

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["json_array", "json_object"]


def json_object(members: dict[str, pa.Array | str]) -> pa.Array:
    """Return objects with the members that there are, row by row.

    Parameters
    ----------
    members
        Columns of JSON, at least one, and JSON that is the same in every row; null ones are left out.

    Examples
    --------
    >>> import pyarrow as pa
    >>> json_object({"a": pa.array(["1", None]), "type": '"b"'}).to_pylist()
    ['{"a":1,"type":"b"}', '{"type":"b"}']
    """
    n = next(len(value) for value in members.values() if not isinstance(value, str))
    columns = [
        joined(f'"{name}":', constant(value, n) if isinstance(value, str) else value) for name, value in members.items()
    ]
    content = listed(columns, ",").fill_null("")
    return joined("{", content, "}")


def json_array(rows: NDArray[np.integer[Any]], values: pa.Array, n: int) -> pa.Array:
    """Return the values of each row as a list; null for a row that has none.

    Parameters
    ----------
    rows
        Row of each value, ascending.
    values
        JSON.
    n
        How many rows there are.
    """
    return joined("[", stacked(rows, values, n, ","), "]")
