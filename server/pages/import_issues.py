"""The issues of a file as its page shows them: by kind, a page at a time, and as points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.feather as feather

from geo.exchange.report.issue_codes import CODES
from server.pages.frames import rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import SimpleNamespace

    from server.imports.state import Kind

__all__ = ["ALL", "ON_A_PAGE", "IssueTable", "by_severity"]

ALL = "all"
"""In place of a code: notes too."""
ON_A_PAGE = 50
_MOST_POINTS = 10_000
_RANK = {"error": 0, "warning": 1, "note": 2}


def by_severity(kinds: Iterable[Kind]) -> list[Kind]:
    """Return kinds of issues, errors first."""
    return sorted(kinds, key=lambda kind: _RANK[CODES[kind.code].severity])


@dataclass(frozen=True)
class IssueTable:
    """Issues of one kind, or of several, errors first; `place` counts them from 1."""

    frame: pd.DataFrame

    @classmethod
    def read(cls, path: Path, kind: str | None) -> IssueTable:
        """Read the issues that the last look at a file has left.

        Parameters
        ----------
        path
            An Arrow file with the columns of `ImportReport.listed`.
        kind
            Code of those that are wanted; `ALL` of them, or None for errors and warnings.
        """
        found = feather.read_table(path).to_pandas()
        found = found.reindex(
            columns=list(dict.fromkeys((*found.columns, "sentence", "values")))
        )  # of an earlier version
        if kind is None:
            found = found[found["severity"] != "note"]
        elif kind != ALL:
            found = found[found["code"] == kind]
        ranked = found.iloc[np.argsort(found["severity"].map(_RANK).to_numpy(dtype=np.int64), kind="stable")]
        return cls(ranked.reset_index(drop=True).assign(place=np.arange(1, len(ranked) + 1)))

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-len(self) // ON_A_PAGE))

    def page(self, number: int) -> list[SimpleNamespace]:
        """Return the issues of a page, the first of which is 1."""
        return rows(self.frame.iloc[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])

    def points(self) -> pd.DataFrame:
        """Return those that have a place on earth: columns of `maps.problem_map.ProblemLayer`; of very many, some."""
        found = self.frame[(self.frame["lon"].abs() <= 180) & (self.frame["lat"].abs() <= 90)]
        step = -(-len(found) // _MOST_POINTS) or 1
        return found.iloc[::step].reset_index(drop=True)
