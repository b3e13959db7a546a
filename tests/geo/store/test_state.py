"""The kept state of the sites equals the rule, whatever is written in whatever order; and the rule is what the model says."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from geo.edtf import days
from geo.store import SiteFilter
from geo.vocabularies import Method

if TYPE_CHECKING:
    import sqlite3

    from geo.store import GeoPackageStore

N = 2000
DATES = ("2020", "2021-05", "2019/2022", "2022-01-03", "2020-06", "2021~", "1990", "19XX", None)
METHODS = [*Method, None]


def write_at_random(connection: sqlite3.Connection, rng: random.Random) -> None:
    """Statements of every kind, superseding each other, of three imports, one of them undone."""
    for number in range(3):
        connection.execute("INSERT INTO imports(id, at) VALUES (?, '2026')", (f"i{number}",))
    said: dict[tuple[int, str], list[str]] = {}
    for number in range(N):
        site, prop = rng.randint(1, 12), rng.choice(["condition", "condition", "condition", "event"])
        before = said.setdefault((site, prop), [])
        older = rng.choice(before) if before and rng.random() < 0.4 else None
        status = rng.choice(["proposed", "reviewed", "reviewed", "disputed", "withdrawn"])
        value = str(rng.choice([0, 0, 1, 2, 3, 4, 5])) if prop == "condition" else "flood"
        connection.execute(
            "INSERT INTO statements(id, site_fid, property, value, observed_on, status, method, asserted_by, source_fid, supersedes, import_fid) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'A', 1, ?, ?)",
            (f"r{number}", site, prop, value, rng.choice(DATES), status, rng.choice(METHODS), older, rng.choice([None, 1, 2, 3])),
        )  # fmt: skip
        before.append(f"r{number}")
    connection.execute("UPDATE imports SET undone_at = '2026' WHERE id = 'i1'")


def differences(connection: sqlite3.Connection) -> int:
    both = (("site_state", "current_state"), ("current_state", "site_state"))
    return sum(connection.execute(f"SELECT count(*) FROM (SELECT * FROM {a} EXCEPT SELECT * FROM {b})").fetchone()[0] for a, b in both)  # fmt: skip


def rule(connection: sqlite3.Connection, until: int | None = None) -> dict[str, dict[str, Any]]:
    """The rule in plain Python, from the text of the model: an oracle."""
    columns = "s.fid, s.id, t.id AS site, s.property, s.value, s.observed_on, s.status, s.method, s.asserted_by, s.supersedes, i.undone_at IS NOT NULL AS undone"  # fmt: skip
    query = connection.execute(f"SELECT {columns} FROM statements s JOIN sites t ON t.fid = s.site_fid LEFT JOIN imports i ON i.fid = s.import_fid")  # fmt: skip
    names = [column[0] for column in query.description]
    every = [dict(zip(names, row, strict=True)) for row in query]
    superseded = {row["supersedes"] for row in every if not row["undone"]}
    live = [row for row in every if not row["undone"] and row["status"] != "withdrawn" and row["id"] not in superseded]
    out: dict[str, dict[str, Any]] = {}
    for site in {row["site"] for row in live}:
        mine = [row | {"key": days(row["observed_on"]).order} for row in live if row["site"] == site]
        if until is not None:
            mine = [row for row in mine if row["key"] is not None and row["key"] <= until]
        if mine:
            out[site] = state_of(mine)
    return out


def state_of(mine: list[dict[str, Any]]) -> dict[str, Any]:
    graded = [row | {"grade": int(row["value"])} for row in mine if row["property"] == "condition" and row["status"] in ("proposed", "reviewed")]  # fmt: skip

    def newest(row: dict[str, Any]) -> tuple[Any, ...]:
        return (row["key"] is not None, row["key"] or 0, -METHODS.index(row["method"]), row["fid"])

    best = None
    for group in ([row for row in graded if (row["grade"] > 0) == told and row["status"] == status] for told in (True, False) for status in ("reviewed", "proposed")):  # fmt: skip
        best = best or max(group, key=newest, default=None)
    dated = max(mine, key=lambda row: (row["key"] is not None, row["key"] or 0, row["fid"]))
    out = {"n_statements": len(mine), "newest_on": dated["observed_on"]}
    if best is None:
        return out | {"condition": None, "disputed": False, "sources_differ": False, "last_looked_on": None, "condition_statement": None}  # fmt: skip
    clash = any(
        row["status"] == best["status"] and row["grade"] > 0 and best["grade"] > 0 and None not in (row["key"], best["key"])
        and abs(row["key"] - best["key"]) <= 366 and abs(row["grade"] - best["grade"]) >= 2 for row in graded
    )  # fmt: skip
    looked = [row for row in graded if best["grade"] > 0 and row["grade"] == 0 and row["key"] is not None and (best["status"] == "proposed" or row["status"] == "reviewed") and (best["key"] is None or row["key"] > best["key"])]  # fmt: skip
    last = max(looked, key=lambda row: (row["key"], row["fid"]), default=None)
    return out | {
        "condition": best["grade"],
        "condition_statement": best["id"],
        "disputed": clash and best["status"] == "reviewed",
        "sources_differ": clash and best["status"] == "proposed",
        "last_looked_on": last and last["observed_on"],
    }


def seen(store: GeoPackageStore, where: SiteFilter | None = None) -> dict[str, dict[str, Any]]:
    sites = store.public_sites(where=where)
    columns = ["condition", "condition_statement", "disputed", "sources_differ", "last_looked_on", "n_statements", "newest_on"]  # fmt: skip
    rows = sites.set_index("id")[columns].astype(object)
    return rows[rows.n_statements > 0].where(rows.notna(), None).to_dict("index")


@pytest.mark.parametrize("seed", [4, 11])
def test_after_thousands_of_random_writes_the_kept_state_equals_the_rule(gpkg: GeoPackageStore, seed: int) -> None:
    with gpkg._writing() as connection:
        write_at_random(connection, random.Random(seed))
        assert differences(connection) == 0
        expected = rule(connection)
        expected.pop("keeper-tomb", None)
    assert seen(gpkg) == expected
    assert any(row["disputed"] for row in expected.values())
    with gpkg._writing() as connection:
        connection.execute("UPDATE imports SET undone_at = NULL")  # the undo undone
        assert differences(connection) == 0
        connection.execute("UPDATE imports SET undone_at = '2026'")
        assert differences(connection) == 0


def test_as_of_any_day_equals_the_rule(gpkg: GeoPackageStore) -> None:
    with gpkg._writing() as connection:
        write_at_random(connection, random.Random(7))
    for day in ("1950-01-01", "2020-06-01", "2021-12-31", "2030-01-01"):
        with gpkg._pool.connection() as connection:
            expected = rule(connection, until=date.fromisoformat(day).toordinal())
        expected.pop("keeper-tomb", None)
        assert seen(gpkg, SiteFilter(as_of=day)) == expected


def test_undoing_an_import_brings_back_what_it_superseded(gpkg: GeoPackageStore) -> None:
    import pandas as pd

    row = {"id": "n1", "site_id": "velma-fort", "property": "condition", "value": "5", "observed_on": "2025", "asserted_by": "A", "source_ids": "survey", "supersedes": "s02", "status": "reviewed"}  # fmt: skip
    gpkg.add_statements(pd.DataFrame([row]), import_id="one")
    assert gpkg.site("velma-fort").site.condition[0] == 5
    gpkg.undo_import("one")
    assert gpkg.site("velma-fort").site.condition_statement[0] == "s02"
    assert gpkg.site("velma-fort").statements.set_index("id").counts.to_dict() == {
        "n1": False,
        "s02": True,
        "s01": True,
    }
