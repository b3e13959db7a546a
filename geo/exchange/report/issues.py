"""Issues of an import, collected as whole columns: a million of them are a few arrays, and those may lie in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.exchange.put_aside import RecordFile
from geo.exchange.report.issue_codes import CODES, Severity
from geo.exchange.report.reason import Reason, Reasons, pieces_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.report.reason import Texts

    type Detail = Texts | Reason | Reasons

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

_MOST_IN_MEMORY = 1 << 20
"""Bytes of issues that are worth a place in a file."""


@dataclass(frozen=True)
class _Found:
    code: str
    rows: NDArray[np.int64]
    field: str | None
    detail: _Told
    before: pa.Array
    after: pa.Array
    places: NDArray[np.float64] | None

    def some(self, which: NDArray[np.bool_]) -> _Found:
        """Return it of some of its rows."""
        kept = pa.array(which)
        return _Found(
            self.code,
            self.rows[which],
            self.field,
            _Told(self.detail.sentence, {name: column.filter(kept) for name, column in self.detail.values.items()}),
            self.before.filter(kept),
            self.after.filter(kept),
            None if self.places is None else self.places[which],
        )

    def nbytes(self) -> int:
        """Return how much memory its arrays take."""
        arrays = (self.rows, self.before, self.after, *self.detail.values.values(), self.places)
        return sum(array.nbytes for array in arrays if array is not None)

    def batch(self) -> pa.RecordBatch:
        """Return its arrays."""
        places = [] if self.places is None else [pa.FixedSizeListArray.from_arrays(np.ravel(self.places), 2)]
        arrays = [pa.array(self.rows), self.before, self.after, *self.detail.values.values(), *places]
        return pa.RecordBatch.from_arrays(arrays, [str(number) for number in range(len(arrays))])

    def of_batch(self, batch: pa.RecordBatch) -> _Found:
        """Return it with the arrays of a batch."""
        rows, before, after, *values = batch.columns
        places = None if self.places is None else values.pop().flatten().to_numpy().reshape(-1, 2)
        told = _Told(self.detail.sentence, dict(zip(self.detail.values, values, strict=True)))
        return _Found(self.code, rows.to_numpy(), self.field, told, before, after, places)


@dataclass(frozen=True)
class _Told:
    """The details of some rows: a sentence and its values, or texts as they stand, under an empty name."""

    sentence: str | None
    values: Mapping[str, pa.Array]

    @classmethod
    def of(cls, detail: Detail, n: int) -> _Told:
        if not isinstance(detail, (Reason, Reasons)):
            return cls(None, {"": _texts(detail, n)})
        return cls(detail.sentence, {name: _texts(value, n) for name, value in detail.values.items()})

    def texts(self, n: int) -> pa.Array:
        """Return what is said of each of the `n` rows, in English."""
        if self.sentence is None:
            return self.values[""]
        parts = [text if name is None else _written(self.values[name]) for text, name in pieces_of(self.sentence)]
        return pc.binary_join_element_wise(pa.repeat("", n), *parts, "", null_handling="replace")

    def sentences(self, n: int) -> pa.Array:
        return pa.nulls(n, pa.string()) if self.sentence is None else pa.repeat(self.sentence, n)

    def json(self, n: int) -> pa.Array:
        """Return the values of each row as a JSON object."""
        if self.sentence is None:
            return pa.nulls(n, pa.string())
        names, columns = list(self.values), [column.to_pylist() for column in self.values.values()]
        rows = zip(*columns, strict=True) if columns else [()] * n
        return pa.array([orjson.dumps(dict(zip(names, row, strict=True))).decode() for row in rows], pa.string())


def _written(column: pa.Array) -> pa.Array:
    """Return values as they stand in an English sentence."""
    if pa.types.is_string(column.type):
        return column
    if not len(column) or pc.max(pc.abs(column)).as_py() < 1000:
        return column.cast(pa.string())
    return pa.array([f"{value:,}" for value in column.to_pylist()], pa.string())


def _texts(texts: Texts, n: int) -> pa.Array:
    """Return one text or number for each of `n` rows; columns of Arrow take a fifth of the memory of Python's texts."""
    if texts is None:
        return pa.nulls(n, pa.string())
    if isinstance(texts, (str, int)):
        return pa.repeat(pa.scalar(texts), n)
    if isinstance(texts, pa.ChunkedArray):
        column = whole(texts)
    elif isinstance(texts, pa.Array):
        column = texts
    else:
        of_numbers = isinstance(texts, np.ndarray) and texts.dtype.kind == "i"
        column = pa.array(texts, pa.int64() if of_numbers else pa.string(), from_pandas=True)
    if len(column) != n:
        message = f"{len(column)} texts for {n} rows"
        raise ValueError(message)
    return column if pa.types.is_integer(column.type) else column.cast(pa.string())


class Issues:
    """Collects issues; rows count from 0 through the whole file.

    Parameters
    ----------
    folder
        Where many are put aside; None keeps them in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._found: list[_Found] = []
        self._file = None if folder is None else RecordFile(folder)
        self._n_put = self._in_memory = 0
        """How many of those found are in the file, and bytes of the others."""

    def add(  # all that an issue can say
        self,
        code: str,
        rows: NDArray[np.int64] | NDArray[np.intp] | NDArray[np.bool_],
        *,
        first: int = 0,
        field: str | None = None,
        detail: Detail = None,
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
            One text for all, or one for each of the rows that are meant (not for each row of the mask). A detail that pages
            say in the reader's language is a `Reason`, or `Reasons` with a value for each row.
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
            said, was, is_now = _Told.of(detail, n), _texts(before, n), _texts(after, n)
            self._add(_Found(code, where + first, field, said, was, is_now, places))

    def add_file(self, code: str, *, field: str | None = None, detail: str | Reason = "") -> None:
        """Add an issue of the file as a whole."""
        CODES[code]
        none = pa.nulls(1, pa.string())
        self._add(_Found(code, np.array([-1]), field, _Told.of(detail or None, 1), none, none, None))

    def _add(self, found: _Found) -> None:
        self._found.append(found)
        self._in_memory += found.nbytes()
        if self._file is not None and self._in_memory > _MOST_IN_MEMORY:
            batches = self._file.put([one.batch() for one in self._found[self._n_put :]])
            put = [one.of_batch(batch) for one, batch in zip(self._found[self._n_put :], batches, strict=True)]
            self._found[self._n_put :] = put
            self._n_put, self._in_memory = len(self._found), 0

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

    def frame(self, at_most: int | None = None, *, reasons: bool = False) -> pd.DataFrame:
        """Return the issues, those of the file first, then by row: columns of `COLUMNS`.

        Parameters
        ----------
        at_most
            About so many of each code suffice, the first ones: there are no fewer, unless there are no more at all.
        reasons
            Two more columns (str): `sentence` in English with names of fields, and `values`, a JSON object with what each
            field stands for; null where `message` is no sentence of ours.
        """
        found = self._found if at_most is None else self._first(at_most)
        rows = np.concatenate([f.rows for f in found] or [np.array([], dtype=np.int64)])
        places = np.concatenate([_places(f) for f in found] or [np.empty((0, 2))])
        columns = {
            "code": _chunks(_texts(f.code, len(f.rows)) for f in found),
            "severity": _chunks(_texts(str(CODES[f.code].severity), len(f.rows)) for f in found),
            "field": _chunks(_texts(f.field, len(f.rows)) for f in found),
            "message": _chunks(f.detail.texts(len(f.rows)) for f in found),
            "before": _chunks(f.before for f in found),
            "after": _chunks(f.after for f in found),
            "lon": pa.array(places[:, 0]),
            "lat": pa.array(places[:, 1]),
        }
        if reasons:
            columns["sentence"] = _chunks(f.detail.sentences(len(f.rows)) for f in found)
            columns["values"] = _chunks(f.detail.json(len(f.rows)) for f in found)
        order = np.argsort(rows, kind="stable")
        types = {pa.string(): pd.StringDtype(na_value=np.nan)}
        out: pd.DataFrame = pa.table(columns).take(order).to_pandas(types_mapper=types.get)
        out.insert(0, "row", pd.Series(pd.arrays.IntegerArray(rows[order], rows[order] < 0)))
        return out

    def _first(self, at_most: int) -> list[_Found]:
        """Return the issues of the first rows of each code, at least `at_most` of them where there are so many."""
        rows: dict[str, list[NDArray[np.int64]]] = {}
        for found in self._found:
            rows.setdefault(found.code, []).append(found.rows)
        last = {code: _nth(np.concatenate(every), at_most) for code, every in rows.items()}
        return [
            found.some(found.rows <= last[found.code]) for found in self._found if found.rows.min() <= last[found.code]
        ]

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


def _nth(rows: NDArray[np.int64], n: int) -> int:
    """Return the `n`-th of some numbers by size, the largest where they are fewer."""
    return int(rows.max() if len(rows) <= n else np.partition(rows, n - 1)[n - 1])


def _places(found: _Found) -> NDArray[np.float64]:
    return np.full((len(found.rows), 2), np.nan) if found.places is None else np.asarray(found.places, dtype=float)


def _chunks(arrays: Iterable[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array(list(arrays), pa.string())
