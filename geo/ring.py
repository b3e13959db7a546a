"""Which places lie within a ring that a reader drew, such as a lasso: by the even-odd rule, as the browser has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["in_ring"]


def in_ring(lon: NDArray[np.float64], lat: NDArray[np.float64], ring: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which places lie within a ring; it may cross itself, and leaves out what it goes round twice.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,); a place without a position lies nowhere.
    ring
        Corners, shape (m, 2), longitude and latitude in degrees; the last is joined to the first.

    Notes
    -----
    Counts the edges west or east of each place (source: Shimrat 1962, "Position of point relative to polygon"). To make
    a valid area of a ring that crosses itself everywhere would take hours: anybody may draw one.

    Examples
    --------
    >>> in_ring(np.array([1.0, 3.0]), np.array([1.0, 1.0]), np.array([[0, 0], [2, 0], [2, 2], [0, 2]])).tolist()
    [True, False]
    """
    rows = np.argsort(lat, kind="stable")
    x, y = lon[rows], lat[rows]
    inside = np.zeros(len(lon), dtype=bool)
    for (x1, y1), (x0, y0) in zip(ring.tolist(), np.roll(ring, 1, axis=0).tolist(), strict=True):
        # an edge is met at latitudes from its lower end up to its upper one, which is that of the next edge
        first, end = np.searchsorted(y, (min(y0, y1), max(y0, y1)), side="left")
        if end > first:
            inside[first:end] ^= x[first:end] < (x0 - x1) * (y[first:end] - y1) / (y0 - y1) + x1
    out = np.empty_like(inside)
    out[rows] = inside
    return out
