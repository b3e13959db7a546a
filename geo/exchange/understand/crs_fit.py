"""Which reference systems fit bare numbers, given the area that the data are about. All that fit are told, none is chosen.

Candidates are degrees, Web Mercator, and for the declared area its UTM zones and its zones of Pulkovo 1942 / Gauss–Krüger, with
the number of the zone before the easting (EPSG:284zz) and without (EPSG:28460 + zone), each in both orders of the two numbers.
A zone cannot be told from the numbers alone, and UTM and Gauss–Krüger without the prefix differ by less than two kilometres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.crs import WGS84
from geo.errors import ExchangeError
from geo.exchange.report.reason import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.question_words import BBox

__all__ = [
    "EXCHANGED",
    "LON_LAT",
    "WORLD",
    "CrsFit",
    "are_degrees",
    "candidates",
    "checked_crs",
    "degrees_of",
    "fits",
    "inside",
    "shapes_in_degrees",
]

LON_LAT, EXCHANGED = N_("longitude and latitude"), N_("numbers exchanged")
"""Our words in what is said of systems; the others are their names in the register of the EPSG."""
WORLD = (-180.0, -90.0, 180.0, 90.0)
_FITS_FROM = 0.5
"""Share of the positions that must lie in the area."""


@dataclass(frozen=True)
class CrsFit:
    """A reference system in which positions of a file lie in the declared area."""

    code: str
    """Such as `EPSG:32638`."""
    title: str
    share: float
    """Of the positions that were looked at, from 0 to 1."""
    swapped: bool
    """They fit with the two numbers exchanged."""

    def __str__(self) -> str:
        return f"{self.code} ({self.title}{f', {EXCHANGED}' if self.swapped else ''}): {self.share:.0%}"


@lru_cache(maxsize=64)
def _crs(code: str) -> CRS:
    return CRS.from_user_input(code)


def checked_crs(code: str) -> str:
    """Return a reference system that somebody named.

    Raises
    ------
    ExchangeError
        If there is no such system on earth.
    """
    try:
        crs = _crs(code)
    except CRSError:
        message = f"the reference system {code[:80]!r} is not known; name it by its number, such as EPSG:32638"
        raise ExchangeError(message) from None
    if not (crs.is_geographic or crs.is_projected or crs.is_bound or crs.is_compound):
        message = (
            f"the reference system {code[:80]!r} says nothing of places on earth; name another, such as EPSG:32638"
        )
        raise ExchangeError(message)
    return code


@lru_cache(maxsize=64)
def are_degrees(code: str) -> bool:
    """Return whether coordinates in a reference system, longitude first, are those of EPSG:4326."""
    if code == WGS84:
        return True
    crs = _crs(code)
    return crs.is_geographic and len(crs.axis_info) == 2 and crs.equals(_crs(WGS84), ignore_axis_order=True)


@lru_cache(maxsize=64)
def _to_degrees(code: str) -> Transformer:
    return Transformer.from_crs(_crs(code), WGS84, always_xy=True)


def degrees_of(
    x: NDArray[np.float64], y: NDArray[np.float64], code: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude in EPSG:4326 of coordinates; not finite where there are none."""
    if are_degrees(code):
        return x, y
    lon, lat = _to_degrees(code).transform(x, y, errcheck=False)
    return np.asarray(lon), np.asarray(lat)


def shapes_in_degrees(shapes: NDArray[np.object_], code: str, *, swap: bool = False) -> NDArray[np.object_]:
    """Return geometry in EPSG:4326; heights are kept as they are.

    Parameters
    ----------
    shapes
        Shapely geometry in the reference system `code`, easting first; None stays None.
    code
        The reference system.
    swap
        The two numbers of each position are exchanged first.
    """
    if are_degrees(code) and not swap:
        return shapes

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = coordinates[:, 0], coordinates[:, 1]
        lon, lat = degrees_of(y, x, code) if swap else degrees_of(x, y, code)
        return np.column_stack([lon, lat, *coordinates.T[2:]])

    return np.asarray(shapely.transform(shapes, move, include_z=bool(shapely.has_z(shapes).any())), dtype=object)


def inside(lon: NDArray[np.float64], lat: NDArray[np.float64], area: BBox) -> NDArray[np.bool_]:
    """Return which positions lie in an area (west above east crosses the 180th meridian); those that are not finite do not."""
    west, south, east, north = area
    with np.errstate(invalid="ignore"):
        across = (lon >= west) | (lon <= east) if west > east else (lon >= west) & (lon <= east)
        out: NDArray[np.bool_] = across & (lat >= south) & (lat <= north)
    return out


@cache
def candidates(area: BBox | None) -> tuple[str, ...]:
    """Return the reference systems that data about an area may be in.

    Parameters
    ----------
    area
        West, south, east, north in degrees, EPSG:4326; None where no area is declared: then zones cannot be told.

    Examples
    --------
    >>> candidates((45.6, 38.7, 47.9, 40.6))
    ('EPSG:4326', 'EPSG:3857', 'EPSG:32638', 'EPSG:28408', 'EPSG:28468')
    """
    out = [WGS84, "EPSG:3857"]
    if area is None:
        return tuple(out)
    west, south, east, north = area
    east = east + 360 if west > east else east
    zones = [(zone - 1) % 60 + 1 for zone in range(math.floor((west + 180) / 6) + 1, math.ceil((east + 180) / 6) + 1)]
    hemispheres = [base for base, part in ((32_600, north > 0), (32_700, south < 0)) if part]
    out += [f"EPSG:{base + zone}" for base in hemispheres for zone in zones[:10]]
    if north > 35:  # Pulkovo 1942 was the system of one union and its neighbours
        out += [
            f"EPSG:{base + (zone - 31) % 60 + 1}"
            for zone in zones[:10]
            for base in (28_400, 28_460)
            if 2 <= (zone - 31) % 60 + 1 <= 32
        ]
    return tuple(out)


def _possible(x: NDArray[np.float64], y: NDArray[np.float64], area: BBox | None) -> tuple[str, ...]:
    """Return the candidates that need to be tried: to make the transformer of a zone costs more than all the rest.

    As metres, numbers like degrees lie where a zone counts from: at the equator, or beyond 80° south.
    """
    codes = candidates(area)
    if area is None:
        return codes
    _, south, _, north = area
    elsewhere = south > 1 or (south > -80 and north < -1)
    like_degrees = float(((np.abs(x) <= 180) & (np.abs(y) <= 180)).mean()) > 1 - _FITS_FROM
    return (WGS84,) if elsewhere and like_degrees else codes


def fits(x: NDArray[np.float64], y: NDArray[np.float64], area: BBox | None) -> tuple[CrsFit, ...]:
    """Return every reference system in which numbers lie in the declared area, best first.

    Parameters
    ----------
    x, y
        First and second number of each position, at most a few thousand.
    area
        What the data are about, in EPSG:4326; None takes the world, in which only degrees and Web Mercator can be told.

    Returns
    -------
    tuple of CrsFit
        Those in which at least half of the positions fit. Empty where none does, or no position is finite.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    if not len(x):
        return ()
    out: list[CrsFit] = []
    for code in _possible(x, y, area):
        for swapped in (False, True):
            lon, lat = degrees_of(*((y, x) if swapped else (x, y)), code)
            if code == "EPSG:3857" and area is None:
                fit = (
                    (np.abs(x) <= 20_037_509)
                    & (np.abs(y) <= 20_048_967)
                    & ((np.abs(x) > 180) | (np.abs(y) > 180))
                    & (not swapped)
                )
            else:
                fit = inside(lon, lat, area or WORLD)
            share = float(fit.mean())
            if share >= _FITS_FROM and not (
                swapped and area is None and any(o.code == code and o.share >= share for o in out)
            ):
                out.append(CrsFit(code, LON_LAT if code == WGS84 else _crs(code).name, share, swapped))
    return tuple(sorted(out, key=lambda fit: (-round(fit.share, 2), fit.swapped)))
