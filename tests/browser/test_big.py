"""A layer too large for its page behaves as any other: map, filters, table, popups and search ask the server."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.made_up import write_package
from tests.browser.chromium import until
from tests.served import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

N = 3000
DESKTOP = {"viewport": {"width": 1400, "height": 900}}


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server whose page holds no more than a thousand sites itself."""
    folder = tmp_path_factory.mktemp("big")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIRASMAP_SITES_IN_PAGE", "1000")
        with served(folder / "big.gpkg", write_package(folder / "package", N)) as address:
            yield address


def opened(visitor: Visitor, url: str) -> tuple[Page, list[str]]:
    """Open a page; also return what it goes on to ask the server."""
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    page = visitor.open(url)
    until(page, "document.documentElement.dataset.mirasmapFirstSite && document.querySelector('.mm-rail')")
    return page, asked


def total(page: Page) -> int:
    """Return how many sites the legend counts in the view."""
    return int(
        page.evaluate(
            "() => [...document.querySelectorAll('.mm-legend section:first-of-type .mm-n')]"
            ".reduce((sum, each) => sum + Number(each.textContent.replace(/\\D/g, '')), 0)"
        )
    )


def test_the_map_shows_all_sites_view_by_view(big: str, visit: Callable[..., Visitor]) -> None:
    page, asked = opened(visit(**DESKTOP), f"{big}/?lang=en")
    until(page, "document.querySelectorAll('.mm-legend .mm-n').length > 3")
    assert 0.9 * N < total(page) <= N
    before = len([url for url in asked if "/clusters" in url])
    page.get_by_role("button", name="Zoom in").click()
    until(page, "location.hash.includes('map=')")
    page.wait_for_timeout(600)
    assert len([url for url in asked if "/clusters" in url]) > before
    assert total(page) < 0.95 * N


def test_a_filter_gives_the_same_number_on_map_and_table_and_in_the_answer(
    big: str, visit: Callable[..., Visitor]
) -> None:
    page, asked = opened(visit(**DESKTOP), f"{big}/?lang=en&condition=4,5&kind=fort,mosque#panel=table")
    until(page, "document.querySelectorAll('.mm-app tbody tr[data-site]').length > 3")
    found = int(page.locator(".mm-found").inner_text().split()[0].replace(",", ""))
    answer = page.evaluate("async () => (await fetch('/answer?condition=4,5&kind=fort,mosque')).json()")
    assert answer["n"] == found > 0
    assert any("/rows" in url for url in asked)
    grades = {text.split(" in ")[0] for text in page.locator("tbody [data-col=condition] > span").all_inner_texts()}
    assert grades <= {"very bad", "destroyed"}


def test_a_site_in_the_address_is_found_and_its_popup_says_what_the_server_knows(
    big: str, visit: Callable[..., Visitor]
) -> None:
    page, asked = opened(visit(**DESKTOP), f"{big}/?lang=en#site=site-0000007")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert any("/details/site-0000007" in url for url in asked)
    assert "All statements and sources" in dialog.inner_text()


def test_search_finds_a_site_by_the_server(big: str, visit: Callable[..., Visitor]) -> None:
    page, _ = opened(visit(**DESKTOP), f"{big}/?lang=en")
    name = page.evaluate("async () => (await (await fetch('/rows?limit=1&lang=en')).json()).marks.name[0]")
    box = page.get_by_role("combobox", name="Search a site")
    box.fill(name)
    page.get_by_role("option").first.click()
    page.get_by_role("dialog").wait_for()


def test_a_server_that_falls_silent_leaves_the_map_and_says_so(big: str, visit: Callable[..., Visitor]) -> None:
    visitor = visit(**DESKTOP)
    page, _ = opened(visitor, f"{big}/?lang=en")
    until(page, "document.querySelectorAll('.mm-legend .mm-n').length > 3")
    before = total(page)
    visitor.context.route("**/clusters?**", lambda route: route.fulfill(status=503, json={"detail": "resting"}))
    page.get_by_role("button", name="Zoom out").click()
    notice = page.locator(".mm-trouble")
    notice.wait_for()
    assert "resting" in notice.inner_text()
    assert before > 0
    visitor.context.unroute("**/clusters?**")
    notice.get_by_role("button", name="Try again").click()
    until(page, "document.querySelector('.mm-trouble').hidden")
    visitor.errors[:] = [error for error in visitor.errors if "503" not in error]  # the browser's own word for it


def test_the_page_does_not_hold_the_sites(big: str, visit: Callable[..., Visitor]) -> None:
    page = visit(**DESKTOP).open(f"{big}/?lang=en")
    blocks = page.evaluate(
        "() => [...document.querySelectorAll('script[id^=mirasmap-sites]')].map(each => each.textContent.length)"
    )
    assert sum(blocks) < 5000


def test_the_site_that_is_open_comes_into_sight_in_the_table_however_far_down_it_stands(
    big: str, visit: Callable[..., Visitor]
) -> None:
    with urllib.request.urlopen(f"{big}/rows?start=1500&limit=200&lang=en") as answer:
        marks = json.load(answer)["marks"]
    site = next(each for each, lon in zip(marks["id"], marks["lon"], strict=True) if lon is not None)
    page, _ = opened(visit(**DESKTOP), f"{big}/?lang=en#panel=table&site={site}")
    until(page, f"document.querySelector('tr[aria-current=true]')?.dataset.site === '{site}'")
    row, room = (page.locator(part).bounding_box() for part in ("tr[aria-current=true]", ".mm-scroller"))
    assert row is not None
    assert room is not None
    assert room["y"] <= row["y"] <= room["y"] + room["height"]
