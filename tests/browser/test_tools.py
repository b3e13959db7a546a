"""Measuring, choosing and drafting on the map, with a pointer and without one; what is taken away agrees with the program."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.layers import LEGS, STOPS
from geo.measure import areas_km2, distances_m
from geo.visits.itinerary import legs
from tests.browser.chromium import until
from tests.browser.hostile import HOSTILE_SITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", "has_touch": True}
VIEW = "map=10/39.80000/46.80000"
STEP_DEGREES = 80 * 360 / (256 * 2**10)
"""How far an arrow key moves the map at zoom 10, east or west."""


def opened(visitor: Visitor, address: str, hash: str = VIEW) -> Page:
    page = visitor.open(f"{address}/?lang=en#{hash}")
    until(page, "document.querySelector('.mm-rail button')")
    return page


def press(page: Page, tool: str) -> None:
    # a number may stand beside the name
    page.locator(".mm-rail").get_by_role("button", name=re.compile(rf"^{tool}")).click()


def press_keys(page: Page, *keys: str) -> None:
    """Press keys one by one; while the map moves it hears no other arrow, so wait until it says where it is."""
    for key in keys:
        before = page.evaluate("location.hash")
        page.keyboard.press(key)
        if key.startswith("Arrow"):
            until(page, f"location.hash !== {json.dumps(before)}")


def placed(address: str) -> gpd.GeoDataFrame:
    with urllib.request.urlopen(f"{address}/collections/sites/items?limit=10000") as answer:
        features = [feature for feature in json.load(answer)["features"] if feature["geometry"]]
    points = shapely.point_on_surface([shapely.geometry.shape(feature["geometry"]) for feature in features])
    return gpd.GeoDataFrame({"id": [feature["id"] for feature in features]}, geometry=points, crs=4326)


def box_of(page: Page) -> dict[str, float]:
    """Return where the map is on the screen."""
    found = page.locator(".leaflet-container").bounding_box()
    assert found is not None
    return dict(found)  # type: ignore[arg-type] # playwright's typed dictionary


def figure(text: str | None) -> float:
    found = re.search(r"[\d,.]+", text or "")
    assert found, text
    return float(found[0].replace(",", ""))


def test_a_length_is_measured_from_the_keyboard_as_the_program_measures_it(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled)
    press(page, "Distance")
    assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")
    press_keys(page, "Enter", "ArrowRight", "ArrowRight", "Enter")
    shown = figure(page.locator(".mm-tool-card .mm-total").first.text_content())
    start, end = (gpd.GeoSeries.from_xy([lon], [39.8], crs=4326) for lon in (46.8, 46.8 + 2 * STEP_DEGREES))
    assert shown == pytest.approx(distances_m(start, end)[0] / 1000, rel=2e-3)
    press_keys(page, "Backspace", "Backspace")
    assert figure(page.locator(".mm-tool-card .mm-total").first.text_content()) == 0
    press_keys(page, "Escape")
    assert not page.locator(".mm-tool-card").first.is_visible()


def test_an_area_is_measured_and_a_crossing_edge_is_said(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled)
    press(page, "Distance")
    page.get_by_role("button", name="Area", exact=True).click()
    corner = box_of(page)
    x, y = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    for dx, dy in [(0, 0), (200, 0), (200, 100), (0, 100)]:
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Finish").click()
    square = gpd.GeoSeries([shapely.box(46.8, 39.8 - 0.1056, 46.8 + 200 / 80 * STEP_DEGREES, 39.8)], crs=4326)
    shown = page.locator(".mm-tool-card .mm-total").first.text_content()
    assert figure(shown) == pytest.approx(areas_km2(square)[0], rel=5e-3)
    assert page.get_by_role("dialog").count() == 0  # no site answered the clicks
    page.get_by_role("button", name="Clear").click()
    for dx, dy in [(0, 0), (200, 100), (200, 0), (0, 100)]:
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(50)
    page.get_by_text("The edge crosses itself").wait_for()


def test_a_box_by_numbers_finds_what_lies_in_it_and_becomes_the_question(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled, f"{VIEW}&panel=table")
    press(page, "Choose")
    page.get_by_text("By degrees").click()
    box = (46.7, 39.6, 46.85, 39.85)
    for side, value in zip(("West", "South", "East", "North"), box, strict=True):
        page.get_by_label(side, exact=True).fill(str(value))
    page.locator(".mm-box-form").get_by_role("button").click()
    sites = placed(bundled)
    inside = set(sites["id"][sites.intersects(shapely.box(*box))])
    assert figure(page.locator(".mm-picked .mm-total").text_content()) == len(inside)
    page.get_by_role("button", name="Only these").click()
    until(page, f"document.querySelector('.mm-table').getAttribute('aria-rowcount') === '{len(inside) + 1}'")
    until(page, "location.search.includes('ids=')")
    assert set(page.evaluate("new URLSearchParams(location.search).get('ids').split(',')")) == inside


def test_a_lasso_takes_sites_into_the_visit_and_stands_in_the_address(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled, "map=13/39.75860/46.74890")
    press(page, "Choose")
    page.get_by_role("button", name="Lasso").click()
    frame = box_of(page)
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(x - 120, y - 120)
    page.mouse.down()
    for dx, dy in [(120, -120), (120, 120), (-120, 120), (-120, -100)]:
        page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()
    n = figure(page.locator(".mm-picked .mm-total").text_content())
    assert n > 1
    page.get_by_role("button", name="Into the visit").click()
    until(page, "location.hash.includes('stops=')")
    stops = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('stops').split(',')")
    assert len(stops) == n
    press(page, "Choose")
    press(page, "Visit")
    assert page.locator(".mm-draft li").count() == n


def test_choosing_by_keys_draws_the_same_box(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled, "map=10/39.95000/46.60000")
    press(page, "Choose")
    press_keys(page, "Enter", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    west, north, east = 46.6, 39.95, 46.6 + 2 * STEP_DEGREES
    south = page.evaluate("Number(location.hash.match(/map=10\\/([\\d.]+)/)[1])")
    near = placed(bundled).intersects(shapely.box(west, south, east, north)).sum()
    assert near > 5
    assert figure(page.locator(".mm-picked .mm-total").text_content()) == near


@pytest.fixture
def drafted(bundled: str, visit: Visit) -> Page:
    """A draft of five stops on two days, one of them without a position."""
    with urllib.request.urlopen(f"{bundled}/collections/sites/items?limit=10000") as answer:
        unplaced = next(feature["id"] for feature in json.load(answer)["features"] if not feature["geometry"])
    ids = placed(bundled)["id"].tolist()[:4]
    page = opened(visit(**DESKTOP), bundled, f"panel=visit&stops={ids[0]},{ids[1]},{unplaced}|{ids[2]},{ids[3]}")
    page.locator(".mm-draft li").first.wait_for()
    return page


def order(page: Page) -> list[list[str]]:
    days = "[...document.querySelectorAll('.mm-draft ol')].map(day => [...day.children].map(stop => stop.dataset.stop))"
    return page.evaluate(days)  # type: ignore[no-any-return] # whatever the page answers


def test_stops_are_put_in_order_with_buttons_and_by_dragging(drafted: Page) -> None:
    page = drafted
    (a, b, c), (d, e) = order(page)
    stop = page.locator(".mm-draft li")
    stop.nth(1).get_by_role("button", name="Earlier").click()
    assert order(page) == [[b, a, c], [d, e]]
    assert page.evaluate("document.activeElement.closest('li').dataset.stop") == b
    stop.nth(3).get_by_role("button", name="Join to the day before").click()
    assert order(page) == [[b, a, c, d, e]]
    stop.nth(1).get_by_role("button", name="Begin a new day here").click()
    assert order(page) == [[b], [a, c, d, e]]
    stop.nth(4).locator(".mm-grip").drag_to(stop.nth(0).locator(".mm-grip"), target_position={"x": 4, "y": 2})
    assert order(page) == [[e, b], [a, c, d]]
    stop.nth(0).get_by_role("button", name="Take out").click()
    assert order(page) == [[b], [a, c, d]]
    page.get_by_role("button", name="Undo").click()
    assert order(page) == [[e, b], [a, c, d]]
    until(page, f"new URLSearchParams(location.hash.slice(1)).get('stops') === '{e},{b}|{a},{c},{d}'")
    page.goto("about:blank")
    page.go_back()
    page.locator(".mm-draft li").first.wait_for()
    assert order(page) == [[e, b], [a, c, d]]


def test_a_served_page_remembers_the_draft_and_says_what_it_is(drafted: Page, bundled: str) -> None:
    text = drafted.locator("[data-panel=visit]").text_content() or ""
    for said in ("5 stops", "2 days", "estimates", "× 1.4", "No position is known"):
        assert said in text
    drafted.get_by_role("button", name="Take out").first.click()
    changed = order(drafted)
    page = drafted.context.new_page()
    page.goto(f"{bundled}/?lang=en#panel=visit")
    page.locator(".mm-draft li").first.wait_for()
    assert order(page) == changed
    page.wait_for_timeout(400)
    assert "stops" not in page.url, "who shares what this page shows shares no visit"
    page.get_by_role("button", name="Empty").click()
    page.get_by_text("No stops yet").wait_for()
    until(page, "!location.hash.includes('stops=')")


def test_the_files_of_a_draft_have_the_columns_and_the_lengths_of_the_program(drafted: Page, bundled: str) -> None:
    with drafted.expect_download() as download:
        drafted.locator("[data-panel=visit]").get_by_role("button", name="CSV").click()
    stops = pd.read_csv(io.BytesIO(download.value.path().read_bytes()), dtype={"day": "Int64", "position": "Int64"})
    assert list(stops.columns) == list(STOPS.fields)
    assert [group["site_id"].tolist() for _, group in stops.groupby("day")] == order(drafted)
    assert set(stops["attestation"]) == {"planned"}
    with drafted.expect_download() as download:
        drafted.locator("[data-panel=visit]").get_by_role("button", name="GeoJSON").click()
    layer = gpd.read_file(download.value.path())
    lines = layer[layer["feature"] == "leg"]
    assert set(LEGS.fields) <= set(lines.columns)
    points = placed(bundled).set_index("id").geometry
    there = gpd.GeoDataFrame(stops, geometry=stops["site_id"].map(points).to_numpy(), crs=4326)
    expected = legs(there)
    assert lines["to_site_id"].tolist() == expected["to_site_id"].tolist()
    assert lines["length_km"].to_numpy() == pytest.approx(expected["length_km"].to_numpy(), abs=2e-3)
    assert set(lines["basis"]) == {"estimate"}


def test_a_popup_offers_its_site_to_the_visit(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled, "site=aghdam-juma-mosque")
    page.get_by_role("dialog").get_by_role("button", name="Add to the visit").click()
    until(page, "location.hash.includes('stops=aghdam-juma-mosque')")
    assert page.locator(".mm-rail .mm-badge").last.text_content() == "1"


def test_where_the_reader_is_is_shown_and_told_to_nobody(bundled: str, visit: Visit) -> None:
    here = {"latitude": 39.8, "longitude": 46.8, "accuracy": 40}
    visitor = visit(**DESKTOP, geolocation=here, permissions=["geolocation"])
    page = opened(visitor, bundled)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    press(page, "Locate me")
    page.get_by_text("give or take 40 m").wait_for()
    assert page.locator("path.mm-here").count() == 1
    assert not [url for url in asked if "39.8" in url or "46.8" in url]
    visitor.context.clear_permissions()
    press(page, "Locate me")
    page.get_by_text("may not tell this page where you are").wait_for()


def test_the_app_fills_the_screen_and_comes_back(bundled: str, visit: Visit) -> None:
    page = opened(visit(**DESKTOP), bundled)
    press(page, "Full screen")
    until(page, "document.fullscreenElement?.classList.contains('mm-app')")
    press(page, "Full screen")
    until(page, "document.fullscreenElement === null")


def test_on_a_phone_a_tool_puts_the_sheet_away_and_fingers_draw(bundled: str, visit: Visit) -> None:
    page = opened(visit(**PHONE), bundled, f"{VIEW}&panel=visit")
    press(page, "Distance")
    assert not page.locator("[data-panel=visit]").is_visible()
    frame = box_of(page)
    for dx, dy in [(80, 320), (200, 400)]:
        page.touchscreen.tap(frame["x"] + dx, frame["y"] + dy)
        page.wait_for_timeout(400)  # two quick touches would zoom
    assert figure(page.locator(".mm-tool-card .mm-total").first.text_content()) > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_texts_are_texts_in_choices_drafts_and_their_files(hostile: str, visit: Visit) -> None:
    page = visit(**DESKTOP).open(f"{hostile}/?lang=en#panel=visit&stops={HOSTILE_SITE},%3Cscript%3E,%22onload=1")
    page.locator(".mm-draft li").first.wait_for()
    assert "This map does not know the site." in (page.locator(".mm-draft").text_content() or "")
    with page.expect_download() as download:
        page.locator("[data-panel=visit]").get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert rows[0]["site_id"] == HOSTILE_SITE
    press(page, "Choose")
    page.get_by_text("By degrees").click()
    for side, value in (("West", -180), ("South", -85), ("East", 180), ("North", 85)):
        page.get_by_label(side, exact=True).fill(str(value))
    page.locator(".mm-box-form").get_by_role("button").click()
    page.locator(".mm-picked li").first.wait_for()
    assert page.evaluate("window.pwned") is None
