"""What a store knows already of the rows of an import: the sites by id, and of each what is said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.layers import SITES
from geo.store.blobs import decode
from geo.store.links import links
from geo.store.views import TELLING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["differing", "known_fids", "new_among"]

_SAME = {
    "names": ("lang", "text"),
    "identifiers": ("scheme", "value"),
    "designations": ("scheme", "level", "register_id", "listed_on", "document"),
    "access": ("status", "authority", "as_of", "expires"),
    "statements": ("property", "value", "observed_on", "asserted_by", "status"),
}
"""What must agree for two rows on one site to say the same; of statements one source as well."""
_SPACE = "\x1f"
_AT_ONCE = 20_000
_STORED_STATEMENTS = tuple(
    f"FROM statements t {source} LEFT JOIN imports i ON i.fid = t.import_fid WHERE i.undone_at IS NULL AND t.site_fid"
    for source in (
        "JOIN sources r ON r.fid = t.source_fid",
        "JOIN statements_sources l ON l.statement_fid = t.fid JOIN sources r ON r.fid = l.source_fid",
    )
)
"""With their first source, and with further ones."""
_NEARLY = 2e-7
"""Degrees; files hold seven decimals."""


def known_fids(connection: sqlite3.Connection, ids: pa.Array, table: str = "sites") -> NDArray[np.int64]:
    """Return the keys of rows by their ids, shape (n,); -1 where the store has none of that id."""
    out = np.full(len(ids), -1, dtype=np.int64)
    if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:
        return out
    sql = f"SELECT j.key, t.fid FROM json_each(?) j CROSS JOIN {table} t ON t.id = j.value"
    for start in range(0, len(ids), _AT_ONCE):
        found = connection.execute(sql, (json.dumps(ids.slice(start, _AT_ONCE).to_pylist()),)).fetchall()
        if found:
            places, fids = np.array(found, dtype=np.int64).T
            out[start + places] = fids
    return out


def new_among(
    connection: sqlite3.Connection, layer: str, part: pa.Table, site_fids: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which rows of a layer say what the store does not have of their sites.

    Parameters
    ----------
    connection
        Of the store.
    layer
        Of `geo.exchange.site_parts.PARTS`.
    part
        Its rows, as `parts_of` returns them.
    site_fids
        Key of the site of each row, shape (n,); -1 where the site itself is new.
    """
    new = np.ones(part.num_rows, dtype=bool)
    known = np.flatnonzero(site_fids >= 0)
    if not len(known):
        return new
    fids = site_fids[known]
    texts = [pa.array(fids).cast(pa.string())]
    rows = part.take(pa.array(known))
    texts += [
        pc.fill_null(rows[name].combine_chunks(), "") if name in rows.column_names else _blank(len(known))
        for name in _SAME[layer]
    ]
    columns = [f"coalesce(t.{name}, '')" for name in _SAME[layer]]
    if layer == "statements":
        texts.append(pc.utf8_trim_whitespace(pc.list_element(pc.split_pattern(rows["source_ids"], ";"), 0)))
        columns.append("r.id")
    keys = pc.binary_join_element_wise(*texts, _SPACE)
    joined = " || char(31) || ".join(["t.site_fid", *columns])
    origins = _STORED_STATEMENTS if layer == "statements" else (f"FROM {layer} t WHERE t.site_fid",)
    stored = [
        key
        for origin in origins
        for chunk in _chunks(fids)
        for (key,) in connection.execute(f"SELECT {joined} {origin} IN (SELECT value FROM json_each(?))", (chunk,))
    ]
    new[known] = ~pc.is_in(keys, value_set=pa.array(stored, pa.string())).to_numpy(zero_copy_only=False)
    return new


def _blank(n: int) -> pa.Array:
    return pa.array([""]).take(pa.array(np.zeros(n, dtype=np.int64)))


def _chunks(fids: NDArray[np.int64]) -> Iterator[str]:
    each = np.unique(fids)
    for start in range(0, len(each), _AT_ONCE):
        yield json.dumps(each[start : start + _AT_ONCE].tolist())


def differing(
    connection: sqlite3.Connection, rows: pa.Table, fids: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.object_], NDArray[np.object_]]]:
    """Yield the columns of sites in which rows say otherwise than the store.

    Parameters
    ----------
    connection
        Of the store.
    rows
        Fields of site rows as text, and `geom`; of sites that the store knows.
    fids
        Their keys, shape (n,).

    Yields
    ------
    tuple
        Name of the field (`geometry` for the geometry); which rows differ, shape (n,); what each of all rows says, and
        what the store has: text or None. What tells the place of a hidden site is not given away.
    """
    stored = _stored_sites(connection, fids)
    hidden = (stored["sensitivity"] != "public").to_numpy()
    for name in SITES.columns:
        if name == "id" or name not in rows.column_names:
            continue
        said = rows[name].to_pandas().astype(object)
        has = stored[name]
        differ = said.notna().to_numpy() & ~_equal(name, said, has)
        if differ.any():
            shown = has.map(lambda value: None if value is None or value != value else f"{value}").astype(object)
            if name in TELLING or name == "location_source_ids":
                shown = shown.mask(hidden, "(hidden)")
            yield name, differ, said.to_numpy(), shown.where(shown.notna(), None).to_numpy()
    yield _other_places(rows, stored, hidden)


def _stored_sites(connection: sqlite3.Connection, fids: NDArray[np.int64]) -> pd.DataFrame:
    many = {link.field: link.ids for link in links(SITES)}
    columns = []
    for name in SITES.columns:
        if name in many:
            columns.append(f"{many[name]} AS {name}")
        else:
            columns.append(f"coalesce(t.{name}, e.{name}) AS {name}" if name in TELLING else f"t.{name}")
    names = ["fid", *SITES.columns, "geom", "exact"]
    sql = (
        f"SELECT t.fid, {', '.join(columns)}, t.geom, e.geom FROM json_each(?) j CROSS JOIN sites t ON t.fid = j.value "
        "LEFT JOIN exact_places e ON e.fid = t.fid"
    )
    found = [row for chunk in _chunks(fids) for row in connection.execute(sql, (chunk,))]
    frame = pd.DataFrame(found, columns=names, dtype=object).set_index("fid")
    return frame.loc[fids].reset_index()


def _equal(name: str, said: pd.Series, has: pd.Series) -> NDArray[np.bool_]:
    field = SITES.fields[name]
    if field.reference is not None and field.reference.many:
        sets = [set() if cell is None else {one.strip() for one in str(cell).split(";")} for cell in (*said.where(said.notna(), None), *has)]  # fmt: skip
        return np.array([row <= store for row, store in zip(sets[: len(said)], sets[len(said) :], strict=True)], dtype=bool)  # fmt: skip
    if field.dtype == "str":
        return (said == has).to_numpy(dtype=bool)
    a, b = (pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64) for column in (said, has))
    same: NDArray[np.bool_] = np.isclose(a, b, rtol=1e-9, atol=1e-7)
    return same


def _other_places(
    rows: pa.Table, stored: pd.DataFrame, hidden: NDArray[np.bool_]
) -> tuple[str, NDArray[np.bool_], NDArray[np.object_], NDArray[np.object_]]:
    import shapely

    said, public, exact = (decode(column) for column in (rows["geom"].to_pylist(), stored["geom"].tolist(), stored["exact"].tolist()))  # fmt: skip
    differ = shapely.is_geometry(said) & ~(_nearly(said, public) | _nearly(said, exact))
    texts: list[NDArray[Any]] = []
    for shapes in (said, public):
        point = shapely.centroid(shapes)
        x, y = shapely.get_x(point), shapely.get_y(point)
        texts.append(np.array([None if np.isnan(a) else f"{a:.7f} {b:.7f}" for a, b in zip(x, y, strict=True)], dtype=object))  # fmt: skip
    texts[1][hidden] = "(hidden)"
    return "geometry", differ, texts[0], texts[1]


def _nearly(a: NDArray[np.object_], b: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether shapes agree in type, number of points and every coordinate, as far as files hold them."""
    import shapely

    same = shapely.get_type_id(a) == shapely.get_type_id(b)
    same &= shapely.get_num_coordinates(a) == shapely.get_num_coordinates(b)
    at = np.flatnonzero(same & shapely.is_geometry(a))
    out = np.zeros(len(a), dtype=bool)
    if len(at):
        first, second = (shapely.get_coordinates(shapely.normalize(shapes[at])) for shapes in (a, b))
        far = np.abs(first - second).max(axis=1, initial=0) > _NEARLY
        starts = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(a[at]))[:-1]])
        out[at] = ~np.logical_or.reduceat(far, starts) if len(far) else True
    return out
