"""The geometry file of a Shapefile: which rows have a shape at all. GDAL gives rows whose shape it cannot read none, in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ExchangeError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["has_shape"]

_HEADER = 100


def has_shape(shp: Path, shx: Path) -> NDArray[np.bool_]:
    """Return for each row whether it has a shape.

    Parameters
    ----------
    shp, shx
        The geometry and its index (ESRI Shapefile Technical Description, 1998).

    Raises
    ------
    ExchangeError
        If one of the files is cut off, or they do not belong together.
    """
    for file in (shp, shx):
        with file.open("rb") as opened:
            head = opened.read(_HEADER)
        length = 2 * int.from_bytes(head[24:28], "big")
        if len(head) < _HEADER or length > file.stat().st_size:
            message = f"its {file.suffix.lower()} is cut off: get the file again"
            raise ExchangeError(message)
    n_rows = (shx.stat().st_size - _HEADER) // 8
    if not n_rows:
        return np.zeros(0, dtype=bool)
    index = np.memmap(shx, dtype=">i4", mode="r", offset=_HEADER, shape=(n_rows, 2))
    starts = index[:, 0].astype(np.int64) * 2
    shapes = np.memmap(shp, dtype=np.uint8, mode="r")
    if starts.min() < _HEADER or starts.max() + 12 > len(shapes):
        message = "its .shx does not belong to its .shp: zip the files of one Shapefile together"
        raise ExchangeError(message)
    # the type of a shape, a little-endian whole number of which only the first byte is ever used, stands behind 8 bytes
    return np.asarray(shapes[starts + 8] != 0)
