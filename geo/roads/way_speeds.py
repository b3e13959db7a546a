"""The speed of each piece of road, from a table, its surroundings, surface and slope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.roads.heights import profile_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.roads.height_grid import HeightGrid
    from geo.roads.road_ways import Pieces, RoadWays
    from geo.roads.speeds import SpeedTable

__all__ = ["density_around", "slopes_of", "speeds_of"]

_CELL_DEGREES = 0.005
"""Side of a cell in which roads are counted, degrees of latitude: with its neighbours 1.7 km."""
_KM_A_DEGREE = 111.195
_LIMIT = re.compile(r"(\d{1,3})( ?mph)?")
_KM_A_MILE = 1.609344
_YARDS = ("driveway", "alley", "parking_aisle", "drive-through")


def speeds_of(ways: RoadWays, pieces: Pieces, table: SpeedTable, grid: HeightGrid | None) -> NDArray[np.float64]:
    """Return the speed of each piece.

    Parameters
    ----------
    ways, pieces
        Roads and how they are cut.
    table
        The settings.
    grid
        Heights; where there are none, or too coarse ones, no road is slower for its slope.

    Returns
    -------
    NDArray[np.float64]
        Whole km/h, shape (n,); NaN where the table does not know the class.
    """
    tags = {key: values[pieces.way] for key, values in ways.tags.items()}
    rural = _looked_up(tags["highway"], {road.highway: road.rural for road in table.classes}, np.nan)
    urban = _looked_up(tags["highway"], {road.highway: road.urban for road in table.classes}, np.nan)
    density = density_around(pieces, np.isfinite(rural))
    share = np.clip((density - table.rural_below) / (table.urban_above - table.rural_below), 0, 1)
    surface = np.where(tags["surface"] == "", tags["tracktype"], tags["surface"])
    speed = (rural + share * (urban - rural)) * _looked_up(surface, dict(table.surfaces), 1.0)
    if grid is not None and grid.cell_m <= table.slope_cell_m:
        steepness = [0.0, *(slope for slope, _ in table.slopes)]
        left = np.array([1.0, *(factor for _, factor in table.slopes)])
        speed *= left[np.searchsorted(steepness, slopes_of(pieces, grid), side="right") - 1]
    speed = np.fmin(speed, _looked_up(tags["maxspeed"], _limits(tags["maxspeed"]), np.inf))
    speed = np.where(tags["junction"] == "roundabout", np.fmin(speed, table.roundabout), speed)
    speed = np.where(np.isin(tags["service"].astype(str), _YARDS), np.fmin(speed, table.yard), speed)
    out: NDArray[np.float64] = np.where(np.isnan(rural), np.nan, np.fmax(np.round(speed), table.lowest))
    return out


def density_around(pieces: Pieces, counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many km of road lie in a km² around the middle of each piece; only `counted` pieces count."""
    lon, lat = shapely.get_coordinates(shapely.line_interpolate_point(pieces.lines, 0.5, normalized=True)).T
    narrow = np.cos(np.radians(np.clip(np.nanmean(lat), -80, 80)))
    row, column = (np.floor(x / _CELL_DEGREES).astype(np.int64) for x in (lat, lon * narrow))
    cell = row * 1_000_000 + column
    cells, of = np.unique(cell, return_inverse=True)
    km = np.bincount(of, weights=np.where(counted, pieces.length_m, 0) / 1000, minlength=len(cells))
    around = np.zeros(len(cells))
    for step in (-1_000_001, -1_000_000, -999_999, -1, 0, 1, 999_999, 1_000_000, 1_000_001):
        at = np.minimum(np.searchsorted(cells, cells + step), len(cells) - 1)
        around += np.where(cells[at] == cells + step, km[at], 0)
    out: NDArray[np.float64] = around[of] / (3 * _CELL_DEGREES * _KM_A_DEGREE) ** 2
    return out


def slopes_of(pieces: Pieces, grid: HeightGrid) -> NDArray[np.float64]:
    """Return metres up and down a metre of way for each piece; 0 where heights are not known."""
    profile = profile_of(pieces.lines, grid)
    same = profile.line[1:] == profile.line[:-1]
    rise = np.where(same, np.abs(np.diff(profile.metres)), 0)
    metres = np.bincount(profile.line[1:], weights=rise, minlength=len(pieces.way))
    out: NDArray[np.float64] = np.nan_to_num(metres / np.maximum(pieces.length_m, 1))
    return out


def _looked_up(values: NDArray[np.object_], table: dict[str, float], otherwise: float) -> NDArray[np.float64]:
    known, of = np.unique(values.astype(str), return_inverse=True)
    return np.array([table.get(value, otherwise) for value in known.tolist()], dtype=float)[of]


def _limits(values: NDArray[np.object_]) -> dict[str, float]:
    """Return the limits in km/h that are numbers; signs such as `XX:urban` set none."""
    found = {value: _LIMIT.fullmatch(value) for value in set(values.tolist())}
    return {value: float(limit[1]) * (_KM_A_MILE if limit[2] else 1) for value, limit in found.items() if limit}
