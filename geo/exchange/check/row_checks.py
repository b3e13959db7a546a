"""All checks of single rows, batch by batch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.check.complete import check_complete
from geo.exchange.check.geometry import check_geometry
from geo.exchange.check.position import check_position
from geo.exchange.check.references import check_reference
from geo.exchange.check.row_issues import RowIssues
from geo.exchange.check.sensitivity import hide_easily_robbed
from geo.exchange.check.texts import check_text, is_free
from geo.exchange.check.values import check_value
from geo.exchange.distinct import one_array
from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import field_of, order_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.questions.question_words import BBox

__all__ = ["UNREAD", "RowChecks"]

UNREAD = ("broken_feature", "feature_too_long", "too_deep", "bad_text", "row_width", "truncated")
"""Issues of rows of which nothing is known: no more is said of them."""
_ADDED = ("sensitivity", "generalise_m")


@dataclass(frozen=True)
class RowChecks:
    """What is asked of each row, whatever stands in the others.

    One pass mends all that is mended: what comes out has no further issue of a code that is `mended`.
    """

    area: BBox | None = None
    """What the data are about, in degrees; west above east crosses the 180th meridian."""
    districts: Collection[str] | None = None
    """Ids that `district` may name. None, and none, ask nothing of it: a store without districts gets those that rows name."""
    sources: Collection[str] | None = None
    """Ids that sources may have; None where whoever made the batch saw to it."""
    swaps: bool = True
    """Say which rows have longitude and latitude exchanged; False where whoever made the batch has said so."""
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())

    @staticmethod
    def columns(names: Iterable[str]) -> list[str]:
        """Return the columns of a batch after the checks, given those before, in their order."""
        return order_of({*names, *_ADDED})

    def check(self, batch: SiteBatch, issues: Issues) -> SiteBatch:
        """Return a batch, mended where that is safe; what was found and changed is in `issues`.

        Parameters
        ----------
        batch
            Rows of sites. Not modified. Rows that could not be read (`UNREAD`) must be in `issues` already.
        issues
            Collects what is found.

        Returns
        -------
        SiteBatch
            The same rows in the same order; its columns are `columns()` of those of the batch.
        """
        rows = np.arange(batch.first, batch.first + len(batch))
        unread = issues.rows_of(UNREAD, first=batch.first, n=len(batch))
        if not unread.any():
            return self._checked(batch, RowIssues(issues, rows))
        read = np.flatnonzero(~unread)
        part = SiteBatch(batch.columns.take(pa.array(read)), batch.geometry[read], batch.first)
        return _spread(self._checked(part, RowIssues(issues, rows[read])), read, len(batch))

    def _checked(self, batch: SiteBatch, found: RowIssues) -> SiteBatch:
        table = batch.columns
        columns = {name: _whole(table, name) for name in self.columns(table.column_names)}
        for name, column in columns.items():
            declared = field_of(name)
            if is_free(name):
                columns[name] = check_text(column, name, found)
            elif declared.reference is not None:  # `part_of` may name a later row, and is looked up at the end
                ids = {"districts": self.districts or None, "sources": self.sources}.get(declared.reference.layer)
                if ids is not None:
                    check_reference(column, name, declared.reference, ids, found)
            else:
                check_value(column, name, declared, self.today, found)
        columns["sensitivity"], columns["generalise_m"] = hide_easily_robbed(
            columns.get("kind", pa.nulls(len(batch), pa.string())),
            columns["sensitivity"],
            columns["generalise_m"],
            found,
        )
        out = pa.table(columns)
        check_complete(out, found)
        geometry = check_geometry(batch.geometry, found)
        check_position(geometry, self.area, found, swaps=self.swaps)
        return SiteBatch(out, geometry, batch.first)


def _whole(table: pa.Table, name: str) -> pa.Array:
    """Return a column in one piece, null where there is none; an empty text says nothing."""
    if name not in table.column_names:
        return pa.nulls(len(table), pa.string())
    column = one_array(table[name])
    empty = pc.equal(pc.binary_length(column), 0)
    return pc.if_else(empty, None, column) if pc.any(empty).as_py() else column


def _spread(batch: SiteBatch, rows: NDArray[np.intp], n: int) -> SiteBatch:
    """Return a batch of `n` rows in which rows without a word stand between those that were read."""
    place = np.full(n, -1)
    place[rows] = np.arange(len(rows))
    columns = batch.columns.take(pa.array(place, mask=place < 0))
    geometry = np.full(n, None, dtype=object)
    geometry[rows] = batch.geometry
    return SiteBatch(columns, geometry, batch.first)
