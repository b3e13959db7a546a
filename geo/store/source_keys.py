"""Sources by their ids, for whole columns: those of the store, and those that an import brings where it uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.errors import StoreError
from geo.layers import SOURCES
from geo.store.write import checked

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd
    from numpy.typing import NDArray


class SourceKeys:
    """Keys of sources.

    Parameters
    ----------
    connection
        Inside a transaction.
    new
        Sources that may be added, columns of `geo.layers.SOURCES`; those that the store knows by id are left as they are.

    Raises
    ------
    StoreError
        With the row and field at fault.
    """

    def __init__(self, connection: sqlite3.Connection, new: pd.DataFrame | None) -> None:
        self._connection = connection
        known = connection.execute("SELECT id, fid, coalesce(publisher, author, title) FROM sources").fetchall()
        ids, fids, speaks = map(list, zip(*known, strict=True)) if known else ([], [], [])
        self._first_new = max(fids, default=0) + 1
        self._new = None
        if new is not None and len(new):
            rows = checked(SOURCES, new.drop_duplicates("id"))
            self._new = rows = rows[~rows["id"].isin(ids)].reset_index(drop=True)
            ids += rows["id"].tolist()
            fids += range(self._first_new, self._first_new + len(rows))
            speaks += rows["publisher"].fillna(rows["author"]).fillna(rows["title"]).tolist()
        self._ids, self._fids = pa.array(ids, pa.string()), np.array(fids, dtype=np.int64)
        self._speaks = pa.array(speaks, pa.string())
        self._used = np.zeros(0 if self._new is None else len(self._new), dtype=bool)

    def fids(self, ids: pa.Array) -> NDArray[np.int64]:
        """Return the key of each source, and note that it is used.

        Raises
        ------
        StoreError
            If one is neither in the store nor among the new ones, or null.
        """
        return self._keys(self._known(ids))

    def speakers(self, rows: pa.Table, said_by: str | None) -> pa.Array:
        """Return who says what each site row says where no column tells; null where it is not known.

        Parameters
        ----------
        rows
            Fields of site rows as text.
        said_by
            Says all of it; None takes publisher, author or title of the first source of each row.
        """
        if said_by is not None:
            return pa.array([said_by]).take(pa.array(np.zeros(rows.num_rows, dtype=np.int64)))
        if "source_ids" not in rows.column_names:
            return pa.nulls(rows.num_rows, pa.string())
        lists = pc.split_pattern(whole(rows["source_ids"]), ";", max_splits=1)
        return self._speaks.take(self._places(pc.utf8_trim_whitespace(pc.list_element(lists, 0))))

    def links(self, cells: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the place of the cell and the key of each source in cells of ids separated by `;`, in order and without repeats."""
        lone = self._places(pc.utf8_trim_whitespace(cells))
        if lone.null_count == cells.null_count:  # most often no cell has several
            return np.flatnonzero(lone.is_valid().to_numpy(zero_copy_only=False)), self._keys(lone.drop_null())
        lists = pc.split_pattern(cells, ";")
        owners = pc.list_parent_indices(lists).to_numpy()
        known = self._known(pc.utf8_trim_whitespace(pc.list_flatten(lists)))
        _, kept = np.unique(owners * len(self._ids) + known.to_numpy(), return_index=True)
        kept.sort()
        return owners[kept], self._keys(known.take(pa.array(kept)))

    def put(self, import_fid: int) -> int:
        """Add the new sources that were used to the store, and return how many."""
        if self._new is None or not self._used.any():
            return 0
        rows = self._new[self._used]
        names = ", ".join(f'"{name}"' for name in rows.columns)
        values = [column.astype(object).where(column.notna(), None).tolist() for _, column in rows.items()]
        fids = (self._first_new + np.flatnonzero(self._used)).tolist()
        self._connection.executemany(
            f"INSERT INTO sources(fid, import_fid, {names}) VALUES (?, {import_fid:d}{', ?' * len(values)})",
            zip(fids, *values, strict=True),
        )
        return len(rows)

    def _places(self, ids: pa.Array) -> pa.Array:
        return pc.index_in(ids, value_set=self._ids)

    def _known(self, ids: pa.Array) -> pa.Array:
        places = self._places(ids)
        if places.null_count:
            wrong = ids.filter(places.is_null())[0].as_py()
            said = "a row names no source" if wrong is None else f"a row names the source {wrong!r:.80}, which is not in the store"  # fmt: skip
            message = f"{said}; add the source or correct the row"
            raise StoreError(message)
        return places

    def _keys(self, places: pa.Array) -> NDArray[np.int64]:
        """Return the keys at places, and note that they are used."""
        fids: NDArray[np.int64] = self._fids[places.to_numpy()]
        if len(self._used):
            new = fids[fids >= self._first_new]
            self._used[new - self._first_new] = True
        return fids
