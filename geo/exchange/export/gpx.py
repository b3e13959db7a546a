"""GPX 1.1: a waypoint for each site, for receivers and phones.

Schema: https://www.topografix.com/GPX/1/1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.export.rfc7946 import DECIMALS, rfc7946_geometry
from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.site_export import labels_of
from geo.exchange.export.site_iris import iris
from geo.exchange.export.site_text import descriptions, document_text, first_addresses, source_titles
from geo.exchange.export.text_joins import joined, text_bytes
from geo.exchange.export.xml_columns import attribute, element, illegal_loss, plain_text, xml_text
from geo.in_order import in_order

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.export.held_rows import RowPart
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
    with path.open("wb") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gpx version="1.1" creator="mirasmap" xmlns="http://www.topografix.com/GPX/1/1">\n'
            f"<metadata><name>{plain_text(export.title)}</name>"
            f"<desc>{plain_text(document_text(export))}</desc></metadata>\n".encode()
        )
        for text in in_order(lambda part: _waypoints(export, part), export.parts()):
            file.write(text)
        file.write(b"</gpx>\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    told = illegal_loss(export)
    n_several = export.held.shapes.kinds[_MULTIPOINT]
    if n_several:
        told.append(f"places of several points, which become one point each ({n_several:,})")
    n_told = sum(name not in _SHOWN for name in export.filled)
    if n_told:
        told.append(f"fields of their own: what they say is a text for people, or left out ({n_told:,})")
    return told


def _points(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point on each geometry; None where there is none."""
    geometries = rfc7946_geometry(geometries)
    others = shapely.get_type_id(geometries) > 0
    geometries[others] = shapely.point_on_surface(geometries[others])
    return geometries


def _waypoints(export: SiteExport, part: RowPart) -> bytes:
    places = _points(part.geometry)
    placed = ~shapely.is_missing(places)
    rows, places = part.columns.filter(pa.array(placed)), places[placed]
    lon, lat = (
        pa.array(np.round(get(places), DECIMALS) + 0.0).cast(pa.large_string())  # no -0
        for get in (shapely.get_x, shapely.get_y)
    )
    texts = RowTexts(rows)
    labels = labels_of(rows, export.language).cast(pa.large_string())
    urls, titles = first_addresses(export, texts["source_ids"])
    if export.base_iri.startswith(("http://", "https://")):
        urls = pc.coalesce(iris(export.base_iri, "site", texts["id"]), urls)
        titles = pc.if_else(texts["id"].is_valid(), labels, titles)
    return text_bytes(
        joined(
            joined('<wpt lat="', lat, '" lon="', lon, '">'),
            element("name", xml_text(labels)),
            element("cmt", xml_text(texts["id"])),
            element("desc", xml_text(descriptions(export, rows))),
            element("src", xml_text(source_titles(export, texts["source_ids"]))),
            _links(urls, titles),
            element("type", xml_text(texts["kind"])),
            "</wpt>\n",
        )
    )


def _links(urls: pa.Array, titles: pa.Array) -> pa.Array:
    link = joined('<link href="', attribute(urls), '">', element("text", xml_text(titles)), "</link>")
    return pc.fill_null(link, "")
