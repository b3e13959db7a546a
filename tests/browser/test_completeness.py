"""How complete records are, in a real browser: colours chosen by keyboard, the filter, the table and the page of a site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.chromium import until
from tests.browser.parts import DESKTOP, violations
from tests.browser.test_questions import CALM, app, counts, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

LIGHT, DARK = "#bcd0e8", "#22528f"


def test_the_map_is_coloured_by_how_complete_records_are_and_asked_for_it(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM, viewport=DESKTOP), bundled, "/#panel=filters")
    rings = ".mm-cluster path"
    by_condition = page.locator(rings).evaluate_all("all => all.map(e => e.getAttribute('fill'))")
    assert not {LIGHT, DARK} & set(by_condition)

    page.locator(".mm-colours input[value=condition]").focus()
    page.keyboard.press("ArrowDown")
    until(page, f"document.querySelector('{rings}[fill=\"{DARK}\"]')")
    assert page.evaluate("() => document.activeElement.value") == "completeness"
    legend = page.locator(".mm-legend section").first
    assert legend.locator("h2").inner_text() == "How complete the record is, of 100"
    assert re.search(r": .*(40–59|60–79)", page.locator(".mm-cluster").first.get_attribute("aria-label") or "")
    placed = sum(int(n) for n in legend.locator(".mm-n").all_text_contents())
    assert placed > 100
    assert violations(page, ".mm-legend") == []

    page.locator("[data-word=missing] summary").click()
    page.locator("[data-word=missing] input[value=condition]").check()
    page.locator("[data-word=score] summary").click()
    page.locator("[data-word=score] input[value='60-79']").check()
    found = rows(bundled, "missing=condition&score=60-79")
    assert 0 < len(found) < 223
    until(page, f"document.querySelector('.mm-found').textContent.startsWith('{len(found)} of 223')")
    assert counts(page, "score")["60-79"] == len(found)
    page.close()
    assert all(60 <= int(row["score"]) <= 79 for row in found)


def test_the_table_is_sorted_by_how_complete_records_are(bundled: str, visit: Visit) -> None:
    page = app(visit(**CALM, viewport=DESKTOP), bundled, "/?missing=condition&sort=score#panel=table")
    until(page, "document.querySelectorAll('tr[data-site]').length > 0")
    first = page.locator("tr[data-site]").first
    wanted = rows(bundled, "missing=condition&sort=score")[0]
    assert first.get_attribute("data-site") == wanted["id"]
    assert first.locator("[data-col=score]").inner_text() == wanted["score"]


def test_the_page_of_a_site_says_what_its_record_lacks(bundled: str, visit: Visit) -> None:
    [row] = rows(bundled, "ids=shusha-fortress")
    page = visit(**CALM, viewport=DESKTOP).open(f"{bundled}/sites/shusha-fortress")
    card = page.locator("section[aria-labelledby=complete]")
    assert card.locator("strong").inner_text() == f"{row['score']} of 100"
    lacking = card.locator("ul.missing li")
    given = [int(n) for n in re.findall(r"\(\+(\d+)\)", " ".join(lacking.all_inner_texts()))]
    assert sum(given) == 100 - int(row["score"])
    same = lacking.first.locator("a")
    assert (same.get_attribute("href") or "").startswith("/sites?missing=")
    same.click()
    assert "shusha-fortress" in [each["id"] for each in rows(bundled, page.url.split("?")[1])]
