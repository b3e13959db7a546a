"""The sources that our own exports carry, inside the file or in one beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.errors import ExchangeError
from geo.exchange.export.formula_safe import formula_taken_back
from geo.exchange.read.rows import first_rows
from geo.layers import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.batch import Batch

__all__ = ["formulas_taken_back", "sources_beside", "sources_of_json"]

_MOST_BYTES = 20_000_000


def sources_of_json(text: str | None) -> pa.Table | None:
    """Return sources that a file carries as JSON, columns or records: text columns of `geo.layers.SOURCES`; None if there are none."""
    if text is None:
        return None
    try:
        columns = json.loads(text)
        if isinstance(columns, list):
            columns = {name: [row.get(name) for row in columns] for name in SOURCES.fields}
        found = {
            name: pa.array([None if cell is None else str(cell) for cell in columns[name]], pa.string())
            for name in SOURCES.fields
            if name in columns
        }
        return pa.table(found) if "id" in found else None
    except (ValueError, TypeError, AttributeError, KeyError, pa.ArrowInvalid):
        return None  # the sources are a help and no more: rows without theirs are told so


def sources_beside(path: Path, name: str) -> pa.Table | None:
    """Return the sources that our own exports write into a file beside those that cannot hold them."""
    beside = path.with_name(name)
    try:
        if not beside.is_file() or beside.stat().st_size > _MOST_BYTES:
            return None
        from geo.exchange.read.delimited import Delimited

        batches = list(map(formulas_taken_back, Delimited(beside).batches()))
    except (ExchangeError, OSError):
        return None
    found = first_rows(batches, sum(map(len, batches)), ("id",)).columns
    names = [column for column in SOURCES.fields if column in found.column_names]
    return found.select(names) if "id" in names else None


def formulas_taken_back(batch: Batch) -> Batch:
    """Return rows of one of our own tables with their formulas as they were before they were made harmless."""
    columns = [formula_taken_back(column) for column in batch.columns.columns]
    return replace(batch, columns=pa.table(columns, names=batch.columns.column_names))
