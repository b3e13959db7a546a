"""What the public may not see, it does not see: by whatever way it asks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely

from geo.cells import cell
from geo.errors import NotFoundError, StoreError
from geo.store import SiteFilter, open_store
from geo.store.connection import connect_public
from tests.geo.store.conftest import TELLTALE
from tests.geo.store.test_site_batches import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore

HIDDEN = ("barrow-field", "sea-cave")


@pytest.fixture(scope="module")
def telling(telling_store: Path) -> Iterator[GeoPackageStore]:
    with open_store(telling_store) as store:
        yield store


def everything(store: GeoPackageStore) -> Iterator[Any]:
    """Whatever a public store gives out, by every method that reads."""
    yield store.info()
    yield store.title("en")
    yield store.public_sites()
    yield store.public_sites(where=SiteFilter(as_of="2030-01-01"))
    yield store.public_rows(bbox=(-180, -90, 180, 90), limit=1000)
    yield from (store.names(), store.designations(), store.access(), store.statements(), store.measures())
    yield from (store.measure_statements(), store.visits(), store.stops(), store.legs(), store.sources())
    for batch in store.site_batches(WHOLE):
        yield batch.sites.to_pandas()
        yield shapely.from_wkb(batch.wkb)
        yield from (layer.to_pandas() for layer in batch.layers.values())
    yield from (store.districts(), store.places(), store.place_names())
    yield from (store.suggest(text) for text in (TELLTALE, "t", "kepera", "tom"))
    for records in (store.public_sites(), store.visits(), store.sources()):
        ask = {"kind": store.site, "purpose": store.visit, "perspective": store.source}
        get = next(method for column, method in ask.items() if column in records.columns)
        for record_id in records["id"]:
            record = get(record_id)
            yield from (getattr(record, field.name) for field in fields(record))


def written(value: object) -> str:
    return value.to_csv() if isinstance(value, pd.DataFrame) else repr(value)


def test_nothing_that_tells_of_a_hidden_place_leaves_a_public_store(telling: GeoPackageStore) -> None:
    answers = [written(value) for value in everything(telling)]
    assert len(answers) > 100
    assert not [answer for answer in answers if TELLTALE in answer or "keeper-tomb" in answer or "Kepera" in answer]


def test_the_telling_words_are_in_the_store(telling_store: Path) -> None:
    with open_store(telling_store, public=False) as store:
        exact = store.exact_places().set_index("site_id")
    assert set(exact.index) == {*HIDDEN, "keeper-tomb"}
    assert (exact[["settlement", "note", "location_note"]] == TELLTALE).all(axis=None)
    assert exact.access_lon.round(3).tolist() == [-20.999, -20.999, -20.999]


def test_a_withheld_site_is_not_found_by_any_question(telling: GeoPackageStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        telling.site("keeper-tomb")
    assert "keeper-tomb" not in caught.value.nearest
    assert telling.count_sites(where=SiteFilter(ids=["keeper-tomb"])) == 0
    assert telling.count_sites(where=SiteFilter(text="kepera")) == 0
    assert telling.names(["keeper-tomb"]).empty
    assert len(telling.public_sites()) == telling.count_sites() == telling.info().n_sites == 11
    for ask, record_id in (("source", f"{TELLTALE}-source"), ("visit", f"{TELLTALE}-visit"), ("photo", f"{TELLTALE}-0"), ("photo", f"{TELLTALE}-1")):  # fmt: skip
        with pytest.raises(NotFoundError):
            getattr(telling, ask)(record_id)


def test_counts_are_those_of_the_public_views(telling: GeoPackageStore) -> None:
    with telling._pool.connection() as connection:
        views = {
            name: len(connection.execute(f"SELECT * FROM public_{name}").fetchall()) for name in telling.info().counts
        }
    assert telling.info().counts == views


def test_stops_are_numbered_without_a_gap(telling: GeoPackageStore) -> None:
    stops = telling.stops("round-2026")
    assert stops[["position", "site_id"]].to_numpy().tolist() == [[1, "hill-chapel"], [2, "barrow-field"]]


def test_a_part_of_a_withheld_site_is_a_part_of_nothing(telling: GeoPackageStore) -> None:
    assert telling.public_sites().set_index("id").part_of.dropna().to_dict() == {"velma-fort-gate": "velma-fort"}


def test_a_hidden_site_lies_in_its_cell_and_nowhere_else(telling_store: Path) -> None:
    with open_store(telling_store, public=False) as store:
        exact, public = store.exact_places().set_index("site_id"), store.public_sites().set_index("id")
    for site, metres in (("barrow-field", 5000), ("sea-cave", 2000)):
        point = exact.geometry[site]
        assert public.geometry[site].equals(cell(point.x, point.y, metres)[0])
        assert public.geometry[site].contains(point)


FORBIDDEN = [
    "SELECT * FROM exact_places", "SELECT count(*) FROM exact_places", "SELECT * FROM rtree_exact_places_geom",
    "SELECT data FROM rtree_exact_places_geom_node", "SELECT * FROM rtree_exact_places_geom_rowid",
    "SELECT id FROM sites", "SELECT count(*) FROM sites", "SELECT text FROM names", "SELECT value FROM statements",
    "SELECT count(*) FROM statements", "SELECT * FROM live_statements", "SELECT * FROM current_state",
    "SELECT * FROM site_state", "SELECT site_id FROM (SELECT site_fid AS site_id FROM stops)",
    "WITH public_sites AS (SELECT geom FROM exact_places) SELECT * FROM public_sites",
    "WITH mine AS (SELECT text FROM names) SELECT * FROM mine",
    "SELECT s.id FROM public_sites p JOIN sites s ON s.fid = p.OGC_FID", "SELECT * FROM gpkg_contents",
    "SELECT * FROM citations", "SELECT data FROM photos", "ATTACH ':memory:' AS other", "CREATE TABLE t (x)",
    "DELETE FROM settings", "UPDATE settings SET value = '9'", "INSERT INTO settings(key) VALUES ('x')", "DROP VIEW public_sites",
    "PRAGMA writable_schema = ON", "PRAGMA table_info(exact_places)", "CREATE TEMP VIEW v AS SELECT * FROM exact_places",
    "INSERT INTO rtree_sites_geom VALUES (99, 0, 1, 0, 1)", "DELETE FROM rtree_sites_geom_node",
]  # fmt: skip


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_a_public_connection_reads_views_and_nothing_else(island_store: Path, sql: str) -> None:
    with closing(connect_public(island_store)) as connection, pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized|readonly|error in parse"):  # fmt: skip
        connection.execute(sql).fetchall()


def test_the_reason_is_said_in_a_sentence(island_store: Path) -> None:
    with open_store(island_store) as store, pytest.raises(StoreError, match="was opened for the public"):
        store.exact_places()


def test_the_public_tables_hold_no_exact_coordinate(telling_store: Path) -> None:
    """The bytes of the exact coordinates stand in `exact_places` only, and in no free page."""
    with closing(sqlite3.connect(telling_store)) as connection:
        exact = [row[0][-16:] for row in connection.execute("SELECT geom FROM exact_places")]
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%exact_places%' AND sql NOT LIKE 'CREATE VIRTUAL%'")]  # fmt: skip
        assert len(exact) == 3
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                assert not [
                    value for value in row if isinstance(value, bytes) and any(point in value for point in exact)
                ]


def test_a_site_that_becomes_hidden_loses_its_place_at_once_and_gets_its_cell_later(store_path: Path, raw: sqlite3.Connection) -> None:  # fmt: skip
    raw.execute("UPDATE sites SET sensitivity = 'generalised', note = 'beside the well' WHERE id = 'market-bath'")
    row = raw.execute("SELECT geom, settlement, note FROM sites WHERE id = 'market-bath'").fetchone()
    assert row == (None, None, None)
    with open_store(store_path) as store:
        assert store.site("market-bath").site.geometry[0] is None
    with open_store(store_path, public=False) as store:
        exact = store.exact_places(["market-bath"])
        assert exact.note[0] == "beside the well"
        point = exact.geometry[0]
        assert store.site("market-bath").site.geometry[0].equals(cell(point.x, point.y, 5000)[0])


def test_a_site_that_another_program_enters_as_hidden_is_hidden_at_once(raw: sqlite3.Connection) -> None:
    blob = raw.execute("SELECT geom FROM sites WHERE id = 'hill-chapel'").fetchone()[0]
    raw.execute("INSERT INTO sites(id, kind, sensitivity, geom, settlement) VALUES ('new', 'cave', 'withheld', ?, 'x')", (blob,))  # fmt: skip
    assert raw.execute("SELECT geom, settlement FROM sites WHERE id = 'new'").fetchone() == (None, None)
    assert raw.execute("SELECT e.geom FROM exact_places e JOIN sites s ON s.fid = e.fid WHERE s.id = 'new'").fetchone() == (blob,)  # fmt: skip
    assert raw.execute("SELECT count(*) FROM rtree_sites_geom WHERE id = (SELECT fid FROM sites WHERE id = 'new')").fetchone() == (0,)  # fmt: skip


def test_a_site_that_is_withheld_after_all_loses_its_cell_and_comes_back_when_it_is_public(raw: sqlite3.Connection, store_path: Path) -> None:  # fmt: skip
    with open_store(store_path, public=False) as store:
        exact = store.exact_places(["barrow-field"]).geometry[0]
    raw.execute("UPDATE sites SET sensitivity = 'withheld' WHERE id = 'barrow-field'")
    assert raw.execute("SELECT geom FROM sites WHERE id = 'barrow-field'").fetchone() == (None,)
    raw.execute("UPDATE sites SET sensitivity = 'public' WHERE id = 'barrow-field'")
    with open_store(store_path, public=False) as store:
        assert shapely.equals(store.site("barrow-field").site.geometry[0], exact)
        assert "barrow-field" not in set(store.exact_places().site_id)


def test_a_site_does_not_tell_that_it_is_part_of_a_hidden_one(telling: GeoPackageStore) -> None:
    part_of = telling.public_sites().set_index("id")["part_of"]
    assert part_of["velma-fort-gate"] == "velma-fort"
    assert part_of[["weavers-house", "border-mill"]].isna().all()
