"""Sites some at a time as Arrow columns: the same that the other methods of a store tell, whatever stands in the texts."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.layers import LAYERS
from geo.questions.site_filter import SiteFilter
from geo.store import open_store, site_batches
from geo.store.arrow_rows import read_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from geo.store import Store
    from geo.store.protocol import StoredSites

WHOLE = {
    "sites": ("id", "kind", "uncertainty_m", "sensitivity", "part_of", "condition", "condition_statement", "newest_on", "access_lon", "access_lat", "location_source_ids", "generalise_m", "note"),
    **{name: tuple(LAYERS[name].columns) for name in ("names", "designations", "identifiers", "access")},
    "statements": (*LAYERS["statements"].columns, "created_at", "superseded_by", "counts"),
}  # fmt: skip
TYPES = {"text": "str", "number": "Int64", "truth": "bool", "share": "float64", "blob": "blob", "words": "str"}
DEAR = ("words",)
texts = st.one_of(st.text(st.characters(exclude_categories=("Cs",)), max_size=6), st.sampled_from(["", "\0", "a\0b", "1", ";", "\x1e\x1f", "ÿþ", "\U0010ffff"]))  # fmt: skip
rows = st.lists(
    st.tuples(
        st.integers(-3, 3),
        st.integers(-(2**40), 2**40),
        st.none() | texts,
        st.none() | st.integers(-(2**62), 2**62),
        st.booleans(),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.binary(max_size=6),
        st.none() | texts,
    ),
    max_size=12,
    unique_by=lambda row: row[:2],
)


def columns_of(given_rows: list[tuple[Any, ...]]) -> pa.Table:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE TABLE t (site INTEGER, fid INTEGER, text TEXT, number INTEGER, truth INTEGER, share REAL, blob BLOB, words TEXT)"
        )
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)", given_rows)
        return read_columns(connection, "t WHERE fid <> ?", TYPES, (7,), key=("site", "fid"), dear=DEAR)


@given(rows)
def test_columns_are_the_rows_in_the_order_of_their_key(given_rows: list[tuple[Any, ...]]) -> None:
    found = columns_of(given_rows)
    assert found.schema == pa.schema([("site", pa.int64()), ("fid", pa.int64()), ("text", pa.string()), ("number", pa.int64()), ("truth", pa.bool_()), ("share", pa.float64()), ("blob", pa.binary()), ("words", pa.string())])  # fmt: skip
    assert [tuple(row.values()) for row in found.to_pylist()] == sorted(
        (row for row in given_rows if row[1] != 7), key=lambda row: row[:2]
    )


@pytest.mark.parametrize(
    "given_texts", [["a\x1fb", None], ["a\x1fb", None, "c"], ["\x1f", "\x1f\x1f"], [None, None, "\x1f\x1f"]]
)
def test_a_text_with_the_letter_between_texts_is_read_as_it_is(given_texts: list[str | None]) -> None:
    found = columns_of([(1, at, text, None, True, None, None, None) for at, text in enumerate(given_texts)])
    assert found["text"].to_pylist() == given_texts


@pytest.mark.parametrize("damage", [b"\xff", b"a\xff", b"\xc3", b"\xed\xa0\x80"])
def test_a_text_that_is_no_utf8_is_refused(damage: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (fid INTEGER, text TEXT)")
        connection.execute("INSERT INTO t VALUES (1, CAST(? AS TEXT)), (2, 'a')", (damage,))
        with pytest.raises(sqlite3.DataError, match="no UTF-8"):
            read_columns(connection, "t", {"text": "str"}, key=("fid",))


def all_of(batches: list[StoredSites]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """All sites, and all rows of each layer."""
    sites = pd.concat(
        [batch.sites.to_pandas().assign(geometry=shapely.from_wkb(batch.wkb)) for batch in batches], ignore_index=True
    )
    layers = {
        name: pd.concat([batch.layers[name].to_pandas() for batch in batches], ignore_index=True)
        for name in batches[0].layers
    }
    return sites, layers


def plain(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Rows of a frame with None for all that is missing."""
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.astype(object).to_numpy()]


@pytest.mark.parametrize("at_once", [2, 5, 100])
@pytest.mark.parametrize(
    "question",
    [
        {},
        {"where": SiteFilter(kinds=("fort", "mosque", "bridge"))},
        {"bbox": (-21.2, -33.2, -20.9, -32.5)},
        {"where": SiteFilter(as_of="2019")},
        {"where": SiteFilter(as_of="2021", conditions=(None, 3))},
        {"where": SiteFilter(access=("open",))},
    ],
)
def test_batches_tell_the_same_as_the_frames_of_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch, question: dict[str, Any], at_once: int
) -> None:
    monkeypatch.setattr(site_batches, "_AT_ONCE", at_once)
    wanted = store.public_sites(**question)
    ids = wanted["id"].tolist()
    assert ids
    batches = list(store.site_batches(WHOLE, **question))
    assert {batch.n_asked for batch in batches} == {len(ids)}
    sites, layers = all_of(batches)
    details = store.site_details(ids).set_index("id").loc[ids].reset_index()
    for name in sites.columns.drop("geometry"):
        given_column = wanted[name] if name in wanted.columns else details[name]
        assert plain(sites[[name]]) == plain(given_column.to_frame()), name
    assert sites["geometry"].map(shapely.to_wkb).tolist() == wanted.geometry.map(shapely.to_wkb).tolist()
    for name, rows_of_layer in layers.items():
        frame = getattr(store, name)(ids)
        order = frame["site_id"].map(ids.index).argsort(kind="stable")
        assert plain(rows_of_layer.drop(columns="at")) == plain(frame.iloc[order][rows_of_layer.columns[1:]])


def test_what_is_too_much_for_one_value_is_read_in_halves(island_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(island_store) as store:
        sites, layers = all_of(list(store.site_batches(WHOLE)))
        read = site_batches._read

        def limited(
            connection: sqlite3.Connection,
            keys: NDArray[np.int64],
            columns: Mapping[str, Sequence[str]],
            as_of: str | None,
            *,
            every: bool,
        ) -> StoredSites:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 300)
            return read(connection, keys, columns, as_of, every=every)

        monkeypatch.setattr(site_batches, "_read", limited)
        parts = list(store.site_batches(WHOLE))
    assert len(parts) > 1
    again, layers_again = all_of(parts)
    assert plain(again.drop(columns="geometry")) == plain(sites.drop(columns="geometry"))
    for name, frame in layers.items():
        assert plain(layers_again[name].drop(columns="at")) == plain(frame.drop(columns="at"))


def test_whoever_stops_reading_leaves_no_reader_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_batches, "_AT_ONCE", 1)
    before = threading.active_count()
    batches = store.site_batches(WHOLE)
    assert len(next(batches)) == 1
    batches.close()
    assert threading.active_count() == before
