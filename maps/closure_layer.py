"""Closures on the map: areas that no way may touch, with who says so and for how long; drawn by the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import shapely

from geo.crs import to_wgs84
from maps.part import Part
from maps.payload import data_block, packed_json

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["BLOCK", "ClosureLayer"]

BLOCK = "mirasmap-closures"
"""Id of the data block in the page."""
_WORDS = ("id", "kind", "title", "first_day", "last_day", "yearly", "as_of", "expires", "source", "note")
_DIGITS = 6


class ClosureLayer(Part):
    """Closures as a Folium element; `build_map` adds it to its map.

    Parameters
    ----------
    closures
        Columns of the layer `closures`, `source` in words where known; any geometry, any CRS. Use the areas that routes
        keep clear of (`geo.roads.closures.areas_of`) to show these.

    Raises
    ------
    MissingCRSError
        If the layer has no reference system.
    """

    def __init__(self, closures: gpd.GeoDataFrame) -> None:
        super().__init__("ClosureLayer")
        lonlat = to_wgs84(closures)
        near = shapely.set_precision(lonlat.geometry.to_numpy(), 10**-_DIGITS)
        said = lonlat.reindex(columns=_WORDS).astype(object)
        rows = said.where(said.notna(), None).to_dict("records")
        shapes = map(orjson.loads, shapely.to_geojson(near))
        listed = [row | {"geometry": shape} for row, shape in zip(rows, shapes, strict=True)]
        self.payload = packed_json({"closures": listed}, len(rows))

    def more(self) -> str:
        """Return the data block of the page."""
        return data_block(BLOCK, self.payload)
