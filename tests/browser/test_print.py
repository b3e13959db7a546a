"""Ctrl+P and the tool for printing give one clean sheet, and the screen is afterwards as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

QUESTION = "/?lang=en&condition=4,5"
DESKTOP = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
READY = "document.querySelector('.mm-rail') && document.querySelector('.leaflet-tile-loaded')"
SHEETS = {("A4", "Landscape"): (842, 595), ("A3", "Landscape"): (1191, 842), ("A4", "Portrait"): (595, 842)}


def opened(visitor: Visitor, url: str) -> Page:
    page = visitor.open(url)
    until(page, READY)
    return page


def printed(page: Page) -> tuple[int, tuple[int, int], int]:
    """Return pages, size of the first in points, and bytes of the PDF that Ctrl+P would give."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    width, height = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)[0]
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), (round(float(width)), round(float(height))), len(pdf)


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_browsers_own_command_prints_one_sheet_and_leaves_the_screen_as_it_was(
    bundled: str, visit: Callable[..., Visitor], options: dict[str, object]
) -> None:
    page = opened(visit(**options), bundled + QUESTION)
    before = page.evaluate("() => [location.href, document.querySelector('.leaflet-container').clientWidth]")
    pages, size, n_bytes = printed(page)
    assert (pages, size) == (1, SHEETS["A4", "Landscape"])
    assert n_bytes > 200_000, "the ground is on the sheet as well"
    until(page, "!document.querySelector('.mm-sheet')")
    assert page.evaluate("() => document.querySelector('.leaflet-container').closest('.mm-stage') !== null")
    after = page.evaluate("() => [location.href, document.querySelector('.leaflet-container').clientWidth]")
    assert after == before
    assert page.evaluate("() => document.documentElement.className").find("mm-printing") < 0


def test_the_sheet_says_what_it_shows(bundled: str, visit: Callable[..., Visitor]) -> None:
    page = opened(visit(**DESKTOP), bundled + QUESTION + "&as_of=2023")
    found = page.locator(".mm-found").inner_text()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".mm-sheet")
    text = sheet.inner_text()
    for words in (
        "Condition: very bad / destroyed",
        "2023",
        found,
        "Condition of the sites on this sheet",
        "Printed on",
    ):
        assert words in text
    assert "OpenStreetMap" in sheet.locator(".mm-sheet-foot").inner_text()
    assert "condition=4,5" in sheet.locator(".mm-sheet-foot").inner_text()
    assert sheet.get_by_role("img", name="North is up").count() == 1
    frame = sheet.locator(".mm-sheet-map").bounding_box()
    scale = sheet.locator(".leaflet-control-scale").bounding_box()
    assert frame is not None
    assert scale is not None
    assert scale["y"] + scale["height"] <= frame["y"] + frame["height"]
    legend = sheet.locator(".mm-sheet-legend li svg")
    shapes = {legend.nth(k).locator("path").first.get_attribute("d") for k in range(legend.count())}
    assert len(shapes) == legend.count() >= 2, "in black and white the shapes tell the grades apart"
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator(".mm-sheet").count() == 0


def test_a_planner_chooses_paper_title_and_table(bundled: str, visit: Callable[..., Visitor]) -> None:
    page = opened(visit(**DESKTOP), bundled + QUESTION)
    page.locator(".mm-rail").get_by_role("button", name="Print").click()
    card = page.locator(".mm-print-card")
    card.get_by_label("Title").fill("Very bad <b>and</b> worse")
    for (paper, way), size in SHEETS.items():
        card.get_by_role("button", name=paper).click()
        card.get_by_role("button", name=way).click()
        assert printed(page)[:2] == (1, size)
    page.evaluate("() => { window.print = () => { window.sheet = document.querySelector('.mm-sheet').innerText; }; }")
    card.get_by_label("Table under the map").check()
    card.get_by_role("button", name="Print").click()
    text = until(page, "window.sheet")
    assert "Very bad <b>and</b> worse" in text
    assert text.count("destroyed") > 10
    until(page, "!document.querySelector('.mm-sheet')")


def test_an_open_table_is_printed_with_the_map_and_arabic_mirrors_all_but_the_map(
    bundled: str, visit: Callable[..., Visitor]
) -> None:
    page = opened(visit(**DESKTOP), bundled + "/?lang=ar&condition=4,5#panel=table")
    assert printed(page)[0] >= 2
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".mm-sheet").get_attribute("dir") == "rtl"
    assert page.locator(".mm-sheet-table tbody tr").count() > 10
    places = [page.locator(each).bounding_box() for each in (".mm-sheet-map", ".mm-sheet-map > .leaflet-container")]
    assert places[0] is not None
    assert places[1] is not None
    assert places[1]["x"] == pytest.approx(places[0]["x"], abs=1)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize("path", ["/sites?lang=en", "/sites?lang=ar&condition=4,5"])
def test_the_page_of_the_table_prints_without_its_controls(
    bundled: str, visit: Callable[..., Visitor], path: str
) -> None:
    page = visit(**DESKTOP).open(bundled + path)
    page.emulate_media(media="print")
    assert page.locator("table.sites tbody tr").count() > 10
    assert [each.is_visible() for each in page.locator("nav.pages, nav.switch, .filters, .paging").all()].count(
        True
    ) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
