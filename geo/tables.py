"""One file of a data package, CSV or GeoJSON, as Arrow columns of the declared types.

Nothing is guessed: a column that is declared as text stays text (an id `0012` is no number), an empty cell is null, and
what cannot be read becomes a `Problem` with its row and field.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import Transformer

from geo.crs import WGS84, without_empty
from geo.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from geo.layers import Field, Layer

__all__ = ["KEPT", "Table", "convert", "empty_table", "problems_at", "table_of"]

KEPT = 100
"""Problems that are kept of one rule in one file; the rest is counted."""

_TYPES = {"Int64": pa.int64(), "float64": pa.float64(), "str": pa.string()}
_PAIRS = (("lon", "lat"), ("access_lon", "access_lat"))


@dataclass(frozen=True)
class Table:
    """A file as it was read."""

    layer: Layer
    file: str
    """Path inside the package."""
    columns: pa.Table
    """Every declared column, `lon` and `lat` in degrees; what could not be read is null."""
    geometry: NDArray[np.object_] | None = None
    """Shapely geometry in EPSG:4326 of a GeoJSON file; None of a CSV file, which has `lon` and `lat`."""
    first_row: int = 2
    """Number of the first record: 2 below a heading, 1 where features are counted."""
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.columns)

    def shapes(self) -> NDArray[np.object_]:
        """Return the geometry of each row, shape (n,), None where there is none."""
        if self.geometry is not None:
            return self.geometry
        out = np.full(len(self), None, dtype=object)
        if "lon" in self.layer.fields:
            lon, lat = (self.columns[name].to_numpy() for name in ("lon", "lat"))
            known = np.isfinite(lon) & np.isfinite(lat)
            out[known] = shapely.points(lon[known], lat[known])
        return out

    def attributes(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the declared columns without geometry, or some of them, in the types that the layer declares."""
        types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype(na_value=np.nan)}
        frame: pd.DataFrame = self.columns.select(names or self.layer.columns).to_pandas(types_mapper=types.get)
        return frame

    def frame(self) -> pd.DataFrame:
        """Return the declared columns; a GeoDataFrame in EPSG:4326 where the layer has geometry."""
        frame = self.attributes()
        return gpd.GeoDataFrame(frame, geometry=self.shapes(), crs=WGS84) if self.layer.geometry else frame


def arrow_type(field: Field) -> pa.DataType:
    """Return the Arrow type of a declared column."""
    return _TYPES[field.dtype]


def problems_at(  # one call a rule: all that a message can need
    table: Table,
    rows: Iterable[int],
    field: str | None,
    say: str | Sequence[str] | Callable[[Any], str],
    *,
    severity: str = "error",
) -> list[Problem]:
    """Return a problem for each row, the first `KEPT` of them, and one that counts the rest.

    Parameters
    ----------
    table
        The file at fault.
    rows
        Row numbers in `table.columns`, from 0.
    field
        The column at fault.
    say
        The message, or one for each row (the first `KEPT` suffice), or what makes it of the value of `field`.
    severity
        `error` or `note`.
    """
    numbers = np.asarray(rows, dtype=np.int64)
    out = []
    for place, row in enumerate(numbers[:KEPT].tolist()):
        if callable(say):
            message = say(table.columns[field][row].as_py())
        else:
            message = say if isinstance(say, str) else say[place]
        out.append(Problem(table.file, message, row + table.first_row, field, severity))
    if rest := len(numbers) - len(out):
        out.append(Problem(table.file, f"{rest} more rows have the same problem", None, field, severity))
    return out


def convert(texts: pa.ChunkedArray, field: Field) -> tuple[pa.ChunkedArray, NDArray[np.int64]]:
    """Read a column of text as numbers.

    Returns
    -------
    tuple
        The numbers, null where the text is none, and the rows at fault.
    """
    read = {"Int64": int, "float64": float}[field.dtype]
    codes, distinct = pd.factorize(texts.to_pandas())
    numbers, good = np.zeros(len(distinct) + 1), np.ones(len(distinct) + 1, dtype=bool)
    whole = np.zeros(len(distinct) + 1, dtype=np.int64)
    for place, text in enumerate(distinct):
        try:
            value = read(text if text.isascii() and "_" not in text else "no number")  # Python reads 1_000 and ١
            numbers[place] = value
            whole[place] = value if field.dtype == "Int64" else 0
        except (ValueError, OverflowError):
            good[place] = False
    good &= np.isfinite(numbers)
    values = (whole if field.dtype == "Int64" else numbers)[codes]
    out = pa.array(values, type=arrow_type(field), mask=~(good[codes] & (codes >= 0)))
    return pa.chunked_array([out]), np.flatnonzero(~good[codes] & (codes >= 0))


def empty_table(layer: Layer, file: str) -> Table:
    """Return a layer without rows."""
    schema = pa.schema([(name, arrow_type(field)) for name, field in layer.fields.items()])
    geometry = np.array([], dtype=object) if layer.geometry and "lon" not in layer.fields else None
    return Table(layer, file, schema.empty_table(), geometry)


def table_of(
    layer: Layer,
    file: str,
    found: pa.Table,
    *,
    crs: str = WGS84,
    geometry: NDArray[np.object_] | None = None,
    header: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> Table:
    """Complete what was found in a file to the declared columns: defaults filled in, coordinates in degrees.

    Parameters
    ----------
    layer
        What the file should hold.
    file
        Path inside the package.
    found
        The declared columns that the file has, in their types.
    crs
        Reference system of the coordinates in the file.
    geometry
        Geometry of a GeoJSON file, in `crs`.
    header
        Names of all columns of the file, for notes on those that are not declared.
    problems
        What was wrong so far.
    """
    problems = [*problems, *_header_problems(layer, file, header or found.column_names, geometry is not None)]
    columns: dict[str, pa.ChunkedArray] = {}
    for name, field in layer.fields.items():
        kind = arrow_type(field)
        column = found[name] if name in found.column_names else pa.chunked_array([pa.nulls(len(found), kind)])
        columns[name] = column if field.default is None else pc.fill_null(column, field.default)
    is_geojson = geometry is not None
    if geometry is not None:
        geometry = _shapes_to_degrees(geometry, crs)
        if "lon" in columns:
            points = without_empty(geometry)
            columns["lon"], columns["lat"] = (_column(get(points)) for get in (shapely.get_x, shapely.get_y))
    elif layer.geometry and "lon" not in layer.fields:
        geometry = np.full(len(found), None, dtype=object)
    for x, y in _PAIRS[is_geojson:]:  # the first pair of a GeoJSON file is its geometry
        if crs != WGS84 and x in columns:
            columns[x], columns[y] = _to_degrees(columns[x].to_numpy(), columns[y].to_numpy(), crs)
    return Table(layer, file, pa.table(columns), geometry, 1 if is_geojson else 2, tuple(problems))


def _header_problems(layer: Layer, file: str, header: Sequence[str], is_geojson: bool) -> list[Problem]:
    out = []
    needed = [n for n, f in layer.fields.items() if f.required and f.default is None]
    for name in needed:
        if name not in header and not (is_geojson and name in ("lon", "lat")):
            found = ", ".join(header) or "none"
            out.append(Problem(file, f"the column {name} is missing; the file has {found:.200}", None, name))
    for name in dict.fromkeys(header):
        if name not in layer.fields:
            message = f"the column {name!r} is not known in {layer.name} and is left out"
            out.append(Problem(file, message, None, name, "note"))
    return out


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, WGS84, always_xy=True)


def _column(values: NDArray[np.float64]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, from_pandas=True)])


def _to_degrees(x: NDArray[np.float64], y: NDArray[np.float64], crs: str) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    whole = ~(np.isnan(x) | np.isnan(y))  # half a position stays as it is, for the check to find
    lon, lat = x.copy(), y.copy()
    lon[whole], lat[whole] = _transformer(crs).transform(x[whole], y[whole])
    return _column(lon), _column(lat)


def _shapes_to_degrees(geometry: NDArray[np.object_], crs: str) -> NDArray[np.object_]:
    if crs == WGS84:
        return geometry

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_transformer(crs).transform(*xy.T))

    moved: NDArray[np.object_] = shapely.transform(geometry, move)
    return moved
