"""Two years or two questions side by side: the maps move together, and what changed between adds up."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import pytest

from tests.browser.chromium import until
from tests.browser.hostile import HOSTILE_SITE
from tests.browser.parts import DESKTOP, PHONE, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DESK = {"viewport": DESKTOP, "reduced_motion": "reduce"}
COMPARING = "document.querySelector('.mm-maps') && document.querySelector('.mm-summary td')"


def compared(visitor: Visitor, address: str, query: str = "", vs: str | None = "as_of=2020", rest: str = "") -> Page:
    hash_ = "panel=compare" + ("" if vs is None else f"&vs={urllib.parse.quote(vs)}") + rest
    page = visitor.open(f"{address}/{query}#{hash_}")
    until(page, COMPARING)
    return page


def rows(page: Page) -> dict[str, int]:
    """Return how many sites each row of the comparison holds, the sum as `Together`."""
    found: list[list[str]] = page.locator(".mm-summary tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return {label: int(n) for label, n in found}


def listed(page: Page) -> list[str]:
    """Return the sites of the row that is chosen."""
    found: list[str] = page.locator(".mm-changes [data-site]").evaluate_all("rows => rows.map(row => row.dataset.site)")
    return found


def choose(page: Page, label: str) -> None:
    page.locator(".mm-row-choice", has_text=label).click()
    until(page, f"document.querySelector('.mm-detail-head h3').textContent === '{label}'")


def sites(address: str, **words: str) -> dict[str, dict[str, Any]]:
    query = urlencode({"limit": "10000", **words}, safe=",")
    with urllib.request.urlopen(f"{address}/collections/sites/items?{query}") as answer:
        return {feature["id"]: feature["properties"] for feature in json.load(answer)["features"]}


def vs(page: Page) -> str:
    return parse_qs(page.evaluate("() => location.hash.slice(1)")).get("vs", [""])[0]


def test_what_changed_between_a_year_and_today_is_what_the_store_knew_then_and_knows_now(
    bundled: str, visit: Visit
) -> None:
    page = compared(visit(**DESK), bundled)
    today = json.loads(page.locator("#mirasmap-config").text_content() or "")["today"]
    then, dated, now = sites(bundled, as_of="2020"), sites(bundled, as_of=today), sites(bundled)
    kinds = Counter[str]()
    changed = set()
    for site, after in dated.items():
        before = then[site]
        told = after["n_statements"] - before["n_statements"]
        if told and before["n_statements"] == 0:
            kinds["First information"] += 1
        elif before["condition"] != after["condition"]:
            kinds["Another condition is stated"] += 1
            changed.add(site)
        elif told:
            kinds["told or visited"] += 1
    found = rows(page)
    assert found["First information"] == kinds["First information"] > 0
    assert found["Another condition is stated"] == kinds["Another condition is stated"] > 0
    assert found["Visited in between"] + found["More statements, same condition"] >= kinds["told or visited"]
    undated = {site for site in now if now[site]["n_statements"] != dated[site]["n_statements"]}
    choose(page, "Known today, without a date")
    assert set(listed(page)) <= undated
    choose(page, "Another condition is stated")
    assert set(listed(page)) == changed
    together = found.pop("Together")
    assert sum(found.values()) == together == len(now)


@pytest.mark.parametrize(
    ("query", "other"),
    [("", "as_of=2005"), ("?kind=mosque&as_of=2010", "kind=mosque&as_of=2022"), ("?condition=4,5", "condition=4,5&as_of=2020"), ("?kind=mosque", "district=shusha"), ("?as_of=2020&kind=church", "condition=5")],
)  # fmt: skip
def test_every_site_of_either_question_is_counted_once_and_listed(
    query: str, other: str, bundled: str, visit: Visit
) -> None:
    page = compared(visit(**DESK), bundled, query, other)
    a = sites(bundled, **{word: values[0] for word, values in parse_qs(query.removeprefix("?")).items()})
    b = sites(bundled, **{word: values[0] for word, values in parse_qs(other).items()})
    found = rows(page)
    together = found.pop("Together")
    assert sum(found.values()) == together == len(a.keys() | b.keys())
    assert found.get("Only in A", 0) == len(a.keys() - b.keys())
    assert found.get("Only in B", 0) == len(b.keys() - a.keys())
    seen: list[str] = []
    for label, n in found.items():
        if n == 0:
            continue
        choose(page, label)
        assert len(listed(page)) == min(n, 200)
        seen += listed(page)
    assert len(seen) == len(set(seen))
    assert set(seen) <= a.keys() | b.keys()
    said = page.locator(".mm-half-head > span").all_text_contents()
    assert [text.rsplit(": ", 1)[1] for text in said] == [
        f"{len(each)} site{'' if len(each) == 1 else 's'}" for each in (a, b)
    ]


MARKS = """half => { const box = document.querySelector(`[data-half=${half}] .leaflet-container`).getBoundingClientRect();
  return [...document.querySelectorAll(`[data-half=${half}] .mm-cluster`)].map(e => e.getBoundingClientRect())
    .map(r => [r.x + r.width / 2 - box.x, r.y + r.height / 2 - box.y, box.width, box.height]); }"""
"""Where the clusters of a map stand, and how large it is; those of the same sites stand at the same places on both."""


def together(page: Page) -> bool:
    page.wait_for_timeout(150)
    a, b = (page.evaluate(MARKS, half) for half in "ab")
    inner = [(x, y) for x, y, width, height in a if 20 < x < width - 20 and 20 < y < height - 20]
    assert len(inner) > 3
    return all(any(abs(x - p) <= 2 and abs(y - q) <= 2 for p, q, *_ in b) for x, y in inner)


def test_both_maps_go_together_whichever_is_moved(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled)
    assert together(page)
    for half in "ab":
        before = page.evaluate(MARKS, half)
        box = page.locator(f"[data-half={half}] .leaflet-container").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y - 30, steps=4)
        page.mouse.move(x + 60, y - 50, steps=4)
        page.wait_for_timeout(200)  # no throw
        page.mouse.up()
        page.wait_for_timeout(400)
        assert page.evaluate(MARKS, half) != before
        assert together(page)
    page.locator("[data-half=b] .leaflet-container").focus()
    before = page.evaluate(MARKS, "a")
    page.keyboard.press("+")
    page.wait_for_timeout(600)
    assert page.evaluate(MARKS, "a") != before
    assert together(page)


def test_a_site_opens_on_both_maps_each_as_of_its_day(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled, vs="as_of=2005", rest="&site=aghdam-juma-mosque&map=13/39.993/46.932")
    page.locator("[data-half=a] [role=dialog]").wait_for()
    page.locator("[data-half=b] [role=dialog]").wait_for()
    said = [page.locator(f"[data-half={half}] .mm-condition").text_content() or "" for half in "ab"]
    assert "good in 2024" in said[0]
    assert "unknown" in said[1]
    page.locator("[data-half=a] [role=dialog]").focus()
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.mm-maps [role=dialog]')")


def test_only_what_changed_is_shown_on_both_maps_and_all_again(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled)
    n, before = rows(page)["Another condition is stated"], rows(page)
    choose(page, "Another condition is stated")
    page.get_by_role("button", name="Only these on the maps").click()
    until(page, f"document.querySelector('[data-half=b] .mm-half-head > span').textContent.endsWith(': {n} sites')")
    until(page, "location.search.includes('ids=')")  # the address is written a moment later
    ids = parse_qs(page.evaluate("() => location.search.slice(1)"))["ids"][0].split(",")
    assert set(ids) == set(listed(page))
    assert rows(page) == before, "the comparison itself stays whole"
    only = page.get_by_role("button", name="Only these on the maps")
    only.click()
    until(page, "location.search === ''")
    assert rows(page) == before
    only.click()
    until(page, "location.search !== ''")
    page.get_by_role("button", name="Take away: Selection").click()
    until(page, "location.search === ''")
    assert only.get_attribute("aria-pressed") == "false"
    assert rows(page) == before


def test_the_other_question_stands_in_the_address_and_comes_back_with_it(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled, "?kind=mosque", None)
    until(page, "location.hash.includes('vs=')")
    assert parse_qs(vs(page)) == {"kind": ["mosque"], "as_of": ["2020"]} or vs(page).startswith("kind=mosque&as_of=")
    page.locator("select[data-act=B]").select_option("2005")
    until(page, "location.hash.includes('2005')")
    found = rows(page)
    again = visit(**DESK).open(page.evaluate("() => location.href"))
    until(again, COMPARING)
    assert rows(again) == found
    # the filters hold for both days
    again.get_by_role("button", name="Take away: Kind").click()
    until(again, "!location.hash.includes('mosque')")
    assert rows(again)["Together"] == len(sites(bundled))


def test_two_questions_swap_and_one_is_kept_while_the_filters_change(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled, "?kind=mosque", None)
    page.get_by_label("Two questions").check()
    until(page, "document.querySelector('[data-act=keep]')")
    assert rows(page)["Only in B"] == len(sites(bundled)) - len(sites(bundled, kind="mosque"))
    page.get_by_role("button", name="Swap A and B").click()
    until(page, "location.search === ''")
    assert vs(page) == "kind=mosque"
    assert rows(page)["Only in A"] == len(sites(bundled)) - len(sites(bundled, kind="mosque"))
    page.get_by_role("button", name="Keep A as B").click()
    until(page, "!location.hash.includes('mosque')")
    assert rows(page) == {
        "Only in A": 0,
        "Only in B": 0,
        "In both": len(sites(bundled)),
        "Together": len(sites(bundled)),
    }


def test_nothing_is_left_of_a_comparison_that_ended(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled)
    until(page, "document.querySelectorAll('.mm-half .leaflet-tile-pane canvas').length > 1")
    page.get_by_role("button", name="Stop comparing").first.click()
    until(page, "!document.querySelector('.mm-maps')")
    assert page.locator(".leaflet-container").count() == 1
    until(page, "!location.hash.includes('vs=')")
    stage = page.locator(".mm-stage").bounding_box()
    container = page.locator(".leaflet-container").bounding_box()
    assert stage
    assert container
    assert container["width"] == stage["width"]
    page.mouse.wheel(0, -300)  # the map that is left still works
    page.get_by_role("button", name="Compare", exact=True).click()
    if not page.locator(".mm-maps").count():
        page.get_by_role("button", name="Compare", exact=True).click()
    until(page, COMPARING)


def test_on_a_phone_one_map_turns_to_the_other_at_the_same_place(bundled: str, visit: Visit) -> None:
    page = visit(viewport=PHONE, reduced_motion="reduce").open(f"{bundled}/#vs=as_of%3D2020")
    until(page, "document.querySelector('.mm-maps')")
    assert page.locator("[data-half=a]").is_visible()
    assert not page.locator("[data-half=b] .leaflet-container").is_visible()
    page.get_by_role("button", name="Show map B").click()
    assert page.locator("[data-half=b] .leaflet-container").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Show map A"
    assert together(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_earlier_day_stands_at_the_start_side(bundled: str, visit: Visit) -> None:
    for lang, sign in (("en", 1), ("ar", -1)):
        page = compared(visit(**DESK), bundled, f"?lang={lang}")
        a, b = (page.locator(f"[data-half={half}]").bounding_box() for half in "ab")
        assert a
        assert b
        assert sign * (a["x"] - b["x"]) > 0


def test_an_address_with_a_broken_second_question_compares_with_what_is_known_of_it(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled, vs="kind=mosque&nothing=%00&condition=9&as_of=soon")
    found = rows(page)
    assert found["In both"] == len(sites(bundled, kind="mosque"))
    assert found["Together"] == len(sites(bundled))


@pytest.mark.parametrize(
    ("lang", "style", "size", "other"),
    [
        ("ar", "dark", DESKTOP, "as_of=2020"),
        ("en", "light", DESKTOP, "kind=mosque"),
        ("ar", "light", PHONE, "as_of=2020"),
    ],
    ids=["desktop-ar-dark", "desktop", "phone-ar"],
)
def test_axe_finds_no_violation_beside_two_maps(
    lang: str, style: str, size: dict[str, int], other: str, bundled: str, visit: Visit
) -> None:
    page = compared(visit(viewport=size, reduced_motion="reduce"), bundled, f"?lang={lang}&style={style}", other)
    assert violations(page, "[data-panel=compare]") == []
    assert violations(page, ".mm-maps") == [] or size == PHONE  # a sheet lies over symbols of the map there


def test_hostile_names_are_listed_as_text(hostile: str, visit: Visit) -> None:
    page = compared(visit(**DESK), hostile, "?kind=mosque", "kind=church")
    choose(page, "Only in A")
    row = page.locator(f"[data-site={HOSTILE_SITE}]")
    assert row.count() == 1
    row.get_by_role("button").click()
    page.locator("[data-half=a] [role=dialog]").wait_for()
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".mm-changes script, .mm-changes img").count() == 0
    assert "\u202e" not in page.content()


def test_what_nobody_knows_of_the_other_question_is_said(bundled: str, visit: Visit) -> None:
    page = compared(visit(**DESK), bundled, vs="district=nowhere-at-all&kind=mosque")
    said = page.locator(".mm-notice").text_content() or ""
    assert "nowhere-at-all" in said
    until(page, "new URLSearchParams(location.hash.slice(1)).get('vs') === 'kind=mosque'")
