"""Whether bounds touch an area, across the 180th meridian too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.question_words import BBox

__all__ = ["WORLD", "touches"]

WORLD: BBox = (-180.0, -90.0, 180.0, 90.0)


def touches(bounds: NDArray[np.float64], area: BBox) -> NDArray[np.bool_]:
    """Return which bounds touch an area; its edge belongs to it.

    Parameters
    ----------
    bounds
        West, south, east and north in degrees, shape (n, 4), west never above east; not a number where nothing is.
    area
        In degrees; west above east crosses the 180th meridian.

    Examples
    --------
    >>> touches(np.array([[179, 0, 179, 0], [-179, 0, -179, 0], [0, 0, 0, 0]]), (170, -10, -170, 10)).tolist()
    [True, True, False]
    """
    west, south, east, north = area
    left, low, right, high = bounds.T
    width = east - west if east >= west else east - west + 360
    offset = np.mod(left - west, 360)  # how far east of the western edge
    beside = (offset <= width) | (offset + (right - left) >= 360)
    inside: NDArray[np.bool_] = beside & (low <= north) & (high >= south)
    return inside
