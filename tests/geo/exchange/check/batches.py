"""Batches of site rows that checks are tried on."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import order_of

GOOD = {"id": "a", "kind": "mosque", "name:az": "Məscid", "source_ids": "s"}
"""A row that nothing is wrong with."""


def batch_of(
    *rows: dict[str, str | None], wkt: str | list[str | None] = "POINT (46.7 39.8)", first: int = 0
) -> SiteBatch:
    """Return a batch of rows that are `GOOD` but for what is given."""
    filled = [{**GOOD, "id": f"a{number}", **row} for number, row in enumerate(rows)]
    names = order_of({name for row in filled for name in row})
    columns = pa.table({name: pa.array([row.get(name) for row in filled], pa.string()) for name in names})
    texts = [wkt] * len(rows) if isinstance(wkt, str) else wkt
    shapes = np.array([None if text is None else shapely.from_wkt(text) for text in texts], dtype=object)
    return SiteBatch(columns, shapes, first)
