"""What is said of a row, a column or a file beyond a code: an English sentence with named fields, and their values.

Terminals, tables and JSON say it in English. Pages say the same sentence in the reader's language: the sentences are keys of
the catalogues, which is why they stand in the code as they are, and their values apart from them.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (whoever keeps reasons in a file reads the types of their fields)
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    type Texts = Sequence[str | None] | NDArray[Any] | pd.Series | pa.Array | pa.ChunkedArray | str | int | None

__all__ = ["N_", "Reason", "Reasons", "Value", "alone", "in_english", "pieces_of", "quotable"]

type Value = str | int


def N_(text: str) -> str:  # noqa: N802  (the name by which extractors of texts know it)
    """Mark a text for translation where it is said: the value `why` of a sentence is one."""
    return text


@dataclass(frozen=True)
class Reason:
    """One sentence.

    Examples
    --------
    >>> str(Reason("{count} rows have a value in {field!r}", {"count": 1200, "field": "kind"}))
    Traceback (most recent call last):
    ValueError: a sentence has names of fields and nothing else in braces: '{count} rows have a value in {field!r}'
    >>> str(Reason("{count} rows have a value in {field}", {"count": 1200, "field": "kind"}))
    '1,200 rows have a value in kind'
    """

    sentence: str
    """In English, with the names of its fields in braces; without a final stop."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Of each field. Whole numbers are written as the reader does; what must not be, such as the number of a row, is a text."""

    def __str__(self) -> str:
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in self.values.items()}
        return "".join(text if name is None else shown[name] for text, name in pieces_of(self.sentence))


@dataclass(frozen=True)
class Reasons:
    """One sentence of many rows, with a value for each of them."""

    sentence: str
    values: Mapping[str, Texts] = field(default_factory=dict)
    """Of each field: a column of texts or whole numbers, or one value for all rows."""


def alone(name: str) -> str:
    """Return the sentence that is a value and nothing else: there is nothing in it to translate."""
    return f"{{{name}}}"


def in_english(reasons: Iterable[Reason]) -> str:
    """Return several sentences in one line."""
    return "; ".join(map(str, reasons))


def pieces_of(sentence: str) -> list[tuple[str, str | None]]:
    """Return the parts of a sentence in order: texts, and names of fields (then the text is empty).

    Raises
    ------
    ValueError
        If it has anything but names in braces.

    Examples
    --------
    >>> pieces_of("row {row}, {metres} m away")
    [('row ', None), ('', 'row'), (', ', None), ('', 'metres'), (' m away', None)]
    """
    out: list[tuple[str, str | None]] = []
    for text, name, form, conversion in Formatter().parse(sentence):
        if text:
            out.append((text, None))
        if name is not None:
            if form or conversion or not name.isidentifier():
                message = f"a sentence has names of fields and nothing else in braces: {sentence!r}"
                raise ValueError(message)
            out.append(("", name))
    return out


def quotable(text: str, longest: int = 100) -> str:
    r"""Return the beginning of a foreign text as it can stand in a sentence: what nobody would see is written out.

    Examples
    --------
    >>> quotable("Ad\u202e \n")
    'Ad\\u202e \\n'
    """
    return repr(text[:longest])[1:-1]
