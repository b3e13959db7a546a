"""Issues of an import, collected as whole columns: a million of them are a few arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.exchange.report.issue_codes import CODES, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    type Texts = Sequence[str | None] | NDArray[np.object_] | pd.Series | pa.Array | pa.ChunkedArray | str | None

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
    detail: pa.Array
    before: pa.Array
    after: pa.Array
    places: NDArray[np.float64] | None


def _texts(texts: Texts, n: int) -> pa.Array:
    """Return one text for each of `n` rows; columns of Arrow take a fifth of the memory of Python's texts."""
    if texts is None:
        return pa.nulls(n, pa.string())
    if isinstance(texts, str):
        return pa.repeat(pa.scalar(texts, pa.string()), n)
    if isinstance(texts, pa.ChunkedArray):
        column = texts.combine_chunks()
    else:
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string(), from_pandas=True)
    if len(column) != n:
        message = f"{len(column)} texts for {n} rows"
        raise ValueError(message)
    return column.cast(pa.string())


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

        Raises
        ------
        ValueError
            If there is another number of texts than of rows.
        """
        CODES[code]  # a code that nobody declared is a mistake of ours
        where = np.flatnonzero(rows) if rows.dtype == bool else np.asarray(rows, dtype=np.int64)
        if n := len(where):
            said, was, is_now = (_texts(text, n) for text in (detail, before, after))
            self._found.append(_Found(code, where + first, field, said, was, is_now, places))

    def add_file(self, code: str, *, field: str | None = None, detail: str = "") -> None:
        """Add an issue of the file as a whole."""
        CODES[code]
        none = pa.nulls(1, pa.string())
        self._found.append(_Found(code, np.array([-1]), field, _texts(detail or None, 1), none, none, None))

    def __len__(self) -> int:
        return sum(len(found.rows) for found in self._found)

    def counts(self) -> dict[str, int]:
        """Return how many rows have each issue (1 for one of the file), in the order of `CODES`."""
        rows: dict[str, list[NDArray[np.int64]]] = {}
        for found in self._found:
            rows.setdefault(found.code, []).append(found.rows)
        return {code: len(np.unique(np.concatenate(rows[code]))) for code in CODES if code in rows}

    def rows_of(self, codes: Collection[str], *, first: int = 0, n: int) -> NDArray[np.bool_]:
        """Return which of the `n` rows after `first` have one of some issues."""
        return self._mask(n, [f for f in self._found if f.code in codes], first)

    def rows_with(self, n_rows: int, *severities: Severity) -> NDArray[np.bool_]:
        """Return which of `n_rows` rows have an issue of a severity."""
        return self._mask(n_rows, [f for f in self._found if CODES[f.code].severity in severities])

    def rejects(self, n_rows: int, *, accept_warnings: bool) -> NDArray[np.bool_]:
        """Return which of `n_rows` rows are kept out: by an issue of their own, or all by one of the file."""
        if self.stop_all(accept_warnings=accept_warnings):
            return np.ones(n_rows, dtype=bool)
        return self.rows_with(n_rows, *self._grave(accept_warnings=accept_warnings))

    def mended_rows(self, n_rows: int) -> NDArray[np.bool_]:
        """Return which of `n_rows` rows were changed."""
        return self._mask(n_rows, [f for f in self._found if CODES[f.code].mended])

    def stop_all(self, *, accept_warnings: bool) -> list[str]:
        """Return the codes of issues of the whole file that keep all of it out."""
        grave = self._grave(accept_warnings=accept_warnings)
        codes = [f.code for f in self._found if f.rows[0] < 0 and f.code != "truncated"]
        return [code for code in dict.fromkeys(codes) if CODES[code].severity in grave]

    def frame(self) -> pd.DataFrame:
        """Return all issues, those of the file first, then by row: columns of `COLUMNS`."""
        found = self._found
        rows = np.concatenate([f.rows for f in found] or [np.array([], dtype=np.int64)])
        places = np.concatenate([_places(f) for f in found] or [np.empty((0, 2))])
        columns = {
            "code": _chunks(_texts(f.code, len(f.rows)) for f in found),
            "severity": _chunks(_texts(str(CODES[f.code].severity), len(f.rows)) for f in found),
            "field": _chunks(_texts(f.field, len(f.rows)) for f in found),
            "message": _chunks(f.detail for f in found),
            "before": _chunks(f.before for f in found),
            "after": _chunks(f.after for f in found),
            "lon": pa.array(places[:, 0]),
            "lat": pa.array(places[:, 1]),
        }
        order = np.argsort(rows, kind="stable")
        types = {pa.string(): pd.StringDtype(na_value=np.nan)}
        out: pd.DataFrame = pa.table(columns).take(order).to_pandas(types_mapper=types.get)
        out.insert(0, "row", pd.Series(pd.arrays.IntegerArray(rows[order], rows[order] < 0)))
        return out

    @staticmethod
    def _grave(*, accept_warnings: bool) -> tuple[Severity, ...]:
        return (Severity.ERROR,) if accept_warnings else (Severity.ERROR, Severity.WARNING)

    @staticmethod
    def _mask(n_rows: int, found: Sequence[_Found], first: int = 0) -> NDArray[np.bool_]:
        out = np.zeros(n_rows, dtype=bool)
        for one in found:
            rows = one.rows[one.rows >= first] - first
            out[rows[rows < n_rows]] = True
        return out


def _places(found: _Found) -> NDArray[np.float64]:
    return np.full((len(found.rows), 2), np.nan) if found.places is None else np.asarray(found.places, dtype=float)


def _chunks(arrays: Iterable[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array(list(arrays), pa.string())
