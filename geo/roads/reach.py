"""What can be reached by road within a time, without the areas that nobody may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.errors import RoadsError
from geo.roads.asking import location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.roads.asking import Asker
    from geo.roads.exclusion import Exclusion

__all__ = ["MAX_CONTOURS", "MAX_MINUTES", "reach_of"]

MAX_MINUTES = 24 * 60
MAX_CONTOURS = 12
_SPECKS = 0.2
"""Islands smaller than this share of the largest are left out (the router's `denoise`)."""


def reach_of(
    asker: Asker | None, place: tuple[float, float], minutes: Sequence[int], excluded: Exclusion
) -> list[Polygon | MultiPolygon]:
    """Return the areas within so many minutes, as `ValhallaRoads.isochrone` describes; empty ones where nobody is asked."""
    asked = sorted(set(minutes))
    if not asked or len(asked) > MAX_CONTOURS or not all(1 <= time <= MAX_MINUTES for time in asked):
        message = f"what can be reached is drawn for 1 to {MAX_CONTOURS} times of 1 to {MAX_MINUTES:,} minutes, such as 30, 60, 90"
        raise RoadsError(message)
    answer = None
    if asker is not None:
        question = {
            "locations": [location(np.array(place, dtype=float))],
            "contours": [{"time": time} for time in asked],
            "polygons": True,
            "denoise": _SPECKS,
            "exclude_polygons": excluded.rings,
        }
        answer = asker.ask("isochrone", question)
    features = [] if answer is None else answer["features"]
    by_time = {round(one["properties"]["contour"]): shapely.geometry.shape(one["geometry"]) for one in features}
    out: dict[int, Polygon | MultiPolygon] = {}
    inner: BaseGeometry = MultiPolygon()
    for time in asked:  # outlines are smoothed one by one, so that a larger one may miss a corner of a smaller
        inner = shapely.union_all([inner, shapely.make_valid(by_time.get(time, MultiPolygon()))])
        out[time] = _areas(inner.difference(excluded.union))  # the router's raster fills what nobody may enter
    return [out[time] for time in minutes]


def _areas(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """Return the parts that are areas; lines and points are left over where outlines touch."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
