"""KML. Only `geo.exchange.read.reading_child` reads with this module.

GDAL's LIBKML leaves out attributes that the schema of a document does not name, and addresses; so placemarks are read here, each
with all that is said of it (OGC KML 2.3, 12-007r2, chapters 9 to 11). Folders are layers. Links are never followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import pyarrow as pa
import shapely

from geo.errors import ExchangeError
from geo.exchange.read.reading_child import Description, Request
from geo.exchange.read.text_columns import headings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    type _Folder = tuple[str, ...]

__all__ = ["OWN_SCHEMA", "OWN_SOURCES", "read"]

OWN_SCHEMA = "mirasmap-site"
"""Id of the schema of our own exports: their folders are one layer, and the data of a placemark say all of it."""
OWN_SOURCES = "mirasmap:sources"
"""Name of the data of a document in which they hold their sources, as JSON."""

_DEEPEST = 200
_BLOCK = 1 << 18
_TOLD = ("name", "description", "address", "phoneNumber", "Snippet", "snippet")
"""Elements of a placemark that say something in one text."""
_TIMES = {"when": "timestamp", "begin": "begin", "end": "end"}
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model")


@dataclass
class _Layer:
    count: int = 0
    columns: dict[str, None] = field(default_factory=dict)


def read(request: Request) -> tuple[Description, pa.Schema, Iterator[pa.RecordBatch]]:
    """Read the placemarks of a folder: the one asked for, else `sites`, else the fullest.

    Raises
    ------
    ExchangeError
        If the document is broken, or there is no folder of that name.
    """
    path = Path(request.path)
    found: dict[_Folder, _Layer] = {}
    reader = _Reader()
    for folder, placemark in _placemarks(path, reader):
        layer = found.setdefault(folder, _Layer())
        layer.count += 1
        layer.columns |= dict.fromkeys(_attributes(placemark))
    names = _layer_names(list(found))
    order = sorted(found, key=lambda folder: (names[folder] != "sites", -found[folder].count))
    by_name = {names[folder]: folder for folder in order}
    if request.layer is not None and request.layer not in by_name:
        message = (
            f"it has no folder {request.layer[:80]!r} with placemarks: there are {', '.join(map(repr, by_name))[:500]}"
        )
        raise ExchangeError(message)
    chosen = by_name[request.layer] if request.layer is not None else next(iter(order), ())
    layer = found.get(chosen, _Layer())
    keys = list(layer.columns)
    if len(keys) > request.limits.columns:
        message = f"it has {len(keys)} attributes, more than {request.limits.columns}: leave some out"
        raise ExchangeError(message)
    schema = pa.schema([("", pa.binary()), ("", pa.string()), *((name, pa.string()) for name in headings(keys))])
    description = Description(
        layer=names.get(chosen, ""),
        layers=tuple(by_name),
        crs="EPSG:4326",
        has_geometry=True,
        n_rows=layer.count,
        sources=reader.sources,
    )

    def batches() -> Iterator[pa.RecordBatch]:
        waiting: list[Element] = []
        for folder, placemark in _placemarks(path, _Reader()):
            if folder == chosen:
                waiting.append(placemark)
            if len(waiting) == request.rows:
                yield _batch(waiting, keys, schema)
                waiting = []
        if waiting:
            yield _batch(waiting, keys, schema)

    return description, schema, batches()


def _layer_names(folders: list[_Folder]) -> dict[_Folder, str]:
    """Return names of folders: their own, or with those around them where several have the same."""
    last = [folder[-1] for folder in folders]
    names = [folder[-1] if last.count(folder[-1]) == 1 else " / ".join(folder) for folder in folders]
    return dict(zip(folders, headings(names), strict=True))


def _placemarks(path: Path, reader: _Reader) -> Iterator[tuple[_Folder, Element]]:
    """Yield each placemark with the names of the folders around it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        reader.start,
        reader.end,
        reader.data,
    )
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        with path.open("rb") as file:
            more = True
            while more:
                block = file.read(_BLOCK)
                more = bool(block)
                parser.Parse(block, not more)
                yield from reader.taken()
    except expat.ExpatError as error:
        message = f"the XML is broken or cut off ({error}): mend it there, or get the file again"
        raise ExchangeError(message) from None


class _Reader:
    """Builds placemarks of what the parser tells, without their prefixes."""

    def __init__(self) -> None:
        self._around: list[tuple[str, str]] = []  # elements, with the name that a folder or document has been given
        self._builder: TreeBuilder | None = None
        self._inside = 0
        self._name: list[str] | None = None
        self._ready: list[tuple[_Folder, Element]] = []
        self._ours = False
        self._sources: list[str] = []
        self._of_sources = False

    @property
    def sources(self) -> str | None:
        """What our own exports say of their sources; None where the document says nothing."""
        return "".join(self._sources) or None

    def taken(self) -> list[tuple[_Folder, Element]]:
        ready, self._ready = self._ready, []
        return ready

    def doctype(self, *_all: object) -> None:
        message = "it declares a document type (DOCTYPE), through which XML can name other files: remove that line"
        raise ExchangeError(message)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if self._inside + len(self._around) > _DEEPEST:
            message = f"its elements are nested more than {_DEEPEST} deep: flatten its folders"
            raise ExchangeError(message)
        if self._builder is None and name == "Placemark":
            self._builder = TreeBuilder()
        if self._builder is not None:
            self._inside += 1
            self._builder.start(name, attributes)
            return
        if name == "Schema" and attributes.get("id") == OWN_SCHEMA:
            self._ours = True
        if name == "Data":
            self._of_sources = attributes.get("name") == OWN_SOURCES
        if name == "name" and self._around and self._around[-1][0] in ("Folder", "Document"):
            self._name = []
        self._around.append((name, ""))

    def data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)
        elif self._name is not None:
            self._name.append(text)
        elif self._of_sources and self._around[-1][0] == "value":
            self._sources.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self._builder is not None:
            self._builder.end(name)
            self._inside -= 1
            if not self._inside:
                self._ready.append((self._folder(), self._builder.close()))
                self._builder = None
            return
        self._around.pop()
        if self._name is not None and self._around:
            self._around[-1] = (self._around[-1][0], " ".join("".join(self._name).split()))
            self._name = None

    def _folder(self) -> _Folder:
        if self._ours:
            return ("sites",)
        folders = tuple(name or kind for kind, name in self._around if kind == "Folder")
        if folders:
            return folders
        return (next((name for kind, name in self._around if kind == "Document" and name), "placemarks"),)


def _attributes(placemark: Element) -> dict[str, str]:
    """Return what is said of a placemark: `id`, its texts and times, and all of its extended data.

    Where both say something else under one name, the element of KML is called `@name`. A placemark of our own says all in its
    data, of which its name and its description are made.
    """
    found = {"id": placemark.get("id", "")}
    for name in _TOLD:
        found[name.lower()] = found.get(name.lower()) or placemark.findtext(name) or ""
    for name, heading in _TIMES.items():
        found[heading] = next(
            (element.text or "" for element in placemark.iter(name) if _is_time(placemark, element)), ""
        )
    ours = any(data.get("schemaUrl") == f"#{OWN_SCHEMA}" for data in placemark.iter("SchemaData"))
    told = {} if ours else {heading: text.strip() for heading, text in found.items() if text.strip()}
    data = {data.get("name", ""): (data.findtext("value") or "").strip() for data in placemark.iter("Data")}
    data |= {simple.get("name", ""): (simple.text or "").strip() for simple in placemark.iter("SimpleData")}
    for heading, text in data.items():
        if text and told.get(heading, text) != text:
            told[f"@{heading}"] = told[heading]
        told[heading] = text or told.get(heading, "")
    return {heading: text for heading, text in told.items() if text}


def _is_time(placemark: Element, element: Element) -> bool:
    return any(element in list(time) for kind in ("TimeStamp", "TimeSpan") for time in placemark.findall(kind))


def _batch(placemarks: list[Element], keys: list[str], schema: pa.Schema) -> pa.RecordBatch:
    shapes: list[bytes | None] = []
    defects: list[str | None] = []
    for placemark in placemarks:
        try:
            shape = _shape_of(placemark)
            shapes.append(None if shape is None else shapely.to_wkb(shape))
            defects.append(None)
        except (ValueError, shapely.errors.GEOSException, shapely.errors.ShapelyError) as error:
            shapes.append(None)
            defects.append(f"geometry_unreadable:{error}"[:200])
    rows = [_attributes(placemark) for placemark in placemarks]
    columns = [pa.array([row.get(key) for row in rows], pa.string()) for key in keys]
    return pa.record_batch([pa.array(shapes, pa.binary()), pa.array(defects, pa.string()), *columns], schema=schema)


def _shape_of(parent: Element) -> BaseGeometry | None:
    """Return the geometry of a placemark or of a collection of geometries; None if there is none.

    Raises
    ------
    ValueError
        If it cannot be read; says why.
    """
    parts = [part for element in parent if element.tag in _SHAPES and (part := _shape(element)) is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    if len(points := [part for part in parts if isinstance(part, shapely.Point)]) == len(parts):
        return shapely.MultiPoint(points)
    if len(lines := [part for part in parts if isinstance(part, shapely.LineString)]) == len(parts):
        return shapely.MultiLineString(lines)
    if len(areas := [part for part in parts if isinstance(part, shapely.Polygon)]) == len(parts):
        return shapely.MultiPolygon(areas)
    return shapely.GeometryCollection(parts)


def _shape(element: Element) -> BaseGeometry | None:
    match element.tag:
        case "Point":
            places = _coordinates(element)
            return shapely.Point(places[0]) if places else None
        case "LineString" | "LinearRing":
            places = _coordinates(element)
            return shapely.LineString(places) if places else None
        case "Polygon":
            rings = [
                _coordinates(ring)
                for side in ("outer", "inner")
                for ring in element.findall(f"{side}BoundaryIs/LinearRing")
            ]
            return shapely.Polygon(rings[0], rings[1:]) if rings else None
        case "Track":
            places = [_numbers(place.text or "", None) for place in element.iter("coord")]
            return shapely.LineString(places) if places else None
        case "Model":
            reason = "a model of a building is no geometry"
            raise ValueError(reason)
    return _shape_of(element)


def _coordinates(element: Element) -> list[list[float]]:
    text = re.sub(r"\s*,\s*", ",", (element.findtext("coordinates") or "").strip())
    places = [_numbers(place, ",") for place in text.split()]
    flat = min((len(place) for place in places), default=2)
    return [place[:flat] for place in places]


def _numbers(text: str, separator: str | None) -> list[float]:
    numbers = [float(part) for part in text.split(separator) if part]
    if len(numbers) < 2:
        reason = f"{text[:40]!r} is no longitude and latitude"
        raise ValueError(reason)
    return numbers[:3]
