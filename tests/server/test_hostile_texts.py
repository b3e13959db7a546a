"""Names and statements are hostile text: they are shown, and do nothing."""

from __future__ import annotations

import csv
import json
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from server.pages.texts import clean, safe_url
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{7*7}}{{ cycler.__init__.__globals__ }}",
    "{% raise %}",
    "${alert(1)}",
    "\"><svg onload=alert(1)>' onmouseover='alert(1)",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "%(name)s %s",
]
PATHS = [
    "/",
    "/sites",
    "/sites/tide-mosque",
    "/sources",
    "/sources/survey",
    "/visits",
    "/visits/survey-2021",
    "/collections/sites/items",
    "/sites/tide-mosque.geojson",
    "/visits/survey-2021.geojson",
    "/suggest?q=alert",
]
HOSTILE = "".join(ATTACKS)


@pytest.fixture(scope="module")
def hostile(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the island with every free text replaced by all attacks at once."""
    folder = tmp_path_factory.mktemp("hostile")
    package = folder / "package"
    shutil.copytree(island_path, package)
    free = {
        "names": ["text"],
        "sources": ["title", "author", "publisher", "note", "licence"],
        "statements": ["value_raw", "asserted_by", "role", "scale"],
        "visits": ["title", "purpose", "who", "note"],
        "stops": ["reason", "note"],
        "designations": ["scheme", "level", "document", "asserted_by"],
        "access": ["authority", "note"],
        "measures": ["title", "lead", "partners", "note"],
    }
    for name, columns in free.items():
        poison(package / "heritage" / f"{name}.csv", columns)
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    descriptor["mirasmap:titles"] = descriptor["title"] = HOSTILE
    descriptor["description"] = descriptor["mirasmap:credit"] = HOSTILE
    (package / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    with TestClient(create_app(Settings(store=folder / "store.gpkg", package=package))) as client:
        yield client


def poison(file: Path, columns: list[str]) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row |= {column: HOSTILE for column in columns if column in row}
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


class Attributes(HTMLParser):
    """Names of the attributes of all elements, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _value in attrs}


@pytest.mark.parametrize("path", [*PATHS, "/about", "/map.svg"])
def test_no_text_of_the_store_becomes_markup_or_code(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code == 200
    text = answer.text
    for harm in ("<script>alert", "<img src=x", "<svg onload", "\u202e", "49<"):
        assert harm not in text
    assert "alert(1)" in text  # it is shown, not swallowed
    attributes = Attributes()
    attributes.feed(text)
    assert [name for name in attributes.names if name.startswith("on") or name == "style"] == []


@pytest.mark.parametrize("path", PATHS)
def test_braces_and_percent_signs_come_through_as_they_are(hostile: TestClient, path: str) -> None:
    text = hostile.get(path).text
    assert "{{7*7}}" in text
    assert "%(name)s" in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_query_is_as_harmless_as_the_store(client: TestClient, attack: str) -> None:
    for path in ("/sites", "/sources", "/about"):
        for parameters in ({"q": attack}, {"lang": attack}, {attack: "1"}, {"sort": attack}):
            text = client.get(path, params=parameters, headers={"Accept": "text/html"}).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "<svg onload" not in text
            assert "\u202e" not in text
    assert client.get(f"/sites/{attack.replace('/', '')}").status_code == 404


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("https:nohost", False),
        ("//example.org/x", False),
        ("http://exam\u202eple.org", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert (safe_url(url) is not None) is safe


def test_marks_that_scripts_need_survive_cleaning() -> None:
    assert clean("می\u200cخواهم\u200f") == "می\u200cخواهم\u200f"
    assert clean("a\u202e\u2066b\x07") == "ab"
