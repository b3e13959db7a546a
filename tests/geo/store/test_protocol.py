"""What every store does, whatever stands behind it."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest
import shapely

from geo.errors import DateError, NotFoundError, StoreError, StoreReadOnlyError
from geo.layers import LAYERS
from geo.store import SiteFilter, Store, site_texts
from tests.island import BBOX

if TYPE_CHECKING:
    import geopandas as gpd

FACTS = ["id", "kind", "district", "settlement", "geometry", "geometry_role", "uncertainty_m", "location_certainty"]
STATE = ["condition", "condition_on", "condition_status", "condition_by", "condition_statement", "disputed", "sources_differ", "last_looked_on", "n_statements", "newest_on"]  # fmt: skip


def by_id(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    return sites.set_index("id")


def statement(**values: object) -> pd.DataFrame:
    row = {"id": "new", "site_id": "border-mill", "property": "condition", "value": "3", "observed_on": "2024", "asserted_by": "A. Keeper", "source_ids": "survey"}  # fmt: skip
    return pd.DataFrame([row | values])


def test_it_is_a_store(store: Store) -> None:
    assert isinstance(store, Store)


def test_public_sites_have_the_declared_columns_and_types(store: Store) -> None:
    sites = store.public_sites()
    assert list(sites.columns) == [*FACTS, "sensitivity", "built", "built_from", "built_to", "part_of", *STATE]
    assert sites.crs.to_epsg() == 4326
    types = {str(sites[name].dtype) for name in ("id", "built", "condition_on", "condition_by")}
    assert types == {"str"}
    assert {str(sites[name].dtype) for name in ("condition", "n_statements", "built_from")} == {"Int64"}
    assert {str(sites[name].dtype) for name in ("disputed", "sources_differ")} == {"bool"}


def test_sites_without_a_position_are_listed_but_not_found_in_a_box(store: Store) -> None:
    assert by_id(store.public_sites()).geometry["lost-monastery"] is None
    assert "lost-monastery" not in set(store.public_sites(bbox=(-180, -90, 180, 90)).id)
    assert store.info().n_sites - store.info().n_placed == 1


def test_a_title_is_in_the_language_that_is_asked_for_where_it_is_known(store: Store) -> None:
    info = store.info()
    assert info.titles
    assert {lang: store.title(lang) for lang in info.titles} == info.titles
    assert store.area() == info.bbox is not None
    assert store.title("xx") == (info.titles.get("en") or info.name) != ""


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("velma-fort", (1, "2021-06-03", "reviewed", "s02", False, False, None)),
        ("tide-mosque", (4, "2021-12", "reviewed", "s04", True, False, None)),
        ("hill-chapel", (2, "2021-06-04", "reviewed", "s06", False, False, None)),
        ("market-bath", (2, "1990-11", "proposed", "s08", False, True, None)),
        ("barrow-field", (3, "1977/2019", "reviewed", "s09", False, False, "2023")),
        ("lost-monastery", (5, None, "proposed", "s15", False, False, None)),
        ("border-mill", (None, None, None, None, False, False, None)),
    ],
)
def test_the_current_condition_follows_the_rule(store: Store, site: str, expected: tuple[object, ...]) -> None:
    columns = ["condition", "condition_on", "condition_status", "condition_statement", "disputed", "sources_differ", "last_looked_on"]  # fmt: skip
    row = by_id(store.public_sites()).loc[site, columns]
    assert tuple(None if pd.isna(value) else value for value in row) == expected


def test_as_of_a_day_the_same_rule_holds_for_what_was_observed_until_then(store: Store) -> None:
    then = by_id(store.public_sites(where=SiteFilter(as_of="2021-06-03")))
    assert then.loc["velma-fort", "condition_statement"] == "s02"
    assert (then.loc["tide-mosque", "condition"], then.loc["tide-mosque", "disputed"]) == (1, False)
    before = by_id(store.public_sites(where=SiteFilter(as_of="2021-06-02")))
    assert before.loc["velma-fort", "condition_statement"] == "s01"
    assert pd.isna(before.loc["tide-mosque", "condition"])
    assert pd.isna(before.loc["barrow-field", "last_looked_on"])
    assert before.loc["barrow-field", "n_statements"] == 1


def test_as_of_what_is_no_day_is_refused(store: Store) -> None:
    with pytest.raises(DateError, match="write it as 2020-12-31"):
        store.public_sites(where=SiteFilter(as_of="2020-13"))


def test_a_box_finds_what_touches_it(store: Store) -> None:
    sites = store.public_sites()
    for box in ((-21.0, -33.2, -20.7, -32.8), (-21.07, -32.99, -21.06, -32.97), BBOX, (0, 0, 1, 1)):
        placed = sites[sites.geometry.notna()]
        expected = set(placed.id[shapely.intersects(shapely.box(*box), placed.geometry.to_numpy())])
        assert set(store.public_sites(bbox=box).id) == expected == set(store.public_sites(bbox=box, limit=100).id)
        assert store.count_sites(bbox=box) == len(expected)


def test_a_box_ends_where_it_says_however_near_a_point_lies(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = store.public_sites()
    point = sites[sites.geometry.notna() & (sites.geometry.geom_type == "Point")].iloc[0]
    lon, lat = point.geometry.x, point.geometry.y
    for many in (10_000, 0):  # a page of few sites near a box, and of many, are found in two ways
        monkeypatch.setattr("geo.store.selection._MANY", many)
        for west, there in ((lon, True), (math.nextafter(lon, 180), False)):
            box = (west, lat - 1, lon + 1, lat)
            assert (point.id in set(store.public_sites(bbox=box).id)) == there
            assert (point.id in set(store.public_sites(bbox=box, limit=100).id)) == there
            assert (point.id in set(sites.id[store.matching(bbox=box)])) == there


def test_a_box_may_cross_the_180th_meridian(store: Store) -> None:
    assert len(store.public_sites(bbox=(170, -90, -20, 90), limit=50)) == store.info().n_placed
    assert len(store.public_sites(bbox=(0, -90, -170, 90))) == 0


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (SiteFilter(kinds=["mosque", "church"]), {"tide-mosque", "hill-chapel"}),
        (SiteFilter(kinds=[]), set()),
        (SiteFilter(districts=["west"], kinds=["fort", "bath"]), {"velma-fort"}),
        (SiteFilter(conditions=[4, 5]), {"tide-mosque", "lost-monastery"}),
        (SiteFilter(conditions=[None, 1], districts=["east"]), {"weavers-house"}),
        (SiteFilter(conditions=[1], as_of="2021-06-03"), {"velma-fort", "tide-mosque"}),
        (SiteFilter(conditions=[]), set()),
        (SiteFilter(ids=["sea-cave", "nowhere"]), {"sea-cave"}),
        (SiteFilter(text="kapela"), {"hill-chapel"}),
        (SiteFilter(text="კაპელა"), {"hill-chapel"}),
        (SiteFilter(text="?!"), set()),
    ],
)
def test_filters_restrict_and_count_alike(store: Store, where: SiteFilter, expected: set[str]) -> None:
    assert set(store.public_sites(where=where).id) == expected
    assert store.count_sites(where=where) == len(expected)


def test_pages_add_up_to_the_whole(store: Store) -> None:
    whole = store.public_sites(bbox=BBOX).id.tolist()
    pages = [store.public_sites(bbox=BBOX, limit=3, offset=start).id.tolist() for start in range(0, 12, 3)]
    assert [site for page in pages for site in page] == whole


def test_a_site_comes_with_everything_about_it(store: Store) -> None:
    record = store.site("velma-fort")
    assert record.site.loc[0, "location_source_ids"] == "survey"
    assert record.site.loc[0, "built_source_ids"] == "survey;atlas"
    assert record.site.loc[0, "visit_minutes"] == 60
    assert record.statements.id.tolist() == ["s02", "s01"]
    assert record.statements.n_sources.tolist() == [2, 1]
    assert set(record.names.lang) == {"qaa", "qab"}
    assert record.designations.level.tolist() == ["first"]
    assert record.access.status.tolist() == ["open"]
    assert record.identifiers.value.tolist() == ["0012"]
    assert record.measures.id.tolist() == ["fort-roof"]
    assert record.measure_statements.id.tolist() == ["fort-roof-2", "fort-roof-1"]
    assert record.visits.id.tolist() == ["survey-2021"]
    assert record.sources.id.tolist() == ["atlas", "gazette", "survey"]


def test_a_replaced_statement_stays_on_record_and_says_what_replaced_it(store: Store) -> None:
    statements = store.site("hill-chapel").statements.set_index("id")
    assert statements.superseded_by["s05"] == "s06"
    assert statements.counts.to_dict() == {"s06": True, "s05": False}


@pytest.mark.parametrize("ask", ["site", "visit", "source", "photo"])
def test_an_id_that_does_not_exist_names_the_nearest(store: Store, ask: str) -> None:
    wanted = {"site": "velma-forth", "visit": "survey-2022", "source": "surveys", "photo": "velma-fort-foto"}[ask]
    with pytest.raises(NotFoundError) as caught:
        getattr(store, ask)(wanted)
    assert caught.value.nearest[0] in {"velma-fort", "survey-2021", "survey", "velma-fort-photo"}


@pytest.mark.parametrize("wanted", ["", "a" * 5000, "x\0y", "\ud800", "'; DROP TABLE sites; --", "%"])
def test_any_text_may_be_asked_for_as_an_id(store: Store, wanted: str) -> None:
    with pytest.raises(NotFoundError):
        store.site(wanted)


def test_layers_come_with_their_declared_columns(store: Store) -> None:
    frames = {name: getattr(store, name)() for name in ("names", "designations", "access", "places", "place_names", "visits", "stops", "sources", "measures", "measure_statements", "districts")}  # fmt: skip
    for name, frame in frames.items():
        assert [column for column in frame.columns if column != "geometry"] == LAYERS[name].columns
        assert len(frame) == store.info().counts[name]
        assert {column: str(frame[column].dtype) for column in LAYERS[name].columns} == {
            column: LAYERS[name].fields[column].dtype for column in LAYERS[name].columns
        }


def test_layers_of_some_sites(store: Store) -> None:
    assert set(store.names(["hill-chapel", "sea-cave"]).site_id) == {"hill-chapel", "sea-cave"}
    assert store.designations(["hill-chapel"]).source_ids.tolist() == ["atlas;survey"]
    assert store.access([]).empty
    assert store.statements(["border-mill"]).id.tolist() == ["s16"]
    assert store.measure_statements(["fort-roof"]).id.tolist() == ["fort-roof-1", "fort-roof-2"]
    assert set(store.place_names("qab").place_id) == {"velma"}


def test_a_visit_comes_with_stops_in_order_and_legs_between_places(store: Store) -> None:
    visit = store.visit("survey-2021")
    assert visit.stops[["day", "position"]].to_numpy().tolist() == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]]
    assert visit.legs.to_site_id.tolist() == ["ora-causeway", "tide-mosque", "barrow-field"]
    assert visit.sources.id.tolist() == ["survey"]
    assert len(store.legs()) == 3 + len(store.legs("round-2026"))


def test_a_source_comes_with_what_rests_on_it(store: Store) -> None:
    record = store.source("gazette")
    assert record.statements.id.tolist() == ["s04"]
    assert record.sites.id.tolist() == ["velma-fort", "tide-mosque", "sea-cave"]
    assert (record.n_statements, record.n_names, record.n_sites) == (1, 0, 3)


def test_a_statement_that_was_added_counts_at_once(writable: Store) -> None:
    writable.add_sources(pd.DataFrame([{"id": "letter", "title": "A letter", "perspective": "community", "licence": "CC0-1.0"}]))  # fmt: skip
    writable.add_statements(statement(source_ids="letter;survey", status="reviewed", method="field"))
    row = by_id(writable.public_sites()).loc["border-mill"]
    assert (row["condition"], row["condition_status"], row["n_statements"]) == (3, "reviewed", 1)
    assert writable.site("border-mill").statements.source_ids.tolist()[0] == "letter;survey"
    assert writable.info().counts["statements"] == 16


def test_a_withdrawal_is_a_statement_that_supersedes(writable: Store) -> None:
    writable.add_statements(statement(site_id="tide-mosque", value="4", supersedes="s04", status="withdrawn"))
    row = by_id(writable.public_sites()).loc["tide-mosque"]
    assert (row["condition"], row["disputed"], row["n_statements"]) == (1, False, 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"site_id": "nowhere"}, "statements, row 2, field site_id: 'nowhere' is not in sites"),
        ({"source_ids": "survey;nobody"}, "row 2, field source_ids: 'nobody' is not in sources"),
        ({"source_ids": None}, "row 2, field source_ids: the field is empty"),
        ({"value": "6"}, "row 2, field value: '6' is no condition"),
        ({"property": "beauty"}, "row 2, field property: 'beauty' is none of condition"),
        ({"observed_on": "yesterday"}, "row 2, field observed_on: 'yesterday' is no date"),
        ({"id": "s01"}, "row 2, field id: 's01' is in the store already"),
        ({"id": "Not a slug"}, "row 2, field id: 'Not a slug' is not written as it must be"),
        ({"supersedes": "s99"}, "row 2, field supersedes: 's99'|a statement needs"),
        ({"supersedes": "s01"}, "supersedes only one of the same site and property"),
    ],
)
def test_a_statement_at_fault_is_refused_with_row_and_field(writable: Store, values: dict[str, object], sentence: str) -> None:  # fmt: skip
    good = statement(id="good")
    with pytest.raises(StoreError, match=sentence):
        writable.add_statements(pd.concat([statement(**values), good], ignore_index=True))
    assert writable.info().counts["statements"] == 15  # all or none


def test_a_public_store_writes_nothing(store: Store) -> None:
    with pytest.raises(StoreReadOnlyError):
        store.add_statements(statement())


def test_many_threads_may_read_at_once(store: Store) -> None:
    def read(n: int) -> tuple[int, int, str]:
        return len(store.public_sites(bbox=BBOX)), len(store.suggest("velma")), store.site("velma-fort").id

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(read, range(80))) == {(10, 2, "velma-fort")}


def test_closures_come_with_their_place_and_their_sources(store: Store) -> None:
    closures = store.closures()
    assert list(closures.columns) == [*LAYERS["closures"].fields, "geometry"]
    assert closures["id"].tolist() == ["old-range", "ora-pass", "mill-bridge"]
    assert closures["source_ids"].tolist() == ["atlas;survey", "gazette", "gazette"]
    assert closures.geometry.geom_type.tolist() == ["Polygon", "LineString", "Point"]
    assert closures["yearly"].isna().tolist() == [True, False, True]
    assert closures.crs is not None
    assert store.info().counts["closures"] == 3


def test_ids_and_positions_stand_in_the_order_of_sites(store: Store) -> None:
    sites = store.public_sites()
    assert store.site_ids().to_pylist() == sites["id"].tolist()
    positions = store.positions()
    assert len(positions) == len(sites)
    assert (positions["lon"].isna() == sites.geometry.isna()).all()
    points = (sites.geom_type == "Point").to_numpy()
    assert positions["lon"][points].tolist() == sites.geometry[points].x.tolist()


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_names_of_many_sites_come_site_by_site(store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(site_texts, "_AT_ONCE", at_once)
    known = store.names()
    ids = [*reversed(known["site_id"].unique().tolist()), "nobody", "keeper-tomb"]  # the last one is withheld
    found = [row for table in store.name_texts(pa.array(ids)) for row in table.to_pylist()]
    expected = [
        {"at": at, "text": text, "lang": lang}
        for at, site in enumerate(ids)
        for text, lang in known.loc[known["site_id"] == site, ["text", "lang"]].itertuples(index=False)
    ]
    assert len(found) == len(known)
    assert found == expected
    assert not [*store.name_texts(pa.array([], pa.string()))]
