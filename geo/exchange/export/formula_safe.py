"""Texts that no spreadsheet runs, for every table that is written for people: CSV, XLSX, reports.

A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection); one that has such an
apostrophe already gets another, so that reading can take exactly one away again. Plain numbers stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.hidden import SEEMING, visible
from geo.exchange.site_rows import is_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    type Column = pa.Array | pa.ChunkedArray

__all__ = ["FORMULA", "PLAIN_NUMBER", "formula_safe", "formula_taken_back", "is_own_table", "with_apostrophes"]

_SIGNS = r"(?:[\t\r]|[\s\x{85}\p{Z}]*[=+\-@|%\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
FORMULA = rf"^{_SIGNS}"
"""Pattern of Arrow: how texts begin that a spreadsheet may run; the wide signs count in East Asian ones."""
PLAIN_NUMBER = r"^[+-]?\d+(?:\.\d+)?$"
_APOSTROPHES_BEFORE = rf"^'*{_SIGNS}"
_APOSTROPHE_BEFORE = rf"^'('*{_SIGNS})"


def formula_safe(column: Column) -> Column:
    """Return texts that no spreadsheet runs, without hidden characters; null stays null.

    Parameters
    ----------
    column
        Of text.

    Examples
    --------
    >>> formula_safe(pa.array(["=1+1", "-0550", "a=b", "'=1", None])).to_pylist()
    ["'=1+1", '-0550', 'a=b', "''=1", None]
    """
    return with_apostrophes(_visible(column))


def with_apostrophes(column: Column) -> Column:
    """Return texts with an apostrophe before formulas, otherwise exactly as they are: `formula_taken_back` undoes it."""
    formula = pc.and_not(
        pc.match_substring_regex(column, _APOSTROPHES_BEFORE), pc.match_substring_regex(column, PLAIN_NUMBER)
    )
    if not pc.any(formula).as_py():
        return column
    return pc.if_else(formula, pc.utf8_replace_slice(column, 0, 0, "'"), column)


def formula_taken_back(column: Column) -> Column:
    """Return texts as they were before `formula_safe`: one apostrophe before a formula goes.

    Examples
    --------
    >>> formula_taken_back(pa.array(["'=1+1", "-0550", "''=1", "'a", None])).to_pylist()
    ['=1+1', '-0550', "'=1", "'a", None]
    """
    return pc.replace_substring_regex(column, _APOSTROPHE_BEFORE, r"\1", max_replacements=1)


def is_own_table(headings: Sequence[str]) -> bool:
    """Return whether a table with these headings is read as one of our own, in which formulas have their apostrophes."""
    return tuple(headings[:2]) == ("id", "kind") and all(map(is_target, headings))


def _visible(column: Column) -> Column:
    hidden = pc.fill_null(pc.match_substring_regex(column, SEEMING), fill_value=False)
    if not pc.any(hidden).as_py():
        return column
    if isinstance(column, pa.ChunkedArray):
        column, hidden = column.combine_chunks(), hidden.combine_chunks()
    return pc.replace_with_mask(column, hidden, visible(column.filter(hidden)).cast(column.type))
