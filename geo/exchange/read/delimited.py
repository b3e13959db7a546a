"""Tables as text: CSV, TSV and their kin, with the separator found out and no row lost."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from geo.errors import ExchangeError
from geo.exchange.batch import Batch, RowDefect
from geo.exchange.read.heading_row import heading_row
from geo.exchange.read.limits import LIMITS
from geo.exchange.read.text_columns import bad_text, headings
from geo.exchange.report.reason import Reason, Value, quotable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.read.limits import Limits

__all__ = ["Delimited", "separator_of"]

csv.field_size_limit(LIMITS.longest_feature)  # of the whole process: an area as WKT is longer than Python's own limit

_SEPARATORS = ",;\t|"
_BLOCK = 1 << 22
_HEAD_LINES = 50
_SPAN = 1 << 20
"""Letters over which one cell may go in a file whose quotation marks are broken."""
_PATIENCE = 1 << 27
"""Letters that are looked through in vain for the ends of cells before quotation marks are taken for letters."""
_SHOWN_CELLS, _SHOWN_CELL = 30, 40
"""Of a row that does not fit its heading: so many cells are told, and so many letters of each."""
_BATCH = 16384
_BATCH_LETTERS = 1 << 25


@dataclass(frozen=True)
class _Row:
    number: int
    cells: list[str]
    defect: tuple[str, str | Reason] | None = None


class Delimited:
    """A table as text, in UTF-8.

    Parameters
    ----------
    path
        The file; another encoding is to be transcoded before.
    limits
        Longest row, most columns, and time.

    Raises
    ------
    ExchangeError
        If it has no heading, or more columns than a table may have.
    """

    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        self._path = path
        self._n_bytes = max(1, path.stat().st_size)
        self._limits = limits
        with path.open("rb") as file:
            head = file.read(limits.head_bytes)
        # the end of the head is cut at a line, unless it is the whole file
        if len(head) == limits.head_bytes and b"\n" in head:
            head = head[: head.rindex(b"\n") + 1]
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
        self.separator = separator_of(text)
        rows = _first_rows(text, self.separator)
        told = bool(rows) and rows[0] == ["sep=" + self.separator]  # Excel's own way to name it
        if text[:5].lower() == f"sep={self.separator}".lower():
            told = True
        skip = 1 if told else 0
        at = heading_row(rows[skip:])
        if at is None:
            message = "it has no heading: name the columns in its first row"
            raise ExchangeError(message)
        self._heading = at + skip
        """Place of the heading among the rows, from 0."""
        names = rows[self._heading]
        while names and not names[-1].strip() and len(names) > 1:
            names = names[:-1]
        if len(names) > limits.columns:
            message = f"it has {len(names)} columns, more than {limits.columns}: leave some out"
            raise ExchangeError(message)
        self._width = len(rows[self._heading])
        self.titles = tuple(" ".join(filter(None, map(str.strip, row))) for row in rows[skip : self._heading])
        """Texts of the rows above the heading, empty for an empty row."""
        self.columns = tuple(headings([*names, *[""] * (self._width - len(names))]))
        self._plain: bool | None = None

    def batches(self, tell: Callable[[float], None] = lambda _share: None) -> Iterator[Batch]:
        """Yield the rows below the heading, numbered as a spreadsheet does: the first row of the file is 1.

        Parameters
        ----------
        tell
            Called with the share of the file that is read.
        """
        if self._plain is None:
            self._plain = _is_plain(self._path, self.separator, self._limits)
        last = 0
        if self._plain:
            try:
                for batch in self._fast(tell):
                    yield batch
                    last = int(batch.numbers[-1])
            except pa.ArrowInvalid:
                self._plain = False  # a cell is longer than a block: go on slowly behind the last row that went out
        if not self._plain:
            yield from self._slow(last, tell)

    # ---- the fast way: Arrow reads, rows of another width are put back where they were ------------------------------

    def _fast(self, tell: Callable[[float], None]) -> Iterator[Batch]:
        odd: list[tuple[int, str]] = []

        def keep(row: pv.InvalidRow) -> str:
            odd.append((row.number, row.text))
            return "skip"

        file = pa.OSFile(str(self._path))
        reader = pv.open_csv(
            file,
            read_options=pv.ReadOptions(
                use_threads=False, block_size=_BLOCK, autogenerate_column_names=False, column_names=list(self.columns)
            ),
            parse_options=pv.ParseOptions(
                delimiter=self.separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, pa.string()),
                check_utf8=False,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        number = 0  # of the last row that went out
        for part in reader:
            table = pa.Table.from_batches([part])
            lines, odd[:] = list(odd), []
            yield from self._in_order(table, number, lines)
            tell(file.tell() / self._n_bytes)
            number += table.num_rows + len(lines)
        if odd:
            yield from self._in_order(pa.table({name: pa.array([], pa.string()) for name in self.columns}), number, odd)

    def _in_order(self, table: pa.Table, before: int, odd: list[tuple[int, str]]) -> Iterator[Batch]:
        """Yield rows of a block with those of another width in their places, without what stands above the first row."""
        taken = np.array([number for number, _text in odd], dtype=np.int64)
        numbers = np.setdiff1d(np.arange(before + 1, before + 1 + table.num_rows + len(odd)), taken)
        kept = numbers > self._heading + 1
        filled = np.zeros(len(numbers), dtype=bool)
        for column in table.columns:
            filled |= column.is_valid().to_numpy()
        kept &= filled  # a row of separators says nothing
        rows = [self._row(number, _cells(text, self.separator)) for number, text in odd if number > self._heading + 1]
        batch = self._batch(table.filter(pa.array(kept)), numbers[kept], [row for row in rows if row is not None])
        if len(batch):
            yield batch

    # ---- the slow way: line by line, for broken quotation marks and rows without an end ------------------------------

    def _slow(self, after: int, tell: Callable[[float], None]) -> Iterator[Batch]:
        with self._path.open("rb") as file:
            yield from self._by_line(file, after, tell)

    def _by_line(self, file: io.BufferedReader, after: int, tell: Callable[[float], None]) -> Iterator[Batch]:
        rows: list[_Row] = []
        length = 0
        for number, cells, defect in _records(file, self.separator, self._width, self._limits):
            if number <= max(self._heading + 1, after):
                continue
            row = _Row(number, self._fitted(cells), defect) if defect else self._row(number, cells)
            if row is not None:
                rows.append(row)
                length += sum(map(len, row.cells))
            if len(rows) >= _BATCH or length >= _BATCH_LETTERS:
                yield self._batch(None, np.array([], dtype=np.int64), rows)
                tell(file.tell() / self._n_bytes)
                rows, length = [], 0
        if rows:
            yield self._batch(None, np.array([], dtype=np.int64), rows)

    def _row(self, number: int, cells: list[str]) -> _Row | None:
        """Return a row fitted to the heading; None for an empty line."""
        if not any(cell.strip() for cell in cells):
            return None
        width = self._width
        if len(cells) == width:
            return _Row(number, cells)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return _Row(number, cells[:width])  # separators after the last cell say nothing
        values: dict[str, Value] = {"count": len(cells), "width": width, "cells": self._laid_out(cells)}
        defect = ("row_width", Reason("{count} cells, the heading has {width}: {cells}", values))
        return _Row(number, self._fitted(cells), defect)

    def _laid_out(self, cells: list[str]) -> str:
        """Return the cells of a row under their headings, as a person sees where they slipped: `+` none has one, `-` is missing."""
        under = [
            f"{heading} = {quotable(cell, _SHOWN_CELL)}" for heading, cell in zip(self.columns, cells, strict=False)
        ]
        beyond = [f"+ {quotable(cell, _SHOWN_CELL)}" for cell in cells[self._width :]]
        missing = [f"- {heading}" for heading in self.columns[len(cells) :]]
        shown = [*under, *beyond, *missing]
        return " | ".join(shown if len(shown) <= _SHOWN_CELLS else [*shown[: _SHOWN_CELLS - 2], "…", shown[-1]])

    def _fitted(self, cells: list[str]) -> list[str]:
        """Return as many cells as the heading has: what is too much stands in the last one, so that nothing is lost."""
        width = self._width
        if len(cells) > width:
            return [*cells[: width - 1], self.separator.join(cells[width - 1 :])]
        return [*cells, *[""] * (width - len(cells))]

    def _batch(self, table: pa.Table | None, numbers: NDArray[np.int64], rows: list[_Row]) -> Batch:
        """Return a batch of a table and of single rows, in the order of their numbers."""
        defects: dict[int, RowDefect] = {}
        if rows:
            cells = zip(*(row.cells for row in rows), strict=True)
            added = pa.table([_texts(column) for column in cells], names=list(self.columns))
            table = pa.concat_tables([table, added]) if table is not None else added
            numbers = np.concatenate([numbers, [row.number for row in rows]]).astype(np.int64)
            order = np.argsort(numbers, kind="stable")
            table, numbers = table.take(pa.array(order)), numbers[order]
            places = {int(number): at for at, number in enumerate(numbers)}
            for row in rows:
                if row.defect is not None:
                    at = places[row.number]
                    defects[at] = RowDefect(at, *row.defect)
        assert table is not None  # noqa: S101  (one of both is given)
        columns = []
        for column in table.columns:
            fine, bad = bad_text(column.combine_chunks())
            columns.append(fine)
            for at in bad:
                defects.setdefault(at, RowDefect(at, "bad_text"))
        return Batch(
            pa.Table.from_arrays(columns, names=list(self.columns)),
            np.full(len(numbers), None, dtype=object),
            numbers,
            defects=tuple(defects[at] for at in sorted(defects)),
        )


def separator_of(text: str) -> str:
    r"""Return what separates the cells of a table.

    Parameters
    ----------
    text
        Its beginning.

    Returns
    -------
    str
        Of `,`, `;`, tab and `|`: the one that gives most of the lines the same number of cells, two or more. Decimal commas do not count
        for the comma where another one does as well.

    Examples
    --------
    >>> separator_of("name;lon;lat\nA;46,75;39,76\nB;46,8;39,8")
    ';'
    """
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:
        return text[4]
    best, most = ",", (0.0, 0.0)
    for separator in "\t;|,":
        widths = [len(row) for row in _first_rows(text, separator) if any(cell.strip() for cell in row)]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        # the heading is the best witness: no number stands in it
        head = next((width for width in widths if width > 1), 0)
        # a letter that stands in few lines separates nothing, wherever it stands
        share = len(wide) / len(widths)
        score = (wide.count(usual) / len(widths) + (head == usual) * share * 0.5 + share, min(usual, 5) / 10)
        if sum(score) > sum(most) + 1e-9:
            best, most = separator, score
    return best


def _first_rows(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)  # what was read before an error counts
            if len(rows) == _HEAD_LINES:
                break
    except csv.Error:
        pass
    return rows


def _cells(text: str, separator: str) -> list[str]:
    text = text.rstrip("\r\n")
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return text.split(separator)


def _is_plain(path: Path, separator: str, limits: Limits) -> bool:
    """Return whether the fast way reads the file rightly: good UTF-8, each quotation mark at an end of a cell, no endless row."""
    quote, line_end = ord('"'), ord("\n")
    beside = np.zeros(256, dtype=bool)
    beside[[ord(separator), ord("\n"), ord("\r"), quote]] = True
    marks = length = 0
    last = line_end
    open_end = False  # a closing mark stood at the end of the block
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = True
        while block := file.read(_BLOCK):
            if start and block.startswith(b"\xef\xbb\xbf"):
                block = block[3:]
            start = False
            if not block:
                continue
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
            data = np.frombuffer(block, dtype=np.uint8)
            ends = np.flatnonzero(data == line_end)
            gaps = np.diff(np.concatenate([[-1 - length], ends, [len(data)]]))
            length = len(data) - int(ends[-1]) if len(ends) else length + len(data)
            if gaps.max() > min(_BLOCK // 2, limits.longest_feature):
                return False
            if open_end and not beside[data[0]]:
                return False
            at = np.flatnonzero(data == quote)
            if len(at):
                opening = (np.arange(marks, marks + len(at)) & 1) == 0
                before = np.where(at > 0, data[at - 1], last)
                after = np.where(at + 1 < len(data), data[np.minimum(at + 1, len(data) - 1)], line_end)
                if not (beside[before] | ~opening).all() or not (beside[after] | opening).all():
                    return False
                marks += len(at)
                open_end = bool(at[-1] == len(data) - 1) and marks % 2 == 0
            else:
                open_end = False
            last = int(data[-1])
    return marks % 2 == 0 and not decoder.getstate()[0]


def _records(
    file: io.BufferedReader, separator: str, width: int, limits: Limits
) -> Iterator[tuple[int, list[str], tuple[str, str] | None]]:
    """Yield the number, the cells and the defect of each row; a broken quotation mark costs its own line only."""
    lines = _lines(file, limits)
    waiting: deque[str | None] = deque()
    number = vain = 0
    while True:
        try:
            line = waiting.popleft() if waiting else next(lines)
        except StopIteration:
            return
        number += 1
        if line is None:
            yield number, [], ("feature_too_long", f"more than {limits.longest_feature:,} bytes")
            continue
        cells = _strict(line, separator)
        taken: list[str | None] = []
        length = len(line)
        while cells is None and vain < _PATIENCE and length < min(_SPAN, limits.longest_feature):
            more = waiting.popleft() if waiting else next(lines, "")
            if more == "":
                break
            taken.append(more)
            if more is None:
                break
            length += len(more)
            if '"' in more:
                cells = _strict(line + "".join(filter(None, taken)), separator)
                vain += length
                if cells is not None and len(cells) != width:
                    cells = None  # the marks of two broken rows that close each other
        if cells is None:
            waiting.extendleft(reversed(taken))
            detail = "a quotation mark is not closed, or stands in the middle of a cell"
            yield number, line.rstrip("\r\n").split(separator), ("broken_feature", detail)
        else:
            yield number, cells, None


def _lines(file: io.BufferedReader, limits: Limits) -> Iterator[str | None]:
    """Yield lines; None for one that is too long to be kept. Bytes that are no UTF-8 stay as lone surrogates."""
    since = time.monotonic()
    first = True
    while raw := file.readline(limits.longest_feature + 1):
        if first:
            raw, first = raw.removeprefix(b"\xef\xbb\xbf"), False
        if time.monotonic() - since > limits.seconds:
            message = f"it took longer to read than {limits.seconds:g} s: split it"
            raise ExchangeError(message)
        if len(raw) <= limits.longest_feature:
            yield raw.decode("utf-8", "surrogateescape")
            continue
        while raw and not raw.endswith(b"\n"):
            raw = file.readline(_BLOCK)
        yield None


def _strict(text: str, separator: str) -> list[str] | None:
    """Return the cells of one row; None if its quotation marks do not close."""
    if '"' not in text:
        text = text.rstrip("\r\n")
        return text.split(separator) if text else []
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else [] if not rows else None


def _texts(cells: tuple[str, ...]) -> pa.Array:
    """Return cells as text, null where empty; lone surrogates become the bytes again that they stand for."""
    with contextlib.suppress(UnicodeEncodeError):
        return pa.array([cell or None for cell in cells], pa.string())
    raw = pa.array([cell.encode("utf-8", "surrogateescape") if cell else None for cell in cells], pa.binary())
    return pa.Array.from_buffers(pa.string(), len(raw), raw.buffers(), raw.null_count)
