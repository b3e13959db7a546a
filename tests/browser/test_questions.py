"""Questions in a real browser: one address for map, table, number and file; filters, the year, and what nobody knows."""

from __future__ import annotations

import csv
import io
import json
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import until
from tests.browser.hostile import ATTACKS
from tests.browser.test_axe import DESKTOP, PHONE, SMALL, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FloatRect, Locator, Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

MINISTER = "district=aghdam,fuzuli&condition=3,4,5&designation=any&visited=not-24&sort=urgency&order=down"
APP = "document.querySelector('.mm-app .mm-rail button')"
FOUND = "document.querySelector('.mm-found').textContent"
CALM = {"reduced_motion": "reduce"}


def app(visitor: Visitor, address: str, rest: str = "/") -> Page:
    page = visitor.open(address + rest)
    until(page, APP)
    return page


def rows(address: str, query: str) -> list[dict[str, str]]:
    with urllib.request.urlopen(f"{address}/sites.csv?{query}") as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))


def items(address: str, query: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/collections/sites/items?limit=10000&{query}") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def counts(page: Page, word: str) -> dict[str, int]:
    """Return what stands behind each value of a filter; nothing where it finds no site."""
    read = (
        f"() => [...document.querySelectorAll('[data-word={word}] label')].map(row => "
        "[row.querySelector('input').value, row.querySelector('.mm-n')?.textContent])"
    )
    return {value: int(n) for value, n in page.evaluate(read) if n and n != "0"}


def box(part: Locator) -> FloatRect:
    """Return where an element is."""
    found = part.bounding_box()
    assert found is not None
    return found


def drawn(page: Page) -> int:
    """Return how many sites the legend counts on the screen."""
    numbers = page.locator(".mm-legend section:first-child .mm-n").all_text_contents()
    return sum(int(number) for number in numbers)


def test_the_ministers_question_is_one_address_for_map_table_number_and_file(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM, viewport={"width": 1400, "height": 1000}), bundled, f"/?{MINISTER}#panel=table")
    wanted = rows(bundled, MINISTER)
    matched = items(bundled, MINISTER)
    placed = sum(feature["geometry"] is not None for feature in matched["features"])
    assert 0 < len(wanted) == matched["numberMatched"]
    until(page, "document.querySelectorAll('tr[data-site]').length > 0")
    said = f"{len(wanted)} of 223 sites" + ("" if placed == len(wanted) else f", {placed} on the map")
    assert page.evaluate(f"() => {FOUND}") == said
    shown = page.evaluate("() => [...document.querySelectorAll('tr[data-site]')].map(row => row.dataset.site)")
    assert shown == [row["id"] for row in wanted][: len(shown)]
    until(page, "document.querySelector('.mm-legend section')")
    assert drawn(page) == placed
    page.get_by_role("link", name="As a page").click()
    until(page, "location.pathname === '/sites'")
    assert page.locator("main tbody tr").count() == len(wanted)


def test_filters_are_set_from_the_keyboard_and_their_counts_follow(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled)
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.textContent") == "Filters"
    destroyed = page.locator("[data-word=condition] input[value='5']")
    for _ in range(12):  # heading, taller, close, text, summary, first box
        page.keyboard.press("Tab")
        if destroyed.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    until(page, "location.search === '?condition=5'")
    district = counts(page, "district")
    expected = rows(bundled, "condition=5")
    by_district = {name: [row["district"] or "none" for row in expected].count(name) for name in district}
    assert district == by_district
    assert sum(district.values()) == len(expected)
    assert sum(counts(page, "condition").values()) == 223  # those of the word itself do not shrink
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Filters")
    assert not page.locator("[data-panel=filters]").is_visible()


def test_filters_combine_freely_and_each_is_taken_away_again(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/?kind=mosque#panel=filters")
    page.locator("[data-word=visited] summary").click()
    page.locator("[data-word=visited] input[value='not-60']").check()
    until(page, "location.search.includes('visited=not-60')")
    both = rows(bundled, "kind=mosque&visited=not-60")
    until(page, f"{FOUND}.startsWith('{len(both)} of ')")
    page.get_by_role("button", name="Take away: Kind: mosque").click()
    until(page, "location.search === '?visited=not-60'")
    assert page.evaluate("() => document.activeElement.className") == "mm-chip"
    page.locator(".mm-answer").get_by_role("button", name="Clear").click()
    until(page, "location.search === ''")
    assert not page.locator(".mm-answer").is_visible()


def test_a_name_is_asked_for_in_any_script(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/#panel=filters")
    page.get_by_label("Words of a name, in any script").fill("шуша")
    until(page, "location.search.startsWith('?q=')")
    found = {row["id"] for row in rows(bundled, "q=%D1%88%D1%83%D1%88%D0%B0")}
    assert found == {row["id"] for row in rows(bundled, "q=shusha")}
    assert page.evaluate(f"() => {FOUND}").startswith(f"{len(found)} of ")


def test_the_year_slider_shows_what_was_known_then(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/#panel=filters,years")
    slider = page.get_by_label("Condition as of the end of a year")
    slider.focus()
    today = counts(page, "condition")
    page.keyboard.press("Home")
    first = page.evaluate("() => document.querySelector('.mm-years input').min")
    until(page, f"location.search === '?as_of={first}'")
    for _ in range(2001 - int(first)):
        page.keyboard.press("ArrowRight")
    until(page, "location.search === '?as_of=2001'")
    assert "until the end of 2001" in (slider.get_attribute("aria-valuetext") or "")
    then = counts(page, "condition")
    assert then != today
    for grade, n in then.items():
        assert n == len(rows(bundled, f"as_of=2001&condition={grade}")), grade
    page.get_by_role("button", name="Today", exact=True).click()
    until(page, "location.search === ''")
    assert counts(page, "condition") == today


def test_back_and_forward_bring_question_and_panels_back(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/?kind=mosque#panel=filters")
    page.locator("[data-word=kind] input[value=church]").check()
    until(page, "location.search === '?kind=mosque,church'")
    page.evaluate("() => { location.hash = location.hash.replace('panel=filters', 'panel=charts') }")
    until(page, "!document.querySelector('[data-panel=charts]').hidden")
    assert not page.locator("[data-panel=filters]").is_visible()
    page.go_back()
    until(page, "!document.querySelector('[data-panel=filters]').hidden")
    page.get_by_role("link", name="As a page").click()
    until(page, "location.pathname === '/sites'")
    page.go_back()
    until(page, APP)
    assert page.evaluate("() => location.search") == "?kind=mosque,church"
    assert page.locator("[data-word=kind] input:checked").count() == 2


def test_what_nobody_knows_is_said_and_the_rest_is_kept(bundled: str, visit: Visit) -> None:
    address = "/?kind=fort,castel&district=atlantis&colour=red&lang=xx#map=9/99/46&site=nowhere"
    page = app(visit(**CALM), bundled, address)
    said = page.locator(".mm-notice").text_content() or ""
    for part in ("“castel”", "“atlantis”", "“colour”", "“nowhere”", "“9/99/46”", "“xx”"):
        assert part in said
    assert page.evaluate(f"() => {FOUND}").startswith(f"{len(rows(bundled, 'kind=fort'))} of ")
    page.locator(".mm-notice").get_by_role("button", name="Close").click()
    assert not page.locator(".mm-notice").is_visible()


def test_nothing_found_is_said_with_a_way_on(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/?kind=bath&condition=5")
    assert page.evaluate(f"() => {FOUND}") == "No site matches all of this."
    page.locator(".mm-answer").get_by_role("button", name="Clear").click()
    until(page, "document.querySelector('.mm-answer').hidden")


def test_another_language_keeps_question_and_panels(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM), bundled, "/#panel=filters")
    page.locator("[data-word=condition] input[value='4']").check()
    until(page, "location.search === '?condition=4'")
    page.get_by_role("link", name="Français").click()
    until(page, "document.documentElement.lang === 'fr'")
    until(page, "document.querySelector('[data-word=condition] input[value=\"4\"]')?.checked")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_on_a_phone_a_panel_is_a_sheet_that_grows_and_goes(lang: str, bundled: str, visit: Visit) -> None:
    visitor = visit(**CALM, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = app(visitor, bundled, f"/?lang={lang}&condition=3,4#panel=filters")
    sheet, rail = page.locator("[data-panel=filters]"), page.locator(".mm-rail")
    half = box(sheet)
    assert half["width"] == 360
    assert half["y"] + half["height"] <= box(rail)["y"] + 1
    sheet.locator(".mm-taller").tap()
    assert box(sheet)["height"] > 1.5 * half["height"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    tall = box(sheet)
    page.mouse.move(180, tall["y"] + 8)
    page.mouse.down()
    page.mouse.move(180, tall["y"] + 500, steps=4)
    page.mouse.up()
    assert not sheet.is_visible()


def test_arabic_mirrors_the_frame_and_not_the_map(bundled: str, visit: Visit) -> None:
    visitor = visit(**CALM, viewport={"width": 1400, "height": 900})
    boxes: dict[str, list[FloatRect]] = {}
    for lang in ("en", "ar"):
        page = app(visitor, bundled, f"/?lang={lang}#map=9/39.80000/46.80000&panel=filters")
        boxes[lang] = [box(page.locator(part)) for part in (".mm-rail", ".mm-side", ".folium-map")]
        assert page.evaluate("() => getComputedStyle(document.querySelector('.folium-map')).direction") == "ltr"
    for english, arabic in zip(boxes["en"], boxes["ar"], strict=True):
        assert english["x"] + arabic["x"] + arabic["width"] == pytest.approx(1400, abs=2)


@pytest.mark.parametrize(
    ("lang", "style", "size"),
    [("en", "light", DESKTOP), ("ar", "dark", DESKTOP), ("en", "dark", PHONE), ("ar", "light", PHONE)],
    ids=["desktop", "desktop-ar-dark", "phone-dark", "phone-ar"],
)
def test_axe_finds_no_violation_in_filters_years_and_notices(
    lang: str, style: str, size: dict[str, int], bundled: str, visit: Visit
) -> None:
    address = f"/?lang={lang}&style={style}&condition=3,4&as_of=2021&kind=mosqe#panel=filters,years"
    page = app(visit(**CALM, viewport=size), bundled, address)
    page.evaluate("() => document.querySelectorAll('details.mm-facet').forEach(each => { each.open = true })")
    until(page, "document.querySelector('.mm-years-bars rect')")
    page.wait_for_timeout(200)
    assert [*violations(page), *page.evaluate(f"() => {SMALL}")] == []


@pytest.mark.parametrize("place", ["designation", "kind", "q", "colour"])
def test_filters_chips_and_notices_show_hostile_texts_to_the_letter(place: str, hostile: str, visit: Visit) -> None:
    query = urllib.parse.urlencode([(place, attack) for attack in ATTACKS[:8]] + [("level", "<b>no</b>")])
    visitor = visit(**CALM)
    page = app(visitor, hostile, f"/?{query}#panel=filters&site={urllib.parse.quote(ATTACKS[1])}")
    page.evaluate("() => document.querySelectorAll('details.mm-facet').forEach(each => { each.open = true })")
    page.wait_for_timeout(300)
    registers = " ".join(page.locator("[data-word=designation] .mm-label").all_text_contents())
    assert [attack for attack in ATTACKS if "\u202e" not in attack and attack not in registers] == []
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".mm-app :is(script, img, iframe, b)").count() == 0
