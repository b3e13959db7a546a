"""The rules that the database keeps itself, against any program that writes to the file: here without foreign keys."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from geo.errors import AppendOnlyError

if TYPE_CHECKING:
    from geo.store import GeoPackageStore

APPEND_ONLY = [
    "UPDATE statements SET value = '1' WHERE id = 's01'",
    "UPDATE OR IGNORE statements SET status = 'reviewed' WHERE id = 's05'",
    "UPDATE statements SET source_fid = 2",
    "UPDATE statements SET import_fid = 1",
    "UPDATE statements SET created_at = '1999-01-01' WHERE id = 's01'",
    "UPDATE statements SET observed_key = 1 WHERE id = 's01'",
    "UPDATE statements SET observed_key = 1 WHERE observed_on IS NULL",
    "DELETE FROM statements WHERE id = 's01'",
    "DELETE FROM statements_sources",
    "UPDATE statements_sources SET source_fid = 1",
    "INSERT OR REPLACE INTO statements_sources(fid, statement_fid, source_fid) VALUES (1, 1, 2)",
    "INSERT OR REPLACE INTO statements(fid, id, site_fid, property, value, asserted_by, source_fid) VALUES (1, 'z', 1, 'event', 'x', 'A', 1)",
    "REPLACE INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('s01', 1, 'event', 'x', 'A', 1)",
    "UPDATE measure_statements SET value = 'x'",
    "DELETE FROM measure_statements",
    "DELETE FROM sources WHERE id = 'survey'",
    "DELETE FROM sites WHERE id = 'velma-fort'",
]  # fmt: skip

REFUSED = [
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('z', 1, 'condition', '7', 'A', 1)",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('z', 1, 'condition', '', 'A', 1)",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by) VALUES ('z', 1, 'event', 'x', 'A')",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('z', 1, 'event', 'x', 'A', 999)",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('z', 999, 'event', 'x', 'A', 1)",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid, method) VALUES ('z', 1, 'event', 'x', 'A', 1, 'dream')",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid, supersedes) VALUES ('z', 1, 'event', 'x', 'A', 1, 's01')",
    "INSERT INTO statements(id, site_fid, property, value, asserted_by, source_fid, supersedes) VALUES ('z', 1, 'event', 'x', 'A', 1, 'none')",
    "INSERT INTO sites(id, kind) VALUES ('z', 'spaceport')",
    "INSERT INTO sites(id, kind, uncertainty_m) VALUES ('z', 'fort', -5)",
    "INSERT INTO names(site_fid, text, lang, script, status, source_fid) VALUES (1, '', 'qaa', 'Latn', 'official', 1)",
    "INSERT OR REPLACE INTO sources(id, title, perspective, licence) VALUES ('survey', 'x', 'state', 'x')",
    "INSERT OR REPLACE INTO sites(fid, id, kind) VALUES (1, 'other', 'fort')",
]  # fmt: skip


@pytest.mark.parametrize("sql", APPEND_ONLY)
def test_what_was_said_is_neither_changed_nor_removed(raw: sqlite3.Connection, sql: str) -> None:
    before = raw.execute("SELECT * FROM statements").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(sql)
    assert raw.execute("SELECT * FROM statements").fetchall() == before


@pytest.mark.parametrize("sql", REFUSED)
def test_what_breaks_a_rule_is_refused(raw: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(sql)


def test_the_guard_holds_with_recursive_triggers_too(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA recursive_triggers = ON")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("REPLACE INTO statements(id, site_fid, property, value, asserted_by, source_fid) VALUES ('s01', 1, 'event', 'x', 'A', 1)")  # fmt: skip


def test_a_row_of_another_program_is_completed_by_the_database(raw: sqlite3.Connection) -> None:
    """QGIS writes NULL where a form is left empty."""
    raw.execute(
        "INSERT INTO statements(fid, id, site_fid, property, value, observed_on, asserted_by, source_fid, created_at, observed_key) "
        "VALUES (NULL, 'z', 3, 'condition', '4', '2020-03', 'A', 2, NULL, NULL)"
    )
    fid, created, key = raw.execute("SELECT fid, created_at, observed_key FROM statements WHERE id = 'z'").fetchone()
    assert created.endswith("Z")
    assert key == 737_485  # 1 March 2020
    (source,) = raw.execute("SELECT id FROM sources WHERE fid = 2").fetchone()
    assert raw.execute("SELECT source_ids FROM public_statements WHERE fid = ?", (fid,)).fetchone() == (source,)
    assert raw.execute("SELECT * FROM statements_sources WHERE statement_fid = ?", (fid,)).fetchall() == []
    assert raw.execute("SELECT condition, condition_statement FROM site_state WHERE site_fid = 3").fetchone() == (
        4,
        "z",
    )


@pytest.mark.parametrize("text", ["2020", "2020-11", "2020-11-03", "1977/2019", "2019-05/2020-02", "196X", "18XX", "1905~", "1905?", "2004-XX", "2001/..", "../1905", "0044"])  # fmt: skip
def test_the_database_orders_common_dates_as_we_do(raw: sqlite3.Connection, text: str) -> None:
    from geo.edtf import days

    raw.execute(
        "INSERT INTO statements(id, site_fid, property, value, observed_on, asserted_by, source_fid) VALUES ('z', 1, 'event', 'x', ?, 'A', 1)",
        (text,),
    )
    assert raw.execute("SELECT observed_key FROM statements WHERE id = 'z'").fetchone()[0] == days(text).order


def test_an_append_only_error_is_one_of_ours(gpkg: GeoPackageStore) -> None:
    with pytest.raises(AppendOnlyError, match="a statement is never removed"), gpkg._writing() as connection:
        connection.execute("DELETE FROM statements")


def test_no_check_uses_in_lists(raw: sqlite3.Connection) -> None:
    """SQLite builds a temporary index for every row that is tested with IN."""
    assert not raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%IN (''%'"
    ).fetchall()
