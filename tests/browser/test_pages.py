"""The bundled data in a real browser: the map, its controls and the pages for reading, with every other host out of reach."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from geo.package import Package
from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

FIRST_SITE = "document.documentElement.dataset.mirasmapFirstSite"
BASE_MAP = "document.querySelectorAll('.leaflet-tile-pane canvas').length"
LANGUAGES = ("en", "fr", "ar", "az")


def home(visitor: Visitor, address: str, rest: str = "/") -> Page:
    page = visitor.open(address + rest)
    until(page, FIRST_SITE)
    return page


def placed(address: str, **parameters: str) -> list[dict[str, Any]]:
    query = "&".join(f"{key}={value}" for key, value in {"limit": "10000", **parameters}.items())
    with urllib.request.urlopen(f"{address}/collections/sites/items?{query}") as answer:
        return [feature for feature in json.load(answer)["features"] if feature["geometry"]]


def test_the_map_shows_every_placed_site_over_the_offline_base_map(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled)
    until(page, BASE_MAP)
    payload = json.loads(page.locator("#mirasmap-sites").text_content() or "")
    assert sorted(payload["id"][: payload["placed"]]) == sorted(feature["id"] for feature in placed(bundled))
    assert page.locator(".leaflet-control-attribution").text_content().count("OpenStreetMap") == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("size", [(1400, 900), (360, 740)])
def test_the_map_stays_where_it_is_when_the_app_comes(
    bundled: str, visit: Visit, size: tuple[int, int], lang: str
) -> None:
    visitor = visit(viewport={"width": size[0], "height": size[1]})
    app: list[Route] = []
    visitor.context.route("**/app*.js", lambda route: app.append(route))  # held back until the map has been measured
    page = home(visitor, bundled, f"/?lang={lang}")
    for _ in range(100):
        page.wait_for_timeout(0 if app else 50)
    assert app
    before = page.locator(".folium-map").bounding_box()
    assert page.locator(".mm-app").count() == 0
    for route in app:
        route.continue_()
    until(page, "document.querySelector('.mm-app .mm-rail button')")
    after = page.locator(".folium-map").bounding_box()
    assert before == pytest.approx(after, abs=1)


def test_a_search_in_another_script_finds_the_site_and_opens_its_popup(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled)
    box = page.get_by_role("combobox")
    box.fill("Гандзасар")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "Gandzasar" in (dialog.text_content() or "")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def test_a_search_without_hits_says_so(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled)
    page.get_by_role("combobox").fill("wxyvwpq")
    status = page.get_by_role("status")
    until(page, "!document.querySelector('.mm-search [role=status]').classList.contains('mm-hidden')")
    assert status.text_content() == "No site has that name here."


@pytest.mark.parametrize("rest", ["/?lang=ar#site=aghdam-juma-mosque", "/#map=8/39.9/46.9&site=aghdam-juma-mosque"])
@pytest.mark.parametrize("size", [(1400, 900), (360, 740), (740, 360)])
def test_a_popup_lies_within_the_map_and_leaves_the_search_free(
    rest: str, size: tuple[int, int], bundled: str, visit: Visit
) -> None:
    options = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"}
    page = home(visit(**options), bundled, rest)
    page.get_by_role("dialog").wait_for()
    until(page, BASE_MAP)
    page.wait_for_timeout(500)  # what would pull the map back comes after the popup
    stage, popup, search = (
        page.locator(part).bounding_box() or {}
        for part in (".folium-map", ".leaflet-popup-content-wrapper", ".mm-search")
    )
    assert popup["y"] >= search["y"] + search["height"]
    assert popup["y"] + popup["height"] <= stage["y"] + stage["height"]
    assert popup["x"] >= stage["x"]
    assert popup["x"] + popup["width"] <= stage["x"] + stage["width"]


def test_a_reading_that_nobody_reviewed_is_marked_with_its_year(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled, "/#site=aghdam-juma-mosque")
    text = page.get_by_role("dialog").text_content() or ""
    assert "not reviewed" in text
    assert "2024" in text


def test_sites_are_reached_and_opened_from_the_keyboard_alone(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled)
    button = page.get_by_role("button", name="Sites in view")
    button.focus()
    page.keyboard.press("Enter")
    first = page.locator(".mm-list button").first
    first.wait_for()
    first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("() => document.activeElement.closest('[role=dialog]') !== null")


def test_another_language_keeps_the_view_and_the_open_site(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled, "/#map=11/39.99000/46.93000&site=aghdam-juma-mosque")
    page.get_by_role("dialog").wait_for()
    page.get_by_role("link", name="العربية").click()
    until(page, "document.documentElement.lang === 'ar'")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("() => document.documentElement.dir") == "rtl"
    assert page.evaluate("() => location.hash.startsWith('#map=11/')")


PATHS = (
    "/",
    "/sites",
    "/sites/aghdam-juma-mosque",
    "/visits",
    "/visits/icesco-2021-01-12",
    "/sources",
    "/sources/wlmaz",
    "/about",
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_fits_a_small_phone_in_every_language(lang: str, bundled: str, visit: Visit) -> None:
    page = visit(viewport={"width": 360, "height": 740}).open(f"{bundled}/offline")
    for path in PATHS:
        page.goto(f"{bundled}{path}?lang={lang}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("() => document.documentElement.lang") == lang, path
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, path
        assert page.locator("h1").count() == 1, path


def test_a_visit_is_drawn_with_its_stops_in_order_and_its_legs_marked_as_estimates(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled, "/visits/icesco-2021-01-12")
    until(page, "document.querySelectorAll('.mm-stop').length >= 4")
    assert page.locator("main").get_by_text("estimate").count() > 0


def test_the_stops_of_the_home_map_leave_the_numbers_of_clusters_readable(bundled: str, visit: Visit) -> None:
    page = home(visit(viewport={"width": 1400, "height": 900}), bundled)
    until(page, "document.querySelector('.mm-chips')")
    boxes = {
        part: [each.bounding_box() or {} for each in page.locator(part).all()]
        for part in (".mm-chips", ".mm-cluster > span")
    }
    assert not [
        (pin, number)
        for pin in boxes[".mm-chips"]
        for number in boxes[".mm-cluster > span"]
        if abs(pin["x"] + pin["width"] / 2 - number["x"] - number["width"] / 2) < (pin["width"] + number["width"]) / 2
        and pin["y"] < number["y"] + number["height"] / 2 < pin["y"] + pin["height"]
    ]


def test_statements_of_every_property_and_sites_without_a_position_have_their_page(bundled: str) -> None:
    package = Package.open()
    statements = package.layer("statements").drop_duplicates("property")["site_id"]
    measures = package.layer("measure_statements").drop_duplicates("property")["measure_id"]
    of_measures = package.layer("measures").set_index("id")["site_ids"].loc[measures].str.split(";").explode()
    sites = package.layer("sites")
    unplaced = sites.loc[sites.geometry.isna(), "id"].head(3)
    for site in {*statements, *of_measures.dropna(), *unplaced}:
        with urllib.request.urlopen(f"{bundled}/sites/{site}") as answer:
            assert answer.status == 200, site


def test_the_dark_style_follows_the_device_and_the_switch(bundled: str, visit: Visit) -> None:
    page = home(visit(color_scheme="dark"), bundled)
    assert page.evaluate("() => document.querySelector('.mirasmap').dataset.style") == "dark"
    page.get_by_role("link", name="Light", exact=True).click()
    until(page, "document.querySelector('.mirasmap')?.dataset.style === 'light'")


def test_a_table_of_destroyed_sites_agrees_with_the_api(bundled: str, visit: Visit) -> None:
    page = visit().open(f"{bundled}/sites?condition=5")
    with urllib.request.urlopen(f"{bundled}/collections/sites/items?condition=5") as answer:
        matched = json.load(answer)["numberMatched"]
    assert matched > 0
    assert page.locator("main tbody tr").count() == matched


def test_the_first_frame_shows_the_sites_where_the_map_puts_them(bundled: str, visit: Visit) -> None:
    visitor = visit(viewport={"width": 1000, "height": 700})
    visitor.context.route("**/assets/leaflet.*.js", lambda route: route.abort())
    page = visitor.context.new_page()
    page.goto(bundled + "/")
    until(page, "document.querySelector('.mm-preview')")
    ink = "(c => c.getContext('2d').getImageData(x, y, 1, 1).data[3])(document.querySelector('.mm-preview'))"
    before = page.evaluate(
        f"() => Array.from({{length: 100}}, (_, i) => i * 7).map(y => Array.from({{length: 140}}, (_, j) => j * 7).map(x => {ink} > 0))"
    )
    assert sum(map(sum, before)) > 100
    whole = home(visit(viewport={"width": 1000, "height": 700}), bundled)
    until(whole, "document.querySelectorAll('.mm-cluster').length > 3")
    assert whole.locator(".mm-preview").count() == 0
    box = whole.locator(".folium-map").bounding_box()
    assert box is not None
    for cluster in whole.locator(".mm-cluster").all()[:12]:
        place = cluster.bounding_box()
        assert place is not None
        x, y = (round((place[a] + place[s] / 2 - box[a]) / 7) for a, s in (("x", "width"), ("y", "height")))
        near = [
            before[j][i] for j in range(max(0, y - 6), min(100, y + 7)) for i in range(max(0, x - 6), min(140, x + 7))
        ]
        assert any(near), (x, y)


def test_a_link_to_another_view_works_in_an_open_page_and_languages_have_names(bundled: str, visit: Visit) -> None:
    page = home(visit(), bundled, "/?lang=az")
    page.evaluate("() => { location.hash = 'map=12/39.99000/46.93000&site=aghdam-juma-mosque'; }")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "ingilis" in (dialog.text_content() or "")


def test_who_types_before_the_frame_around_the_map_has_come_goes_on_typing(
    bundled: str, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(reduced_motion="reduce")
    held: list[Route] = []
    visitor.context.route("**/app.*.js", lambda route: held.append(route))
    page = visitor.open(bundled)
    until(page, "document.querySelector('[role=combobox]')")
    page.locator("[role=combobox]").click()
    page.keyboard.type("shu")
    assert page.locator(".mm-rail").count() == 0
    held[0].fallback()
    until(page, "document.querySelector('.mm-rail button')")
    page.keyboard.type("sha")
    assert page.locator("[role=combobox]").input_value() == "shusha"


def test_a_site_named_in_the_address_of_an_open_page_is_gone_to(bundled: str, visit: Callable[..., Visitor]) -> None:
    page = home(visit(reduced_motion="reduce"), bundled)
    until(page, "document.querySelector('.mm-rail button')")
    page.evaluate("() => { location.hash = '#site=aghdam-juma-mosque' }")
    until(page, "document.querySelector('.leaflet-popup') && location.hash.includes('map=14/')")
