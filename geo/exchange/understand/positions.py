"""Positions that stand in columns of a table: longitude and latitude, one text for both, or WKT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.check.distinct import Distinct
from geo.exchange.distinct import filled, objects, one_array
from geo.exchange.report.reason import N_, Reason
from geo.exchange.understand.coordinates import Axis, read_coordinate, read_position

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues

__all__ = ["PositionColumns", "Positions"]

_PLAIN = r"^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?\s*$"
_SRID = r"(?is)^\s*SRID\s*=\s*(?P<srid>\d{1,7})\s*;(?P<wkt>.*)$"
_NOT_FINITE = N_("it is no finite number")
_NO_PLACES = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Positions:
    """Geometry as the columns of a batch give it, in the reference system of the file."""

    shapes: NDArray[np.object_]
    srids: NDArray[np.int64] | None = None
    """The reference system that a cell names itself (EWKT), shape (n,), 0 where none; None where no cell does."""


@dataclass(frozen=True)
class PositionColumns:
    """Headings of the columns that hold positions; None where there is none of a kind."""

    lon: str | None = None
    lat: str | None = None
    position: str | None = None
    wkt: str | None = None

    @classmethod
    def of(cls, columns: Mapping[str, str | None]) -> PositionColumns:
        """Return those of a mapping of headings to fields; the first where several are matched to one."""
        first = {target: heading for heading, target in reversed(list(columns.items()))}
        return cls(first.get("lon"), first.get("lat"), first.get("position"), first.get("wkt"))

    def __bool__(self) -> bool:
        return self.wkt is not None or self.position is not None or (self.lon is not None and self.lat is not None)

    def read(self, table: pa.Table, issues: Issues, first: int) -> Positions:
        """Return the positions of a batch. WKT comes first, then longitude with latitude, then one text for both.

        Parameters
        ----------
        table
            Columns of text.
        issues
            Takes what cannot be read (`geometry_unreadable`) and what was written in another way (`coordinate_text`).
        first
            How many rows came before.
        """
        shapes = np.full(len(table), None, dtype=object)
        srids = None
        if self.position is not None and self.position in table.column_names:
            _fill(shapes, _one_text(table, self.position, issues, first))
        if self.lon is not None and self.lat is not None and {self.lon, self.lat} & set(table.column_names):
            _fill(shapes, _two_columns(table, self.lon, self.lat, issues, first))
        if self.wkt is not None and self.wkt in table.column_names:
            found, srids = _wkt(one_array(table[self.wkt]), self.wkt, issues, first)
            _fill(shapes, found)
        return Positions(shapes, srids)


def _fill(shapes: NDArray[np.object_], found: NDArray[np.object_]) -> None:
    there = ~shapely.is_missing(found)
    shapes[there] = found[there]


def _column(table: pa.Table, heading: str) -> pa.Array:
    return filled(one_array(table[heading])) if heading in table.column_names else pa.nulls(len(table), pa.string())


def _two_columns(table: pa.Table, lon: str, lat: str, issues: Issues, first: int) -> NDArray[np.object_]:
    x, x_read = _numbers(_column(table, lon), lon, "lon", issues, first)
    y, y_read = _numbers(_column(table, lat), lat, "lat", issues, first)
    both = np.isfinite(x) & np.isfinite(y)
    for heading, alone in ((lat, x_read & ~y_read), (lon, y_read & ~x_read)):
        missing = alone & np.isfinite(x if heading == lat else y)
        empty = _column(table, heading).is_null().to_numpy(zero_copy_only=False)
        issues.add(
            "geometry_unreadable",
            missing & empty,
            first=first,
            field=heading,
            detail=Reason("one number is given without the other"),
        )
    out = np.full(len(table), None, dtype=object)
    out[both] = shapely.points(x[both], y[both])
    return out


def _numbers(
    column: pa.Array, heading: str, axis: Axis, issues: Issues, first: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return numbers, NaN where there are none, and where they were read."""
    plain = pc.fill_null(pc.match_substring_regex(column, _PLAIN), fill_value=False)
    numbers = pc.cast(pc.utf8_trim_whitespace(pc.if_else(plain, column, None)), pa.float64())
    out: NDArray[np.float64] = np.array(pc.fill_null(numbers, np.nan).to_numpy(zero_copy_only=False), dtype=np.float64)
    rest = np.flatnonzero(pc.and_(column.is_valid(), pc.invert(plain)).to_numpy(zero_copy_only=False))
    if len(rest):
        encoded = column.take(pa.array(rest)).dictionary_encode()
        read = [read_coordinate(text, axis) for text in encoded.dictionary.to_pylist()]
        codes = encoded.indices.to_numpy()
        values = np.array([value if isinstance(value, float) else np.nan for value in read])[codes]
        out[rest] = values
        _tell(encoded, read, rest, heading, issues, first)
        good = rest[np.isfinite(values)]
        after = pa.array(np.round(out[good], 7)).cast(pa.string())
        issues.add("coordinate_text", good, first=first, field=heading, before=column.take(pa.array(good)), after=after)
    too_large = np.isinf(out)
    out[too_large] = np.nan
    issues.add("geometry_unreadable", too_large, first=first, field=heading, detail=Reason(_NOT_FINITE))
    return out, np.isfinite(out)


def _tell(
    encoded: pa.DictionaryArray,
    read: Sequence[float | tuple[float, float] | Reason],
    rows: NDArray[np.intp],
    heading: str,
    issues: Issues,
    first: int,
) -> None:
    """Say why cells are no coordinates: `encoded` are those in `rows`, `read` what each distinct text of them is."""
    reasons = {
        text: value if isinstance(value, Reason) else Reason(_NOT_FINITE)
        for text, value in zip(encoded.dictionary.to_pylist(), read, strict=True)
        if isinstance(value, Reason) or not np.isfinite(value).all()
    }
    for at, detail in Distinct(encoded.dictionary, encoded.indices.to_numpy()).rows_and_reasons(reasons):
        issues.add("geometry_unreadable", rows[at], first=first, field=heading, detail=detail)


def _one_text(table: pa.Table, heading: str, issues: Issues, first: int) -> NDArray[np.object_]:
    column = _column(table, heading)
    out = np.full(len(table), None, dtype=object)
    rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    if not len(rows):
        return out
    encoded = column.take(pa.array(rows)).dictionary_encode()
    read = [read_position(text) for text in encoded.dictionary.to_pylist()]
    codes = encoded.indices.to_numpy()
    pairs = np.array([pair if isinstance(pair, tuple) else (np.nan, np.nan) for pair in read])[codes]
    good = np.isfinite(pairs).all(axis=1)
    out[rows[good]] = shapely.points(pairs[good])
    _tell(encoded, read, rows, heading, issues, first)
    lon, lat = (pa.array(np.round(pairs[good, axis], 7)).cast(pa.string()) for axis in (0, 1))
    issues.add(
        "coordinate_text", rows[good], first=first, field=heading, before=column.take(pa.array(rows[good])),
        after=pc.binary_join_element_wise(lon, lat, " "),
    )  # fmt: skip
    return out


def _wkt(
    column: pa.Array, heading: str, issues: Issues, first: int
) -> tuple[NDArray[np.object_], NDArray[np.int64] | None]:
    column = filled(column)
    parts = pc.extract_regex(column, _SRID)
    srids = None
    if parts.null_count < len(parts):
        numbers = pc.fill_null(pc.cast(pc.struct_field(parts, "srid"), pa.int64()), 0)
        srids = numbers.to_numpy(zero_copy_only=False)
        column = pc.coalesce(pc.struct_field(parts, "wkt"), column)
    texts = objects(column)
    shapes = np.asarray(shapely.from_wkt(texts, on_invalid="ignore"), dtype=object)
    bad = shapely.is_missing(shapes) & column.is_valid().to_numpy(zero_copy_only=False)
    issues.add("geometry_unreadable", bad, first=first, field=heading, detail=Reason("it is no WKT"))
    return shapes, srids
