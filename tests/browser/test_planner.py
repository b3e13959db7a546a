"""The work of a planner from the question to the file: ask, read the table, print, send the link, take it away from the network."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import urllib.request
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from maps.i18n import translations
from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1400, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}
ROWS = "[...document.querySelectorAll('tr[data-site]')].map(row => row.dataset.site)"
FOUND = "document.querySelector('.mm-found').textContent"


@pytest.fixture(scope="module")
def file_of(bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Make the file of a question in a language; both devices ask for the same."""

    @cache
    def made(query: str, lang: str) -> Path:
        folder = tmp_path_factory.mktemp("answer")
        command = [
            Path(sys.executable).parent / "mirasmap",
            "map",
            "-o",
            "answer.html",
            "--where",
            query,
            "--lang",
            lang,
        ]
        env = {"MIRASMAP_STORE": str(bundled_store), "PATH": ""}
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
        return folder / "answer.html"

    return made


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_planner_asks_reads_prints_sends_and_takes_along(
    device: str, lang: str, bundled: str, visit: Visit, file_of: Callable[[str, str], Path]
) -> None:
    say = translations(lang).gettext
    visitor = visit(reduced_motion="reduce", **DEVICES[device])
    page = visitor.open(f"{bundled}/?lang={lang}")
    until(page, "document.querySelector('.mm-rail button')")

    # the question
    page.get_by_role("button", name=say("Filters")).click()
    for word, value in (
        ("district", "aghdam"),
        ("district", "fuzuli"),
        ("condition", "3"),
        ("condition", "4"),
        ("condition", "5"),
        ("designation", "any"),
        ("visited", "not-24"),
    ):
        chosen(page, word, value)
    if device == "phone":
        page.keyboard.press("Escape")
    page.get_by_role("button", name=say("Most urgent first")).click()
    until(page, "location.search.includes('sort=urgency')")

    # its table, which opens in that order, its number and its CSV
    until(page, f"{ROWS}.length > 0")
    query = urlsplit(page.evaluate("() => location.href")).query
    wanted = csv_ids(f"{bundled}/sites.csv?{query}")
    assert wanted == csv_ids(
        f"{bundled}/sites.csv?designation=any&district=aghdam,fuzuli&condition=3,4,5&visited=not-24&sort=urgency&order=down"
    )
    shown = page.evaluate(f"() => {ROWS}")
    assert shown == wanted[: len(shown)]
    assert re.findall(r"\d+", page.evaluate(f"() => {FOUND}"))[:2] == [str(len(wanted)), "223"]

    # on paper: one sheet
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    until(page, "!document.querySelector('.mm-sheet')")

    # the link, opened by a colleague
    colleague = visit(reduced_motion="reduce", **DEVICES[device]).open(page.evaluate("() => location.href"))
    until(colleague, f"{ROWS}.length > 0")
    assert colleague.evaluate(f"() => {ROWS}") == colleague_rows(wanted, colleague)
    assert colleague.evaluate(f"() => {FOUND}") == page.evaluate(f"() => {FOUND}")

    # the file, where there is no network
    alone = visit(offline=True, reduced_motion="reduce", **DEVICES[device])
    file = alone.open(file_of(query, lang).as_uri() + "#panel=table&sort=urgency&order=down")
    until(file, f"{ROWS}.length > 0")
    shown = file.evaluate(f"() => {ROWS}")
    assert shown == wanted[: len(shown)]
    assert file.evaluate("() => document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")


def chosen(page: Page, word: str, value: str) -> None:
    """Tick one value of a filter, opening its list if it is closed."""
    values = page.locator(f"[data-word={word}]")
    box = values.locator(f"input[value='{value}']")
    if not box.is_visible():
        values.locator("summary").click()
    box.check()
    until(page, f"new URLSearchParams(location.search).get('{word}')?.includes('{value}')")


def csv_ids(address: str) -> list[str]:
    with urllib.request.urlopen(address) as answer:
        return [row["id"] for row in csv.DictReader(answer.read().decode("utf-8-sig").splitlines())]


def colleague_rows(wanted: list[str], page: Page) -> list[str]:
    """Return as many of the rows as the page shows."""
    return wanted[: len(page.evaluate(f"() => {ROWS}"))]
