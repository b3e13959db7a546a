"""What axe-core and a ruler have against one part of a page, such as a panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 360, "height": 740}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, part: str) -> list[str]:
    """Return what axe-core finds in a part, and which targets of it are smaller than 24 by 24 pixels."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "([part, rules]) => axe.run(part, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        [part, RULES],
    )
    small: list[str] = page.locator(f"{part} :is(button, select, summary, label)").evaluate_all(
        """all => all.filter(e => e.checkVisibility() && !e.closest('.leaflet-container'))
        .filter(e => { const {width, height} = e.getBoundingClientRect(); return width > 0 && (width < 24 || height < 24); })
        .map(e => `too small: ${e.outerHTML.slice(0, 150)}`)"""
    )
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]] + small
