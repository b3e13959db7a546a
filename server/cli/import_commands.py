"""`mirasmap import` and `mirasmap imports`: files of other people into the store, and out of it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.cli.options import PackageFolder, StoreFile

__all__ = ["add_import_commands"]

_REJECTED = 3
"""Exit code where not everything came in: the store and the report say what did."""


def add_import_commands(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.command("import")(_import)
    imports = typer.Typer(no_args_is_help=True, help="What was imported, and how to undo it.", rich_markup_mode="rich")
    imports.command("list")(_list)
    imports.command("undo")(_undo)
    main.add_typer(imports, name="imports")


def _import(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML, GPX, CSV, XLSX; plain or zipped.",
            dir_okay=False,
        ),
    ],
    layer: Annotated[str | None, typer.Option(help="Layer or sheet, of a file with several.")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="Mapping file; else FILE.mapping.yml beside the file, if there.", dir_okay=False),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="Reference system of the positions, such as EPSG:32638, whatever the file says.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the texts, such as windows-1254.")] = None,
    swap: Annotated[
        bool, typer.Option("--swap", help="Change longitude and latitude back where they have changed places.")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="Who says this, for rows that do not: the id of a known source, or a title.")
    ] = None,
    perspective: Annotated[
        str | None,
        typer.Option(help="Of a new source: state, community, academic, intergovernmental or media."),
    ] = None,
    licence: Annotated[str | None, typer.Option(help="Of a new source.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Of a new source.")] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option("--set", help="What stands in rows that leave a field empty.", metavar="FIELD=VALUE"),
    ] = None,
    accept_warnings: Annotated[
        bool, typer.Option("--accept-warnings", help="Take rows with warnings too; else they are rejected.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing into the store.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the report as JSON too; of one file.", dir_okay=False)
    ] = None,
    beside: Annotated[
        Path | None,
        typer.Option(
            "--reports-to",
            help="Folder for the table of issues, the rejected rows and the mapping; else that of the file.",
            file_okay=False,
        ),
    ] = None,
    who: Annotated[
        str | None, typer.Option(help="Who imports, for the record; else your name on this machine.")
    ] = None,
    store: StoreFile = None,
    package: PackageFolder = None,
) -> None:
    """Import sites: every row is checked, what is safe is mended and said, and what is rejected is kept for you to mend.

    Accepted rows are written in one transaction, all or none; `mirasmap imports undo` takes them out again. Exit code 3 if
    rows were rejected.
    """
    from server.cli.importing import Wishes, import_files
    from server.cli.told import sentences

    with sentences():
        wishes = Wishes(
            layer=layer,
            mapping=mapping,
            crs=crs,
            encoding=encoding,
            swap=swap,
            source=source,
            perspective=perspective,
            licence=licence,
            publisher=publisher,
            constants=constants or (),
            accept_warnings=accept_warnings,
            dry_run=dry_run,
            report=report,
            beside=beside,
            who=who,
        )
        n_rejected = import_files(files, wishes, store=store, package=package)
    if n_rejected:
        raise typer.Exit(_REJECTED)


def _list(store: StoreFile = None, package: PackageFolder = None) -> None:
    """List the imports, newest first."""
    from server.cli.importing import list_imports
    from server.cli.told import sentences

    with sentences():
        list_imports(store=store, package=package)


def _undo(
    import_id: Annotated[str, typer.Argument(help="As `mirasmap imports list` shows it.", metavar="ID")],
    store: StoreFile = None,
    package: PackageFolder = None,
) -> None:
    """Take out everything that an import brought, as a whole."""
    from server.cli.importing import undo_import
    from server.cli.told import sentences

    with sentences():
        undo_import(import_id, store=store, package=package)
