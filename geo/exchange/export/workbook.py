"""Excel workbook: sheets for the sites, their sources and licences. Every text is a text, never a formula or a link."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import time as clock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import ExchangeError
from geo.exchange.export.arrow_columns import arrow_column, is_number
from geo.exchange.export.delimited import has_shapes, placed_columns
from geo.exchange.read.text_columns import as_text

if TYPE_CHECKING:
    from pathlib import Path

    import xlsxwriter
    from xlsxwriter.format import Format

    from geo.exchange.export.site_export import SiteExport

__all__ = ["MOST_ROWS", "losses", "write"]

MOST_ROWS = 1_048_575
"""Of a sheet, below its heading."""
_LONGEST_TEXT = 32_767
_DIGITS = 16
"""Of a number."""
_AT_ONCE = 10_000
_WIDTHS = (8, 40)
"""Of columns, in letters."""


def write(export: SiteExport, path: Path) -> None:
    """Write the workbook, row by row so that it needs little memory.

    Parameters
    ----------
    export
        Points are in the columns `lon` and `lat`, lines and areas in `wkt`.
    path
        The file.

    Raises
    ------
    ExchangeError
        If there are more rows than a sheet holds.
    """
    if len(export) > MOST_ROWS:
        message = f"a sheet holds {MOST_ROWS + 1:,} rows with its heading, and there are {len(export):,}; choose fewer with --where, or another format such as csv"
        raise ExchangeError(message)
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        day = datetime.combine(export.made_on, clock(), UTC).replace(tzinfo=None)
        book.set_properties({"title": export.title, "comments": export.question, "created": day})
        bold = book.add_format({"bold": True, "bottom": 1})
        _sheet(book, "sites", _fitting(_columns(export)), bold)
        sources = {str(name): arrow_column(export.sources[name]) for name in export.sources.columns}
        _sheet(book, "sources", _fitting(sources), bold)
        _sheet(book, "licences", {"licence": pa.array(export.licences, pa.string())}, bold)


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    told = []
    for name, column in _columns(export).items():
        if pa.types.is_floating(column.type):
            known = column.drop_null().to_numpy()
            if n_exact := sum(float(f"{each:.{_DIGITS}G}") != each for each in known.tolist()):
                told.append(f"the seventeenth digit of numbers in the field {name} ({n_exact:,})")
        if is_number(column):
            continue
        n_long = int(pc.sum(_too_long(as_text(column))).as_py() or 0)
        if n_long and name == "wkt":
            told.append(f"outlines of more than {_LONGEST_TEXT:,} letters, which no cell holds ({n_long:,})")
        elif n_long:
            told.append(f"the rest of texts of more than {_LONGEST_TEXT:,} letters in the field {name} ({n_long:,})")
    return told


def _columns(export: SiteExport) -> dict[str, pa.Array]:
    whole = export.held.whole()
    return placed_columns(whole.columns, whole.geometry, shaped=has_shapes(export))


def _too_long(text: pa.Array) -> pa.Array:
    return pc.greater(pc.utf8_length(text), _LONGEST_TEXT)


def _fitting(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return columns of numbers and texts, each text no longer than a cell holds."""
    out = {}
    for name, column in columns.items():
        if is_number(column):
            out[name] = column
            continue
        text = as_text(column)
        if pc.any(_too_long(text)).as_py():
            # half an outline is another place: none is better
            short = None if name == "wkt" else pc.utf8_slice_codeunits(text, 0, _LONGEST_TEXT)
            text = pc.if_else(_too_long(text), short, text)
        out[name] = text
    return out


def _sheet(book: xlsxwriter.Workbook, name: str, columns: dict[str, pa.Array], bold: Format) -> None:
    sheet = book.add_worksheet(name)
    for at, (heading, column) in enumerate(columns.items()):
        sheet.set_column(at, at, _width(heading, column))
    for at, heading in enumerate(columns):
        sheet.write_string(0, at, heading, bold)
    sheet.freeze_panes(1, 1)
    n = len(next(iter(columns.values()))) if columns else 0
    for start in range(0, n, _AT_ONCE):  # cell by cell: the format has no other way
        some = [column[start : start + _AT_ONCE].to_pylist() for column in columns.values()]
        for row, cells in enumerate(zip(*some, strict=True), start + 1):
            for at, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, at, cell)
                elif cell is not None and np.isfinite(cell):
                    sheet.write_number(row, at, cell)


def _width(heading: str, column: pa.Array) -> float:
    least, most = _WIDTHS
    if pa.types.is_string(column.type) and len(column):
        longest = pc.quantile(pc.utf8_length(column), 0.9)[0].as_py() or 0
    else:
        longest = 10 if len(column) - column.null_count else 0
    return float(min(max(longest, len(heading), least) + 1, most))
