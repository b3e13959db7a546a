"""Workbooks: each sheet a layer, each cell the text that it shows. Only `geo.exchange.read.reading_child` reads with this module."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
import python_calamine

from geo.errors import ExchangeError
from geo.exchange.read.heading_row import heading_row
from geo.exchange.read.reading_child import Description, Request
from geo.exchange.read.text_columns import headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["read"]

type Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_HEAD_ROWS = 50
_SOURCES = "sources"


def read(request: Request) -> tuple[Description, pa.Schema, Iterator[pa.RecordBatch]]:
    """Read a sheet: the one asked for, else `sites`, else the first with rows.

    Raises
    ------
    ExchangeError
        If the workbook is locked or has no sheet of that name, or the sheet has no heading.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_path(request.path)
    except python_calamine.PasswordError:
        message = "it is locked with a password: save it without one"
        raise ExchangeError(message) from None
    sheets = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if not sheets:
        message = "it has no visible sheet: save it with one"
        raise ExchangeError(message)
    if request.layer is not None and request.layer not in book.sheet_names:
        message = f"it has no sheet {request.layer!r}: there are {', '.join(map(repr, sheets[:20]))}"
        raise ExchangeError(message)
    opened = {name: book.get_sheet_by_name(name) for name in sheets if request.layer is None or len(sheets) < 50}
    filled = [name for name in sheets if name not in opened or opened[name].height]
    layers = tuple(sorted((n for n in filled if n != _SOURCES or len(filled) == 1), key=lambda n: n != "sites"))
    layer = request.layer or (layers or tuple(sheets))[0]
    sheet = book.get_sheet_by_name(layer)
    top, left = sheet.start or (0, 0)
    rows = islice(sheet.iter_rows(), top, None)  # which gives empty rows above, but no empty columns beside
    if sheet.width > request.limits.columns:
        message = f"it has {sheet.width} columns, more than {request.limits.columns}: leave some out"
        raise ExchangeError(message)
    head = [row for _count, row in zip(range(_HEAD_ROWS), rows, strict=False)]
    at = heading_row([[text_of(cell) or "" for cell in row] for row in head])
    if at is None:
        message = f"the sheet {layer!r} is empty: name the one that has the rows"
        raise ExchangeError(message)
    heading = [text_of(cell) or "" for cell in head[at]]
    names = headings(heading, first=left)
    schema = pa.schema([("", pa.binary()), ("", pa.string()), ("", pa.int64()), *((n, pa.string()) for n in names)])
    titles = [" ".join(filter(None, map(text_of, row))) for row in head[:at]]
    description = Description(
        layer=layer,
        layers=layers or (layer,),
        has_geometry=False,
        n_rows=sheet.height,
        titles=tuple(filter(None, titles)),
        sources=_sources(book) if _SOURCES in sheets and layer != _SOURCES else None,
        numbered=True,
    )

    def batches() -> Iterator[pa.RecordBatch]:
        number = top + at + 1
        waiting: list[Sequence[Cell]] = []
        numbers: list[int] = []
        for source in (head[at + 1 :], rows):
            for row in source:
                number += 1
                if any(cell != "" for cell in row):
                    waiting.append(row)
                    numbers.append(number)
                if len(waiting) == request.rows:
                    yield _batch(waiting, numbers, schema)
                    waiting, numbers = [], []
        if waiting:
            yield _batch(waiting, numbers, schema)

    return description, schema, batches()


def _batch(rows: list[Sequence[Cell]], numbers: list[int], schema: pa.Schema) -> pa.RecordBatch:
    n = len(rows)
    columns = [pa.array(list(map(text_of, column)), pa.string()) for column in zip(*rows, strict=True)]
    fixed = [pa.nulls(n, pa.binary()), pa.nulls(n, pa.string()), pa.array(numbers, pa.int64())]
    return pa.record_batch([*fixed, *columns], schema=schema)


def text_of(cell: Cell) -> str | None:
    """Return a cell as text: whole numbers without a point, dates in ISO 8601; None if it is empty.

    Examples
    --------
    >>> text_of(17.0), text_of(46.75), text_of(dt.datetime(1850, 5, 1)), text_of(""), text_of(True)
    ('17', '46.75', '1850-05-01', None, 'true')
    """
    if isinstance(cell, str):
        # a surrogate alone is no text; Excel writes line ends of its own
        return cell.replace("_x000D_", "").replace("\r\n", "\n") or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _sources(book: python_calamine.CalamineWorkbook) -> str | None:
    import json

    rows = list(book.get_sheet_by_name(_SOURCES).to_python(nrows=100_000))
    if not rows:
        return None
    names = headings([text_of(cell) or "" for cell in rows[0]])
    columns = zip(*([text_of(cell) for cell in row] for row in rows[1:]), strict=True)
    table = dict(zip(names, map(list, columns), strict=False)) or {name: [] for name in names}
    return json.dumps(table, ensure_ascii=False)
