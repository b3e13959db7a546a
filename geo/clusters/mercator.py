"""The square of Web Mercator, from 0 to 1 each way from its north-west corner, and the cells of its zoom levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.site_filter import BBox

__all__ = [
    "HIGHEST",
    "LEVELS",
    "Box",
    "boxes_of",
    "cells_across",
    "cells_in",
    "cells_of",
    "codes_of",
    "degrees",
    "fractions",
]

type Box = tuple[float, float, float, float]
"""Left, top, right, bottom as parts of the world."""

HIGHEST = 85.0511287798066
"""Degrees of latitude at which the square ends."""
LEVELS = 26
"""Of the finest grid: 2 ** 26 cells each way, 0.6 m at the equator."""
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def fractions(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions as parts of the world, from the west and from the north.

    Parameters
    ----------
    lon, lat
        Degrees; latitudes beyond `HIGHEST` count as that.

    Notes
    -----
    Source: EPSG:3857, spherical Mercator, scaled to its own extent.

    Examples
    --------
    >>> [float(part[0]) for part in fractions(np.array([0.0]), np.array([0.0]))]
    [0.5, 0.5]
    """
    sine = np.sin(np.radians(np.clip(lat, -HIGHEST, HIGHEST)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return (lon + 180) / 360, np.clip(y, 0, 1)


def degrees(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes of parts of the world: the inverse of `fractions`."""
    return x * 360 - 180, np.degrees(2 * np.arctan(np.exp((0.5 - y) * 2 * np.pi)) - np.pi / 2)


def cells_of(x: NDArray[np.float64], y: NDArray[np.float64], level: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return column and row of the cell that each position lies in, of 2 ** `level` each way."""
    side = 1 << level
    column, row = (np.clip(np.floor(each * side), 0, side - 1).astype("int64") for each in (x, y))
    return column, row


def codes_of(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return Morton codes: the bits of column and row by turns, so that a code shifted by two is that of the cell around.

    Parameters
    ----------
    column, row
        0 to 2 ** 31 - 1.

    Examples
    --------
    >>> codes_of(np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 1, 0])).tolist()
    [0, 1, 2, 3, 4]
    """
    return _spread(column) | (_spread(row) << 1)


def _spread(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero before each bit; source: the interleaving of Morton (1966), by doubling steps."""
    spread = number.astype("int64")
    for shift, mask in _SPREAD:
        spread = (spread | (spread << shift)) & mask
    return spread


def boxes_of(bbox: BBox) -> list[Box]:
    """Return a box of degrees as parts of the world; two boxes where it crosses the 180th meridian."""
    west, south, east, north = bbox
    spans = [(west, 180.0), (-180.0, east)] if west > east else [(west, east)]
    boxes = []
    for left, right in spans:
        x, y = fractions(np.array([left, right]), np.array([north, south]))
        boxes.append((float(x[0]), float(y[0]), float(x[1]), float(y[1])))
    return boxes


def cells_in(box: Box, level: int, *, margin: int = 0) -> NDArray[np.int64]:
    """Return the codes of the cells that a box touches, and of `margin` more each way, as far as the world goes."""
    columns, rows = _spans(box, level, margin)
    grid_x, grid_y = np.meshgrid(np.arange(*columns), np.arange(*rows))
    return codes_of(grid_x.ravel(), grid_y.ravel())


def cells_across(box: Box, level: int, *, margin: int = 0) -> int:
    """Return how many cells `cells_in` would give."""
    (left, right), (top, bottom) = _spans(box, level, margin)
    return max(right - left, 0) * max(bottom - top, 0)


def _spans(box: Box, level: int, margin: int) -> tuple[tuple[int, int], tuple[int, int]]:
    side = 1 << level
    left, top, right, bottom = (min(max(int(np.floor(edge * side)), 0), side - 1) for edge in box)
    columns, rows = (
        (max(first - margin, 0), min(last + margin, side - 1) + 1) for first, last in ((left, right), (top, bottom))
    )
    return columns, rows
