"""The work of an expert in the browser: filter the map, plan three days, see progress, read the plan on a phone."""

from __future__ import annotations

import json
import urllib.request
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from geo.visits.plan_file import plan_from
from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
FIRST = date(2027, 5, 14)
BASE = (46.75, 39.76)
"""Beside a town of the data."""


@pytest.fixture(scope="module")
def planned(bundled: str, browser_plan: Callable[[str], str]) -> str:
    return browser_plan(bundled)


@pytest.fixture(scope="module")
def browser_plan(browser: Any) -> Callable[[str], str]:  # noqa: ANN401 (playwright's browser)
    """Walk from the map to the finished plan, once for all tests here; gives its address."""
    from tests.browser.chromium import Visitor

    def walk(bundled: str) -> str:
        visitor = Visitor(browser, **DESKTOP)
        try:
            page = visitor.open(f"{bundled}/?district=shusha,aghdam,fuzuli")
            page.get_by_role("link", name="Plan a visit").click()
            page.wait_for_url("**/visits/new?*")
            _fill(page)
            page.get_by_role("button", name="Make the plan").click()
            page.wait_for_url("**/plans/*")
            seen = until(
                page,
                "document.querySelector('#plan-progress [data-best]')?.textContent || document.querySelector('.timetable')",
            )
            assert seen
            until(page, "document.querySelector('.timetable')", seconds=90)
            assert visitor.errors == []
            assert visitor.foreign == []
            return page.url
        finally:
            visitor.close()

    return walk


def _fill(page: Page) -> None:
    """Set the base on the map, the days, and who answers for access of which nobody knows."""
    until(page, "document.querySelector('.mm-bases')")
    page.locator("#first").fill(FIRST.isoformat())
    page.locator("#last").fill((FIRST + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Set at the cross").press("Enter")
    assert page.locator("[data-base='1'] [data-lon]:not(option)").input_value() != ""
    page.locator("[data-base='1'] [data-lon]:not(option)").fill(str(BASE[0]))
    page.locator("[data-base='1'] [data-lat]:not(option)").fill(str(BASE[1]))
    page.locator("#override_by").fill("A test")
    page.locator("#override_reason").fill("nobody goes there")


def test_the_plan_holds_what_was_asked_for(planned: str) -> None:
    with urllib.request.urlopen(f"{planned}.json") as answer:
        plan = plan_from(answer.read(), name="plan.json")
    assert {day.date for day in plan.days} == {FIRST + timedelta(days=k) for k in range(3)}
    assert len(plan.visited) >= 10
    assert plan.objective.priority <= plan.objective.bound
    assert any("A test" in note for note in plan.notes)
    assert sorted([*plan.visited, *(site.site_id for site in plan.omitted)]) == sorted(plan.candidates)


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_plan_is_read_on_any_device(device: str, lang: str, planned: str, visit: Visit) -> None:
    page = visit(**(DESKTOP if device == "desktop" else PHONE)).open(f"{planned}?lang={lang}")
    until(page, "document.querySelector('.mm-plan')")
    assert page.locator("section.day").count() == 3
    assert page.locator("tr[data-stop]").count() >= 10
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator("tr[data-stop] .mm-show-button").first.press("Enter")
    until(page, "document.querySelector('.mm-pin')")


def test_the_plan_is_taken_along_in_every_form(planned: str) -> None:
    with urllib.request.urlopen(f"{planned}.geojson") as answer:
        features = json.load(answer)["features"]
    assert {"Point", "LineString"} <= {feature["geometry"]["type"] for feature in features}
    with urllib.request.urlopen(f"{planned}.gpx") as answer:
        assert b"<trk>" in answer.read()
    with urllib.request.urlopen(f"{planned}.yml") as answer:
        assert b"time_zone" in answer.read()


def test_without_scripts_the_plan_is_all_there(planned: str, visit: Visit) -> None:
    page = visit(java_script_enabled=False, **PHONE).open(planned)
    assert page.locator("tr[data-stop]").count() >= 10
    assert page.get_by_text("Not a safety clearance").first.is_visible()
