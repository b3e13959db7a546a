"""Centuries as codes, so that sites are counted in each century that the date of building overlaps by two sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.questions.urgency import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CenturySpans", "century_spans", "century_text"]

_FIRST, _LAST = -100, 99
"""From -99XX to 99XX; those before year 0 count down from -1."""


class CenturySpans(NamedTuple):
    """From which century to which each site may have been built."""

    low: int
    """Number of the earliest century; codes count from here."""
    n: int
    """How many there are up to the latest."""
    start: NDArray[np.int16]
    """Code of the first century of each site; `n` for a site without a date."""
    end: NDArray[np.int16]
    """One more than the code of its last century; `n` for a site without a date."""

    def counts(self, rows: NDArray[np.intp] | slice) -> tuple[dict[str, int], int]:
        """Return how many of some sites overlap each century, and how many have no date."""
        begun = np.bincount(self.start[rows], minlength=self.n + 1)
        ended = np.bincount(self.end[rows], minlength=self.n + 1)
        inside = np.cumsum(begun - ended)[: self.n].tolist()
        return {century_text(self.low + code): n for code, n in enumerate(inside)}, int(begun[self.n])


def century_spans(first: NDArray[np.int64], last: NDArray[np.int64]) -> CenturySpans:
    """Return the centuries of buildings, shape (n,).

    Parameters
    ----------
    first, last
        Years; `NEVER` and `-NEVER` for an end that is open, which reaches to the outermost century that occurs. Both open:
        no date.

    Examples
    --------
    >>> century_spans(np.array([1580, NEVER, NEVER]), np.array([1601, 1420, -NEVER])).counts(slice(None))
    ({'14XX': 1, '15XX': 1, '16XX': 1}, 1)
    """
    undated = (first == NEVER) & (last == -NEVER)
    starts, ends = _number(first), _number(last)
    inner = np.concatenate([starts[first != NEVER], ends[last != -NEVER]])
    low, high = (int(inner.min()), int(inner.max())) if len(inner) else (0, -1)
    n = high - low + 1
    start = np.where(undated, n, starts.clip(low, high) - low).astype(np.int16)
    end = np.where(undated, n, ends.clip(low, high) - low + 1).astype(np.int16)
    return CenturySpans(low, n, start, end)


def _number(years: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the century; EDTF cuts years off toward zero, so that -05XX has the years -599 to -500."""
    number = np.where(years < 0, -1 - (-years) // 100, years // 100)
    return number.clip(_FIRST, _LAST)


def century_text(number: int) -> str:
    """Return a century as questions write it.

    Examples
    --------
    >>> century_text(15), century_text(0), century_text(-6)
    ('15XX', '00XX', '-05XX')
    """
    return f"-{-1 - number:02d}XX" if number < 0 else f"{number:02d}XX"
