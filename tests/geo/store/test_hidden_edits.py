"""Hidden places that another program edits: the store refuses what would publish them, and makes cells anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import shapely

from geo.cells import cell
from geo.package import Package
from geo.store import init_store, open_store
from geo.store.rtree import register_functions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def other(store_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes to the store, as QGIS does."""
    with closing(sqlite3.connect(store_path, isolation_level=None)) as connection:
        register_functions(connection)
        yield connection


def public_cell(path: Path, site_id: str) -> shapely.Geometry:
    with open_store(path, public=False), open_store(path) as store:
        return store.site(site_id).site.geometry.iloc[0]


@pytest.mark.parametrize(
    "edit",
    [
        "geom = (SELECT geom FROM exact_places e WHERE e.fid = sites.fid)",
        "settlement = 'Sarna'",
        "access_lon = -20.9",
        "note = 'behind the mill'",
    ],
)
def test_an_edit_that_would_tell_of_a_hidden_place_is_refused(other: sqlite3.Connection, edit: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="exact_places"):
        other.execute(f"UPDATE sites SET {edit} WHERE id = 'barrow-field'")


def test_a_cell_of_another_width_is_made_anew(other: sqlite3.Connection, store_path: Path) -> None:
    before = public_cell(store_path, "sea-cave")
    other.execute("UPDATE sites SET generalise_m = 20000 WHERE id = 'sea-cave'")
    after = public_cell(store_path, "sea-cave")
    assert after.area > 50 * before.area
    assert shapely.covers(after.buffer(1e-9), before.centroid)


def test_a_hidden_place_that_moves_takes_its_cell_along(other: sqlite3.Connection, store_path: Path) -> None:
    before = public_cell(store_path, "barrow-field")
    moved = "SELECT geom FROM sites WHERE id = 'hill-chapel'"
    other.execute(
        f"UPDATE exact_places SET geom = ({moved}) WHERE fid = (SELECT fid FROM sites WHERE id = 'barrow-field')"
    )
    with open_store(store_path) as store:
        place = store.site("hill-chapel").site.geometry.iloc[0]
    after = public_cell(store_path, "barrow-field")
    assert after != before
    assert after.equals(cell(place.x, place.y)[0])


def test_readers_follow_a_store_that_was_replaced(store_path: Path, island_path: Path) -> None:
    with open_store(store_path) as store:
        assert len(store.public_sites()) == 11
        with open_store(store_path, public=False) as writer:
            writer.close()
        old = store_path.stat().st_ino
        with closing(sqlite3.connect(store_path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        new = store_path.with_name("new.gpkg")
        init_store(Package.open(island_path), new)
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            register_functions(connection)
            connection.execute("UPDATE sites SET sensitivity = 'withheld' WHERE id = 'hill-chapel'")
        new.replace(store_path)
        assert store_path.stat().st_ino != old
        assert "hill-chapel" not in set(store.public_sites()["id"])
