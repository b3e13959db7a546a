"""Which column of a file each field is read from; which columns are left out, and which were matched to the same field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.exchange.distinct import one_array
from geo.exchange.report.reason import Reason, quotable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.exchange.report.issues import Issues

__all__ = ["FieldHeadings"]


class FieldHeadings:
    """The headings of one file.

    Parameters
    ----------
    columns
        The field of each heading, None where it is left out, as a mapping says. Where two are matched to one field, the first
        has it; a heading of the file comes before one that may turn up later.
    headings
        That the file has as it is opened.
    """

    def __init__(self, columns: Mapping[str, str | None], headings: Iterable[str]) -> None:
        self._opened = frozenset(headings)
        self._clashes: list[tuple[str, str, str]] = []
        self._left_out: Counter[str] = Counter()
        self.of: dict[str, str] = {}
        """The heading of each field; one that no column has (yet) stays empty."""
        self.late: dict[str, int] = {}
        """Headings that turned up only after the file was opened (of JSON), and in how many rows; they are left out."""
        for heading, field in columns.items():
            if field is not None and heading in self._opened and self.of.setdefault(field, heading) != heading:
                self._clashes.append((field, self.of[field], heading))
        for heading, field in columns.items():
            if field is not None and heading not in self._opened:
                self.of.setdefault(field, heading)
        self._used = frozenset(self.of.values())

    def __contains__(self, field: str) -> bool:
        return field in self.of

    def column(self, field: str, table: pa.Table) -> pa.Array:
        """Return what stands in a field, as text; null where no column is matched to it."""
        heading = self.of.get(field)
        if heading is None or heading not in table.column_names:
            return pa.nulls(len(table), pa.string())
        return one_array(table[heading])

    def note_left_out(self, table: pa.Table) -> None:
        """Count the values of columns that are left out."""
        for heading in table.column_names:
            if heading in self._used:
                continue
            column = table[heading]
            count = len(column) - column.null_count
            if count:
                self._left_out[heading] += count
                if heading not in self._opened:
                    self.late[heading] = self.late.get(heading, 0) + count

    def tell(self, issues: Issues) -> None:
        """Say which columns clash, and which are left out with how many values."""
        for field, kept, other in self._clashes:
            both = {"heading": quotable(kept), "other": quotable(other), "field": field}
            detail = Reason("'{heading}' and '{other}' were both matched to {field}", both)
            issues.add_file("columns_clash", field=other, detail=detail)
        for heading, count in self._left_out.items():
            told = Reason("1 row has a value") if count == 1 else Reason("{count} rows have a value", {"count": count})
            issues.add_file("column_left_out", field=heading, detail=told)
