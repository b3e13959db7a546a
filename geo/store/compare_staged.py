"""Rows of an import compared with what a store knows of their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.report.reason import Reason, Reasons, quotable
from geo.exchange.site_parts import parts_of
from geo.store.known import differing, known_fids, new_among
from geo.store.source_keys import SourceKeys

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.stage import Stage

__all__ = ["compare_staged"]


def compare_staged(
    connection: sqlite3.Connection,
    stage: Stage,
    keep: NDArray[np.bool_],
    issues: Issues,
    *,
    said_by: str | None = None,
) -> None:
    """Tell of each row whose site the store knows by id whether it says the same, more, or otherwise.

    Parameters
    ----------
    connection
        Of the store.
    stage
        Finished.
    keep
        Which rows are kept so far, shape (n,); others are not looked at.
    issues
        Gets `known_same`, `known_more` and `known_differs` (with field and both values), and `unknown_reference` where
        `part_of` names neither a site of the store nor one that is kept.
    said_by
        As of the `ImportRecord`.
    """
    known = known_fids(connection, stage.column("id"))
    sources = SourceKeys(connection, None)
    for first, every in stage.batches() if (known >= 0).any() else ():
        fids = known[first : first + len(every)]
        rows_at = np.flatnonzero((fids >= 0) & keep[first : first + len(every)])
        if not len(rows_at):
            continue
        rows, at = every.take(pa.array(rows_at)), fids[rows_at]
        other, more = np.zeros(len(rows_at), dtype=bool), np.zeros(len(rows_at), dtype=bool)
        for field, differ, said, has in differing(connection, rows, at):
            none = np.array([value is None for value in has], dtype=bool)
            values = np.array([quotable(str(value), 120) for value in has[differ & ~none]], dtype=object)
            for which, detail in (
                (differ & none, Reason("the store has none")),
                (differ & ~none, Reasons("the store has '{value}'", {"value": values})),
            ):
                issues.add("known_differs", rows_at[which], first=first, field=field, detail=detail, before=said[which], after=has[which])  # fmt: skip
            other |= differ
        speakers = sources.speakers(rows, said_by)
        for layer, part in parts_of(rows, speakers).items():
            if part.num_rows:
                places = part["row"].to_numpy()
                more[places[new_among(connection, layer, part, at[places])]] = True
        issues.add("known_more", rows_at[more], first=first)
        issues.add("known_same", rows_at[~more & ~other], first=first)
    _find_orphans(stage, keep, known, connection, issues)


def _find_orphans(
    stage: Stage, keep: NDArray[np.bool_], known: NDArray[np.int64], connection: sqlite3.Connection, issues: Issues
) -> None:
    """Tell of rows that are part of a site which neither the store has nor the import brings; where one is refused, so are its parts."""
    if "part_of" not in stage.columns:
        return
    whole = stage.column("part_of")
    told = whole.is_valid().to_numpy(zero_copy_only=False) & keep & (known < 0)
    told &= known_fids(connection, whole) < 0
    kept, at = keep.copy(), np.flatnonzero(told)
    if not len(at):
        return
    ids, wanted = stage.column("id"), whole.take(pa.array(at))
    while True:
        missing = kept[at] & ~pc.is_in(wanted, value_set=ids.filter(pa.array(kept))).to_numpy(zero_copy_only=False)
        if not missing.any():
            break
        kept[at[missing]] = False
    lost = at[~kept[at]]
    issues.add("unknown_reference", lost, field="part_of", before=whole.take(pa.array(lost)).to_pylist())
