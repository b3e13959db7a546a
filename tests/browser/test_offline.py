"""After one visit the pages open without the network, and say that they are kept; with it, what is fresh wins."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import until
from tests.served import served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

FIRST_SITE = "document.documentElement.dataset.mirasmapFirstSite"
PAINTED = "[...document.querySelectorAll('.leaflet-tile-pane canvas')].some(c => c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[3] > 0)"
KEPT = "document.getElementById('kept')?.hidden === false"
UNREACHED = ("net::ERR_", "the server answered", "Failed to fetch")
"""What a browser complains of by itself when a request reaches nobody."""


def visited_once(visitor: Visitor, address: str) -> Page:
    page = visitor.open(f"{address}/")
    until(page, FIRST_SITE)
    until(page, "navigator.serviceWorker.controller !== null", seconds=60)
    return page


def own_errors(visitor: Visitor) -> list[str]:
    """Return what was complained of beyond the missing network, and forget the rest."""
    found = [error for error in visitor.errors if not any(part in error for part in UNREACHED)]
    visitor.errors.clear()
    return found


def test_everything_opens_after_the_server_has_gone(tmp_path: Path, visit: Visit) -> None:
    visitor = visit(service_workers="allow", viewport={"width": 1000, "height": 700})
    with served(tmp_path / "store.gpkg") as address:
        page = visited_once(visitor, address)
        page.goto(f"{address}/sites/aghdam-juma-mosque")
        page.wait_for_load_state("networkidle")
    for path in ("/", "/?kind=mosque", "/sites", "/visits", "/sources", "/about", "/sites/aghdam-juma-mosque"):
        page.goto(address + path)
        until(page, KEPT)
        assert page.locator("h1").count() == 1, path
    page.goto(f"{address}/#map=9/39.9/46.9")
    until(page, FIRST_SITE)
    until(page, PAINTED)
    assert page.evaluate("() => document.querySelectorAll('.mm-cluster').length") > 0
    assert "this page is as it was kept on this device" in (page.locator("#kept").text_content() or "")
    page.goto(f"{address}/sites/another")
    assert page.locator("h1").text_content() == "This page is not on this device"
    page.goto(f"{address}/sites?kind=fort")
    until(page, KEPT)
    assert "what the address asks for is not on this device" in (page.locator("#kept").text_content() or "")
    assert own_errors(visitor) == []


def test_a_browser_without_a_network_shows_the_table_with_the_day_on_which_it_was_kept(
    bundled: str, visit: Visit
) -> None:
    visitor = visit(service_workers="allow")
    page = visited_once(visitor, bundled)
    page.goto(f"{bundled}/about?lang=az")
    page.wait_for_load_state("networkidle")
    visitor.context.set_offline(True)
    page.goto(f"{bundled}/sites")
    until(page, KEPT)
    assert page.locator("tbody tr").count() == 100
    page.goto(f"{bundled}/about?lang=az")
    until(page, KEPT)
    assert page.evaluate("() => document.documentElement.lang") == "az"
    visitor.context.set_offline(False)
    page.goto(f"{bundled}/sites")
    assert page.locator("#kept").is_hidden()
    assert own_errors(visitor) == []


def test_what_is_kept_is_named_and_is_there(bundled: str) -> None:
    with urllib.request.urlopen(f"{bundled}/sw.js") as answer:
        head = answer.read().decode().split("\n", 1)[0]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    plan = json.loads(head.removeprefix("self.mirasmapOffline=").removesuffix(";"))
    assert len(plan["version"]) == 12
    tiles = [path for path in plan["fixed"] if path.startswith("/tiles/")]
    assert {int(path.split("/")[2]) for path in tiles} == set(range(11))
    for path in [*plan["fixed"], *plan["pages"]]:
        if path not in tiles[5:]:
            with urllib.request.urlopen(bundled + path) as answer:
                assert answer.status == 200, path


@pytest.mark.parametrize(("lang", "dir_"), [("en", "ltr"), ("ar", "rtl")])
def test_the_pages_can_be_installed(lang: str, dir_: str, bundled: str) -> None:
    with urllib.request.urlopen(f"{bundled}/manifest.webmanifest?lang={lang}") as answer:
        manifest = json.load(answer)
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == (lang, dir_, "/")
    assert manifest["name"]
    with urllib.request.urlopen(bundled + manifest["icons"][0]["src"]) as answer:
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
