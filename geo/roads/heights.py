"""How much a way climbs and descends, from a grid of heights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.roads.height_grid import open_grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import LineString

    from geo.roads.height_grid import HeightGrid

__all__ = ["Heights", "Profile", "climb_m", "open_heights", "profile_of"]

_GEOD = Geod(ellps="WGS84")
_FINEST_M = 25.0
"""Steps along a way are no shorter; roads bend less than that."""
_STEPS_A_CELL = 4
_SWAY = 0.035
"""Ups and downs below this share of a cell do not count: 28 m on a grid of half a minute, which is its error."""
_LEAST_SWAY_M = 5.0


def climb_m(lines: gpd.GeoSeries | NDArray[np.object_] | Sequence[LineString], heights: Path) -> pd.DataFrame:
    """Return how much each line climbs and descends; see `Heights.climbs`.

    Raises
    ------
    RoadsError
        If the heights cannot be read.
    """
    return open_heights(heights).climbs(lines)


def open_heights(path: Path) -> Heights:
    """Open a GeoTIFF of heights in metres, or a folder of elevation tiles (`.hgt`, `.hgt.gz`).

    Raises
    ------
    RoadsError
        If it is neither.
    """
    return Heights(open_grid(path))


@dataclass(frozen=True)
class Profile:
    """Heights along lines, at even steps of each."""

    metres: NDArray[np.float64]
    """All lines one after the other; NaN where no height is known."""
    line: NDArray[np.int64]
    """To which line each belongs."""
    length_m: NDArray[np.float64]
    """Geodesic length of each line."""


@dataclass(frozen=True)
class Heights:
    """A grid of heights, asked along ways."""

    grid: HeightGrid

    @cached_property
    def sway_m(self) -> float:
        """Smallest up or down that counts."""
        return max(_SWAY * self.grid.cell_m, _LEAST_SWAY_M)

    def climb(self, line: LineString) -> tuple[int | None, int | None]:
        """Return metres up and down along one line, None where heights are not known."""
        up, down = self.climbs([line]).iloc[0]
        return (None, None) if pd.isna(up) else (int(up), int(down))

    def climbs(self, lines: gpd.GeoSeries | NDArray[np.object_] | Sequence[LineString]) -> pd.DataFrame:
        """Return how much each line climbs and descends.

        Parameters
        ----------
        lines
            EPSG:4326, n of them, in the direction of travel.

        Returns
        -------
        pd.DataFrame
            `climb_m` and `descent_m`, whole metres (Int64), n rows; NA where a part of the line has no known height.

        Notes
        -----
        Heights are taken at steps of a quarter of a cell, between the four around, and averaged over a cell of way: a
        road keeps to the valley where a coarse grid runs over the slope beside it. Then only ups and downs of at least
        `sway_m` count. The difference of both ends is kept.
        """
        profile = profile_of(lines, self.grid)
        starts = np.searchsorted(profile.line, np.arange(len(profile.length_m) + 1))
        smooth = _averaged(profile.metres, starts)
        both = [_up_and_down(smooth[a:b], self.sway_m) for a, b in pairwise(starts.tolist())]
        known = pd.DataFrame(both, columns=["climb_m", "descent_m"], dtype=float).round()
        return known.astype("Int64")


def profile_of(lines: gpd.GeoSeries | NDArray[np.object_] | Sequence[LineString], grid: HeightGrid) -> Profile:
    """Return the heights along lines: at both ends and at even steps of at most a quarter of a cell between."""
    geometries = np.asarray(lines, dtype=object)
    lonlat, owner = shapely.get_coordinates(geometries, return_index=True)
    lon, lat = lonlat.T
    same = owner[1:] == owner[:-1]
    leg = np.zeros(len(owner))
    leg[1:][same] = _GEOD.inv(lon[:-1][same], lat[:-1][same], lon[1:][same], lat[1:][same])[2]
    length = np.bincount(owner, weights=leg, minlength=len(geometries))
    step = max(grid.cell_m / _STEPS_A_CELL, _FINEST_M)
    steps = np.where(
        np.bincount(owner, minlength=len(geometries)) > 0, np.maximum(np.ceil(length / step), 1), -1
    ).astype(int)
    line = np.repeat(np.arange(len(geometries)), steps + 1)
    number = np.arange(len(line)) - np.concatenate([[0], np.cumsum(steps + 1)])[line]
    # one axis for all lines, each after the one before, with a gap that nothing is asked from
    begin = np.concatenate([[0.0], np.cumsum(length + 1)])
    first = np.concatenate([[0.0], np.cumsum(leg)])[np.searchsorted(owner, np.arange(len(geometries)))]
    known = begin[owner] + np.cumsum(leg) - first[owner]
    asked = begin[line] + number / np.maximum(steps[line], 1) * length[line]
    at = (
        np.column_stack([np.interp(asked, known, lon), np.interp(asked, known, lat)])
        if len(known)
        else np.empty((0, 2))
    )
    return Profile(grid.at(at), line, length)


def _averaged(metres: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean of each height and up to two on both sides, as many before as after, within its line."""
    out = metres.copy()
    n = np.diff(starts)
    within = np.arange(len(metres)) - np.repeat(starts[:-1], n)
    room = np.minimum(within, np.repeat(n, n) - 1 - within)
    for reach in range(1, _STEPS_A_CELL // 2 + 1):
        rows = np.flatnonzero(room >= reach)
        window = sum(metres[rows + shift] for shift in range(-reach, reach + 1))
        out[rows] = window / (2 * reach + 1)
    return out


def _up_and_down(metres: NDArray[np.float64], sway: float) -> tuple[float, float]:
    """Return all ups and all downs between the turning points that lie at least `sway` apart."""
    if not len(metres) or np.isnan(metres).any():
        return np.nan, np.nan
    low = high = float(metres[0])
    kept = [low]  # turning points, between the two ends
    rising: bool | None = None  # not known until the first step of at least `sway`
    for height in metres[1:].tolist():
        low, high = (min(low, height), max(high, height)) if rising is None else (low, high)
        if rising is not True and height - low >= sway:
            kept += [] if rising is None else [low]
            rising, high = True, height
        elif rising is not False and high - height >= sway:
            kept += [] if rising is None else [high]
            rising, low = False, height
        high, low = (max(high, height), low) if rising else (high, min(low, height))
    kept.append(float(metres[-1]))
    steps = np.diff(kept)
    return float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())
