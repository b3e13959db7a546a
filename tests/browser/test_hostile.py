"""Names, statements, sources and visits are hostile text: shown as it is, and harmless, wherever it stands."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import until
from tests.browser.hostile import ATTACKS, HOSTILE_SITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.chromium import Visitor

PLAIN = [attack for attack in ATTACKS if "\u202e" not in attack]
"""What a page shows to the letter; overrides of direction are taken out."""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sites",
        f"/sites/{HOSTILE_SITE}",
        "/visits",
        "/visits/hostile-0",
        "/sources",
        "/sources/hostile-0",
        "/about",
    ],
)
def test_no_page_runs_what_a_text_says(path: str, hostile: str, visit: Callable[..., Visitor]) -> None:
    page = visit().open(hostile + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => window.pwned") is None
    assert "\u202e" not in page.content()


def test_the_popup_shows_every_name_to_the_letter(hostile: str, visit: Callable[..., Visitor]) -> None:
    page = visit().open(f"{hostile}/#site={HOSTILE_SITE}")
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    text = popup.text_content() or ""
    assert [attack for attack in PLAIN if attack not in text] == []
    assert page.evaluate("() => window.pwned") is None
    assert popup.locator("script, img[onerror], svg[onload]").count() == 0


def test_the_page_of_a_site_shows_every_statement_to_the_letter(hostile: str, visit: Callable[..., Visitor]) -> None:
    page = visit().open(f"{hostile}/sites/{HOSTILE_SITE}")
    text = page.locator("main").text_content() or ""
    assert [attack for attack in PLAIN if attack not in text] == []


def test_suggestions_show_a_hostile_name_to_the_letter(hostile: str, visit: Callable[..., Visitor]) -> None:
    page = visit().open(hostile)
    until(page, "document.querySelector('[role=combobox]')")
    page.locator("[role=combobox]").fill("<img src")
    option = page.locator("[role=option]", has_text="<img src=x onerror=")
    option.first.wait_for()
    assert page.evaluate("() => window.pwned") is None


def test_the_export_gives_the_text_back_and_ends_no_block(hostile: str) -> None:
    with urllib.request.urlopen(f"{hostile}/collections/sites/items/{HOSTILE_SITE}") as answer:
        body = answer.read().decode()
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    names = {name["text"] for name in json.loads(body)["properties"]["names"]}
    assert set(PLAIN) <= names
