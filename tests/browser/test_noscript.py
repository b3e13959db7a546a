"""Without JavaScript: the home page has a picture and a table, the table has its filters, pages of sites are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 360, "height": 740}


def opened(visit: Visit, url: str, size: dict[str, int] = DESKTOP) -> Page:
    page = visit(java_script_enabled=False, viewport=size).open(url)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_home_page_shows_a_picture_of_the_map_and_the_first_sites(
    lang: str, size: dict[str, int], bundled: str, visit: Visit
) -> None:
    page = opened(visit, f"{bundled}/?lang={lang}", size)
    picture = page.locator("main img")
    box = picture.bounding_box() or {}
    assert box["width"] > size["width"] * 0.5
    assert box["height"] > box["width"] * 0.8
    assert picture.get_attribute("alt")
    assert page.locator("main tbody tr").count() == 20
    assert page.locator(".stage").is_hidden()
    page.locator("main tbody a").last.scroll_into_view_if_needed()  # the page scrolls, it is no window-filling map


def test_the_picture_that_is_asked_for_is_the_one_that_is_drawn(bundled: str, visit: Visit) -> None:
    page = opened(visit, f"{bundled}/?condition=5&district=aghdam")
    address = page.locator("main img").get_attribute("src")
    assert address == "/map.svg?district=aghdam&condition=5"
    page.goto(bundled + address)
    assert page.locator("svg").count() >= 1
    assert page.locator('use[href^="#s5"]').count() > 1
    assert page.locator("image").count() == 1


def test_filters_work_as_a_plain_form(bundled: str, visit: Visit) -> None:
    page = opened(visit, f"{bundled}/sites")
    page.locator("summary", has_text="Kind").click()
    page.locator('input[name="kind"][value="mosque"]').check()
    page.locator("summary", has_text="Condition").click()
    for grade in ("4", "5"):
        page.locator(f'input[name="condition"][value="{grade}"]').check()
    page.locator('select[name="sort"]').select_option("urgency")
    page.locator('select[name="order"]').select_option("down")
    page.get_by_role("button", name="Show").click()
    rows = page.locator("main tbody tr")
    n = rows.count()
    assert 0 < n < 38
    assert (page.locator(".count").text_content() or "").startswith(f"{n} sites of")
    urgencies = [int(text) for text in page.locator("main tbody td.figure:nth-last-child(2)").all_text_contents()]
    assert urgencies == sorted(urgencies, reverse=True)
    page.locator(".chip", has_text="destroyed").click()
    assert 0 < page.locator("main tbody tr").count() < n
    page.get_by_role("link", name="On the map").click()
    assert page.locator("main img").count() == 1
    assert (page.locator("main .count").text_content() or "").startswith(
        f"{page.locator('main tbody tr').count()} site"
    )


def test_a_column_heading_sorts_and_a_second_press_turns_the_order(bundled: str, visit: Visit) -> None:
    page = opened(visit, f"{bundled}/sites?condition=1,5")
    for expected in ("descending", "ascending"):
        page.locator("thead").get_by_role("link", name="Condition").click()
        assert page.locator("thead th.col-condition").get_attribute("aria-sort") == expected


@pytest.mark.parametrize("path", ["/sites/aghdam-juma-mosque", "/visits/icesco-2021-01-12", "/sources", "/about"])
def test_the_other_pages_are_whole(path: str, bundled: str, visit: Visit) -> None:
    page = opened(visit, bundled + path)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 300
