"""Charts count what the question finds, say the same as their tables, and ask further when they are clicked."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import pytest

from tests.browser.chromium import until
from tests.browser.parts import DESKTOP, PHONE, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]
type Cells = dict[tuple[str, str], int]

DESK = {"viewport": DESKTOP, "reduced_motion": "reduce"}
CHARTS = ("district", "kind", "year", "age")


def charts(visitor: Visitor, address: str, query: str = "", rest: str = "") -> Page:
    page = visitor.open(f"{address}/{query}#panel=charts{rest}")
    until(page, "document.querySelector('[data-chart=district] svg')")
    return page


def chart(page: Page, name: str) -> Locator:
    return page.locator(f"[data-chart={name}]")


def part(page: Page, name: str, row: str, column: str) -> Locator:
    return chart(page, name).locator(f"svg.mm-chart [data-row='{row}'][data-column='{column}']")


def drawn(page: Page, name: str) -> Cells:
    """Return the numbers of a chart as they are drawn."""
    cells: list[list[str]] = (
        chart(page, name)
        .locator(".mm-part")
        .evaluate_all("parts => parts.map(({dataset}) => [dataset.row, dataset.column, dataset.n])")
    )
    return {(row, column): int(n) for row, column, n in cells}


def table(page: Page, name: str) -> list[list[str]]:
    """Return the rows of a chart's table, its heading first and its sums last."""
    rows: list[list[str]] = (
        chart(page, name)
        .locator("table tr")
        .evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    )
    return rows


def matched(address: str, **words: str) -> int:
    query = urlencode({"limit": "1", **words}, safe=",")
    with urllib.request.urlopen(f"{address}/collections/sites/items?{query}") as answer:
        return int(json.load(answer)["numberMatched"])


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("() => location.search.slice(1)"))


def found(page: Page) -> int:
    """Return how many sites the charts say they are about."""
    return int((page.locator(".mm-charts [role=status]").text_content() or "").split()[0])


@pytest.mark.parametrize("query", ["", "?kind=mosque,church&condition=3,4,5", "?as_of=2020&district=shusha"])
def test_each_chart_says_what_its_table_says_and_both_add_up(query: str, bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled, query)
    for name in ("district", "kind"):
        if chart(page, name).locator(".mm-more").count():
            chart(page, name).locator(".mm-more").click()
    n_sites = matched(bundled, **{word: ",".join(values) for word, values in asked(page).items()})
    for name in CHARTS:
        heading, *rows, sums = table(page, name)
        in_table = sorted(int(cell) for row in rows for cell in (row[1:-1] if len(heading) > 2 else row[1:]))
        undated = [int(row[1]) for row in rows if name == "year" and row[0] == "Without a date"]
        numbers = sorted(drawn(page, name).values())
        assert [n for n in in_table if n] == sorted(numbers + undated), name
        assert sum(int(row[-1]) for row in rows) == int(sums[-1])
        if name != "year":
            assert sum(numbers) == int(sums[-1]) == n_sites == found(page)


def test_what_is_drawn_is_what_the_server_counts(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    cells = list(drawn(page, "district").items())
    for (district, condition), n in cells[:: max(1, len(cells) // 8)]:
        assert n == matched(bundled, district=district, condition=condition), (district, condition)
    cells = list(drawn(page, "kind").items())
    for (kind, condition), n in cells[:: max(1, len(cells) // 8)]:
        assert n == matched(bundled, kind=kind, condition=condition), (kind, condition)
    for (age, _), n in drawn(page, "age").items():
        assert n == matched(bundled, newest=age), age


@pytest.mark.parametrize("query", ["", "kind=mosque&as_of=2020"])
def test_a_server_that_counts_for_large_layers_counts_the_same(query: str, bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled, f"?{query}")
    for name in ("district", "kind", "age"):
        if chart(page, name).locator(".mm-more").count():
            chart(page, name).locator(".mm-more").click()
        with urllib.request.urlopen(f"{bundled}/cross?by={name}&{query}") as answer:
            counted = json.load(answer)
        assert drawn(page, name) == {
            (row["value"], column): n
            for row in counted["rows"]
            for column, n in zip(counted["columns"], row["counts"], strict=True)
            if n
        }


def test_a_click_on_a_piece_asks_for_it_on_map_table_and_address_and_a_second_one_takes_it_back(
    bundled: str, visit: Visit
) -> None:
    page = charts(visit(**DESK), bundled, "?kind=mosque", ",table")
    before = found(page)
    piece = part(page, "district", "aghdam", "5")
    n = int(piece.get_attribute("data-n") or 0)
    assert 0 < n < before
    assert piece.get_attribute("aria-label") == f"Aghdam, destroyed: {n} site{'' if n == 1 else 's'}"
    piece.click()
    until(page, "location.search.includes('district=aghdam')")
    assert asked(page) == {"kind": ["mosque"], "district": ["aghdam"], "condition": ["5"]}
    assert found(page) == n == int(page.locator(".mm-table").get_attribute("aria-rowcount") or 0) - 1
    assert piece.get_attribute("aria-pressed") == "true"
    # the other pieces stay, to be chosen instead
    other = part(page, "district", "shusha", "5")
    assert "mm-pale" in (other.get_attribute("class") or "")
    other.click()
    until(page, "location.search.includes('district=shusha')")
    assert found(page) == int(other.get_attribute("data-n") or 0)
    other.click()
    until(page, "!location.search.includes('district')")
    assert asked(page) == {"kind": ["mosque"]}
    assert found(page) == before


def test_a_number_of_the_table_asks_for_the_same(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    chart(page, "kind").locator("summary").click()
    number = chart(page, "kind").get_by_role("button", name="mosque, destroyed: ").locator("visible=true").last
    n = int(number.text_content() or 0)
    number.click()
    until(page, "location.search.includes('kind=mosque')")
    assert asked(page) == {"kind": ["mosque"], "condition": ["5"]}
    assert found(page) == n


def test_a_year_asks_what_was_known_at_its_end_and_is_marked(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    column = part(page, "year", "2020", "statements")
    column.click()
    until(page, "location.search === '?as_of=2020'")
    assert column.get_attribute("aria-pressed") == "true"
    assert chart(page, "year").locator(".mm-until").text_content() == "as of 2020"
    assert "mm-pale" in (part(page, "year", "2021", "statements").get_attribute("class") or "")
    assert sum(n for (row, _), n in drawn(page, "kind").items() if row == "mosque") == matched(bundled, kind="mosque")
    until(page, "document.querySelector('[data-chart=kind] [data-column=\"5\"]')")
    destroyed = sum(n for (_, condition), n in drawn(page, "district").items() if condition == "5")
    assert destroyed <= matched(bundled, condition="5", as_of="2020")
    column.click()
    until(page, "location.search === ''")


def test_an_age_asks_for_exactly_the_sites_of_its_bar(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    for age in ("24-60", "120-", "none"):
        bar = part(page, "age", age, "sites")
        bar.click()
        until(page, f"location.search.includes('newest={age}')")
        assert found(page) == int(bar.get_attribute("data-n") or 0) == matched(bundled, newest=age)


def test_the_keyboard_goes_from_piece_to_piece_and_chooses(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    where = "({row, column}) => `${row} ${column}`"
    now = f"({where})(document.activeElement.dataset)"
    stops = chart(page, "district").locator("svg.mm-chart [tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    first = page.evaluate(now)
    page.keyboard.press("ArrowRight")
    second = page.evaluate(now)
    assert second.split()[0] == first.split()[0]
    assert second != first
    page.keyboard.press("ArrowDown")
    assert page.evaluate(now).split()[0] != first.split()[0]
    page.keyboard.press("Home")
    assert page.evaluate(now) == first
    assert stops.count() == 1
    page.keyboard.press("Enter")
    until(page, "location.search.includes('district=')")
    assert page.evaluate(now) == first, "the place of the reader was lost when the chart was drawn anew"
    page.keyboard.press("Space")
    until(page, "!location.search.includes('district=')")


def test_in_arabic_bars_and_years_begin_at_the_right_and_numbers_stay(bundled: str, visit: Visit) -> None:
    left, right = charts(visit(**DESK), bundled), charts(visit(**DESK), bundled, "?lang=ar")
    assert drawn(left, "district") == drawn(right, "district")
    edges = "svg => { const base = svg.querySelector('.mm-chart-base').getBBox().x; const parts = [...svg.querySelectorAll('.mm-part')].map(p => p.getBBox()); return [base, Math.min(...parts.map(b => b.x)), Math.max(...parts.map(b => b.x + b.width))]; }"
    base, least, most = chart(left, "district").locator("svg.mm-chart").evaluate(edges)
    assert abs(base - least) < 1 < most - base
    base, least, most = chart(right, "district").locator("svg.mm-chart").evaluate(edges)
    assert abs(base - most) < 1 < base - least
    for page, sign in ((left, 1), (right, -1)):
        ends = [part(page, "year", year, "statements").bounding_box() for year in ("2020", "2024")]
        assert ends[0]
        assert ends[1]
        assert sign * (ends[1]["x"] - ends[0]["x"]) > 0


def test_grades_are_told_apart_without_colour_on_screen_and_paper(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    hatches = (
        chart(page, "district")
        .locator("svg.mm-chart .mm-part[data-row=aghdam]")
        .evaluate_all(
            "parts => parts.map(part => (part.querySelector('.mm-chart-hatch')?.getAttribute('fill') ?? '') + part.classList.contains('mm-chart-empty'))"
        )
    )
    assert len(hatches) >= 5
    assert len(set(hatches)) == len(hatches)
    page.emulate_media(media="print")
    opacity = "getComputedStyle(document.querySelector('.mm-chart-hatch')).opacity"
    assert page.evaluate(opacity) == "1"


def test_the_library_comes_only_when_charts_are_asked_for(bundled: str, visit: Visit) -> None:
    page = visit(**DESK).open(bundled)
    until(page, "document.querySelector('.mm-rail button')")
    has = "Boolean(globalThis.mirasmapCharts)"
    assert page.evaluate(has) is False
    page.get_by_role("button", name="Charts").click()
    until(page, has)
    page.locator(".mm-charts svg.mm-chart").first.wait_for()


def test_the_wide_view_lays_charts_side_by_side_and_fits_a_phone(bundled: str, visit: Visit) -> None:
    page = charts(visit(**DESK), bundled)
    page.get_by_role("button", name="Wide view").click()
    until(page, "document.querySelector('[data-chart=kind]').getBoundingClientRect().x > 400")
    tops = [box["y"] for name in ("district", "kind") if (box := chart(page, name).bounding_box())]
    assert abs(tops[0] - tops[1]) < 1
    phone = charts(visit(viewport={"width": 360, "height": 740}), bundled)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    width = chart(phone, "district").locator("svg.mm-chart").evaluate("svg => svg.getBoundingClientRect().right")
    assert width <= 360


@pytest.mark.parametrize(
    ("lang", "style", "size"), [("ar", "dark", DESKTOP), ("en", "light", PHONE)], ids=["desktop-ar-dark", "phone"]
)
def test_axe_finds_no_violation_in_charts_and_their_tables(
    lang: str, style: str, size: dict[str, int], bundled: str, visit: Visit
) -> None:
    page = charts(visit(viewport=size, reduced_motion="reduce"), bundled, f"?lang={lang}&style={style}&as_of=2020")
    for summary in page.locator(".mm-charts summary").all():
        summary.click()
    assert violations(page, "[data-panel=charts]") == []


def test_charts_of_hostile_texts_show_them_as_text(hostile: str, visit: Visit) -> None:
    page = charts(visit(**DESK), hostile)
    assert page.evaluate("() => window.pwned") is None
    assert "\u202e" not in page.content()
