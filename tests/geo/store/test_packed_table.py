"""SQLite reads from packed tables what was put in, and finds the file whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.store.packed_table import PAGE, PackedTables
from geo.store.transfer import declarations

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


VALUES = st.fixed_dictionaries(
    {
        "text": st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80)),
        "blob": st.one_of(st.none(), st.binary(max_size=70)),
        "whole": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
        "number": st.one_of(st.none(), st.floats(allow_nan=False)),
    }
)
SCHEMA = pa.schema([("text", pa.string()), ("blob", pa.binary()), ("whole", pa.int64()), ("number", pa.float64())])


@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=3), st.integers(1, 2**40))
@settings(max_examples=50, deadline=None)
def test_whatever_is_put_in_is_read(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[dict[str, object]]], first: int
) -> None:
    path = tmp_path_factory.mktemp("packed") / "x.db"
    rows = [row for part in parts for row in part]
    with PackedTables(path) as tables:
        fid = first
        for part in parts:
            table = pa.Table.from_pylist(part, schema=SCHEMA)
            tables.add("plain", table)
            tables.add("keyed", table.add_column(0, "fid", pa.array(range(fid, fid + 3 * len(part), 3))))
            fid += 3 * len(part)
        tables.finish()
    found = read(path)
    assert found["plain"] == [tuple(row[name] for name in SCHEMA.names) for row in rows]
    assert found["keyed"] == [(first + 3 * n, *(row[name] for name in SCHEMA.names)) for n, row in enumerate(rows)]


def test_a_table_declared_as_another_is(tmp_path: Path) -> None:
    sql = "CREATE TABLE t(a TEXT, row INTEGER PRIMARY KEY, b INTEGER NOT NULL CHECK (b > 0), c TEXT)"
    with closing(sqlite3.connect(tmp_path / "main.db")) as connection:
        connection.executescript(f"{sql}; CREATE INDEX i ON t(b) WHERE c IS NOT NULL; CREATE TABLE u(x UNIQUE);")
        declared = declarations(connection, ["t", "u", "not there"])
    assert set(declared) == {"t"}  # what is to be unique is looked at row by row
    with PackedTables(tmp_path / "x.db", declared) as tables:
        tables.add("t", pa.table({"b": [5, 6], "row": [7, 9], "a": ["x", None]}))
        with pytest.raises(ValueError, match=r"the table t has no columns \['d'\]"):
            tables.add("t", pa.table({"b": [5], "row": [10], "d": ["lost"]}))
        tables.finish()
    assert read(tmp_path / "x.db")["t"] == [("x", 7, 5, None), (None, 9, 6, None)]
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("SELECT sql FROM sqlite_schema WHERE name = 't'").fetchone() == (sql,)
        assert connection.execute("SELECT a FROM t INDEXED BY i WHERE c IS NOT NULL").fetchall() == []


@st.composite
def numbers(draw: st.DrawFn) -> list[int | None]:
    """Numbers whose longest has so many bits, which is what their bytes depend on."""
    bits = draw(st.sampled_from([0, 1, 7, 8, 15, 16, 23, 24, 31, 32, 47, 48, 63]))
    number = st.integers(-(2**bits), 2**bits - 1)
    return draw(st.lists(number if draw(st.booleans()) else st.one_of(st.none(), number), min_size=5, max_size=5))


@given(numbers(), numbers(), st.lists(st.text("aé", min_size=62, max_size=66), min_size=5, max_size=5))
@settings(max_examples=200, deadline=None)
def test_columns_of_one_width_and_of_many(
    tmp_path_factory: pytest.TempPathFactory, one: list[int | None], two: list[int | None], texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("packed") / "x.db"
    table = {"one": pa.array(one, pa.int64()), "same": ["word"] * 5, "text": texts, "two": pa.array(two, pa.int64())}
    with PackedTables(path) as tables:
        tables.add("t", pa.table(table))
        tables.finish()
    assert read(path)["t"] == list(zip(one, ["word"] * 5, texts, two, strict=True))


@pytest.mark.parametrize(("highest", "bytes_each"), [(1, 0), (127, 1), (2**15 - 1, 2), (2**23 - 1, 3), (2**31 - 1, 4)])
def test_small_numbers_take_few_bytes(tmp_path: Path, highest: int, bytes_each: int) -> None:
    n = 100_000
    with PackedTables(tmp_path / "x.db") as tables:
        tables.add("t", pa.table({"number": np.full(n, highest)}))
        tables.finish()
    cell = 1 + 3 + 2 + bytes_each + 2  # length, key, head of the record, number, and where the cell stands
    assert (tmp_path / "x.db").stat().st_size <= (n * cell // PAGE + 3) * PAGE


@pytest.mark.parametrize("size", [1, 100, 5000, PAGE - 60, PAGE - 35, PAGE, 3 * PAGE, 10**6])
def test_many_rows_and_long_ones(tmp_path: Path, size: int) -> None:
    n = 40_000 if size == 1 else 30
    texts = [chr(97 + k % 26) * (size - k % 7) for k in range(n)]
    with PackedTables(tmp_path / "x.db") as tables:
        for start in range(0, n, n // 2):
            tables.add(
                "t", pa.table({"fid": np.arange(start, start + n // 2) + 1, "text": texts[start : start + n // 2]})
            )
        tables.finish()
    assert read(tmp_path / "x.db") == {"t": [(k + 1, text) for k, text in enumerate(texts)]}


def test_tables_of_many_pages(tmp_path: Path) -> None:
    with PackedTables(tmp_path / "x.db") as tables:
        tables.add("t", pa.table({"text": ["x" * 30_000] * 9000}))  # more leaves than one page above can name
        tables.add("none", pa.table({"text": pa.array([], pa.string())}))
        tables.finish()
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*), min(rowid), max(rowid) FROM t").fetchone() == (9000, 1, 9000)
        assert connection.execute("SELECT rowid FROM t WHERE rowid = 8765").fetchone() == (8765,)
