"""Texts of site rows: hidden characters, letters written apart, needless spaces, markup, length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.check.text_bytes import lengths, needs_a_look
from geo.exchange.export.formula_safe import FORMULA, PLAIN_NUMBER
from geo.exchange.hidden import SEEMING, shown, visible
from geo.exchange.report.reason import Reason, Reasons, alone
from geo.exchange.site_rows import FAMILIES, field_of
from geo.vocabularies import Property

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.check.row_issues import RowIssues

__all__ = ["LONGEST_NAME", "LONGEST_TEXT", "check_text", "is_free"]

LONGEST_NAME = 500
LONGEST_TEXT = 10_000
_LINE = r"\n\r\x{0B}\x{0C}\x{85}\x{2028}\x{2029}"
_WIDE = r"\t\x{A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}"
# single plain spaces are not matched: to put each in place of itself would take seven times as long
_ANY_SPACES = rf" *[{_WIDE}{_LINE}][{_WIDE}{_LINE} ]*| {{2,}}"
_BLANKS = rf" *[{_WIDE}][{_WIDE} ]*| {{2,}}"
_BREAK = rf" *(?:\r\n|[{_LINE}]) *"
_TAG = r"<[A-Za-z!/?]"
_MARKUP = rf"{_TAG}|{FORMULA}"


def is_free(name: str) -> bool:
    """Return whether a field holds any text: no word of a vocabulary, no id, number or date."""
    field = field_of(name)
    return field.kind == "text" and field.vocabulary is None and field.pattern is None and field.reference is None


def check_text(column: pa.Array, name: str, found: RowIssues) -> pa.Array:
    """Return a column of free text, mended; a text without any visible character is null.

    Parameters
    ----------
    column
        Array of `pa.string()`.
    name
        The field.
    found
        Where defects and changes are said.
    """
    longest = LONGEST_NAME if name.startswith("name:") else LONGEST_TEXT
    look = needs_a_look(column)
    if look.any():
        column = _mended(column, np.flatnonzero(look), name, found)
    size = lengths(column)
    if (size > longest).any():
        long = pc.greater(pc.utf8_length(column), longest)
        detail = Reason("at most {count} characters", {"count": longest})
        found.add("too_long", _true(long), field=name, detail=detail)
    empty = (size == 0) & column.is_valid().to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(empty), None, column) if empty.any() else column


def _mended(column: pa.Array, rows: NDArray[np.intp], name: str, found: RowIssues) -> pa.Array:
    texts = column.take(pa.array(rows))
    hidden = _true(pc.match_substring_regex(texts, SEEMING))
    if len(hidden):
        texts = _changed(
            "hidden_characters", texts, _put(texts, hidden, visible(texts.take(hidden))), rows, name, found
        )
    texts = _changed("characters_composed", texts, pc.utf8_normalize(texts, form="NFC"), rows, name, found)
    texts = _changed("spaces", texts, _spaced(texts, one_line=_is_one_line(name)), rows, name, found)
    suspect = pc.and_not(pc.match_substring_regex(texts, _MARKUP), pc.match_substring_regex(texts, PLAIN_NUMBER))
    found.add(
        "markup",
        rows[_true(suspect)],
        field=name,
        detail=Reasons(alone("value"), {"value": _short(texts.filter(suspect))}),
    )
    return _put(column, rows, texts)


def _changed(
    code: str, before: pa.Array, after: pa.Array, rows: NDArray[np.intp], name: str, found: RowIssues
) -> pa.Array:
    """Say which texts were changed, and return them as they are now."""
    at = _true(pc.not_equal(before, after))
    if not len(at):
        return before
    old, new = before.take(at), after.take(at)
    old = shown(old) if code == "hidden_characters" else old
    found.add(code, rows[at], field=name, before=_short(old), after=_short(new))
    return after


def _spaced(texts: pa.Array, *, one_line: bool) -> pa.Array:
    if one_line:
        return pc.ascii_trim(pc.replace_substring_regex(texts, _ANY_SPACES, " "), " ")
    texts = pc.replace_substring_regex(pc.replace_substring_regex(texts, _BLANKS, " "), _BREAK, "\n")
    return pc.ascii_trim(pc.replace_substring_regex(texts, r"\n{3,}", "\n\n"), " \n")


def _is_one_line(name: str) -> bool:
    """Return whether line breaks are needless: they are in names, and part paragraphs in notes and statements."""
    return name.partition(":")[0] in FAMILIES or not (
        name.endswith(("note", "_raw", "_reason", "_document")) or name in list(Property)
    )


def _short(texts: pa.Array) -> pa.Array:
    """Return at most so much of texts as a report shows."""
    return pc.utf8_slice_codeunits(texts, 0, 500)


def _true(mask: pa.Array) -> NDArray[np.intp]:
    return np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False))


def _put(column: pa.Array, rows: NDArray[np.intp], texts: pa.Array) -> pa.Array:
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), texts)
