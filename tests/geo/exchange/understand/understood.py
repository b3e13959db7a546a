"""Opened files without a file, for tests of understanding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from geo.exchange.batch import Batch
from geo.exchange.report.issues import Issues
from geo.exchange.understand.known import NOTHING_KNOWN, Known
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.understanding import Understanding
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from geo.exchange.batch import RowDefect
    from geo.exchange.read.reading import Rows
    from geo.exchange.site_batch import SiteBatch

AREA = (45.6, 38.7, 48.1, 40.6)
STATE = FileSource(title="State register", perspective=Perspective.STATE)


@dataclass
class Opened:
    """What of an opened file is looked at."""

    batch: Batch
    crs: str | None = None
    has_geometry: bool = False
    sources: pa.Table | None = None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.batch.columns.column_names)

    def sample(self, n: int = 2000) -> Batch:
        del n
        return self.batch

    @property
    def rows(self) -> Rows:
        return cast("Rows", self)


def batch_of(
    columns: dict[str, list[str | None]], geometry: list[object] | None = None, defects: tuple[RowDefect, ...] = ()
) -> Batch:
    n = len(next(iter(columns.values())))
    shapes = np.full(n, None, dtype=object)
    if geometry is not None:
        shapes[:] = geometry
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return Batch(table, shapes, np.arange(1, n + 1), defects=defects)


def opened(
    columns: dict[str, list[str | None]], geometry: list[object] | None = None, *, crs: str | None = None
) -> Opened:
    return Opened(batch_of(columns, geometry), crs, geometry is not None)


@dataclass
class Understood:
    sites: SiteBatch
    issues: Issues
    by: Understanding

    def column(self, name: str) -> list[str | None]:
        out: list[str | None] = self.sites.columns[name].to_pylist()
        return out

    def of(self, code: str) -> list[tuple[int | None, str | None, str | None, str | None]]:
        """Row, field, before and after of the issues of a code."""
        frame = self.issues.frame()
        frame = frame[frame["code"] == code].astype(object)
        frame = frame.where(frame.notna(), None)
        return list(frame[["row", "field", "before", "after"]].itertuples(index=False, name=None))


def understood(
    file: Opened,
    mapping: Mapping,
    *,
    area: tuple[float, float, float, float] | None = AREA,
    known: Known = NOTHING_KNOWN,
) -> Understood:
    by, issues = Understanding(file.rows, mapping, area=area, known=known), Issues()
    sites = by.rows(file.batch, issues)
    by.finish(issues)
    return Understood(sites, issues, by)
