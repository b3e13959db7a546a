"""Pages ask no other host, hold their data harmless, and are the same bytes each time."""

from __future__ import annotations

import base64
import copy
import hashlib
import html as html_text
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pandas as pd
import pytest
from folium import plugins

from geo.errors import LanguageError, MirasmapError
from geo.vocabularies import Condition
from maps.assets import Assets, find_assets
from maps.build import build_map
from maps.folium_parts import UnsupportedPartError
from maps.i18n import LANGUAGES
from maps.labels import labels
from maps.online import OPENSTREETMAP, SATELLITE, OnlineMap
from maps.page import file_page, served_page
from maps.target import Served
from tests.maps.test_labels import NAMES, PLACES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from branca.element import Element

    from maps.basemap import Basemap


def config_of(html: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="mirasmap-config">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    return dict(json.loads(block[1]))


def texts_of(html: str, lang: str) -> dict[str, Any]:
    block = re.search(rf'<script type="application/json" id="mirasmap-texts-{lang}">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    return dict(json.loads(block[1]))


def elements(html: str, name: str) -> list[str]:
    """Return the texts of inline scripts or styles that a browser would run."""
    return re.findall(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def max_zoom_of_tiles(html: str) -> int:
    block = re.search(r'id="mirasmap-tiles">([^<]*)<', html)
    assert block is not None
    index = json.loads(block[1])
    blocks = [base64.b64decode(text) for text in re.findall(r'id="mirasmap-tiles-\d+">([^<]*)<', html)]
    assert [len(zlib.decompress(each)) for each in blocks] == [sum(steps[2::3]) for _, steps in index["blocks"]]
    return int(index["max_zoom"])


@pytest.fixture
def full_map(
    sites: gpd.GeoDataFrame,
    names: pd.DataFrame,
    stops: gpd.GeoDataFrame,
    legs: gpd.GeoDataFrame,
    visits: pd.DataFrame,
    basemap: Basemap,
) -> folium.Map:
    return build_map(
        sites,
        names=names,
        stops=stops,
        legs=legs,
        visits=visits,
        basemap=basemap,
        labels=labels(PLACES, NAMES, "en"),
        credit=["© the mappers of the island, the islanders"],
        links={"site": "/sites/{id}"},
    )


def test_a_map_is_a_folium_map(full_map: folium.Map) -> None:
    assert isinstance(full_map, folium.Map)


def test_one_file_has_everything_inside_and_forbids_every_request(full_map: folium.Map, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    full_map.save(path)
    html = path.read_text("utf-8")
    outside = re.sub(r"(?s)<(script|style)[^>]*>.*?</\1>", "", html)
    assert not re.search(r"(src|href)=", outside)
    assert not re.search(r"<script[^>]* src", html)
    assert not re.search(r"url\((?!data:|#)", "".join(elements(html, "style")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "connect-src" not in policy[1]
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]
    for name in ("script", "style"):
        assert elements(html, name)
        assert all(sha256(text) in policy[1] for text in elements(html, name))
    basemap = config_of(html)["basemap"]
    assert (basemap["tiles"], basemap["script"]) == ("#mirasmap-tiles", None)
    assert texts_of(html, "en")["labels"] == "#mirasmap-labels-en"
    assert basemap["hillshade"]["url"].startswith("data:image/webp;base64,")


def test_a_served_page_has_its_files_from_its_own_server(full_map: folium.Map) -> None:
    page = served_page(full_map, Served(assets="/a/", labels="/labels/en.json"))
    links = re.findall(r"""(?:src|href)=["']([^"']*)""", page.html)
    assert links
    assert all(link.startswith("/a/") for link in links)
    served = find_assets().served
    assert all(link.removeprefix("/a/") in served for link in links)
    preview, start = elements(page.html, "script")
    assert preview.endswith('mirasmapPreview.draw("mirasmap-config");')
    assert all(sha256(text) in page.csp for text in (preview, start, *elements(page.html, "style")))
    assert "unsafe" not in page.csp
    config = config_of(page.html)
    assert config["basemap"] == {
        "tiles": "/tiles/{z}/{x}/{y}",
        "hillshade": {"url": "/hillshade.webp", "bounds": pytest.approx([-28, 38, -27, 39])},
        "script": f"/a/{find_assets().asset('basemap.js').name}",
        "attribution": "© the mappers of the island, the islanders",
    }
    assert texts_of(page.html, "en")["labels"] == "/labels/en.json"
    assert "mirasmap-tiles" not in page.body
    assert "mirasmap-labels" not in page.body


def test_the_credit_stands_without_a_base_map_too(sites: gpd.GeoDataFrame) -> None:
    config = config_of(served_page(build_map(sites, credit=("the islanders",))).html)
    assert (config["basemap"], config["credit"]) == (None, "the islanders")


def test_pieces_of_a_page_make_up_the_whole(full_map: folium.Map) -> None:
    page = served_page(full_map)
    assert all(
        piece in page.html
        for piece in (page.head, page.sheets, page.body, page.preview, page.more, page.libraries, page.start)
    )
    assert set(page.script_sources) == {
        "'self'",
        *(sha256(text) for text in elements(page.preview + page.libraries + page.start, "script")),
    }
    assert set(page.style_sources) == {"'self'", *(sha256(text) for text in elements(page.head, "style"))}


def test_what_the_first_frame_does_not_need_stands_behind_it(full_map: folium.Map) -> None:
    html = served_page(full_map).html
    preview = html.index("<script>")
    assert html.index('id="mirasmap-sites"') < html.index('id="mirasmap-config"') < preview
    assert preview < min(html.index('id="mirasmap-visits"'), html.index('rel="stylesheet"'))
    assert 'id="mirasmap-visits"' in file_page(full_map)


def test_folium_only_makes_the_map_and_calls_the_client(full_map: folium.Map) -> None:
    preview, script = elements(served_page(full_map).html, "script")
    assert "Lighthouse" not in preview
    assert script.rstrip().endswith('mirasmap.start(map_0001, "mirasmap-config");')
    assert "Lighthouse" not in script


def test_the_same_map_gives_the_same_bytes(full_map: folium.Map, sites: gpd.GeoDataFrame) -> None:
    assert served_page(full_map) == served_page(full_map)
    assert file_page(full_map) == file_page(full_map)
    assert served_page(build_map(sites)) == served_page(build_map(sites))


def test_a_render_leaves_the_figure_as_it_was(full_map: folium.Map) -> None:
    figure = full_map.get_root()
    figure.html.add_child(folium.Element("<p>Mine</p>"), name="mine")
    served_page(full_map)
    assert list(figure.html._children) == ["mine"]
    assert not figure.script._children


def test_ids_in_data_are_not_renumbered(sites: gpd.GeoDataFrame) -> None:
    looks_random = hashlib.md5(b"x", usedforsecurity=False).hexdigest()
    assert looks_random in file_page(build_map(sites.assign(settlement=looks_random)))


def test_a_notebook_shows_a_shut_off_frame_with_everything_inside(full_map: folium.Map) -> None:
    frame = full_map._repr_html_()
    inside = re.search(r'^<iframe srcdoc="([^"]*)" style="width:100%;height:560px;border:0" sandbox="([^"]*)"', frame)
    assert inside is not None
    assert "allow-same-origin" not in inside[2]
    page = html_text.unescape(inside[1])
    assert config_of(page)["basemap"]["tiles"] == "#mirasmap-tiles"
    assert max_zoom_of_tiles(page) == 10
    assert max_zoom_of_tiles(file_page(full_map)) == 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_its_direction_and_words(lang: str, sites: gpd.GeoDataFrame) -> None:
    html = file_page(build_map(sites, lang=lang))
    assert config_of(html)["lang"] == lang
    texts = texts_of(html, lang)
    assert f'<html lang="{lang}" dir="{texts["dir"]}">' in html
    assert texts["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert set(texts["conditions"]) == {"none"} | {str(int(grade)) for grade in Condition}
    assert set(texts["kinds"]) == {"monument", "craft workshop", "cave", "church"}
    assert all(texts["kinds"].values())


def test_a_page_may_have_several_languages(sites: gpd.GeoDataFrame) -> None:
    districts = {lang: pd.DataFrame({"id": ["north"], "label": [f"north in {lang}"]}) for lang in LANGUAGES}
    html = file_page(build_map(sites, lang="az", langs=list(LANGUAGES), districts=districts))
    assert config_of(html)["langs"] == ["az", "en", "fr", "ar"]
    for lang in LANGUAGES:
        texts = texts_of(html, lang)
        assert texts["districts"] == {"north": f"north in {lang}"}
        assert texts["dates"].get("18XX") not in (None, "18XX")


def test_an_unknown_language_is_refused(sites: gpd.GeoDataFrame) -> None:
    with pytest.raises(LanguageError, match="choose one of"):
        build_map(sites, lang="tlh")


def test_hostile_text_cannot_leave_its_block(sites: gpd.GeoDataFrame) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>${alert(1)}"
    harmless = build_map(sites, title="x")
    hostile = build_map(
        sites.assign(kind=evil, district=evil, settlement=evil, condition_by=evil, **{evil: evil}), title=evil
    )
    for tag in ("<script", "</script", "<img"):
        assert file_page(hostile).count(tag) == file_page(harmless).count(tag)


def test_a_map_without_a_base_map_lies_on_plain_paper(sites: gpd.GeoDataFrame) -> None:
    config = config_of(file_page(build_map(sites)))
    assert config["basemap"] is None
    west, south, east, north = config["region"]
    assert west < -27.8 < -27.2 < east
    assert south < 38.2 < 38.7 < north


def test_an_empty_map_shows_the_world() -> None:
    nothing = gpd.GeoDataFrame({"id": []}, geometry=[], crs=4326)
    assert config_of(file_page(build_map(nothing)))["region"] == [-180, -60, 180, 75]


def test_other_hosts_are_allowed_only_where_an_online_map_is_offered(sites: gpd.GeoDataFrame) -> None:
    page = served_page(build_map(sites, online=[OPENSTREETMAP, SATELLITE]))
    hosts = re.findall(r"https?://[^ ;]+", page.csp)
    assert hosts == ["https://tile.openstreetmap.org", "https://tiles.maps.eox.at"]
    assert [choice["name"] for choice in config_of(page.html)["online"]] == ["OpenStreetMap", "Sentinel-2"]
    assert "http" not in served_page(build_map(sites)).csp


@pytest.mark.parametrize(
    "url", ["http://a.org/{z}", "//a.org", "https://{s}.a.org/{z}", "https://a.org; script-src *", "x"]
)
def test_an_online_map_needs_a_plain_address(url: str) -> None:
    with pytest.raises(MirasmapError, match="https://"):
        OnlineMap("Mine", url, "me")


def test_parts_of_folium_can_be_added(sites: gpd.GeoDataFrame) -> None:
    m = build_map(sites)
    folium.Marker([38.5, -27.5], popup="Here", tooltip="there").add_to(m)
    folium.PolyLine([[38, -28], [39, -27]]).add_to(m)
    folium.LayerControl().add_to(m)
    html = file_page(m)
    assert "jQuery" in html
    assert "L.Icon.Default.mergeOptions" in html
    assert "style-src-attr 'unsafe-inline'" in html
    assert 'src="/assets/jquery.min.' in served_page(m).html
    assert "jQuery" not in file_page(build_map(sites))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (lambda: plugins.MeasureControl(), "MeasureControl"),
        (lambda: plugins.MousePosition(), "MousePosition"),
        (lambda: folium.Marker([38, -27], icon=folium.Icon(color="red")), "Icon"),
        (lambda: folium.Marker([38, -27], popup=folium.Popup(folium.IFrame("x"))), "IFrame"),
    ],
)
def test_parts_that_need_other_hosts_are_named(part: Callable[[], Element], name: str, sites: gpd.GeoDataFrame) -> None:
    m = build_map(sites)
    part().add_to(m)
    with pytest.raises(UnsupportedPartError, match=f"folium's {name} needs"):
        file_page(m)


def test_a_map_in_another_figure_is_refused(sites: gpd.GeoDataFrame) -> None:
    m = build_map(sites)
    m.add_to(folium.Figure(width=500))
    with pytest.raises(MirasmapError, match="width"):
        m.get_root().render()
    with pytest.raises(MirasmapError, match="build_map"):
        served_page(folium.Map())


def test_a_copy_of_a_map_is_the_same_map(full_map: folium.Map) -> None:
    assert file_page(copy.deepcopy(full_map)) == file_page(full_map)


def test_missing_assets_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MirasmapError, match="make setup"):
        Assets(tmp_path / "none")
    with pytest.raises(MirasmapError, match="make setup"):
        Assets(tmp_path).asset("leaflet.js")


def test_served_style_sheets_name_their_pictures_by_content(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"png")
    (tmp_path / "s.css").write_text(
        "a{background:url('images/a.png?x')}b{background:url(#y)}\n/*# sourceMappingURL=s.map */"
    )
    assets = Assets(tmp_path)
    picture = f"a.{hashlib.sha256(b'png').hexdigest()[:12]}.png"
    assert assets.asset("s.css").content == f"a{{background:url({picture})}}b{{background:url(#y)}}\n".encode()
    assert picture in assets.served
    assert "url(data:image/png;base64,cG5n)" in assets.style("s.css")
