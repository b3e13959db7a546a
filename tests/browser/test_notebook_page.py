"""A notebook as its readers see it: the map in its frame, exported as a page and opened from the disk without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from IPython.core.interactiveshell import InteractiveShell

from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Frame, Page

    from tests.browser.chromium import Visitor

HOSTILE = '</script><img src=x onerror="window.pwned=1">'


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    yield shell
    InteractiveShell.clear_instance()


def cell(shell: InteractiveShell, code: str, **names: object) -> str:
    """Run a cell and return its output as a notebook stores it."""
    shell.push(names)
    result = shell.run_cell(code, store_history=False)
    result.raise_error()
    data, _ = shell.display_formatter.format(result.result)
    return str(data["text/html"])


@pytest.fixture
def shown(tmp_path: Path, visit: Callable[..., Visitor]) -> Callable[[str], tuple[Page, Frame]]:
    def shown(output: str) -> tuple[Page, Frame]:
        path = tmp_path / "notebook.html"
        path.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><body class="jp-Notebook"><div class="jp-RenderedHTMLCommon">{output}</div>',
            "utf-8",
        )
        page = visit(viewport={"width": 1000, "height": 760}, offline=True).open(path.as_uri())
        (frame,) = [frame for frame in page.frames if frame != page.main_frame]
        frame.locator(".mirasmap.leaflet-container").first.wait_for()
        until(frame, "document.documentElement.dataset.mirasmapFirstSite")  # type: ignore[arg-type] # a frame evaluates too
        return page, frame

    return shown


def test_a_cell_that_ends_with_a_piped_layer_shows_its_map(
    shell: InteractiveShell, shown: Callable[[str], tuple[Page, Frame]]
) -> None:
    fields = gpd.GeoDataFrame(
        {"name": [HOSTILE, "Field B"], "yield": [3, 8], HOSTILE: [HOSTILE, "b"]},
        geometry=[shapely.box(46, 39, 46.5, 40), shapely.box(46.5, 39, 47, 40)],
        crs=4326,
    )
    page, frame = shown(
        cell(shell, 'import maps\nfields.pipe(maps.build_map, column="yield", tooltip=True)', fields=fields)
    )
    frame.locator(".mm-legend", has_text="yield").wait_for()
    box = page.locator("iframe").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2)
    frame.locator(".mm-tip", has_text="yield: 3").wait_for()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2)
    popup = frame.locator(".leaflet-popup-content")
    popup.get_by_text(HOSTILE).first.wait_for()
    assert frame.evaluate("() => window.pwned") is None
    assert popup.locator("img").count() == 0


def test_a_layer_of_heritage_has_filters_and_table_in_the_frame_and_its_languages(
    shell: InteractiveShell, shown: Callable[[str], tuple[Page, Frame]]
) -> None:
    sites = gpd.GeoDataFrame(
        {"id": ["a", "b"], "name": ["Mill", "Tower"], "kind": ["fort", "bridge"], "condition": [5, 1]},
        geometry=gpd.points_from_xy([46.1, 46.9], [39.1, 39.9]),
        crs=4326,
    )
    page, frame = shown(cell(shell, 'import maps\nmaps.build_map(sites, langs=("en", "ar"))', sites=sites))
    frame.locator(".mm-rail").wait_for()
    frame.get_by_role("button", name="Table").click()
    frame.locator("[data-panel=table]", has_text="Tower").wait_for()
    frame.get_by_label("Language", exact=True).select_option("ar")
    until(frame, "document.documentElement.lang === 'ar' && document.documentElement.dataset.mirasmapFirstSite")  # type: ignore[arg-type]
    assert page.evaluate("() => document.documentElement.lang") == ""
