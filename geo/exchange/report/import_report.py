"""The report of an import: what came in, what was kept out, what was changed, and each issue with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.exchange.report.issue_codes import CODES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.understand.mapping import Mapping

__all__ = ["ImportReport", "in_words"]


@dataclass
class ImportReport:
    """What became of a file.

    It adds up: `rows_in` is `accepted` and `rejected` together, always.

    Raises
    ------
    ValueError
        If it does not.
    """

    file: str
    """Name of the file, without folders."""
    sha256: str
    n_bytes: int
    format: str
    """Of `geo.exchange.formats`."""
    rows_in: int
    accepted: int
    rejected: int
    mended: int
    """Rows that were changed, whatever became of them."""
    unchanged: int
    """Accepted rows that the store had already: nothing was added."""
    written: bool
    """False of a trial, and where nothing could come in."""
    issues: Issues
    numbers: NDArray[np.int64]
    """Number of each row in the file: of a feature from 1, of a row of a table as a spreadsheet shows it."""
    lines: NDArray[np.int64] | None = None
    """Line on which each row begins, from 1."""
    ids: pa.Array | pa.ChunkedArray | None = None
    """Identifier of each row as it came in, null where there is none."""
    centres: NDArray[np.float64] | None = None
    """Longitude and latitude of the middle of each row, shape (n, 2): where issues lie that have no place of their own."""
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    """The reference system that the positions were read in."""
    mapping: Mapping | None = None
    """How the file was read."""
    columns_left_out: list[str] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    """Rows that were added to each layer."""
    import_id: str | None = None
    score_before: float | None = None
    score_after: float | None = None
    """How complete the records of the store were and are, 0 to 100."""
    stopped_by: list[str] = field(default_factory=list)
    """Codes of the issues of the file that kept all of it out."""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        counts = (self.rows_in, self.accepted, self.rejected, self.mended, self.unchanged)
        adds_up = (
            self.rows_in == self.accepted + self.rejected == len(self.numbers)
            and min(counts) >= 0
            and self.unchanged <= self.accepted
            and self.mended <= self.rows_in
        )
        if not adds_up:
            message = (
                f"the report does not add up: {self.rows_in} rows in, {len(self.numbers)} numbered, {self.accepted} accepted, "
                f"{self.rejected} rejected, {self.mended} mended, {self.unchanged} unchanged"
            )
            raise ValueError(message)

    def summary(self) -> pd.DataFrame:
        """Return the kinds of issues: `code`, `severity`, `title`, `mend`, and `count` of rows, in the order of `CODES`."""
        counts = self.issues.counts()
        codes = [CODES[code] for code in counts]
        return pd.DataFrame(
            {
                "code": pd.Series(list(counts), dtype="str"),
                "severity": pd.Series([str(code.severity) for code in codes], dtype="str"),
                "title": pd.Series([code.title for code in codes], dtype="str"),
                "mend": pd.Series([code.mend for code in codes], dtype="str"),
                "count": pd.Series(list(counts.values()), dtype="int64"),
            }
        )

    def listed(self, at_most: int | None = None, *, reasons: bool = False) -> pd.DataFrame:
        """Return the issues, by kind in the order of `CODES` and then by row.

        Parameters
        ----------
        at_most
            So many of each kind, for a page or a terminal; None for all.
        reasons
            With `sentence` and `values`, as of `Issues.frame`.

        Returns
        -------
        DataFrame
            `code`, `severity` (str), `row` (Int64, number in the file, null for the file as a whole), `line` (Int64), `id`,
            `field`, `message`, `before`, `after` (str), `lon`, `lat` (degrees in EPSG:4326: of the defect, else of the row).
        """
        found = self.issues.frame(at_most, reasons=reasons)
        rank = found["code"].map({code: place for place, code in enumerate(CODES)})
        order = np.argsort(rank.to_numpy(), kind="stable")
        found = found.take(order).reset_index(drop=True)
        if at_most is not None:
            found = found[found.groupby("code", sort=False).cumcount() < at_most].reset_index(drop=True)
        row = found["row"].to_numpy(dtype=np.int64, na_value=-1)
        of_file = row < 0
        return pd.DataFrame(
            {
                "code": found["code"],
                "severity": found["severity"],
                "row": _of_rows(self.numbers, row, of_file),
                "line": _of_rows(self.lines, row, of_file),
                "id": self._ids(row, of_file),
                **{name: found[name] for name in ("field", "message", "before", "after")},
                **{name: found[name] for name in ("sentence", "values") if reasons},
                **self._places(found, row, of_file),
            }
        )

    def to_json(self) -> str:
        """Return the whole report as JSON: `geo.exchange.report.as_json`."""
        from geo.exchange.report.as_json import parts

        return b"".join(parts(self)).decode()

    def write_json(self, path: Path) -> None:
        """Write the report as JSON: `geo.exchange.report.as_json`."""
        from geo.exchange.report.as_json import write

        write(self, path)

    def write_csv(self, path: Path) -> None:
        """Write the issues as a table: `geo.exchange.report.as_table`."""
        from geo.exchange.report.as_table import write

        write(self, path)

    def write_points(self, path: Path) -> None:
        """Write the places of issues as a layer: `geo.exchange.report.as_points`."""
        from geo.exchange.report.as_points import write

        write(self, path)

    def _ids(self, row: NDArray[np.int64], of_file: NDArray[np.bool_]) -> pd.Series:
        if self.ids is None:
            return pd.Series(np.nan, index=range(len(row)), dtype="str")
        taken = self.ids.take(pa.array(row, mask=of_file))
        return pd.Series(taken.to_pandas(), dtype="str")

    def _places(
        self, found: pd.DataFrame, row: NDArray[np.int64], of_file: NDArray[np.bool_]
    ) -> dict[str, NDArray[np.float64]]:
        places = found[["lon", "lat"]].to_numpy(copy=True)
        if self.centres is not None:
            own = ~np.isnan(places).any(axis=1) | of_file
            places[~own] = self.centres[row[~own]]
        return {"lon": places[:, 0], "lat": places[:, 1]}


def in_words(found: pd.DataFrame) -> pd.DataFrame:
    """Return listed issues with `title` and `mend` (str) of their kinds."""
    words = {name: {code: getattr(kind, name) for code, kind in CODES.items()} for name in ("title", "mend")}
    return found.assign(**{name: pd.Series(found["code"].map(texts), dtype="str") for name, texts in words.items()})


def _of_rows(
    values: NDArray[np.int64] | None, row: NDArray[np.int64], of_file: NDArray[np.bool_]
) -> pd.arrays.IntegerArray:
    """Return the value of each row, null where there is no row or there are no values."""
    if values is None:
        return pd.arrays.IntegerArray(np.zeros(len(row), dtype=np.int64), np.ones(len(row), dtype=bool))
    out = np.zeros(len(row), dtype=np.int64)
    out[~of_file] = values[row[~of_file]]
    return pd.arrays.IntegerArray(out, of_file)
