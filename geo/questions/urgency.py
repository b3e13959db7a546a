"""How urgent it is that somebody looks at a site again: a whole number from 0 to 60, from what is on record.

`10 c + 10 t + v`, where

- `c` is 4 where the condition is very bad, 3 where poor, 2 where destroyed, where somebody could not tell and where nobody
  said anything, 1 where fair, 0 where good;
- `t` is 1 where a statement of a threat counts;
- `v` is the number of whole years since the last documented visit, at most 10; 10 where none is on record.

The measure is ours and rests on nothing but these three; it orders a list and says nothing of safety or worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.edtf import months_before

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["MOST_URGENT", "NEVER", "UrgencyParts", "urgencies", "urgency_parts"]

MOST_URGENT = 60
NEVER = -(2**62)
"""In place of the day of something that never happened."""
_GRADES = np.array([2, 0, 1, 3, 4, 2, 2], dtype=np.int16)
"""By grade 0 to 5; the last for -1, nobody said anything."""
_MOST_YEARS = 10


def urgencies(
    condition: NDArray[np.int8], threat: NDArray[np.bool_], visited: NDArray[np.int64], *, on: date | int
) -> NDArray[np.int16]:
    """Return the urgency of each site, shape (n,).

    Parameters
    ----------
    condition
        Grades 0 to 5, -1 where nobody said anything.
    threat
        Whether a statement of a threat counts.
    visited
        Days of the last documented visit, ordinals; `NEVER` where there is none.
    on
        Day from which years are counted back, a date or an ordinal: k whole years have passed where the visit is no later
        than 12 k calendar months before it (`geo.edtf.months_before`).

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2024, 6, 1).toordinal()
    >>> urgencies(np.array([4, 1]), np.array([True, False]), np.array([NEVER, day - 800]), on=day).tolist()
    [60, 2]
    """
    condition_points, threat_points, years = urgency_parts(condition, threat, visited, on=on)
    out: NDArray[np.int16] = condition_points + threat_points + years
    return out


class UrgencyParts(NamedTuple):
    """What the urgency of each site is made of, shape (n,) each."""

    condition: NDArray[np.int16]
    """`10 c`."""
    threat: NDArray[np.int16]
    """`10 t`."""
    years: NDArray[np.int16]
    """`v`."""


def urgency_parts(
    condition: NDArray[np.int8], threat: NDArray[np.bool_], visited: NDArray[np.int64], *, on: date | int
) -> UrgencyParts:
    """Return the parts of which the urgency of each site is the sum; parameters as of `urgencies`."""
    day = on if isinstance(on, int) else on.toordinal()
    ends = np.array([months_before(day, 12 * years) for years in range(_MOST_YEARS, 0, -1)])
    years = (_MOST_YEARS - np.searchsorted(ends, visited, side="left")).astype(np.int16)
    return UrgencyParts(10 * _GRADES[condition], 10 * threat.astype(np.int16), years)
