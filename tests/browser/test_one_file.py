"""The one file, opened from the disk with the network off: everything works, and any request is a failure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

import maps
from server.cli import main
from server.file_map import MOST_IN_FILE
from tests.browser.chromium import until
from tests.browser.hostile import ATTACKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

FIRST_SITE = "document.documentElement.dataset.mirasmapFirstSite"
DESKTOP = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
LIMIT = 5_000_000


def mirasmap(folder: Path, *arguments: str, seed: str = "random") -> subprocess.CompletedProcess[str]:
    env = {"MIRASMAP_STORE": str(folder / "store.gpkg"), "PATH": "", "NO_COLOR": "1", "COLUMNS": "200"}
    env["PYTHONHASHSEED"] = seed
    command = Path(sys.executable).parent / "mirasmap"
    return subprocess.run([command, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("file")


@pytest.fixture(scope="module")
def whole(folder: Path) -> Path:
    """The map of the bundled data."""
    done = mirasmap(folder, "map", "-o", "whole.html")
    assert done.returncode == 0, done.stderr
    return folder / "whole.html"


def opened(visit: Visit, file: Path, rest: str = "", **options: object) -> Page:
    """Open a file without a network; a request is refused, and told in the visitor's errors."""
    visitor = visit(**(options or DESKTOP), offline=True)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    page = visitor.open(file.as_uri() + rest)
    until(page, FIRST_SITE)
    until(page, "document.querySelectorAll('.leaflet-tile-pane canvas').length > 1")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    return page


def test_the_bundled_data_fit_into_five_megabytes_and_forbid_themselves_every_request(whole: Path) -> None:
    html = whole.read_text("utf-8")
    assert len(html.encode()) <= LIMIT
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy[1].split(";")}
    assert rules["default-src"] == ["'none'"]
    assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    assert all(source.startswith("'sha256-") for rule in ("script-src", "style-src") for source in rules[rule])
    assert rules["img-src"] == ["data:"]
    assert re.search(r'"max_zoom":14,"blocks"', html)


def test_the_same_question_gives_the_same_bytes_in_every_process(folder: Path, whole: Path) -> None:
    for seed in ("1", "2"):
        done = mirasmap(folder, "map", "-o", f"{seed}.html", "--where", "q=gandzasar", seed=seed)
        assert done.returncode == 0, done.stderr
        found = re.search(r"q=gandzasar: (\d+) / 223", (folder / f"{seed}.html").read_text("utf-8"))
        assert found is not None, "who gets the file sees that it is an excerpt"
    assert (folder / "1.html").read_bytes() == (folder / "2.html").read_bytes()


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "az"])
def test_the_file_speaks_every_language(lang: str, whole: Path, visit: Visit) -> None:
    page = opened(visit, whole, f"#lang={lang}&site=aghdam-juma-mosque")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == [
        lang,
        "rtl" if lang == "ar" else "ltr",
    ]
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_language_is_chosen_from_the_menu_and_keeps_view_and_site(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole, "#map=12/39.99000/46.93000&site=aghdam-juma-mosque")
    page.get_by_role("dialog").wait_for()
    with page.expect_event("load"):
        page.get_by_label("Language", exact=True).select_option("ar")
    until(page, "document.documentElement.lang === 'ar'")
    until(page, FIRST_SITE)
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("() => location.hash.includes('map=12/')")


def test_the_style_is_chosen_and_remembered(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole)
    page.get_by_role("button", name="Layers").click()
    page.get_by_label("Dark", exact=True).check()
    until(page, "document.querySelector('.leaflet-container').dataset.style === 'dark'")
    until(page, "location.hash.includes('style=dark')")
    page.reload()
    until(page, "document.querySelector('.leaflet-container').dataset.style === 'dark'")


def test_a_question_filters_map_table_and_number_alike(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole, "#condition=5&panel=filters,table")
    page.get_by_text("18 of 223 sites").first.wait_for()
    for panel in ("filters", "table"):
        page.locator(f"[data-panel={panel}]").get_by_text("18 sites").wait_for()
    page.locator("[data-panel=table] [role=row]", has_text="destroyed").first.wait_for()


def test_a_site_is_found_by_name_in_another_script(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole)
    box = page.get_by_role("combobox").first
    box.fill("Гандзасар")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.get_by_role("dialog").wait_for()


def test_charts_are_drawn_without_a_network(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole, "#panel=charts")
    page.locator("[data-panel=charts] svg.mm-chart").first.wait_for()


def test_the_file_works_on_a_phone(whole: Path, visit: Visit) -> None:
    page = opened(visit, whole, "#lang=ar", **PHONE)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.locator(".mm-rail button").first.click()
    page.locator("[data-panel]:not([hidden])").wait_for()


def test_a_question_and_a_box_choose_what_goes_into_a_file(folder: Path, whole: Path) -> None:
    done = mirasmap(folder, "map", "-o", "some.html", "--where", "?condition=5&district=aghdam", "--no-basemap")
    assert done.returncode == 0, done.stderr
    found = re.search(r"some\.html: (\d+) sites, 0\.\d MB", done.stdout)
    assert found is not None
    assert 0 < int(found[1]) < 18
    done = mirasmap(
        folder, "map", "-o", "box.html", "--bbox", "46.9,39.9,47,40.1", "--no-basemap", "--title", "<b>Mine"
    )
    assert done.returncode == 0, done.stderr
    assert "<title>&lt;b&gt;Mine</title>" in (folder / "box.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "whole.html"), "exists; replace it with --force"),
        (("-o", "none/map.html"), "does not exist; make it first"),
        (("-o", "x.html", "--where", "conditon=5"), "did you mean 'condition'?"),
        (("-o", "x.html", "--where", "district=agdam"), "did you mean 'aghdam'?"),
        (("-o", "x.html", "--where", "bad"), "there is no filter 'bad'"),
        (("-o", "x.html", "--bbox", "1,2,3"), "four numbers"),
        (("-o", "x.html", "--where", "q=qqqqqq"), "finds no site"),
        (("-o", "x.html", "--lang", "tlh"), "choose one of"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, folder: Path, whole: Path
) -> None:
    before = whole.stat()
    output = str(folder / arguments[1])
    done = CliRunner().invoke(
        main, ["map", "-o", output, *arguments[2:], "--store", str(folder / "store.gpkg")], env={"COLUMNS": "200"}
    )
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "x.html").exists()
    assert not [*folder.glob(".*.part")]
    assert (whole.stat().st_size, whole.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_above_the_limit_it_says_what_to_do_instead_and_writes_nothing(
    folder: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.file_map.MOST_IN_FILE", 100)
    arguments = ["map", "-o", str(folder / "x.html"), "--store", str(folder / "store.gpkg")]
    done = CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "finds 223 sites, and one file holds at most 100" in done.stderr
    assert "--where or --bbox" in done.stderr
    assert "mirasmap serve" in done.stderr
    assert not (folder / "x.html").exists()


def test_the_limit_is_two_hundred_thousand_sites() -> None:
    assert MOST_IN_FILE == 200_000


def test_hostile_texts_are_shown_to_the_letter_in_a_file(tmp_path: Path, visit: Visit) -> None:
    n = len(ATTACKS)
    sites = gpd.GeoDataFrame(
        {
            "id": [f"site-{at}" for at in range(n)],
            "kind": ATTACKS,
            "district": ATTACKS,
            "settlement": ATTACKS,
            "condition": [1] * n,
            "condition_by": ATTACKS,
            "built": ATTACKS,
            **dict.fromkeys(ATTACKS[:5], ATTACKS),
        },
        geometry=gpd.points_from_xy([46 + at / 100 for at in range(n)], [39.5] * n),
        crs=4326,
    )
    names = pd.DataFrame({"site_id": "site-0", "text": ATTACKS, "lang": "en", "status": "variant"})
    designations = pd.DataFrame({"site_id": "site-0", "scheme": ATTACKS, "level": ATTACKS, "register_id": ATTACKS})
    drawn = maps.build_map(
        sites, names=names, designations=designations, title=ATTACKS[0], credit=ATTACKS, tooltip=True, column=ATTACKS[0]
    )
    path = tmp_path / "hostile.html"
    drawn.save(path)
    visitor = visit(**DESKTOP, offline=True)
    page = visitor.open(path.as_uri() + "#site=site-0&panel=table,filters")
    until(page, FIRST_SITE)
    popup = page.get_by_role("dialog")
    popup.wait_for()
    plain = [attack for attack in ATTACKS if "\u202e" not in attack]
    assert [attack for attack in plain if attack not in (popup.text_content() or "")] == []
    page.locator("[data-panel=table] [role=row]").nth(3).wait_for()
    page.get_by_role("button", name="Charts").click()
    page.locator("[data-panel=charts] svg.mm-chart").first.wait_for()
    assert page.evaluate("() => window.pwned") is None
    assert page.locator("img[onerror], svg[onload], iframe, object").count() == 0
