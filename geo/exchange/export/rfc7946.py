"""Geometry as GeoJSON wants it: two dimensions, seven decimals, outlines by the right-hand rule, cut at the 180th meridian.

Source: RFC 7946, clauses 3.1.1, 3.1.6, 3.1.9, 5 and 11.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.question_words import BBox

__all__ = ["DECIMALS", "bbox_of", "bbox_of_bounds", "cut_at_antimeridian", "rfc7946_geometry"]

DECIMALS = 7
"""Of a degree: a centimetre."""
_POINT = 0
_TURN = 360.0


def rfc7946_geometry(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries as RFC 7946 has them.

    Parameters
    ----------
    geometries
        In EPSG:4326, shape (n,); longitudes may run beyond 180 degrees.

    Returns
    -------
    array
        Shape (n,): None where there is none, or an empty one.
    """
    out = np.array(geometries, dtype=object)
    if shapely.has_z(out).any() or shapely.has_m(out).any():
        out = shapely.force_2d(out)
    out[shapely.is_empty(out)] = None
    out = cut_at_antimeridian(out)
    coordinates, of = shapely.get_coordinates(out, return_index=True)
    longer = np.unique(of[(coordinates.view(np.int64) != _rounded(coordinates).view(np.int64)).any(axis=1)])
    if len(longer):
        out[longer] = shapely.transform(out[longer], _rounded)
    shaped = shapely.get_dimensions(out) == 2
    if shaped.any():
        out[shaped] = shapely.orient_polygons(out[shaped], exterior_cw=False)
    return out


def _rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = np.round(coordinates, DECIMALS) + 0.0  # no -0
    return rounded


def cut_at_antimeridian(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries within 180 degrees: what runs beyond is cut there, and goes on at the other side.

    Parameters
    ----------
    geometries
        In EPSG:4326, shape (n,), within 540 degrees.
    """
    bounds = shapely.bounds(geometries)
    beyond = (bounds[:, 0] < -180) | (bounds[:, 2] > 180)  # NaN is not beyond
    if not beyond.any():
        return geometries
    out = geometries.copy()
    points = beyond & (shapely.get_type_id(geometries) == _POINT)
    out[points] = shapely.transform(geometries[points], _turned_back)
    for at in np.flatnonzero(beyond & ~points):  # few: no place on land runs over the meridian but some
        parts = [
            affinity.translate(shapely.intersection(geometries[at], shapely.box(by - 180, -90, by + 180, 90)), -by)
            for by in (-_TURN, 0.0, _TURN)
        ]
        out[at] = shapely.union_all([part for part in parts if not part.is_empty])
    return out


def _turned_back(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    turned = coordinates.copy()
    turned[:, 0] = (coordinates[:, 0] + 180) % _TURN - 180
    return turned


def bbox_of(geometries: NDArray[np.object_]) -> BBox | None:
    """Return the narrowest box around all: west, south, east, north; west above east where it runs over the 180th meridian.

    Parameters
    ----------
    geometries
        In EPSG:4326 within 180 degrees, shape (n,).

    Returns
    -------
    tuple or None
        None where there is no geometry.

    Examples
    --------
    >>> bbox_of(shapely.points([[179.0, -17.0], [-178.0, -18.0]]))
    (179.0, -18.0, -178.0, -17.0)
    """
    return bbox_of_bounds(shapely.bounds(geometries))


def bbox_of_bounds(bounds: NDArray[np.float64]) -> BBox | None:
    """Return the same of the bounds of each geometry, shape (n, 4), NaN where there is none."""
    bounds = bounds[~np.isnan(bounds[:, 0])]
    if not len(bounds):
        return None
    west, south, east, north = bounds[:, 0].min(), bounds[:, 1].min(), bounds[:, 2].max(), bounds[:, 3].max()
    if east - west > _TURN / 2:  # a wider gap inside than the one over the meridian?
        order = np.argsort(bounds[:, 0])
        starts, ends = bounds[order, 0], np.maximum.accumulate(bounds[order, 2])
        gaps = starts[1:] - ends[:-1]
        if len(gaps) and gaps.max() > _TURN - (east - west):
            at = int(gaps.argmax())
            west, east = starts[at + 1], ends[at]
    return float(west), float(south), float(east), float(north)
