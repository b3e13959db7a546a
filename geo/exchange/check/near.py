"""Pairs of places close to each other: everywhere on earth, across the 180th meridian and at the poles too.

Places are sorted into bands of latitude as high as the distance; within it lie only places of the same band and of its two
neighbours, in a window of longitude that is found by bisection. What is in the window is measured by the chord through the
ellipsoid, which at 250 m is the geodesic to the width of an atom.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
_THREADS = 2
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
    search = _Search(lon, lat, there, metres, n_own)
    strips = [search.own[start : start + _AT_ONCE] for start in range(0, len(search.own), _AT_ONCE)]
    with ThreadPoolExecutor(_THREADS) as pool:  # numpy works without the lock of Python
        yield from pool.map(search.near, strips)


class _Search:
    """Places in the order of their bands and longitudes; one near the 180th meridian stands beyond it a second time.

    Neighbours lie side by side in memory so. Chords are made for one strip at a time: of all places they would take as much
    memory as all the rest.
    """

    def __init__(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], row: NDArray[np.intp], metres: float, n_own: int
    ) -> None:
        self._every, self._metres, self._n_own = (lon, lat), metres, n_own
        lon, lat = lon[row], lat[row]
        height = np.degrees(metres / _LEAST_RADIUS_M) * 1.001
        reach = _reach(np.abs(lat) + 2 * height, metres)
        western, eastern = np.flatnonzero(lon - reach < -180), np.flatnonzero(lon + reach > 180)
        place = np.concatenate([np.arange(len(lon)), western, eastern])
        keys = np.floor((lat + 90) / height) * _BAND + lon
        keys = np.concatenate([keys, keys[western] + 360, keys[eastern] - 360])
        order = np.argsort(keys, kind="stable")
        place = place[order]
        self._keys, self._row, self._reach = keys[order], row[place], reach[place]
        self.own = np.flatnonzero((order < len(lon)) & (self._row < n_own))
        """Which of them are asked about, each once."""

    def near(self, own: NDArray[np.intp]) -> Near:
        """Return the pairs of some of `own`, each once, and which of them have a crowd."""
        firsts, seconds, crowded = [], [], []
        windows = []
        key, reach, row = self._keys[own], self._reach[own], self._row[own]
        for step in (-1, 0, 1):
            middle = key + step * _BAND
            low = np.searchsorted(self._keys, middle - reach, side="left")
            high = np.searchsorted(self._keys, middle + reach, side="right")
            many = high - low > CROWD
            if many.any():
                crowded.append(row[many])
                # of many at one spot, each is compared with others
                at = np.searchsorted(self._keys, middle, side="left") if step else own
                low = np.where(many, np.maximum(low, at - CROWD // 2), low)
                high = np.where(many, np.minimum(high, at + CROWD // 2), high)
            windows.append((low, high))
        start = min(int(own[0]), *(int(low.min()) for low, _ in windows))
        end = max(int(own[-1]) + 1, *(int(high.max()) for _, high in windows))
        chord = _chords(*(axis[self._row[start:end]] for axis in self._every))
        for low, high in windows:
            n = high - low
            first = np.repeat(own, n)
            second = np.repeat(low - np.cumsum(n) + n, n) + np.arange(len(first))
            its_row = self._row[second]
            wanted = (its_row >= self._n_own) | (its_row > self._row[first])
            first, second = first[wanted], second[wanted]
            x, y, z = ((axis[first - start] - axis[second - start]) ** 2 for axis in chord)
            close = x + y + z <= self._metres**2
            firsts.append(self._row[first[close]])
            seconds.append(self._row[second[close]])
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        if (reach >= 90).any():  # a window that goes round the earth may meet a place twice
            first, second = np.unique(np.column_stack([first, second]), axis=0).T
        return Near(first, second, np.unique(np.concatenate([*crowded, np.empty(0, dtype=np.intp)])))


def _reach(latitude: NDArray[np.float64], metres: float) -> NDArray[np.float64]:
    """Return how many degrees of longitude the distance can span no farther from the equator than these latitudes."""
    shrink = np.cos(np.radians(np.minimum(latitude, 90)))
    half = np.sin(metres / (2 * _LEAST_RADIUS_M)) / np.maximum(shrink, 1e-12)
    degrees: NDArray[np.float64] = np.degrees(2 * np.arcsin(np.minimum(half, 1))) * 1.001
    return degrees


def _chords(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places in metres from the middle of the earth along three axes, shape (3, n)."""
    phi, lam = np.radians(lat), np.radians(lon)
    up = np.sin(phi)
    normal = _AXIS_M / np.sqrt(1 - _E2 * up**2)
    flat = normal * np.cos(phi)
    return np.stack([flat * np.cos(lam), flat * np.sin(lam), normal * (1 - _E2) * up])
