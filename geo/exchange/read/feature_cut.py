"""Bytes of GeoJSON cut into features without trusting them: separators, or quotes and brackets, whole blocks at once.

Nothing is parsed here. A cut is a proposal: whoever decodes the pieces finds the bad ones, and `recover` looks for the
features among them. So a broken feature spoils itself and no other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    type Bytes = NDArray[np.uint8]
    type Places = NDArray[np.int64]

__all__ = [
    "FEATURE", "NEWLINE", "RECORD", "Pieces", "Structure", "cut_brackets", "cut_separated", "doubtful", "gap_bytes", "places", "recover",
    "structure",
]  # fmt: skip

NEWLINE, RECORD = 0x0A, 0x1E
"""What separates features: a line each, or a text sequence (RFC 8142)."""
FEATURE = re.compile(rb'\{\s*"type"\s*:\s*"Feature"\s*[,}]')
"""How most features open: where to go on after a broken one."""

_SPACE = b" \t\r\n,\x1e"
_BETWEEN = np.zeros(256, dtype=bool)
_BETWEEN[list(_SPACE)] = True
_QUOTE, _ESCAPE = 0x22, 0x5C
_SIGNS = np.zeros(256, dtype=bool)
_SIGNS[list(b'"\\[]{}')] = True
_STEP = np.zeros(256, dtype=np.int8)
_STEP[list(b"{[")], _STEP[list(b"}]")] = 1, -1
_PART = 1 << 18
_TRIMS = 64
_AHEAD = 8
"""Openings that one feature may hold within itself, as features in a property do."""


@dataclass(frozen=True)
class Pieces:
    """Where features seem to be in a block."""

    starts: Places
    ends: Places
    """One after the last byte of each."""
    used: int
    """Where the part begins that is not cut: an unfinished feature, the end of the list, or nothing."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Structure:
    """Brackets outside of strings."""

    at: Places
    signs: Bytes
    depth: NDArray[np.int32]
    """After each bracket; 0 outside of all."""
    quotes: Places
    """Quotation marks that open or close a string."""


def places(text: Bytes, test: Callable[[Bytes], NDArray[np.bool_]], *, ahead: int = 0) -> Places:
    """Return where a test of bytes holds.

    Parameters
    ----------
    text
        A block; it is tested in parts that stay in the cache of a processor, which is several times as fast.
    test
        Answers for each byte but the last `ahead`, which it may look at.
    ahead
        How many bytes behind each the test looks at.
    """
    found = [np.flatnonzero(test(text[at : at + _PART + ahead])) + at for at in range(0, len(text), _PART)]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def structure(text: Bytes) -> Structure:
    """Return the brackets of JSON outside of strings; the text begins outside of one."""
    at = places(text, _SIGNS.__getitem__)
    signs = text[at]
    escapes = np.flatnonzero(signs == _ESCAPE)
    if len(escapes):
        keep = signs != _ESCAPE
        begins = np.flatnonzero(np.diff(at[escapes], prepend=-9) != 1)
        lengths = np.diff(np.append(begins, len(escapes)))
        last = escapes[begins + lengths - 1][lengths % 2 == 1]
        after = np.minimum(last + 1, len(at) - 1)  # the next sign, escaped if it follows at once
        keep[after[(at[after] == at[last] + 1) & (signs[after] == _QUOTE)]] = False
        at, signs = at[keep], signs[keep]
    quotes = signs == _QUOTE
    outside = ((np.cumsum(quotes, dtype=np.uint8) & 1) == 0) & ~quotes  # wraps at 256, which is even
    marks = at[quotes]
    at, signs = at[outside], signs[outside]
    return Structure(at, signs, np.cumsum(_STEP[signs], dtype=np.int32), marks)


def cut_brackets(text: Bytes) -> Pieces:
    """Cut a block at the brackets of the outermost level, in any layout; it ends where a bracket closes that was not opened."""
    found = structure(text)
    over = np.flatnonzero(found.depth < 0)
    n = int(over[0]) if len(over) else len(found.at)
    last = np.flatnonzero(found.depth[:n] == 0)
    ends = found.at[last] + 1
    starts = found.at[np.append(0, last + 1)[: len(last)]]
    return Pieces(starts, ends, int(ends[-1]) if len(ends) else 0)


def cut_separated(text: Bytes, at: Places, *, before: bool, eof: bool) -> Pieces:
    """Cut a block where separators stand; blanks and commas around pieces belong to none.

    Parameters
    ----------
    text
        The block.
    at
        Where separators stand.
    before
        One stands before each feature, as in a text sequence; else one after each.
    eof
        What follows the last separator is a piece as well.
    """
    bounds = np.concatenate([[-1], at, [len(text)] if eof else []]).astype(np.int64)
    starts, ends = _trim(text, bounds[:-1] + 1, bounds[1:].copy())
    keep = starts < ends
    used = len(text) if eof else int(at[-1]) + (not before) if len(at) else 0
    return Pieces(starts[keep], ends[keep], used)


def _trim(text: Bytes, starts: Places, ends: Places) -> tuple[Places, Places]:
    for move, end, of in ((1, starts, 0), (-1, ends, -1)):
        left = np.flatnonzero(starts < ends)
        for _ in range(_TRIMS):
            left = left[_BETWEEN[text[end[left] + of]]]
            end[left] += move
            left = left[starts[left] < ends[left]]
            if not len(left):
                break
        for k in left.tolist():  # longer blanks than any layout has
            piece = text[starts[k] : ends[k]].tobytes()
            end[k] += move * (len(piece) - len(piece.lstrip(_SPACE) if move > 0 else piece.rstrip(_SPACE)))
    return starts, ends


def gap_bytes(pieces: Pieces) -> Places:
    """Return the places of all bytes between pieces, and before the first."""
    begins = np.append(0, pieces.ends[:-1])
    lengths = pieces.starts - begins
    before = np.cumsum(lengths) - lengths
    return np.repeat(begins - before, lengths) + np.arange(int(lengths.sum()))


def doubtful(text: Bytes, pieces: Pieces, good: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches of a block that hold no good piece, yet more than what stands between features."""
    gaps = gap_bytes(pieces)
    dirt = gaps[~_BETWEEN[text[gaps]]]
    if good.all() and not len(dirt):
        return []
    bad = np.zeros(2 * len(pieces) + 1, dtype=bool)  # gap, piece, gap, piece, …
    bad[1::2] = ~good
    bad[2:-1:2] = bad[1:-2:2] & bad[3::2]
    bad[2 * np.searchsorted(pieces.starts, dirt, side="right")] = True
    bounds = np.append(0, np.column_stack([pieces.starts, pieces.ends]).ravel())
    edges = np.flatnonzero(np.diff(bad.astype(np.int8), prepend=0))
    return [(int(bounds[a]), int(bounds[b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def recover(text: bytes, opening: re.Pattern[bytes], *, last: bool, eof: bool, longest: int) -> Pieces:
    """Find the features in a stretch of broken ones.

    Parameters
    ----------
    text
        The stretch.
    opening
        How features open: there it is tried again.
    last
        The stretch is at the end of what was read: what is behind its last feature is left to the caller.
    eof
        Nothing comes after that.
    longest
        Bytes of a feature, after which the end of one that has none is not waited for.

    Returns
    -------
    Pieces
        Features that can be parsed, and the broken pieces between them.
    """
    string = text.decode("latin-1")  # one character a byte, so that places are right whatever the bytes are
    decoder = json.JSONDecoder()
    marks = [match.start() for match in opening.finditer(text)]
    found: list[tuple[int, int]] = []

    def rest(start: int, end: int) -> None:
        piece = text[start:end].rstrip(_SPACE)
        begin = start + len(piece) - len(piece.lstrip(_SPACE))
        if begin < start + len(piece):
            found.append((begin, start + len(piece)))

    done = 0
    for i, (mark, following) in enumerate(pairwise([*marks, len(text)])):
        if mark < done:
            continue  # within the feature before
        horizon = marks[i + _AHEAD] if i + _AHEAD < len(marks) else len(text)
        try:
            end = mark + decoder.raw_decode(string[mark:horizon])[1]
        except (ValueError, RecursionError):
            open_end = last and not eof and horizon == len(text)
            if open_end and (len(text) - mark <= longest or following == len(text)):
                rest(done, mark)
                return _pieces(found, mark)
            end = following
        rest(done, mark)
        rest(mark, end)
        done = end
    if not last:
        rest(done, len(text))
        done = len(text)
    return _pieces(found, done)


def _pieces(found: list[tuple[int, int]], used: int) -> Pieces:
    bounds = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Pieces(bounds[:, 0], bounds[:, 1], used)
