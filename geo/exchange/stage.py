"""The stage: all rows of one import in a file of its own, until it is known which of them come in.

An Arrow file, because rows are put there batch by batch as they are and a single column is read back without the others.
What is looked at most is mapped beside it: the identifier and a hash of it, and the middle of the geometry.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from geo.exchange.distinct import one_array
from geo.exchange.put_aside import ArrayFile, RecordFile
from geo.store.blobs import decode_column, encode_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.site_batch import SiteBatch

__all__ = ["Stage"]

GEOMETRY, BOUNDS = "geom", ("west", "south", "east", "north")
"""Columns beside the fields: the blob of the geometry and its bounds, NaN where there is none."""
_AT_ONCE = 65_536
"""Rows that are read back at once."""


class Stage:
    """Holds the rows of one import. Is filled in the order of the file, then finished, then read.

    Parameters
    ----------
    folder
        An existing private folder; the file in it goes away with it.
    columns
        Names of the fields (`geo.exchange.site_rows`) that batches have, in their order.
    """

    def __init__(self, folder: Path, columns: Sequence[str]) -> None:
        self.folder, self.columns = folder, tuple(columns)
        self.path = folder / "stage.arrow"
        self._schema = pa.schema(
            [(name, pa.string()) for name in self.columns]
            + [(GEOMETRY, pa.binary())]
            + [(name, pa.float64()) for name in BOUNDS]
        )
        self._file = pa.OSFile(str(self.path), "wb")
        # compressed, because what is read back from a disk costs more than to unpack it
        self._writer = pa.ipc.new_file(self._file, self._schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._centres, self._hashes = ArrayFile(folder, np.float64, 2), ArrayFile(folder, np.uint64)
        self._id_file, self._ids = RecordFile(folder), list[pa.Array]()
        self._starts = [0]
        """Number of the first row of each written batch, and of the one after the last."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()
        self.path.unlink(missing_ok=True)

    @property
    def n_rows(self) -> int:
        """How many rows were put in."""
        return self._starts[-1]

    def put(self, batch: SiteBatch) -> None:
        """Add the next rows of the file.

        Parameters
        ----------
        batch
            Begins where the one before ended. A field that it lacks is null.

        Raises
        ------
        ValueError
            If it does not follow the rows that are there, or has a field that the stage does not know.
        """
        unknown = set(batch.columns.column_names) - set(self.columns)
        if batch.first != self.n_rows or unknown:
            message = f"the batch begins at row {batch.first} of {self.n_rows}, or has unknown fields {sorted(unknown)}"
            raise ValueError(message)
        if not len(batch):
            return
        blobs, bounds = encode_column(batch.geometry)
        self._centres.append(_middles(batch.geometry, bounds))
        there = set(batch.columns.column_names)
        arrays = [
            one_array(batch.columns[name]) if name in there else pa.nulls(len(batch), pa.string())
            for name in self.columns
        ]
        ids = arrays[self.columns.index("id")] if "id" in there else pa.nulls(len(batch), pa.string())
        self._ids.append(self._id_file.put([pa.record_batch({"id": ids})])[0]["id"])
        self._hashes.append(_hashes(ids))
        rows = pa.RecordBatch.from_arrays([*arrays, blobs, *map(pa.array, bounds.T)], schema=self._schema)
        self._writer.write_batch(rows)
        self._starts.append(batch.first + len(batch))

    def finish(self) -> None:
        """Close the file for writing; rows can be read from now on."""
        if not self._file.closed:
            self._writer.close()
            self._file.close()

    @property
    def ids(self) -> pa.ChunkedArray:
        """The identifier of each row, null where it has none; mapped, and as long as somebody has it also without the stage."""
        return pa.chunked_array(self._ids, pa.string())

    @property
    def centres(self) -> NDArray[np.float64]:
        """Longitude and latitude of the middle of each row's geometry, shape (n, 2), EPSG:4326; NaN where there is none."""
        return self._centres.mapped()

    @property
    def id_hashes(self) -> NDArray[np.uint64]:
        """A hash of each row's identifier, shape (n,); 0 where it has none. Compare the texts before calling two the same."""
        return self._hashes.mapped()

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
        """Yield the number of the first row, and rows, in order.

        Parameters
        ----------
        columns
            What is read: names of fields, `geom` (blobs of a GeoPackage) and `west`, `south`, `east`, `north`; all where
            None.
        """
        names = self._schema.names if columns is None else [name for name in self._schema.names if name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=[self._schema.names.index(name) for name in names])
        first: int = 0
        parts: list[pa.RecordBatch] = []
        with closing(pa.OSFile(str(self.path), "rb")) as file:
            reader = pa.ipc.open_file(file, options=options)
            for number in range(reader.num_record_batches):
                parts.append(reader.get_batch(number))
                until = self._starts[number + 1]
                if until - first >= _AT_ONCE or number + 1 == reader.num_record_batches:
                    yield first, _taken(parts)
                    first = until

    def column(self, name: str, rows: NDArray[np.int64] | NDArray[np.bool_] | None = None) -> pa.Array:
        """Return one field as text.

        Parameters
        ----------
        name
            Of a field; one that the file does not have is null everywhere.
        rows
            Numbers of the rows that are asked for, in any order, or a mask over all; all where None.
        """
        if name not in self._schema.names:
            whole = pa.nulls(self.n_rows, pa.string())
            return whole if rows is None else whole.slice(0, len(rows) if rows.dtype != bool else rows.sum())
        mask = None if rows is None else _mask(rows, self.n_rows)
        parts = []
        for first, table in self.batches([name]):
            part = table[name]
            parts.append(part if mask is None else part.filter(pa.array(mask[first : first + len(part)])))
        chunks = [chunk for part in parts for chunk in part.chunks]
        column = pa.concat_arrays(chunks) if chunks else pa.array([], self._schema.field(name).type)
        if rows is None or mask is None or rows.dtype == bool or (rows[1:] > rows[:-1]).all():
            return column
        return column.take(pa.array((np.cumsum(mask) - 1)[rows]))

    def shapes(self, rows: NDArray[np.int64] | NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
        """Return geometries, shape (n,), EPSG:4326; None where there is none. Rows as in `column`."""
        return decode_column(self.column(GEOMETRY, rows))

    def names_of(self, rows: NDArray[np.int64] | NDArray[np.bool_] | None = None) -> pa.Table:
        """Return the columns `name:LANG` and `alt_name:LANG`, one row for each that is asked for; rows as in `column`."""
        names = [name for name in self.columns if name.partition(":")[0] in ("name", "alt_name")]
        return pa.table({name: self.column(name, rows) for name in names})


def _mask(rows: NDArray[np.int64] | NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, dtype=np.bool_)
    mask[rows] = True
    return mask


def _taken(parts: list[pa.RecordBatch]) -> pa.Table:
    """Return batches as one table, and let go of them."""
    whole = pa.Table.from_batches(parts).combine_chunks()
    parts.clear()
    return whole


def _middles(shapes: NDArray[np.object_], bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the centroids of shapes, shape (n, 2); of those without extent their only place, NaN where there is none."""
    import shapely

    out = bounds[:, :2] + 0.0  # of minus zero, zero
    drawn = np.flatnonzero((bounds[:, :2] < bounds[:, 2:]).any(axis=1))
    out[drawn] = shapely.get_coordinates(shapely.centroid(shapes[drawn]))
    return out


def _hashes(ids: pa.Array) -> NDArray[np.uint64]:
    """Hashes of texts, the same in every batch; 0 where null."""
    from pandas.util import hash_array

    out: NDArray[np.uint64] = hash_array(ids.to_numpy(zero_copy_only=False), categorize=False)
    out[ids.is_null().to_numpy(zero_copy_only=False)] = 0
    return out
