"""Where site rows lie: on earth, in the area that the data are about, and not with their coordinates exchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.exchange.check.area import WORLD, touches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.check.row_issues import RowIssues
    from geo.questions.question_words import BBox

__all__ = ["check_position"]

_FIELD = "geometry"
_CHANGED = [1, 0, 3, 2]


def check_position(shapes: NDArray[np.object_], area: BBox | None, found: RowIssues, *, swaps: bool = True) -> None:
    """Say which rows lie where they cannot or should not.

    Parameters
    ----------
    shapes
        Shapely geometry in EPSG:4326, shape (n,).
    area
        What the data are about; None where nobody says so. Rows outside it that fit when longitude and latitude change
        places are `swapped`; without an area, rows off the world that so come back to it.
    found
        Where it is said.
    swaps
        False leaves out the rows that are `swapped`: somebody else has said so.
    """
    bounds = shapely.bounds(shapes)
    known = ~np.isnan(bounds[:, 0])
    on_earth = (bounds[:, :2] >= WORLD[:2]).all(axis=1) & (bounds[:, 2:] <= WORLD[2:]).all(axis=1)
    changed = bounds[:, _CHANGED]
    would_be = (changed[:, :2] >= WORLD[:2]).all(axis=1) & (changed[:, 2:] <= WORLD[2:]).all(axis=1)
    inside = on_earth & touches(bounds, area or WORLD)
    swapped = known & ~inside & would_be & touches(changed, area or WORLD)
    nowhere = known & on_earth & (bounds == 0).all(axis=1) & ~swapped
    left = known & ~swapped & ~nowhere
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    for code, rows in (
        ("swapped", swapped if swaps else np.zeros_like(swapped)),
        ("out_of_world", left & ~on_earth),
        ("null_island", nowhere),
        ("outside_area", left & on_earth & ~inside),
    ):
        if rows.any():
            detail = [f"{x:.6g}, {y:.6g}" for x, y in middles[rows].tolist()]
            found.add(code, rows, field=_FIELD, detail=detail, places=middles[rows])
