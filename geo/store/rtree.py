"""R-trees of the feature tables, as the extension `gpkg_rtree_index` of GeoPackage 1.3 asks.

Source: OGC 12-128r17 (GeoPackage 1.3), annex F.3; the trigger texts are those that validators compare.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

TABLES = {
    "districts": "GEOMETRY",
    "places": "POINT",
    "closures": "GEOMETRY",
    "sites": "GEOMETRY",
    "exact_places": "GEOMETRY",
}
"""Feature tables with a geometry column `geom`, and its type."""

_TABLE = """
CREATE VIRTUAL TABLE rtree_{t}_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_extensions VALUES
  ('{t}', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
"""
_BOX = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
_TRIGGERS = """
CREATE TRIGGER rtree_{t}_geom_insert AFTER INSERT ON {t} WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_{t}_geom VALUES (NEW.fid, {box}); END;
CREATE TRIGGER rtree_{t}_geom_update1 AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_{t}_geom VALUES (NEW.fid, {box}); END;
CREATE TRIGGER rtree_{t}_geom_update2 AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_{t}_geom_update3 AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_{t}_geom VALUES (NEW.fid, {box}); END;
CREATE TRIGGER rtree_{t}_geom_update4 AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{t}_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_{t}_geom_delete AFTER DELETE ON {t} WHEN OLD.geom NOT NULL
BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; END;
"""


def rtree_table(table: str) -> str:
    """Return the SQL that makes an empty R-tree; before a bulk load."""
    return _TABLE.replace("{t}", table)


def rtree_triggers(table: str) -> str:
    """Return the SQL of the triggers that keep it; after a bulk load."""
    return _TRIGGERS.replace("{t}", table).replace("{box}", _BOX)


def register_box(connection: sqlite3.Connection) -> None:
    """Give a connection the function that tells whether the bounds of a geometry touch a box: west, east, south, north."""

    def touches(blob: bytes | None, west: float, east: float, south: float, north: float) -> bool:
        if blob is None or _is_empty(blob):
            return False
        x0, x1, y0, y1 = _bounds(blob)
        return x1 >= west and x0 <= east and y1 >= south and y0 <= north

    connection.create_function("touches_box", 5, touches, deterministic=True)


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the five functions that the triggers call; GDAL and QGIS bring their own."""
    for position, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(
            name, 1, lambda blob, i=position: None if blob is None else _bounds(blob)[i], deterministic=True
        )
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else blob[3] >> 4 & 1


def _bounds(blob: bytes) -> tuple[float, float, float, float]:
    """Minimum and maximum of x, then of y: from the envelope of the header, from a point, else from the whole geometry."""
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    if envelope:
        x0, x1, y0, y1 = struct.unpack_from("<4d" if blob[3] & 1 else ">4d", blob, 8)
        return x0, x1, y0, y1
    if blob[8:13] == b"\1\1\0\0\0":
        x, y = struct.unpack_from("<2d", blob, 13)
        return x, x, y, y
    import shapely

    west, south, east, north = shapely.from_wkb(blob[8:]).bounds
    return west, east, south, north
