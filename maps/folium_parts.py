"""Which parts of Folium a page can carry: those whose files we ship, named here; anything else is a clear error.

A part that is not in the table can never reach a page, so no page can ask another host for its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import branca.element
import folium
from branca.element import CssLink, Element, Link
from folium.plugins import FastMarkerCluster

from geo.errors import MirasmapError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maps.assets import Assets

__all__ = ["UnsupportedPartError", "check_parts", "files_for", "walk"]

FILES: dict[str, str] = {
    "leaflet": "leaflet.js",
    "leaflet_css": "leaflet.css",
    "jquery": "jquery.min.js",
    "jquery3.7.1": "jquery.min.js",
    # folium.plugins
    "Control.Fullscreen.js": "Control.FullScreen.js",
    "Control.FullScreen.css": "Control.FullScreen.css",
    "Control_locate_min_js": "L.Control.Locate.min.js",
    "Control_locate_min_css": "L.Control.Locate.min.css",
    "markerclusterjs": "leaflet.markercluster.js",
    "markerclustercss": "MarkerCluster.css",
    "markerclusterdefaultcss": "MarkerCluster.Default.css",
    "leaflet-heat.js": "leaflet-heat.js",
    "leaflet.groupedlayercontrol.min.js": "leaflet.groupedlayercontrol.min.js",
    "leaflet.groupedlayercontrol.min.css": "leaflet.groupedlayercontrol.min.css",
}
"""Folium's name of a script or style sheet, and ours; the file counts only if the build shipped it."""

INSTEAD: dict[type[Element], str] = {
    folium.Icon: "use folium.DivIcon, or folium.CircleMarker",
    branca.element.IFrame: "give the text itself to folium.Popup",
}
"""Parts that need no script of their own and still cannot work: fonts from other hosts, frames that the page forbids."""


class UnsupportedPartError(MirasmapError, ValueError):
    """A Folium part needs files that mirasmap does not ship."""


def walk(element: Element) -> Iterator[Element]:
    """Iterate over an element and everything in it, frames and popups included."""
    yield element
    for child in element._children.values():
        yield from walk(child)
    for inner in ("header", "html", "script", "icon"):
        part = getattr(element, inner, None)
        if isinstance(part, Element) and part is not element:
            yield from walk(part)


def check_parts(root: Element) -> None:
    """Refuse parts that would show nothing on a page without other hosts.

    Raises
    ------
    UnsupportedPartError
        Naming the part, and what to take in its place.
    """
    for element in walk(root):
        _check_markers(element)
        for kind, instead in INSTEAD.items():
            if type(element) is kind:
                msg = f"folium's {kind.__name__} needs what a page without other hosts cannot have; {instead}"
                raise UnsupportedPartError(msg)


def _check_markers(element: Element) -> None:
    callback = getattr(element, "callback", "")
    if isinstance(element, FastMarkerCluster) and "AwesomeMarkers" in callback:
        msg = "folium's FastMarkerCluster draws icons whose fonts other hosts have, unless it is told what to draw; give it a callback, such as callback='(row) => L.marker([row[0], row[1]])'"
        raise UnsupportedPartError(msg)


def files_for(links: dict[str, Link], root: Element, assets: Assets) -> tuple[list[str], list[str]]:
    """Return our scripts and our style sheets for the links that Folium put into a page.

    Parameters
    ----------
    links
        By Folium's name, in the order of the page.
    root
        What was rendered, to name the part that wants an unknown link.
    assets
        What the build shipped.

    Raises
    ------
    UnsupportedPartError
        For a link that has no file here.
    """
    scripts: list[str] = []
    styles: list[str] = []
    for name, link in links.items():
        file = FILES.get(name)
        if file is None or file not in assets:
            part = _wanted_by(name, walk(root))
            msg = f"{part} needs {name!r}, which mirasmap does not ship; leave that part out, or draw with folium's own shapes (Marker, CircleMarker, PolyLine, GeoJson, Popup, Tooltip, LayerControl) and the plugins Fullscreen, LocateControl, MarkerCluster, HeatMap and GroupedLayerControl"
            raise UnsupportedPartError(msg)
        (styles if isinstance(link, CssLink) else scripts).append(file)
    if _needs_jquery(root):
        scripts.append(FILES["jquery"])
    return list(dict.fromkeys(scripts)), list(dict.fromkeys(styles))


def uses_default_icon(root: Element) -> bool:
    """Tell whether a marker shows Leaflet's own icon, whose pictures must then be named."""
    return any(isinstance(element, folium.Marker) for element in walk(root))


def _needs_jquery(root: Element) -> bool:
    """Folium builds the content of popups with jQuery, and little else."""
    return any(
        isinstance(element, folium.Popup)
        or getattr(element, "objects_to_stay_in_front", None)
        or getattr(element, "embed", None) is False
        for element in walk(root)
    )


def _wanted_by(name: str, elements: Iterable[Element]) -> str:
    for element in elements:
        wanted = [*getattr(element, "default_js", ()), *getattr(element, "default_css", ())]
        if name in (known for known, _url in wanted):
            return f"folium's {type(element).__name__}"
    return "a part of this map"
