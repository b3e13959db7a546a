"""Rows of small frames for templates. Only for what one page shows: never for a whole inventory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

__all__ = ["by_id", "first", "rows"]


def rows(frame: pd.DataFrame) -> list[SimpleNamespace]:
    """Return one namespace a row, with the columns as attributes; missing values are None."""
    columns = [str(name) for name in frame.columns]
    if frame.empty:
        return []
    values = [
        [None if missing else value for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)]
        for _, column in frame.items()
    ]
    return [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in zip(*values, strict=True)]


def first(frame: pd.DataFrame) -> SimpleNamespace:
    """Return the only row of a frame of one row."""
    return rows(frame.iloc[:1])[0]


def by_id(frame: pd.DataFrame) -> dict[Any, SimpleNamespace]:
    """Return the rows by their `id`."""
    return {row.id: row for row in rows(frame)}
