"""The identifier of each row: its own as one of ours, or one made of its names and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.understand.slugs import made_ids, slugs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues

__all__ = ["RowIds", "row_ids"]


class RowIds(NamedTuple):
    """Columns of as many rows, in their order."""

    ids: pa.Array
    """Null only where a row could not be read."""
    original: pa.Array | None
    """What stood in the file, of rows whose identifier was changed; None where none was."""


def row_ids(  # all that an identifier is made of
    given: pa.Array,
    prefix: str,
    names: list[pa.Array],
    geometry: NDArray[np.object_],
    read: NDArray[np.bool_],
    issues: Issues,
    first: int,
) -> RowIds:
    """Return the identifiers of rows.

    Parameters
    ----------
    given
        The file's own; null where it has none.
    prefix
        Put before those that do not begin with it.
    names
        Columns of names.
    geometry
        Shape (n,), EPSG:4326.
    read
        Which rows could be read; the others get none.
    issues, first
        Takes what was changed or made; how many rows came before.
    """
    done = slugs(given, prefix)
    issues.add("id_changed", done.rows, first=first, field="id", before=done.before, after=done.after)
    ids, original = done.column, None
    if len(done.rows):
        kept = np.full(len(given), None, dtype=object)
        kept[done.rows] = done.before.to_pylist()
        original = pa.array(kept, pa.string())
    missing = ids.is_null().to_numpy(zero_copy_only=False) & read
    rows = np.flatnonzero(missing)
    if len(rows):
        places = pa.array(rows)
        made = made_ids([column.take(places) for column in names], geometry[rows])
        issues.add("id_missing", rows, first=first, field="id", after=made)
        ids = pc.replace_with_mask(ids, pa.array(missing), made)
    return RowIds(ids, original)
