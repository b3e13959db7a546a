"""The menu of formats in which pages offer sites."""

from __future__ import annotations

from dataclasses import dataclass

from geo.questions.site_filter import Question
from server.pages.filters import address

__all__ = ["Download", "downloads"]

_OFFERED = (
    ("GeoPackage", "QGIS", "gpkg"),
    ("GeoJSON", "RFC 7946", "geojson"),
    ("GeoJSON", "NDJSON", "geojsonl"),
    ("Shapefile", "ZIP", "shp.zip"),
    ("FlatGeobuf", "FGB", "fgb"),
    ("GeoParquet", "1.1", "parquet"),
    ("KML", "Google Earth", "kml"),
    ("GPX", "GPS", "gpx"),
    ("CSV", "", "csv"),
    ("Excel", "XLSX", "xlsx"),
    ("Linked Places", "JSON-LD", "lpf.json"),
    ("INSPIRE", "GML", "gml"),
    ("CIDOC CRM", "JSON-LD", "jsonld"),
)
"""Names of formats, which are the same in every language, with a word more and the ending of the address."""


@dataclass(frozen=True)
class Download:
    """A link to sites in one format."""

    name: str
    more: str
    url: str


def downloads(question: Question) -> list[Download]:
    """Return a link for each format, for the sites of a question in its order."""
    return [Download(name, more, address(f"/export/sites.{ending}", question)) for name, more, ending in _OFFERED]
