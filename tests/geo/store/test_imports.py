"""Rows of an import come into a live store all or none, are known again, and can be undone as a whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.cells import cell
from geo.errors import NotFoundError, StoreError, StoreReadOnlyError
from geo.exchange import stage as stage_module
from geo.exchange.report.issues import Issues
from geo.store import Added, GeoPackageStore, ImportRecord, add_staged, create_store, open_store, packed_rtree
from tests.geo.store.staging import Row, assert_sound, dump, staged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

RECORD = ImportRecord(
    id="first", title="A list", who="A. Keeper", file="list.csv", sha256="ab" * 32, mapping="{}",
    rows_in=5, accepted=4, rejected=1, mended=2,
)  # fmt: skip
NEW_SOURCES = pd.DataFrame(
    [
        {"id": "list", "title": "List", "publisher": "Island Office", "perspective": "state", "licence": "CC0-1.0"},
        {"id": "unused", "title": "Unused", "perspective": "state", "licence": "CC0-1.0"},
    ]
)
ROWS: list[Row] = [
    {"id": "new-mill", "kind": "historic house", "name:qaa": "Môra mill", "alt_name:qaa": "Old mill;Mill;;house;Old mill", "name:qab": "მორა", "identifier:register": "M 1", "uncertainty_m": "12.5", "district": "west", "built": "1850~/1860", "built_source_ids": "atlas", "condition": "3", "condition_on": "2024-05", "condition_method": "field", "condition_by": "A. Keeper", "designation": "Island register", "register_id": "7", "access": "open", "access_as_of": "2025", "threat": "neglect", "observed_on": "2023", "source_ids": "list;survey;list"},
    {"id": "new-tomb", "kind": "tomb", "name:qaa": "Quiet tomb", "sensitivity": "generalised", "generalise_m": "2000", "settlement": "Sarna", "note": "Behind the well", "access_lon": "-20.95", "access_lat": "-33.0", "source_ids": "list"},
    {"id": "new-vault", "kind": "tomb", "name:qaa": "Vault", "sensitivity": "withheld", "part_of": "new-tomb", "source_ids": "survey"},
    {"id": "lost-well", "kind": "fountain", "name:und": "12", "condition_raw": "damaged", "condition_scale": "a list: 2 to 4", "source_ids": "survey"},
    {"id": "hill-chapel", "kind": "church", "name:qaa": "Chapel on the hill again", "condition": "5", "condition_on": "2031", "condition_status": "reviewed", "source_ids": "list"},
]  # fmt: skip
PLACES: list[BaseGeometry | None] = [
    shapely.Point(-20.9, -33.0),
    shapely.Point(-20.95, -32.99),
    shapely.box(-20.91, -33.01, -20.90, -33.0),
    None,
    None,
]


def add(
    store: GeoPackageStore, folder: Path, rows: Sequence[Row], geometries: Sequence[BaseGeometry | None] | None = None, as_id: str = RECORD.id
) -> Added:  # fmt: skip
    stage = staged(folder, rows, geometries)
    record = replace(RECORD, id=as_id)
    return store.add_rows(stage, np.ones(len(rows), dtype=bool), record, NEW_SOURCES)


@pytest.fixture(params=[False, True], ids=["few", "many"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many rows indexes are made anew; they come in pieces of a few."""
    if request.param:
        monkeypatch.setattr(add_staged, "_LARGE", 0)
        monkeypatch.setattr(add_staged, "_LEAST_PIECE", 1)
        monkeypatch.setattr(packed_rtree, "_FEW", 0)
        monkeypatch.setattr(stage_module, "_AT_ONCE", 2)


@pytest.mark.usefixtures("either_way")
def test_what_rows_say_stands_in_its_layers(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    added = add(gpkg, tmp_path / "stage", ROWS, PLACES)
    assert added == Added("first", {"sites": 4, "names": 8, "identifiers": 1, "designations": 1, "access": 1, "statements": 4, "sources": 1})  # fmt: skip
    assert_sound(gpkg.path)
    mill = gpkg.site("new-mill")
    assert mill.site.geometry[0] == PLACES[0]
    assert mill.site.loc[0, ["uncertainty_m", "district", "condition", "condition_on", "built_from"]].tolist() == [12.5, "west", 3, "2024-05", date(1850, 1, 1).toordinal()]  # fmt: skip
    assert mill.names[["text", "lang", "script", "status", "source_id"]].to_numpy().tolist() == [
        ["Môra mill", "qaa", "Latn", "variant", "list"],
        ["მორა", "qab", "Geor", "variant", "list"],
        ["Old mill", "qaa", "Latn", "variant", "list"],
        ["Mill;house", "qaa", "Latn", "variant", "list"],
    ]
    said = mill.statements.set_index("property")
    assert said.loc["condition", ["value", "asserted_by", "method", "status", "source_ids"]].tolist() == ["3", "A. Keeper", "field", "proposed", "list;survey"]  # fmt: skip
    assert said.loc["threat", ["value", "asserted_by", "observed_on"]].tolist() == ["neglect", "Island Office", "2023"]
    assert mill.designations[["scheme", "register_id", "asserted_by"]].to_numpy().tolist() == [["Island register", "7", "Island Office"]]  # fmt: skip
    assert mill.access[["status", "authority", "as_of"]].to_numpy().tolist() == [["open", "Island Office", "2025"]]
    assert mill.identifiers[["scheme", "value", "source_id"]].to_numpy().tolist() == [["register", "M 1", "list"]]
    words = gpkg.site("lost-well").statements.loc[0, ["property", "value", "value_raw", "scale", "asserted_by"]]
    assert words.tolist() == ["event", "damaged", "damaged", "a list: 2 to 4", "A. Keeper"]
    chapel = gpkg.site("hill-chapel")
    assert chapel.site.condition[0] == 5
    assert "Chapel on the hill again" in set(chapel.names.text)


@pytest.mark.usefixtures("either_way")
def test_hidden_places_show_their_cell_and_tell_nothing(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    with open_store(gpkg.path) as public:
        tomb = public.site("new-tomb")
        assert tomb.site.geometry[0] == cell(-20.95, -32.99, 2000)[0]
        assert tomb.site[["settlement", "note", "access_lon"]].isna().all(axis=None)
        with pytest.raises(NotFoundError):
            public.site("new-vault")
    exact = gpkg.exact_places(["new-tomb", "new-vault"]).set_index("site_id")
    assert exact.geometry["new-tomb"] == PLACES[1]
    assert exact.geometry["new-vault"] == PLACES[2]
    assert exact.loc["new-tomb", ["settlement", "note", "access_lon"]].tolist() == ["Sarna", "Behind the well", -20.95]
    assert exact.part_of["new-vault"] == "new-tomb"


@pytest.mark.usefixtures("either_way")
def test_new_names_are_found(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    for typed in ("mora mi", "მორა", "MÔRA", "house"):
        assert "new-mill" in set(gpkg.suggest(typed).site_id), typed


def test_an_import_is_on_record(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    record = gpkg.imports().loc[0]
    assert record[["id", "who", "file", "sha256", "rows_in", "accepted", "rejected", "mended"]].tolist() == ["first", "A. Keeper", "list.csv", "ab" * 32, 5, 4, 1, 2]  # fmt: skip
    assert '"names": 8' in record["added"]
    assert pd.isna(record["undone_at"])


def test_the_same_rows_again_change_nothing(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    before = dump(gpkg.path)
    issues = Issues()
    gpkg.compare_staged(staged(tmp_path / "again", ROWS, PLACES), np.ones(len(ROWS), dtype=bool), issues)
    assert issues.counts() == {"known_same": len(ROWS)}
    assert add(gpkg, tmp_path / "stage", ROWS, PLACES, as_id="second") == Added(None, {})
    assert dump(gpkg.path) == before
    assert gpkg.imports()["id"].tolist() == ["first"]


def test_who_says_it_where_no_column_tells(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    stage, all_rows = staged(tmp_path / "stage", ROWS, PLACES), np.ones(len(ROWS), dtype=bool)
    gpkg.add_rows(stage, all_rows, replace(RECORD, said_by="The Office"), NEW_SOURCES)
    said = gpkg.site("new-mill").statements.set_index("property")["asserted_by"]
    assert said.to_dict() == {"condition": "A. Keeper", "threat": "The Office"}
    issues = Issues()
    gpkg.compare_staged(stage, all_rows, issues, said_by="The Office")
    assert issues.counts() == {"known_same": len(ROWS)}


def test_what_is_known_is_compared(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    rows: list[Row] = [
        {"id": "velma-fort", "kind": "castle", "uncertainty_m": "10", "built": "1650/1670", "location_source_ids": "survey", "source_ids": "survey"},
        {"id": "tide-mosque", "kind": "mosque", "name:qaa": "Quite another name", "source_ids": "survey"},
        {"id": "sea-cave", "kind": "cave", "settlement": "Elsewhere", "generalise_m": "2000.0", "source_ids": "survey"},
        {"id": "hill-chapel", "kind": "bath", "source_ids": "survey"},
        {"id": "nobody-knows-it", "kind": "bath", "source_ids": "survey"},
    ]  # fmt: skip
    fort = shapely.set_precision(gpkg.site("velma-fort").site.geometry[0], 1e-7).reverse()
    places = [fort, None, shapely.Point(-20.9, -32.9), None, None]
    issues = Issues()
    gpkg.compare_staged(staged(tmp_path / "stage", rows, places), np.array([True, True, True, False, True]), issues)
    frame = issues.frame()[["row", "code", "field", "before", "after"]].fillna("")
    assert frame.to_numpy().tolist() == [
        [0, "known_differs", "kind", "castle", "fort"],
        [1, "known_more", "", "", ""],
        [2, "known_differs", "settlement", "Elsewhere", "(hidden)"],
        [2, "known_differs", "geometry", "-20.9000000 -32.9000000", "(hidden)"],
    ]


def test_a_part_needs_its_whole(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    rows: list[Row] = [
        {"id": "a", "kind": "fort", "part_of": "b", "source_ids": "survey"},
        {"id": "b", "kind": "fort", "part_of": "c", "source_ids": "survey"},
        {"id": "c", "kind": "fort", "source_ids": "survey"},
        {"id": "d", "kind": "fort", "part_of": "velma-fort", "source_ids": "survey"},
    ]
    stage, keep, issues = staged(tmp_path / "stage", rows), np.array([True, True, False, True]), Issues()
    gpkg.compare_staged(stage, keep, issues)
    assert issues.frame()[["row", "code", "before"]].to_numpy().tolist() == [
        [0, "unknown_reference", "b"],
        [1, "unknown_reference", "c"],
    ]
    before = dump(gpkg.path)
    with pytest.raises(StoreError, match="'c' in the field part_of, which is not in sites of the store"):
        gpkg.add_rows(stage, keep, RECORD)
    assert dump(gpkg.path) == before
    assert gpkg.add_rows(stage, np.ones(4, dtype=bool), RECORD).rows == {"sites": 4}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"source_ids": "nobody"}, "the source 'nobody', which is not in the store"),
        ({"source_ids": "survey", "district": "north"}, "'north' in the field district"),
    ],
)
def test_what_refers_to_nothing_is_refused(gpkg: GeoPackageStore, tmp_path: Path, row: Row, said: str) -> None:
    before = dump(gpkg.path)
    with pytest.raises(StoreError, match=said):
        add(gpkg, tmp_path / "stage", [{"id": "x", "kind": "fort", "name:qaa": "X", **row}])
    assert dump(gpkg.path) == before


def test_districts_come_in_where_sites_lie_in_them(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    before = dump(gpkg.path)
    rows: list[Row] = [
        {"id": "a", "kind": "fort", "district": "north", "source_ids": "survey"},
        {"id": "b", "kind": "fort", "district": "west", "source_ids": "survey"},
    ]
    districts = pd.DataFrame({"id": ["north", "south"], "text": ["Север", "South"], "lang": "und"})
    stage = staged(tmp_path / "stage", rows)
    added = gpkg.add_rows(stage, np.ones(2, dtype=bool), RECORD, None, districts)
    assert added.rows == {"sites": 2, "districts": 1}
    assert "north" in set(gpkg.districts()["id"])
    names = gpkg.place_names()
    assert names[names.place_id == "north"][["text", "lang", "script", "source"]].to_numpy().tolist() == [
        ["Север", "und", "Cyrl", "list.csv"]
    ]
    assert_sound(gpkg.path)
    gpkg.undo_import("first")
    assert dump(gpkg.path) == before


def test_the_id_of_an_import_is_used_once(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    with pytest.raises(StoreError, match="there is an import 'first' already"):
        add(gpkg, tmp_path / "stage", [{"id": "x", "kind": "fort", "source_ids": "survey"}])


def test_a_public_store_takes_no_import_and_tells_of_none(island_store: Path, tmp_path: Path) -> None:
    with open_store(island_store) as store:
        with pytest.raises(StoreReadOnlyError, match="opened for reading"):
            add(store, tmp_path / "stage", ROWS, PLACES)
        with pytest.raises(StoreReadOnlyError, match="opened for reading"):
            store.undo_import("first")
        with pytest.raises(StoreError, match="opened for the public"):
            store.imports()


def test_an_undone_import_leaves_what_was(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    before = dump(gpkg.path)
    state = gpkg.public_sites()
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    gpkg.undo_import("first")
    assert_sound(gpkg.path)
    after = dump(gpkg.path)
    kept = [row for row in after["statements"] if row not in before["statements"]]
    assert [row[1][: len("hill-chapel-condition")] for row in kept] == ["hill-chapel-condition"]
    for name in (
        "statements",
        "statements_sources",
        "sources",
        "tells_of",
    ):  # of a statement on a site of before, which stays on record
        after[name] = [row for row in after[name] if row in before[name]]
    assert after == before
    assert gpkg.public_sites().equals(state)
    with pytest.raises(NotFoundError, match="no import that is not undone with the id 'first'"):
        gpkg.undo_import("first")
    # and it can come in again: the statement gets an id of its own
    assert add(gpkg, tmp_path / "stage", ROWS, PLACES, as_id="second").rows["statements"] == 4
    assert gpkg.site("hill-chapel").site.condition[0] == 5
    assert_sound(gpkg.path)


def test_later_records_keep_an_import(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    add(gpkg, tmp_path / "stage", [{"id": "new-mill", "kind": "historic house", "name:qaa": "Later name", "source_ids": "survey"}, {"id": "new-barn", "kind": "historic house", "part_of": "new-mill", "source_ids": "survey"}], as_id="second")  # fmt: skip
    gpkg.add_statements(pd.DataFrame({"id": ["later"], "site_id": "lost-well", "property": "event", "value": "flood", "asserted_by": "A", "source_ids": "survey"}))  # fmt: skip
    before = dump(gpkg.path)
    with pytest.raises(
        StoreError, match=r"'first' cannot be undone: .*sites new-barn; names new-mill; statements later"
    ):
        gpkg.undo_import("first")
    assert dump(gpkg.path) == before
    gpkg.undo_import("second")
    with pytest.raises(StoreError, match=r"its sites \(statements later\)"):
        gpkg.undo_import("first")


SLUGS = ["new-a", "new-b", "new-c", "velma-fort", "tide-mosque", "keeper-tomb"]
NAMES = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
)


@st.composite
def rows_of_import(draw: st.DrawFn) -> tuple[list[Row], list[BaseGeometry | None]]:
    ids = draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=5, unique=True))
    rows: list[Row] = [
        {
            "id": slug, "kind": draw(st.sampled_from(["fort", "tomb"])), "name:qaa": draw(NAMES), "alt_name:ru": draw(NAMES),
            "sensitivity": draw(st.sampled_from([None, "public", "generalised", "withheld"])),
            "condition": draw(st.sampled_from([None, "0", "2", "5"])), "threat": draw(st.sampled_from([None, "neglect"])),
            "condition_status": draw(st.sampled_from([None, "reviewed", "disputed", "withdrawn"])), "condition_on": draw(st.sampled_from([None, "2020", "2031-05"])),
            "designation": draw(st.sampled_from([None, "List"])), "identifier:osm": draw(st.sampled_from([None, "n1"])),
            "location_source_ids": draw(st.sampled_from([None, "atlas;survey"])), "note": draw(NAMES),
            "source_ids": draw(st.sampled_from(["survey", "list", "atlas;list"])),
        }
        for slug in ids
    ]  # fmt: skip
    points = st.builds(shapely.Point, st.floats(-21.3, -20.7), st.floats(-33.2, -32.8))
    return rows, [draw(st.one_of(st.none(), points)) for _ in ids]


@given(imports=st.lists(rows_of_import(), min_size=1, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_in_can_be_undone_in_turn(
    island_store: Path, tmp_path: Path, imports: list[tuple[list[Row], list[BaseGeometry | None]]]
) -> None:
    path = tmp_path / "law.gpkg"
    path.write_bytes(island_store.read_bytes())
    with open_store(path, public=False) as store:
        before, dumps = store.public_sites(), [dump(path)]
        done = []
        for number, (rows, geometries) in enumerate(imports):
            added = add(store, tmp_path / "stage", rows, geometries, as_id=f"i{number}")
            if added.import_id is not None:
                done.append(added.import_id)
                dumps.append(dump(path))
        assert_sound(path)
        while done:
            store.undo_import(done.pop())
            after, was = dump(path), (dumps.pop(), dumps[-1])[1]
            for name in ("statements", "statements_sources", "sources", "tells_of"):
                assert [row for row in after[name] if row in was[name]] == was[name]
                after[name] = was[name]
            assert after == was
        assert_sound(path)
        assert store.public_sites().equals(before)


def test_an_empty_store_takes_an_import(tmp_path: Path) -> None:
    path = tmp_path / "region.gpkg"
    create_store(path, "A region", bbox=(-22, -34, -20, -32), languages=("qaa",))
    with pytest.raises(StoreError, match=r"region\.gpkg exists already"):
        create_store(path, "A region")
    with open_store(path, public=False) as store:
        row: Row = {"id": "mill", "kind": "historic house", "name:qaa": "Mill", "source_ids": "list"}
        assert add(store, tmp_path / "stage", [row], [shapely.Point(-21, -33)]).rows == {"sites": 1, "names": 1, "sources": 1}  # fmt: skip
        assert (store.info().titles, store.info().n_sites) == ({"en": "A region"}, 1)
        assert store.suggest("mil").site_id.tolist() == ["mill"]


def test_gdal_counts_the_rows_that_came_in(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(gpkg.path)) as connection, connection:  # as GDAL leaves it once it has written
        connection.execute(
            "CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER)"
        )
        connection.execute("INSERT INTO gpkg_ogr_contents VALUES ('sites', 12)")
    add(gpkg, tmp_path / "stage", ROWS, PLACES)
    with closing(sqlite3.connect(gpkg.path)) as connection:
        assert connection.execute("SELECT feature_count FROM gpkg_ogr_contents").fetchone() == (16,)
