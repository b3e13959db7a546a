"""The map that `build_map` returns: a Folium map whose page is our own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import folium
from branca.element import Element
from folium.template import Template

from geo.errors import MirasmapError
from maps.assets import data_url, find_assets
from maps.page import APP, BASEMAP, CHARTS, CONFIG, PLAN, MapFigure
from maps.part import Part
from maps.payload import data_block, escaped_json, packed_json
from maps.target import OneFile, Served
from maps.texts import texts_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from maps.basemap import Basemap
    from maps.hillshade import Hillshade
    from maps.target import Target

__all__ = ["ClientStart", "HeritageMap"]

TILES, LABELS = "mirasmap-tiles", "mirasmap-labels"
"""Ids of data blocks in the page; that of labels has the language behind it."""
DEEPEST_VIEW = 18
SCREEN = 900
"""Pixels that the region should fill at first; the client fits it to the real screen."""

type Bbox = tuple[float, float, float, float]


class HeritageMap(folium.Map):
    """A Folium map of heritage; use `maps.build_map`.

    Parts of Folium can be added as to any map. In a notebook, with `save` and with `get_root().render()` the page has
    everything inside; `maps.page.served_page` makes one that a server's assets go with.

    Notes
    -----
    No text runs Python here, whichever part holds it. But Folium's own popups and tooltips show text as HTML and put it
    between JavaScript's backticks, so `${…}` in it runs in the reader's browser: give them only text of your own, and
    leave foreign text to the columns of the sites, which the client shows letter by letter.
    """

    default_js: list[tuple[str, str]] = [("leaflet", "leaflet.js")]  # noqa: RUF012 (as folium has it)
    default_css: list[tuple[str, str]] = [("leaflet_css", "leaflet.css")]  # noqa: RUF012

    def __init__(self, figure: MapFigure, region: Bbox) -> None:
        west, south, east, north = region
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=_zoom(region),
            tiles=None,
            maxZoom=DEEPEST_VIEW,
        )
        self.add_to(figure)

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 (as branca has it)
        """Put the map's parts into its figure.

        Raises
        ------
        MirasmapError
            If somebody moved the map into another figure, which would link to other hosts.
        """
        figure = self.get_root()
        if not isinstance(figure, MapFigure):
            msg = "this map brings its own figure; set its size with build_map(..., width=…, height=…) instead of moving it into another one"
            raise MirasmapError(msg)
        super().render(**kwargs)  # type: ignore[no-untyped-call] # folium has no types here
        size = "".join(
            f"{side}:{value}{unit};" for side, (value, unit) in (("width", self.width), ("height", self.height))
        )
        # in place of Folium's own head, which forbids zooming on phones and styles the whole page
        own = Element(f"<style>#{self.get_name()}{{position:relative;{size}}}</style>")
        figure.header.add_child(own, name=self.get_name())
        return ""


class ClientStart(Part):
    """What the client needs to know, and the one call that starts it; the last of our parts on a map.

    Parameters
    ----------
    config
        The configuration of the client, without its base map.
    texts
        By language, as `maps.texts.language_texts` makes them.
    basemap
        Vector tiles and shading, or None for plain paper.
    labels
        By language, as `maps.labels.labels` makes them.
    points
        Shape (n, 2), lon and lat: where one file shall have the base map's deeper zooms.
    credit
        Credits beside those of the base map.
    """

    _template = Template(
        "{% macro html(this, kwargs) %}{{ this.blocks() }}{% endmacro %}"
        '{% macro script(this, kwargs) %}mirasmap.start({{ this._parent.get_name() }}, "mirasmap-config");{% endmacro %}'
    )

    def __init__(
        self,
        config: dict[str, Any],
        *,
        texts: Mapping[str, dict[str, Any]],
        basemap: Basemap | None,
        labels: Mapping[str, dict[str, Any]],
        points: NDArray[np.float64],
        credit: tuple[str, ...],
    ) -> None:
        super().__init__("ClientStart")
        self.config = config
        self.texts = texts
        self.basemap = basemap
        self.labels = labels
        self.points = points
        self.credit = credit

    def blocks(self) -> str:
        """Return the data blocks of the page: configuration, texts, and for one file the base map."""
        target = cast("MapFigure", self.get_root()).target
        credit = _credits([*(self.basemap.attribution if self.basemap else ()), *self.credit])
        later = {part: self._later(part) for part in (APP, CHARTS, PLAN)}
        config = self.config | later | {"basemap": self._basemap(target, credit), "credit": credit}
        blocks = [data_block(CONFIG, escaped_json(config), kind="application/json")]
        for lang, texts in self.texts.items():
            said = texts | {"labels": self._labels(target, lang)}
            blocks.append(data_block(texts_block(lang), escaped_json(said), kind="application/json"))
            if said["labels"] == f"#{LABELS}-{lang}":
                blocks.append(data_block(f"{LABELS}-{lang}", packed_json(self.labels[lang])))
        if self.basemap is not None and isinstance(target, OneFile):
            blocks += self.basemap.subset(self.points if target.deep else None).data_blocks(TILES)
        return "\n".join(blocks)

    def _labels(self, target: Target, lang: str) -> str | None:
        """Return where the labels of the base map in a language are."""
        if self.basemap is None:
            return None
        if isinstance(target, Served) and target.labels:
            return target.labels
        return f"#{LABELS}-{lang}" if lang in self.labels else None

    def _basemap(self, target: Target, credit: str) -> dict[str, Any] | None:
        if self.basemap is None:
            return None
        shade = self.basemap.hillshade()
        return {
            "tiles": f"#{TILES}" if isinstance(target, OneFile) else target.tiles,
            "hillshade": shade and {"url": _shade_url(shade, target), "bounds": shade.bounds},
            "script": None if isinstance(target, OneFile) else _script_url(BASEMAP, target),
            "attribution": credit,
        }

    def _later(self, part: str) -> dict[str, str | None] | None:
        """Say where a part of the client comes from: no script where it is in the page, None where the map has no such part."""
        figure = cast("MapFigure", self.get_root())
        if part not in figure.parts:
            return None
        target = figure.target
        return {"script": None if isinstance(target, OneFile) else _script_url(part, target)}


def _script_url(part: str, target: Served) -> str:
    return target.assets + find_assets().asset(f"{part}.js").name


def _shade_url(shade: Hillshade, target: Target) -> str:
    return data_url(shade.webp, "image/webp") if isinstance(target, OneFile) else target.hillshade


def _credits(lines: list[str]) -> str:
    """Return all credits in one line, each once: base map and package often name the same sources."""
    return ", ".join(dict.fromkeys(part for line in lines for part in line.split(", ")))


def _zoom(region: Bbox) -> int:
    """Return the zoom at which a region fills a screen (256 pixels go around the Earth at zoom 0)."""
    west, south, east, north = region
    tall = math.degrees(_mercator(north) - _mercator(south))
    across = max(east - west, tall, 1e-3)
    return min(14, max(1, math.floor(math.log2(SCREEN / 256 * 360 / across))))


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(min(max(lat, -85), 85))))
