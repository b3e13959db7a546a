"""Sites with all that is said of them, some at a time as Arrow columns: what exports are made from."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo.arrow import whole
from geo.in_order import in_order
from geo.layers import LAYERS
from geo.questions.site_filter import SiteFilter
from geo.store.arrow_rows import read_columns
from geo.store.blobs import wkb_column
from geo.store.frames import DETAIL_COLUMNS, SITE_COLUMNS
from geo.store.protocol import StoredSites
from geo.store.records import STATEMENT_TYPES
from geo.store.selection import select

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    type Keys = NDArray[np.int64]

__all__ = ["read_site_batches"]

_AT_ONCE = 25_000
_DEAR = ("source_ids", "location_source_ids", "built_source_ids")


def read_site_batches(
    transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
    keys: Keys,
    columns: Mapping[str, Sequence[str]],
    *,
    as_of: str | None,
    every: bool,
) -> Iterator[StoredSites]:
    """Yield sites in the order of their keys; each batch is of one moment.

    Parameters
    ----------
    transaction
        Lends a connection of its own to each thread; what it may see is read.
    keys
        Of the sites that are wanted, ascending.
    columns
        As of `Store.site_batches`.
    as_of
        Day of the condition, as in a filter.
    every
        There are no other sites between the first and the last key.
    """

    def read(some: Keys) -> list[StoredSites]:
        with transaction() as connection:
            found = _parts(connection, some, columns, as_of, every=every)
        return [replace(part, n_asked=len(keys)) for part in found]

    parts = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    for found in in_order(read, parts):
        yield from found


def _parts(
    connection: sqlite3.Connection,
    keys: Keys,
    columns: Mapping[str, Sequence[str]],
    as_of: str | None,
    *,
    every: bool,
) -> list[StoredSites]:
    """Return some sites, in halves where a column of theirs is more than one value of SQLite holds."""
    import sqlite3

    try:
        return [_read(connection, keys, columns, as_of, every=every)]
    except sqlite3.DataError:
        if len(keys) == 1:
            raise
    half = len(keys) // 2
    return [
        part for some in (keys[:half], keys[half:]) for part in _parts(connection, some, columns, as_of, every=every)
    ]


def _read(
    connection: sqlite3.Connection,
    keys: Keys,
    columns: Mapping[str, Sequence[str]],
    as_of: str | None,
    *,
    every: bool,
) -> StoredSites:
    among = "BETWEEN ? AND ?" if every else "IN (SELECT value FROM json_each(?))"
    bounds: list[Any] = [int(keys[0]), int(keys[-1])] if every else [json.dumps(keys.tolist())]
    chosen = select(None, SiteFilter(as_of=as_of))
    chosen.add(f"v.OGC_FID {among}", *bounds)
    sql, parameters = chosen.keyed_rows()
    wanted = columns["sites"]
    types = {name: SITE_COLUMNS[name] for name in wanted if name in SITE_COLUMNS} | {"geom": "blob"}
    sites = read_columns(connection, f"({sql})", types, parameters, key=("OGC_FID",))
    found = sites["OGC_FID"].to_numpy()
    types = {name: of for name, of in DETAIL_COLUMNS.items() if name in wanted}
    details = read_columns(
        connection, f"public_site_details WHERE fid {among}", types, bounds, key=("fid",), dear=_DEAR
    )
    layers: dict[str, pa.Table] = {}
    for name, of_layer in columns.items():
        if name == "sites":
            continue
        known = STATEMENT_TYPES if name == "statements" else dict.fromkeys(LAYERS[name].columns, "str")
        types = {column: known[column] for column in of_layer if column != "site_id"}
        source = f"public_{name} WHERE site_fid {among}"
        rows = read_columns(connection, source, types, bounds, key=("site_fid", "fid"), dear=_DEAR)
        layers[name] = _placed(rows, found, sites["id"], of_layer)
    every_column = {name: (sites if name in sites.column_names else details)[name] for name in wanted}
    return StoredSites(pa.table(every_column), wkb_column(whole(sites["geom"])), layers)


def _placed(rows: pa.Table, keys: Keys, ids: pa.ChunkedArray, columns: Sequence[str]) -> pa.Table:
    """Return rows of a layer with `at`, the place of their site."""
    at = np.searchsorted(keys, rows["site_fid"].to_numpy())
    made = {"at": pa.array(at), "site_id": None, **{name: rows[name] for name in rows.column_names}}
    if "site_id" in columns:
        made["site_id"] = ids.take(made["at"])
    return pa.table({name: made[name] for name in ("at", *columns)})
