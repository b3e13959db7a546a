"""SQLite hands packed rows over as they are; and what it does not check then is checked before, as its tables would."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import StoreError
from geo.layers import LAYERS
from geo.store import GeoPackageStore, ImportRecord, add_staged, create_store, open_store
from geo.store.column_checks import refuse_wrong
from geo.store.pieces import Pieces
from geo.store.schema import create_table, stored_columns
from tests.geo.store.staging import Row, assert_sound, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from geo.store.packed_table import PackedTables

N = 30
ROWS: list[Row] = [
    {"id": f"site-{n}", "kind": "tomb", "name:qaa": f"Sôme {n}", "identifier:register": f"M {n}", "sensitivity": "withheld" if n % 3 else None, "note": "Behind the well", "built": "1850", "built_source_ids": "atlas", "condition": "2", "condition_on": "2020", "designation": "List", "access": "open", "access_as_of": "2025", "source_ids": "survey;atlas"}
    for n in range(N)
]  # fmt: skip
HANDED_OVER = {
    "names", "identifiers", "exact_places", "site_state", "sites_built_sources", "designations_sources",
    "statements_sources",
}  # fmt: skip


@pytest.mark.parametrize("empty", [True, False])
def test_rows_are_handed_over_as_they_are(
    gpkg: GeoPackageStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: bool
) -> None:
    """Who changes a table, an index or a packed column sees here that each row is taken apart again."""
    steps: dict[str, set[str]] = {}
    copy = Pieces._copy

    def told(self: Pieces, ended: Future[PackedTables], copies: Callable[[str, str], Sequence[str]]) -> None:
        def explained(name: str, insert: str) -> Iterator[str]:
            for sql in copies(name, insert):
                every = self._connection.execute(f"EXPLAIN {sql.format(piece=ended.result().path.stem)}")
                if sql == insert:
                    steps.setdefault(name, set()).update(op for _, op, *_ in every)
                yield sql

        copy(self, ended, explained)

    monkeypatch.setattr(Pieces, "_copy", told)
    monkeypatch.setattr(add_staged, "_LARGE", 0)
    monkeypatch.setattr(add_staged, "_LEAST_PIECE", N // 3)
    if empty:
        create_store(tmp_path / "empty.gpkg", "Empty", bbox=(0, 0, 1, 1))
    store = open_store(tmp_path / "empty.gpkg", public=False) if empty else gpkg
    if empty:
        store.add_sources(gpkg.sources())
    stage = staged(tmp_path / "stage", ROWS, at_once=N // 3)
    store.add_rows(stage, np.ones(N, dtype=bool), ImportRecord(id="first"))
    store.close()
    handed = {table for table, ops in steps.items() if ops & {"RowData", "RowCell"}}
    apart = {table for table, ops in steps.items() if "MakeRecord" in ops}
    if empty:  # a table with something unique is asked first whether it is empty: there both ways are shown
        assert set(steps) == handed > {"sites", "names", "statements", "designations", "access"}
    else:
        assert handed - apart == HANDED_OVER
    assert_sound(store.path)


@pytest.mark.parametrize(
    ("field", "wrong"), [("name:qaa", ""), ("identifier:register", ""), ("access", "ajar"), ("kind", "Moskee")]
)
@pytest.mark.parametrize("large", [0, 10**6])
def test_what_a_table_refuses_is_refused(
    gpkg: GeoPackageStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, wrong: str, large: int
) -> None:
    monkeypatch.setattr(add_staged, "_LARGE", large)
    stage = staged(tmp_path / "stage", [*ROWS, {**ROWS[0], "id": "last", field: wrong}], at_once=N)
    with pytest.raises(StoreError, match=r"not allowed as|refused: CHECK"):
        gpkg.add_rows(stage, np.ones(N + 1, dtype=bool), ImportRecord(id="first"))
    assert gpkg.info().n_sites == 11


@pytest.mark.parametrize("word", ["condition", "designation", "threat"])
def test_what_is_said_without_a_source_is_refused(gpkg: GeoPackageStore, tmp_path: Path, word: str) -> None:
    stage = staged(tmp_path / "stage", [{"id": "mill", "kind": "fort", word: "3"}])
    with pytest.raises(StoreError, match="a row names no source"):
        gpkg.add_rows(stage, np.ones(1, dtype=bool), ImportRecord(id="first"))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whole_columns_are_refused_as_the_table_refuses_rows(data: st.DataObject) -> None:
    layer = LAYERS[
        data.draw(st.sampled_from(["names", "identifiers", "designations", "access", "statements", "sites"]))
    ]
    columns: dict[str, pa.Array] = {}
    for name, column in stored_columns(layer).items():
        field = layer.fields[name]
        some: st.SearchStrategy[Any] = st.none()
        if column.endswith("_fid") or field.dtype != "str":
            limits = [
                limit + step for limit in (field.minimum, field.maximum) if limit is not None for step in (-1, 0, 1)
            ]
            some = st.sampled_from(limits or [1, 2])
        else:
            some = st.sampled_from(
                [*(field.words or ["x", "y"]), *data.draw(st.lists(st.sampled_from(["", "wrong"]), max_size=1))]
            )
        values = data.draw(st.lists(some if field.required else st.one_of(st.none(), some), min_size=2, max_size=2))
        if field.unique:
            values = [f"{value}{n}" if value else value for n, value in enumerate(values)]
        if field.default is not None or data.draw(st.integers(0, 30)):
            columns[column] = pa.array(
                values, pa.string() if field.dtype == "str" and not column.endswith("_fid") else None
            )
    if layer.name == "statements":  # checks over several columns stay with SQLite
        columns["property"] = pa.array(["event"] * 2)
    columns["fid"] = pa.array([1, 2])
    try:
        refuse_wrong(layer, columns)
        refused = False
    except StoreError:
        refused = True
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(create_table(layer))
        if "source_fid" not in columns and layer.name not in ("sites", "names", "identifiers"):
            columns["source_fid"] = pa.array([1, 1])
        listed, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        rows = zip(*(column.to_pylist() for column in columns.values()), strict=True)
        try:
            connection.executemany(f"INSERT INTO {layer.name}({listed}) VALUES ({marks})", rows)
            refused_by_table = False
        except sqlite3.IntegrityError:
            refused_by_table = True
    assert refused == refused_by_table
