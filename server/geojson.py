"""Layers as GeoJSON, written from whole columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
import shapely

__all__ = ["MEDIA_TYPE", "collection", "features", "harmless", "nested", "rows_of"]

MEDIA_TYPE = "application/geo+json"
_RISKY = re.compile("|".join("<>&\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069").encode())
"""Signs that stand in strings only: those of markup, ends of line to a script, overrides of direction."""
_DIGITS = 7
"""Decimal places of degrees: about a centimetre."""


def features(
    layer: gpd.GeoDataFrame, *, key: str | None = "id", more: dict[str, list[Any]] | None = None
) -> list[dict[str, Any]]:
    """Return the features of a layer in EPSG:4326.

    Parameters
    ----------
    layer
        Any columns; a missing geometry and missing values become null.
    key
        Column that is the id of the feature; None for features without one.
    more
        Further properties, one list a property, in the order of the rows.
    """
    geometry = [
        None if text is None else orjson.Fragment(text)
        for text in shapely.to_geojson(
            shapely.set_precision(layer.geometry.to_numpy(), 0.1**_DIGITS, mode="pointwise")
        ).tolist()
    ]
    names = [str(name) for name in layer.columns if name not in (layer.geometry.name, key)]
    columns = [_plain(layer[name]) for name in names]
    columns += list((more or {}).values())
    names += list(more or {})
    properties = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if key is None:
        return [{"type": "Feature", "geometry": g, "properties": p} for g, p in zip(geometry, properties, strict=True)]
    ids = layer[key].tolist()
    return [
        {"type": "Feature", "id": i, "geometry": g, "properties": p}
        for i, g, p in zip(ids, geometry, properties, strict=True)
    ]


def collection(members: Iterable[dict[str, Any]], **more: object) -> bytes:
    """Return a feature collection as bytes; `<`, `>` and `&` are escaped, so that no text of it is ever markup."""
    body = orjson.dumps(
        {"type": "FeatureCollection", **more, "features": list(members)}, option=orjson.OPT_SERIALIZE_NUMPY
    )
    return harmless(body)


def harmless(body: bytes) -> bytes:
    """Return JSON in which what could be markup, or turn the text around it, is escaped; its meaning is the same."""
    return _RISKY.sub(lambda match: b"\\u%04x" % ord(match[0].decode()), body)


def nested(rows: pd.DataFrame, ids: Iterable[str], *, by: str, columns: list[str]) -> list[list[dict[str, Any]]]:
    """Return, for each id, the rows that belong to it as objects.

    Parameters
    ----------
    rows
        Layer with the column `by`, such as names with `site_id`.
    ids
        Ids in the order of the result.
    by
        Column that refers to the ids.
    columns
        Columns that become members.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for owner, *values in zip(rows[by].tolist(), *(_plain(rows[name]) for name in columns), strict=True):
        found.setdefault(owner, []).append(dict(zip(columns, values, strict=True)))
    return [found.get(one, []) for one in ids]


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as objects; missing values become null."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*map(_plain, (frame[n] for n in names)), strict=True)]


def _plain(column: pd.Series[Any]) -> list[Any]:
    return list(column.astype(object).where(column.notna(), None))
