"""GeoParquet 1.1: WKB with a covering box of each row, so that readers skip what lies elsewhere.

Source: https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.json_features import records

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_ROWS = 65_536
"""Of a row group: readers skip whole ones."""
_EDGES = ("xmin", "ymin", "xmax", "ymax")
_BOXES = ("bbox", "geometry_bbox", "covering_bbox")


def write(export: SiteExport, path: Path) -> None:
    """Write the rows, compressed with zstd; sources and licences are in the metadata, as `mirasmap:sources` and the like.

    Parameters
    ----------
    export
        Rows without a geometry have a null.
    path
        The file.
    """
    geometries = shapely.force_2d(export.rows.geometry.to_numpy())
    geometries[shapely.is_empty(geometries)] = None
    bounds = shapely.bounds(geometries)
    columns = {name: arrow_column(export.rows[name]) for name in export.columns}
    box = next(name for name in _BOXES if name not in columns)
    told = {"geo": _geo(geometries, bounds, box), "mirasmap:sources": records(export.sources)}
    told |= {"mirasmap:licences": export.licences, "mirasmap:made_on": export.made_on.isoformat()}
    told |= {"mirasmap:title": export.title, "mirasmap:question": export.question}
    metadata = {name: value.encode() if isinstance(value, str) else orjson.dumps(value) for name, value in told.items()}

    def group(start: int) -> pa.Table:
        some = slice(start, start + _ROWS)
        shapes = {"geometry": pa.array(shapely.to_wkb(geometries[some]), pa.binary()), box: _boxes(bounds[some])}
        return pa.table({name: column[some] for name, column in columns.items()} | shapes).replace_schema_metadata(
            metadata
        )

    first = group(0)
    with pq.ParquetWriter(path, first.schema, compression="zstd", version="2.6") as writer:
        writer.write_table(first)
        for start in range(_ROWS, len(export), _ROWS):
            writer.write_table(group(start))


def _boxes(bounds: NDArray[np.float64]) -> pa.Array:
    return pa.StructArray.from_arrays(
        [pa.array(bounds[:, at]) for at in range(4)], _EDGES, mask=pa.array(np.isnan(bounds[:, 0]))
    )


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []


def _geo(geometries: NDArray[np.object_], bounds: NDArray[np.float64], box: str) -> dict[str, Any]:
    kinds = sorted(
        {shapely.GeometryType(kind).name for kind in np.unique(shapely.get_type_id(geometries)) if kind >= 0}
    )
    there = ~np.isnan(bounds[:, 0])
    column: dict[str, Any] = {
        "encoding": "WKB",  # without a crs it is OGC:CRS84: longitude, latitude
        "geometry_types": [_GEOMETRY_NAMES[kind] for kind in kinds],
        "covering": {"bbox": {edge: [box, edge] for edge in _EDGES}},
    }
    if there.any():
        column["bbox"] = [*bounds[there, :2].min(axis=0).tolist(), *bounds[there, 2:].max(axis=0).tolist()]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


_GEOMETRY_NAMES = {
    "POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon", "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString", "MULTIPOLYGON": "MultiPolygon", "GEOMETRYCOLLECTION": "GeometryCollection",
    "LINEARRING": "LineString",
}  # fmt: skip
