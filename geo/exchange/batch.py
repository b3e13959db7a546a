"""A batch: some rows of a foreign file, as whole columns of text beside their geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.exchange.report.reason import Reason

__all__ = ["Batch", "RowDefect"]


@dataclass(frozen=True)
class RowDefect:
    """What a reader found wrong with a row as a whole."""

    at: int
    """Place of the row in its batch, from 0."""
    code: str
    """Of `geo.exchange.report.issue_codes`, such as `broken_feature`."""
    detail: str | Reason = ""
    """What exactly, for the message: `byte 812: a quotation mark is not closed`."""


@dataclass(frozen=True)
class Batch:
    """Rows in the order of the file. A row that cannot be read is here too, empty, with its defect: no row gets lost."""

    columns: pa.Table
    """Every attribute as text (`pa.string()`), null where the file has none; headings as in the file. Objects and lists are
    JSON text. Batches of one file may have different columns."""
    geometry: NDArray[np.object_]
    """Shapely geometry in the reference system of the file, shape (n,); None where there is none or it cannot be read."""
    numbers: NDArray[np.int64]
    """Number of each row, shape (n,): of a feature from 1, of a row of a table as a spreadsheet shows it (heading 1)."""
    spans: NDArray[np.int64] | None = None
    """First byte and the one after the last of each row in the file, shape (n, 2); None where rows have none."""
    lines: NDArray[np.int64] | None = None
    """Line on which each row begins, from 1; None where there are none."""
    defects: tuple[RowDefect, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.geometry)
