"""The commands about roads, and their help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from server.cli.options import Closures, Force, PackageFolder, StoreFile

__all__ = ["roads"]

roads = typer.Typer(no_args_is_help=True, help="The road network on which visits are planned.")

_Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Folder of the road networks, in place of MIRASMAP_ROADS.", file_okay=False),
]


@roads.command()
def build(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="OpenStreetMap extract (.osm.pbf), or GeoJSON lines with `highway`; the roads of the package if none is named.",
            dir_okay=False,
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="Day of the state of the roads, where the file does not say it.",
        ),
    ] = None,
    heights: Annotated[
        Path | None, typer.Option("--heights", help="GeoTIFF of heights: steep roads are slower.", dir_okay=False)
    ] = None,
    elevation_tiles: Annotated[
        Path | None,
        typer.Option("--elevation-tiles", help="Folder of elevation tiles (.hgt), instead.", file_okay=False),
    ] = None,
    folder: _Folder = None,
    package: PackageFolder = None,
) -> None:
    """Build the network from a file, and plan on it from now on."""
    from server.cli.roads import build_network
    from server.cli.told import sentences

    with sentences():
        build_network(
            file,
            as_of=as_of and as_of.date(),
            heights=heights,
            elevation_tiles=elevation_tiles,
            folder=folder,
            package=package,
        )


@roads.command()
def info(folder: _Folder = None, package: PackageFolder = None) -> None:
    """Say which network is used: of which day, from which file, with which speeds, and where it lies."""
    from server.cli.roads import print_network
    from server.cli.told import sentences

    with sentences():
        print_network(folder=folder, package=package)


@roads.command()
def isochrone(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The GeoJSON to write, such as reach.geojson.", dir_okay=False)
    ],
    start: Annotated[str, typer.Option("--from", help="Where to start.", metavar="LON,LAT")],
    minutes: Annotated[str, typer.Option("--minutes", help="Minutes of driving, such as 30,60,90.")] = "30,60,90",
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="DAY", help="Day whose closures hold; today if none is named."
        ),
    ] = None,
    closures: Closures = None,
    folder: _Folder = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    force: Force = False,
) -> None:
    """Write what can be reached by road within some minutes, without what is closed on that day."""
    from server.cli.roads import write_reach
    from server.cli.told import sentences

    with sentences():
        write_reach(
            output,
            start=start,
            minutes=minutes,
            on=on and on.date(),
            closures=closures or [],
            folder=folder,
            store=store,
            package=package,
            force=force,
        )
