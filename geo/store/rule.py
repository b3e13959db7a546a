"""The rule of the current condition, once, as SQL: for the view that the triggers read, for any day, and for every day.

Among the statements that count, the newest `observed_on` of the reviewed ones, else of the proposed ones; ties go to the
earlier method, then to the later entry. A grade 0 (somebody looked and could not tell) never hides a grade 1 to 5: it
stands as `last_looked_on` where it is newer. Two reviewed statements within twelve months that differ by two grades or
more are *disputed*; the same between proposed ones is *sources differ*.
"""

from __future__ import annotations

from geo.vocabularies import Method

STATE_COLUMNS = (
    "condition",
    "condition_on",
    "condition_status",
    "condition_by",
    "condition_statement",
    "disputed",
    "sources_differ",
    "last_looked_on",
    "n_statements",
    "newest_on",
)
"""What is derived for each site, in the order of `site_state`, after `site_fid`."""

_METHOD_RANK = " ".join(f"WHEN '{method}' THEN {rank}" for rank, method in enumerate(Method))

# Sorts as text: a grade before none, 1 to 5 before 0, reviewed before proposed, newer before older before undated, then
# the method, then the later entry. One text instead of six terms, because SQLite then finds the best statement of each
# site in one pass: beside min() it answers plain columns from the row that has the minimum.
_ORDER = f"""printf('%d%d%d%08d%02d%010d', l.grade IS NULL, l.grade IS 0, l.status <> 'reviewed',
    50000000 - max(coalesce(l.observed_key, -40000000), -40000000), CASE l.method {_METHOD_RANK} ELSE 99 END, 4294967296 - l.fid)"""

CLASH_DAYS, CLASH_GRADES = 366, 2
"""Statements this near in time and this far apart in grade contradict each other."""
_CLASH = f"""EXISTS (SELECT 1 FROM {{live}} o WHERE o.site_fid = b.site_fid{{until_o}} AND o.status = b.status AND o.grade > 0
    AND abs(o.observed_key - b.observed_key) <= {CLASH_DAYS} AND abs(o.grade - b.grade) >= {CLASH_GRADES})"""

_STATE = """
SELECT b.site_fid, {since}b.grade AS condition,
  CASE WHEN b.grade IS NOT NULL THEN b.observed_on END AS condition_on,
  CASE WHEN b.grade IS NOT NULL THEN b.status END AS condition_status,
  CASE WHEN b.grade IS NOT NULL THEN b.asserted_by END AS condition_by,
  CASE WHEN b.grade IS NOT NULL THEN b.id END AS condition_statement,
  CASE WHEN b.n_grades > 1 AND b.status = 'reviewed' THEN {clash} ELSE 0 END AS disputed,
  CASE WHEN b.n_grades > 1 AND b.status = 'proposed' THEN {clash} ELSE 0 END AS sources_differ,
  CASE WHEN b.n_grades > 0 AND b.n_zeros > 0 THEN (
    SELECT z.observed_on FROM {live} z WHERE z.site_fid = b.site_fid{until_z} AND z.grade = 0
      AND (b.status = 'proposed' OR z.status = 'reviewed')
      AND z.observed_key > coalesce(b.observed_key, -1e9) ORDER BY z.observed_key DESC, z.fid DESC LIMIT 1) END AS last_looked_on,
  b.n AS n_statements,
  CASE WHEN b.n = 1 THEN b.observed_on ELSE (
    SELECT y.observed_on FROM {live} y WHERE y.site_fid = b.site_fid{until_y}
      ORDER BY y.observed_key IS NULL, y.observed_key DESC, y.fid DESC LIMIT 1) END AS newest_on
FROM (
  SELECT l.site_fid, {day}l.id, l.grade, l.status, l.observed_on, l.observed_key, l.asserted_by, min({order}) AS first,
    count(*) AS n, total(l.grade > 0) AS n_grades, total(l.grade = 0) AS n_zeros
  FROM {said} GROUP BY l.site_fid{each_day}) b
"""


def state_of(live: str, *, of: str | None = None, until: int | None = None) -> str:
    """Return the query of one row for each site, over a table or view of statements that count.

    Parameters
    ----------
    live
        Its name; columns as those of the view `live_statements`, found quickly by `site_fid`.
    of
        Name of a table of the sites that are asked for, with a column `fid`; all where None.
    until
        Only what was observed until this day, an ordinal.
    """
    conditions = [] if of is None else [f"l.site_fid IN (SELECT fid FROM {of})"]
    conditions += [] if until is None else [f"l.observed_key <= {until:d}"]
    said = f"{live} l{f' WHERE {" AND ".join(conditions)}' if conditions else ''}"
    return _state(live, said, None if until is None else f"{until:d}")


def states_of(live: str) -> str:
    """Return the query of one row for each site and each day on which something was observed: the state after that day.

    Its parameters are the first and the last key of the sites that are asked for. The day, an ordinal, stands in the
    column `since` after `site_fid`.
    """
    days = (
        f"SELECT DISTINCT site_fid, observed_key AS since FROM {live} "
        "WHERE site_fid BETWEEN ? AND ? AND observed_key IS NOT NULL"
    )
    said = f"({days}) d CROSS JOIN {live} l ON l.site_fid = d.site_fid AND l.observed_key <= d.since"
    return _state(live, said, "b.since", since="b.since, ", day="d.since, ", each_day=", d.since") + " ORDER BY 1, 2"


def _state(live: str, said: str, until: str | None, *, since: str = "", day: str = "", each_day: str = "") -> str:
    days = {f"until_{row}": "" if until is None else f" AND {row}.observed_key <= {until}" for row in "oyz"}
    clash = _CLASH.format(live=live, **days)
    return _STATE.format(
        live=live, order=_ORDER, clash=clash, said=said, since=since, day=day, each_day=each_day, **days
    )


def current_state() -> str:
    """Return the SQL of the view `current_state`, which the triggers read."""
    return f"CREATE VIEW current_state AS {state_of('live_statements')};"
