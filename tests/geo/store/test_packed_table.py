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

from geo.errors import StoreError
from geo.store import packed_index
from geo.store.packed_page import PAGE
from geo.store.packed_table import PackedTables
from geo.store.transfer import declarations

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store.transfer import Declaration


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


SQL = (
    "CREATE TABLE t(a TEXT UNIQUE, row INTEGER PRIMARY KEY, b INTEGER NOT NULL CHECK (b > 0), c TEXT, d BLOB)",
    "CREATE INDEX by_b ON t(b)",
    "CREATE INDEX by_c ON t(c)",
    "CREATE INDEX some ON t(c) WHERE c IS NOT NULL",
    "CREATE INDEX others ON t(b) WHERE c IS NULL",
    "CREATE INDEX hidden ON t(c) WHERE c <> 'x'",
    "CREATE UNIQUE INDEX pair ON t(b, a)",
    "CREATE TABLE u(x INTEGER PRIMARY KEY, y TEXT)",
    "CREATE INDEX odd ON u(y) WHERE length(y) > 3",
)
ROW = st.tuples(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
    st.integers(1, 2**40),
    st.one_of(st.none(), st.sampled_from(["x", "y", "ə", ""])),
)


def declared_in(path: Path) -> dict[str, Declaration]:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(";".join(SQL))
        return declarations(connection, ["t", "u", "not there"])


@given(st.lists(ROW, min_size=1, max_size=20, unique_by=lambda row: row[0]), st.integers(1, 20))
def test_a_table_declared_as_another_has_its_indexes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, str | None]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("packed")
    declared = declared_in(folder / "main.db")
    assert set(declared) == {"t"}  # nobody knows which rows belong to the index of the other
    with PackedTables(folder / "x.db", declared) as tables:
        for start in range(0, len(rows), cut):
            a, b, c = zip(*rows[start : start + cut], strict=True)
            keys = np.arange(start, start + len(a)) * 2 + 1
            tables.add("t", pa.table({"b": b, "row": keys, "a": a, "c": pa.array(c, pa.string())}))
        tables.finish()
    found = read(folder / "x.db")["t"]  # SQLite finds every index whole
    assert found == [(a, 2 * n + 1, b, c, None) for n, (a, b, c) in enumerate(rows)]
    with closing(sqlite3.connect(folder / "x.db")) as connection:
        assert [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")] == [
            *SQL[:7]
        ]
        assert connection.execute("SELECT count(*) FROM t INDEXED BY hidden WHERE c <> 'x'").fetchone() == (
            sum(c not in (None, "x") for _, _, c in rows),
        )


@pytest.mark.parametrize("n", [2000, 40_000])
@pytest.mark.parametrize("ascending", [True, False])
def test_indexes_of_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n: int, ascending: bool) -> None:
    monkeypatch.setattr(packed_index, "_AT_ONCE", 9_000)
    declared = declared_in(tmp_path / "main.db")
    rng = np.random.default_rng(5)
    a = np.char.add("id-", np.char.zfill(np.arange(n).astype(str), 7))
    if n == 2000:  # some longer than a page holds of an entry
        a = np.array([one + "y" * (k % 900 * 40) for k, one in enumerate(a.tolist())], dtype=object)
    order = np.arange(n) if ascending else rng.permutation(n)
    with PackedTables(tmp_path / "x.db", declared) as tables:
        for part in np.array_split(np.arange(n), 7):
            c = pa.array([None, "x", "y"]).take(pa.array(rng.integers(0, 3, len(part))))
            tables.add(
                "t",
                pa.table({"a": a[order[part]].tolist(), "row": part + 1, "b": rng.integers(1, 9, len(part)), "c": c}),
            )
        tables.finish()
    assert len(read(tmp_path / "x.db")["t"]) == n


@pytest.mark.parametrize("ids", [["a", "b", "b"], ["b", "a", "b"]])
def test_what_comes_twice_is_refused(tmp_path: Path, ids: list[str]) -> None:
    with PackedTables(tmp_path / "x.db", declared_in(tmp_path / "main.db")) as tables:
        for number, one in enumerate(ids):
            tables.add("t", pa.table({"b": [5], "row": [number + 1], "a": [one]}))
        with pytest.raises(StoreError, match="two rows have the same a 'b'"):
            tables.finish()


def test_unknown_columns_are_refused(tmp_path: Path) -> None:
    declared = declared_in(tmp_path / "main.db")
    with (
        PackedTables(tmp_path / "x.db", declared) as tables,
        pytest.raises(ValueError, match=r"the table t has no columns \['e'\]"),
    ):
        tables.add("t", pa.table({"b": [5], "row": [10], "e": ["lost"]}))


def test_a_table_with_rows_and_something_unique_takes_the_long_way(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "main.db")) as connection:
        connection.executescript(
            "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE); CREATE TABLE u(a INTEGER PRIMARY KEY, b);"
        )
        assert set(declarations(connection, ["t", "u"])) == {"t", "u"}
        connection.executescript("INSERT INTO t VALUES (1, 1); INSERT INTO u VALUES (1, 1);")
        assert set(declarations(connection, ["t", "u"])) == {"u"}


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
