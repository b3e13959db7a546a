"""An R-tree that is packed, added to and taken from holds what it should, and SQLite finds it whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from geo.store.packed import add_to_rtree, fill_rtree, read_rtree, remove_from_rtree


def boxes(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    low = rng.uniform([-180, -90], [179, 89], (n, 2))
    return np.column_stack([low, low + rng.uniform(0, 1, (n, 2))])


@pytest.mark.parametrize("n_old", [0, 1, 51, 60, 5000, 30_000])
@pytest.mark.parametrize("n_new", [1, 40, 700, 4000])
def test_boxes_are_added_and_taken_out(n_old: int, n_new: int) -> None:
    old, new = boxes(n_old, 1), boxes(n_new, 2)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)")
        fill_rtree(connection, "r", np.arange(1, n_old + 1), old)
        add_to_rtree(connection, "r", np.arange(n_old + 1, n_old + n_new + 1), new)
        assert connection.execute("SELECT rtreecheck('r')").fetchone() == ("ok",)
        fids, bounds = read_rtree(connection, "r")
        order = np.argsort(fids)
        assert fids[order].tolist() == list(range(1, n_old + n_new + 1))
        expected = np.concatenate([old, new])
        assert np.abs(bounds[order] - expected).max() < 1e-4
        assert (bounds[order][:, :2] <= expected[:, :2]).all()
        assert (bounds[order][:, 2:] >= expected[:, 2:]).all()
        before = connection.execute("SELECT * FROM r ORDER BY id").fetchall()
        remove_from_rtree(connection, "r", np.arange(n_old + 1, n_old + n_new + 1))
        assert connection.execute("SELECT rtreecheck('r')").fetchone() == ("ok",)
        assert connection.execute("SELECT * FROM r ORDER BY id").fetchall() == before[:n_old]
