"""Legs of documented visits by road: on today's network, which is not the way that was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84, local_projection, to_wgs84
from geo.roads.proof import touched
from geo.visits.itinerary import legs
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads, Route

__all__ = ["NEAR_M", "routed_legs", "simplified"]

NEAR_M = 500.0
"""A leg is by road where both its ends lie this near to one. A setting: nine of ten bundled sites lie within 290 m."""


def routed_legs(stops: gpd.GeoDataFrame, roads: Roads, *, avoid: Avoid | None = None) -> gpd.GeoDataFrame:
    """Return the legs between consecutive stops of each day, by road where the network joins them.

    Parameters
    ----------
    stops
        As `geo.visits.itinerary.legs` takes them; lines and polygons stand as a point on them.
    roads
        The network of today: the source names the stops, never the way between them.
    avoid
        Areas that no leg may touch.

    Returns
    -------
    GeoDataFrame
        Columns of the layer `legs` and `note`, lines in EPSG:4326, in the order of `geo.visits.itinerary.legs`. A leg by
        road has the basis `road`, its kilometres and minutes, a line from road point to road point, and the note
        `road: ` with source and day of the network. A leg with an end farther than `NEAR_M` from a road or wider than that
        (a public cell), between stops at one place, or that no road joins stays an estimate without a note; one whose
        straight line would touch an area to avoid is left out.

    Raises
    ------
    MissingCRSError
        If `stops` declares no reference system.
    RoadsError
        If the roads cannot be asked.
    """
    placed = to_wgs84(stops)
    points = placed.set_geometry(shapely.point_on_surface(placed.geometry.to_numpy()), crs=WGS84)
    estimated = legs(points)
    ends = shapely.get_coordinates(estimated.geometry.to_numpy()).reshape(-1, 2, 2)
    apart = (ends[:, 0] != ends[:, 1]).any(axis=1)
    asked = np.flatnonzero(apart & _near_a_road(ends, roads) & ~_at_a_wide_stop(estimated, placed))
    made = _with(estimated, _routes(ends, asked, roads, avoid), note=f"road: {roads.info}")
    if avoid is None or made.empty:
        return made
    crossing = touched(made.geometry.to_numpy(), avoid)["line"].unique()
    return made.drop(index=made.index[crossing]).reset_index(drop=True)


def _near_a_road(ends: NDArray[np.float64], roads: Roads) -> NDArray[np.bool_]:
    if not len(ends):
        return np.zeros(0, dtype=bool)
    gap = roads.snap(ends.reshape(-1, 2))["gap_m"].to_numpy().reshape(-1, 2)
    return (gap <= NEAR_M).all(axis=1)  # not a number is not near


def _at_a_wide_stop(made: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether a leg begins or ends at a place so wide that a point on it says nothing of where somebody was."""
    known = stops[stops.geometry.notna()]
    if known.empty:
        return np.zeros(len(made), dtype=bool)
    width = shapely.minimum_bounding_radius(known.geometry.to_crs(local_projection(known)).to_numpy())
    wide = known.loc[width > NEAR_M, "site_id"]
    return (made["from_site_id"].isin(wide) | made["to_site_id"].isin(wide)).to_numpy(dtype=bool)


def _routes(ends: NDArray[np.float64], rows: NDArray[np.intp], roads: Roads, avoid: Avoid | None) -> dict[int, Route]:
    """Return the way of each row that has one; a way that touches an area, whatever the router says, is none."""
    asked = {row: (tuple(ends[row, 0].tolist()), tuple(ends[row, 1].tolist())) for row in rows.tolist()}
    once = {pair: roads.route(*pair, avoid=avoid) for pair in set(asked.values())}
    found = {row: route for row, pair in asked.items() if (route := once[pair]) is not None}
    if avoid is not None and found:
        positions = list(found)
        for place in touched([found[row].line for row in positions], avoid)["line"].unique().tolist():
            found.pop(positions[place])
    return found


def _with(estimated: gpd.GeoDataFrame, found: dict[int, Route], *, note: str) -> gpd.GeoDataFrame:
    rows, routes = list(found), list(found.values())
    is_road = np.zeros(len(estimated), dtype=bool)
    is_road[rows] = True
    km, minutes = estimated["length_km"].to_numpy().copy(), estimated["duration_min"].to_numpy().copy()
    km[rows], minutes[rows] = [route.km for route in routes], [route.seconds / 60 for route in routes]
    lines = estimated.geometry.to_numpy().copy()
    lines[rows] = [route.line for route in routes]
    made = pd.DataFrame(estimated.drop(columns="geometry"))
    made["length_km"], made["duration_min"] = km, minutes
    made.loc[is_road, "basis"] = LegBasis.ROAD.value
    made["note"] = pd.Series(note, index=made.index, dtype="str").where(is_road)
    return gpd.GeoDataFrame(made, geometry=lines, crs=WGS84)


def simplified(lines: gpd.GeoDataFrame, *, tolerance_m: float, avoid: Avoid | None = None) -> gpd.GeoDataFrame:
    """Return lines with fewer vertices, for small maps.

    Parameters
    ----------
    lines
        In any declared reference system. Not modified.
    tolerance_m
        No point of a line moves farther than this, metres.
    avoid
        A line that would touch one of these areas with fewer vertices keeps them all.

    Returns
    -------
    GeoDataFrame
        The same rows in EPSG:4326.
    """
    if lines.empty:
        return to_wgs84(lines)
    plane = lines.geometry.to_crs(local_projection(lines))
    few = plane.simplify(tolerance_m).to_crs(WGS84).to_numpy()
    if avoid is not None:
        whole = touched(few, avoid)["line"].unique()
        few[whole] = to_wgs84(lines).geometry.to_numpy()[whole]
    return lines.set_geometry(few, crs=WGS84)
