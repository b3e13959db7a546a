"""The command that writes sites into files of other programs, and its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.cli.options import Force, Lang, PackageFolder, StoreFile

__all__ = ["add_export_commands"]


def add_export_commands(main: typer.Typer) -> None:
    """Add the command to the command line."""
    main.command("export")(_export)


def _export(
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The file to write, such as sites.gpkg; - for the standard output.", dir_okay=False
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="geojson, ndjson, gpkg, shapefile, flatgeobuf, geoparquet, kml, gpx, csv, xlsx, linked-places, inspire or "
            "cidoc-crm; by the ending of the file where none is named.",
        ),
    ] = None,
    where: Annotated[
        str, typer.Option(help="A question, as in the address of the map: 'district=aghdam,fuzuli&condition=3,4,5'.")
    ] = "",
    bbox: Annotated[
        str | None, typer.Option(help="Only what lies in west,south,east,north, in degrees.", metavar="W,S,E,N")
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(help="Only these fields, such as kind,name,condition; id is always there.", metavar="A,B"),
    ] = None,
    lang: Lang = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    force: Force = False,
) -> None:
    """Write sites into a file for other programs, with their sources; says what the format cannot hold."""
    from server.cli.exporting import export_sites
    from server.cli.told import sentences

    with sentences():
        export_sites(
            output,
            format=format,
            where=where,
            bbox=bbox,
            fields=fields,
            lang=lang,
            store=store,
            package=package,
            force=force,
        )
