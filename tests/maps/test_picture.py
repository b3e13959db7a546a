"""A static picture: what is drawn, for whom, and that no text of a layer is markup in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MissingCRSError
from geo.package import Package
from maps.basemap import Basemap
from maps.i18n import LANGUAGES
from maps.picture.ground import COLOURS, ground_svg
from maps.picture.site_picture import MOST_SYMBOLS, picture_frame, site_picture
from maps.picture.symbols import NOBODY, OUTLINE, QUESTION, SHAPES, symbol_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

CLIENT = Path(__file__).parents[2] / "maps/client/src"
SVG = "{http://www.w3.org/2000/svg}"


def layer(lon: Sequence[float], lat: Sequence[float], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def uses(picture: str) -> list[str]:
    """Return the symbols on the map, without those of the legend."""
    root = ET.fromstring(picture)
    return [use.attrib["href"] for use in root.find(f"{SVG}g").iter(f"{SVG}use")]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def basemap() -> Basemap:
    package = Package.open()
    archive = package.file("basemap")
    assert archive is not None
    return Basemap.open(archive, package.file("heights"))


def test_every_site_has_the_symbol_of_its_condition_and_the_worst_lies_on_top() -> None:
    sites = layer(
        [1, 2, 3, 4],
        [1, 2, 3, 4],
        condition=[5, None, 1, 1],
        condition_status=["proposed", None, "reviewed", "proposed"],
    )
    assert uses(site_picture(sites)) == ["#sn", "#s1", "#s1r", "#s5"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_says_what_it_is_and_counts_in_every_language(lang: str) -> None:
    root = ET.fromstring(
        site_picture(layer([1.0], [1.0], condition=[5]), lang=lang, title="Sites & places", credit=["A <b>"])
    )
    assert root.attrib["role"] == "img"
    assert [root.find(f"{SVG}{part}").text is not None for part in ("title", "desc")] == [True, True]  # type: ignore[union-attr]
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert sum(" · 1" in text for text in texts) == 1
    assert "A <b>" in texts


@given(
    title=st.text(max_size=30),
    name=st.text(max_size=30),
    credit=st.text(max_size=300),
)
@settings(max_examples=60)
def test_no_text_is_markup_and_the_picture_stays_well_formed(title: str, name: str, credit: str) -> None:
    labels = {"places": [[1.0, 1.0, 0, name]], "peaks": []}
    picture = site_picture(layer([0.9, 1.1], [0.9, 1.1]), title=title, labels=labels, credit=[credit])
    root = ET.fromstring(picture.encode())
    allowed = {"svg", "title", "desc", "defs", "g", "path", "clipPath", "rect", "use", "text", "circle"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not any(key.startswith("on") or key in ("style", "class") for each in root.iter() for key in each.attrib)


def test_towns_are_named_beside_the_sites_never_over_them() -> None:
    labels = {"places": [[1.0, 1.0, 0, "Town"], [1.001, 1.001, 1, "Other"]], "peaks": []}
    picture = site_picture(layer([1.0, 0.9, 1.1], [1.0, 0.9, 1.1]), labels=labels)
    found = dict(re.findall(r'<text x="\d+" y="(\d+)"[^>]*paint-order="stroke">([^<]*)', picture))
    assert sorted(found.values()) == ["Other", "Town"]
    assert len(found) == 2


def test_a_hundred_thousand_sites_make_no_heavier_picture() -> None:
    rng = np.random.default_rng(5)
    sites = layer(rng.uniform(0, 9, 100_000), rng.uniform(0, 9, 100_000), condition=rng.integers(0, 6, 100_000))
    assert 500 < len(uses(site_picture(sites))) <= MOST_SYMBOLS


@pytest.mark.parametrize(
    ("lon", "lat"),
    [([], []), ([5.0], [5.0]), ([-180.0, 180.0], [0.0, 0.0]), ([1.0, 1.0], [-89.0, 89.0]), ([0.0, 30.0], [1.0, 1.0])],
)
def test_any_extent_has_a_frame_of_a_fit_shape(lon: list[float], lat: list[float]) -> None:
    frame = picture_frame(layer(lon, lat))
    assert frame.west < frame.east
    assert 0.4 < frame.height / frame.width < 1.5
    assert len(uses(site_picture(layer(lon, lat)))) == len(lon)


def test_a_layer_without_a_reference_system_is_refused() -> None:
    with pytest.raises(MissingCRSError):
        site_picture(layer([1.0], [1.0]).set_crs(None, allow_override=True))


def test_the_ground_has_water_roads_and_hills_where_they_are(basemap: Basemap) -> None:
    frame = picture_frame(layer([], []), basemap.bbox)
    ground = ground_svg(frame, basemap)
    for name in ("land", "water", "stream", "trunkEdge", "wood"):
        assert COLOURS[name] in ground
    assert ground.count("<image") == 1
    assert set(re.findall(r'href="([^,]*)', ground)) == {"data:image/webp;base64"}
    assert len(ground) < 500_000


def test_paths_and_colours_are_those_of_the_client() -> None:
    shapes = (CLIENT / "shapes.ts").read_text("utf-8")
    for path in (*SHAPES.values(), QUESTION):
        assert f'"{path}"' in shapes
    assert f'"{OUTLINE}"' in (CLIENT / "palette.ts").read_text("utf-8")
    table = (CLIENT / "basemap/colours.ts").read_text("utf-8")
    for name, colour in COLOURS.items():
        assert re.search(rf'\b{name}: \["{colour}"', table), name


def test_silence_is_smaller_than_any_grade() -> None:
    assert "scale(4)" in symbol_svg(NOBODY)
    assert all("scale(6)" in symbol_svg(grade) for grade in range(6))
