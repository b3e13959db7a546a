"""Borders: what lies beyond the countries that a mission names is an area to avoid."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import orjson
import shapely

from geo.crs import WGS84, local_projection, to_wgs84
from geo.errors import RoadsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

__all__ = ["outside", "read_borders"]

BEYOND_M = 50.0
"""Ways may reach this far beyond the line of a named country. A setting: the bundled lines are as exact as their map, and a
bridge on a border river lies 35 m beyond its line."""
BAND_M = 25.0
"""Half the width of the band that closes a border between two named countries. A setting."""
CROSSING_M = 300.0
"""The band is open this far around a crossing. A setting: crossings are marked at the barrier or at a building beside it."""
_RING_DEGREES = 1.0
"""Around the region of the borders nothing is known: that much of it is closed, and roads do not jump over it."""
_MOST_BYTES = 50_000_000


def read_borders(path: Path) -> gpd.GeoDataFrame:
    """Read countries from a GeoJSON file.

    Parameters
    ----------
    path
        Polygons with the property `iso`, a code of ISO 3166-1 of two letters.

    Returns
    -------
    GeoDataFrame
        Columns `iso` and `geometry` (EPSG:4326), one row a country.

    Raises
    ------
    RoadsError
        If the file cannot be read, or a feature is no country: names the file, the feature and the field.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            message = f"{path.name} has more than {_MOST_BYTES // 1_000_000} MB; simplify the borders"
            raise RoadsError(message)
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        message = f"{path.name} cannot be read ({error.strerror}); name a GeoJSON file of countries"
        raise RoadsError(message) from error
    except orjson.JSONDecodeError as error:
        message = f"{path.name} is not JSON in UTF-8: {error.msg} in line {error.lineno}, column {error.colno}"
        raise RoadsError(message) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        message = f"{path.name} is not a GeoJSON feature collection of countries: it has no list `features`"
        raise RoadsError(message)
    found = [_country(feature, f"{path.name}, feature {number}") for number, feature in enumerate(features, 1)]
    codes, shapes = zip(*found, strict=True)
    countries = gpd.GeoDataFrame({"iso": codes}, geometry=list(shapes), crs=WGS84)
    return countries.dissolve("iso", as_index=False)[["iso", "geometry"]]


def _country(feature: object, where: str) -> tuple[str, BaseGeometry]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("iso") if isinstance(properties, dict) else None
    if not (isinstance(code, str) and len(code) == 2 and code.isascii() and code.isupper()):
        message = (
            f"{where}, field iso: {code!r:.40} is no code of a country; write two letters of ISO 3166-1, such as AZ"
        )
        raise RoadsError(message)
    text = orjson.dumps(cast("dict[str, object]", feature).get("geometry"))
    shape = shapely.from_geojson(text.decode(), on_invalid="ignore")
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid:
        message = f"{where}, field geometry: the country is no valid polygon; mend it, for instance in QGIS"
        raise RoadsError(message)
    west, south, east, north = shape.bounds
    if west < -180 or south < -90 or east > 180 or north > 90:
        message = f"{where}, field geometry: the country reaches outside the world; write lon first, then lat"
        raise RoadsError(message)
    return code, shape


def outside(
    borders: gpd.GeoDataFrame | None, countries: Sequence[str], crossings: Sequence[tuple[float, float]] = ()
) -> list[Polygon]:
    """Return the areas that no way may touch if it is to stay within some countries.

    Parameters
    ----------
    borders
        Columns `iso` and `geometry`, as `read_borders` gives them.
    countries
        Codes of the countries within which ways stay; at least one.
    crossings
        Longitude and latitude of the crossings that may be used between two of them.

    Returns
    -------
    list[Polygon]
        EPSG:4326: everything of the region, and a ring around it, that lies more than `BEYOND_M` outside
        the named countries; and a band along each border between two of them, open within `CROSSING_M` of a crossing.

    Raises
    ------
    RoadsError
        If a country is not among the borders, there are none, or a crossing lies on no border between named countries.
    """
    shapes = _named(borders, countries)
    metric = local_projection(shapes)
    named = shapes.to_crs(metric).to_numpy()
    bands = _bands(named)
    openings = _openings(crossings, metric)
    _require_on_a_border(crossings, openings, bands)
    inside = shapely.union_all(shapely.buffer(named, BEYOND_M))
    beyond = _ringed(cast("gpd.GeoDataFrame", borders)).difference(_degrees([inside], metric)[0])
    bands = shapely.difference(bands, shapely.union_all(openings)) if len(openings) else bands
    parts = shapely.get_parts(np.array([beyond, *_degrees(bands, metric)], dtype=object))
    return [part for part in parts if part.geom_type == "Polygon"]


def _named(borders: gpd.GeoDataFrame | None, countries: Sequence[str]) -> gpd.GeoSeries:
    """Return the named countries, each once."""
    known = [] if borders is None else sorted(borders["iso"].unique())
    if unknown := [code for code in countries if code not in known]:
        have = f"those known are {', '.join(known)}" if known else "no borders are at hand"
        message = f"the borders of {', '.join(unknown)} are not known; {have}"
        raise RoadsError(message)
    frame = cast("gpd.GeoDataFrame", borders)
    return to_wgs84(frame[frame["iso"].isin(list(countries))].geometry)


def _ringed(borders: gpd.GeoDataFrame) -> Polygon:
    west, south, east, north = to_wgs84(borders.geometry).total_bounds
    ring = _RING_DEGREES
    return shapely.box(max(west - ring, -180), max(south - ring, -90), min(east + ring, 180), min(north + ring, 90))


def _bands(named: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a band along each border between two countries, in metres; it bridges small gaps between their lines."""
    wide = shapely.buffer(named, BAND_M)
    pairs = [shapely.intersection(one, other) for one, other in combinations(wide, 2)]
    return np.array([pair for pair in pairs if not pair.is_empty], dtype=object)


def _openings(crossings: Sequence[tuple[float, float]], metric: CRS) -> NDArray[np.object_]:
    if not crossings:
        return np.array([], dtype=object)
    lon, lat = zip(*crossings, strict=True)
    discs: NDArray[np.object_] = gpd.GeoSeries.from_xy(lon, lat, crs=WGS84).to_crs(metric).buffer(CROSSING_M).to_numpy()
    return discs


def _require_on_a_border(
    crossings: Sequence[tuple[float, float]], openings: NDArray[np.object_], bands: NDArray[np.object_]
) -> None:
    """Refuse a crossing that opens nothing: whoever names it believes that it does."""
    for (lon, lat), opening in zip(crossings, openings, strict=True):
        if not shapely.intersects(bands, opening).any():
            message = (
                f"the crossing at {lon:.4f}, {lat:.4f} lies on no border between two of the named countries; "
                f"move it to within {CROSSING_M:.0f} m of one, or name both countries"
            )
            raise RoadsError(message)


def _degrees(shapes: Sequence[BaseGeometry] | NDArray[np.object_], metric: CRS) -> NDArray[np.object_]:
    moved: NDArray[np.object_] = gpd.GeoSeries(list(shapes), crs=metric).to_crs(WGS84).to_numpy()
    return moved
