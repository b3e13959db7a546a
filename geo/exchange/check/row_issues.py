"""Where the checks of a batch say what they found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Detail, Issues
    from geo.exchange.report.reason import Texts

__all__ = ["RowIssues"]


@dataclass(frozen=True)
class RowIssues:
    """The issues of some rows of a file: checks count the rows that they are given, issues those of the file."""

    issues: Issues
    rows: NDArray[np.int64]
    """Row in the file, from 0, of each row that is checked."""

    def add(
        self,
        code: str,
        at: NDArray[np.int64] | NDArray[np.intp] | NDArray[np.bool_],
        *,
        field: str | None = None,
        detail: Detail = None,
        before: Texts = None,
        after: Texts = None,
        places: NDArray[np.float64] | None = None,
    ) -> None:
        """Add an issue to rows: as `Issues.add`."""
        self.issues.add(code, self.rows[at], field=field, detail=detail, before=before, after=after, places=places)

    def have(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """Return which of the rows have one of some issues already."""
        if not len(self.rows):
            return np.zeros(0, dtype=bool)
        first, last = int(self.rows.min()), int(self.rows.max())
        return self.issues.rows_of(codes, first=first, n=last - first + 1)[self.rows - first]
