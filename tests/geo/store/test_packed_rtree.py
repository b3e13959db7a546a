"""An R-tree that is packed, added to and taken from holds what it should, SQLite finds it whole, and windows find what is in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.store import packed_rtree
from geo.store.packed_rtree import BoxesToAdd, extent, fill_rtree, read_rtree, remove_from_rtree

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS = ((-180, -90, 180, 90), (0, 0, 30, 30), (10, 10, 10.5, 10.5), (-170, -80, -169, -79), (5, 5, 5, 5))


@pytest.fixture(autouse=True, scope="module")
def _all_are_packed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_rtree, "_FEW", 0)
        patch.setattr(packed_rtree, "_AT_ONCE", 10 * packed_rtree._FILL)
        yield


def boxes(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    low = rng.uniform([-180, -90], [179, 89], (n, 2))
    return np.column_stack([low, low + rng.uniform(0, 1, (n, 2))])


def add_boxes(connection: sqlite3.Connection, name: str, fids: np.ndarray, bounds: np.ndarray) -> None:
    """Add boxes in two parts; copy row by row what is packed_rtree."""
    added = BoxesToAdd(connection, name, Path(gettempdir()))
    for half in np.array_split(np.arange(len(fids)), 2):
        added.add(fids[half], bounds[half])
    for table, rows in added.pack():
        keys = rows[rows.column_names[0]].to_numpy()
        assert (np.diff(keys) > 0).all()
        pairs = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", pairs)
    added.finish()


def assert_holds(connection: sqlite3.Connection, fids: np.ndarray, bounds: np.ndarray) -> None:
    """The R-tree is whole, holds these boxes and no others, and a window finds what looking at every box finds."""
    assert connection.execute("SELECT rtreecheck('r')").fetchone() == ("ok",)
    held, outer = read_rtree(connection, "r")
    told = connection.execute("SELECT min(minx), min(miny), max(maxx), max(maxy) FROM r").fetchone()
    assert extent(connection, "r") == told
    order, mine = np.argsort(held), np.argsort(fids)
    assert held[order].tolist() == fids[mine].tolist()
    if not len(fids):
        return
    assert np.allclose(outer[order], bounds[mine], rtol=1e-6, atol=1e-6)  # single precision, rounded outward
    assert (outer[order][:, :2] <= bounds[mine][:, :2]).all()
    assert (outer[order][:, 2:] >= bounds[mine][:, 2:]).all()
    for west, south, east, north in WINDOWS:
        sql = "SELECT id FROM r WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
        found = sorted(fid for (fid,) in connection.execute(sql, (west, east, south, north)))
        hit = (outer[:, 2] >= west) & (outer[:, 0] <= east) & (outer[:, 3] >= south) & (outer[:, 1] <= north)
        assert found == sorted(held[hit].tolist())


@pytest.mark.parametrize("n_old", [0, 1, 51, 60, 5000, 30_000])
@pytest.mark.parametrize("n_new", [1, 40, 700, 4000])
def test_boxes_are_added_and_taken_out(n_old: int, n_new: int) -> None:
    fids, bounds = np.arange(1, n_old + n_new + 1), np.concatenate([boxes(n_old, 1), boxes(n_new, 2)])
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)")
        fill_rtree(connection, "r", fids[:n_old], bounds[:n_old])
        before = connection.execute("SELECT * FROM r ORDER BY id").fetchall()
        add_boxes(connection, "r", fids[n_old:], bounds[n_old:])
        assert_holds(connection, fids, bounds)
        remove_from_rtree(connection, "r", fids[n_old:])
        assert_holds(connection, fids[:n_old], bounds[:n_old])
        assert connection.execute("SELECT * FROM r ORDER BY id").fetchall() == before


@given(
    steps=st.lists(st.tuples(st.sampled_from(["add", "take", "one"]), st.integers(0, 400), st.integers(0, 2**32)), min_size=1, max_size=6),
    grid=st.sampled_from([1, 3, 100, 10**9]),
    size=st.sampled_from([0.0, 0.5, 200.0]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_in_whatever_order_the_tree_is_whole(
    steps: list[tuple[str, int, int]], grid: int, size: float
) -> None:
    fids, bounds = np.empty(0, dtype=np.int64), np.empty((0, 4))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)")
        for step, n, seed in steps:
            rng = np.random.default_rng(seed)
            if step == "take":
                which = rng.random(len(fids)) < n / 400
                remove_from_rtree(connection, "r", fids[which])
                fids, bounds = fids[~which], bounds[~which]
                continue
            low = (
                rng.integers(-grid, grid + 1, (n, 2)) / grid * [179.0, 89.0]
            )  # many on the same place where the grid is coarse
            new = np.column_stack([low, low + rng.uniform(0, 1, (n, 2)) * size])
            own = np.setdiff1d(rng.permutation(2000) + 1, fids)[:n].astype(np.int64)
            new = new[: len(own)]
            if step == "one":  # as triggers do it
                connection.executemany("INSERT INTO r VALUES (?, ?, ?, ?, ?)", zip(own.tolist(), *new[:, [0, 2, 1, 3]].T.tolist(), strict=True))  # fmt: skip
            else:
                add_boxes(connection, "r", own, new)
            fids, bounds = np.concatenate([fids, own]), np.concatenate([bounds, new])
            assert_holds(connection, fids, bounds)
        assert_holds(connection, fids, bounds)


def test_a_key_that_is_there_is_not_added_again() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)")
        fill_rtree(connection, "r", np.arange(1, 101), boxes(100, 1))
        with pytest.raises(sqlite3.IntegrityError):
            add_boxes(connection, "r", np.arange(100, 400), boxes(300, 2))
