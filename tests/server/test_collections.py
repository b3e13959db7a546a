"""Sites as features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

ITEMS = "/collections/sites/items"


def items(client: TestClient, **parameters: object) -> dict[str, Any]:
    answer = client.get(ITEMS, params={name: str(value) for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/geo+json"
    body: dict[str, Any] = answer.json()
    return body


def test_all_that_the_public_sees_is_there_and_nothing_withheld(client: TestClient) -> None:
    body = items(client)
    ids = [feature["id"] for feature in body["features"]]
    assert body["numberMatched"] == body["numberReturned"] == len(ids) == len(set(ids)) == 11
    assert "keeper-tomb" not in ids
    assert "keeper" not in client.get(ITEMS).text


def test_a_feature_says_who_says_what_of_the_condition_and_when(client: TestClient) -> None:
    fort = client.get(f"{ITEMS}/velma-fort").json()
    said = fort["properties"]
    assert (said["condition"], said["condition_on"], said["condition_by"], said["condition_status"]) == (
        1,
        "2021-06-03",
        "A. Keeper",
        "reviewed",
    )
    assert {(name["lang"], name["text"]) for name in said["names"]} >= {("qaa", "Velma Kôr"), ("qab", "ველმა კორ")}
    assert fort["geometry"]["type"] == "Polygon"


def test_a_site_without_a_position_has_no_geometry(client: TestClient) -> None:
    assert client.get(f"{ITEMS}/lost-monastery").json()["geometry"] is None


def test_pages_follow_each_other_by_links_until_all_are_seen(client: TestClient) -> None:
    seen: list[str] = []
    url: str | None = f"{ITEMS}?limit=4"
    while url:
        body = client.get(url).json()
        seen += [feature["id"] for feature in body["features"]]
        url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert sorted(seen) == sorted(feature["id"] for feature in items(client)["features"])


@pytest.mark.parametrize(
    ("parameters", "ids"),
    [
        ({"kind": "fort"}, {"velma-fort"}),
        ({"kind": "fort,bath"}, {"velma-fort", "market-bath"}),
        ({"district": "east", "kind": "mosque"}, {"tide-mosque"}),
        ({"condition": "5"}, {"lost-monastery"}),
        ({"q": "velma kor"}, {"velma-fort", "velma-fort-gate"}),
        ({"q": "ველმა"}, {"velma-fort", "velma-fort-gate"}),
        ({"kind": "theatre"}, set()),
        ({"bbox": "-21.0,-33.2,-20.9,-33.0", "kind": "church"}, {"hill-chapel"}),
        ({"bbox": "170,-80,-170,80"}, set()),
    ],
)
def test_filters_narrow(client: TestClient, parameters: dict[str, str], ids: set[str]) -> None:
    assert {feature["id"] for feature in items(client, **parameters)["features"]} == ids


def test_nobody_said_is_a_filter_of_its_own(client: TestClient) -> None:
    found = items(client, condition="none")["features"]
    assert {feature["properties"]["condition"] for feature in found} == {None}
    assert {feature["id"] for feature in found} >= {"velma-fort-gate", "border-mill", "weavers-house"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "mosqe", "did you mean 'mosque'"),
        ("bbox", "1,2,3", "four numbers"),
        ("bbox", "a,b,c,d", "four numbers"),
        ("bbox", "nan,0,1,1", "four numbers"),
        ("bbox", "0,0,1,91", "outside the world"),
        ("bbox", "0,5,1,1", "south exceeds north"),
        ("limit", "0", "greater than or equal to 1"),
        ("limit", "10001", "less than or equal to 10000"),
        ("limit", "ten", "valid integer"),
        ("offset", "-1", "greater than or equal to 0"),
        ("condition", "9", "no grade"),
        ("q", "x" * 201, "200"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_named_with_the_way_to_mend_it(
    client: TestClient, name: str, value: str, said: str
) -> None:
    answer = client.get(ITEMS, params={name: value})
    assert answer.status_code == 400
    body = answer.json()
    assert body["parameter"] == name
    assert said in body["detail"]


@given(name=st.sampled_from(["bbox", "limit", "q", "kind", "condition", "lang", "x"]), value=st.text(max_size=60))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_string_makes_the_server_fail(client: TestClient, name: str, value: str) -> None:
    assert client.get(ITEMS, params={name: value.encode("utf-8", "replace").decode()}).status_code in (200, 400)


@given(path=st.text(min_size=1, max_size=40).filter(lambda text: text.strip("./")))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_id_makes_the_server_fail(client: TestClient, path: str) -> None:
    from urllib.parse import quote

    for area in ("sites", "visits", "sources"):
        assert client.get(f"/{area}/{quote(path, safe='', errors='replace')}").status_code in (200, 404)


def test_suggestions_cross_scripts_and_keep_to_their_limit(client: TestClient) -> None:
    found = client.get("/suggest", params={"q": "ველ", "limit": "1", "lang": "fr"}).json()
    assert [(row["site_id"], row["text"]) for row in found] == [("velma-fort", "ველმა კორ")]
    assert found[0]["kind_label"]
    assert client.get("/suggest").json() == []


def test_the_download_of_a_site_has_everything_that_is_said_of_it(client: TestClient) -> None:
    answer = client.get("/sites/tide-mosque.geojson")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tide-mosque.geojson"'
    said = answer.json()["properties"]
    assert {row["id"] for row in said["statements"]} == {"s03", "s04"}
    assert {row["id"] for row in said["sources"]} == {"survey", "gazette", "atlas"}


def test_the_download_of_a_visit_has_stops_and_legs(client: TestClient) -> None:
    body = client.get("/visits/survey-2021.geojson").json()
    what = [feature["properties"]["what"] for feature in body["features"]]
    assert what.count("stop") == 6
    assert what.count("leg") >= 2
    assert body["visit"]["id"] == "survey-2021"
