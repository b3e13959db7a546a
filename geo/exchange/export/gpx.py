"""GPX 1.1: a waypoint for each site, for receivers and phones.

Schema: https://www.topografix.com/GPX/1/1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.rfc7946 import DECIMALS, rfc7946_geometry
from geo.exchange.export.site_iris import iris
from geo.exchange.export.site_text import descriptions, document_text, first_addresses, source_titles
from geo.exchange.export.text_joins import blocks, joined, text_bytes
from geo.exchange.export.xml_columns import attribute, element, illegal_loss, plain_text, xml_text
from geo.exchange.read.text_columns import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_MULTIPOINT = 4
_SHOWN = {"id", "kind", "geometry"}
"""Columns that a waypoint holds as such; the others are told in its description, or not at all."""


def write(export: SiteExport, path: Path) -> None:
    """Write waypoints: `name`, the id as `cmt`, lines on the site as `desc`, titles of sources as `src`, the kind as `type`.

    Parameters
    ----------
    export
        Lines and areas become a point on them. Rows without a position are left out.
    path
        The file.
    """
    places = _points(export)
    placed = ~shapely.is_missing(places)
    rows, places = export.rows[placed], places[placed]
    labels = export.labels()[placed]
    with path.open("wb") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gpx version="1.1" creator="mirasmap" xmlns="http://www.topografix.com/GPX/1/1">\n'
            f"<metadata><name>{plain_text(export.title)}</name>"
            f"<desc>{plain_text(document_text(export))}</desc></metadata>\n".encode()
        )
        for part in _waypoints(export, rows, labels, places):
            file.write(part)
        file.write(b"</gpx>\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    told = illegal_loss(export)
    n_several = int((shapely.get_type_id(export.rows.geometry.to_numpy()) == _MULTIPOINT).sum())
    if n_several:
        told.append(f"places of several points, which become one point each ({n_several:,})")
    filled = [name for name in export.columns if export.rows[name].notna().any()]
    n_told = sum(name not in _SHOWN for name in filled)
    if n_told:
        told.append(f"fields of their own: what they say is a text for people, or left out ({n_told:,})")
    return told


def _points(export: SiteExport) -> NDArray[np.object_]:
    """Return a point on each geometry; None where there is none."""
    geometries = rfc7946_geometry(export.rows.geometry.to_numpy())
    others = shapely.get_type_id(geometries) > 0
    geometries[others] = shapely.point_on_surface(geometries[others])
    return geometries


def _waypoints(
    export: SiteExport, rows: pd.DataFrame, labels: pd.Series, places: NDArray[np.object_]
) -> Iterator[bytes]:
    for some in blocks(places):
        part = rows.iloc[some]
        lon, lat = (
            pa.array(np.round(get(places[some]), DECIMALS) + 0.0).cast(pa.large_string())  # no -0
            for get in (shapely.get_x, shapely.get_y)
        )
        ids, sources = _texts(part, "id"), _texts(part, "source_ids")
        urls, titles = first_addresses(export, sources)
        if export.base_iri.startswith(("http://", "https://")):
            urls = pc.coalesce(iris(export.base_iri, "site", ids), urls)
            titles = pc.if_else(ids.is_valid(), arrow_column(labels.iloc[some]).cast(pa.large_string()), titles)
        yield text_bytes(
            joined(
                joined('<wpt lat="', lat, '" lon="', lon, '">'),
                element("name", xml_text(arrow_column(labels.iloc[some]))),
                element("cmt", xml_text(ids)),
                element("desc", xml_text(descriptions(export, part))),
                element("src", xml_text(source_titles(export, sources))),
                _links(urls, titles),
                element("type", xml_text(_texts(part, "kind"))),
                "</wpt>\n",
            )
        )


def _links(urls: pa.Array, titles: pa.Array) -> pa.Array:
    link = joined('<link href="', attribute(urls), '">', element("text", xml_text(titles)), "</link>")
    return pc.fill_null(link, "")


def _texts(rows: pd.DataFrame, name: str) -> pa.Array:
    if name not in rows.columns:
        return pa.nulls(len(rows), pa.large_string())
    return as_text(arrow_column(rows[name])).cast(pa.large_string())
