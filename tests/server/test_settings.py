"""What an operator may set, and what the server does when something fails that nobody foresaw."""

from __future__ import annotations

import logging
import re
from typing import NoReturn

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from server.security import HEADERS
from server.settings import Settings


def served(settings: Settings, **changes: object) -> TestClient:
    return TestClient(create_app(settings.model_copy(update=changes)), raise_server_exceptions=False)


def test_nothing_happens_at_import_or_before_the_server_starts(island_settings: Settings) -> None:
    app = create_app(island_settings)
    assert not hasattr(app.state, "resources")


def test_online_base_maps_are_a_choice_that_the_operator_can_take_away(island_settings: Settings) -> None:
    with served(island_settings) as client:
        answer = client.get("/")
        images = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])
        assert images is not None
        assert images[1].split()[3:] == ["https://tile.openstreetmap.org", "https://tiles.maps.eox.at"]
        assert "https://tile.openstreetmap.org/{z}/{x}/{y}.png" in answer.text
        assert "https://" not in client.get("/sites").headers["Content-Security-Policy"]
    with served(island_settings, online_basemaps=()) as client:
        answer = client.get("/")
        assert "tile.openstreetmap.org" not in answer.text
        assert "https://" not in answer.headers["Content-Security-Policy"]


def test_none_takes_the_online_base_maps_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRASMAP_ONLINE_BASEMAPS", "none")
    assert Settings().online_basemaps == ()


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("heritage@example.org", "mailto:heritage@example.org"),
        ("https://example.org/corrections", "https://example.org/corrections"),
    ],
)
def test_corrections_go_where_the_operator_says(island_settings: Settings, address: str, href: str) -> None:
    with served(island_settings, corrections=address) as client:
        assert f'href="{href}"' in client.get("/about").text


def test_links_and_citations_have_the_public_address(island_settings: Settings) -> None:
    with served(island_settings, base_url="https://maps.example.org/heritage") as client:
        links = client.get("/collections/sites/items?limit=1").json()["links"]
        assert all(link["href"].startswith("https://maps.example.org/heritage/collections/") for link in links)
        assert "https://maps.example.org/heritage/sites/velma-fort" in client.get("/sites/velma-fort").text


@pytest.mark.parametrize("path", ["/healthz", "/sites/velma-fort"])
def test_an_unforeseen_error_is_logged_under_an_id_and_tells_nothing_else(
    island_settings: Settings, path: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        message = "secret path and SQL"
        raise RuntimeError(message)

    with served(island_settings) as client, caplog.at_level(logging.ERROR, "mirasmap"):
        store = client.app.state.resources.store  # type: ignore[attr-defined] # any ASGI application, for the type
        monkeypatch.setattr(store, "info", fail)
        monkeypatch.setattr(store, "site", fail)
        answer = client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.json()["id"] in caplog.text
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        page = client.get(path, headers={"Accept": "text/html"})
        assert "secret" not in page.text
        assert page.headers.keys() >= {name.lower() for name in HEADERS}


def test_a_page_follows_the_store_when_it_changes(island_settings: Settings) -> None:
    made: list[int] = []
    with served(island_settings) as client:
        resources = client.app.state.resources  # type: ignore[attr-defined]

        def make() -> int:
            made.append(1)
            return len(made)

        assert [resources.kept("x", make), resources.kept("x", make)] == [1, 1]
        island_settings.store.touch()
        assert resources.kept("x", make) == 2
