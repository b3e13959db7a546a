"""Columns of site rows as text, whether a frame has them or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.json_features import value_json
from geo.exchange.read.text_columns import as_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RowTexts"]

_TEXT = pa.large_string()


class RowTexts:
    """The columns of some rows; null all through where there is none of a name."""

    def __init__(self, rows: pd.DataFrame | pa.RecordBatch) -> None:
        self._rows = rows
        self._names = set(rows.schema.names if isinstance(rows, pa.RecordBatch) else rows.columns)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, name: str) -> pa.Array:
        """Return a column as text."""
        return as_text(self._column(name)).cast(_TEXT) if name in self._names else pa.nulls(len(self), _TEXT)

    def json(self, name: str) -> pa.Array:
        """Return a column as JSON: numbers as such."""
        return value_json(self._column(name)) if name in self._names else pa.nulls(len(self), _TEXT)

    def _column(self, name: str) -> pa.Array:
        return self._rows[name] if isinstance(self._rows, pa.RecordBatch) else arrow_column(self._rows[name])
