"""No data is ever read as a template while our map renders, and Folium elsewhere is as it was."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import branca.colormap
import branca.element
import folium
import pytest
from folium import plugins

from maps.build import build_map
from maps.folium_parts import UnsupportedPartError
from maps.literal import literal_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

EVIL = "A{{ cycler.__init__.__globals__.os.getpgrp() }}B"
"""Runs Python wherever somebody reads it as a template."""


def collection(properties: dict[str, object]) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [0, 0]}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties, "geometry": point}]}


PLACES: dict[str, Callable[[folium.Map, str], object]] = {
    "Marker(popup)": lambda m, s: folium.Marker([0, 0], popup=s).add_to(m),
    "Popup(parse_html)": lambda m, s: folium.Marker([0, 0], popup=folium.Popup(s, parse_html=True)).add_to(m),
    "Popup(escaped)": lambda m, s: folium.Marker([0, 0], popup=s.replace("'", "&#39;")).add_to(m),
    "Marker(tooltip)": lambda m, s: folium.Marker([0, 0], tooltip=s).add_to(m),
    "DivIcon": lambda m, s: folium.Marker([0, 0], icon=folium.DivIcon(html=s)).add_to(m),
    "FeatureGroup name": lambda m, s: (folium.FeatureGroup(name=s).add_to(m), folium.LayerControl().add_to(m)),
    "GeoJson properties": lambda m, s: folium.GeoJson(collection({"n": s}), popup=folium.GeoJsonPopup(["n"])).add_to(m),
    "GeoJsonPopup alias": lambda m, s: folium.GeoJson(
        collection({"n": 1}), popup=folium.GeoJsonPopup(["n"], aliases=[s])
    ).add_to(m),
    "FastMarkerCluster": lambda m, s: plugins.FastMarkerCluster([[0, 0, s]]).add_to(m),
    "IFrame": lambda m, s: folium.Marker([0, 0], popup=folium.Popup(folium.IFrame(s))).add_to(m),
    "Element": lambda m, s: m.get_root().html.add_child(folium.Element(s)),
    "colormap caption": lambda m, s: branca.colormap.LinearColormap(["red", "blue"], caption=s).add_to(m),
}
"""The twelve places where text that was rendered once was read as a template again."""
CANNOT_BE_SHOWN = {"FastMarkerCluster", "IFrame", "colormap caption"}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list that grows by one each time the text above runs."""
    runs: list[int] = []
    monkeypatch.setattr(os, "getpgrp", lambda: runs.append(1))
    return runs


@pytest.mark.parametrize("place", PLACES)
def test_text_that_looks_like_a_template_runs_nothing(place: str, sites: gpd.GeoDataFrame, runs: list[int]) -> None:
    m = build_map(sites)
    PLACES[place](m, EVIL)
    if place in CANNOT_BE_SHOWN:  # everything is rendered before a part is refused, so this proves as much
        with pytest.raises(UnsupportedPartError, match="folium's"):
            m.get_root().render()
    else:
        assert "cycler.__init__" in m.get_root().render()
    assert not runs


@pytest.mark.parametrize("place", PLACES)
def test_the_same_text_would_run_python_in_folium_itself(place: str, runs: list[int]) -> None:
    """Otherwise the test above proves nothing."""
    m = folium.Map([0, 0], tiles=None)
    PLACES[place](m, EVIL)
    m.get_root().render()
    assert runs


@pytest.mark.parametrize("text", ["{{", "{% for", "{# ", "{{ 7*7 }}", "{% raw %}{{ 1 }}{% endraw %}", "}} %}"])
def test_broken_templates_in_data_stay_text(text: str, sites: gpd.GeoDataFrame) -> None:
    m = build_map(sites.assign(settlement=text))
    folium.Marker([0, 0], tooltip=text).add_to(m)
    html = m.get_root().render()
    assert html.count(text) >= 2


def test_payloads_of_our_own_run_nothing(sites: gpd.GeoDataFrame, runs: list[int]) -> None:
    hostile = sites.assign(kind=EVIL, district=EVIL, built=None, **{EVIL: EVIL})
    html = build_map(hostile, title=EVIL, credit=[EVIL]).get_root().render()
    assert not runs
    assert "cycler.__init__" in html


def test_folium_is_as_it_was_before_during_and_after(sites: gpd.GeoDataFrame) -> None:
    def plain() -> str:
        m = folium.Map([0, 0], tiles=None)
        folium.Marker([0, 0], popup="{{ 7 * 7 }}").add_to(m)
        return "49" if ">49<" in m.get_root().render().replace(" ", "") else "text"

    methods = branca.element.Element.__init__, branca.element.Element.render
    before, during = plain(), []
    with literal_templates():
        other = threading.Thread(target=lambda: during.append(plain()))
        other.start()
        other.join()
        assert plain() == "text"
    build_map(sites).get_root().render()
    assert (before, during, plain()) == ("49", ["49"], "49")
    assert (branca.element.Element.__init__, branca.element.Element.render) == methods


def test_an_error_in_a_render_leaves_folium_as_it_was() -> None:
    methods = branca.element.Element.__init__, branca.element.Element.render
    with pytest.raises(RuntimeError), literal_templates(), literal_templates():
        raise RuntimeError
    assert (branca.element.Element.__init__, branca.element.Element.render) == methods
