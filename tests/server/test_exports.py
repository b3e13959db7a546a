"""`/export/sites.…`: each format at its address, and links to them on the pages."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.exchange.formats import FORMATS
from server.api import exports
from server.api.exports import ENDINGS
from server.pages.downloads import downloads

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

from geo.questions.site_filter import Question

MAGIC = {"geojson": b'{"type":', "geojsonl": b'{"type":', "gpkg": b"SQLite format 3", "shp.zip": b"PK", "fgb": b"fgb", "parquet": b"PAR1", "csv": b'\xef\xbb\xbf"id"', "xlsx": b"PK"}  # fmt: skip


@pytest.mark.parametrize("ending", MAGIC)
def test_each_format_has_an_address(client: TestClient, ending: str) -> None:
    answer = client.get(f"/export/sites.{ending}", params={"kind": "fort,mosque"})
    assert answer.status_code == 200
    assert answer.content.startswith(MAGIC[ending])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sites.{ending}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].partition(";")[0] == FORMATS[ENDINGS[ending]].media_type
    assert ("X-Mirasmap-Losses" in answer.headers) == (ending != "gpkg")


def test_a_question_is_answered_in_its_order_and_hidden_places_stay_hidden(client: TestClient) -> None:
    said = client.get("/export/sites.geojson", params={"sort": "name", "order": "down", "fields": "kind,sensitivity"}).json()  # fmt: skip
    ids = [each["id"] for each in said["features"]]
    listed = client.get("/sites.csv", params={"sort": "name", "order": "down"}).content
    assert ids == pd.read_csv(io.BytesIO(listed))["id"].tolist()
    assert "keeper-tomb" not in ids
    hidden = [each for each in said["features"] if each["properties"]["sensitivity"] != "public"]
    assert {each["geometry"]["type"] for each in hidden} == {"Polygon"}
    assert len(hidden) == 2
    assert said["mirasmap:question"] == "sort=name&order=down"


def test_the_sources_of_a_question_are_a_table_of_their_own(client: TestClient) -> None:
    table = pd.read_csv(io.BytesIO(client.get("/export/sites.sources.csv", params={"kind": "fort"}).content))
    assert {"survey", "atlas"} <= set(table["id"])
    assert table["licence"].notna().all()


def test_one_site_is_saved_under_its_id(client: TestClient) -> None:
    answer = client.get("/export/sites.shp.zip", params={"ids": "hill-chapel"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hill-chapel.shp.zip"'
    assert "sites.dbf" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_a_question_that_finds_nothing_is_an_empty_file(client: TestClient) -> None:
    assert client.get("/export/sites.geojson", params={"kind": "palace"}).json()["features"] == []


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/export/sites.dxf", 404, "there is no format of sites with the id 'dxf'"),
        ("/export/sites.csv?fields=kynd", 400, "did you mean kind"),
        ("/export/sites.csv?kynd=fort", 400, "there is no filter 'kynd'"),
        ("/export/sites.csv?lang=xx", 400, "there is no language 'xx'"),
    ],
)
def test_what_cannot_be_meant_is_a_problem_in_json(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_too_many_sites_are_refused_before_any_work(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exports.MOST_SITES, "xlsx", 3)
    answer = client.get("/export/sites.xlsx")
    assert answer.status_code == 400
    assert "11 sites are more than 3" in answer.json()["detail"]
    assert client.get("/export/sites.xlsx", params={"kind": "fort"}).status_code == 200


def test_what_a_format_cannot_hold_at_all_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.exchange.export import workbook

    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    answer = client.get("/export/sites.xlsx")
    assert answer.status_code == 400
    assert "a sheet holds 4 rows" in answer.json()["detail"]


def test_many_at_a_time_are_asked_to_come_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(exports, "_PATIENCE", 0.01)
    with exports._AT_ONCE:
        answer = client.get("/export/sites.csv")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert client.get("/export/sites.csv").status_code == 200


def test_no_file_is_left_behind(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert client.get("/export/sites.gpkg").status_code == 200
    assert client.head("/export/sites.gpkg").status_code == 200
    assert client.get("/export/sites.dxf").status_code == 404
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["/sites?kind=fort", "/?kind=fort", "/sites/velma-fort"])
def test_pages_offer_every_format(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"accept": "text/html"}).text
    offered = re.findall(r'href="(/export/sites\.[^"?]+)\?([^"]+)" download', page)
    assert {address.removeprefix("/export/sites.") for address, _query in offered} == set(ENDINGS)
    assert {query for _address, query in offered} == {"ids=velma-fort" if "velma" in path else "kind=fort"}


def test_the_menu_and_the_addresses_are_the_same() -> None:
    assert {each.url for each in downloads(Question())} == {f"/export/sites.{ending}" for ending in ENDINGS}


def test_texts_of_others_are_texts_in_every_table(client: TestClient) -> None:
    said = client.get("/export/sites.csv").text
    assert not re.search(r'(?m)(?:^|,)"[=@+]', said)
    assert json.loads(client.get("/export/sites.geojsonl").text.splitlines()[0])["type"] == "Feature"
