"""The text in which Valhalla writes lines: an encoded polyline with six decimals of a degree.

Source: Google, Encoded Polyline Algorithm Format; Valhalla multiplies by a million in place of a hundred thousand.
"""

from __future__ import annotations

import numpy as np
from shapely import LineString

__all__ = ["line_of"]

_LOWEST = 63
"""First character of the alphabet."""


def line_of(text: str) -> LineString:
    """Return the line of an encoded polyline, EPSG:4326; a single place is a line of no length.

    Examples
    --------
    >>> line_of("_izlhA~rlgdF_{geC~ywl@").wkt
    'LINESTRING (-120.2 38.5, -120.95 40.7)'
    """
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - _LOWEST
    last = codes < 32  # five bits a character, the sixth says that more follow
    number = np.concatenate([[0], np.cumsum(last)[:-1]])
    first = np.flatnonzero(np.concatenate([[True], last[:-1]]))
    place = np.arange(len(codes)) - first[number]
    values = np.zeros(int(last.sum()), dtype=np.int64)
    np.add.at(values, number, (codes & 31) << (5 * place))
    steps = np.where(values & 1, ~(values >> 1), values >> 1).reshape(-1, 2)
    lonlat = np.cumsum(steps, axis=0)[:, ::-1] / 1e6
    return LineString(lonlat if len(lonlat) > 1 else np.repeat(lonlat, 2, axis=0))
