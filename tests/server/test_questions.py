"""One question, one answer: table, number, file, features and picture agree, whatever stands in the address."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.questions.site_filter import QUESTION_WORDS, SORT_KEYS
from maps.i18n import LANGUAGES
from server.api.sites_csv import inert

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

MINISTER = "designation=any&district=aghdam,fuzuli&condition=3,4,5&visited=not-24&sort=urgency&order=down"
"""Registered, in two districts, poor or worse, nobody there for 24 months, most urgent first."""
QUESTIONS = [
    "",
    "kind=mosque,bath",
    "district=none",
    "condition=none",
    "condition=1,2&as_of=2021",
    "period=15XX,none",
    "designation=none",
    "level=none",
    "access=none",
    "newest=within-120",
    "visited=not-24&sort=visited",
    "visited=none",
    "dispute=disputed,differ",
    "photos=no",
    "q=velma&sort=name&order=down",
    "bbox=-21.0,-33.2,-20.9,-33.0&sort=kind",
    "as_of=2019-06-01&sort=urgency&order=down",
]


def table_ids(client: TestClient, query: str) -> list[str]:
    text = client.get(f"/sites?{query}").text
    return re.findall(r'<th scope="row"><a href="/sites/([^"]+)"', text)


def file_rows(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/sites.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def features(client: TestClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/collections/sites/items?{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def said(client: TestClient, path: str) -> str:
    client.cookies.clear()
    found = re.search(r'class="count"[^>]*>([^<]*)<', client.get(path, headers={"Accept-Language": "en"}).text)
    assert found is not None
    return found[1]


def test_the_question_of_the_minister_has_one_answer(bundled_client: TestClient) -> None:
    ids = table_ids(bundled_client, MINISTER)
    assert len(ids) > 0
    rows = file_rows(bundled_client, MINISTER)
    body = features(bundled_client, MINISTER)
    assert [row["id"] for row in rows] == ids
    assert [feature["id"] for feature in body["features"]] == ids
    assert body["numberMatched"] == len(ids)
    assert [int(row["urgency"]) for row in rows] == sorted((int(row["urgency"]) for row in rows), reverse=True)
    assert {row["district"] for row in rows} <= {"aghdam", "fuzuli"}
    assert {row["condition"] for row in rows} <= {"3", "4", "5"}
    assert all(row["designations"] for row in rows)
    assert (
        said(bundled_client, f"/sites?{MINISTER}")
        == said(bundled_client, f"/?{MINISTER}")
        == f"{len(ids)} sites of 223"
    )
    placed = sum(row["lon"] != "" for row in rows)
    assert bundled_client.get(f"/map.svg?{MINISTER}").text.count("<use ") == placed + 7  # and the legend


@pytest.mark.parametrize("query", QUESTIONS)
def test_table_file_and_features_agree(client: TestClient, query: str) -> None:
    ids = table_ids(client, query)
    assert [row["id"] for row in file_rows(client, query)] == ids
    found = [feature["id"] for feature in features(client, query)["features"]]
    assert (found if "sort" in query else sorted(found)) == (ids if "sort" in query else sorted(ids))
    n = re.match(r"\d+", said(client, f"/sites?{query}"))
    assert n is not None
    assert int(n[0]) == len(ids)
    assert said(client, f"/?{query}") == said(client, f"/sites?{query}")


@pytest.mark.parametrize("sort", SORT_KEYS)
@pytest.mark.parametrize("order", ["up", "down"])
def test_features_are_paged_in_the_order_asked_for(client: TestClient, sort: str, order: str) -> None:
    query = f"sort={sort}&order={order}"
    whole = [feature["id"] for feature in features(client, query)["features"]]
    pages = [features(client, f"{query}&limit=4&offset={offset}")["features"] for offset in (0, 4, 8)]
    assert [feature["id"] for page in pages for feature in page] == whole == table_ids(client, query)
    assert len(whole) == 11


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_counts_every_value_and_holds_what_was_chosen(client: TestClient, lang: str) -> None:
    text = client.get(f"/sites?kind=fort,bath&photos=no&lang={lang}").text
    client.cookies.clear()
    boxes = re.findall(r'<input type="(?:checkbox|radio)" name="(\w+)" value="([^"]*)"( checked)?>', text)
    assert {value for word, value, checked in boxes if word == "kind" and checked} == {"fort", "bath"}
    assert ("photos", "no", " checked") in boxes
    assert {"kind", "district", "condition", "period", "designation", "newest", "visited"} <= {box[0] for box in boxes}
    counts = dict(re.findall(r'name="kind" value="([^"]*)".*?class="n">(\d+)<', text))
    for kind, n in counts.items():
        assert len(table_ids(client, f"kind={quote(kind)}&photos=no")) == int(n)


def test_a_chosen_part_is_a_link_that_takes_it_away(client: TestClient) -> None:
    text = client.get("/sites?kind=fort,bath&q=velma&as_of=2024&sort=urgency").text
    links = {html.unescape(link) for link in re.findall(r'class="chip" href="([^"]*)"', text)}
    assert len(links) == 4
    assert "/sites?q=velma&kind=bath&as_of=2024&sort=urgency" in links


@pytest.mark.parametrize("path", ["/", "/sites"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=fort,mosqe", "Kind: “mosqe” is not known."),
        ("kind=fort&district=atlantis", "District: “atlantis” is not known."),
        ("kind=fort&colour=red", "There is no filter “colour”."),
        ("kind=fort&bbox=1,2", "A box on the map: “1,2” is not known."),
        ("kind=fort&ids=nobody,velma-fort", "Site: “nobody” is not known."),
        ("kind=fort&as_of=soon", "As of: “soon” is not known."),
        ("kind=fort&photos=yes&photos=no&photos=", "Photos: only one value is possible; “no” is left out."),
        ("kind=fort&q=" + "x" * 300, "Name: what is written there is too long."),
        ("kind=fort&lang=xx", "Language: “xx” is not known."),
    ],
)
def test_what_an_address_cannot_mean_is_said_and_the_rest_is_kept(
    client: TestClient, path: str, query: str, sentence: str
) -> None:
    client.cookies.clear()
    answer = client.get(f"{path}?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert sentence in html.unescape(answer.text)
    if "photos=yes" not in query:
        assert 'href="/sites/velma-fort"' in answer.text
        assert 'href="/sites/market-bath"' not in answer.text


@pytest.mark.parametrize("path", ["/collections/sites/items", "/sites.csv"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [("kind=mosqe", "kind"), ("colour=red", "colour"), ("as_of=soon", "as_of"), ("lang=xx", "lang")],
)
def test_programs_are_told_instead(client: TestClient, path: str, query: str, parameter: str) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "１"])
def test_a_page_that_is_no_number_is_the_first(client: TestClient, page: str) -> None:
    client.cookies.clear()
    answer = client.get("/sites", params={"page": page}, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert f"Page: “{page}” is not known." in html.unescape(answer.text)
    assert len(table_ids(client, "page=1")) == 11


@given(word=st.sampled_from([*QUESTION_WORDS, "page", "lang", "style", "x"]), value=st.text(max_size=40))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_of_a_page_makes_the_server_fail(client: TestClient, word: str, value: str) -> None:
    parameters = {word: value.encode("utf-8", "replace").decode()}
    for path in ("/sites", "/map.svg"):
        assert client.get(path, params=parameters).status_code == 200
    assert client.get("/sites.csv", params=parameters).status_code in (200, 400)


def test_a_hidden_place_stands_in_the_file_as_the_public_sees_it(client: TestClient) -> None:
    rows = {row["id"]: row for row in file_rows(client, "")}
    assert "keeper-tomb" not in rows
    hidden, known = rows["barrow-field"], rows["tide-mosque"]
    geometry = client.get("/collections/sites/items/barrow-field").json()["geometry"]
    assert geometry["type"] == "Polygon"
    corners = [corner for ring in geometry["coordinates"] for corner in ring]
    west, east = (limit(corner[0] for corner in corners) for limit in (min, max))
    assert west < float(hidden["lon"]) < east
    lon, lat = client.get("/collections/sites/items/tide-mosque").json()["geometry"]["coordinates"]
    assert (float(known["lon"]), float(known["lat"])) == pytest.approx((lon, lat), abs=1e-6)
    assert rows["lost-monastery"]["lon"] == ""


def test_the_file_has_every_name_with_its_language_and_the_readers_first(client: TestClient) -> None:
    rows = {row["id"]: row for row in file_rows(client, "lang=en")}
    fort = rows["velma-fort"]
    assert {"qaa: Velma Kôr", "qab: ველმა კორ"} <= set(fort["names"].split(" | "))
    assert fort["name"] in fort["names"]
    assert rows["tide-mosque"]["disputed"] == "yes"
    assert rows["market-bath"]["sources_differ"] == "yes"


def test_no_cell_is_a_formula(client: TestClient) -> None:
    risky = ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(1)", "\tx", "\rx", " =1", "|x", "%x"]
    assert all(text.startswith("'") for text in inert(pd.Series(risky)))
    plain = ["-0550", "+12.5", "12", "a=b", "", "–"]
    assert inert(pd.Series(plain)).tolist() == plain
    assert client.get("/sites.csv").headers["Content-Disposition"] == 'attachment; filename="sites.csv"'
