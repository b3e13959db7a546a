"""The rejected rows of an import as a file of their own: to be mended, and imported again.

They are the rows of the file, unchanged and in its reference system. JSON is copied byte by byte, a feature a line; other
formats become CSV with their own headings and, where they hold geometry, a column of WKT. A mapping beside it
(`geo.exchange.understand.mapping_file`) reads it as the file was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import WGS84
from geo.exchange.export.formula_safe import is_own_table, with_apostrophes
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.mapping_file import ENDING, write_mapping
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.batch import Batch
    from geo.exchange.read.rows import Rows

__all__ = ["rejected_name", "write_rejected"]

_JSON = ("geojson", "ndjson", "geojsonseq")
_BOM = b"\xef\xbb\xbf"
_ONE_LINE = bytes.maketrans(b"\r\n\x1e", b"   ")
"""Raw line breaks stand only between the parts of JSON; the sign of RFC 8142 stands before a text."""
_LONGEST_CRS = 500


def rejected_name(rows: Rows) -> str:
    """Return the name of the file of rejected rows: `sites.rejected.geojsonl` or `sites.rejected.csv`."""
    ending = next((end for end in rows.format.endings if rows.file.lower().endswith(end)), "")
    stem = rows.file[: len(rows.file) - len(ending)]
    return f"{stem}.rejected{'.geojsonl' if rows.format.name in _JSON else '.csv'}"


def write_rejected(
    rows: Rows,
    rejected: NDArray[np.bool_],
    path: Path,
    *,
    mapping: Mapping | None = None,
    spans: NDArray[np.int64] | None = None,
) -> None:
    """Write rejected rows, and beside them the mapping by which they are read; the rows whole or not at all.

    Parameters
    ----------
    rows
        The opened file.
    rejected
        Which of its rows, shape (n,).
    path
        Where to; `rejected_name` gives a fitting name.
    mapping
        How the file was read.
    spans
        First byte and the one after the last of each row of a JSON file, shape (n, 2), as batches have them; None reads the
        file again to find them.
    """
    with whole_file(path) as part:
        if rows.format.name in _JSON:
            places = _spans(rows, rejected) if spans is None else spans[rejected]
            _copy(rows.spans_path, places, part)
            geometry = None
        else:
            geometry = _table(rows, rejected, part)
    read_so = _mapping(rows, mapping or Mapping(), geometry)
    if read_so != Mapping():
        write_mapping(read_so, path.with_name(path.name + ENDING))


def _rejected(rows: Rows, rejected: NDArray[np.bool_]) -> Iterator[tuple[Batch, NDArray[np.intp]]]:
    """Yield batches and which of their rows are rejected, up to the last one."""
    first, left = 0, int(rejected.sum())
    if not left:
        return
    for batch in rows.batches():
        at = np.flatnonzero(rejected[first : first + len(batch)])
        first, left = first + len(batch), left - len(at)
        if len(at):
            yield batch, at
        if not left:
            return


def _spans(rows: Rows, rejected: NDArray[np.bool_]) -> NDArray[np.int64]:
    found = [np.empty((0, 2), dtype=np.int64)]
    found += [batch.spans[at] for batch, at in _rejected(rows, rejected) if batch.spans is not None]
    return np.concatenate(found)


def _copy(source: Path, spans: NDArray[np.int64], target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as out:
        for start, end in spans.tolist():
            read.seek(start)
            text = read.read(end - start).translate(_ONE_LINE).strip()
            if text:
                out.write(text + b"\n")


def _table(rows: Rows, rejected: NDArray[np.bool_], target: Path) -> str | None:
    """Write CSV, and return the heading of its geometry; None where the position stands in columns of the file itself."""
    geometry = None
    if rows.has_geometry:
        geometry = next(name for name in ("wkt", *(f"wkt_{n}" for n in range(2, 1000))) if name not in rows.columns)
    names = [*rows.columns, *([] if geometry is None else [geometry])]
    schema = pa.schema([(name, pa.string()) for name in names])
    with target.open("wb") as out:
        out.write(_BOM)
        with csv.CSVWriter(out, schema) as writer:
            for batch, at in _rejected(rows, rejected):
                writer.write_table(_lines(batch, at, schema, geometry))
    return geometry


def _lines(batch: Batch, at: NDArray[np.intp], schema: pa.Schema, geometry: str | None) -> pa.Table:
    there = batch.columns.column_names
    unknown = set(there) - set(schema.names)
    if unknown:
        message = f"columns turned up that no heading tells of: {sorted(unknown)}"
        raise ValueError(message)
    columns = [
        batch.columns[name].take(pa.array(at)) if name in there else pa.nulls(len(at), pa.string())
        for name in schema.names
        if name != geometry
    ]
    if is_own_table(schema.names):  # so that reading, which takes apostrophes away, gives what was there
        columns = [with_apostrophes(column) for column in columns]
    if geometry is not None:
        texts = shapely.to_wkt(batch.geometry[at], rounding_precision=-1, output_dimension=4)
        columns.append(pa.array(texts, pa.string()))
    return pa.Table.from_arrays(columns, schema=schema)


def _mapping(rows: Rows, mapping: Mapping, geometry: str | None) -> Mapping:
    """Return how the rejected rows are to be read: as the file, though now in UTF-8 and without layers."""
    columns = mapping.columns if geometry is None else {**mapping.columns, geometry: "wkt"}
    crs = mapping.crs or _short_crs(rows.crs)
    return mapping.model_copy(update={"layer": None, "encoding": None, "crs": crs, "columns": columns})


def _short_crs(crs: str | None) -> str | None:
    """Return a reference system in a line; None where it is the one that GeoJSON and WKT are in by themselves."""
    if crs is None or crs == WGS84 or len(crs) <= _LONGEST_CRS:
        return None if crs == WGS84 else crs
    try:
        known = CRS(crs)
    except CRSError:
        return None
    authority = known.to_authority()
    return ":".join(authority) if authority else known.to_proj4()[:_LONGEST_CRS] or None
