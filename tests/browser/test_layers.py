"""Layers of any size and kind in one file: five thousand sites (packed), strange geometries, one point, none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from maps.build import build_map
from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.chromium import Visitor

N = 5_000
FIRST_SITE = "document.documentElement.dataset.mirasmapFirstSite"
LEGEND = "[...document.querySelectorAll('.mm-legend section:first-of-type .mm-n')]"
SHOWN = f"{LEGEND}.reduce((sum, n) => sum + Number(n.textContent.replace(/\\D/g, '')), 0)"
"""Sites in view, as the legend counts them."""
LONG = "<b>long</b> " * 900
KINDS = ("mosque", "church", "bridge", "fortress", "bath")


def opened(
    layer: gpd.GeoDataFrame, path: Path, visit: Callable[..., Visitor], rest: str = "", **layers: object
) -> Page:
    build_map(layer, **layers).save(path / "map.html")  # type: ignore[arg-type]
    page = visit(viewport={"width": 1200, "height": 800}).open((path / "map.html").as_uri() + rest)
    until(page, FIRST_SITE)
    return page


@pytest.fixture(scope="module")
def many() -> gpd.GeoDataFrame:
    """Sites on a grid, those of the last row without a position."""
    i = np.arange(N)
    places = gpd.points_from_xy(40 + (i % 100) * 0.05, 38 + (i // 100) * 0.05)
    places[i >= N - 100] = None
    strange = pd.DataFrame({f"column {k}": [f"value {k} of {j % 7}" for j in i] for k in range(300)})
    own = pd.DataFrame(
        {
            "id": [f"site-{k}" for k in i],
            "kind": np.asarray(KINDS)[i % len(KINDS)],
            "condition": pd.array(i % 6, dtype="Int64"),
            "built": [f"{1000 + k % 900}" for k in i],
        }
    )
    return gpd.GeoDataFrame(pd.concat([own, strange], axis=1), geometry=places, crs=4326)


def test_five_thousand_sites_are_all_there_and_a_question_leaves_some(
    many: gpd.GeoDataFrame, tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    names = pd.DataFrame(
        {"site_id": ["site-7", "site-8"], "text": [LONG, "Плотина"], "lang": "ru", "status": "official"}
    )
    page = opened(many, tmp_path, visit, names=names)
    assert page.evaluate("document.getElementById('mirasmap-sites').textContent.startsWith('{')") is False
    until(page, f"{SHOWN} === {N - 100}")
    page.evaluate("() => { location.hash = 'kind=bridge'; }")
    until(page, f"{SHOWN} === {(N - 100) // len(KINDS)}")
    page.evaluate("() => { location.hash = 'kind=bridge&condition=2&map=12/38.0/40.1'; }")
    until(page, f"{SHOWN} > 0 && {SHOWN} < 30")
    box = page.get_by_role("combobox")
    box.fill("плот")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert "column 299" in (page.get_by_role("dialog").text_content() or "")
    assert "value 299 of 1" in (page.get_by_role("dialog").text_content() or "")


def test_a_name_of_ten_thousand_letters_is_shown_as_text_inside_the_map(
    many: gpd.GeoDataFrame, tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    names = pd.DataFrame({"site_id": ["site-7"], "text": [LONG], "lang": "en", "status": "official"})
    page = opened(many, tmp_path, visit, "#site=site-7", names=names)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert LONG.strip() in (dialog.text_content() or "")
    assert dialog.locator("b").count() == 0
    popup = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert popup is not None
    assert popup["width"] < 400
    assert popup["height"] < 800


@pytest.mark.parametrize(
    ("shapes", "shown"),
    [
        ([], 0),
        ([None, shapely.Point()], 0),
        ([shapely.Point(45, 39)], 1),
        (
            [
                shapely.Point(45, 39),
                shapely.LineString([(45, 39), (45.4, 39.2), (45.5, 39)]),
                shapely.box(45.6, 39, 45.8, 39.2),
                shapely.MultiPoint([(46, 39), (46.2, 39)]),
                shapely.GeometryCollection([shapely.Point(46.4, 39), shapely.box(46.5, 39, 46.6, 39.1)]),
                shapely.MultiPolygon(),
                None,
            ],
            5,
        ),
    ],
    ids=["none", "only empty ones", "one point", "mixed"],
)
def test_a_layer_of_any_geometry_is_a_map(
    shapes: list[shapely.Geometry | None], shown: int, tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    said = {"condition": pd.array([2] * len(shapes), dtype="Int64"), "note": ["x"] * len(shapes)}
    layer = gpd.GeoDataFrame(said, geometry=gpd.GeoSeries(shapes, dtype="geometry"), crs=4326)
    page = opened(layer, tmp_path, visit)
    if shown:
        until(page, f"{SHOWN} === {shown}")
    else:
        page.locator(".mm-empty", has_text="No site is in view.").wait_for()
