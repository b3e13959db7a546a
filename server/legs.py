"""Legs of the documented visits as maps, pages and files show them: by road where there are roads, else estimates."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.errors import RoadsError
from server.answers import today
from server.resources import Resources

if TYPE_CHECKING:
    from geo.roads.protocol import Roads

__all__ = ["documented_legs", "drawn_legs"]

_DRAWN_M = 15.0
"""Lines on maps of many visits are drawn as near as this to the road: less than a line is wide at the closest view of all."""


def documented_legs(reading: Resources, visit_id: str | None = None) -> gpd.GeoDataFrame:
    """Return the legs of all documented visits, or of one.

    Returns
    -------
    GeoDataFrame
        Columns of the layer `legs` and `note`, EPSG:4326, as `geo.visits.routed.routed_legs` gives them: no leg touches a
        closure that is in force today. Kept until the store changes, or the day.
    """
    day = today()
    legs = reading.kept("documented legs", lambda: _legs(reading, day), at=day)
    return legs if visit_id is None else legs[legs["visit_id"] == visit_id].reset_index(drop=True)


def drawn_legs(reading: Resources) -> gpd.GeoDataFrame:
    """Return the legs of all documented visits for a map, with as few vertices as it needs."""
    from geo.roads.closures import avoid_on
    from geo.visits.routed import simplified

    def made() -> gpd.GeoDataFrame:
        avoid = avoid_on(today(), closures=reading.store.closures())
        return simplified(documented_legs(reading), tolerance_m=_DRAWN_M, avoid=avoid)

    return reading.kept("drawn legs", made, at=today())


def _legs(reading: Resources, day: date) -> gpd.GeoDataFrame:
    stops = reading.store.stops()
    if len(stops) and (roads := reading.roads) is not None:
        try:
            return _by_road(reading, stops, roads, day)
        except RoadsError as error:
            logging.getLogger("mirasmap").warning("documented visits are drawn without roads: %s", error)
    legs = reading.store.legs()
    legs.insert(len(legs.columns) - 1, "note", pd.Series(None, index=legs.index, dtype="str"))
    return legs


def _by_road(reading: Resources, stops: gpd.GeoDataFrame, roads: Roads, day: date) -> gpd.GeoDataFrame:
    from geo.roads.closures import avoid_on
    from geo.visits.routed import routed_legs

    return routed_legs(stops, roads, avoid=avoid_on(day, closures=reading.store.closures()))
