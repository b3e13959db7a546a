"""The formats that are read and written: their endings, their drivers, and what each can hold."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True)
class Format:
    """A file format."""

    name: str
    """As on the command line: `--format gpkg`."""
    title: str
    endings: tuple[str, ...]
    """Of file names, the usual one first."""
    media_type: str
    driver: str | None = None
    """The driver of GDAL that reads it; None where GDAL does not."""
    reads: bool = True
    writes: bool = True
    shapes: bool = True
    """Holds lines and areas, not only points."""
    placeless: bool = True
    """Holds rows without a position."""
    fields: bool = True
    """Holds every field of a site row under its own name, at any length."""


_ALL = (
    Format("geojson", "GeoJSON (RFC 7946)", (".geojson", ".json"), "application/geo+json", "GeoJSON"),
    Format("ndjson", "Newline-delimited GeoJSON", (".geojsonl", ".ndjson", ".jsonl"), "application/geo+json-seq"),
    Format("geojsonseq", "GeoJSON text sequence (RFC 8142)", (".geojsons",), "application/geo+json-seq", writes=False),
    Format("gpkg", "GeoPackage", (".gpkg",), "application/geopackage+sqlite3", "GPKG"),
    Format("shapefile", "Shapefile, zipped", (".shp.zip", ".zip", ".shp"), "application/zip", "ESRI Shapefile", fields=False),
    Format("flatgeobuf", "FlatGeobuf", (".fgb",), "application/flatgeobuf", "FlatGeobuf"),
    Format("geoparquet", "GeoParquet 1.1", (".parquet", ".geoparquet"), "application/vnd.apache.parquet"),
    Format("kml", "KML", (".kml", ".kmz"), "application/vnd.google-earth.kml+xml", "LIBKML"),
    Format("gpx", "GPX waypoints", (".gpx",), "application/gpx+xml", "GPX", shapes=False, placeless=False, fields=False),
    Format("csv", "CSV", (".csv", ".tsv", ".txt"), "text/csv"),
    Format("xlsx", "Excel workbook", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("linked-places", "Linked Places Format 1.3", (".lpf.json",), "application/ld+json", reads=False),
    Format("inspire", "INSPIRE Protected Sites 4.0 GML", (".gml",), "application/gml+xml", placeless=False, reads=False, fields=False),
    Format("cidoc-crm", "CIDOC-CRM JSON-LD", (".jsonld",), "application/ld+json", reads=False),
)  # fmt: skip

FORMATS: dict[str, Format] = {format.name: format for format in _ALL}
"""By name."""
