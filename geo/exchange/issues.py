"""Issues of an import, collected as whole columns: a million of them are a few arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.exchange.issue_codes import CODES, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    type Texts = Sequence[str | None] | NDArray[np.object_] | pd.Series | str | None

__all__ = ["COLUMNS", "Issues"]

COLUMNS = {
    "row": "Int64",
    "code": "str",
    "severity": "str",
    "field": "str",
    "message": "str",
    "before": "str",
    "after": "str",
    "lon": "float64",
    "lat": "float64",
}
"""Of the frame of issues, with their types. `row` counts the rows of the file from 0, null for the file as a whole; `message`
is the detail alone; `lon` and `lat` are the place of a defect of geometry in EPSG:4326."""


@dataclass(frozen=True)
class _Found:
    code: str
    rows: NDArray[np.int64]
    field: str | None
    detail: Texts
    before: Texts
    after: Texts
    places: NDArray[np.float64] | None


class Issues:
    """Collects issues; rows count from 0 through the whole file."""

    def __init__(self) -> None:
        self._found: list[_Found] = []

    def add(  # all that an issue can say
        self,
        code: str,
        rows: NDArray[np.int64] | NDArray[np.intp] | NDArray[np.bool_],
        *,
        first: int = 0,
        field: str | None = None,
        detail: Texts = None,
        before: Texts = None,
        after: Texts = None,
        places: NDArray[np.float64] | None = None,
    ) -> None:
        """Add an issue to rows.

        Parameters
        ----------
        code
            Of `CODES`.
        rows
            Places of the rows, or a mask over all rows of a batch; nothing is added where none is meant.
        first
            Added to each place: how many rows came before the batch.
        field
            The field, or the heading of the foreign column, at fault.
        detail, before, after
            One text for all, or one for each of the rows that are meant (not for each row of the mask).
        places
            Longitude and latitude of the defect, shape (n, 2).
        """
        CODES[code]  # a code that nobody declared is a mistake of ours
        where = np.flatnonzero(rows) if rows.dtype == bool else np.asarray(rows, dtype=np.int64)
        if len(where):
            self._found.append(_Found(code, where + first, field, detail, before, after, places))

    def add_file(self, code: str, *, field: str | None = None, detail: str = "") -> None:
        """Add an issue of the file as a whole."""
        CODES[code]
        self._found.append(_Found(code, np.array([-1]), field, detail, None, None, None))

    def counts(self) -> dict[str, int]:
        """Return how many rows have each issue (1 for one of the file), in the order of `CODES`."""
        rows: dict[str, list[NDArray[np.int64]]] = {}
        for found in self._found:
            rows.setdefault(found.code, []).append(found.rows)
        return {code: len(np.unique(np.concatenate(rows[code]))) for code in CODES if code in rows}

    def rows_with(self, n_rows: int, *severities: Severity) -> NDArray[np.bool_]:
        """Return which of `n_rows` rows have an issue of a severity."""
        return self._mask(n_rows, [f for f in self._found if CODES[f.code].severity in severities])

    def mended_rows(self, n_rows: int) -> NDArray[np.bool_]:
        """Return which of `n_rows` rows were changed."""
        return self._mask(n_rows, [f for f in self._found if CODES[f.code].mended])

    def stop_all(self, *, accept_warnings: bool) -> list[str]:
        """Return the codes of issues of the whole file that keep all of it out."""
        grave = {Severity.ERROR} if accept_warnings else {Severity.ERROR, Severity.WARNING}
        codes = [f.code for f in self._found if f.rows[0] < 0 and f.code != "truncated"]
        return [code for code in dict.fromkeys(codes) if CODES[code].severity in grave]

    def frame(self) -> pd.DataFrame:
        """Return all issues, those of the file first, then by row: columns of `COLUMNS`."""
        parts = [_frame(found) for found in self._found]
        out = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({n: [] for n in COLUMNS})
        out = out.astype(COLUMNS).sort_values("row", kind="stable", na_position="first", ignore_index=True)
        return out[list(COLUMNS)]

    @staticmethod
    def _mask(n_rows: int, found: Sequence[_Found]) -> NDArray[np.bool_]:
        out = np.zeros(n_rows, dtype=bool)
        for one in found:
            out[one.rows[one.rows >= 0]] = True
        return out


def _frame(found: _Found) -> pd.DataFrame:
    places = np.full((len(found.rows), 2), np.nan) if found.places is None else found.places
    return pd.DataFrame(
        {
            "row": pd.arrays.IntegerArray(found.rows, found.rows < 0),
            "code": found.code,
            "severity": str(CODES[found.code].severity),
            "field": found.field,
            "message": found.detail,
            "before": found.before,
            "after": found.after,
            "lon": places[:, 0],
            "lat": places[:, 1],
        }
    )
