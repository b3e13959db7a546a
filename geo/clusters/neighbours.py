"""Clusters that lie too near each other to be drawn apart become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["nearest_larger"]


def nearest_larger(
    x: NDArray[np.float64], y: NDArray[np.float64], count: NDArray[np.int64], code: NDArray[np.int64], radius: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each cluster the one that it becomes part of, mostly itself, and how far away that is.

    A cluster joins its largest neighbour where that one has no larger neighbour itself: a rule of the neighbourhood only,
    so that what is drawn looks the same from every view.

    Parameters
    ----------
    x, y
        Centres, shape (n,), in any plane.
    count
        Points of each.
    code
        What decides between equals; no two alike.
    radius
        How near neighbours are, in the unit of the centres.
    """
    n = len(x)
    itself = np.arange(n)
    if n < 2:
        return itself, np.zeros(n)
    points = np.asarray(shapely.points(x, y))
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=radius)
    rank = np.empty(n, dtype="int64")
    rank[np.lexsort((code, count))] = itself
    largest = rank.copy()
    np.maximum.at(largest, one, rank[other])
    by_rank = np.empty(n, dtype="int64")
    by_rank[rank] = itself
    towards = by_rank[largest]
    root = np.where(towards[towards] == towards, towards, itself)
    return root, np.hypot(x - x[root], y - y[root])
