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
from geo.store import migrate, open_store
from geo.store.connection import connect_writer, sentences
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


def bring(path: Path, version: int, tmp_path: Path) -> None:
    """Do the steps up to a version."""
    folder = tmp_path / f"until_{version}"
    folder.mkdir()
    for number, file in steps(MIGRATIONS):
        if number <= version:
            shutil.copy(file, folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrate, "SCHEMA_VERSION", version)
        prepare(path, migrations=folder)
    assert version_of(path) == version


def test_names_of_a_store_of_the_third_version_are_found_by_sound(version_1: Path, tmp_path: Path) -> None:
    bring(version_1, 3, tmp_path)
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


EDITS_OF_4 = """
INSERT INTO statements_sources(statement_fid, source_fid) SELECT t.fid, r.fid FROM statements t JOIN sources r ON r.fid <> t.source_fid AND (t.fid + r.fid) % 3 = 0 WHERE NOT EXISTS (SELECT 1 FROM statements_sources l WHERE l.statement_fid = t.fid AND l.source_fid = r.fid) ORDER BY r.fid DESC;
INSERT INTO designations_sources(designation_fid, source_fid) SELECT t.fid, r.fid FROM designations t JOIN sources r ON r.fid <> t.source_fid WHERE NOT EXISTS (SELECT 1 FROM designations_sources l WHERE l.designation_fid = t.fid AND l.source_fid = r.fid) ORDER BY r.fid DESC;
UPDATE designations SET source_fid = source_fid % 3 + 1;
DELETE FROM designations_sources WHERE fid = (SELECT min(fid) FROM designations_sources WHERE designation_fid = 1);
INSERT INTO access_sources(fid, access_fid, source_fid) SELECT -5, t.fid, r.fid FROM access t JOIN sources r ON r.fid <> t.source_fid LIMIT 1;
INSERT INTO statements_sources(statement_fid, source_fid) VALUES (900, 2), (900, 3);
INSERT INTO statements(fid, id, site_fid, property, value, asserted_by, source_fid) VALUES (900, 'late', 2, 'event', 'x', 'A', 1);
INSERT INTO closures(id, kind, title, as_of, source_fid) VALUES ('gate', 'closed_road', 'Gate', '2025', 2);
INSERT INTO closures_sources(closure_fid, source_fid) VALUES (1, 1);
INSERT INTO visits_sources(visit_fid, source_fid) SELECT v.fid, r.fid FROM visits v JOIN sources r WHERE NOT EXISTS (SELECT 1 FROM visits_sources l WHERE l.visit_fid = v.fid AND l.source_fid = r.fid);
UPDATE measures SET source_fid = 3;
INSERT INTO measure_statements_sources(measure_statement_fid, source_fid) SELECT 1, fid FROM sources r WHERE NOT EXISTS (SELECT 1 FROM measure_statements_sources l WHERE l.measure_statement_fid = 1 AND l.source_fid = r.fid);
UPDATE sites SET sensitivity = 'withheld' WHERE fid = 2;
UPDATE sites SET sensitivity = 'restricted' WHERE fid = 3;
INSERT INTO sources(id, title, perspective, licence) VALUES ('of-a-hidden', 'T', 'academic', 'CC0-1.0'), ('of-none', 'T', 'academic', 'CC0-1.0');
INSERT INTO identifiers(site_fid, scheme, value, source_fid) SELECT 3, 'x', 'y', fid FROM sources WHERE id = 'of-a-hidden';
INSERT INTO imports(fid, id, at) VALUES (7, 'taken-back', '2026-01-01T00:00:00Z');
INSERT INTO statements(id, site_fid, property, value, observed_on, asserted_by, source_fid, import_fid) SELECT 'back-' || fid, fid, 'condition', '1', '2026', 'A', 2, 7 FROM sites;
UPDATE imports SET undone_at = '2026-01-02T00:00:00Z' WHERE fid = 7;
"""
"""What another program can have done to a store of the fourth version."""


def views_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(connect_writer(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        out = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    for name in (
        "citations",
        "public_citations",
        "public_source_sites",
    ):  # which of them there are; how often does not matter
        out[name] = sorted(set(out[name]))
    return out


def test_every_view_of_a_store_of_the_fourth_version_reads_the_same(version_1: Path, tmp_path: Path) -> None:
    bring(version_1, 4, tmp_path)
    with closing(connect_writer(version_1)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(EDITS_OF_4)
    before = views_of(version_1)
    prepare(version_1)
    after = views_of(version_1)
    assert set(before) - set(after) == {"names_of_source", "source_sites"}
    assert {name: after[name] for name in before if name in after} == {
        name: before[name] for name in before if name in after
    }
    assert_sound(version_1)
    for name in ("closures", "designations", "access", "visits", "statements", "measures", "measure_statements"):
        key = f"{name if name == 'access' else name[:-1]}_fid"
        assert (
            ask(
                version_1,
                f"SELECT * FROM {name}_sources l JOIN {name} t ON t.fid = l.{key} AND t.source_fid = l.source_fid",
            )
            == []
        )
    assert ask(
        version_1,
        "SELECT group_concat(r.id, ';') FROM statements t JOIN sources r ON r.fid = t.source_fid WHERE t.id = 'late'",
    ) == ask(version_1, "SELECT id FROM sources WHERE fid = 2")


def test_what_lost_its_list_in_another_program_keeps_its_own_source(version_1: Path, tmp_path: Path) -> None:
    bring(version_1, 4, tmp_path)
    with closing(sqlite3.connect(version_1)) as connection, connection:
        connection.execute("DELETE FROM designations_sources")
    prepare(version_1)
    wanted = ask(
        version_1, "SELECT t.id, r.id FROM designations t JOIN sources r ON r.fid = t.source_fid ORDER BY t.fid"
    )
    assert ask(version_1, "SELECT id, source_ids FROM public_designations ORDER BY fid") == wanted != []
    assert_sound(version_1)
