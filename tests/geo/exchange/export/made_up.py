"""Made-up rows of which formats of markup must make something sound: shapes of all kinds, hostile texts, no position."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.exchange.export.site_export import SiteExport, export_of_frame
from geo.layers import SOURCES

HOSTILE = "<script>alert(1)</script> ]]> &amp; \"'\x00\x0b\ufffe \u202egnirts\u202c \U0001f600 \u202e"
SHOWN = HOSTILE.replace("\x00\x0b\ufffe", "")
"""The same without what XML cannot hold."""
SQUARE = shapely.Polygon([(46, 39), (46, 40), (47, 40), (47, 39)], [[(46.2, 39.2), (46.4, 39.2), (46.4, 39.4)]])
SHAPES = (
    shapely.Point(46.75, 39.76),
    SQUARE,
    shapely.LineString([(46, 39), (46.5, 39.25), (47, 39.5)]),
    shapely.MultiPolygon([SQUARE, shapely.box(48, 38, 48.5, 38.25)]),
    shapely.MultiPoint([(46, 39), (47, 40)]),
    shapely.MultiLineString([[(46, 39), (46.5, 39)], [(47, 39), (47.5, 39)]]),
    shapely.Point(-0.0000001, -89.9999999),
    None,
)


def texts(*values: str | None) -> pd.Series:
    """A column of texts."""
    return pd.Series(list(values), dtype="str")


def hostile_export() -> SiteExport:
    """A site for each of `SHAPES`, all named and noted in the worst words."""
    n = len(SHAPES)
    column = np.empty(n, dtype=object)
    column[:] = SHAPES
    frame = gpd.GeoDataFrame(
        {
            "id": texts(*(f"{at}-site" for at in range(n))),
            "kind": texts(*(["mosque", "khachkar"] * n)[:n]),
            "name:az": texts(*[HOSTILE] * n),
            "alt_name:az": texts("one;two;;2", *[None] * (n - 1)),
            "name:hy": texts(*["Բերդ"] * n),
            "identifier:wikidata": texts("Q42", "no", *[None] * (n - 2)),
            "location_certainty": texts("high", "negligible", *[None] * (n - 2)),
            "uncertainty_m": np.array([12.5, *[np.nan] * (n - 1)]),
            "built": texts("1750~", "1905/1917", "18XX", "../1800", "-0550", "nonsense", None, "1920/.."),
            "part_of": texts(None, "0-site", *[None] * (n - 2)),
            "note": texts(*[HOSTILE] * n),
            "condition": pd.array([5, 1, None, 3, 0, 1, 1, None], dtype="Int64"),
            "condition_raw": texts("razed", *[None] * (n - 1)),
            "condition_on": texts("2021-05", *[None] * (n - 1)),
            "condition_by": texts("A survey", *[None] * (n - 1)),
            "designation": texts("State register", "State register", *[None] * (n - 2)),
            "register_id": texts("17", None, *[None] * (n - 2)),
            "listed_on": texts("2001-08-02", "1998", *[None] * (n - 2)),
            "designation_document": texts("Decree 132 & more", *[None] * (n - 1)),
            "access": texts("permit", *[None] * (n - 1)),
            "access_authority": texts("Office", *[None] * (n - 1)),
            "access_as_of": texts("2026-01", *[None] * (n - 1)),
            "threat": texts("looting", *[None] * (n - 1)),
            "source_ids": texts("one;two", "two", *["unlisted"] * (n - 2)),
        },
        geometry=gpd.GeoSeries(column, crs="EPSG:4326"),
    )
    sources = pd.DataFrame({name: texts(None, None) for name in SOURCES.columns})
    sources["id"], sources["title"] = texts("one", "two"), texts("First & <last>", HOSTILE)
    sources["url"], sources["licence"] = (
        texts("javascript:alert(1)", "https://example.org/?a=1&b=2"),
        texts("CC0", "CC BY"),
    )
    sources["perspective"] = texts("academic", "state")
    return export_of_frame(frame, sources=sources, title=f"Trial {HOSTILE}", made_on=date(2026, 1, 2))
