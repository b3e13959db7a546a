"""The QGIS project inside the store: layers with their style, and the relations between them, ready to open.

QGIS keeps projects of a GeoPackage in a table of its own, as the hexadecimal text of a zipped `.qgs` document (seen in
QGIS 3.22). Sources in it are relative to the file's name, so a renamed store opens without its project.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geo.store.style import site_renderer

if TYPE_CHECKING:
    import sqlite3

__all__ = ["add_project"]

NAME = "mirasmap"
SITES = "public_sites"
SITE_KEY = "OGC_FID"
"""Column of `public_sites` that other tables refer to."""
TABLES = ("names", "statements", "designations", "access", "identifiers", "photos", "sources")
RELATIONS = (
    *((table, "site_fid", SITES, SITE_KEY) for table in TABLES[:-1]),
    ("statements", "source_fid", "sources", "fid"),
    ("names", "source_fid", "sources", "fid"),
)
"""Table, its column, the table referred to and its column."""


def _layer_id(table: str) -> str:
    return f"mirasmap_{table}"  # QGIS gives ids of ten letters or fewer anew


def add_project(connection: sqlite3.Connection, file_name: str) -> None:
    """Put the project into the store that will have this file name."""
    document = ET.tostring(_document(file_name), encoding="unicode")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{NAME}.qgs"), document)
    connection.execute("CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)")
    connection.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (NAME, json.dumps({}), packed.getvalue().hex()))


def _document(file_name: str) -> ET.Element:
    qgis = ET.Element("qgis", projectname=NAME, version="3.22.0")
    crs = ET.SubElement(ET.SubElement(qgis, "projectCrs"), "spatialrefsys")
    ET.SubElement(crs, "authid").text = "EPSG:4326"
    tree = ET.SubElement(qgis, "layer-tree-group")
    layers = ET.SubElement(qgis, "projectlayers")
    for name in (SITES, *TABLES):
        source = f"./{file_name}|layername={name}"
        ET.SubElement(
            tree,
            "layer-tree-layer",
            id=_layer_id(name),
            name=name,
            source=source,
            providerKey="ogr",
            checked="Qt::Checked",
        )
        layer = ET.SubElement(layers, "maplayer", type="vector", geometry="Point" if name == SITES else "No geometry")
        for key, text in (("id", _layer_id(name)), ("datasource", source), ("layername", name)):
            ET.SubElement(layer, key).text = text
        ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
        if name == SITES:
            layer.append(ET.fromstring(site_renderer()))  # noqa: S314 (our own text)
    relations = ET.SubElement(qgis, "relations")
    for table, column, target, key in RELATIONS:
        about = {"id": f"{table}_{target}", "name": f"{table} of {target}", "strength": "Association"}
        relation = ET.SubElement(
            relations, "relation", about, referencingLayer=_layer_id(table), referencedLayer=_layer_id(target)
        )
        ET.SubElement(relation, "fieldRef", referencingField=column, referencedField=key)
    return qgis
