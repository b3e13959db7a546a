"""The same made-up sites as maps: ours, and what a Folium user writes today."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from folium.plugins import FastMarkerCluster, MarkerCluster

from geo.vocabularies import SiteKind
from maps.build import build_map
from maps.page import served_page
from tests.benchmarks import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

ATTRIBUTES = (
    "id", "name", "kind", "district", "settlement", "built", "condition", "condition_on", "condition_by", "condition_status",
    "scheme", "register_id",
)  # fmt: skip
LOCAL = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.min.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "all.min.css": "@fortawesome/fontawesome-free/css/all.min.css",
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
}
"""Files that Folium's pages ask other hosts for, and where the npm packages of `folium_default` have them."""
LINK = re.compile(r'((?:src|href)=")https://[^"\s]*/([^/"\s]+)(?=")')
POPUP = """
function (row) {
  const marker = L.marker(new L.LatLng(row[0], row[1]));
  marker.bindPopup(() => {
    const table = document.createElement("table");
    %s.forEach((title, k) => {
      const line = table.insertRow();
      line.insertCell().textContent = title;
      line.insertCell().textContent = row[k + 2];
    });
    return table;
  });
  return marker;
};
"""


def sites_of(n: int, *, seed: int = 7) -> gpd.GeoDataFrame:
    """Return `n` made-up sites with twelve attributes, all of them text but the condition."""
    rng = np.random.default_rng(seed)
    lon, lat = made_up.coordinates(rng, n)
    stems = np.asarray(made_up.stems(rng), dtype=object)
    words = np.asarray(["mosque", "church", "bridge", "mill", "old town", "tower", "spring"], dtype=object)
    years = rng.integers(1970, 2025, n).astype(str)
    said = rng.random(n) < 0.8
    grade = pd.array(rng.integers(0, 6, n), dtype="Int64")
    grade[~said] = pd.NA
    pick = lambda values: np.asarray(values, dtype=object)[rng.integers(0, len(values), n)]  # noqa: E731
    return gpd.GeoDataFrame(
        {
            "id": "site-" + pd.Series(np.arange(n)).astype(str).str.zfill(6),
            "name": pick(stems) + " " + pick(words),
            "kind": pick([str(kind) for kind in SiteKind]),
            "district": "district-" + pd.Series(rng.integers(0, 20, n)).astype(str),
            "settlement": pick(stems[:2000]),
            "built": rng.integers(300, 1990, n).astype(str),
            "condition": grade,
            "condition_on": np.where(said, years, None),
            "condition_by": np.where(said, pick(["Surveyor A", "Surveyor B", "Institute C"]), None),
            "condition_status": np.where(said, pick(["proposed", "proposed", "reviewed"]), None),
            "scheme": pick(["State register", "World Heritage List", "Local list"]),
            "register_id": pd.Series(rng.integers(1, 9000, n)).astype(str),
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def ours(sites: gpd.GeoDataFrame) -> str:
    """Our page; names and designations are layers of their own, as a store has them."""
    names = pd.DataFrame({"site_id": sites["id"], "text": sites["name"], "lang": "en", "status": "official"})
    designations = pd.DataFrame(
        {"site_id": sites["id"], "scheme": sites["scheme"], "register_id": sites["register_id"], "level": None}
    )
    own = sites.drop(columns=["name", "scheme", "register_id"])
    return served_page(build_map(own, names=names, designations=designations, title="ours")).html


def marker_cluster(sites: gpd.GeoDataFrame) -> str:
    """A marker each in a cluster, with a popup that shows the attributes as a table."""
    page = _map(sites)
    cluster = MarkerCluster().add_to(page)
    columns = (_texts(sites)[name] for name in ATTRIBUTES)
    for place, *values in zip(sites.geometry, *columns, strict=True):
        rows = "".join(
            f"<tr><th>{title}</th><td>{escape(value)}</td></tr>"
            for title, value in zip(ATTRIBUTES, values, strict=True)
        )
        folium.Marker([place.y, place.x], popup=f"<table>{rows}</table>").add_to(cluster)
    return _rendered(page)


def fast_marker_cluster(sites: gpd.GeoDataFrame) -> str:
    """Rows of values, of which a callback in the page makes markers; popups are built when they are opened."""
    page = _map(sites)
    texts = _texts(sites)
    rows = list(map(list, zip(sites.geometry.y, sites.geometry.x, *(texts[name] for name in ATTRIBUTES), strict=True)))
    FastMarkerCluster(rows, callback=POPUP % list(ATTRIBUTES)).add_to(page)
    return _rendered(page)


def geojson(sites: gpd.GeoDataFrame) -> str:
    """Circles on a canvas, with Folium's popup of attributes."""
    page = _map(sites)
    folium.GeoJson(
        _texts(sites), marker=folium.CircleMarker(radius=4), popup=folium.GeoJsonPopup(list(ATTRIBUTES))
    ).add_to(page)
    return _rendered(page)


def explore(sites: gpd.GeoDataFrame) -> str:
    """What `geopandas` makes of a layer when asked for popups."""
    return _rendered(_texts(sites).explore(popup=list(ATTRIBUTES), tooltip=False, tiles=None, prefer_canvas=True))


PAGES: dict[str, Callable[[gpd.GeoDataFrame], str]] = {
    "mirasmap": ours,
    "MarkerCluster": marker_cluster,
    "FastMarkerCluster": fast_marker_cluster,
    "GeoJson": geojson,
    "explore": explore,
}


def _map(sites: gpd.GeoDataFrame) -> folium.Map:
    page = folium.Map(tiles=None, maxZoom=18, prefer_canvas=True)
    west, south, east, north = sites.total_bounds
    page.fit_bounds([[south, west], [north, east]])
    return page


def _texts(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return sites.assign(**{name: sites[name].astype("string").fillna("").astype(object) for name in ATTRIBUTES})


def _rendered(page: folium.Map) -> str:
    return LINK.sub(lambda found: f"{found[1]}/npm/{LOCAL.get(found[2], 'none')}", page.get_root().render())
