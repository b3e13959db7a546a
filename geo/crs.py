"""Reference systems: everything comes in as it is, and is held as lon, lat in WGS 84."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shapely
from pyproj import CRS, Transformer

from geo.errors import MissingCRSError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WGS84", "format_dms", "format_utm", "local_projection", "to_wgs84", "without_empty"]

WGS84 = "EPSG:4326"
"""The reference system of every layer; always in the order lon, lat."""


def to_wgs84[Frame: (gpd.GeoDataFrame, gpd.GeoSeries)](frame: Frame) -> Frame:
    """Return a layer in EPSG:4326.

    Parameters
    ----------
    frame
        Any geometry in any declared reference system. Not modified.

    Returns
    -------
    GeoDataFrame or GeoSeries
        The same object where nothing had to be done, else a transformed copy.

    Raises
    ------
    MissingCRSError
        If the layer declares no reference system.
    """
    if frame.crs is None:
        msg = "the layer declares no reference system, so degrees and metres cannot be told apart; set its crs"
        raise MissingCRSError(msg)
    return frame if frame.crs == WGS84 else frame.to_crs(WGS84)


def local_projection(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """Return a projection in metres that suits the middle of a layer: its UTM zone.

    Parameters
    ----------
    frame
        At least one geometry, in any declared reference system.

    Returns
    -------
    CRS
        WGS 84 / UTM. Lengths are right to 0.1 % within the zone (6° wide); for figures use `geo.measure`.

    Raises
    ------
    MissingCRSError
        If the layer declares no reference system.
    ValueError
        If the layer has no geometry.
    """
    if frame.crs is None:
        msg = "the layer declares no reference system, so no projection can be chosen; set its crs"
        raise MissingCRSError(msg)
    west, south, east, north = to_wgs84(frame.geometry).total_bounds
    if not west <= east:  # not a number
        msg = "the layer has no geometry, so no projection can be chosen"
        raise ValueError(msg)
    return _utm_crs(_utm_epsg((west + east) / 2, (south + north) / 2))


def without_empty(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes with None in place of empty ones, which have no coordinate to ask for."""
    out = shapes.copy()
    out[shapely.is_empty(shapes)] = None
    return out


def _degrees(value: float, positive: str, negative: str) -> str:
    tenths = round(abs(value) * 36_000)  # of a second, rounded once, so that 59.96″ becomes the next minute
    minutes, tenths_left = divmod(tenths, 600)
    degrees, minutes = divmod(minutes, 60)
    return f"{degrees}°{minutes:02d}′{tenths_left / 10:04.1f}″ {negative if value < 0 else positive}"


def format_dms(lon: float, lat: float) -> str:
    """Return a position in degrees, minutes and seconds, latitude first as is the custom.

    Parameters
    ----------
    lon, lat
        Degrees in EPSG:4326.

    Returns
    -------
    str
        To a tenth of a second, about 3 m.

    Examples
    --------
    >>> format_dms(-46.75, 39.999999)
    '40°00′00.0″ N, 46°45′00.0″ W'
    """
    return f"{_degrees(lat, 'N', 'S')}, {_degrees(lon, 'E', 'W')}"


def _utm_epsg(lon: float, lat: float) -> int:
    zone = int((lon + 180) // 6) % 60 + 1
    return (32_600 if lat >= 0 else 32_700) + zone


@cache
def _utm_crs(epsg: int) -> CRS:
    """Made once: looking a zone up takes longer than most of what is done in it."""
    return CRS.from_epsg(epsg)


@cache
def _to_utm(epsg: int) -> Transformer:
    return Transformer.from_crs(WGS84, epsg, always_xy=True)


def format_utm(lon: float, lat: float) -> str:
    """Return a position in UTM, to the metre.

    Parameters
    ----------
    lon, lat
        Degrees in EPSG:4326.

    Returns
    -------
    str
        Zone and hemisphere (N or S, not a latitude band), easting, northing and the EPSG code; empty beyond 84° N and
        80° S, where UTM ends. Zones are 6° wide everywhere: the exceptions for south-west Norway and Svalbard are not
        made, so the position is right but its zone is not the one in use there.

    Examples
    --------
    >>> format_utm(46.75, 39.76)
    '38N 649905 4402585 (EPSG:32638)'
    """
    if not -80 <= lat <= 84:
        return ""
    epsg = _utm_epsg(lon, lat)
    easting, northing = _to_utm(epsg).transform(lon, lat)
    return f"{epsg % 100}{'N' if lat >= 0 else 'S'} {easting:.0f} {northing:.0f} (EPSG:{epsg})"
