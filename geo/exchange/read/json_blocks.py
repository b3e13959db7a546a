"""A file of GeoJSON block by block: cut, decoded, and looked at again where it is broken. Memory is that of a few blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa

from geo.exchange.read.exact_numbers import quote_numbers
from geo.exchange.read.feature_cut import (
    NEWLINE,
    RECORD,
    Pieces,
    cut_brackets,
    cut_separated,
    doubtful,
    gap_bytes,
    places,
    recover,
)
from geo.exchange.read.json_columns import Decoded, FeatureColumns
from geo.exchange.read.json_defects import nested_deeper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.read.json_head import JsonHead
    from geo.exchange.read.limits import Limits

__all__ = ["Block", "Blocks", "Passed", "Read"]

_OVERLAP = 256
"""Bytes kept while the next feature is looked for: no opening is longer."""
_LOOK = 1 << 20
"""Bytes of a feature without end that show why it has none."""
_BLANK = b" \t\r\n,\x1e"
_CELLS = 1 << 24
"""Cells of a batch, empty ones too: columns that few features have are many in exports of OpenStreetMap."""
_CLOSING = re.compile(rb"[ \t\r\n,]*\][ \t\r\n]*")
_MEMBER = re.compile(rb',[ \t\r\n]*"')
_CLOSED = re.compile(rb"(?<=\})[ \t\r\n,]*\][ \t\r\n]*\}[ \t\r\n]*\Z")


@dataclass(frozen=True)
class Block:
    """What was read of a file and not used yet."""

    buffer: bytearray
    at: int
    """Byte of the file at which it begins."""
    line: int
    """Line of that byte, from 1."""
    eof: bool
    """The file ends with it."""

    def __len__(self) -> int:
        return len(self.buffer)

    @cached_property
    def text(self) -> NDArray[np.uint8]:
        """Its bytes."""
        return np.frombuffer(self.buffer, dtype=np.uint8)

    @cached_property
    def newlines(self) -> NDArray[np.int64]:
        """Where its lines end."""
        return places(self.text, lambda part: part == NEWLINE)

    def lines(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the lines of the file on which places of the block are."""
        return np.asarray(self.line + np.searchsorted(self.newlines, places), dtype=np.int64)

    def piece(self, start: int, end: int | None = None) -> bytes:
        """Return a copy of some bytes."""
        return bytes(memoryview(self.buffer)[start:end])

    def ends_at(self, place: int) -> bool:
        """Return whether nothing but blanks follows until the end of the file."""
        return self.eof and not self.piece(place).strip(_BLANK)


@dataclass(frozen=True)
class Read:
    """Pieces of a block, as columns."""

    block: Block
    pieces: Pieces
    decoded: Decoded
    unended: bool
    """The file ends within the last piece, or within the list that it is of."""


@dataclass(frozen=True)
class Passed:
    """A piece that was passed by, or that is missing."""

    code: str
    """Of `geo.exchange.report.issue_codes`."""
    start: int
    line: int
    end: int = 0


class Blocks:
    """One reading of a file.

    Parameters
    ----------
    path, head
        The file, and what is known of it.
    limits
        Bounds of reading.
    size
        Bytes of a block.
    """

    def __init__(self, path: Path, head: JsonHead, limits: Limits, size: int) -> None:
        self._path, self._head, self._limits, self._size = path, head, limits, size
        self._columns = FeatureColumns(most=limits.columns, bare=not head.collection)
        self._closed = False
        """The end of the list of features was found."""

    def read(self) -> Iterator[Read | Passed]:
        """Read the file from where its features begin.

        Raises
        ------
        ExchangeError
            If there are more different properties than a file may have.
        """
        with self._path.open("rb") as file:
            file.seek(self._head.start)
            yield from self._read(file)

    def _read(self, file: BinaryIO) -> Iterator[Read | Passed]:
        rest, at, line = b"", self._head.start, self._head.line
        passing: Passed | None = None
        unended = eof = False
        while not eof and not self._closed:
            more = file.read(self._size)
            eof = len(more) < self._size
            block = Block(bytearray(rest + more), at, line, eof)
            waited = len(rest) >= self._size // 2
            del rest, more
            if passing is None and waited and not eof and self._hopeless(block):
                passing = self._passing(block, 0)
            if passing is None:
                pieces, decoded = self._cut(block)
                used = pieces.used
                if len(pieces):
                    unended = eof and not self._closed and used == len(block) and block.ends_at(int(pieces.ends[-1]))
                    yield from _reads(block, pieces, decoded, unended=unended)
                    unended = unended and not bool(decoded[-1].feature[-1])
                if not eof and not self._closed and len(block) - used > self._limits.longest_feature:
                    passing = self._passing(block, used)
                    used = max(used + 1, len(block) - _OVERLAP)
            else:
                used = self._next(block, 1)
                if used >= 0 or eof:
                    used = used if used >= 0 else len(block)
                    unended = used == len(block)
                    yield Passed(passing.code, passing.start, passing.line, at + used)
                    passing, eof = None, unended
                else:
                    used = max(1, len(block) - _OVERLAP)
            line += int(np.searchsorted(block.newlines, used))
            at += used
            rest = block.piece(used)
        if self._head.collection and not self._closed and not unended:
            yield Passed("truncated", at, line, at)

    # -- features without end

    def _next(self, block: Block, start: int) -> int:
        """Return where the next feature opens; -1 if it does not."""
        if self._head.separator is not None:
            place = block.buffer.find(self._head.separator, start)
            return place if place < 0 else place + 1
        match = self._head.opening.search(block.buffer, start)
        return match.start() if match else -1

    def _hopeless(self, block: Block) -> bool:
        """Return whether a feature is passed by at once, before its brackets fill the memory."""
        return nested_deeper(block.piece(0, _LOOK), self._limits.deepest) and self._next(block, 1) < 0

    def _passing(self, block: Block, start: int) -> Passed:
        deep = nested_deeper(block.piece(start, start + _LOOK), self._limits.deepest)
        line = int(block.lines(np.array([start]))[0])
        return Passed("too_deep" if deep else "feature_too_long", block.at + start, line)

    # -- cutting

    def _cut(self, block: Block) -> tuple[Pieces, list[Decoded]]:
        """Cut a block, decode its pieces, and do so again with what was found among the bad ones."""
        separator = self._head.separator
        if separator is None:
            pieces = cut_brackets(block.text)
        else:
            at = block.newlines if separator == NEWLINE else places(block.text, lambda part: part == separator)
            pieces = cut_separated(block.text, at, before=separator == RECORD, eof=block.eof)
        pieces = self._before_closing(block, pieces)
        decoded = self._decode(block.text, pieces)
        stretches = doubtful(block.text, pieces, np.concatenate([part.feature for part in decoded]))
        if not self._closed:
            at_end = bool(stretches) and stretches[-1][1] == pieces.ends[-1]
            if at_end or self._stuck(block, pieces.used):
                stretches.append((stretches.pop()[0] if at_end else pieces.used, len(block)))
        if not stretches:
            return pieces, decoded
        pieces = self._recovered(block, pieces, stretches)
        return pieces, self._decode(block.text, pieces)

    def _stuck(self, block: Block, used: int) -> bool:
        """Return whether waiting for more bytes does not help with those that are not cut."""
        if block.eof:
            return not block.ends_at(used)
        tail = block.piece(used, used + _OVERLAP).strip(_BLANK)
        return len(block) - used > self._limits.longest_feature or tail[:1] in (b"]", b"}")

    def _recovered(self, block: Block, pieces: Pieces, stretches: list[tuple[int, int]]) -> Pieces:
        """Look for features in stretches without good ones."""
        starts, ends, used, done = [], [], pieces.used, 0
        for begin, end in stretches:
            last = end == len(block) and not self._closed
            found = recover(
                block.piece(begin, end),
                self._head.opening,
                last=last,
                eof=block.eof,
                longest=self._limits.longest_feature,
            )
            kept = slice(*np.searchsorted(pieces.starts, [done, begin]))
            starts += [pieces.starts[kept], found.starts + begin]
            ends += [pieces.ends[kept], found.ends + begin]
            done, used = end, found.used + begin if last else used
        kept = slice(np.searchsorted(pieces.starts, done), None)
        out = Pieces(np.concatenate([*starts, pieces.starts[kept]]), np.concatenate([*ends, pieces.ends[kept]]), used)
        if not self._closed:
            out = self._before_closing(block, out)
        return self._with_rest(block, out) if block.eof and not self._closed else out

    def _with_rest(self, block: Block, pieces: Pieces) -> Pieces:
        """Return pieces with what is left at the end of the file; its closing brackets belong to no feature."""
        starts, ends = pieces.starts, pieces.ends
        rest = block.piece(pieces.used)
        left = rest.strip(_BLANK)
        if left:
            begin = pieces.used + len(rest) - len(rest.lstrip(_BLANK))
            starts, ends = np.append(starts, begin), np.append(ends, begin + len(left))
        closing = _CLOSED.search(block.buffer, int(starts[-1])) if self._head.collection and len(starts) else None
        if closing:
            self._closed = True
            ends = np.append(ends[:-1], closing.start())
        return Pieces(starts, ends, len(block))

    def _before_closing(self, block: Block, pieces: Pieces) -> Pieces:
        """Return pieces before the end of the list of features, if it is here; a stray bracket is none."""
        if not self._head.collection:
            return pieces
        brackets = [*np.flatnonzero(block.text[pieces.starts] == ord("]")).tolist(), len(pieces)]
        for k in brackets:
            start = int(pieces.starts[k]) if k < len(pieces) else pieces.used
            match = _CLOSING.match(block.buffer, start)
            if match is None:
                continue
            self._closed = self._ends(block, match.end())
            if self._closed or (not block.eof and match.end() + _OVERLAP >= len(block)):  # or it cannot be told yet
                return Pieces(pieces.starts[:k], pieces.ends[:k], start)
        return pieces

    @staticmethod
    def _ends(block: Block, place: int) -> bool:
        """Return whether the list of features ends before this: the object ends, or goes on with another member."""
        if _MEMBER.match(block.buffer, place):
            return True
        after = place + 1 if block.piece(place, place + 1) == b"}" else place
        return block.eof and not block.piece(after).strip(_BLANK + b"\0\x1a")

    # -- decoding

    def _decode(self, text: NDArray[np.uint8], pieces: Pieces) -> list[Decoded]:
        """Decode pieces in their order: all at once, unless they have very many columns together."""
        if not len(pieces):
            return [Decoded(pa.table({}), np.empty(0, dtype=bool))]
        good = self._bearable(text, pieces)
        gaps = gap_bytes(pieces)
        plain = text if good.all() else text.copy()
        saved = text[gaps]
        plain[gaps] = ord(" ")
        try:
            texts = _texts(plain, pieces)
            if good.all() and not _is_utf8(texts):
                plain = text.copy()
                plain[gaps] = ord(" ")
            if plain is not text:
                good &= _utf8_pieces(text, pieces)
                _blank(plain, pieces, ~good)
                texts = _texts(plain, pieces)
            layouts = self._columns.layouts(texts)
            exact = quote_numbers(plain, pieces, layouts.parsed)
            texts = texts if exact is None else _texts(*exact)
            n = max(1, _CELLS // max(1, layouts.n_columns))
            return [self._columns.decode(texts.slice(at, n), layouts.slice(at, n)) for at in range(0, len(pieces), n)]
        finally:
            text[gaps] = saved

    def _bearable(self, text: NDArray[np.uint8], pieces: Pieces) -> NDArray[np.bool_]:
        """Return which pieces are neither too long nor nested too deeply for those who parse them."""
        lengths = pieces.ends - pieces.starts
        good: NDArray[np.bool_] = lengths <= self._limits.longest_feature
        for k in np.flatnonzero(good & (lengths > 2 * self._limits.deepest)).tolist():
            good[k] = not nested_deeper(
                text[int(pieces.starts[k]) : int(pieces.ends[k])].tobytes(), self._limits.deepest
            )
        return good


def _reads(block: Block, pieces: Pieces, decoded: list[Decoded], *, unended: bool) -> Iterator[Read]:
    done = 0
    for part in decoded:
        to = done + len(part.feature)
        yield Read(
            block,
            Pieces(pieces.starts[done:to], pieces.ends[done:to], pieces.used),
            part,
            unended and to == len(pieces),
        )
        done = to


def _texts(text: NDArray[np.uint8], pieces: Pieces) -> pa.Array:
    """Return pieces as Arrow texts over the block itself; blanks after each belong to it."""
    offsets = np.append(pieces.starts, pieces.ends[-1:]).astype(np.int32)
    return pa.StringArray.from_buffers(len(pieces), pa.py_buffer(offsets), pa.py_buffer(text))


def _is_utf8(texts: pa.Array) -> bool:
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _utf8_pieces(text: NDArray[np.uint8], pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces are UTF-8; asked only where some may not be."""
    good = np.ones(len(pieces), dtype=bool)
    for k, (start, end) in enumerate(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)):
        try:
            text[start:end].tobytes().decode()
        except UnicodeDecodeError:
            good[k] = False
    return good


def _blank(text: NDArray[np.uint8], pieces: Pieces, rows: NDArray[np.bool_]) -> None:
    for start, end in zip(pieces.starts[rows].tolist(), pieces.ends[rows].tolist(), strict=True):
        text[start:end] = ord(" ")
