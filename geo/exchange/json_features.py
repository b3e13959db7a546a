"""GeoJSON in all its layouts as batches of rows: collections, single features, a feature a line, text sequences.

A block of the file is cut at once (`feature_cut`), decoded at once (`json_columns`), and what is no feature is looked at
again: features between broken ones come back as rows, and the broken ones are rows with their defect, byte and line.
Memory is that of a block, whatever the size of the file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa

from geo.exchange.batch import Batch, RowDefect
from geo.exchange.exact_numbers import quote_numbers
from geo.exchange.feature_cut import Pieces, cut_brackets, cut_separated, doubtful, gap_bytes, recover, structure
from geo.exchange.json_columns import Decoded, FeatureColumns
from geo.exchange.json_head import JsonHead, json_head
from geo.exchange.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["JsonRows", "json_rows"]

_BLOCK = 16 << 20
_OVERLAP = 256
"""Bytes kept while the next feature is looked for: no opening is longer."""
_LOOK = 1 << 20
"""Bytes of a feature without end that show why it has none."""
_CLOSING = re.compile(rb"[ \t\r\n,]*\][ \t\r\n]*")
_CLOSED = re.compile(rb"(?<=\})[ \t\r\n,]*\][ \t\r\n]*\}[ \t\r\n]*\Z")
_BLANK = b" \t\r\n,\x1e"
_SAMPLE = 1 << 20


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
        for batch in _Reader(self.path, self.head, self.limits, _SAMPLE).batches():
            if not batch.unread:
                return tuple(batch.rows.columns.column_names)
        return ()

    def batches(self, *, progress: Callable[[int], None] | None = None) -> Iterator[Batch]:
        """Read the file from its start.

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
        for batch in _Reader(self.path, self.head, self.limits, _BLOCK).batches():
            yield batch.rows
            if progress is not None:
                progress(batch.read)


@dataclass(frozen=True)
class _Read:
    rows: Batch
    read: int
    unread: bool = False
    """All of it is one piece that could not be read."""


@dataclass(frozen=True)
class _Skipped:
    """A feature without end that is passed by."""

    start: int
    line: int
    code: str
    detail: str


class _Reader:
    """One reading of a file."""

    def __init__(self, path: Path, head: JsonHead, limits: Limits, block: int) -> None:
        self._path, self._head, self._limits, self._block = path, head, limits, block
        self._columns = FeatureColumns(most=limits.columns, bare=not head.collection)
        self._at, self._line = head.start, head.line
        """Place in the file of the first byte of the buffer."""
        self._number = 0
        self._closed = False

    def batches(self) -> Iterator[_Read]:
        if self._head.broken:
            yield self._unread(0, self._head.start, 1, "broken_feature", self._head.broken)
        with self._path.open("rb") as file:
            file.seek(self._at)
            yield from self._blocks(file)

    def _blocks(self, file: BinaryIO) -> Iterator[_Read]:
        rest, skipped, eof = b"", None, False
        while not eof and not self._closed:
            more = file.read(self._block)
            eof = len(more) < self._block
            carried = len(rest)
            buffer = bytearray(rest)
            buffer += more
            del rest, more
            if skipped is not None:
                found = self._next(buffer, 0)
                keep = found if found >= 0 else len(buffer) if eof else max(0, len(buffer) - _OVERLAP)
                self._advance(buffer, keep)
                rest = bytes(memoryview(buffer)[keep:])
                if found < 0 and not eof:
                    continue
                yield self._unread(skipped.start, self._at, skipped.line, skipped.code, skipped.detail)
                skipped = None
                self._closed = self._closed or found < 0
                eof = False  # what was kept is cut as any other block
                continue
            if carried >= self._block // 2 and not eof and self._hopeless(buffer):
                skipped = self._skip(buffer, 0)
                rest = self._overlap(buffer)
                continue
            pieces, decoded = self._cut(buffer, eof=eof)
            if len(pieces):
                yield self._rows(buffer, pieces, decoded, eof=eof)
            used = pieces.used
            if not eof and not self._closed and len(buffer) - used > self._limits.longest_feature:
                skipped = self._skip(buffer, used)
                rest = self._overlap(buffer)
                continue
            self._advance(buffer, used)
            rest = bytes(memoryview(buffer)[used:])
        if self._head.collection and not self._closed:
            yield self._unread(
                self._at, self._at, self._line, "truncated", f"byte {self._at}: the list of features is not closed"
            )

    def _advance(self, buffer: bytearray, used: int) -> None:
        self._line += buffer.count(b"\n", 0, used)
        self._at += used

    def _next(self, buffer: bytearray, start: int) -> int:
        """Return where the next feature opens; -1 if it does not."""
        if self._head.separator is not None:
            at = buffer.find(self._head.separator, start)
            return at if at < 0 else at + 1
        match = self._head.opening.search(buffer, start)
        return match.start() if match else -1

    def _hopeless(self, buffer: bytearray) -> bool:
        """Return whether a feature is passed by at once, before its brackets fill the memory."""
        return self._nested(bytes(memoryview(buffer)[:_LOOK])) and self._next(buffer, 1) < 0

    def _overlap(self, buffer: bytearray) -> bytes:
        """Advance to the end of a buffer; return what may be the beginning of an opening."""
        keep = max(1, len(buffer) - _OVERLAP)
        self._advance(buffer, keep)
        return bytes(memoryview(buffer)[keep:])

    def _skip(self, buffer: bytearray, used: int) -> _Skipped:
        start, line = self._at + used, self._line + buffer.count(b"\n", 0, used)
        if self._nested(bytes(memoryview(buffer)[used : used + _LOOK])):
            return _Skipped(start, line, "too_deep", _place(start, line, self._deep()))
        return _Skipped(start, line, "feature_too_long", _place(start, line, self._too_long()))

    def _deep(self) -> str:
        return f"more than {self._limits.deepest} brackets within each other"

    def _too_long(self) -> str:
        return f"no end within {self._limits.longest_feature // 1000} kB"

    # -- cutting

    def _cut(self, buffer: bytearray, *, eof: bool) -> tuple[Pieces, Decoded]:
        text = np.frombuffer(buffer, dtype=np.uint8)
        separator = self._head.separator
        pieces = cut_brackets(text) if separator is None else cut_separated(text, separator, eof=eof)
        pieces = self._without_closing(buffer, pieces, eof=eof)
        decoded = self._decode(text, pieces)
        left = len(buffer) - pieces.used
        tail = bytes(memoryview(buffer)[pieces.used :][: None if eof else _OVERLAP]).strip(_BLANK)
        stuck = bool(tail) and (eof or left > self._limits.longest_feature or tail[:1] in (b"]", b"}"))
        stretches = doubtful(text, pieces, decoded.feature)
        if self._closed and not stretches:
            return pieces, decoded
        if stuck and not self._closed:
            begin = pieces.used
            if stretches and len(pieces) and stretches[-1][1] == pieces.ends[-1]:
                begin = stretches.pop()[0]
            stretches.append((begin, len(buffer)))
        elif stretches and len(pieces) and stretches[-1][1] == pieces.ends[-1] and not self._closed:
            stretches[-1] = (stretches[-1][0], len(buffer))
        if not stretches:
            return pieces, decoded
        pieces = self._recovered(buffer, pieces, stretches, eof=eof)
        return pieces, self._decode(text, pieces)

    def _recovered(self, buffer: bytearray, pieces: Pieces, stretches: list[tuple[int, int]], *, eof: bool) -> Pieces:
        """Look for features in stretches without good ones."""
        starts, ends, used = [], [], pieces.used
        done = 0
        for begin, end in stretches:
            kept = slice(np.searchsorted(pieces.starts, done), np.searchsorted(pieces.starts, begin))
            last = end == len(buffer) and not self._closed
            found = recover(
                bytes(memoryview(buffer)[begin:end]),
                self._head.opening,
                last=last,
                eof=eof,
                longest=self._limits.longest_feature,
            )
            starts += [pieces.starts[kept], found.starts + begin]
            ends += [pieces.ends[kept], found.ends + begin]
            done = end
            if last:
                used = found.used + begin
        kept = slice(np.searchsorted(pieces.starts, done), None)
        starts.append(pieces.starts[kept])
        ends.append(pieces.ends[kept])
        out = Pieces(np.concatenate(starts), np.concatenate(ends), used)
        if self._closed:
            return out
        out = self._without_closing(buffer, out, eof=eof)
        if eof and not self._closed:
            out = self._with_rest(buffer, out)
        return out

    def _with_rest(self, buffer: bytearray, pieces: Pieces) -> Pieces:
        """Return pieces with what is left at the end of the file; its closing brackets belong to no feature."""
        starts, ends = pieces.starts, pieces.ends
        rest = bytes(memoryview(buffer)[pieces.used :])
        left = rest.strip(_BLANK)
        if left:
            begin = pieces.used + len(rest) - len(rest.lstrip(_BLANK))
            starts, ends = np.append(starts, begin), np.append(ends, begin + len(left))
        if self._head.collection and len(ends):
            closing = _CLOSED.search(buffer, int(starts[-1]))
            if closing:
                self._closed = True
                end = int(starts[-1]) + len(bytes(memoryview(buffer)[int(starts[-1]) : closing.start()]).rstrip(_BLANK))
                ends = np.append(ends[:-1], end)
        keep = starts < ends
        return Pieces(starts[keep], ends[keep], len(buffer))

    def _without_closing(self, buffer: bytearray, pieces: Pieces, *, eof: bool) -> Pieces:
        """Return pieces before the end of the list of features, if it is here; a stray bracket is none."""
        if not self._head.collection:
            return pieces
        text = np.frombuffer(buffer, dtype=np.uint8)
        places = [*np.flatnonzero(text[pieces.starts] == ord("]")).tolist(), len(pieces)]
        for k in places:
            start = int(pieces.starts[k]) if k < len(pieces) else pieces.used
            match = _CLOSING.match(buffer, start)
            if match is None:
                continue
            after = bytes(memoryview(buffer)[match.end() : match.end() + _OVERLAP])
            if self._ends(after, at_end=match.end() + len(after) >= len(buffer), eof=eof):
                self._closed = True
                return Pieces(pieces.starts[:k], pieces.ends[:k], start)
            if not eof and match.end() + len(after) >= len(buffer):
                return Pieces(pieces.starts[:k], pieces.ends[:k], start)  # it cannot be told yet
        return pieces

    @staticmethod
    def _ends(after: bytes, *, at_end: bool, eof: bool) -> bool:
        """Return whether the list of features ends before this: the object ends, or goes on with another member."""
        if re.match(rb',[ \t\r\n]*"', after):
            return True
        if after[:1] == b"}":
            return eof and at_end and not after[1:].strip(_BLANK + b"\0\x1a")
        return eof and at_end and not after.strip(_BLANK)

    # -- decoding

    def _decode(self, text: NDArray[np.uint8], pieces: Pieces) -> Decoded:
        if not len(pieces):
            return Decoded(pa.table({}), np.empty(0, dtype=object), np.empty(0, dtype=bool))
        good = self._bearable(text, pieces)
        plain = text.copy() if not good.all() else text
        gaps = gap_bytes(pieces)
        saved = text[gaps]
        plain[gaps] = 0x20
        try:
            texts = _texts(plain, pieces)
            try:
                texts.validate(full=True)
            except pa.ArrowInvalid:
                plain = text.copy()
                good &= _decodes(text, pieces)
            if not good.all():
                _blank(plain, pieces, ~good)
                texts = _texts(plain, pieces)
            layouts = self._columns.layouts(texts)
            exact = quote_numbers(plain, pieces, layouts.parsed)
            if exact is not None:
                texts = _texts(*exact)
            return self._columns.decode(texts, layouts)
        finally:
            text[gaps] = saved

    def _bearable(self, text: NDArray[np.uint8], pieces: Pieces) -> NDArray[np.bool_]:
        """Return which pieces are neither too long nor nested too deeply for those who parse them."""
        lengths = pieces.ends - pieces.starts
        good: NDArray[np.bool_] = lengths <= self._limits.longest_feature
        for k in np.flatnonzero(good & (lengths > 2 * self._limits.deepest)).tolist():
            good[k] = not self._nested(text[int(pieces.starts[k]) : int(pieces.ends[k])].tobytes())
        return good

    def _nested(self, piece: bytes) -> bool:
        """Return whether a piece is nested too deeply."""
        if piece.count(b"[") + piece.count(b"{") <= self._limits.deepest:
            return False
        depth = structure(np.frombuffer(piece, dtype=np.uint8)).depth
        return len(depth) > 0 and int(depth.max()) > self._limits.deepest

    def _rows(self, buffer: bytearray, pieces: Pieces, decoded: Decoded, *, eof: bool) -> _Read:
        text = np.frombuffer(buffer, dtype=np.uint8)
        newlines = np.flatnonzero(text[: pieces.ends[-1]] == ord("\n"))
        lines = self._line + np.searchsorted(newlines, pieces.starts)
        spans = np.column_stack([pieces.starts, pieces.ends]) + self._at
        defects = [
            RowDefect(at, code, _place(int(spans[at, 0]), int(lines[at]), detail)) for at, code, detail in decoded.wrong
        ]
        unread = np.flatnonzero(~decoded.feature).tolist()
        for k in unread:
            piece = bytes(memoryview(buffer)[int(pieces.starts[k]) : int(pieces.ends[k])])
            ends = (
                eof
                and k == len(pieces) - 1
                and int(pieces.ends[k]) >= len(bytes(buffer).rstrip(_BLANK))
                and not self._closed
            )
            defects.append(self._defect(k, piece, int(spans[k, 0]), int(lines[k]), ends=ends))
            self._closed = self._closed or (ends and defects[-1].code == "truncated")
        numbers = self._numbers(len(pieces))
        defects.sort(key=lambda defect: defect.at)
        rows = Batch(decoded.columns, decoded.geometry, numbers, spans, lines, tuple(defects))
        return _Read(rows, self._at + pieces.used)

    def _numbers(self, n: int) -> NDArray[np.int64]:
        self._number += n
        return np.arange(self._number - n + 1, self._number + 1)

    def _unread(self, start: int, end: int, line: int, code: str, detail: str) -> _Read:
        rows = Batch(
            pa.table({"id": pa.nulls(1, pa.string())}),
            np.full(1, None, dtype=object),
            self._numbers(1),
            np.array([[start, end]]),
            np.array([line]),
            (RowDefect(0, code, detail),),
        )
        return _Read(rows, end, unread=True)

    def _defect(self, at: int, piece: bytes, start: int, line: int, *, ends: bool) -> RowDefect:
        if self._nested(piece[:_LOOK]):
            return RowDefect(at, "too_deep", _place(start, line, self._deep()))
        if len(piece) > self._limits.longest_feature:
            return RowDefect(at, "feature_too_long", _place(start, line, self._too_long()))
        code, offset, detail = _why(piece)
        if code == "broken_feature" and ends:
            code, detail = "truncated", f"the file ends in the middle of a feature ({detail})"
        line += piece.count(b"\n", 0, offset)
        return RowDefect(at, code, _place(start + offset, line, detail))


def _place(byte: int, line: int, detail: str) -> str:
    return f"byte {byte}, line {line}: {detail}"


def _texts(text: NDArray[np.uint8], pieces: Pieces) -> pa.Array:
    offsets = np.append(pieces.starts, pieces.ends[-1:]).astype(np.int32)
    return pa.StringArray.from_buffers(len(pieces), pa.py_buffer(offsets), pa.py_buffer(text))


def _blank(text: NDArray[np.uint8], pieces: Pieces, rows: NDArray[np.bool_]) -> None:
    text[gap_bytes(pieces)] = 0x20
    for start, end in zip(pieces.starts[rows].tolist(), pieces.ends[rows].tolist(), strict=True):
        text[start:end] = 0x20


def _decodes(text: NDArray[np.uint8], pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces are UTF-8; asked only where some are not."""
    good = np.ones(len(pieces), dtype=bool)
    for k, (start, end) in enumerate(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)):
        try:
            text[start:end].tobytes().decode()
        except UnicodeDecodeError:
            good[k] = False
    return good


_SAID = {
    "Expecting value": "a value is expected",
    "Expecting property name enclosed in double quotes": "a name in quotation marks is expected",
    "Illegal trailing comma before end of object": "a comma is followed by nothing",
    "Illegal trailing comma before end of array": "a comma is followed by nothing",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected",
    "Unterminated string starting at": "a quotation mark is not closed",
    "Invalid control character at": "a line break or another control character stands in a text",
    "Invalid \\escape": "a backslash is followed by a sign that it cannot stand before",
    "Invalid \\uXXXX escape": "\\u is not followed by four hexadecimal digits",
    "Extra data": "something stands behind the end of the feature",
}


def _why(piece: bytes) -> tuple[str, int, str]:
    """Return code, place in the piece and detail of why a piece is no feature."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        return "bad_text", error.start, f"the byte 0x{piece[error.start]:02X} is no UTF-8"
    try:
        value = json.loads(piece.decode("latin-1"))  # a character a byte, so that places are bytes
    except json.JSONDecodeError as error:
        return "broken_feature", error.pos, _SAID.get(error.msg, error.msg[:1].lower() + error.msg[1:])
    except RecursionError:
        return "too_deep", 0, "more brackets within each other than can be read"
    if not isinstance(value, dict):
        return "broken_feature", 0, "a feature in braces is expected"
    type_ = value.get("type")
    if type_ != "Feature":
        said = f"its type is {str(type_)[:40]!r}" if type_ is not None else "it has no type"
        return "broken_feature", 0, f"it is no Feature: {said}"
    half = re.search(rb"\\u[dD][89a-fA-F]", piece)
    return "bad_text", half.start() if half else 0, "a letter is written as half of a \\u pair"
