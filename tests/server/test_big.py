"""A layer too large for its page: the server's views, tables and figures are those of the same questions in the store."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from geo.package import Package
from geo.questions.facets import facet_counts
from geo.questions.site_filter import SiteFilter
from geo.questions.site_order import name_ranks
from geo.store import init_store, open_store
from maps.labels import script_of_language
from maps.names import first_names, leading_names, shown_names
from server.app import create_app
from server.settings import Settings
from tests.benchmarks.made_up import write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore

N = 4000
WORLD = "-180,-90,180,90"


@pytest.fixture(scope="module")
def big_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("big")
    package = write_package(folder / "package", N)
    init_store(Package.open(package), folder / "big.gpkg")
    return Settings(store=folder / "big.gpkg", package=package, sites_in_page=1000)


@pytest.fixture(scope="module")
def big(big_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(big_settings)) as client:
        yield client


@pytest.fixture(scope="module")
def store(big_settings: Settings) -> Iterator[GeoPackageStore]:
    with open_store(big_settings.store) as opened:
        yield opened


def get(client: TestClient, address: str) -> Any:  # noqa: ANN401 (JSON)
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sites_in(view: dict[str, Any]) -> int:
    return sum(map(sum, view["clusters"]["mix"].values())) + len(view["sites"]["id"])


@pytest.mark.parametrize("question", ["", "kind=fort,mosque", "condition=4,5,none", "as_of=1900&condition=3", "q=ba"])
@pytest.mark.parametrize("zoom", [0, 5, 9])
def test_a_view_of_the_world_holds_what_the_question_finds(big: TestClient, question: str, zoom: int) -> None:
    answer = get(big, f"/answer?{question}")
    view = get(big, f"/clusters?zoom={zoom}&view={WORLD}&{question}")
    assert sites_in(view) == answer["placed"]
    assert sum(answer["mix"].values()) == answer["placed"]


def test_an_answer_counts_as_the_store_does(big: TestClient, store: GeoPackageStore) -> None:
    answer = get(big, "/answer?kind=fort,mosque&condition=4,5")
    where = SiteFilter(kinds=("fort", "mosque"), conditions=(4, 5))
    assert answer["n"] == store.count_sites(where=where)
    assert answer["counts"] == facet_counts(store.facets(), where, today=datetime.now(UTC).date())
    inside = get(big, "/answer?kind=fort,mosque&condition=4,5&bbox=30,38,40,46")
    assert inside["n"] == store.count_sites(where=where, bbox=(30, 38, 40, 46))
    assert sum(inside["counts"]["photos"].values()) == inside["n"]


def test_single_sites_bring_what_their_symbols_show(big: TestClient, store: GeoPackageStore) -> None:
    marks = get(big, "/clusters?zoom=14&view=39.9,43.5,40.4,44&lang=ar")["sites"]
    assert len(marks["id"]) > 0
    sites = store.public_sites(where=SiteFilter(ids=tuple(marks["id"]))).set_index("id").loc[marks["id"]]
    assert [marks["kinds"][code] for code in marks["kind"]] == sites["kind"].tolist()
    assert marks["grade"] == sites["condition"].fillna(-1).astype(int).tolist()
    assert marks["lon"] == pytest.approx(sites.geometry.representative_point().x.tolist(), abs=1e-4)
    names = shown_names(store.names(marks["id"]), "ar")
    assert marks["name"] == [names[site_id][0].text for site_id in marks["id"]]


def test_the_sites_of_a_cluster_are_those_it_counts(big: TestClient) -> None:
    view = get(big, f"/clusters?zoom=7&view={WORLD}&kind=fort")
    clusters = view["clusters"]
    counts = np.sum(list(clusters["mix"].values()), axis=0)
    for i in range(min(5, len(counts))):
        at = f"{clusters['lon'][i]},{clusters['lat'][i]}"
        leaves = get(big, f"/leaves?zoom=7&coarser={view['coarser']}&at={at}&kind=fort&limit=1000")["sites"]
        assert len(leaves["id"]) == counts[i]
        assert set(leaves["kinds"]) == {"fort"}


def test_rows_stand_in_the_order_of_the_question(big: TestClient, store: GeoPackageStore) -> None:
    whole = get(big, "/rows?kind=fort&sort=condition&order=down&limit=200")
    grades = whole["marks"]["grade"]
    known = [grade for grade in grades if grade >= 0]
    assert whole["n"] == store.count_sites(where=SiteFilter(kinds=("fort",)))
    assert known == sorted(known, reverse=True)
    assert all(grade < 0 for grade in grades[len(known) :])
    second = get(big, "/rows?kind=fort&sort=condition&order=down&start=10&limit=10")
    assert second["marks"]["id"] == whole["marks"]["id"][10:20]
    placed = get(big, "/rows?kind=fort&view=30,38,40,46")
    assert all(30 <= lon <= 40 for lon in placed["marks"]["lon"])
    assert 0 < placed["n"] < whole["n"]


def test_a_site_is_found_among_the_rows_wherever_it_stands(big: TestClient) -> None:
    asked = "/rows?kind=fort&sort=condition&order=down"
    ids = get(big, f"{asked}&limit=200")["marks"]["id"]
    for place in (0, 57, len(ids) - 1):
        found = get(big, f"{asked}&find={ids[place]}")
        assert found["rank"] == place
        assert found["n"] >= len(ids)
    assert get(big, f"{asked}&find=no-such-site")["rank"] == -1
    elsewhere = get(big, f"{asked}&view=30,38,40,46")["marks"]["id"]
    assert get(big, f"{asked}&view=30,38,40,46&find={elsewhere[3]}")["rank"] == 3
    outside = next(each for each in ids if each not in elsewhere)
    assert get(big, f"{asked}&view=30,38,40,46&find={outside}")["rank"] == -1


def test_rows_by_id_stand_as_they_were_asked_for(big: TestClient) -> None:
    rows = get(big, "/rows?only=site-0000007,no-such-site,site-0000002&as_of=1950")
    assert rows["marks"]["id"] == ["site-0000007", "site-0000002"]


def test_details_say_what_the_popup_of_a_page_says(big: TestClient, store: GeoPackageStore) -> None:
    details = get(big, "/details/site-0000005?lang=en")
    names = store.names(["site-0000005"])
    assert sorted(text for _, text, _ in details["names"]) == sorted(names["text"])
    assert {row["key"] for row in details["rows"]} <= {
        "district", "settlement", "built", "condition_by", "last_looked_on", "n_statements", "designations",
    }  # fmt: skip
    assert details["mark"]["id"] == ["site-0000005"]


def test_a_ring_selects_the_sites_in_it(big: TestClient, store: GeoPackageStore) -> None:
    found = get(big, "/within?ring=30,38,40,38,40,46,30,46&kind=fort")
    inside = store.positions()[store.matching(where=SiteFilter(kinds=("fort",)))]
    assert found["n"] == int((inside["lon"].between(30, 40) & inside["lat"].between(38, 46)).sum())
    assert len(found["ids"]) == found["n"]
    assert get(big, "/within?ring=30,38,40,38,40,46,30,46&limit=3")["n"] > 3


@pytest.mark.parametrize("by", ["district", "kind", "year", "age"])
def test_a_table_of_two_things_adds_up(big: TestClient, store: GeoPackageStore, by: str) -> None:
    table = get(big, f"/cross?by={by}&condition=3,4")
    where = SiteFilter(conditions=(3, 4))
    total = sum(sum(row["counts"]) for row in table["rows"])
    of_statements = int(store.facets().sites["n_statements"][store.matching(where=where)].sum())
    assert total == (of_statements if by == "year" else store.count_sites(where=where))


def test_an_id_that_nobody_has_does_not_take_the_others_from_the_map(big: TestClient) -> None:
    known = get(big, "/rows?limit=1")["marks"]["id"][0]
    assert get(big, f"/answer?ids={known},gone-since")["n"] == 1
    assert get(big, f"/rows?ids=gone-since,{known}")["marks"]["id"] == [known]
    assert get(big, "/answer?ids=gone-since")["n"] == 0


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/clusters?zoom=3", "view"),
        ("/clusters?zoom=23&view=0,0,1,1", "zoom"),
        ("/clusters?zoom=-1&view=0,0,1,1", "zoom"),
        ("/clusters?zoom=3&view=0,0,1", "view"),
        ("/clusters?zoom=3&view=0,0,1,1&kind=fot", "kind"),
        ("/clusters?zoom=3&view=0,0,1,1&colour=red", "colour"),
        ("/answer?as_of=20x", "as_of"),
        ("/cross?by=colour", "by"),
        ("/rows?limit=201", "limit"),
        ("/rows?start=1e9", "start"),
        ("/rows?only=" + "x," * 200, "only"),
        ("/within?ring=1,2,3,4", "ring"),
        ("/within?ring=1,2,3,4,5,nan", "ring"),
        ("/within?ring=1,2,3,4,500,6", "ring"),
        ("/leaves?zoom=3", "at"),
        ("/leaves?zoom=3&at=1,2,3,4", "at"),
    ],
)
def test_what_cannot_be_meant_so_is_refused_with_its_name(big: TestClient, address: str, parameter: str) -> None:
    answer = big.get(address)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter
    assert len(answer.json()["detail"]) > 20


def test_a_site_that_is_not_there_is_named(big: TestClient) -> None:
    answer = big.get("/details/site-0000000005")
    assert answer.status_code == 404
    assert answer.json()["nearest"] != []


def test_an_answer_that_did_not_change_is_not_sent_again(big: TestClient) -> None:
    first = big.get("/clusters?zoom=5&view=20,36,60,52")
    again = big.get("/clusters?zoom=5&view=20,36,60,52", headers={"If-None-Match": first.headers["etag"]})
    other = big.get("/clusters?zoom=5&view=20,36,60,52&lang=ar", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("zoom", range(3, 15))
def test_no_view_weighs_more_than_ten_kilobytes(big: TestClient, zoom: int) -> None:
    rng = np.random.default_rng(zoom)
    for lon, lat in zip(rng.uniform(22, 58, 4), rng.uniform(38, 50, 4), strict=True):
        half = (1680 / 256 / 2**zoom * 180, 1080 / 256 / 2**zoom * 180 * 0.7)
        box = (max(-180, lon - half[0]), max(-85, lat - half[1]), min(180, lon + half[0]), min(85, lat + half[1]))
        answer = big.get(f"/clusters?zoom={zoom}&view={','.join(map(str, box))}")
        assert len(answer.content) <= 10_000


def test_the_page_does_not_grow_with_the_layer(
    big: TestClient, big_settings: Settings, client: TestClient, tmp_path: Path
) -> None:
    package = write_package(tmp_path / "package", 2 * N)
    init_store(Package.open(package), tmp_path / "bigger.gpkg")
    bigger_settings = Settings(store=tmp_path / "bigger.gpkg", package=package, sites_in_page=1000)
    with TestClient(create_app(bigger_settings)) as bigger:
        pages = [each.get("/?lang=en").content for each in (big, bigger)]
    assert abs(len(pages[0]) - len(pages[1])) < 0.02 * len(pages[0])
    config = json.loads(pages[0].decode().split('id="mirasmap-config">')[1].split("</script>")[0])
    assert config["served"]["n"] == get(big, "/answer")["n"]
    assert b"site-0000100" not in pages[0]


def test_the_order_by_name_chosen_in_the_store_is_that_of_whole_columns(
    store: GeoPackageStore, island_settings: Settings
) -> None:
    with open_store(island_settings.store) as island:
        for opened in (store, island):
            for lang in ("en", "ar", "az", "fr"):
                names = first_names(opened.names(), lang).set_index("site_id")["text"]
                wanted = name_ranks(opened.facets().sites["id"], names)
                assert opened.name_ranks(lang, script_of_language(lang)).tolist() == wanted.tolist()


@pytest.mark.parametrize("lang", ["en", "ar", "az", "fr"])
def test_the_leading_name_is_the_first_that_a_page_shows(store: GeoPackageStore, lang: str) -> None:
    names = store.names([f"site-{number:07d}" for number in range(300)])
    shown = shown_names(names, lang)
    assert leading_names(names, lang) == {site_id: each[0] for site_id, each in shown.items()}
