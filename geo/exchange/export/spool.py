"""Tables kept until they are written: in memory as long as they are small, then in a file that nobody else sees."""

from __future__ import annotations

import tempfile
import weakref
from threading import Lock
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from geo.arrow import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Spool"]

_IN_MEMORY = 32_000_000
"""Bytes, compressed."""


class Spool:
    """Rows of one table, put in piece by piece, and read again as often as one likes, by many threads.

    A piece may lack columns that others have, and its columns may be of `pa.null()`: these are null there. The file has no
    name, and goes when the spool does.
    """

    def __init__(self) -> None:
        self.types: dict[str, pa.DataType] = {}
        """Of all columns, in the order in which they came; `pa.null()` where nothing stands in one."""
        self.n_filled: dict[str, int] = {}
        """How many rows are not null, of each column."""
        self.n_rows = 0
        self._pieces: list[pa.Buffer | tuple[int, int]] = []
        """Each in memory, or as its place and length in the file."""
        self._size = 0
        self._file: IO[bytes] | None = None
        self._lock = Lock()

    def put(self, table: pa.Table) -> None:
        """Add rows.

        Raises
        ------
        OSError
            If there is no room for the file.
        """
        for field, column in zip(table.schema, table.columns, strict=True):
            if pa.types.is_null(self.types.get(field.name, pa.null())):
                self.types[field.name] = field.type
            self.n_filled[field.name] = self.n_filled.get(field.name, 0) + len(column) - column.null_count
        self.n_rows += table.num_rows
        sink = pa.BufferOutputStream()
        # compressed, because what is read back from a disk costs more than to unpack it
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table)
        self._keep(sink.getvalue())

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the pieces in order, with the columns that are wanted, all where None; each column in one piece."""
        names = list(self.types) if columns is None else list(columns)
        schema = pa.schema([(name, self.types[name]) for name in names])
        for piece in self._pieces:
            found = _read(self._buffer(piece), names)
            there, nothing = set(found.column_names), pa.nulls(found.num_rows)
            made = [whole(found[name]) if name in there else nothing for name in names]
            cast = (
                column.cast(of) if pa.types.is_null(column.type) else column
                for column, of in zip(made, schema.types, strict=True)
            )
            yield pa.table(list(cast), schema=schema)

    def _keep(self, piece: pa.Buffer) -> None:
        self._pieces.append(piece)
        self._size += piece.size
        if self._size <= _IN_MEMORY:
            return
        with self._lock:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="mirasmap-")  # noqa: SIM115 (as long as the spool)
                weakref.finalize(self, self._file.close)
            for at, each in enumerate(self._pieces):
                if not isinstance(each, tuple):
                    self._pieces[at] = (self._file.seek(0, 2), each.size)
                    self._file.write(each)

    def _buffer(self, piece: pa.Buffer | tuple[int, int]) -> pa.Buffer:
        if not isinstance(piece, tuple):
            return piece
        start, length = piece
        with self._lock:
            assert self._file is not None  # noqa: S101 (for the types)
            self._file.seek(start)
            return pa.py_buffer(self._file.read(length))


def _read(piece: pa.Buffer, names: Sequence[str]) -> pa.Table:
    """Return the rows of a piece, of its columns only those that are wanted; all where it has none of these."""
    wanted = set(names)
    there = [at for at, name in enumerate(pa.ipc.open_stream(piece).schema.names) if name in wanted]
    return pa.ipc.open_stream(piece, options=pa.ipc.IpcReadOptions(included_fields=there)).read_all()
