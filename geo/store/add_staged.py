"""Rows of an import added to a live store in one transaction, all or none.

The triggers that keep the store right row by row are set aside for that time, and their work is done by whole columns
(`geo.store.adding`). `set_aside` brings them back within the same transaction, so a crash leaves the store as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.errors import StoreError
from geo.store.adding import ALONG, ORDER, TOUCHED, Adding
from geo.store.imports import Added
from geo.store.known import known_fids
from geo.store.pieces import MOST_PIECES, Pieces
from geo.store.set_aside import set_aside
from geo.store.source_keys import SourceKeys

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.stage import Stage
    from geo.store.imports import ImportRecord

__all__ = ["add_staged"]

_LARGE = 5_000
"""Rows from which on it is worth while to make indexes anew, and to look again how the tables are filled."""
_LEAST_PIECE = 60_000
_AT_ONCE = 32_768
"""Rows that are taken apart at once: their parts and what is packed of them take three times their memory."""


def add_staged(
    connection: sqlite3.Connection,
    stage: Stage,
    keep: NDArray[np.bool_],
    record: ImportRecord,
    new_sources: pd.DataFrame | None = None,
    new_districts: pd.DataFrame | None = None,
) -> Added:
    """Add rows to the store; inside a transaction, with foreign keys off.

    Parameters
    ----------
    connection
        Inside an immediate transaction, which is to be rolled back after an error, and where nothing was new.
    stage
        Finished; the rows that are kept have been checked.
    keep
        Which rows come in, shape (n,).
    record
        What is put on record.
    new_sources
        Sources that the rows name, columns of `geo.layers.SOURCES`; those that no new row uses are not added.
    new_districts
        Districts that the rows name, columns `id`, `text` and `lang`; those that no new site lies in are not added.

    Returns
    -------
    Added
        How many rows of each layer; without an import id where nothing was new.

    Raises
    ------
    StoreError
        If a row refers to what is not there, or the id of the import is taken.
    """
    if connection.execute("SELECT 1 FROM imports WHERE id = ?", (record.id,)).fetchone():
        message = f"there is an import {record.id!r:.80} already; give this one another id"
        raise StoreError(message)
    known = known_fids(connection, stage.ids)
    known[~keep] = -1
    n_new = int(np.count_nonzero(keep & (known < 0)))
    (n_sites,) = connection.execute("SELECT count(*) FROM sites").fetchone()
    anew = n_new > n_sites and not (known >= 0).any()
    large = int(np.count_nonzero(keep)) > _LARGE
    with (
        set_aside(connection, TOUCHED, indexes=anew and large),
        Pieces(connection, stage.folder, ORDER, ALONG) as pieces,
    ):
        adding = Adding(connection, pieces, record, SourceKeys(connection, new_sources), stage.folder)
        # the first piece is half as long, so that it is copied early; the last has what is made while the one before is copied
        piece_rows = max(_LEAST_PIECE, -(-int(np.count_nonzero(keep)) // (MOST_PIECES - 3)))
        waiting = piece_rows // 2
        for rows, at in _kept(stage, keep):
            adding.add(rows, known[at])
            waiting += len(at)
            if waiting >= piece_rows:
                adding.copy()
                waiting = 0
        adding.copy()
        adding.copy(whole=True)
        adding.pack_indexes()
        adding.copy()
        pieces.finish()
        adding.finish(new_districts)
    if large:
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE main")
    return Added(record.id if adding.added else None, dict(adding.added))


def _kept(stage: Stage, keep: NDArray[np.bool_]) -> Iterator[tuple[pa.Table, NDArray[np.int64]]]:
    """Yield the rows that are kept, a few at a time, and their places in the stage."""
    for first, rows in stage.batches():
        for start in range(0, len(rows), _AT_ONCE):
            some = rows.slice(start, _AT_ONCE)
            chosen = keep[first + start :][: len(some)]
            if chosen.any():
                yield some.filter(pa.array(chosen)), first + start + np.flatnonzero(chosen)
