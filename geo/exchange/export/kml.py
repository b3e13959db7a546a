"""KML 2.3: a folder for each condition, in its colour, and every field as typed data of its placemark.

Source: OGC 12-007r2. Nothing in the file names the network: markers are the viewer's own, in the colour of the condition.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.json_features import records
from geo.exchange.export.rfc7946 import rfc7946_geometry
from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.site_export import labels_of
from geo.exchange.export.site_text import descriptions, document_text
from geo.exchange.export.text_joins import blocks, joined, looked_up, or_empty, text_bytes
from geo.exchange.export.xml_columns import element, illegal_loss, plain_attribute, plain_text, xml_text
from geo.exchange.export.xml_geometry import kml_geometry
from geo.exchange.read.kml_reader import OWN_SCHEMA, OWN_SOURCES
from geo.in_order import in_order
from geo.store.style import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exchange.export.held_rows import RowPart
    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_WORDS = "words"
_FOLDERS = {grade: f"{grade} {label}".strip() for grade, (label, *_rest) in CONDITIONS.items()} | {
    _WORDS: "said in words that are no grade"
}
_LINE, _AREA = "ff", "59"
"""How much of lines and areas covers what is below them, in hexadecimal."""


def write(export: SiteExport, path: Path) -> None:
    """Write a document with a folder for each condition that occurs.

    Parameters
    ----------
    export
        Columns of any type; what is null is left out. Rows without a geometry are placemarks without one.
    path
        The file.
    """
    with path.open("wb") as file:
        file.write(_head(export).encode())
        for folder, grade in _folders(export):
            file.write(f"<Folder><name>{plain_text(folder)}</name>\n".encode())
            for text in in_order(partial(_placemarks, export, grade), export.parts()):
                file.write(text)
            file.write(b"</Folder>\n")
        file.write(b"</Document>\n</kml>\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    told = illegal_loss(export)
    if "condition" in export.columns:
        places = pa.array(list(_FOLDERS), pa.large_string())
        parts = [pc.index_in(_grades(part), value_set=places).to_numpy() for part in _said(export)]
        if (np.diff(np.concatenate(parts)) < 0).any():
            told.append("the order of the rows: they stand in folders, by condition")
    return told


def _folders(export: SiteExport) -> list[tuple[str, str | None]]:
    """Return the name and the grade of each folder; one for all where there is no condition to go by."""
    if "condition" not in export.columns:
        return [("sites", None)] if len(export) else []
    there = {grade for part in _said(export) for grade in _grades(part).unique().to_pylist()}
    return [(name, grade) for grade, name in _FOLDERS.items() if grade in there]


def _said(export: SiteExport) -> Iterator[pa.RecordBatch]:
    """Yield the columns that tell of the condition."""
    for part in export.parts([name for name in ("condition", "condition_raw") if name in export.columns]):
        yield part.columns


def _grades(rows: pa.RecordBatch) -> pa.Array:
    """Return the grade of each row: empty where nobody said anything, `_WORDS` where what is said is no grade."""
    said = RowTexts(rows)
    grade, words = said["condition"], said["condition_raw"]
    known = pc.is_in(grade, value_set=pa.array([each for each in CONDITIONS if each], grade.type))
    silent = pc.and_(pc.is_null(grade), pc.is_null(words))
    return pc.if_else(known, grade, pc.if_else(silent, "", _WORDS))


def _head(export: SiteExport) -> str:
    sources = orjson.dumps(records(export.sources)).decode()
    licences = orjson.dumps(export.licences).decode()
    schema = next(iter(export.parts())).columns.schema
    types = dict(zip(schema.names, schema.types, strict=True))
    fields = "".join(
        f'<SimpleField type="{_type(types[name])}" name="{plain_attribute(name)}"/>\n' for name in export.columns
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{plain_text(export.title)}</name>\n<open>1</open>\n"
        f"<description>{plain_text(plain_text(document_text(export)))}</description>\n"
        f"{''.join(_style(grade) for grade in CONDITIONS)}"
        f'<ExtendedData>\n<Data name="{OWN_SOURCES}"><value>{plain_text(sources)}</value></Data>\n'
        f'<Data name="mirasmap:licences"><value>{plain_text(licences)}</value></Data>\n</ExtendedData>\n'
        f'<Schema name="site" id="{OWN_SCHEMA}">\n{fields}</Schema>\n'
    )


def _style_id(grade: str) -> str:
    return f"condition-{grade if grade and grade != _WORDS else 'none'}"


def _style(grade: str) -> str:
    """Return the style of a condition: KML has colours as alpha, blue, green and red."""
    _label, _shape, size, _turn, fill = CONDITIONS[grade]
    colour = fill[5:7] + fill[3:5] + fill[1:3]
    return (
        f'<Style id="{_style_id(grade)}"><IconStyle><color>ff{colour}</color><scale>{size / 3:.2g}</scale></IconStyle>'
        f"<LabelStyle><scale>0.8</scale></LabelStyle><LineStyle><color>{_LINE}{colour}</color><width>2</width></LineStyle>"
        f"<PolyStyle><color>{_AREA}{colour}</color></PolyStyle></Style>\n"
    )


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_integer(kind):
        return "int"
    return "double" if pa.types.is_floating(kind) else "string"


def _placemarks(export: SiteExport, grade: str | None, part: RowPart) -> bytes:
    """Return the placemarks of those rows that belong into a folder."""
    grades = _grades(part.columns)
    chosen = pc.equal(grades, grade) if grade is not None else pa.repeat(pa.scalar(value=True), len(part))
    rows, grades = part.columns.filter(chosen), grades.filter(chosen)
    geometries = rfc7946_geometry(part.geometry[chosen.to_numpy(zero_copy_only=False)])
    texts = (
        _texts(export, rows.slice(some.start, some.stop - some.start), grades[some], geometries[some])
        for some in blocks(geometries)
    )
    return b"".join(map(text_bytes, texts))


def _texts(export: SiteExport, rows: pa.RecordBatch, grades: pa.Array, geometries: NDArray[np.object_]) -> pa.Array:
    data = [
        element("SimpleData", xml_text(rows[name]), f' name="{plain_attribute(name)}"')
        for name in rows.schema.names
        if rows[name].null_count < len(rows)
    ]
    name = xml_text(labels_of(rows, export.language))
    styles = looked_up(grades, {each: _style_id(each) for each in (*CONDITIONS, _WORDS)})
    return joined(
        "<Placemark>",
        element("name", pc.if_else(pc.equal(name, ""), pa.scalar(None, name.type), name)),
        # viewers take a description for HTML, so that it is escaped for that as well
        element("description", xml_text(xml_text(descriptions(export, rows)))),
        element("styleUrl", joined("#", styles)),
        f'<ExtendedData><SchemaData schemaUrl="#{OWN_SCHEMA}">',
        *data,
        "</SchemaData></ExtendedData>",
        or_empty(kml_geometry(geometries)),
        "</Placemark>\n",
    )
