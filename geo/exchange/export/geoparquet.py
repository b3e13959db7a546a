"""GeoParquet 1.1: WKB with a covering box of each row, so that readers skip what lies elsewhere.

Source: https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.exchange.export.json_features import records

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.export.held_rows import RowPart
    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_ROWS = 65_536
"""Of a row group, at most: readers skip whole ones."""
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
    box = next(name for name in _BOXES if name not in export.columns)
    extent = _Extent()
    with ExitStack() as opened:
        writer: pq.ParquetWriter | None = None
        for part in export.held.parts(_ROWS):
            table = _group(part, box, extent)
            if writer is None:
                writer = opened.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd", version="2.6"))
            writer.write_table(table)
        told = {"geo": _geo(extent, box), "mirasmap:sources": records(export.sources)}
        told |= {"mirasmap:licences": export.licences, "mirasmap:made_on": export.made_on.isoformat()}
        told |= {"mirasmap:title": export.title, "mirasmap:question": export.question}
        assert writer is not None  # noqa: S101 (there is one part at least)
        writer.add_key_value_metadata(
            {name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in told.items()}
        )


@dataclass
class _Extent:
    """Types of geometry that occur, and the box around all."""

    kinds: set[int] = field(default_factory=set)
    low: NDArray[np.float64] = field(default_factory=lambda: np.full(2, np.inf))
    high: NDArray[np.float64] = field(default_factory=lambda: np.full(2, -np.inf))

    def add(self, geometries: NDArray[np.object_], bounds: NDArray[np.float64]) -> None:
        self.kinds |= set(np.unique(shapely.get_type_id(geometries)).tolist()) - {-1}
        self.low, self.high = np.fmin(self.low, _least(bounds[:, :2])), np.fmax(self.high, -_least(-bounds[:, 2:]))


def _least(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    least: NDArray[np.float64] = np.fmin.reduce(corners, axis=0, initial=np.inf)
    return least


def _group(part: RowPart, box: str, extent: _Extent) -> pa.Table:
    geometries = shapely.force_2d(part.geometry)
    geometries[shapely.is_empty(geometries)] = None
    bounds = shapely.bounds(geometries)
    extent.add(geometries, bounds)
    shapes = {"geometry": pa.array(shapely.to_wkb(geometries), pa.binary()), box: _boxes(bounds)}
    return pa.table(dict(zip(part.columns.schema.names, part.columns.columns, strict=True)) | shapes)


def _boxes(bounds: NDArray[np.float64]) -> pa.Array:
    return pa.StructArray.from_arrays(
        [pa.array(bounds[:, at]) for at in range(4)], _EDGES, mask=pa.array(np.isnan(bounds[:, 0]))
    )


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []


def _geo(extent: _Extent, box: str) -> dict[str, Any]:
    kinds = sorted(shapely.GeometryType(kind).name for kind in extent.kinds)
    column: dict[str, Any] = {
        "encoding": "WKB",  # without a crs it is OGC:CRS84: longitude, latitude
        "geometry_types": list(dict.fromkeys(_GEOMETRY_NAMES[kind] for kind in kinds)),
        "covering": {"bbox": {edge: [box, edge] for edge in _EDGES}},
    }
    if kinds:
        column["bbox"] = [*extent.low.tolist(), *extent.high.tolist()]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


_GEOMETRY_NAMES = {
    "POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon", "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString", "MULTIPOLYGON": "MultiPolygon", "GEOMETRYCOLLECTION": "GeometryCollection",
    "LINEARRING": "LineString",
}  # fmt: skip
