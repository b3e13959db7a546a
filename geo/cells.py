"""Grid cells that the public sees instead of the position of a hidden place.

The grid is fixed: a place always lies in the same cell, so that nothing is won by asking again and again (a random
displacement can be averaged away). Cells tile the world without gap or overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["DEFAULT_METRES", "cell", "cell_bounds"]

DEFAULT_METRES = 5000
"""Width of a cell where a site does not say another."""

_METRES_A_DEGREE = 111_320.0
"""Length of a degree of the equator, WGS 84."""


def _interval(
    value: NDArray[np.float64], start: float, step: NDArray[np.float64], count: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the number of the interval [start + n step, start + (n + 1) step) of each value."""
    number = np.floor((value - start) / step)
    number -= value < start + number * step  # the division may round across an edge
    number += value >= start + (number + 1) * step
    return np.clip(number, 0, count - 1)  # the last edge belongs to the last interval


def cell_bounds(lon: ArrayLike, lat: ArrayLike, metres: ArrayLike = DEFAULT_METRES) -> NDArray[np.float64]:
    """Return west, south, east and north of the cell of each place.

    Parameters
    ----------
    lon, lat
        Degrees in EPSG:4326, shape (n,) or single numbers.
    metres
        Width of the cells, one for all or one a place. Rows have equal heights in degrees, columns are as wide at the
        middle of their row; a cell is within 2 % of the width asked, except at the poles.

    Returns
    -------
    NDArray[np.float64]
        Degrees, shape (n, 4); not a number where a coordinate is.

    Raises
    ------
    ValueError
        If a width is not above 0.
    """
    x, y, width = np.broadcast_arrays(*(np.atleast_1d(np.asarray(a, dtype=np.float64)) for a in (lon, lat, metres)))
    if not (width > 0).all():
        msg = "the width of a cell must be above 0 metres"
        raise ValueError(msg)
    n_rows = np.maximum(np.rint(180 * _METRES_A_DEGREE / width), 1)
    height = 180 / n_rows
    row = _interval(y, -90, height, n_rows)
    # the sums may fall short of the edge of the world by a rounding
    south, north = -90 + row * height, np.where(row == n_rows - 1, 90, -90 + (row + 1) * height)
    round_the_world = 360 * _METRES_A_DEGREE * np.cos(np.radians((south + north) / 2))
    n_columns = np.maximum(np.rint(round_the_world / width), 1)
    step = 360 / n_columns
    column = _interval(x, -180, step, n_columns)
    west, east = -180 + column * step, np.where(column == n_columns - 1, 180, -180 + (column + 1) * step)
    bounds = np.column_stack([west, south, east, north])
    bounds[np.isnan(x) | np.isnan(y)] = np.nan
    return bounds


def cell(lon: ArrayLike, lat: ArrayLike, metres: ArrayLike = DEFAULT_METRES) -> NDArray[np.object_]:
    """Return the cell that each place lies in.

    Parameters
    ----------
    lon, lat
        Degrees in EPSG:4326, shape (n,) or single numbers.
    metres
        Width of the cells, one for all or one a place.

    Returns
    -------
    NDArray[np.object_]
        Shapely polygons in EPSG:4326, shape (n,); None where a coordinate is not a number.

    Raises
    ------
    ValueError
        If a width is not above 0.

    Examples
    --------
    >>> first, second = cell([10.001, 10.002], [50.001, 50.002], 5000)
    >>> first.equals(second)
    True
    """
    bounds = cell_bounds(lon, lat, metres)
    known = ~np.isnan(bounds).any(axis=1)
    out = np.full(len(bounds), None, dtype=object)
    out[known] = shapely.box(*bounds[known].T)
    return out
