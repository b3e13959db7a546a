"""Points in columns of well-known binary (WKB): what most sites are, and need not become an object each for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["points_of"]

_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("place", "<f8", 2)])


def points_of(wkb: pa.Array) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which geometries are points of two dimensions, and where these are.

    Parameters
    ----------
    wkb
        `pa.binary()`.

    Returns
    -------
    is_point, places
        Shape (n,); longitude and latitude of each point, shape (n points, 2), NaN where it is empty.

    Examples
    --------
    >>> import shapely
    >>> is_point, places = points_of(pa.array([shapely.Point(46, 40).wkb, None]))
    >>> is_point.tolist(), places.tolist()
    ([True, False], [[46.0, 40.0]])
    """
    is_point = pc.fill_null(pc.equal(pc.binary_length(wkb), _POINT.itemsize), fill_value=False)
    found = wkb.filter(is_point)
    which = is_point.to_numpy(zero_copy_only=False)
    if not len(found):
        return which, np.empty((0, 2))
    start = found.offset * _POINT.itemsize
    records = np.frombuffer(found.buffers()[2], _POINT, len(found), start)
    plain = (records["order"] == 1) & (records["type"] == 1)
    if not plain.all():
        which = which.copy()
        which[which] = plain
    return which, records["place"][plain]
