"""Numbers among properties as they are written: 1.50 stays 1.50, which no parser of JSON keeps.

DuckDB writes a number with a point or an exponent anew, as shortly as can be, and a negative zero as 0; other whole numbers
stay as they are, however long. So numbers that would not stay are put in quotation marks before it reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.exchange.read.feature_cut import Pieces, places, structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    type Bytes = NDArray[np.uint8]
    type Places = NDArray[np.int64]

__all__ = ["quote_numbers"]


def _table(signs: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(signs)] = True
    return table


_DIGIT, _FRACTION = _table(b"0123456789"), _table(b".eE")
_NUMBER, _BLANK = _table(b"0123456789+-.eE"), _table(b" \t\r\n")
_LONGEST = 1024
"""Bytes of a number; longer ones are left to the parser."""
_SHORT = 16
"""Signs of a number whose digits a double keeps, whatever they are."""
_PROPERTIES = np.frombuffer(b'"properties"', dtype=np.uint8)


def quote_numbers(text: Bytes, pieces: Pieces, parsed: NDArray[np.bool_]) -> tuple[Bytes, Pieces] | None:
    """Return a block with quotation marks around numbers that would not stay as they are written.

    Parameters
    ----------
    text
        The block; blanks stand between its features.
    pieces
        Its features.
    parsed
        Which of them are JSON.

    Returns
    -------
    tuple of array and Pieces, or None
        The longer block, with blanks in place of what is no JSON; None where nothing has to be done. Numbers within lists
        and objects among the properties are left alone.
    """
    starts = _starts(text)
    if not len(starts):
        return None
    if not parsed.all():
        text = text.copy()
        for start, end in zip(pieces.starts[~parsed].tolist(), pieces.ends[~parsed].tolist(), strict=True):
            text[start:end] = 0x20
    starts = _of_properties(text, starts)
    ends = _walk(text, starts, _NUMBER, 1)
    starts, ends = starts[ends >= 0], ends[ends >= 0]
    if not len(starts):
        return None
    marks = np.column_stack([starts, ends]).ravel()
    longer = np.insert(text, marks, ord('"'))
    moved = [at + np.searchsorted(marks, at) for at in (pieces.starts, pieces.ends)]
    return longer, Pieces(moved[0], moved[1], pieces.used)


def _colons(text: Bytes) -> NDArray[np.bool_]:
    """Return which bytes are a colon before a digit, a minus or a blank (and a few other signs)."""
    after = text[1:]
    out: NDArray[np.bool_] = (text[:-1] == ord(":")) & ((after - ord("-") <= ord("9") - ord("-")) | (after <= ord(" ")))
    return out


def _starts(text: Bytes) -> Places:
    """Return where numbers with a point, an exponent or a negative zero seem to follow a colon."""
    starts = places(text, _colons, ahead=1) + 1
    blank = _BLANK[text[starts]]
    if blank.any():
        starts[blank] = _walk(text, starts[blank], _BLANK, 1)
    starts = starts[starts >= 0]
    minus = text[starts] == ord("-")
    number = minus | _DIGIT[text[starts]]
    starts, minus = starts[number], minus[number]
    whole = _walk(text, starts + minus, _DIGIT, 1)  # the sign behind its digits
    zero = minus & (whole == starts + 2) & (text[np.minimum(starts + 1, len(text) - 1)] == ord("0"))
    found = (whole >= 0) & (zero | _FRACTION[text[whole]])
    starts, minus, whole = starts[found], minus[found], whole[found]
    return np.asarray(starts[~_shortest(text, starts, minus, whole)], dtype=np.int64)


def _shortest(text: Bytes, starts: Places, minus: NDArray[np.bool_], points: Places) -> NDArray[np.bool_]:
    """Return which numbers are written as shortly as can be, so that they stay: most are, as programs write them."""
    ends = _walk(text, np.minimum(points + 1, len(text) - 1), _DIGIT, 1)
    fine = (text[points] == ord(".")) & (ends > points + 1) & (ends - starts <= _SHORT)
    fine[fine] = ~_NUMBER[text[ends[fine]]]  # no exponent
    fine[fine] = (text[ends[fine] - 1] != ord("0")) | (ends[fine] == points[fine] + 2)
    small = (text[starts + minus] == ord("0")) & (text[points + 1] == ord("0")) & (ends > points + 2)
    return np.asarray(fine & ~small, dtype=bool)


def _walk(text: Bytes, at: Places, of: NDArray[np.bool_], step: int) -> Places:
    """Return the first place from each on, forwards or backwards, whose sign is not of a kind.

    -1 where there is none, or only further away than any number is long.
    """
    at = at.copy()
    going = np.arange(len(at))
    for _ in range(_LONGEST):
        going = going[(at[going] >= 0) & (at[going] < len(text))]
        going = going[of[text[at[going]]]]
        if not len(going):
            break
        at[going] += step
    at[going] = -1
    at[(at < 0) | (at >= len(text))] = -1
    return at


def _of_properties(text: Bytes, starts: Places) -> Places:
    """Return which of them stand outside of strings, as a member of a feature or of its properties."""
    found = structure(text)
    starts = starts[np.searchsorted(found.quotes, starts) % 2 == 0]
    around = np.searchsorted(found.at, starts) - 1
    starts, around = starts[around >= 0], around[around >= 0]
    depth = found.depth[around]
    opens = np.flatnonzero((found.depth == 2) & ((found.signs == ord("{")) | (found.signs == ord("["))))
    fine = np.zeros(len(opens) + 1, dtype=bool)
    fine[:-1] = _is_properties(text, found.at[opens])
    within = np.searchsorted(opens, around, side="right") - 1
    out: Places = starts[(depth == 1) | ((depth == 2) & fine[within])]
    return out


def _is_properties(text: Bytes, braces: Places) -> NDArray[np.bool_]:
    colon = _walk(text, braces - 1, _BLANK, -1)
    quote = _walk(text, colon - 1, _BLANK, -1)
    fine = (text[braces] == ord("{")) & (colon >= 0) & (quote >= len(_PROPERTIES)) & (text[colon] == ord(":"))
    out = np.zeros(len(braces), dtype=bool)
    rows = np.flatnonzero(fine)
    width = np.arange(len(_PROPERTIES)) - len(_PROPERTIES) + 1
    out[rows] = (text[quote[rows, None] + width] == _PROPERTIES).all(axis=1)
    return out
