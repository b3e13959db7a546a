"""Columns as XML 1.0: escaped, and without the characters that it cannot hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.arrow_columns import arrow_column, is_number
from geo.exchange.export.text_joins import joined, or_empty
from geo.exchange.read.text_columns import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.exchange.export.site_export import SiteExport

__all__ = ["attribute", "element", "illegal_loss", "plain_attribute", "plain_text", "xml_text"]

_LEGAL = r"\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}"
"""Char of XML 1.0, for RE2."""
_ILLEGAL = f"[^{_LEGAL}]"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_ATTRIBUTE = (*_TEXT, ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"))


def xml_text(column: pa.Array) -> pa.Array:
    r"""Return texts as the content of an element: `pa.large_string()`, null where null.

    Examples
    --------
    >>> xml_text(pa.array(["a<b>&\x00c", None])).to_pylist()
    ['a&lt;b&gt;&amp;c', None]
    """
    return _escaped(column, _TEXT)


def attribute(column: pa.Array) -> pa.Array:
    """Return texts as the value of an attribute, between double quotes."""
    return _escaped(column, _ATTRIBUTE)


def element(name: str, content: pa.Array, attributes: str = "") -> pa.Array:
    """Return elements around content that is XML already; empty text where there is no content.

    Examples
    --------
    >>> element("name", pa.array(["a", None]), ' lang="en"').to_pylist()
    ['<name lang="en">a</name>', '']
    """
    return or_empty(joined(f"<{name}{attributes}>", content, f"</{name}>"))


def plain_text(text: str) -> str:
    """Return one text as the content of an element."""
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})


def plain_attribute(text: str) -> str:
    """Return one text as the value of an attribute, between double quotes."""
    return escape(_NOT_XML.sub("", text), dict(_ATTRIBUTE[3:]))


def illegal_loss(export: SiteExport, columns: Iterable[pa.Array] = ()) -> list[str]:
    """Return the sentence on characters that XML cannot hold, where there are any.

    Parameters
    ----------
    export
        Its rows and the titles of its sources are looked through.
    columns
        Other columns that are written.
    """
    n_bad = sum(map(_n_illegal, [arrow_column(export.sources["title"]), *columns]))
    for part in export.parts(export.filled):
        n_bad += sum(map(_n_illegal, part.columns.columns))
    if not n_bad:
        return []
    return [f"control characters, which XML cannot hold and which are taken out (in {n_bad:,} texts)"]


def _n_illegal(column: pa.Array) -> int:
    n: int | None = None if is_number(column) else pc.sum(pc.match_substring_regex(as_text(column), _ILLEGAL)).as_py()
    return n or 0


def _escaped(column: pa.Array, characters: tuple[tuple[str, str], ...]) -> pa.Array:
    text = as_text(column).cast(pa.large_string())
    if pc.any(pc.match_substring_regex(text, _ILLEGAL)).as_py():
        text = pc.replace_substring_regex(text, _ILLEGAL, "")
    for character, written in characters:
        text = pc.replace_substring(text, character, written)
    return text
