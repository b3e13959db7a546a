"""`write_layer`: rows into a file of any format, whole or not at all."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.exchange.export.citations import sources_file, write_sources
from geo.exchange.export.losses import SOURCES_BESIDE, losses
from geo.exchange.export.site_export import SiteExport, export_of_frame
from geo.exchange.export.writers import format_of_path, writer_of
from geo.exchange.formats import FORMATS
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

__all__ = ["write_layer"]


def write_layer(
    layer: gpd.GeoDataFrame | SiteExport,
    path: Path | str,
    *,
    format: str | None = None,
) -> list[str]:
    """Write rows into a file; one that is there is replaced when the new one is complete.

    Parameters
    ----------
    layer
        Sites with their sources (`geo.exchange.export.site_table.site_rows_of`), or any frame with a declared reference system;
        positions become EPSG:4326.
    path
        The file. For formats without a place for sources (`csv`, `ndjson`) these stand beside it, in `<name>.sources.csv`.
    format
        Name of a format, of `geo.exchange.formats.FORMATS`; by the ending of the path where None.

    Returns
    -------
    list of str
        What the format cannot hold of these rows, each to stand in a list; empty where the file holds all.

    Raises
    ------
    ExchangeError
        If there is no such format, or it cannot hold the rows at all; nothing is written then.
    MissingCRSError
        If a frame declares no reference system.
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    name = format or format_of_path(path)
    export = layer if isinstance(layer, SiteExport) else export_of_frame(layer, title=path.stem)
    writer = writer_of(name)
    told = losses(export, name)
    with whole_file(path) as part, _named(part, name) as file:
        writer.write(export, file)
        if path.suffix.lower() == ".kmz":
            _zip_alone(file, "doc.kml")
    if name in SOURCES_BESIDE and len(export.sources):
        with whole_file(sources_file(path)) as part:
            write_sources(export, part)
    return told


@contextmanager
def _named(part: Path, format: str) -> Iterator[Path]:
    """Give a place with an ending by which GDAL knows the format, whatever the file is to be called."""
    endings = FORMATS[format].endings
    if part.name.lower().endswith(endings):
        yield part
        return
    file = part.with_name(part.name + endings[0])
    try:
        yield file
        file.replace(part)
    finally:
        file.unlink(missing_ok=True)


def _zip_alone(file: Path, name: str) -> None:
    """Put a file into a zip of its own, in its place."""
    plain = file.with_name(f"{file.name}.plain")
    file.replace(plain)
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, plain.open("rb") as content:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(content, out)
    finally:
        plain.unlink(missing_ok=True)
