"""The map of a plan as one file, from the disk: days, stops, ways, and a day played through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from geo.visits.plan_layers import plan_layers
from maps.build import build_map
from tests.browser.chromium import until
from tests.made_plan import made_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

SITES = [("a", 46.7, 39.7), ("b", 46.8, 39.75), ("c", 46.75, 39.65)]
DESKTOP = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layers = plan_layers(made_plan(SITES))
    sites = gpd.GeoDataFrame(
        {"id": [site for site, _, _ in SITES], "kind": "mosque"},
        geometry=gpd.points_from_xy([lon for _, lon, _ in SITES], [lat for _, _, lat in SITES]),
        crs=4326,
    )
    path = tmp_path_factory.mktemp("plan") / "plan.html"
    build_map(sites, layers, visit=str(layers.visit["id"].iloc[0]), langs=["en", "ar"]).save(str(path))
    return path


def opened(visit: Visit, file: Path, rest: str = "", **options: object) -> Page:
    visitor = visit(**(options or DESKTOP), offline=True)
    page = visitor.open(file.as_uri() + rest)
    until(page, "!!document.querySelector('.mm-plan')")
    return page


def test_each_day_and_team_has_its_line_its_sums_and_its_stops(visit: Visit, file: Path) -> None:
    page = opened(visit, file)
    rows = page.locator(".mm-plan-days li")
    assert rows.count() == 6
    assert "Day 1, 14 May 2026, team A (The car-1)" in rows.nth(0).inner_text()
    assert "1 stop · 25 km · 0 h 50 min on the road" in rows.nth(0).inner_text()
    pins = page.locator(".mm-pin").all()
    assert sum(pin.inner_text().count("1") for pin in pins) >= 2
    assert page.locator(".mm-base").get_attribute("aria-label") == "Base: Camp <b>one</b>"


def test_one_day_alone_and_all_again(visit: Visit, file: Path) -> None:
    page = opened(visit, file)
    day = page.locator(".mm-plan-days li button").nth(1)
    day.press("Enter")
    until(page, "document.querySelectorAll('.mm-plan-days input:checked').length === 1")
    assert page.locator(".mm-pin").count() == 1
    assert page.locator(".mm-pin").get_attribute("aria-label") == "Stop B1, day 1: b, 08:55–09:58"
    assert page.locator(".mm-playback select option:checked").inner_text().endswith("team B (The car-2)")
    day.press("Enter")
    until(page, "document.querySelectorAll('.mm-plan-days input:checked').length === 6")


def test_a_day_is_played_from_the_keyboard_and_says_its_stops(visit: Visit, file: Path) -> None:
    page = opened(visit, file, viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    play = page.get_by_role("button", name="Play the day")
    clock = page.locator(".mm-clock")
    assert clock.inner_text() == "08:30"
    page.get_by_role("slider", name="Time of the day").press("PageUp")
    assert clock.inner_text() > "08:30"
    play.press("Enter")
    page.get_by_role("button", name="Pause").wait_for()
    until(page, "document.querySelector('.mm-playback [role=status]').textContent.startsWith('At stop A1')")
    assert page.locator(".mm-traveller").count() == 1
    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_role("slider", name="Time of the day").press("End")
    assert page.locator(".mm-doing").inner_text() == "The day is over."


@pytest.mark.parametrize("rest", ["", "#lang=ar"])
def test_on_a_phone_the_days_are_folded_and_nothing_leaves_the_screen(visit: Visit, file: Path, rest: str) -> None:
    page = opened(visit, file, rest, **PHONE)
    card = page.locator(".mm-plan")
    assert card.get_attribute("open") is None
    page.locator(".mm-plan summary").tap()
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
