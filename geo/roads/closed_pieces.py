"""Places from which no way may lead: in an area to avoid, or on a piece of road that one touches.

The router lets a way begin on a closed piece and cross it to its other end, area or not. So a place there is closed as a
whole, open as its own end of the piece may be: pieces are short, and what is closed must not be crossed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.roads.polyline import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.roads.asking import Asker
    from geo.roads.exclusion import Exclusion

__all__ = ["closed_places"]


def closed_places(
    asker: Asker, places: Sequence[dict[str, Any]], snapped: NDArray[np.float64], excluded: Exclusion
) -> NDArray[np.bool_]:
    """Return which places are closed.

    Parameters
    ----------
    asker
        Asks the router.
    places
        As `geo.roads.asking.location` gives them, n of them, each near a road.
    snapped
        Their points on roads, shape (n, 2).
    excluded
        What is to be avoided.
    """
    out: NDArray[np.bool_] = shapely.intersects_xy(excluded.union, snapped)
    if excluded.is_empty or not len(places):
        return out
    on: dict[str, set[int]] = {}  # rows of the places on each piece, by its encoded line
    for row, place in enumerate(asker.ask("locate", {"locations": list(places), "verbose": True}) or []):
        for edge in place["edges"] or []:
            on.setdefault(edge["edge_info"]["shape"], set()).add(row)
    touched = shapely.intersects(excluded.union, np.array([line_of(shape) for shape in on], dtype=object))
    out[[row for rows, shut in zip(on.values(), touched.tolist(), strict=True) if shut for row in rows]] = True
    return out
