"""The command that tells how complete records are, and its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from server.cli.options import Force, Lang, PackageFolder, StoreFile

__all__ = ["add_score_commands"]


def add_score_commands(main: typer.Typer) -> None:
    """Add the command to the command line."""
    main.command("score")(_score)


def _score(
    by: Annotated[
        Literal["layer", "district", "tradition", "kind"],
        typer.Option(help="For which groups; a tradition is what places were made for, never whose they are."),
    ] = "layer",
    where: Annotated[
        str, typer.Option(help="A question, as in the address of the map: 'district=aghdam,fuzuli&missing=photo'.")
    ] = "",
    missing: Annotated[bool, typer.Option("--missing", help="Show how many records lack each thing.")] = False,
    csv: Annotated[
        Path | None, typer.Option(help="Write the figures into this file too, with what is missing.", dir_okay=False)
    ] = None,
    lang: Lang = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    force: Force = False,
) -> None:
    """Tell how complete the records of sites are, 0 to 100, by the minimum standard; no judgement of the sites."""
    from server.cli.scoring import tell_scores
    from server.cli.told import sentences

    with sentences():
        tell_scores(by=by, where=where, missing=missing, csv=csv, lang=lang, store=store, package=package, force=force)
