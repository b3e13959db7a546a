"""Where each row of a file stands in it, for whoever mends it: put aside, because few of a million are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.exchange.put_aside import ArrayFile

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.batch import Batch

__all__ = ["RowPlaces"]


class RowPlaces:
    """Takes the batches of a file in order.

    Parameters
    ----------
    folder
        On a disk with room.
    """

    def __init__(self, folder: Path) -> None:
        self._numbers = ArrayFile(folder, np.int64)
        self._lines: ArrayFile[np.int64] | None = ArrayFile(folder, np.int64)
        self._spans: ArrayFile[np.int64] | None = ArrayFile(folder, np.int64, 2)
        self.n_rows = 0

    def append(self, batch: Batch) -> None:
        """Take the places of the next rows."""
        self._numbers.append(batch.numbers)
        self._lines = _longer(self._lines, batch.lines)
        self._spans = _longer(self._spans, batch.spans)
        self.n_rows += len(batch)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each row, shape (n,)."""
        return self._numbers.mapped()

    @property
    def lines(self) -> NDArray[np.int64] | None:
        """Line on which each row begins, shape (n,); None where the file has none."""
        return None if self._lines is None else self._lines.mapped()

    @property
    def spans(self) -> NDArray[np.int64] | None:
        """First byte of each row and the one after its last, shape (n, 2); None where the file has none."""
        return None if self._spans is None else self._spans.mapped()


def _longer(file: ArrayFile[np.int64] | None, part: NDArray[np.int64] | None) -> ArrayFile[np.int64] | None:
    """Return an array with the next part; None where any part is missing."""
    if file is None or part is None:
        return None
    file.append(part)
    return file
