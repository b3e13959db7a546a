"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Closures", "Force", "Lang", "PackageFolder", "StoreFile"]

StoreFile = Annotated[
    Path | None, typer.Option("--store", help="The GeoPackage that holds the data; made at first use.", dir_okay=False)
]
PackageFolder = Annotated[
    Path | None,
    typer.Option("--package", help="Folder of a data package, in place of the bundled one.", file_okay=False),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of the names of sites: en, fr, ar or az.")]
Closures = Annotated[
    list[Path] | None,
    typer.Option("--closures", help="GeoJSON of closed roads and areas; may be given several times.", dir_okay=False),
]
