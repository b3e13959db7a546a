"""`mirasmap map`: what a question finds, as one file that needs no network."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import typer

from geo.errors import MirasmapError
from maps.build import Style
from maps.i18n import check_language
from server.cli.loading import prepare
from server.file_map import file_map, read_question
from server.resources import open_resources
from server.settings import Settings

__all__ = ["write_map"]

_MEGABYTE = 1_000_000


class OutputError(MirasmapError):
    """The file cannot be written."""


def write_map(
    output: Path,
    *,
    where: str,
    bbox: str | None,
    lang: str | None,
    style: Style,
    title: str | None,
    store: Path | None,
    package: Path | None,
    basemap: bool,
    force: bool,
) -> None:
    """Write the map into a file, whole or not at all, and say how large it is.

    Parameters
    ----------
    output
        The file.
    where, bbox
        The question, as in an address.
    lang
        Language at first; None takes that of the settings.
    style, title
        As `server.file_map.file_map` has them.
    store, package
        What the command line names; None leaves it to the environment and the defaults.
    basemap
        Whether the base map is inside.
    force
        Replace a file that exists.

    Raises
    ------
    MirasmapError
        If the file exists and is not to be replaced, or the question cannot be read, finds nothing, or finds too much.
    """
    if output.exists() and not output.is_file():  # a device or a pipe would be replaced, not written to
        message = f"{output} is no file; name one with -o, such as map.html"
        raise OutputError(message)
    if output.exists() and not force:
        message = f"{output} exists; replace it with --force, or name another with -o"
        raise OutputError(message)
    if not output.parent.is_dir():
        message = f"the folder {output.parent} does not exist; make it first, or name another file with -o"
        raise OutputError(message)
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings)
    reading = open_resources(settings)
    try:
        question = read_question(reading, where, bbox)
        made = file_map(reading, question, lang=settings.language, style=style, title=title, basemap=basemap)
    finally:
        reading.close()
    content = made.html.encode()
    _write(output, content)
    sites = "1 site" if made.n_sites == 1 else f"{made.n_sites:,} sites"
    typer.echo(f"{output}: {sites}, {len(content) / _MEGABYTE:.1f} MB; opens in any browser, without a network.")


def _write(output: Path, content: bytes) -> None:
    """Write beside the place and move there, so that nobody ever opens half a file."""
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=".mirasmap-", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.chmod(0o666 & ~_umask())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    """Return what the system takes from the rights of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
