"""Which row of a table is its heading: tables made for people have titles and empty rows above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["heading_row"]


def heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the heading among the first rows of a table, from 0; None where all are empty.

    Parameters
    ----------
    rows
        Cells as text, empty where there is nothing; some fifty rows are enough.

    Examples
    --------
    >>> heading_row([["Monuments of the town", "", ""], [], ["id", "name", "kind"], ["1", "A", "church"]])
    2
    >>> heading_row([["name"], ["A"]])
    0

    One row with too many cells does not make another the heading:

    >>> heading_row([["id", "name"], ["1", "A"], ["2", "B"], ["3", "C", "x", "y", "z"]])
    0
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        return None
    # a title fills one cell, or few; the heading fills at least half as many as rows usually do
    wide = sorted(count for count in filled if count > 1)
    least = max(2, (wide[len(wide) // 2] + 1) // 2) if wide else 1
    return next(at for at, count in enumerate(filled) if count >= least)
