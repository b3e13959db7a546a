"""What a file is: by its content, since its ending may say anything."""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from geo.errors import ExchangeError
from geo.exchange.read.encoding import wide_encoding
from geo.exchange.read.limits import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.read.limits import Limits

__all__ = ["Kind", "kind_of"]

READABLE = "GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML, KMZ, GPX, CSV and XLSX"


@dataclass(frozen=True)
class Kind:
    """What a file is."""

    name: str
    """Of `geo.exchange.formats.FORMATS`; `json` for every kind of GeoJSON, and `zip` for an archive of other files."""


_SQLITE = b"SQLite format 3\0"
_GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
_SHAPEFILE = b"\0\0\x27\x0a"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
}
_XML = {
    "OGRVRTDataSource": "a GDAL virtual file, which only points to other files",
    "VRTDataset": "a GDAL virtual file, which only points to other files",
    "GDALTileIndexDataset": "a GDAL virtual file, which only points to other files",
    "OGRWFSDataSource": "a description of a service on the network",
    "GDAL_WMS": "a description of a service on the network",
    "WFS_Capabilities": "a description of a service on the network",
    "FeatureCollection": "GML",
    "html": "a web page",
    "HTML": "a web page",
    "osm": "an OpenStreetMap extract",
    "svg": "a picture",
    "qgis": "a QGIS project, which only points to other files",
}


def kind_of(path: Path, *, limits: Limits = LIMITS) -> Kind:
    """Return what a file is.

    Parameters
    ----------
    path
        A file; of a Shapefile the `.shp`, or any of the files beside it.
    limits
        How much of the file is looked at.

    Raises
    ------
    ExchangeError
        If there is no such file, it cannot be read, it is empty, or it is nothing that we read.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(65536)
    except IsADirectoryError:
        message = f"{name!r} is a folder: name a file in it"
        raise ExchangeError(message) from None
    except FileNotFoundError:
        message = f"there is no file {str(path)!r}: check the name"
        raise ExchangeError(message) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{name!r} cannot be opened: {reason}"
        raise ExchangeError(message) from None
    if not head:
        message = f"{name!r} is empty: get the file again"
        raise ExchangeError(message)
    return Kind(_binary(path, head) or _xml(path, head, limits) or _text(path, head))


def _binary(path: Path, head: bytes) -> str | None:
    name = path.name
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _zip(path)
    if head.startswith(_SQLITE):
        if head[68:72] in _GEOPACKAGE or b"gpkg_contents" in head:
            return "gpkg"
        message = f"{name!r} is an SQLite database but no GeoPackage: save it as GeoPackage"
        raise ExchangeError(message)
    if head.startswith(b"fgb\x03") and head[4:7] == b"fgb":
        return "flatgeobuf"
    if head.startswith(b"PAR1"):
        return "geoparquet"
    if head.startswith(_SHAPEFILE):
        return "shapefile"
    if head.startswith(_COMPOUND):
        message = f"{name!r} is an old Excel file (.xls) or another old Office file: save it as .xlsx"
        raise ExchangeError(message)
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            message = f"{name!r} is {what}, which is not read: use {READABLE}"
            raise ExchangeError(message)
    ending = path.suffix.lower()
    if ending in (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"):
        message = f"{name!r} is a part of a Shapefile: name the .shp beside it, or the zip of all parts"
        raise ExchangeError(message)
    return None


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        message = f"{path.name!r} is a zip archive that is damaged or cut off: get the file again"
        raise ExchangeError(message) from None
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        message = f"{path.name!r} is an OpenDocument file, which is not read: save it as .xlsx or .csv"
        raise ExchangeError(message)
    if not any("/" not in name and name.lower().endswith(".shp") for name in names) and any(
        name.lower() == "doc.kml" for name in names
    ):
        return "kmz"
    return "zip"


def _xml(path: Path, head: bytes, limits: Limits) -> str | None:
    if not _starts_like_xml(head):
        return None
    if b"<html" in head[:4096].lower():
        message = f"{path.name!r} is a web page, perhaps of an error that came in place of the file: get the file again"
        raise ExchangeError(message)
    name = _xml_root(path, limits)
    if name == "kml":
        return "kml"
    if name == "gpx":
        return "gpx"
    what = _XML.get(name, f"XML of the kind {name[:60]!r}")
    message = f"{path.name!r} is {what}, which is not read whatever its ending: use {READABLE}"
    raise ExchangeError(message)


def _starts_like_xml(head: bytes) -> bool:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    text = head[:4096].replace(b"\0", b"").lstrip()
    return text.startswith(b"<") and not text.startswith(b"<<")


class _Found(Exception):  # noqa: N818  (no error: it ends the parser at the first element)
    pass


def _xml_root(path: Path, limits: Limits) -> str:
    """Return the name of the root element without its prefix; a document type is refused."""
    parser = expat.ParserCreate()  # without namespaces: many files use prefixes that they do not declare

    def start(name: str, _attributes: dict[str, str]) -> None:
        raise _Found(name.rpartition(":")[2])

    def doctype(*_all: object) -> None:
        message = f"{path.name!r} declares a document type (DOCTYPE), through which XML can name other files: remove that line"
        raise ExchangeError(message)

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        with path.open("rb") as file:
            for _block in range(max(1, limits.head_bytes // 65536)):
                block = file.read(65536)
                parser.Parse(block, not block)
                if not block:
                    break
    except _Found as found:
        return str(found)
    except ExchangeError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        message = f"{path.name!r} begins like XML but is broken: {error}"
        raise ExchangeError(message) from None
    message = f"{path.name!r} begins like XML but has no element: get the file again"
    raise ExchangeError(message)


def _text(path: Path, head: bytes) -> str:
    wide = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(head[:2]) or wide_encoding(
        head[:4096]
    )
    text = head.decode(wide or "latin-1", "replace").removeprefix("\ufeff").removeprefix("ï»¿")
    start = text.lstrip(" \t\r\n\x1e")
    if start.startswith(("{", "[")):
        return "json"
    if not start.strip():
        message = f"{path.name!r} has nothing but spaces: get the file again"
        raise ExchangeError(message)
    controls = sum(letter < " " and letter not in "\t\n\r\f\x1a\x1e" for letter in text)
    if controls > max(8, len(text) // 50):
        message = f"{path.name!r} is no format that is known: use {READABLE}"
        raise ExchangeError(message)
    return "csv"
