"""Areas to avoid, in the form that the router understands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from geo.roads.avoid import Avoid

__all__ = ["Exclusion", "exclusion"]

_METRES_A_DEGREE = 110_574.0
"""The shortest degree of latitude, at the equator (WGS 84)."""
_MARGIN_M = 1.0


@dataclass(frozen=True)
class Exclusion:
    """Areas as the router takes them."""

    union: BaseGeometry
    """All areas, each a metre wider; prepared."""
    rings: list[list[tuple[float, float]]]
    """The same as rings of lon, lat; the router knows no holes, so areas with holes are cut into parts without."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be avoided."""
        return not self.rings


@lru_cache(maxsize=64)
def exclusion(avoid: Avoid | None) -> Exclusion:
    """Return what the router is told of the areas to avoid; None avoids nothing."""
    areas = () if avoid is None else avoid.areas
    wide = [_widened(shapely.make_valid(area)) for area in areas if not area.is_empty]
    parts = [part for area in wide for polygon in shapely.get_parts(area) for part in _without_holes(polygon)]
    union = shapely.union_all(wide)
    shapely.prepare(union)
    return Exclusion(union, [[(x, y) for x, y in part.exterior.coords] for part in parts])


def _widened(area: BaseGeometry) -> BaseGeometry:
    """Return an area with a metre more on each side, so that a rounded coordinate never lies inside.

    In the plane of degrees: router and proof both take the edges of an area for straight lines there. A geodesic buffer
    would move long edges by kilometres.
    """
    _, south, _, north = area.bounds
    narrow = np.cos(np.radians(min(max(abs(south), abs(north)), 89.0)))
    return area.buffer(_MARGIN_M / (_METRES_A_DEGREE * narrow), quad_segs=2)


def _without_holes(polygon: Polygon) -> list[Polygon]:
    """Return parts that cover a polygon, none with a hole: it is cut through the middle of its first hole, again and again."""
    if not polygon.interiors:
        return [polygon]
    west, south, east, north = polygon.bounds
    left, _, right, _ = polygon.interiors[0].bounds
    middle = (left + right) / 2
    halves = [
        polygon.intersection(shapely.box(*box)) for box in ((west, south, middle, north), (middle, south, east, north))
    ]
    flat = [part for half in halves for part in shapely.get_parts(half) if part.geom_type == "Polygon"]
    return [part for piece in flat for part in _without_holes(piece)]
