"""What rests on a source is found by the sites that it names, whatever other programs do to names."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

SITE, SOURCE, FID = st.integers(1, 4), st.integers(1, 3), st.integers(1, 12)
_INTO = (
    "INTO names(fid, site_fid, text, lang, script, status, source_fid) VALUES (?, ?, 'x', 'qaa', 'Latn', 'variant', ?)"
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just(f"INSERT OR IGNORE {_INTO}"), st.tuples(FID, SITE, SOURCE)),
        st.tuples(st.just("UPDATE names SET source_fid = ? WHERE fid = ?"), st.tuples(SOURCE, FID)),
        st.tuples(st.just("UPDATE names SET site_fid = ? WHERE fid = ?"), st.tuples(SITE, FID)),
        st.tuples(st.just("UPDATE names SET site_fid = ?, source_fid = ?"), st.tuples(SITE, SOURCE)),
        st.tuples(st.just("DELETE FROM names WHERE fid = ?"), st.tuples(FID)),
        st.tuples(st.just("DELETE FROM names WHERE source_fid = ?"), st.tuples(SOURCE)),
        st.tuples(st.just(f"REPLACE {_INTO}"), st.tuples(FID, SITE, SOURCE)),
    ),
    max_size=12,
)


def old_view(connection: sqlite3.Connection, name: str) -> str:
    """The query of a view as it was when names had an index of their sources."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    query = str(sql).partition(" AS ")[2]
    assert "names_of_source" in query
    return query.replace("names_of_source", "names")


@given(edits=EDITS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_the_views_are_those_of_the_names_themselves(
    raw: sqlite3.Connection, edits: list[tuple[str, tuple[int, ...]]]
) -> None:
    raw.execute("BEGIN")
    try:
        replaced = False
        for sql, values in edits:
            raw.execute(sql, values)
            replaced |= sql.startswith("REPLACE")
            pairs = set(raw.execute("SELECT source_fid, site_fid FROM names"))
            kept = set(raw.execute("SELECT source_fid, site_fid FROM named_by"))
            assert kept >= pairs if replaced else kept == pairs
        for view in ("source_sites", "citations", "public_citations", "public_source_names"):
            now, then = f"SELECT * FROM {view}", old_view(raw, view)
            assert sorted(raw.execute(now)) == sorted(raw.execute(then)), view
            for source in (1, 2, 3):
                where = f"WHERE source_fid = {source}"
                assert sorted(raw.execute(f"{now} {where}")) == sorted(
                    raw.execute(f"SELECT * FROM ({then}) {where}")
                ), view
    finally:
        raw.execute("ROLLBACK")


def test_the_names_of_a_source_are_looked_up(island_store: Path) -> None:
    connection = sqlite3.connect(island_store)
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT name_fid FROM public_source_names WHERE source_fid = 1"
    ).fetchall()
    connection.close()
    assert not [step for *_, step in plan if step.startswith("SCAN")]
