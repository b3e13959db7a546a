"""FlatGeobuf: one layer with a spatial index, title, licences and sources in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from geo.exchange.export.gdal_write import write_rows
from geo.exchange.export.json_features import records
from geo.exchange.read.reading_child import SOURCES_ITEM

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_MOST_BYTES = 4_000_000
"""Of the sources as JSON: readers, GDAL among them, refuse a head of more than 10 MB."""


def write(export: SiteExport, path: Path) -> None:
    """Write the rows, in the order of the index where there is one.

    Parameters
    ----------
    export
        Where any row has no geometry, the index is left out, since it cannot hold such a row: no row gets lost.
    path
        The file.
    """
    indexed = not export.held.shapes.n_placeless and len(export) > 0
    about = [f"Made on {export.made_on.isoformat()} with mirasmap", *export.licences]
    write_rows(
        export,
        path,
        "FlatGeobuf",
        export.title or "sites",
        options={"SPATIAL_INDEX": "YES" if indexed else "NO", "TITLE": export.title, "DESCRIPTION": "\n".join(about)},
        metadata=_sources(export),
    )


def _sources(export: SiteExport) -> dict[str, str] | None:
    """Return the sources as an item of the layer; None where there are none, or more than the head of a file can bear."""
    if not len(export.sources):
        return None
    text = orjson.dumps(records(export.sources))
    return {SOURCES_ITEM: text.decode()} if len(text) <= _MOST_BYTES else None


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    told = []
    n_placeless = export.held.shapes.n_placeless
    if n_placeless:
        told.append(f"the spatial index, which cannot hold rows without a position ({n_placeless:,})")
    elif len(export) > 1:
        told.append("the order of the rows: they stand in that of the spatial index")
    if len(export.sources) and _sources(export) is None:
        told.append(f"the sources, which are more than the head of the file can bear ({len(export.sources):,})")
    return told
