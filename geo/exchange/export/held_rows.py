"""Site rows as an export holds them: a frame of one's own in memory, or rows of a store in a spool."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.arrow import whole
from geo.crs import WGS84
from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.spool import Spool
from geo.exchange.export.wkb_points import points_of
from geo.exchange.site_rows import FIELDS, order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["FrameRows", "HeldRows", "RowPart", "Shapes", "SpooledRows", "frame_of"]

_GEOMETRY, _POINT = "geometry", 0
_TEXT = pd.StringDtype(na_value=float("nan"))
_TYPES = {pa.int64(): pd.Int64Dtype(), pa.string(): _TEXT, pa.null(): _TEXT}
_ARROW = {"Int64": pa.int64(), "float64": pa.float64()}


class RowPart:
    """Some rows, in their order; their geometry is made in the form that is asked for.

    Parameters
    ----------
    columns
        All but the geometry.
    shapes
        Geometry in EPSG:4326, of shapely (shape (n,)) or WKB (`pa.binary()`); None or null where no position is known.
    """

    def __init__(self, columns: pa.RecordBatch, shapes: NDArray[np.object_] | pa.Array) -> None:
        self.columns, self._shapes = columns, shapes

    def __len__(self) -> int:
        return len(self._shapes)

    @cached_property
    def geometry(self) -> NDArray[np.object_]:
        """Geometry of shapely, shape (n,); None where no position is known."""
        if isinstance(self._shapes, np.ndarray):
            return self._shapes
        made: NDArray[np.object_] = shapely.from_wkb(self._shapes.to_numpy(zero_copy_only=False))
        return made

    @property
    def wkb(self) -> pa.Array:
        """Geometry as WKB, `pa.binary()`; null where no position is known."""
        if isinstance(self._shapes, np.ndarray):
            return pa.array(shapely.to_wkb(self._shapes), pa.binary())
        return self._shapes


@dataclass
class Shapes:
    """What there is among geometries."""

    kinds: Counter[int] = field(default_factory=Counter)
    """How many of each type, as of `shapely.get_type_id`, without those that are missing."""
    dimensions: Counter[int] = field(default_factory=Counter)
    """How many of each dimension, empty ones too; -1 where missing."""
    n_placeless: int = 0
    """How many are missing or empty."""
    n_drawn: int = 0
    """How many are lines, areas or of several parts, and not empty."""

    def add_wkb(self, wkb: pa.Array) -> None:
        """Count some more, of `pa.binary()`; points, which most are, do not become objects."""
        is_point, places = points_of(wkb)
        if len(places):
            self.kinds[_POINT] += len(places)
            self.dimensions[0] += len(places)
            self.n_placeless += int(np.isnan(places).all(axis=1).sum())
        self.add(shapely.from_wkb(wkb.filter(pa.array(~is_point)).to_numpy(zero_copy_only=False)))

    def add(self, geometries: NDArray[np.object_]) -> None:
        """Count some more."""
        types = shapely.get_type_id(geometries)
        kinds, counts = np.unique(types, return_counts=True)
        self.kinds.update({int(kind): int(n) for kind, n in zip(kinds, counts, strict=True) if kind >= 0})
        found, counts = np.unique(shapely.get_dimensions(geometries), return_counts=True)
        self.dimensions.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
        self.n_placeless += len(geometries) - int(there.sum())
        self.n_drawn += int((there & (types > _POINT)).sum())


class HeldRows(Protocol):
    """Rows that are written part by part; index 0 … n-1."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns without the geometry."""
        ...

    @property
    def shapes(self) -> Shapes:
        """What there is among the geometries."""
        ...

    def __len__(self) -> int: ...

    def n_filled(self, column: str) -> int:
        """Return how many rows are not null in a column."""
        ...

    def parts(self, at_once: int, columns: Sequence[str] | None = None) -> Iterator[RowPart]:
        """Yield all rows, at most so many at once, with all columns or some; one empty part where there are none."""
        ...

    def whole(self) -> RowPart:
        """Return all rows, in memory."""
        ...

    def frame(self) -> gpd.GeoDataFrame:
        """Return all rows as a frame, `geometry` last."""
        ...


class FrameRows:
    """Rows of a frame in memory, with any columns."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self._frame = frame
        self._shapes: Shapes | None = None

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def columns(self) -> list[str]:
        """Names of the columns without the geometry."""
        return [str(name) for name in self._frame.columns if name != self._frame.geometry.name]

    @property
    def shapes(self) -> Shapes:
        """What there is among the geometries."""
        if self._shapes is None:
            self._shapes = Shapes()
            self._shapes.add(self._frame.geometry.to_numpy())
        return self._shapes

    def n_filled(self, column: str) -> int:
        """Return how many rows are not null in a column."""
        return int(self._frame[column].notna().sum())

    def parts(self, at_once: int, columns: Sequence[str] | None = None) -> Iterator[RowPart]:
        """Yield all rows, at most so many at once."""
        names = self.columns if columns is None else list(columns)
        geometries = self._frame.geometry.to_numpy()
        batch = pa.RecordBatch.from_arrays([arrow_column(self._frame[name]) for name in names], names)
        for start in range(0, max(len(self), 1), at_once):
            yield RowPart(batch.slice(start, at_once), geometries[start : start + at_once])

    def whole(self) -> RowPart:
        """Return all rows."""
        return next(self.parts(max(len(self), 1)))

    def frame(self) -> gpd.GeoDataFrame:
        """Return the frame."""
        return self._frame


class SpooledRows:
    """Rows of a store, put in batch by batch."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._columns: list[str] | None = None
        self.shapes = Shapes()

    def put(self, columns: pa.Table, wkb: pa.Array) -> None:
        """Add site rows; a batch may lack members of families, and what nobody says may be of `pa.null()`.

        Parameters
        ----------
        columns
            All but the geometry.
        wkb
            Geometry in EPSG:4326, `pa.binary()`; null where no position is known.
        """
        self.shapes.add_wkb(wkb)
        self._spool.put(columns.append_column(_GEOMETRY, wkb))

    def choose(self, columns: Sequence[str]) -> None:
        """Leave out all other columns."""
        self._columns = list(columns)

    def __len__(self) -> int:
        return self._spool.n_rows

    @property
    def columns(self) -> list[str]:
        """Names of the columns without the geometry: the fields of site rows, and members of families that occur."""
        if self._columns is not None:
            return self._columns
        return order_of({*FIELDS, *self._spool.types} - {_GEOMETRY})

    def n_filled(self, column: str) -> int:
        """Return how many rows are not null in a column."""
        return self._spool.n_filled.get(column, 0)

    def parts(self, at_once: int, columns: Sequence[str] | None = None) -> Iterator[RowPart]:
        """Yield all rows, at most so many at once."""
        names = self.columns if columns is None else list(columns)
        there = [name for name in names if name in self._spool.types]
        if not len(self):
            nothing = [pa.array([], _type(name)) for name in names]
            yield RowPart(pa.RecordBatch.from_arrays(nothing, names), pa.array([], pa.binary()))
            return
        for table in self._spool.tables([*there, _GEOMETRY]):
            shapes = whole(table[_GEOMETRY])
            arrays = {name: _declared(whole(table[name]), name) for name in there}
            made = [arrays[name] if name in arrays else _declared(pa.nulls(table.num_rows), name) for name in names]
            batch = pa.RecordBatch.from_arrays(made, names)
            for start in range(0, len(batch), at_once):
                yield RowPart(batch.slice(start, at_once), shapes.slice(start, at_once))

    def whole(self) -> RowPart:
        """Return all rows, in memory."""
        parts = list(self.parts(max(len(self), 1)))
        batch = pa.concat_batches([part.columns for part in parts])
        return RowPart(batch, pa.concat_arrays([part.wkb for part in parts]))

    def frame(self) -> gpd.GeoDataFrame:
        """Return all rows as a frame in memory."""
        import geopandas as gpd

        whole = self.whole()
        rows = frame_of(pa.Table.from_batches([whole.columns]))
        return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(whole.geometry, crs=WGS84))


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return columns as a frame with the types of layers."""
    return cast("pd.DataFrame", table.to_pandas(types_mapper=_TYPES.get))


def _type(name: str) -> pa.DataType:
    return _ARROW.get(FIELDS[name].dtype, pa.string()) if name in FIELDS else pa.string()


def _declared(column: pa.Array, name: str) -> pa.Array:
    """Return a column of the type of its field, where it is of none because nothing stands in it."""
    return column.cast(_type(name)) if pa.types.is_null(column.type) else column
