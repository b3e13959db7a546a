"""Adding to a live store: rows are checked first, so that an error names row and field; guards of the database stand behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from geo.errors import MissingColumnError, NotFoundError, Problem, StoreError
from geo.layers import LAYERS, Layer
from geo.store.schema import stored_columns

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd

_GRADES = ("0", "1", "2", "3", "4", "5")


def add_sources(connection: sqlite3.Connection, sources: pd.DataFrame) -> None:
    """Add sources inside a transaction."""
    layer = LAYERS["sources"]
    rows = checked(layer, sources)
    _refuse_known(connection, layer, rows)
    _insert(connection, "sources", {column: rows[column] for column in layer.columns})


def add_statements(connection: sqlite3.Connection, statements: pd.DataFrame, import_id: str | None) -> None:
    """Add statements inside a transaction."""
    from geo.edtf import days_of

    layer = LAYERS["statements"]
    rows = checked(layer, statements)
    _refuse_known(connection, layer, rows)
    _check_dates(layer, rows)
    wrong = (rows["property"] == "condition") & ~rows["value"].isin(_GRADES)
    _refuse(layer, rows, "value", wrong, "is no condition; give a grade 0 to 5")
    sources = rows["source_ids"].str.split(";").explode().str.strip()
    source_fids = _keys(connection, layer, "source_ids", "sources", sources)
    first = ~source_fids.index.duplicated()
    observed = days_of(rows["observed_on"])
    columns: dict[str, Any] = {}
    for name, column in stored_columns(layer).items():
        reference = layer.fields[name].reference
        keyed = reference is not None and column.endswith("_fid")
        columns[column] = (
            _keys(connection, layer, name, reference.layer, rows[name]) if keyed and reference else rows[name]
        )
    columns |= {"source_fid": source_fids[first], "observed_from": observed["from"], "observed_to": observed["to"]}
    columns |= {"observed_key": observed["order"]}
    if import_id is not None:
        columns["import_fid"] = _import(connection, import_id, len(rows))
    _insert(connection, "statements", columns)
    own = _keys(connection, layer, "id", "statements", rows["id"])
    more = source_fids[source_fids != source_fids[first].reindex(source_fids.index)]
    pairs = zip(own.reindex(more.index).tolist(), more.tolist(), strict=True)
    connection.executemany(
        "INSERT INTO statements_sources(statement_fid, source_fid) VALUES (?, ?)", dict.fromkeys(pairs)
    )


def checked(layer: Layer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with every column of the layer, checked against its declarations, with an index from 0.

    Raises
    ------
    MissingColumnError
        If a required column is absent.
    StoreError
        At the first value that is not allowed.
    """
    import pandas as pd
    from pandas.api.types import pandas_dtype

    out = {}
    for name in layer.columns:
        field = layer.fields[name]
        if name not in frame.columns:
            if field.required and field.default is None:
                message = f"{layer.name}: the column {name} is missing; add it"
                raise MissingColumnError(message)
            values = pd.Series([None] * len(frame), dtype=pandas_dtype(field.dtype))
        else:
            values = frame[name].reset_index(drop=True).astype(pandas_dtype(field.dtype))
        if field.dtype == "str":
            values = values.mask(values == "", None)
        out[name] = values if field.default is None else values.fillna(field.default)
    rows = pd.DataFrame(out)
    for name in layer.columns:
        field = layer.fields[name]
        if field.required:
            _refuse(layer, rows, name, rows[name].isna(), "is empty; a value must stand there")
        known = rows[name].notna()
        if field.words is not None:
            _refuse(layer, rows, name, known & ~rows[name].isin(field.words), f"is none of {', '.join(field.words)}")
        if field.pattern is not None:
            _refuse(
                layer,
                rows,
                name,
                known & ~rows[name].fillna("").str.match(field.pattern),
                "is not written as it must be",
            )
        if field.kind == "url":
            safe = rows[name].fillna("").str.match(r"https?://")
            _refuse(layer, rows, name, known & ~safe, "is no web address; begin it with https:// or http://")
    return rows


def _check_dates(layer: Layer, rows: pd.DataFrame) -> None:
    from geo.edtf import unreadable

    bad = unreadable(rows["observed_on"].dropna().unique())
    for value, why in bad.items():
        at = int(cast("int", (rows["observed_on"] == value).idxmax()))
        raise StoreError(str(Problem(layer.name, str(why), at + 2, "observed_on")))


def _refuse_known(connection: sqlite3.Connection, layer: Layer, rows: pd.DataFrame) -> None:
    known = _fids(connection, layer.name, rows["id"])
    _refuse(layer, rows, "id", rows["id"].isin(list(known)), "is in the store already; give it another id")
    _refuse(layer, rows, "id", rows["id"].duplicated(), "is used twice; give each its own id")


def _refuse(layer: Layer, rows: pd.DataFrame, field: str, wrong: pd.Series, what: str) -> None:
    """Raise for the first row that is wrong; rows are numbered as in a spreadsheet."""
    if wrong.any():
        at = int(cast("int", wrong.idxmax()))
        value = rows[field].iloc[at]
        said = f"the field {what}" if value is None or value != value else f"{value!r} {what}"
        raise StoreError(str(Problem(layer.name, said, at + 2, field)))


def _fids(connection: sqlite3.Connection, table: str, ids: pd.Series) -> dict[str, int]:
    wanted = json.dumps(ids.dropna().unique().tolist())
    return dict(
        connection.execute(f"SELECT id, fid FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    )


def _keys(connection: sqlite3.Connection, layer: Layer, field: str, table: str, ids: pd.Series) -> pd.Series:
    """Keys of records by their ids, null where there is none; raises at the first that does not exist."""
    known = _fids(connection, table, ids)
    wrong = ids.notna() & ~ids.isin(list(known))
    if wrong.any():
        at = int(cast("int", ids.index[wrong][0]))
        message = f"{ids[wrong].iloc[0]!r} is not in {table} of the store; add it first or correct the id"
        raise StoreError(str(Problem(layer.name, message, at + 2, field)))
    return ids.map(known).astype("Int64")


def _import(connection: sqlite3.Connection, import_id: str, n_rows: int) -> pd.Series:
    import pandas as pd

    connection.execute(
        "INSERT INTO imports(id, at) SELECT ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = ?)",
        (import_id, import_id),
    )
    fid, undone = connection.execute("SELECT fid, undone_at FROM imports WHERE id = ?", (import_id,)).fetchone()
    if undone is not None:
        what = "import that is not undone"
        raise NotFoundError(what, import_id)
    return pd.Series([fid] * n_rows, dtype="Int64")


def _insert(connection: sqlite3.Connection, table: str, columns: dict[str, pd.Series]) -> None:
    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    values = [column.astype(object).where(column.notna(), None).tolist() for column in columns.values()]
    connection.executemany(f"INSERT INTO {table}({names}) VALUES ({marks})", zip(*values, strict=True))
