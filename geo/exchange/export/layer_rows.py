"""The layers behind site rows, each with the place of its site, for formats that hold names and statements one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.arrow import whole
from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.read.text_columns import as_text
from geo.exchange.site_parts import PARTS, parts_of
from geo.exchange.site_rows import is_target
from geo.layers import LAYERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["LayerRows", "foreign_loss"]

_TEXT = pa.large_string()
_MORE = ("counts",)


class LayerRows:
    """Names, statements, designations, identifiers and access of an export, site by site.

    Parameters
    ----------
    export
        Where it has no layers, they are taken out of its rows.
    """

    def __init__(self, export: SiteExport) -> None:
        layers = {name: getattr(export, name) for name in PARTS}
        if any(map(len, layers.values())):
            index = pd.Index(export.rows["id"])
            self._tables = {name: _placed(layer, index) for name, layer in layers.items()}
        else:
            self._tables = _of_rows(export)

    def __getitem__(self, name: str) -> pa.Table:
        """Return a whole layer: its columns as text, all of them, and `row` (int64), ascending.

        What is a single source in the layer stands in `source_ids` too.
        """
        return self._tables[name]

    def part(self, name: str, rows: slice) -> pa.RecordBatch:
        """Return those of a layer that belong to some sites; `row` counts from the first of these."""
        table = self._tables[name]
        first, last = np.searchsorted(table["row"].to_numpy(), [rows.start, rows.stop])
        some = table.slice(first, last - first)
        columns = {column: whole(some[column]) for column in some.column_names}
        columns["row"] = pa.array(columns["row"].to_numpy() - rows.start)
        return pa.record_batch(columns)


def foreign_loss(export: SiteExport) -> list[str]:
    """Return the sentence on columns that are no fields of site rows, for formats that hold nothing else."""
    foreign = [name for name in export.filled if not is_target(name)]
    if not foreign:
        return []
    return [
        f"columns that are no fields of sites: {', '.join(foreign[:5])}{' …' if len(foreign) > 5 else ''} ({len(foreign):,})"
    ]


def _placed(layer: pd.DataFrame, index: pd.Index) -> pa.Table:
    at = index.get_indexer(pd.Index(layer["site_id"]))
    order = np.argsort(at, kind="stable")
    order = order[at[order] >= 0]
    some = layer.iloc[order]
    columns = {str(name): as_text(arrow_column(some[name])).cast(_TEXT) for name in some.columns}
    return _completed(columns, at[order])


def _of_rows(export: SiteExport) -> dict[str, pa.Table]:
    columns = {
        name: as_text(arrow_column(export.rows[name])).cast(pa.string()) for name in export.columns if is_target(name)
    }
    parts = parts_of(pa.table(columns), pa.nulls(len(export), pa.string()))
    made: dict[str, pa.Table] = {}
    for name in PARTS:
        part = {
            column: whole(parts[name][column]).cast(_TEXT) for column in parts[name].column_names if column != "row"
        }
        if name == "names":
            part.pop("status", None)  # rows do not tell the standing of a name
        made[name] = _completed(part, parts[name]["row"].to_numpy())
    return made


def _completed(columns: dict[str, pa.Array], rows: NDArray[np.int64]) -> pa.Table:
    """Return a table with every column that any of these layers has."""
    if "source_id" in columns:
        columns["source_ids"] = columns.pop("source_id")
    every = {name for part in PARTS for name in LAYERS[part].columns} | set(_MORE)
    nothing = pa.nulls(len(rows), _TEXT)
    return pa.table({"row": pa.array(rows, pa.int64()), **{name: columns.get(name, nothing) for name in sorted(every)}})
