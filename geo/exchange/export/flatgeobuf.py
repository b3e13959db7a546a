"""FlatGeobuf: one layer with a spatial index, title and licences in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.exchange.export.gdal_write import write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]


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
    )


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    n_placeless = export.held.shapes.n_placeless
    if n_placeless:
        return [f"the spatial index, which cannot hold rows without a position ({n_placeless:,})"]
    return ["the order of the rows: they stand in that of the spatial index"] if len(export) > 1 else []
