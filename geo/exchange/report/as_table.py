"""The issues of an import as a table: one line an issue, for a spreadsheet beside the file.

UTF-8 with a byte order mark, by which spreadsheets know it; no cell is a formula (`geo.exchange.export.formula_safe`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as csv

from geo.exchange.export.formula_safe import formula_safe
from geo.exchange.report.import_report import in_words
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.report.import_report import ImportReport

__all__ = ["COLUMNS", "write"]

COLUMNS = (
    "severity", "code", "row", "line", "id", "field", "title", "message", "before", "after", "mend", "lon", "lat",
)  # fmt: skip
_FOREIGN = ("id", "field", "message", "before", "after")
"""What others wrote; the rest are our own words."""
_BOM = b"\xef\xbb\xbf"


def write(report: ImportReport, path: Path) -> None:
    """Write the issues, whole or not at all: columns of `COLUMNS`, empty where nothing is known."""
    table = pa.Table.from_pandas(in_words(report.listed())[list(COLUMNS)], preserve_index=False)
    for name in _FOREIGN:
        table = table.set_column(COLUMNS.index(name), name, formula_safe(table[name].cast(pa.string())))
    with whole_file(path) as part, part.open("wb") as out:
        out.write(_BOM)
        csv.write_csv(table, out, csv.WriteOptions(quoting_style="needed"))
