"""Frames written by GDAL, as Arrow columns."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from geo.errors import ExchangeError
from geo.exchange.export.held_rows import FrameRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from geo.exchange.export.site_export import SiteExport
    from geo.exchange.export.spool import Spool

__all__ = ["geometry_type", "write_frame", "write_rows", "write_tables"]

_GEOMETRY, _IS_WKB = "geometry", {"ARROW:extension:name": "geoarrow.wkb"}
_TYPES = ("Point", "LineString", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def geometry_type(kinds: Iterable[int]) -> str:
    """Return the type of a layer that holds geometries of these types: `Unknown` where they differ, or there are none.

    Examples
    --------
    >>> geometry_type([0]), geometry_type([])
    ('Point', 'Unknown')
    """
    names = {_TYPES[kind] if kind < len(_TYPES) else "Unknown" for kind in kinds if kind >= 0}
    return names.pop() if len(names) == 1 else "Unknown"


def write_frame(
    frame: pd.DataFrame,
    path: Path,
    driver: str,
    layer: str,
    *,
    geometry: str | None = None,
    options: Mapping[str, str] | None = None,
    of_file: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a frame as a layer; one that has a geometry is in EPSG:4326.

    Parameters
    ----------
    frame
        A GeoDataFrame, or a DataFrame for a table without geometry.
    path
        The file; a layer is added where it exists.
    driver
        Of GDAL.
    layer
        Its name.
    geometry
        Type of the layer; that of `geometry_type` where None.
    options, of_file
        Creation options of the driver for the layer and for the file.
    metadata
        Items of the layer, for a driver that keeps them.

    Raises
    ------
    ExchangeError
        With the words of GDAL.
    """
    import geopandas as gpd
    import pyogrio

    more: dict[str, Any] = {"layer_options": dict(options or {}), "dataset_options": dict(of_file or {})}
    more |= {"layer_metadata": dict(metadata)} if metadata else {}
    if isinstance(frame, gpd.GeoDataFrame):
        kinds = np.unique(shapely.get_type_id(frame.geometry.to_numpy()))
        more["geometry_type"] = geometry or geometry_type(kinds.tolist())
    with _words():
        pyogrio.write_dataframe(frame, path, layer=layer, driver=driver, use_arrow=True, **more)


def write_rows(
    export: SiteExport,
    path: Path,
    driver: str,
    layer: str,
    *,
    options: Mapping[str, str] | None = None,
    of_file: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write the rows of an export as a layer in EPSG:4326: as `write_frame`, without holding all of them."""
    if isinstance(export.held, FrameRows):  # its columns may be of any type
        write_frame(export.rows, path, driver, layer, options=options, of_file=of_file, metadata=metadata)
        return
    schema = next(iter(export.parts())).columns.schema.append(pa.field(_GEOMETRY, pa.binary(), metadata=_IS_WKB))

    def batches() -> Iterator[pa.RecordBatch]:
        for part in export.parts():
            yield pa.RecordBatch.from_arrays([*part.columns.columns, part.wkb], schema=schema)

    more: dict[str, Any] = {
        "geometry_name": _GEOMETRY,
        "geometry_type": geometry_type(export.held.shapes.kinds),
        "crs": "EPSG:4326",
    }
    more |= {"layer_metadata": dict(metadata)} if metadata else {}
    _write(pa.RecordBatchReader.from_batches(schema, batches()), path, driver, layer, options, of_file, more)


def write_tables(spool: Spool, path: Path, driver: str, layer: str) -> None:
    """Write a table without geometry, piece by piece, into a file that exists."""
    schema = pa.schema([(name, pa.string() if pa.types.is_null(of) else of) for name, of in spool.types.items()])
    batches = (batch for table in spool.tables() for batch in table.cast(schema).to_batches())
    _write(pa.RecordBatchReader.from_batches(schema, batches), path, driver, layer, None, None, {})


def _write(
    reader: pa.RecordBatchReader,
    path: Path,
    driver: str,
    layer: str,
    options: Mapping[str, str] | None,
    of_file: Mapping[str, str] | None,
    more: Mapping[str, Any],
) -> None:
    import pyogrio.raw

    of_layer, of_file = dict(options or {}), dict(of_file or {})
    with _words():
        pyogrio.raw.write_arrow(
            reader, path, layer=layer, driver=driver, layer_options=of_layer, dataset_options=of_file, **more
        )


@contextmanager
def _words() -> Iterator[None]:
    """Say what GDAL says as a sentence of ours."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        yield
    except (DataLayerError, DataSourceError, FeatureError) as error:
        message = (
            f"the file could not be written ({str(error).rstrip('.')}); rename the columns, or choose another format"
        )
        raise ExchangeError(message) from error
