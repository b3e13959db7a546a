"""Folium maps and pages made from layers. Imports `geo`, never `server`.

Examples
--------
A layer of one's own becomes a map, in a notebook or as one file that needs no network::

    import geopandas as gpd
    import maps

    sites = gpd.read_file("sites.geojson")
    maps.build_map(sites).save("map.html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maps.basemap import Basemap
    from maps.build import build_map
    from maps.folium_parts import UnsupportedPartError
    from maps.labels import name_districts
    from maps.online import OPENSTREETMAP, SATELLITE, OnlineMap
    from maps.page import Page, file_page, served_page
    from maps.target import OneFile, Served

__all__ = [
    "OPENSTREETMAP",
    "SATELLITE",
    "Basemap",
    "OneFile",
    "OnlineMap",
    "Page",
    "Served",
    "UnsupportedPartError",
    "build_map",
    "file_page",
    "name_districts",
    "served_page",
]

_HOMES = {
    "Basemap": "basemap",
    "OPENSTREETMAP": "online",
    "OneFile": "target",
    "OnlineMap": "online",
    "Page": "page",
    "SATELLITE": "online",
    "Served": "target",
    "UnsupportedPartError": "folium_parts",
    "build_map": "build",
    "file_page": "page",
    "name_districts": "labels",
    "served_page": "page",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the name stands for)
    """Import what is asked for, so that `import maps` costs nothing: Folium takes most of a second."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"maps.{_HOMES[name]}"), name)
