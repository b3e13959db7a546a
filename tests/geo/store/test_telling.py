"""What rests on a source is found by the sites that it tells of, and no list of sources holds one twice, whatever programs do."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.store.schema import guards, tables
from geo.store.views import public_views

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE, SOURCE, FID = st.integers(1, 4), st.integers(1, 3), st.integers(1, 12)
_NAME = "INTO names(fid, site_fid, text, lang, script, status, source_fid) VALUES (:a, :b, 'x', 'qaa', 'Latn', 'variant', :c)"
_LISTED = (
    "INTO designations(fid, site_fid, source_fid, id, scheme, asserted_by) VALUES (:a, :b, :c, 'd' || :a, 'x', 'A')"
)
_SAID = "INTO statements(fid, site_fid, source_fid, id, property, value, asserted_by) VALUES (:a + 50, :b, :c, 't' || :a, 'event', 'x', 'A')"
_PLACED = "INTO identifiers(fid, site_fid, source_fid, scheme, value) VALUES (:a, :b, :c, 'x', 'y')"
EDITS = st.lists(
    st.one_of(
        *(
            st.tuples(st.just(f"{verb} {into}"), st.tuples(FID, SITE, SOURCE))
            for into in (_NAME, _LISTED, _SAID, _PLACED)
            for verb in ("INSERT", "INSERT OR IGNORE", "INSERT OR FAIL", "REPLACE")
        ),
        *(
            each
            for table in ("names", "designations", "identifiers", "statements")
            for each in (
                st.tuples(st.just(f"UPDATE {table} SET source_fid = :a WHERE fid = :b"), st.tuples(SOURCE, FID)),
                st.tuples(st.just(f"UPDATE {table} SET site_fid = :a WHERE fid = :b"), st.tuples(SITE, FID)),
                st.tuples(st.just(f"UPDATE {table} SET site_fid = :a, source_fid = :b"), st.tuples(SITE, SOURCE)),
                st.tuples(st.just(f"DELETE FROM {table} WHERE fid = :a"), st.tuples(FID)),
                st.tuples(st.just(f"DELETE FROM {table} WHERE source_fid = :a"), st.tuples(SOURCE)),
            )
        ),
        *(
            st.tuples(st.just(sql.format(of=of)), st.tuples(FID, SOURCE))
            for of in ("designation", "statement")
            for sql in (
                "INSERT INTO {of}s_sources({of}_fid, source_fid) VALUES (:a, :b)",
                "INSERT OR IGNORE INTO {of}s_sources({of}_fid, source_fid) VALUES (:a, :b)",
                "REPLACE INTO {of}s_sources({of}_fid, source_fid) VALUES (:a, :b)",
                "UPDATE {of}s_sources SET {of}_fid = :a WHERE source_fid = :b",
                "UPDATE {of}s_sources SET source_fid = :b WHERE {of}_fid = :a",
                "DELETE FROM {of}s_sources WHERE {of}_fid = :a AND source_fid = :b",
            )
        ),
        st.tuples(
            st.just("UPDATE sites SET sensitivity = :a WHERE fid = :b"),
            st.tuples(st.sampled_from(["public", "generalised", "restricted", "withheld"]), SITE),
        ),
    ),
    max_size=12,
)

_SITE = "JOIN sites s ON s.fid = t.site_fid AND s.sensitivity <> 'withheld'"
_MANY = ("designations", "access", "statements")
_TOLD = {name: f"SELECT t.source_fid, t.site_fid, t.fid FROM {name} t" for name in ("names", "identifiers", "photos", *_MANY)} | {
    f"{name}_sources": f"SELECT l.source_fid, t.site_fid, t.fid FROM {name}_sources l JOIN {name} t ON t.fid = l.{name.removesuffix('s') if name != 'access' else name}_fid"
    for name in _MANY
}  # fmt: skip
_SEEN = {"identifiers": "s.sensitivity = 'public'", "photos": "(s.sensitivity = 'public' OR s.sensitivity = 'generalised')"}  # fmt: skip
_SITES = " UNION ".join(
    f"SELECT t.source_fid, t.site_fid FROM ({sql}) t {_SITE} AND {_SEEN.get(name, '1')}" for name, sql in _TOLD.items()
)
_OTHER = [(name, f"{name}_sources", f"{name[:-1]}_fid") for name in ("closures", "visits", "measures", "measure_statements")]  # fmt: skip
PLAIN = {
    "public_source_names": f"SELECT t.fid, t.source_fid FROM names t {_SITE}",
    "public_statement_sources": f"SELECT t.fid, t.source_fid FROM ({_TOLD['statements']} UNION ALL {_TOLD['statements_sources']}) t {_SITE}",
    "public_source_sites": _SITES,
    "citations": " UNION ".join(
        [
            *(f"SELECT source_fid FROM {table}" for table in _TOLD),
            *(f"SELECT source_fid FROM {table}" for row in _OTHER for table in row[:2]),
            *(f"SELECT source_fid FROM sites_{of}_sources" for of in ("location", "built")),
        ]
    ),
    "public_citations": " UNION ".join(
        [
            f"SELECT source_fid FROM ({_SITES})",
            *(f"SELECT source_fid FROM {name} WHERE fid IN (SELECT fid FROM public_{name})" for name, *_ in _OTHER),
            *(f"SELECT source_fid FROM {table} WHERE {owner} IN (SELECT fid FROM public_{name})" for name, table, owner in _OTHER),
            "SELECT l.source_fid FROM sites_location_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity = 'public'",
            "SELECT l.source_fid FROM sites_built_sources l JOIN sites s ON s.fid = l.site_fid AND s.sensitivity <> 'withheld'",
        ]
    ),
}  # fmt: skip
"""The views, as one would ask the rows themselves."""


@given(edits=EDITS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_the_views_are_those_of_the_rows_themselves(
    raw: sqlite3.Connection, edits: list[tuple[str, tuple[int | str, ...]]]
) -> None:
    raw.execute("BEGIN")
    try:
        replaced = False
        for sql, values in edits:
            with suppress(sqlite3.IntegrityError):
                raw.execute(sql, dict(zip("abc", values, strict=False)))
            replaced |= sql.startswith("REPLACE")
            told = {row[:2] for table in _TOLD.values() for row in raw.execute(table)}
            kept = set(raw.execute("SELECT source_fid, site_fid FROM tells_of"))
            assert kept >= told if replaced else kept == told
        for view, plain in PLAIN.items():
            as_set = "citations" in view
            for where in ("", *(f"WHERE source_fid = {source}" for source in (1, 2, 3, 99))):
                found = raw.execute(f"SELECT * FROM {view} {where}").fetchall()
                expected = raw.execute(f"SELECT * FROM ({plain}) {where}").fetchall()
                assert sorted(set(found) if as_set else found) == sorted(expected), (view, where)
    finally:
        raw.execute("ROLLBACK")


@given(edits=EDITS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_a_list_of_sources_is_the_first_one_and_further_ones(
    raw: sqlite3.Connection, edits: list[tuple[str, tuple[int | str, ...]]]
) -> None:
    raw.execute("BEGIN")
    try:
        for sql, values in edits:
            with suppress(sqlite3.IntegrityError):
                raw.execute(sql, dict(zip("abc", values, strict=False)))
        ids = dict(raw.execute("SELECT fid, id FROM sources").fetchall())
        for name in ("designations", "statements"):
            expected = {fid: [ids[source]] for fid, source in raw.execute(f"SELECT fid, source_fid FROM {name}")}
            links = f"SELECT {name[:-1]}_fid, source_fid FROM {name}_sources ORDER BY fid"
            for fid, source in raw.execute(links):
                expected[fid].append(ids[source])
            found = dict(raw.execute(f"SELECT fid, source_ids FROM public_{name}").fetchall())
            assert found == {fid: ";".join(expected[fid]) for fid in found}
            assert all(len(set(each)) == len(each) for each in expected.values())
    finally:
        raw.execute("ROLLBACK")


@pytest.mark.parametrize("name", ["designations", "statements", "access", "visits", "measures", "closures"])
def test_a_further_source_is_another_than_the_first(raw: sqlite3.Connection, name: str) -> None:
    owner = f"{name if name == 'access' else name[:-1]}_fid"
    first = raw.execute(f"SELECT fid, source_fid FROM {name}").fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="has another first one"):
        raw.execute(f"INSERT OR IGNORE INTO {name}_sources({owner}, source_fid) VALUES (?, ?)", first)
    with pytest.raises(sqlite3.IntegrityError, match="needs a row that is there"):
        raw.execute(f"INSERT OR IGNORE INTO {name}_sources({owner}, source_fid) VALUES (999, 1)")


def test_a_further_source_that_becomes_the_first_is_no_further_one(raw: sqlite3.Connection) -> None:
    fid, before = raw.execute("SELECT fid, source_ids FROM public_designations WHERE source_ids LIKE '%;%'").fetchone()
    first, second = before.split(";")
    raw.execute("UPDATE designations SET source_fid = (SELECT fid FROM sources WHERE id = ?) WHERE fid = ?", (second, fid))  # fmt: skip
    asked = f"SELECT source_ids FROM public_designations WHERE fid = {fid}"
    assert raw.execute(asked).fetchone() == (second,)
    raw.execute("INSERT INTO designations_sources(designation_fid, source_fid) SELECT ?, fid FROM sources WHERE id = ?", (fid, first))  # fmt: skip
    assert raw.execute(asked).fetchone() == (f"{second};{first}",)


@pytest.fixture(scope="module")
def empty() -> Iterator[sqlite3.Connection]:
    """Tables without rows and without statistics, by which small ones are scanned rightly."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(tables() + guards() + public_views())
        yield connection


def scans(connection: sqlite3.Connection, sql: str) -> list[str]:
    plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    return [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step]


@pytest.mark.parametrize(
    "asked",
    ["name_fid FROM public_source_names", "statement_fid FROM public_statement_sources", "site_fid FROM public_source_sites", "1 FROM citations", "1 FROM public_citations"],
)  # fmt: skip
def test_what_rests_on_a_source_is_looked_up(empty: sqlite3.Connection, asked: str) -> None:
    assert scans(empty, f"SELECT {asked} WHERE source_fid = 1") == []


def test_a_change_of_one_row_looks_through_no_table(empty: sqlite3.Connection) -> None:
    bodies = [sql.partition(" BEGIN ")[2].removesuffix("END") for (sql,) in empty.execute("SELECT sql FROM sqlite_schema WHERE name LIKE '%\\_told\\_%' ESCAPE '\\'")]  # fmt: skip
    changes = {sql for body in bodies for sql in re.sub(r"\b(NEW|OLD)\.\w+", "1", body).split(";") if sql.strip()}
    assert (len(bodies) > 20, len(changes) > 10) == (True, True)
    assert {sql: found for sql in changes if (found := scans(empty, sql))} == {}
