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

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows, self._names = rows, set(rows.columns)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, name: str) -> pa.Array:
        """Return a column as text."""
        if name not in self._names:
            return pa.nulls(len(self._rows), _TEXT)
        return as_text(arrow_column(self._rows[name])).cast(_TEXT)

    def json(self, name: str) -> pa.Array:
        """Return a column as JSON: numbers as such."""
        if name not in self._names:
            return pa.nulls(len(self._rows), _TEXT)
        return value_json(arrow_column(self._rows[name]))
