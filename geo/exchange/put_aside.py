"""Arrays of an import that grow with its rows, in files without a name: memory holds those pages that are looked at.

Linux counts mapped pages to a process as long as they are mapped, but takes them back when it needs room. The files go away
with the last array that is mapped from them, so that a report may outlive the import that made it.
"""

from __future__ import annotations

import mmap
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from weakref import finalize

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray

__all__ = ["ArrayFile", "RecordFile"]


class ArrayFile[Number: np.generic]:
    """An array that grows at its end.

    Parameters
    ----------
    folder
        On a disk with room.
    dtype
        Of its numbers.
    width
        How many stand in each row; None where the array has one dimension.
    """

    def __init__(self, folder: Path, dtype: type[Number] | np.dtype[Number], width: int | None = None) -> None:
        self._file = _file_of(self, folder)
        self._dtype: DTypeLike = np.dtype(dtype)
        self._shape = () if width is None else (width,)
        self._n = 0

    def append(self, rows: NDArray[Number]) -> None:
        """Add rows, shape (n,) or (n, width).

        Raises
        ------
        ValueError
            If they have another shape.
        """
        if rows.shape[1:] != self._shape:
            message = f"rows of the shape {rows.shape[1:]} to an array with rows of {self._shape}"
            raise ValueError(message)
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self._n += len(rows)

    def mapped(self) -> NDArray[Number]:
        """Return all rows so far; nobody may write to them."""
        self._file.flush()
        if not self._n:  # nothing can be mapped
            return np.empty((0, *self._shape), self._dtype)
        pages = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(pages, self._dtype).reshape(self._n, *self._shape)


class RecordFile:
    """Arrow's arrays, put there one after another and mapped from there.

    Parameters
    ----------
    folder
        On a disk with room.
    """

    def __init__(self, folder: Path) -> None:
        self._file = _file_of(self, folder)

    def put(self, batches: Sequence[pa.RecordBatch]) -> list[pa.RecordBatch]:
        """Return the same batches, whose memory is the file; of one call they are mapped together."""
        start = -(-self._file.tell() // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        self._file.seek(start)
        for batch in batches:
            with pa.ipc.new_stream(self._file, batch.schema) as out:
                out.write_batch(batch)
        self._file.flush()
        pages = mmap.mmap(self._file.fileno(), self._file.tell() - start, offset=start, access=mmap.ACCESS_READ)
        reader = pa.BufferReader(pa.py_buffer(pages))
        mapped = [pa.ipc.open_stream(reader).read_all().to_batches()[0] for _ in batches]
        if hasattr(mmap, "MADV_DONTNEED"):  # to look at their heads has brought in what stands beside them
            pages.madvise(mmap.MADV_DONTNEED)
        return mapped


def _file_of(owner: object, folder: Path) -> BinaryIO:
    """Return a new file without a name that is closed when nobody holds its owner."""
    file = TemporaryFile(dir=folder)  # noqa: SIM115  (what is mapped from it stays)
    finalize(owner, file.close)
    return file
