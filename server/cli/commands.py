"""The commands of mirasmap and their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from server.cli.export_commands import add_export_commands
from server.cli.import_commands import add_import_commands
from server.cli.options import Force, PackageFolder, StoreFile
from server.cli.plan_commands import add_plan_commands
from server.cli.road_commands import roads
from server.cli.score_commands import add_score_commands

__all__ = ["main"]

_EXAMPLES = """
[bold]Examples[/bold]

  mirasmap serve                          # the bundled data

  mirasmap serve --port 0                 # the same on a free port

  mirasmap serve --store trip.gpkg        # a store of your own

  mirasmap check-package my-data          # faults by file, row and field

  mirasmap init my-data --store my.gpkg   # a data package into a store

  mirasmap init --force                   # the bundled data anew

  mirasmap map -o map.html                # the map as one file, for anywhere

  mirasmap map -o bad.html --where 'condition=4,5&visited=not-24'

  mirasmap export -o sites.gpkg           # for QGIS, with styles

  mirasmap export -o bad.csv --where 'condition=4,5'

  mirasmap import sites.zip --dry-run     # what would come in, and why not

  mirasmap import sites.zip --crs EPSG:32638

  mirasmap imports undo ID                # as if it had not been

  mirasmap score --by district --missing  # how complete records are

  mirasmap plan mission.yml -o plan.json  # a visit over real roads

  mirasmap map --plan plan.json -o plan.html

  mirasmap roads build region.osm.pbf     # newer roads, or of another region

  mirasmap roads isochrone --from 46.75,39.76 -o reach.geojson

[bold]Settings[/bold] can stand in the environment too:

  MIRASMAP_HOST, MIRASMAP_PORT, MIRASMAP_STORE, MIRASMAP_PACKAGE

  MIRASMAP_ROADS              folder of the road network

  MIRASMAP_PLANS              folder of the visits planned in the browser

  MIRASMAP_TOKEN              lets others plan visits, and read the plans

  MIRASMAP_LANGUAGE           en, fr, ar or az, unless the browser asks

  MIRASMAP_CORRECTIONS        where readers send corrections

  MIRASMAP_BASE_URL           public address, behind a proxy

  MIRASMAP_ONLINE_BASEMAPS    osm, satellite (off at first), or none

  MIRASMAP_LOG_LEVEL          critical, error, warning, info or debug
"""

main = typer.Typer(
    name="mirasmap",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EXAMPLES,
    help="Maps of heritage: who says what about each site, and when; with visits planned and documented. Offline.",
)

_Style = Literal["light", "dark", "print", "auto"]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"mirasmap {version('mirasmap')}")
        raise typer.Exit


@main.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


@main.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for other machines too.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = None,
    store: StoreFile = None,
    package: PackageFolder = None,
) -> None:
    """Serve the map and its pages; makes the store from the data package at first use."""
    from server.cli.serving import run
    from server.cli.told import sentences

    with sentences():
        run(host=host, port=port, store=store, package=package)


@main.command()
def init(
    package: Annotated[
        Path | None, typer.Argument(help="Folder of a data package; the bundled one if none is named.")
    ] = None,
    store: StoreFile = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a store that exists; what was added to it is lost.")
    ] = False,
) -> None:
    """Load a data package into a store, with every check."""
    from server.cli.loading import load
    from server.cli.told import sentences

    with sentences():
        load(package=package, store=store, force=force)


@main.command("map")
def map_file(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write, such as map.html.", dir_okay=False)
    ],
    where: Annotated[
        str, typer.Option(help="A question, as in the address of the map: 'district=aghdam,fuzuli&condition=3,4,5'.")
    ] = "",
    bbox: Annotated[
        str | None, typer.Option(help="Only what lies in west,south,east,north, in degrees.", metavar="W,S,E,N")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Language at first: en, fr, ar or az; all are inside.")] = None,
    style: Annotated[_Style, typer.Option(help="Style at first; auto follows the reader's device.")] = "auto",
    title: Annotated[str | None, typer.Option(help="Title, in place of that of the data.")] = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    basemap: Annotated[bool, typer.Option("--basemap/--no-basemap", help="With the base map inside.")] = True,
    plan: Annotated[
        Path | None, typer.Option(help="A plan of mirasmap plan, drawn with its roads and times.", dir_okay=False)
    ] = None,
    force: Force = False,
) -> None:
    """Write the map as one file, with filters, table, charts and base map, that opens without a network."""
    from server.cli.mapping import write_map
    from server.cli.told import sentences

    with sentences():
        write_map(
            output,
            where=where,
            bbox=bbox,
            lang=lang,
            style=style,
            title=title,
            store=store,
            package=package,
            basemap=basemap,
            plan=plan,
            force=force,
        )


@main.command("check-package")
def check_package(
    path: Annotated[
        Path | None, typer.Argument(help="Folder of a data package; the bundled one if none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check a data package: ids, references, dates, words, positions, sources and licences. Exit code 1 on errors."""
    from server.cli.checking import check
    from server.cli.told import sentences

    with sentences():
        check(path, as_json=as_json)


@main.command()
def version() -> None:
    """Print the version of mirasmap."""
    _version(True)


add_export_commands(main)
add_score_commands(main)
add_import_commands(main)
add_plan_commands(main)
main.add_typer(roads, name="roads")
