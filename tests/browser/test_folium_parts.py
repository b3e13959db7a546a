"""Folium's own parts and plugins live on our map: no request, no complaint, and each does what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import pytest
from folium import plugins

import maps
from tests.browser.chromium import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.chromium import Visitor

FIRST_SITE = "document.documentElement.dataset.mirasmapFirstSite"


def composed() -> folium.Map:
    """Return one map with everything."""
    sites = gpd.GeoDataFrame(
        {"id": ["a", "b"], "name": ["Mill", "Tower"]},
        geometry=gpd.points_from_xy([46.9, 46.95], [39.9, 39.95]),
        crs=4326,
    )
    m = maps.build_map(sites, app=False)
    plugins.Fullscreen(title="Whole screen").add_to(m)
    plugins.LocateControl(strings={"title": "Where I am"}).add_to(m)
    plugins.HeatMap([[39.9, 46.9, 1], [39.95, 46.95, 1], [39.92, 46.93, 1]], name="Heat").add_to(m)
    cluster = plugins.MarkerCluster(name="Markers").add_to(m)
    for k in range(20):
        folium.Marker([39.93 + k / 1000, 46.88], popup=f"Marker {k}", tooltip="mine").add_to(cluster)
    one, other = folium.FeatureGroup("One").add_to(m), folium.FeatureGroup("Other", show=False).add_to(m)
    folium.GeoJson(sites.__geo_interface__["features"][0], marker=folium.CircleMarker()).add_to(one)
    folium.CircleMarker([39.92, 46.97], radius=9, popup="Round").add_to(other)
    plugins.GroupedLayerControl({"Mine": [one, other]}, exclusive_groups=False, collapsed=False).add_to(m)
    return m


@pytest.fixture
def page_of(tmp_path: Path, visit: Callable[..., Visitor]) -> Callable[[folium.Map], object]:
    def page(m: folium.Map) -> object:
        path = tmp_path / "composed.html"
        m.save(path)
        page = visit(viewport={"width": 1000, "height": 700}, offline=True).open(path.as_uri())
        until(page, FIRST_SITE)
        return page

    return page


def test_five_plugins_of_folium_work_on_one_map(page_of: Callable[[folium.Map], object]) -> None:
    page = page_of(composed())
    ink = "[...document.querySelectorAll('canvas.leaflet-heatmap-layer')].some(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0))"
    until(page, ink)
    page.get_by_title("Whole screen").wait_for()
    page.get_by_title("Where I am").wait_for()
    groups = page.locator(".leaflet-control-layers")
    groups.get_by_text("Mine").wait_for()
    before = page.evaluate("() => document.querySelectorAll('path.leaflet-interactive').length")
    groups.get_by_label("Other").check()
    until(page, f"document.querySelectorAll('path.leaflet-interactive').length === {before + 1}")
    page.locator(".marker-cluster", has_text="16").click()
    until(page, "document.querySelectorAll('.leaflet-marker-icon[src^=\"data:\"], .marker-cluster').length > 1")


def test_files_of_a_plugin_are_in_a_page_only_where_it_is_used(tmp_path: Path) -> None:
    sites = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([46.9], [39.9]), crs=4326)
    plain, whole = maps.file_page(maps.build_map(sites, app=False)), maps.file_page(composed())
    for sign in ("markerClusterGroup", "zoom-fullscreen", "heatLayer", "leaflet-control-locate", "GroupedLayers"):
        assert sign in whole
        assert sign not in plain
    assert "unsafe-inline'" not in plain.split("style-src-attr")[0]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (lambda: plugins.MiniMap(), "MiniMap"),
        (lambda: plugins.FastMarkerCluster([[39.9, 46.9]]), "callback"),
    ],
)
def test_parts_that_cannot_work_say_so(part: Callable[[], folium.Element], said: str) -> None:
    sites = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([46.9], [39.9]), crs=4326)
    m = maps.build_map(sites, app=False)
    part().add_to(m)
    with pytest.raises(maps.UnsupportedPartError, match=said):
        maps.file_page(m)


def test_a_fast_cluster_with_a_callback_of_its_own_is_drawn(page_of: Callable[[folium.Map], object]) -> None:
    m = maps.build_map(gpd.GeoDataFrame({"id": []}, geometry=[], crs=4326), app=False, region=(46, 39, 47, 40))
    plugins.FastMarkerCluster(
        [[39.5, 46.5 + k / 1000] for k in range(30)], callback="(row) => L.circleMarker([row[0], row[1]])"
    ).add_to(m)
    page_of(m).locator(".marker-cluster", has_text="30").wait_for()
