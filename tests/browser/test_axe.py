"""axe-core finds no violation on any kind of page; focus is seen, and what is to be hit is large enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest

from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/#site=aghdam-juma-mosque",
    "/?kind=mosque&condition=4,5#panel=filters,table",
    "/sites",
    "/",
    "/sites?kind=mosqe&nothing=1&designation=any&condition=3,4,5&sort=urgency&order=down",
    "/sites?q=nothing-is-called-so",
    "/sites/aghdam-juma-mosque",
    "/visits",
    "/visits/icesco-2021-01-12",
    "/sources",
    "/sources/wlmaz",
    "/about",
    "/offline",
    "/nothing",
]
DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 360, "height": 740}
LOOKS: list[tuple[str, str, dict[str, int]]] = [("en", "light", DESKTOP), ("ar", "dark", PHONE)]
SEEN = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.closest('[inert]'))"
SMALL = f"""{SEEN}.filter(e => {{
  const box = e.getBoundingClientRect();
  if (box.width === 0 || (box.width >= 24 && box.height >= 24)) return false;
  if (e.closest('p, li, dd, td, th, figcaption, h1, h2, h3, .leaflet-control-attribution') && getComputedStyle(e).display === 'inline') return false;
  if (e.matches('input[type=checkbox], input[type=radio]') && e.closest('label')?.getBoundingClientRect().height >= 24) return false;
  return !e.matches('.skip, [tabindex="0"]:not(button)');
}}).map(e => e.outerHTML.slice(0, 150) + ' ' + Math.round(e.getBoundingClientRect().width) + 'x' + Math.round(e.getBoundingClientRect().height))"""
"""Targets of less than 24 by 24 pixels; a link in a sentence is excepted (WCAG 2.2, 2.5.8), and its label counts for a box."""


ON_MAP = "leaflet-m"
"""Markers: where they stand is what they say, so that others may come near (WCAG 2.2, 2.5.8, essential)."""


SAME_ROWS = (
    "for (const row of document.querySelectorAll('main :is(tbody > tr, ul > li):nth-child(n+21)')) row.remove();"
)
"""A hundred rows of a table or a list are made by one template: twenty tell as much, in a third of the time."""


def opened(visitor: Visitor, url: str) -> Page:
    return settled(visitor, visitor.open(url))


def settled(visitor: Visitor, page: Page) -> Page:
    """Wait until a page stands still."""
    page.wait_for_load_state("networkidle")
    if page.locator("#mirasmap-config").count():
        until(page, "document.documentElement.dataset.mirasmapFirstSite")
        page.wait_for_timeout(400)  # panels and popups come after the first frame
    visitor.errors[:] = [error for error in visitor.errors if "404" not in error]
    return page


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{violation['id']}: {violation['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"][:4]
        if not (violation["id"] == "target-size" and ON_MAP in node["html"])
    ]


@pytest.mark.parametrize(("lang", "style", "size"), LOOKS, ids=["desktop", "phone-ar-dark"])
def test_axe_finds_no_violation_and_every_target_can_be_hit(
    lang: str, style: str, size: dict[str, int], bundled: str, visit: Visit
) -> None:
    visitor = visit(viewport=size, reduced_motion="reduce")
    page = visitor.open(f"{bundled}/offline")  # one page for all: to begin a page costs more than to fill it
    found = {}
    for path in PAGES:
        query, hash_, view = path.partition("#")
        page.goto(f"{bundled}{query}{'&' if '?' in query else '?'}lang={lang}&style={style}{hash_}{view}")
        settled(visitor, page).evaluate(f"() => {{ {SAME_ROWS} }}")
        if wrong := [*violations(page), *page.evaluate(f"() => {SMALL}")]:
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("path", ["/", "/sites", "/sites/aghdam-juma-mosque"])
def test_the_focus_is_seen_wherever_the_keyboard_goes(path: str, bundled: str, visit: Visit) -> None:
    visitor = visit(viewport=DESKTOP, reduced_motion="reduce")
    page = opened(visitor, f"{bundled}{path}?style=light")
    assert unseen_focus(page) == []
    page.goto(f"{bundled}{path}?style=dark")
    assert unseen_focus(settled(visitor, page)) == []


def unseen_focus(page: Page) -> list[str]:
    """Go through a page by the keyboard, and return where the focus is not to be seen."""
    unseen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        mark: dict[str, str] | None = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const ringed = (of) => { const s = getComputedStyle(of); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
            // the frame around a field may carry the ring of the field in it
            const seen = ringed(e) || (e.matches('input') && ringed(e.parentElement));
            return {html: e.outerHTML.slice(0, 120), seen: String(seen)}; }"""
        )
        if mark is None:
            break
        if mark["seen"] == "false":
            unseen.append(mark["html"])
    return unseen
