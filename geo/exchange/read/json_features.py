"""GeoJSON in all its layouts as batches of rows: collections, single features, a feature a line, text sequences.

A block of the file is cut at once (`feature_cut`), decoded at once (`json_columns`), and what is no feature is looked at
again (`json_blocks`): features between broken ones come as rows, and the broken ones are rows with defect, byte and line.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from geo.exchange.batch import Batch, RowDefect
from geo.exchange.read.json_blocks import Blocks, Passed, Read
from geo.exchange.read.json_defects import nested_deeper, why_no_feature
from geo.exchange.read.json_head import JsonHead, json_head
from geo.exchange.read.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["JsonRows", "json_rows"]

_BLOCK = 16 << 20
_SAMPLE = 1 << 20
_LOOK = 1 << 20


def json_rows(path: Path, *, limits: Limits = LIMITS) -> JsonRows:
    """Open a file of GeoJSON.

    Parameters
    ----------
    path
        In UTF-8, with or without a byte order mark.
    limits
        Bounds of reading.

    Raises
    ------
    ExchangeError
        If it is no JSON, or JSON of another kind.
    """
    return JsonRows(path, json_head(path, longest=limits.longest_feature), limits)


@dataclass(frozen=True)
class JsonRows:
    """An opened file of GeoJSON."""

    path: Path
    head: JsonHead
    limits: Limits

    @property
    def kind(self) -> str:
        """`geojson`, `ndjson` or `geojsonseq`."""
        return self.head.kind

    @property
    def crs(self) -> str | None:
        """Reference system as the file names it; `EPSG:4326` where it names none (RFC 7946), None where it is not known."""
        return self.head.crs

    @property
    def remark(self) -> str:
        """What of the named reference system was not understood; one sentence without a final stop, or nothing."""
        return self.head.remark

    @property
    def sources(self) -> pa.Table | None:
        """Sources of one of our own exports: columns of `geo.layers.SOURCES` as text."""
        return self.head.sources

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Headings of the first features; others may turn up later.

        Raises
        ------
        ExchangeError
            If there are more different properties than a file may have.
        """
        for read in Blocks(self.path, self.head, self.limits, _SAMPLE).read():
            if isinstance(read, Read) and read.decoded.feature.any():
                return tuple(read.decoded.columns.column_names)
            if isinstance(read, Read) and read.block.at > self.head.start + _BLOCK:
                break  # whoever reads on learns what is wrong
        return ()

    def batches(self, *, progress: Callable[[int], None] | None = None) -> Iterator[Batch]:
        """Read the file from its start, a block ahead of whoever takes the batches.

        Parameters
        ----------
        progress
            Is told after each batch how many bytes of the file were read.

        Yields
        ------
        Batch
            Rows in the order of the file; geometry in the reference system of the file.

        Raises
        ------
        ExchangeError
            If there are more different properties than a file may have.
        """
        for batch, read in self._batches():
            yield batch
            if progress is not None:
                progress(read)

    def _batches(self) -> Iterator[_Progress]:
        number = 0
        if self.head.broken:
            number += 1
            yield _Progress(_no_row(number, 0, self.head.start, 1, "broken_feature", self.head.broken), self.head.start)
        for read in _ahead(Blocks(self.path, self.head, self.limits, _BLOCK).read()):
            if isinstance(read, Read):
                batch, end = _rows(read, number, self.limits), read.block.at + read.pieces.used
            else:
                detail = _place(read.start, read.line, _why_passed(read, self.limits))
                batch, end = _no_row(number + 1, read.start, read.end, read.line, read.code, detail), read.end
            number += len(batch)
            del read  # its block is as large as all that was made of it
            yield _Progress(batch, end)


class _Progress(NamedTuple):
    batch: Batch
    read: int
    """Bytes of the file so far."""


def _ahead(blocks: Iterator[Read | Passed]) -> Iterator[Read | Passed]:
    """Take blocks one ahead in a thread of its own: most of the work is done where Python does not hold it up."""
    with ThreadPoolExecutor(1, "read") as thread:
        coming = thread.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = thread.submit(next, blocks, None)
            yield block


def _rows(read: Read, before: int, limits: Limits) -> Batch:
    block, pieces, decoded = read.block, read.pieces, read.decoded
    lines = block.lines(pieces.starts)
    spans = np.column_stack([pieces.starts, pieces.ends]) + block.at
    defects = [
        RowDefect(at, code, _place(int(spans[at, 0]), int(lines[at]), detail)) for at, code, detail in decoded.wrong
    ]
    for k in np.flatnonzero(~decoded.feature).tolist():
        piece = block.piece(int(pieces.starts[k]), int(pieces.ends[k]))
        unended = read.unended and k == len(pieces) - 1
        defects.append(_defect(k, piece, int(spans[k, 0]), int(lines[k]), limits, unended=unended))
    defects.sort(key=lambda defect: defect.at)
    return Batch(decoded.columns, decoded.geometry, _numbers(before + 1, len(pieces)), spans, lines, tuple(defects))


def _defect(at: int, piece: bytes, start: int, line: int, limits: Limits, *, unended: bool) -> RowDefect:
    if nested_deeper(piece[:_LOOK], limits.deepest):
        return RowDefect(at, "too_deep", _place(start, line, _deep(limits)))
    if len(piece) > limits.longest_feature:
        return RowDefect(at, "feature_too_long", _place(start, line, _long(limits)))
    code, offset, detail = why_no_feature(piece)
    if code == "broken_feature" and unended:
        code, detail = "truncated", f"the file ends in the middle of a feature ({detail})"
    return RowDefect(at, code, _place(start + offset, line + piece.count(b"\n", 0, offset), detail))


def _why_passed(passed: Passed, limits: Limits) -> str:
    if passed.code == "truncated":
        return "the list of features is not closed"
    return _deep(limits) if passed.code == "too_deep" else _long(limits)


def _deep(limits: Limits) -> str:
    return f"more than {limits.deepest} brackets within each other"


def _long(limits: Limits) -> str:
    return f"no end within {limits.longest_feature // 1000} kB"


def _place(byte: int, line: int, detail: str) -> str:
    return f"byte {byte}, line {line}: {detail}"


def _numbers(first: int, n: int) -> NDArray[np.int64]:
    return np.arange(first, first + n)


def _no_row(number: int, start: int, end: int, line: int, code: str, detail: str) -> Batch:
    """Return a batch of one row that could not be read."""
    nothing = pa.table({"id": pa.nulls(1, pa.string())})
    shape, spans = np.full(1, None, dtype=object), np.array([[start, end]])
    return Batch(nothing, shape, _numbers(number, 1), spans, np.array([line]), (RowDefect(0, code, detail),))
