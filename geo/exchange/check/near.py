"""Pairs of places close to each other: everywhere on earth, across the 180th meridian and at the poles too.

Places are sorted into bands of latitude as high as the distance; within it lie only places of the same band and of its two
neighbours, in a window of longitude that is found by bisection. What is in the window is measured by the chord through the
ellipsoid, which at 250 m is the geodesic to the width of an atom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["CROWD", "Near", "near_pairs"]

CROWD = 100
"""Places of one window that one place is compared with; where there are more, everything with everything has no end."""
_AXIS_M = 6_378_137.0
_E2 = 0.00669437999014
"""Half the greater axis and the squared eccentricity of WGS 84."""
_LEAST_RADIUS_M = 6_335_439.0
"""Of curvature on WGS 84, along the meridian at the equator."""
_AT_ONCE = 50_000
_BAND = 2048.0
"""Between the keys of two bands: more than two turns of longitude."""


@dataclass(frozen=True)
class Near:
    """Pairs of rows within a distance."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    crowded: NDArray[np.int64]
    """Rows with so many neighbours that not all were looked at."""


def near_pairs(lon: NDArray[np.float64], lat: NDArray[np.float64], metres: float, n_own: int) -> Iterator[Near]:
    """Yield the pairs of places within a distance, one strip of latitude after the other.

    Parameters
    ----------
    lon, lat
        Degrees in EPSG:4326, shape (n,); not a number, or beyond the world, is near nothing.
    metres
        Greatest distance; small against the earth.
    n_own
        The first so many places are asked about: `first` is one of them, `second` a later one of them or any of the others.
        Pairs of others among each other are of no interest.
    """
    there = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    search = _Search(lon[there], lat[there], metres)
    own = np.flatnonzero(there < n_own)
    own = own[np.argsort(search.key(own), kind="stable")]
    for start in range(0, len(own), _AT_ONCE):
        first, second, crowded = search.near(own[start : start + _AT_ONCE])
        first, second = there[first], there[second]
        wanted = (second >= n_own) | (second > first)
        yield Near(first[wanted], second[wanted], there[crowded])


class _Search:
    """Places in the order of their bands and longitudes; one near the 180th meridian stands beyond it a second time."""

    def __init__(self, lon: NDArray[np.float64], lat: NDArray[np.float64], metres: float) -> None:
        self._metres = metres
        self._lon, self._chord = lon, _chords(lon, lat)
        height = np.degrees(metres / _LEAST_RADIUS_M) * 1.001
        self._band = np.floor((lat + 90) / height)
        self._reach = _reach(np.abs(lat) + 2 * height, metres)
        western, eastern = np.flatnonzero(lon - self._reach < -180), np.flatnonzero(lon + self._reach > 180)
        place = np.concatenate([np.arange(len(lon)), western, eastern])
        keys = np.concatenate([self.key(np.arange(len(lon))), self.key(western) + 360, self.key(eastern) - 360])
        order = np.argsort(keys, kind="stable")
        self._keys, self._place = keys[order], place[order]
        self._rank = np.empty(len(order), dtype=np.intp)
        self._rank[order] = np.arange(len(order))

    def key(self, places: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what places are sorted by."""
        keys: NDArray[np.float64] = self._band[places] * _BAND + self._lon[places]
        return keys

    def near(self, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Return places, and for each those within the distance (itself too), once; and which of them have a crowd."""
        firsts, seconds, crowded = [], [], []
        reach = self._reach[places]
        for step in (-1, 0, 1):
            middle = self.key(places) + step * _BAND
            low = np.searchsorted(self._keys, middle - reach, side="left")
            high = np.searchsorted(self._keys, middle + reach, side="right")
            many = high - low > CROWD
            if many.any():
                crowded.append(places[many])
                # of many at one spot, each is compared with others
                at = np.searchsorted(self._keys, middle, side="left") if step else self._rank[places]
                low = np.where(many, np.maximum(low, at - CROWD // 2), low)
                high = np.where(many, np.minimum(high, at + CROWD // 2), high)
            n = high - low
            first = np.repeat(places, n)
            second = self._place[np.repeat(low - np.cumsum(n) + n, n) + np.arange(n.sum())]
            close = ((self._chord[first] - self._chord[second]) ** 2).sum(axis=1) <= self._metres**2
            firsts.append(first[close])
            seconds.append(second[close])
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        if (reach >= 90).any():  # a window that goes round the earth may meet a place twice
            first, second = np.unique(np.column_stack([first, second]), axis=0).T
        return first, second, np.unique(np.concatenate([*crowded, np.empty(0, dtype=np.intp)]))


def _reach(latitude: NDArray[np.float64], metres: float) -> NDArray[np.float64]:
    """Return how many degrees of longitude the distance can span no farther from the equator than these latitudes."""
    shrink = np.cos(np.radians(np.minimum(latitude, 90)))
    half = np.sin(metres / (2 * _LEAST_RADIUS_M)) / np.maximum(shrink, 1e-12)
    degrees: NDArray[np.float64] = np.degrees(2 * np.arcsin(np.minimum(half, 1))) * 1.001
    return degrees


def _chords(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places in metres from the middle of the earth, shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    normal = _AXIS_M / np.sqrt(1 - _E2 * np.sin(phi) ** 2)
    flat = normal * np.cos(phi)
    return np.column_stack([flat * np.cos(lam), flat * np.sin(lam), normal * (1 - _E2) * np.sin(phi)])
