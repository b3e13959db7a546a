"""An older store is brought up to date in numbered steps, each done or not done."""

from __future__ import annotations

import gzip
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from geo.errors import StoreError, StoreVersionError
from geo.store import open_store
from geo.store.connection import sentences
from geo.store.migrate import MIGRATIONS, SCHEMA_VERSION, prepare, steps, version_of
from tests.geo.store.staging import assert_search_sound, assert_sound


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A store of the island as the first version of the schema left it."""
    packed = Path(__file__).with_name("island_version_1.gpkg.gz")
    path = tmp_path / "old.gpkg"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


@pytest.fixture
def steps_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0008_height.sql").write_text("ALTER TABLE sites ADD COLUMN height_m REAL;\nUPDATE sites SET height_m = 7 WHERE id = 'velma-fort';", "utf-8")  # fmt: skip
    (folder / "0009_view.sql").write_text("CREATE VIEW high AS SELECT id FROM sites WHERE height_m > 5;", "utf-8")
    (folder / "notes.txt").write_text("is no step", "utf-8")
    return folder


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_new_store_needs_no_step(island_store: Path) -> None:
    assert version_of(island_store) == max([SCHEMA_VERSION, *(number for number, _ in steps(island_store.parent))])


def test_steps_are_done_in_order_and_once(store_path: Path, steps_folder: Path) -> None:
    prepare(store_path, migrations=steps_folder)
    assert version_of(store_path) == 9
    assert ask(store_path, "SELECT * FROM high") == [("velma-fort",)]
    prepare(store_path, migrations=steps_folder)  # again: nothing happens
    assert version_of(store_path) == 9


def test_the_guards_hold_after_the_steps(store_path: Path, steps_folder: Path) -> None:
    prepare(store_path, migrations=steps_folder)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        ask(store_path, "DELETE FROM statements")


def test_a_step_that_fails_leaves_nothing_behind(store_path: Path, steps_folder: Path) -> None:
    (steps_folder / "0009_view.sql").write_text("ALTER TABLE names ADD COLUMN x TEXT; INSERT INTO nowhere VALUES (1);", "utf-8")  # fmt: skip
    with pytest.raises(StoreError, match="no such table: nowhere"), sentences(store_path):
        prepare(store_path, migrations=steps_folder)
    assert version_of(store_path) == 8  # the step before stands
    assert "x" not in {row[1] for row in ask(store_path, "PRAGMA table_info(names)")}


def test_a_mirasmap_without_the_steps_refuses_the_newer_store(store_path: Path, steps_folder: Path) -> None:
    prepare(store_path, migrations=steps_folder)
    with pytest.raises(StoreVersionError):
        open_store(store_path)


def schema(path: Path) -> set[tuple[object, ...]]:
    """Everything that a store is made of, however its text is broken into lines."""
    made = ask(path, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    listed = ask(path, "SELECT 'listed', table_name, data_type FROM gpkg_contents")
    return {(kind, name, re.sub(r"\s+", " ", str(sql))) for kind, name, sql in [*made, *listed]}


def test_a_store_of_the_first_version_becomes_what_a_new_one_is(version_1: Path, island_store: Path) -> None:
    assert version_of(version_1) == 1
    prepare(version_1)
    assert version_of(version_1) == version_of(island_store) == SCHEMA_VERSION
    assert schema(version_1) == schema(island_store)
    assert_sound(version_1)


def test_what_stood_in_a_store_of_the_first_version_is_still_there(version_1: Path, island_store: Path) -> None:
    with open_store(version_1) as old, open_store(island_store) as new:
        assert old.info().counts == new.info().counts | {"closures": 0}
        assert old.stops().drop(columns="geometry").equals(new.stops().drop(columns="geometry"))
        assert len(old.closures()) == 0
        assert list(old.closures().columns) == list(new.closures().columns)


def test_names_of_a_store_of_the_third_version_are_found_by_sound(version_1: Path, tmp_path: Path) -> None:
    folder = tmp_path / "until_3"
    folder.mkdir()
    for number, file in steps(MIGRATIONS):
        if number <= 3:
            shutil.copy(file, folder)
    prepare(version_1, migrations=folder)
    assert version_of(version_1) == 3
    with closing(sqlite3.connect(version_1)) as connection, connection:
        connection.execute("UPDATE names SET text = 'Molinskaya' WHERE text = 'Limes Mola'")
    with open_store(version_1) as store:
        assert store.info().schema_version == SCHEMA_VERSION
        assert store.suggest("Qapella").site_id.tolist() == ["hill-chapel"]
    with open_store(version_1, public=False) as store:
        assert store.suggest("Molla").site_id.tolist() == ["border-mill"]
    with closing(sqlite3.connect(version_1)) as connection:
        assert_search_sound(connection)


def test_what_may_be_an_adjective_has_two_skeletons_after_the_step(version_1: Path) -> None:
    with closing(sqlite3.connect(version_1)) as connection, connection:
        connection.execute("INSERT INTO name_search_words VALUES ('molinskaya', 1), ('12', 1)")
    prepare(version_1)
    found = ask(version_1, "SELECT skeleton, word FROM name_search_skeletons WHERE word IN ('molinskaya', '12')")
    assert found == [("12", "12"), ("ml", "molinskaya"), ("mln", "molinskaya")]
