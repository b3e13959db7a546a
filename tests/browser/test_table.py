"""The table beside the map: the same sites as the question finds, walked and sorted without a pointer, and taken elsewhere."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest

from geo.questions.site_filter import SORT_KEYS
from maps.build import build_map
from server.api.sites_csv import COLUMNS
from tests.browser.chromium import until
from tests.browser.hostile import ATTACKS, HOSTILE_SITE
from tests.browser.test_one_file import mirasmap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

ROWS = ".mm-table tbody tr[data-site]"
PHONE = {"width": 360, "height": 740}
DESKTOP: dict[str, Any] = {"reduced_motion": "reduce", "viewport": {"width": 1400, "height": 900}}


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled data as one file."""
    folder = tmp_path_factory.mktemp("file")
    done = mirasmap(folder, "map", "-o", "map.html")
    assert done.returncode == 0, done.stderr
    return folder / "map.html"


def table(visitor: Visitor, address: str, query: str = "", rest: str = "") -> Page:
    page = visitor.open(f"{address}/{query}#panel=table{rest}")
    until(page, f"document.querySelector('{ROWS}')")
    return page


def matched(address: str, **words: str) -> int:
    query = "&".join(f"{word}={value}" for word, value in {"limit": "1", **words}.items())
    with urllib.request.urlopen(f"{address}/collections/sites/items?{query}") as answer:
        return int(json.load(answer)["numberMatched"])


def count(page: Page) -> int:
    return int(page.locator(".mm-table").get_attribute("aria-rowcount") or 0) - 1


def column(page: Page, key: str) -> list[str]:
    return page.locator(f"{ROWS} [data-col={key}] > span").all_text_contents()


def test_the_table_has_the_sites_of_the_question_and_follows_it(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled, "?kind=mosque")
    mosques = matched(bundled, kind="mosque")
    assert count(page) == mosques
    assert f"{mosques} sites" in (page.locator(".mm-table-panel [role=status]").text_content() or "")
    assert set(column(page, "kind")) == {"mosque"}
    page.get_by_role("button", name="Take away: ").first.click()
    until(page, f"document.querySelector('.mm-table').getAttribute('aria-rowcount') !== '{mosques + 1}'")
    assert count(page) == matched(bundled)


def test_a_heading_sorts_and_says_so_in_the_address(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled)
    heading = page.locator("thead th[data-col=urgency]")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    until(page, "location.search.includes('sort=urgency') && location.search.includes('order=down')")
    figures = [int(text.split()[0]) for text in column(page, "urgency")]
    with urllib.request.urlopen(f"{bundled}/sites.csv?sort=urgency&order=down") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert figures == [int(row["urgency"]) for row in rows][: len(figures)]  # the page counts as the server does
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert page.locator("thead th[aria-sort]:not([aria-sort=none])").count() == 1


def test_rows_are_walked_with_the_keyboard_and_enter_opens_the_site(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled)
    page.locator(ROWS).first.focus()
    index = "Number(document.activeElement.getAttribute('aria-rowindex')) - 2"
    assert page.evaluate(index) == 0
    for key, row in [("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", count(page) - 1), ("Home", 0)]:
        page.keyboard.press(key)
        assert page.evaluate(index) == row
    page.keyboard.press("PageDown")
    assert page.evaluate(index) > 2
    chosen = page.evaluate("document.activeElement.dataset.site")
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    until(page, f"location.hash.includes('site={chosen}')")
    assert page.locator("tr[aria-current=true]").get_attribute("data-site") == chosen
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.site") == chosen


def test_a_chosen_row_is_ringed_on_the_map(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled, "?kind=mosque")
    page.locator(ROWS).nth(1).click()
    until(page, "document.querySelector('.mm-halo')")
    assert page.get_by_role("dialog").count() == 0
    page.locator(ROWS).nth(1).dblclick()
    page.get_by_role("dialog").wait_for()


def test_the_site_that_is_open_on_the_map_comes_into_sight_in_the_table(bundled: str, visit: Visit) -> None:
    with urllib.request.urlopen(f"{bundled}/sites.csv?lang=en") as answer:
        rows = csv.DictReader(io.TextIOWrapper(answer, "utf-8-sig"))
        site = [row["id"] for row in rows if row["lon"]][-3]
    page = table(visit(**DESKTOP), bundled, "?lang=en", f"&site={site}")
    page.get_by_role("dialog").wait_for()
    until(page, f"document.querySelector('tr[aria-current=true]')?.dataset.site === '{site}'")
    row, room = (page.locator(part).bounding_box() for part in ("tr[aria-current=true]", ".mm-scroller"))
    assert row is not None
    assert room is not None
    assert room["y"] <= row["y"]
    assert row["y"] + row["height"] <= room["y"] + room["height"] + 1


def test_a_site_without_a_position_that_an_address_names_is_said_and_found_in_the_table(
    bundled: str, one_file: Path, visit: Visit
) -> None:
    with urllib.request.urlopen(f"{bundled}/sites.csv?lang=en") as answer:
        rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8-sig")))
    site = [row for row in rows if not row["lon"]][-1]
    for address, has_page in [(f"{bundled}/?lang=en", True), (one_file.as_uri(), False)]:
        page = visit(**DESKTOP, offline=not has_page).open(f"{address}#site={site['id']}&lang=en")
        notice = page.locator(".mm-notice")
        notice.get_by_text(f"{site['name']} has no known position.").wait_for()
        links = [link.get_attribute("href") for link in notice.get_by_role("link").all()]
        assert links == ([f"/sites/{site['id']}"] if has_page else [])
        notice.get_by_role("button", name="Show in the table").click()
        until(page, f"document.querySelector('tr[aria-current=true]')?.dataset.site === '{site['id']}'")
        until(page, f"location.hash.includes('site={site['id']}')")
        notice.get_by_role("button", name="Close").click()
        assert not notice.is_visible()
        page.evaluate(f"location.hash = 'site={next(row['id'] for row in rows if row['lon'])}'")
        page.get_by_role("dialog").wait_for()
        page.evaluate(f"location.hash = 'site={site['id']}'")
        notice.get_by_text("has no known position").wait_for()
        until(page, "!document.querySelector('[role=dialog]')")


def test_only_what_is_in_view_leaves_out_the_rest_and_says_what_has_no_place(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled, rest="&map=12/39.7586/46.7489")
    total = count(page)
    page.get_by_label("Only what is in view").check()
    shown = count(page)
    assert 0 < shown < total
    status = page.locator(".mm-table-panel [role=status]").text_content() or ""
    assert f"{shown} of {total} sites are in view" in status
    assert "no position" in status
    page.get_by_role("button", name="Zoom out").click()
    until(page, f"Number(document.querySelector('.mm-table').getAttribute('aria-rowcount')) > {shown + 1}")


def test_rows_far_down_are_drawn_only_when_they_are_seen(bundled: str, visit: Visit) -> None:
    page = table(visit(**DESKTOP), bundled)
    assert page.locator(ROWS).count() < 40 < count(page)
    page.evaluate("document.querySelector('.mm-scroller').scrollTop = 1e9")
    until(page, f"document.querySelector('{ROWS}[aria-rowindex=\"{count(page) + 1}\"]')")
    assert page.locator(ROWS).count() < 40


def test_the_rows_are_copied_as_a_list_with_ids_and_the_csv_asks_the_same_question(bundled: str, visit: Visit) -> None:
    visitor = visit(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page = table(visitor, bundled, "?kind=mosque&sort=urgency&order=down")
    page.get_by_role("button", name="Copy as list").click()
    page.get_by_text("rows are copied").wait_for()
    lines = list(csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()")), delimiter="\t"))
    assert lines[0][:2] == ["id", "name"]
    assert len(lines) == count(page) + 1
    assert lines[1][0] == page.locator(ROWS).first.get_attribute("data-site")
    asked = parse_qs(
        urlsplit(page.locator("a[download]:visible", has_text="CSV").last.get_attribute("href") or "").query
    )
    assert (asked["kind"], asked["sort"], asked["order"]) == (["mosque"], ["urgency"], ["down"])


@pytest.mark.parametrize("order", ["up", "down"])
def test_by_any_column_the_rows_stand_as_in_the_file_of_the_server(bundled: str, visit: Visit, order: str) -> None:
    page = table(visit(**DESKTOP, permissions=["clipboard-read", "clipboard-write"]), bundled)
    headings = page.locator("thead th[data-col]:has(button)")
    assert headings.count() == len(SORT_KEYS) == page.locator("thead th[data-col]").count() - 1
    sign = "ascending" if order == "up" else "descending"
    for number in range(len(SORT_KEYS)):
        heading = headings.nth(number)
        heading.get_by_role("button").click()
        if heading.get_attribute("aria-sort") != sign:
            heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == sign
        word = (heading.get_attribute("data-col") or "").replace("designations", "designation")
        asked = f"new RegExp('sort={word}(&|$)').test(location.search)"
        until(page, f"{asked} && /order=down/.test(location.search) === {str(order == 'down').lower()}")
        query = page.evaluate("() => location.search.slice(1)")
        page.evaluate("navigator.clipboard.writeText('')")
        page.get_by_role("button", name="Copy as list").click()
        page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('id')")
        copied = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()")), delimiter="\t"))
        with urllib.request.urlopen(f"{bundled}/sites.csv?{query}") as answer:
            rows = csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig")))
            assert [row["id"] for row in copied] == [row["id"] for row in rows], query


def test_an_answer_without_sites_is_said(bundled: str, visit: Visit) -> None:
    page = visit(**DESKTOP).open(f"{bundled}/?kind=mosque&built=x&q=wxyvwpq#panel=table")
    page.get_by_text("No site answers this question.").wait_for()
    assert page.locator(ROWS).count() == 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_on_a_phone_rows_are_cards_in_a_sheet_that_can_be_sorted(lang: str, bundled: str, visit: Visit) -> None:
    page = table(visit(viewport=PHONE, has_touch=True, reduced_motion="reduce"), bundled, f"?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    scroller = page.locator(".mm-scroller")
    assert scroller.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.locator(".mm-sort select").select_option("urgency")
    until(page, "location.search.includes('sort=urgency')")
    row = page.locator(ROWS).first
    row.tap()
    row.tap()
    page.get_by_role("dialog").wait_for()
    assert not page.locator(".mm-table").is_visible()


def test_hostile_texts_are_texts_in_the_table_and_in_what_it_gives_away(hostile: str, visit: Visit) -> None:
    visitor = visit(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page = table(visitor, hostile)
    row = page.locator(f"{ROWS}[data-site={HOSTILE_SITE}]")
    assert "<script>" in (row.text_content() or "") + (row.inner_html())
    page.get_by_role("button", name="Copy as list").click()
    page.get_by_text("copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "\u202e" not in copied
    for line in csv.reader(io.StringIO(copied), delimiter="\t", quoting=csv.QUOTE_NONE):
        assert not any(cell.startswith(("=", "+", "-", "@", "|", "%")) for cell in line), line
    assert page.evaluate("window.pwned") is None
    assert len(ATTACKS) > 10


def test_in_one_file_the_csv_is_made_in_the_page_with_the_columns_of_the_server(tmp_path: Path, visit: Visit) -> None:
    names = ["Alpha", '=HYPERLINK("x")', 'Şuşa, "m" mosque']
    columns = {"id": ["a", "b", "c"], "name": names, "kind": ["mosque", "church", "mosque"], "condition": [4, 1, None]}
    sites = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy([46.1, 46.2, 46.3], [39.1, 39.2, 39.3]), crs=4326)
    build_map(sites).save(tmp_path / "map.html")
    page = visit(**DESKTOP).open(f"{(tmp_path / 'map.html').as_uri()}#kind=mosque&sort=condition&panel=table")
    until(page, f"document.querySelectorAll('{ROWS}').length === 2")
    with page.expect_download() as download:
        page.locator(".mm-table-panel").get_by_role("button", name="CSV").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(lines[0]) == COLUMNS
    assert [line["id"] for line in lines] == ["a", "c"]
    assert [line["condition"] for line in lines] == ["4", ""]
    assert lines[1]["name"] == names[2]
    page.goto(page.url.replace("kind=mosque", "kind=church"))
    until(page, f"document.querySelectorAll('{ROWS}').length === 1")
    with page.expect_download() as download:
        page.locator(".mm-table-panel").get_by_role("button", name="CSV").click()
    (line,) = csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    assert line["name"] == "'" + names[1]


@pytest.mark.parametrize("query", ["lang=en", "lang=az&sort=urgency&order=down", "lang=en&as_of=2022&sort=designation"])
def test_the_csv_of_a_file_is_that_of_the_server_byte_for_byte(
    bundled: str, one_file: Path, visit: Visit, query: str
) -> None:
    with urllib.request.urlopen(f"{bundled}/sites.csv?{query}") as answer:
        served = answer.read().decode("utf-8").split("\r\n")
    page = visit(**DESKTOP, offline=True).open(f"{one_file.as_uri()}#{query}&panel=table")
    until(page, f"document.querySelectorAll('{ROWS}').length > 2")
    with page.expect_download() as download:
        page.locator(".mm-table-panel").get_by_role("button", name="CSV").click()
    assert download.value.path().read_bytes().decode("utf-8").split("\r\n") == served
