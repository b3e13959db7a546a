"""Sites of a store as flat rows: what stands in them, and that nothing hidden leaves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.export.flat_rows import COLUMNS, flat_rows, join_list
from geo.exchange.export.site_table import chosen_fields, site_rows_of
from geo.exchange.site_parts import split_list
from geo.exchange.site_rows import FIELDS, order_of
from geo.questions.site_filter import SiteFilter
from geo.store import open_store, site_batches
from geo.store.protocol import StoredSites
from tests.geo.exchange.export.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport
    from geo.store import GeoPackageStore


def row(export: SiteExport, site: str) -> dict[str, object]:
    """The columns of a site in which anything stands."""
    return dict(export.rows[export.rows["id"] == site].iloc[0].dropna())


def test_all_declared_columns_are_there_in_the_order_of_files(island: SiteExport) -> None:
    assert set(FIELDS) <= set(island.columns)
    assert island.columns == order_of(island.columns)
    assert list(island.rows.columns)[-1] == "geometry"
    assert island.rows.crs == "EPSG:4326"
    assert {name: str(island.rows[name].dtype) for name in FIELDS} == {
        name: field.dtype for name, field in FIELDS.items()
    }


def test_a_site_tells_its_first_names_its_condition_its_designation_and_their_sources(island: SiteExport) -> None:
    fort = row(island, "velma-fort")
    assert fort["name:qaa"] == "Velma Kôr"
    assert fort["alt_name:qaa"] == "Fort Saint Velm"
    assert fort["name:qab"] == "ველმა კორ"
    assert (fort["designation"], fort["designation_level"], fort["register_id"]) == ("Island register", "first", "0012")
    assert (fort["access"], fort["access_authority"], fort["access_as_of"]) == ("open", "Island Office", "2026-01-10")
    assert fort["identifier:island-register"] == "0012"
    assert str(fort["source_ids"]).split(";")[0] == "survey"
    assert {"survey", "atlas", "gazette"} <= set(str(fort["source_ids"]).split(";"))
    assert fort["access_lon"] == pytest.approx(-21.064, abs=0.01)


def test_the_condition_is_the_one_of_the_store_with_the_words_of_its_statement(
    island: SiteExport, island_store: GeoPackageStore
) -> None:
    sites = island_store.public_sites(today=TODAY)
    said = island_store.statements().set_index("id")
    assert island.rows["condition"].equals(sites["condition"])
    for at, statement in enumerate(sites["condition_statement"]):
        if pd.isna(statement):
            assert island.rows["condition_by"].isna()[at]
        else:
            for column, field in (("condition_by", "asserted_by"), ("condition_raw", "value_raw"), ("condition_on", "observed_on"), ("condition_method", "method"), ("condition_status", "status")):  # fmt: skip
                one, other = island.rows[column][at], said.loc[statement, field]
                assert one == other or (pd.isna(one) and pd.isna(other))


@pytest.mark.parametrize("public", [True, False])
def test_nothing_exact_of_a_hidden_place_leaves_whoever_opens_the_store(island_store_path: Path, public: bool) -> None:
    with open_store(island_store_path, public=public) as store:
        export = site_rows_of(store, today=TODAY)
    assert "keeper-tomb" not in set(export.rows["id"])
    hidden = export.rows[export.rows["sensitivity"] != "public"]
    assert sorted(hidden["id"]) == ["barrow-field", "sea-cave"]
    assert set(hidden.geom_type) == {"Polygon"}
    telling = ["access_lon", "access_lat", "location_note", "location_source_ids", "settlement", "part_of", "note", "register_id"]  # fmt: skip
    assert hidden[telling].isna().all().all()
    for layer in (export.names, export.statements, export.access, export.designations, export.identifiers):
        assert "keeper-tomb" not in set(layer["site_id"])


def test_only_what_was_said_until_then(island_store: GeoPackageStore) -> None:
    export = site_rows_of(island_store, where=SiteFilter(as_of="2019"), today=TODAY)
    assert export.rows["access"].isna().all()
    dates = export.rows["condition_on"].dropna()
    assert (dates.str[:4] <= "2019").all()
    assert 0 < len(export.statements) < len(island_store.statements())
    assert export.statements["observed_on"].notna().all()
    assert export.access.empty


def test_a_question_and_fields_choose_rows_and_columns(island_store: GeoPackageStore) -> None:
    export = site_rows_of(
        island_store, where=SiteFilter(kinds=("fort", "mosque")), fields=["kind", "name", "condition"], today=TODAY
    )
    assert sorted(export.rows["id"]) == ["tide-mosque", "velma-fort"]
    assert export.columns == ["id", "kind", "name:qaa", "name:qab", "condition"]
    assert export.question == "kind=fort,mosque"
    assert export.title
    assert set(export.names["site_id"]) == {"tide-mosque", "velma-fort"}
    assert {"survey", "atlas"} <= set(export.sources["id"])


def test_a_question_that_finds_nothing_gives_a_table_without_rows(island_store: GeoPackageStore) -> None:
    export = site_rows_of(island_store, where=SiteFilter(kinds=("palace",)), today=TODAY)
    assert len(export) == 0
    assert set(FIELDS) <= set(export.columns)


def test_pieces_are_put_together_as_if_there_were_one(
    island: SiteExport, island_store: GeoPackageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_batches, "_AT_ONCE", 4)
    told: list[tuple[int, int]] = []
    again = site_rows_of(island_store, today=TODAY, progress=lambda done, total: told.append((done, total)))
    pd.testing.assert_frame_equal(pd.DataFrame(again.rows), pd.DataFrame(island.rows))
    pd.testing.assert_frame_equal(again.names.sort_values(["site_id", "text"], ignore_index=True), island.names.sort_values(["site_id", "text"], ignore_index=True))  # fmt: skip
    assert again.beyond_rows == island.beyond_rows
    assert told[-1] == (11, 11)


def test_a_field_that_does_not_exist_is_named_with_the_one_that_was_meant(island_store: GeoPackageStore) -> None:
    with pytest.raises(ExchangeError, match="no field 'kynd'; did you mean kind"):
        site_rows_of(island_store, fields=["kynd"])
    assert chosen_fields(["name:az"], ["id", "name:az", "name:en"]) == ["id", "name:az"]


def test_a_store_that_changes_meanwhile_is_read_again(
    island_store: GeoPackageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = iter(range(100))
    monkeypatch.setattr(type(island_store), "stamp", lambda _self: next(stamps))
    with pytest.raises(ExchangeError, match="written to again and again"):
        site_rows_of(island_store, today=TODAY)


def layers_of(statements: list[dict[str, object]], condition: str | None = None) -> StoredSites:
    """One site with some statements."""

    def rows(name: str, of: list[dict[str, object]]) -> pa.Table:
        types = {"at": pa.int64(), "counts": pa.bool_()}
        schema = pa.schema([(column, types.get(column, pa.string())) for column in ("at", *COLUMNS[name])])
        return pa.Table.from_pylist([{"at": 0} | each for each in of], schema)

    sites = pa.table({"id": ["s"], "kind": ["fort"], "condition": pa.nulls(1, pa.int64()), "condition_statement": pa.array([condition], pa.string())})  # fmt: skip
    layers = {name: rows(name, statements if name == "statements" else []) for name in COLUMNS if name != "sites"}
    return StoredSites(sites, pa.nulls(1, pa.binary()), layers)


def statement(number: int, about: str, value: str, on: str | None, **more: object) -> dict[str, object]:
    return {"id": f"s{number}", "site_id": "s", "property": about, "value": value, "observed_on": on, "asserted_by": "a", "source_ids": "x", "status": "proposed", "counts": True} | more  # fmt: skip


def test_dates_of_other_statements_that_differ_are_left_out_rather_than_mixed_up() -> None:
    same = flat_rows(layers_of([statement(1, "threat", "mining", "2020"), statement(2, "trend", "worse", "2020")]))[0]
    assert (same["threat"][0].as_py(), same["trend"][0].as_py(), same["observed_on"][0].as_py()) == ("mining", "worse", "2020")  # fmt: skip
    rows, beyond = flat_rows(layers_of([statement(1, "threat", "mining", "2020"), statement(2, "trend", "worse", "2021")]))  # fmt: skip
    assert (rows["threat"][0].as_py(), rows["trend"][0].as_py(), rows["observed_on"][0].as_py()) == ("mining", "worse", None)  # fmt: skip
    assert beyond == Counter(dates=2, speakers=2)


def test_a_condition_without_a_date_gets_none_of_another_statement() -> None:
    said = [statement(1, "condition", "5", None), statement(2, "threat", "mining", "2020")]
    rows, beyond = flat_rows(layers_of(said, condition="s1"))
    assert (rows["condition_by"].to_pylist(), rows["threat"].to_pylist()) == (["a"], ["mining"])
    assert (rows["condition_on"].to_pylist(), rows["observed_on"].to_pylist()) == ([None], [None])
    assert beyond["dates"] == 1


def test_the_newest_words_of_a_property_stand_and_replaced_ones_do_not_count() -> None:
    said = [statement(1, "threat", "new", "2024-05"), statement(2, "threat", "old", "1999"), statement(3, "threat", "withdrawn", "2025", counts=False), statement(4, "threat", "undated", None)]  # fmt: skip
    rows, beyond = flat_rows(layers_of(said))
    assert rows["threat"].to_pylist() == ["new"]
    assert beyond["statements"] == 3
    until, _beyond = flat_rows(layers_of(said), until=730_000)
    assert until["threat"].to_pylist() == ["old"]


def test_words_on_a_condition_that_are_no_grade_stand_where_an_import_has_them() -> None:
    words = {"value_raw": "damaged", "scale": "A: damaged = 2 to 4", "asserted_by": "b", "method": "satellite"}
    rows, _beyond = flat_rows(layers_of([statement(1, "event", "damaged", "2022", **words), statement(2, "event", "flood", "2021")]))  # fmt: skip
    assert rows["condition"].to_pylist() == [None]
    assert (rows["condition_raw"][0].as_py(), rows["condition_scale"][0].as_py(), rows["condition_on"][0].as_py(), rows["condition_by"][0].as_py()) == ("damaged", "A: damaged = 2 to 4", "2022", "b")  # fmt: skip
    assert (rows["event"].to_pylist(), rows["observed_on"].to_pylist()) == (["flood"], ["2021"])


names = st.text(alphabet="ab; é", min_size=1, max_size=6).map(str.strip).filter(bool)


@given(st.lists(st.lists(names, max_size=4), min_size=1, max_size=4))
def test_a_list_in_one_text_is_read_back_as_it_was(lists: list[list[str]]) -> None:
    at, texts = split_list(join_list(pa.array(lists, pa.list_(pa.string()))))
    assert list(zip(at.tolist(), texts.to_pylist(), strict=True)) == [
        (place, text) for place, each in enumerate(lists) for text in each
    ]
