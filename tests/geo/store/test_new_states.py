"""What whole columns derive is what the views and triggers of the store derive row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.store.derived import states_of_sites
from geo.store.new_states import states_of_new
from geo.store.rule import STATE_COLUMNS
from geo.vocabularies import StatementStatus

if TYPE_CHECKING:
    import sqlite3

FIRST = 1000
STATEMENTS = st.lists(
    st.tuples(
        st.integers(FIRST, FIRST + 6),
        st.one_of(st.tuples(st.just("condition"), st.sampled_from("012345")), st.just(("event", "2"))),
        st.sampled_from([None, "2020", "2019/2022", "19XX"]),
        st.sampled_from([*StatementStatus]),
        st.sampled_from(["A", "B"]),
    ),
    max_size=12,
)


@given(said=STATEMENTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_state_of_new_sites_is_that_of_the_rule(raw: sqlite3.Connection, said: list[tuple[object, ...]]) -> None:
    rows = [(f"n{at}", *what, on, str(status), by, site) for at, (site, what, on, status, by) in enumerate(said)]  # type: ignore[misc]
    names = ("id", "property", "value", "observed_on", "status", "asserted_by")
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)}
    states, several = states_of_new(columns, np.array([row[-1] for row in rows], dtype=np.int64))
    assert states.column_names == ["site_fid", *STATE_COLUMNS]
    raw.execute("BEGIN")
    try:
        raw.executemany(
            "INSERT INTO sites(fid, id, kind) VALUES (?, ?, 'fort')", ((FIRST + n, f"n{n}") for n in range(7))
        )
        raw.executemany(
            f"INSERT INTO statements({', '.join(names)}, site_fid, source_fid) VALUES ({'?, ' * 7} 1)", rows
        )
        ask = f"SELECT * FROM current_state WHERE site_fid >= {FIRST} ORDER BY site_fid"
        expected = raw.execute(ask).fetchall()
        others = several["fid"].to_pylist()
        mine = [tuple(row.values()) for row in states.to_pylist()]
        assert mine == [row for row in expected if row[0] not in others]
        raw.execute(f"DELETE FROM site_state WHERE site_fid >= {FIRST}")
        raw.execute("CREATE TEMP TABLE others(fid INTEGER PRIMARY KEY)")
        raw.executemany("INSERT INTO others VALUES (?)", ((fid,) for fid in others))
        raw.execute(states_of_sites("others"))
        kept = raw.execute(f"SELECT * FROM site_state WHERE site_fid >= {FIRST} ORDER BY site_fid").fetchall()
        assert kept == [row for row in expected if row[0] in others]
    finally:
        raw.execute("ROLLBACK")
