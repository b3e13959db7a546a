"""Which module writes a format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from geo.errors import ExchangeError
from geo.exchange.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["WRITTEN", "Writer", "format_of_path", "needs_layers", "writer_of"]


class Writer(Protocol):
    """A module that writes one format."""

    def write(self, export: SiteExport, path: Path) -> None:
        """Write the file; its name says nothing."""
        ...

    def losses(self, export: SiteExport) -> list[str]:
        """Return what the format cannot hold of these rows, beside what `Format` says of it."""
        ...


_MODULES = {
    "geojson": "geojson",
    "ndjson": "geojson_lines",
    "gpkg": "geopackage",
    "shapefile": "shapefile",
    "flatgeobuf": "flatgeobuf",
    "geoparquet": "geoparquet",
    "kml": "kml",
    "gpx": "gpx",
    "csv": "delimited",
    "xlsx": "workbook",
    "linked-places": "linked_places",
    "inspire": "inspire",
    "cidoc-crm": "cidoc",
}
_FLAT = ("geojson", "ndjson", "shapefile", "flatgeobuf", "geoparquet", "kml", "gpx", "csv", "xlsx")
"""Formats that are made of the rows alone."""
WRITTEN: tuple[str, ...] = tuple(_MODULES)
"""Names of the formats that are written."""
_NOT_WRITTEN = {".shp": ".shp.zip", ".tsv": ".csv", ".txt": ".csv"}
"""Endings that are only read, and what to write in their place."""


def writer_of(format: str) -> Writer:
    """Return the writer of a format; imported when it is first asked for.

    Raises
    ------
    ExchangeError
        If there is no such format, or it is only read.
    """
    if format not in _MODULES:
        message = f"there is no format {format[:40]!r} to write; there are {', '.join(WRITTEN)}"
        raise ExchangeError(message)
    return cast("Writer", import_module(f"geo.exchange.export.{_MODULES[format]}"))


def needs_layers(format: str) -> bool:
    """Return whether a format takes the whole layers of an export (`names`, `statements` and so on), not its rows alone."""
    return format not in _FLAT


def format_of_path(path: Path) -> str:
    """Return the format that a file is written in, by the ending of its name.

    Raises
    ------
    ExchangeError
        If the ending says none.

    Examples
    --------
    >>> from pathlib import Path
    >>> [format_of_path(Path(name)) for name in ("a.geojson", "a.shp.zip", "a.lpf.json")]
    ['geojson', 'shapefile', 'linked-places']
    """
    name = path.name.lower()
    endings = {ending: format.name for format in FORMATS.values() if format.writes for ending in format.endings}
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending) and ending in _NOT_WRITTEN:
            message = f"{path.name} would end in {ending}, which is read and not written; name it {path.stem}{_NOT_WRITTEN[ending]}"
            raise ExchangeError(message)
        if name.endswith(ending):
            return endings[ending]
    usual = ", ".join(format.endings[0] for format in FORMATS.values() if format.writes)
    message = f"the ending of {path.name} says no format; name one with --format, or end the name in {usual}"
    raise ExchangeError(message)
