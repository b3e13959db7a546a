"""GeoPackage: the sites with a style that QGIS shows at once, and all that is said of them as tables beside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from geo.exchange.export.gdal_write import write_frame, write_rows, write_tables
from geo.store.style import site_style

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["TABLES", "losses", "write"]

TABLES = ("names", "statements", "designations", "identifiers", "access", "sources")
"""Tables beside the layer `sites`, with the columns of `geo.layers`."""
_LAYER = "sites"
_FID = ("fid", "ogc_fid", "objectid", "row_number")
_GEOMETRY = ("geom", "geometry", "shape", "the_geom")
_TYPES = {0: "Point", 1: "Line", 2: "Polygon"}
"""By dimension, as QGIS's `geometry_type` names them."""

_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', 0);
"""
_METADATA = """
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_EXTENSION = ("gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata", "read-write")


def write(export: SiteExport, path: Path) -> None:
    """Write a GeoPackage 1.3, which GDAL 3.6 and QGIS 3.22 read without a warning.

    Parameters
    ----------
    export
        Layers that are empty get no table.
    path
        The file; must not exist.
    """
    taken = {name.lower() for name in export.columns}
    fid, geometry = (next(name for name in names if name not in taken) for names in (_FID, _GEOMETRY))
    write_rows(
        export,
        path,
        "GPKG",
        _LAYER,
        options={
            "FID": fid,
            "GEOMETRY_NAME": geometry,
            "IDENTIFIER": export.title or _LAYER,
            "DESCRIPTION": _about(export),
        },
        of_file={"VERSION": "1.3"},
    )
    for name, spool in export.layers.items():
        if spool.n_rows:
            write_tables(spool, path, "GPKG", name)
    if len(export.sources):
        write_frame(export.sources, path, "GPKG", "sources")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for statement in f"{_STYLES}{_METADATA}".split(";"):
            connection.execute(statement)
        if "condition" in export.columns:
            _add_style(connection, export, geometry)
        _add_metadata(connection, export)
        connection.execute("UPDATE gpkg_contents SET last_change = ?", (_moment(export),))
        connection.execute("COMMIT")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []


def _about(export: SiteExport) -> str:
    return f"Sites of mirasmap, {export.made_on.isoformat()}; licences of the sources: {'; '.join(export.licences) or 'none named'}"


def _moment(export: SiteExport) -> str:
    """Return the time that is written down: that of the day, so that the same export gives the same file."""
    return f"{export.made_on.isoformat()}T00:00:00.000Z"


def _add_style(connection: sqlite3.Connection, export: SiteExport, geometry: str) -> None:
    types = [_TYPES[each] for each in sorted(export.held.shapes.dimensions) if each >= 0] or ["Point"]
    connection.execute(
        "INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        "styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, ?, 'condition', ?, '', 1, 'Sites by condition, by shape and colour', '', '', ?)",
        (_LAYER, geometry, site_style(types), _moment(export)),
    )


def _add_metadata(connection: sqlite3.Connection, export: SiteExport) -> None:
    told = [("title", export.title), ("date", export.made_on.isoformat()), ("language", export.language)]
    told += [("coverage", export.question)] if export.question else []
    told += [("rights", licence) for licence in export.licences]
    members = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in told if text)
    connection.execute(
        "INSERT INTO gpkg_metadata(id, md_scope, md_standard_uri, mime_type, metadata) VALUES (1, 'dataset', ?, 'text/xml', ?)",
        (_DUBLIN_CORE, f'<metadata xmlns:dc="{_DUBLIN_CORE}">{members}</metadata>'),
    )
    connection.execute(
        "INSERT INTO gpkg_metadata_reference(reference_scope, timestamp, md_file_id) VALUES ('geopackage', ?, 1)",
        (_moment(export),),
    )
    connection.execute(
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
        "definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
    )
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        connection.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (table, *_EXTENSION))
