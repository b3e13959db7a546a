"""The rows of an opened foreign file, whatever its format."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import pyarrow as pa

from geo.exchange.batch import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from geo.exchange.formats import Format
    from geo.exchange.read.encoding import Encoding
    from geo.exchange.report.reason import Reason

    type Progress = Callable[[float], None]

__all__ = ["Remark", "Rows", "first_rows"]


class Remark(NamedTuple):
    """An issue of the file as a whole that was found when it was opened."""

    code: str
    """Of `geo.exchange.report.issue_codes`."""
    detail: str | Reason


@dataclass
class Rows:
    """An opened file. A context manager: at its end, temporary files are removed and reading processes ended."""

    path: Path
    """The file that was asked for."""
    file: str
    """Its name, for messages."""
    format: Format
    layer: str | None
    """The layer that is read; None where the format has no layers."""
    layers: tuple[str, ...]
    """All layers that have rows."""
    crs: str | None
    """The reference system that the file declares: `EPSG:32638`, else WKT; of GeoJSON, KML and GPX `EPSG:4326`; None where
    none is declared."""
    encoding: Encoding | None
    """None for formats that are not text."""
    columns: tuple[str, ...]
    """Headings that are known before reading."""
    has_geometry: bool
    """False where the position can only come from columns."""
    n_bytes: int
    sources: pa.Table | None
    """Our own exports carry their sources: text columns of `geo.layers.SOURCES`."""
    spans_path: Path
    """The file that `Batch.spans` count bytes of: unpacked, and in UTF-8."""
    remarks: tuple[Remark, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    """Fields by heading in small letters, where the file itself says so: our own Shapefiles do."""
    _open: Callable[[Progress], Iterator[Batch]] = field(default=lambda _tell: iter(()), repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _progress: Progress | None = field(default=None, repr=False)
    _head: list[Batch] = field(default_factory=list, repr=False)
    """Batches that were read for a sample."""
    _rest: Iterator[Batch] | None = field(default=None, repr=False)
    """Those after `_head`, from a reader that waits."""
    _whole: bool = field(default=False, repr=False)
    """`_head` is all there is."""

    def batches(self, *, progress: Progress | None = None) -> Iterator[Batch]:
        """Yield all rows, in the order of the file; each call reads from the beginning.

        Parameters
        ----------
        progress
            Called with the share of the file that is read, from 0 to 1, now and then.

        Raises
        ------
        ExchangeError
            While reading, where a file in a binary format is damaged: what came before is not enough to go on.
        """
        self._progress = progress
        if self._rest is None:
            yield from self._open(self._tell)
        else:  # the reader that gave the sample goes on where it stands
            (head, self._head), (rest, self._rest) = (self._head, []), (self._rest, None)
            while head:  # each is let go of once it was used
                yield head.pop(0)
            yield from rest
        self._tell(1.0)

    def _tell(self, share: float) -> None:
        if self._progress is not None:
            self._progress(min(1.0, share))

    def sample(self, n: int = 2000) -> Batch:
        """Return the first rows, fewer than `n` where the file has fewer."""
        if self._rest is None and not self._whole and sum(map(len, self._head)) < n:
            self._head, self._rest = [], self._open(self._tell)
        while self._rest is not None and sum(map(len, self._head)) < n:
            batch = next(self._rest, None)
            if batch is None:
                self._rest, self._whole = None, True
            else:
                self._head.append(batch)
        return first_rows(self._head, n, self.columns)

    def close(self) -> None:
        """Remove temporary files and end reading processes."""
        self._rest = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def first_rows(batches: list[Batch], n: int, columns: tuple[str, ...]) -> Batch:
    """Return the first rows of some batches as one."""
    if not batches:
        empty = pa.table({name: pa.array([], pa.string()) for name in columns})
        return Batch(empty, np.array([], dtype=object), np.array([], dtype=np.int64))
    defects, before = [], 0
    for batch in batches:
        defects += [replace(defect, at=defect.at + before) for defect in batch.defects if defect.at + before < n]
        before += len(batch)
    spans = [batch.spans for batch in batches if batch.spans is not None]
    lines = [batch.lines for batch in batches if batch.lines is not None]
    return Batch(
        pa.concat_tables([batch.columns for batch in batches], promote_options="default").slice(0, n),
        np.concatenate([batch.geometry for batch in batches])[:n],
        np.concatenate([batch.numbers for batch in batches])[:n],
        np.concatenate(spans)[:n] if len(spans) == len(batches) else None,
        np.concatenate(lines)[:n] if len(lines) == len(batches) else None,
        tuple(defects),
    )
