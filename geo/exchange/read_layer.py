"""A foreign file as a layer of site rows, for notebooks: understood as an import would, but not checked and not written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.crs import WGS84
from geo.exchange.importing import asked_mapping
from geo.exchange.read.reading import open_rows
from geo.exchange.report.issues import Issues
from geo.exchange.site_rows import field_of
from geo.exchange.understand.known import Known
from geo.exchange.understand.propose import propose
from geo.exchange.understand.understanding import Understanding

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.exchange.understand.mapping import FileSource, Mapping
    from geo.questions.question_words import BBox

__all__ = ["read_layer"]

_NO_STORE = Known(any_source=True)


def read_layer(
    path: Path | str,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    swap: bool = False,
    source: FileSource | None = None,
    mapping: Mapping | None = None,
    area: BBox | None = None,
) -> gpd.GeoDataFrame:
    """Read a file of any format as site rows: its columns matched to our fields, its positions in degrees.

    Parameters
    ----------
    path
        The file.
    layer, crs, encoding, swap, source
        What the file does not say itself, as of `mirasmap import`; the source is of rows that name none.
    mapping
        How it is read; what it leaves open is proposed from the file. None takes the mapping beside the file, if any.
    area
        What the data are about: west, south, east, north, in degrees. Rows with longitude and latitude exchanged are known
        by it.

    Returns
    -------
    GeoDataFrame
        Fields of `geo.exchange.site_rows` that the file has, with their declared types (a value that is no number stands in
        its column as missing), and `geometry` in EPSG:4326. The index is the number of each row in the file. `attrs` has
        the `mapping` that was used, what the reading changed, `issues` (`geo.exchange.report.issues.COLUMNS`), and the `sources`
        that the rows name and that were made of texts (`geo.layers.SOURCES`).

    Raises
    ------
    ExchangeError
        If the file or the mapping cannot be read at all.

    See Also
    --------
    geo.check_layer : what may be wrong with the rows.
    geo.write_layer : writes them.
    """
    from pathlib import Path

    import geopandas as gpd

    path = Path(path)
    asked = asked_mapping(path, mapping, layer=layer, crs=crs, encoding=encoding, swap=swap, source=source)
    issues = Issues()
    with open_rows(path, layer=asked.layer, encoding=asked.encoding) as rows:
        full = propose(rows, mapping=asked, area=area, known=_NO_STORE).mapping
        understood = Understanding(rows, full, area=area, known=_NO_STORE)
        numbers, parts, shapes = [np.empty(0, dtype=np.int64)], [], [np.empty(0, dtype=object)]
        for batch in rows.batches():
            numbers.append(batch.numbers)
            sites = understood.rows(batch, issues)
            parts.append(sites.columns)
            shapes.append(sites.geometry)
        understood.finish(issues)
    table = (
        pa.concat_tables(parts) if parts else pa.table({name: pa.array([], pa.string()) for name in understood.columns})
    )
    index = pd.Index(np.concatenate(numbers), name="row")
    columns = {name: _typed(table[name], name, index) for name in understood.columns}
    out = gpd.GeoDataFrame(columns, geometry=np.concatenate(shapes), crs=WGS84, index=index)
    out.attrs |= {"mapping": full, "issues": issues.frame(), "sources": understood.new_sources}
    return out


def _typed(column: pa.ChunkedArray, name: str, index: pd.Index) -> pd.Series:
    dtype: Any = field_of(name).dtype  # whatever pandas takes as a dtype
    texts = pd.Series(column.to_pandas().to_numpy(dtype=object), index=index, dtype="str")
    if dtype == "str":
        return texts
    numbers = pd.Series(pd.to_numeric(texts, errors="coerce"), index=index)
    return numbers.where(numbers % 1 == 0).astype(dtype) if dtype == "Int64" else numbers.astype(dtype)
