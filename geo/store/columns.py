"""Layers of a data package into the tables of a new store, a layer at a time and by whole columns."""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.errors import PackageError, Problem
from geo.layers import LAYERS
from geo.store.blobs import encode_column
from geo.store.hidden import hide
from geo.store.links import links
from geo.store.packed_rtree import fill_rtree
from geo.store.photos import PhotoError, clean_photo
from geo.store.schema import stored_columns
from geo.store.search import index_all_names, list_words
from geo.words import name_keys

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.layers import Layer
    from geo.package import Package
    from geo.store.links import Link
    from geo.tables import Table

type Column = pa.Array | NDArray[Any] | list[Any] | str | int | None

_BATCH = 100_000
"""Rows that exist as Python objects at once."""


class Loader:
    """Fills the tables of one new store.

    Parameters
    ----------
    connection
        Inside a transaction; tables are there and empty.
    package
        Has been checked.
    """

    def __init__(self, connection: sqlite3.Connection, package: Package) -> None:
        self._connection, self._package = connection, package
        self._ids: dict[str, pa.Array] = {}

    def load(self, name: str) -> None:
        """Load one layer; those that it refers to have been loaded before."""
        layer, table = LAYERS[name], self._package.table(name)
        found = {
            field: whole(column)
            for field, column in zip(table.columns.column_names, table.columns.columns, strict=True)
        }
        if "id" in layer.fields:
            self._ids[name] = found["id"]
        columns: dict[str, Column] = {"fid": np.arange(1, len(table) + 1)}
        for field, column in stored_columns(layer).items():
            reference = layer.fields[field].reference
            keyed = reference is not None and column.endswith("_fid")
            columns[column] = self._keys(reference.layer, found[field]) if keyed and reference else found[field]
        linked = [(link, *self._linked(link, found[link.field])) for link in links(layer)]
        columns |= {link.key: first for link, _, _, first in linked if link.required}
        if layer.geometry:
            self._load_features(layer, table, found, columns)
        else:
            self._load_table(layer, found, columns)
        for link, owners, keys, _ in linked:
            further = np.diff(owners, prepend=0) == 0 if link.required else np.ones(len(owners), dtype=bool)
            self._put(link.table, {link.owner: owners[further], link.key: keys[further]})

    def _load_table(self, layer: Layer, found: dict[str, pa.Array], columns: dict[str, Column]) -> None:
        if layer.name == "statements":
            columns |= days_columns(found["observed_on"], "observed")
            columns["created_at"] = now()
        if layer.name == "photos":
            columns |= self._photos(found["file"])
        if layer.name == "names":
            self._load_names(found["text"], columns)
        else:
            self._put(layer.name, columns)

    def _load_names(self, texts: pa.Array, columns: dict[str, Column]) -> None:
        words = Counter[str]()
        parts = []
        for start in range(0, len(texts), _BATCH):
            keys = name_keys(texts.slice(start, _BATCH))
            words.update(keys.words)
            parts.append(keys.folded)
        self._put("names", columns | {"folded": pa.concat_arrays([pa.array([], pa.string()), *parts])})
        list_words(self._connection, words)
        index_all_names(self._connection)

    def _load_features(
        self, layer: Layer, table: Table, found: dict[str, pa.Array], columns: dict[str, Column]
    ) -> None:
        blobs, bounds = encode_column(table.shapes())
        arrays: dict[str, pa.Array] = {name: pa.array(column) for name, column in columns.items()}
        arrays["geom"] = blobs
        if layer.name == "sites":
            arrays |= {
                name: days for name, days in days_columns(found["built"], "built").items() if name != "built_key"
            }
            shown = hide(arrays, bounds)
            arrays, bounds = shown.columns, shown.bounds
            if shown.exact is not None:
                exact = {name: whole(shown.exact[name]) for name in shown.exact.column_names}
                self._put_features("exact_places", exact, shown.exact_bounds)
        self._put_features(layer.name, arrays, bounds)

    def _put_features(self, table: str, columns: dict[str, pa.Array], bounds: NDArray[np.float64]) -> None:
        self._put(table, dict(columns))
        there = ~np.isnan(bounds[:, 0])
        fill_rtree(self._connection, f"rtree_{table}_geom", columns["fid"].to_numpy()[there], bounds[there])

    def _photos(self, names: pa.Array) -> dict[str, Column]:
        photos, problems = [], []
        for row, name in enumerate(names.to_pylist(), start=2):
            try:
                photos.append(clean_photo(self._package.resolve(name, named_in="photos.csv")))
            except PhotoError as error:
                problems.append(Problem("photos.csv", f"{name!r} {error}", row, "file"))
        if problems:
            raise PackageError(problems)
        return {"data": [data for data, _ in photos], "media_type": [media for _, media in photos]}

    def _keys(self, layer: str, ids: pa.Array) -> pa.Array:
        """Keys of rows by their ids; null where there is none."""
        return pc.add(pc.index_in(ids, value_set=self._ids[layer]), 1)

    def _linked(self, link: Link, cells: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64], pa.Array]:
        """Owner and key of each id in cells of ids separated by `;`, in order and without repeats; and the first key of each cell."""
        parts = pc.split_pattern(cells, ";")
        owners = pc.list_parent_indices(parts).to_numpy() + 1
        keys = self._keys(link.target, pc.utf8_trim_whitespace(pc.list_flatten(parts))).to_numpy(zero_copy_only=False)
        starts = np.full(len(cells), -1)
        starts[owners[::-1] - 1] = np.arange(len(owners))[::-1]  # the first of each cell is written last
        first = pa.array(np.where(starts < 0, 0, keys[starts] if len(keys) else 0), mask=starts < 0)
        if len(owners) > np.count_nonzero(starts >= 0):
            _, kept = np.unique(owners * (len(self._ids[link.target]) + 1) + keys, return_index=True)
            kept.sort()
            owners, keys = owners[kept], keys[kept]
        return owners, keys, first

    def _put(self, table: str, columns: dict[str, Column]) -> None:
        columns = {
            name: values
            for name, values in columns.items()
            if not (isinstance(values, pa.Array) and 0 < len(values) == values.null_count)
        }
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        lengths = (len(values) for values in columns.values() if not isinstance(values, str | int | None))
        n_rows = max(lengths, default=0)
        for start in range(0, n_rows, _BATCH):
            batch = zip(*(_cut(values, start) for values in columns.values()), strict=False)
            self._connection.executemany(f"INSERT INTO {table}({names}) VALUES ({marks})", batch)


def _cut(values: Column, start: int) -> Iterable[Any]:
    """Return a batch as Python objects."""
    if isinstance(values, str | int | None):
        return repeat(values)
    if isinstance(values, list):
        return values[start : start + _BATCH]
    if isinstance(values, np.ndarray):
        return cast("list[Any]", values[start : start + _BATCH].tolist())
    return cast("list[Any]", values.slice(start, _BATCH).to_pylist())


def days_columns(dates: pa.Array, name: str) -> dict[str, pa.Array]:
    """Return the columns that the store keeps of a column of dates in EDTF: first, last and ordering day."""
    from geo.edtf import days_of

    days = days_of(dates.to_pandas())
    ends = (("from", "from"), ("to", "to"), ("key", "order"))
    return {f"{name}_{end}": pa.array(days[column], from_pandas=True) for end, column in ends}


def now() -> str:
    """Return the present moment as the store writes it."""
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
