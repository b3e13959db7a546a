"""A new user brings two files in disorder: sees what is wrong on the map, mends the mapping, imports, exports, and undoes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from tests.browser.chromium import until
from tests.browser.test_axe import SMALL, violations
from tests.clients.test_qgis import HAS_QGIS, PYTHON
from tests.served import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

type Visit = Callable[..., Visitor]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"
}  # fmt: skip
ROWS = [
    ("Çınarlı mescidi", "Mescit", "iyi", 46.60, 39.90),
    ("Gülablı köprüsü", "Köprü", "3", 46.87, 39.93),
    ("Uğurlu kalesi", "Kale", "orta", 46.70, 40.05),
    ("İğdeli çayhanesi", "Çayhane", "iyi", 46.95, 39.70),
]
"""As a state would keep them: Turkish letters in Windows-1254, metres of UTM zone 38 north, words of its own."""
LOOK = """
import json, sys
from qgis.core import *
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(f"{sys.argv[1]}|layername=sites", "sites", "ogr")
print(json.dumps({"valid": layer.isValid(), "n": layer.featureCount(), "renderer": layer.renderer().type(), "names": sorted(str(f["name:und"]) for f in layer.getFeatures())}))
"""


@pytest.fixture(scope="module")
def address(bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a store of its own, for these tests write into it."""
    with served(Path(shutil.copy(bundled_store, tmp_path_factory.mktemp("importing")))) as address:
        yield address


@pytest.fixture(scope="module")
def shapefile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zipped, without .prj and .cpg, so that neither reference system nor encoding is told."""
    folder = tmp_path_factory.mktemp("shapefile")
    names, kinds, conditions, lon, lat = zip(*ROWS, strict=True)
    frame = gpd.GeoDataFrame(
        {"ADI": names, "NOVU": kinds, "VEZIYYET": conditions}, geometry=gpd.points_from_xy(lon, lat), crs=4326
    )
    frame.to_crs(32638).to_file(folder / "abideler.shp", encoding="cp1254")
    path = folder / "abideler.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(folder / f"abideler.{ending}", f"abideler.{ending}")
    return path


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """GeoJSON with latitude before longitude."""
    path = tmp_path_factory.mktemp("geojson") / "swapped.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"name:en": f"Ruin number {number}", "kind": "ruin"},
            "geometry": {"type": "Point", "coordinates": [39.8 + number / 50, 46.3 + number / 40]},
        }
        for number in range(3)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def send(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/import")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Check the file").click()
    until(page, "document.querySelector('.figures')", seconds=60)
    until(
        page, "!document.querySelector('.problem-map') || document.documentElement.dataset.mirasmapDrawn !== undefined"
    )


def check_again(page: Page) -> None:
    turn = int(page.locator(".mapping [name=turn]").input_value())
    page.get_by_role("button", name="Check again").click()
    until(page, f"document.querySelector('.mapping [name=turn]')?.value === '{turn + 1}'", seconds=60)
    until(page, "document.documentElement.dataset.mirasmapProblems !== undefined")


def figures(page: Page) -> list[str]:
    return page.locator(".figures dd").all_inner_texts()


def press_point(page: Page, lon: float, lat: float) -> None:
    """Press the map where a point is."""
    page.locator(".problem-map").scroll_into_view_if_needed()
    x, y = page.evaluate(
        """([lon, lat]) => { const {map} = mirasmap.drawn; const at = map.latLngToContainerPoint([lat, lon]);
        const box = map.getContainer().getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; }""",
        [lon, lat],
    )
    page.mouse.click(x, y)
    until(page, "document.querySelector('.mm-problem')")


def mend_the_shapefile(page: Page, address: str, shapefile: Path) -> str:
    """What the file does not say is asked; each problem is on the map; all comes in. Gives the ids of the sites."""
    send(page, address, shapefile)
    assert figures(page)[:3] == ["4", "0", "4"]
    questions = page.locator("section[aria-labelledby=questions]").inner_text()
    assert "does not say its reference system" in questions
    assert "Who says what the file says?" in questions
    assert "Çınarlı mescidi" in page.locator(".matching .examples").first.inner_text()
    page.select_option("#crs", "EPSG:32638")
    page.select_option("#source", "new")
    page.fill("#source_title", "List of monuments")
    page.select_option("#source_perspective", "state")
    page.fill("#source_licence", "CC BY 4.0")
    page.locator("#constants summary").press("Enter")
    page.get_by_label("threat", exact=True).fill("road works")
    check_again(page)
    assert page.get_by_label("threat", exact=True).input_value() == "road works"
    assert figures(page)[:3] == ["4", "2", "2"]
    assert (violations(page), page.evaluate(f"() => {SMALL}")) == ([], [])

    # a problem on the map leads to its row, and the row to the map
    press_point(page, *ROWS[3][3:])
    dialog = page.get_by_role("dialog")
    assert "the word is not in the vocabulary" in dialog.inner_text()
    assert "Çayhane" in dialog.inner_text()
    dialog.get_by_role("link", name="In the table").click()
    assert page.evaluate("document.activeElement.matches('tr[data-place]')")
    assert "Çayhane" in page.evaluate("document.activeElement.textContent")
    page.locator("tr[data-place] .mm-show-button").first.press("Enter")
    until(page, "document.activeElement.closest('.mm-problem')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.mm-show-button')")

    words = page.locator("#words")
    words.get_by_role("row", name="Çayhane").get_by_role("combobox").select_option("historic house")
    words.get_by_role("row", name="orta").get_by_role("combobox").select_option("2")
    check_again(page)
    assert figures(page)[:3] == ["4", "4", "0"]
    page.locator("form[action$='/write']").get_by_role("button", name="Import").click()
    until(page, "document.querySelector('.done')", seconds=60)
    page.get_by_role("link", name="See the sites on the map").click()
    until(page, "document.querySelector('.mm-app')?.textContent.includes('4 of ')")
    return page.url.split("ids=")[1].split("&")[0].split("#")[0]


def change_back_without_scripts(page: Page, address: str, swapped: Path, seen: Page) -> None:
    """Its points lie far off, on a page with scripts, until they are changed back, on a page without."""
    page.goto(f"{address}/import")
    page.set_input_files("#file", swapped)
    page.get_by_role("button", name="Check the file").click()
    page.locator(".figures").wait_for(timeout=60_000)
    assert "3 rows lie in the area only with longitude and latitude exchanged" in page.locator("main").inner_text()
    seen.goto(page.url)
    until(seen, "document.documentElement.dataset.mirasmapProblems !== undefined")
    press_point(seen, 39.8, 46.3)
    page.check("#swap")
    page.get_by_label("Settlement").fill("Xankəndi")
    page.select_option("#source", label="List of monuments")
    page.get_by_role("button", name="Check again").click()
    page.locator("form[action$='/write'] button").wait_for(timeout=60_000)
    assert figures(page)[:3] == ["3", "3", "0"]
    assert page.get_by_label("Settlement").input_value() == "Xankəndi"
    page.locator("form[action$='/write'] button").click()
    page.locator(".done, .notice.wrong").first.wait_for(timeout=60_000)
    assert page.locator(".added").inner_text().startswith("Sites: 3")


def look_in_qgis(exported: Path, home: Path) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home)}
    told = subprocess.run([PYTHON, "-c", LOOK, exported], capture_output=True, text=True, env=env, check=True)
    seen = json.loads(told.stdout.strip().splitlines()[-1])
    assert (seen["valid"], seen["n"]) == (True, 4)
    assert seen["names"] == sorted(row[0] for row in ROWS)
    assert seen["renderer"] in ("categorizedSymbol", "RuleRenderer"), "the style in the file is taken"


def test_two_files_in_disorder_come_in_and_go_out_again(
    address: str, shapefile: Path, swapped: Path, visit: Visit, tmp_path: Path
) -> None:
    page = visit(**DESKTOP).open(f"{address}/sites")
    page.locator("main").get_by_role("link", name="Import").click()
    assert violations(page) == []
    ids = mend_the_shapefile(page, address, shapefile)
    plain = visit(**DESKTOP, java_script_enabled=False).open(address)
    change_back_without_scripts(plain, address, swapped, page)

    exported = tmp_path / "sites.gpkg"
    with urllib.request.urlopen(f"{address}/export/sites.gpkg?ids={ids}") as answer:
        exported.write_bytes(answer.read())
    if HAS_QGIS:
        look_in_qgis(exported, tmp_path)

    phone = visit(**PHONE).open(f"{address}/import?lang=ar&style=dark")
    pages = [link.get_attribute("href") for link in phone.locator(".visit-list a").all()]
    for path in ("/import", *(f"{each}?kind=all" for each in pages)):
        phone.goto(f"{address}{path}")
        assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert (violations(phone), phone.evaluate(f"() => {SMALL}")) == ([], [])

    plain.get_by_role("button", name="Undo this import").click()
    plain.wait_for_url(re.compile(r"/import#imported$"), timeout=60_000)
    assert plain.locator(".imports .undone").count() == 1
