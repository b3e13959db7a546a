"""Every address: its headers, its languages, its errors."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from maps.i18n import LANGUAGES
from server.security import HEADERS
from server.settings import ONLINE_BASEMAPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient
    from httpx2 import Response

ONLINE_HOSTS = {choice.host for choice in ONLINE_BASEMAPS.values()}
"""Hosts whose pictures a reader may switch on."""
PAGES = [
    "/",
    "/sites",
    "/sites/velma-fort",
    "/sites/tide-mosque",
    "/sites/barrow-field",
    "/sites/lost-monastery",
    "/visits",
    "/visits/survey-2021",
    "/visits/round-2026",
    "/sources",
    "/sources/survey",
    "/sources/elders",
    "/about",
    "/offline",
]
API = [
    "/sites/velma-fort.geojson",
    "/visits/survey-2021.geojson",
    "/collections/sites/items",
    "/collections/sites/items/velma-fort",
    "/suggest?q=velma",
    "/tiles/3/1/1",
    "/labels/en.json",
    "/hillshade.webp",
    "/photos/velma-fort-photo",
    "/healthz",
    "/sites.csv",
    "/map.svg",
    "/sw.js",
    "/manifest.webmanifest",
]
MISSING = [
    "/sites/velma-fart",
    "/sites/velma-fart.geojson",
    "/visits/survey-2012",
    "/sources/servey",
    "/collections/sites/items/velma-fart",
    "/photos/nothing",
    "/labels/xx.json",
    "/assets/nothing.js",
    "/nothing",
]
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def got(client: TestClient) -> Callable[[str], Response]:
    """Give the answer of an address, asked for once for all tests that only read it."""
    return cache(client.get)


@pytest.mark.parametrize("path", [*PAGES, *API, *MISSING])
def test_every_answer_carries_the_security_headers(got: Callable[[str], Response], path: str) -> None:
    answer = got(path)
    assert {name: answer.headers[name] for name in HEADERS if name != "Content-Security-Policy"} == {
        name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"
    }
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for rule in policy.split("; "):
        hosts = set(re.findall(r"\S*(?:https?:|\*)\S*", rule))
        assert hosts <= (ONLINE_HOSTS if rule.startswith("img-src ") else set())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_every_language(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(path, params={"lang": lang}, headers={"Cookie": ""})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == lang
    direction = "rtl" if lang == "ar" else "ltr"
    assert f'<html lang="{lang}" dir="{direction}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert '<main id="main"' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_styles_or_handlers_that_the_policy_would_refuse(
    got: Callable[[str], Response], path: str
) -> None:
    text = re.sub(r"<script.*?</script>", "", got(path).text, flags=re.DOTALL)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_to_no_other_host_but_by_marked_links(got: Callable[[str], Response], path: str) -> None:
    text = re.sub(r"<script.*?</script>", "", got(path).text, flags=re.DOTALL)
    for tag in re.findall(r"<[a-z]+ [^>]*(?:href|src)=\"https?://[^>]*>", text):
        assert tag.startswith('<a class="external"')
        assert 'rel="noopener noreferrer external"' in tag


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_did_not_change_is_not_sent_twice(client: TestClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_head_answers_as_get_without_a_body(client: TestClient, got: Callable[[str], Response], path: str) -> None:
    answer, whole = client.head(path), got(path)
    assert (answer.status_code, answer.content) == (whole.status_code, b"")
    assert answer.headers.get("Content-Type") == whole.headers.get("Content-Type")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sites", headers=JSON)
    assert answer.status_code == 405
    assert answer.json()["title"] == "Method Not Allowed"


def test_options_says_what_is_allowed(client: TestClient) -> None:
    answer = client.options("/sites")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", MISSING)
def test_what_is_missing_is_a_problem_of_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=JSON)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body.keys() - {"nearest"} == {"type", "title", "status", "detail", "instance"}
    assert (body["status"], body["title"], body["instance"]) == (404, "Not Found", path)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/sites/velma-fart", "/sites/velma-fort"),
        ("/visits/survey-2012", "/visits/survey-2021"),
        ("/sources/servey", "/sources/survey"),
    ],
)
def test_a_page_that_is_missing_links_to_the_nearest(client: TestClient, path: str, near: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert f'href="{near}"' in answer.text
    assert client.get(path, headers=JSON).json()["nearest"][0] == near.split("/")[-1]


@pytest.mark.parametrize("path", [path for path in API if "?" not in path and path != "/map.svg"])
def test_a_parameter_that_is_not_known_is_refused_by_name(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"limmit": "3"}, headers=JSON)
    assert answer.status_code == 400
    body = answer.json()
    assert body["parameter"] == "limmit"
    assert "known are" in body["detail"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_shown_whatever_its_address_says_beside_and_says_what_was_left_out(
    client: TestClient, path: str
) -> None:
    client.cookies.clear()
    answer = client.get(path, params={"limmit": "<3>", "lang": "xx", "style": "neon"})
    assert answer.status_code == 200
    said = [html.unescape(text) for text in re.findall(r"<li><bdi>([^<]*)</bdi></li>", answer.text)]
    assert "There is no filter “limmit”." in said
    assert "Language: “xx” is not known." in said
    assert "Colours: “neon” is not known." in said
    assert 'role="status"' in answer.text.split("There is no filter")[0].split("left-out")[-1]


@pytest.mark.parametrize("path", ["/collections/sites/items", "/sites.csv", "/sites/velma-fort.geojson", "/healthz"])
def test_a_language_that_is_not_known_is_refused_with_those_that_are(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"lang": "xx"}, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "lang"
    assert "en, fr, ar, az" in answer.json()["detail"]


def test_the_language_comes_from_the_query_then_the_cookie_then_the_browser(client: TestClient) -> None:
    def language(**headers: str) -> str:
        return client.get("/about", headers=headers).headers["Content-Language"]

    client.cookies.clear()
    assert language(**{"Accept-Language": "de, az-AZ;q=0.8, fr;q=0.3"}) == "az"
    assert language(**{"Accept-Language": "xx;q=huh, ;;,"}) == "en"
    client.get("/about?lang=fr")
    assert language(**{"Accept-Language": "az"}) == "fr"
    client.cookies.clear()


def test_a_style_is_remembered(client: TestClient) -> None:
    assert 'data-style="dark"' in client.get("/about?style=dark").text
    assert 'data-style="dark"' in client.get("/sites").text
    client.cookies.clear()
    assert 'data-style="auto"' in client.get("/sites").text


def test_a_switch_of_language_keeps_path_and_query(client: TestClient) -> None:
    text = client.get("/sites?kind=fort&page=1").text
    assert 'href="/sites?kind=fort&amp;page=1&amp;lang=ar"' in text


def test_assets_are_kept_for_ever_and_packed(client: TestClient) -> None:
    sheet = re.search(r"/assets/pages\.[0-9a-f]{12}\.css", client.get("/about").text)
    assert sheet is not None
    answer = client.get(sheet[0])
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.text == client.get(sheet[0], headers={"Accept-Encoding": "identity"}).text
