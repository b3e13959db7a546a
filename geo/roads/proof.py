"""Proof that ways keep out of the areas to avoid: on their final lines, with Shapely alone, asking no router."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.roads.avoid import Avoid

__all__ = ["touched"]


def touched(lines: Sequence[BaseGeometry | None] | NDArray[np.object_], avoid: Avoid) -> pd.DataFrame:
    """Return which lines or areas touch which areas to avoid.

    Parameters
    ----------
    lines
        Ways as they are drawn and driven, or what can be reached, shape (n,), EPSG:4326; None says nothing.
    avoid
        The areas as they stand in their sources, without the metre that routers keep away.

    Returns
    -------
    DataFrame
        Columns `line` (position in `lines`, int64) and `area_id` (str), by line and area; empty where all keep out. A line
        that only touches the edge of an area counts, and so does an area that overlaps or holds one; areas that share an edge
        do not, since what can be reached is cut along it.
    """
    shapes = np.array(list(lines), dtype=object)
    tree = shapely.STRtree(shapes)
    areas = np.array(avoid.areas, dtype=object)
    area, line = (
        tree.query(areas, predicate="intersects") if len(areas) and len(shapes) else np.zeros((2, 0), dtype=int)
    )
    flat = shapely.get_dimensions(shapes[line]) == 2
    edge_only = np.zeros(len(line), dtype=bool)
    edge_only[flat] = shapely.area(shapely.intersection(shapes[line[flat]], areas[area[flat]])) <= _NOTHING
    keep = ~edge_only
    ids = np.array(avoid.ids, dtype=object)[area[keep]] if len(area) else np.array([], dtype=object)
    out = pd.DataFrame({"line": line[keep].astype(np.int64), "area_id": pd.Series(ids, dtype="str")})
    return out.drop_duplicates().sort_values(["line", "area_id"], kind="stable", ignore_index=True)


_NOTHING = 1e-12
"""Square degrees, about a hundredth of a square metre: cutting one area out of another leaves slivers of rounding."""
