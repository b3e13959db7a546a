"""`mirasmap export`: what a question finds, as a file of any format."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from geo.errors import ExchangeError, QuestionError
from geo.exchange.export.citations import sources_file
from geo.exchange.export.losses import SOURCES_BESIDE
from geo.exchange.export.site_export import SiteExport
from geo.exchange.export.site_table import chosen_fields
from geo.exchange.export.writers import format_of_path, needs_layers, writer_of
from geo.exchange.export.writing import write_layer
from geo.exchange.formats import FORMATS
from maps.i18n import check_language
from server.cli.loading import prepare
from server.cli.outputs import check_output
from server.cli.progress import progress_bar
from server.cli.told import note
from server.file_map import read_question
from server.resources import open_resources
from server.settings import Settings
from server.site_exports import question_export

__all__ = ["export_sites"]

_MEGABYTE = 1_000_000
_STDOUT = Path("-")
_TO_STDOUT = ("geojson", "ndjson", "csv")
"""Formats that are text, and can be read from a pipe."""


def export_sites(
    output: Path,
    *,
    format: str | None,
    where: str,
    bbox: str | None,
    fields: str | None,
    lang: str | None,
    store: Path | None,
    package: Path | None,
    force: bool,
) -> None:
    """Write the sites of a question into a file, whole or not at all, and say what the format cannot hold.

    Parameters
    ----------
    output
        The file; `-` for the standard output.
    format
        Name of a format; by the ending of the file where None.
    where, bbox
        The question, as in an address.
    fields
        Names of fields, separated by commas; all where None.
    lang
        Language of title and labels; None takes that of the settings.
    store, package
        What the command line names; None leaves it to the environment and the defaults.
    force
        Replace a file that exists.

    Raises
    ------
    MirasmapError
        If the file exists and is not to be replaced, there is no such format or field, the question cannot be read or finds
        nothing, or the format cannot hold what it finds.
    """
    name = _format(output, format)
    wanted = None if fields is None else [each.strip() for each in fields.split(",") if each.strip()]
    chosen_fields(wanted or (), ())
    beside = sources_file(output) if name in SOURCES_BESIDE and output != _STDOUT else None
    if output != _STDOUT:
        for file in (output, *([] if beside is None else [beside])):
            check_output(file, force=force, such_as=f"sites{FORMATS[name].endings[0]}")
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings, roads=False)
    reading = open_resources(settings)
    try:
        question = read_question(reading, where, bbox)
        with progress_bar() as tell:
            export = question_export(
                reading,
                question,
                lang=settings.language,
                fields=wanted,
                layers=needs_layers(name),
                progress=lambda done, total: tell("reading sites", done, total),
            )
    finally:
        reading.close()
    if not len(export):
        message = "the question finds no site, so there is nothing to export; ask for more with --where or --bbox"
        raise QuestionError(message)
    if output == _STDOUT:
        _to_stdout(export, name)
        return
    losses = write_layer(export, output, format=name)
    megabytes = output.stat().st_size / _MEGABYTE
    typer.echo(f"{output}: {_counted(len(export), 'site')}, {megabytes:.1f} MB, {FORMATS[name].title}.")
    cited = f"{_counted(len(export.sources), 'source')} cited, {_counted(len(export.licences), 'licence')}"
    typer.echo(f"{cited}{f', in {beside}' if beside is not None and beside.exists() else ''}.")
    _tell(losses, FORMATS[name].title, typer.echo)


def _format(output: Path, named: str | None) -> str:
    if named is not None:
        writer_of(named)  # says which there are
    if output == _STDOUT:
        name = named or _TO_STDOUT[0]
        if name not in _TO_STDOUT:
            message = (
                f"{name} is no text for the standard output; name a file with -o, or choose {', '.join(_TO_STDOUT)}"
            )
            raise ExchangeError(message)
        return name
    return named or format_of_path(output)


def _to_stdout(export: SiteExport, name: str) -> None:
    with TemporaryDirectory(prefix="mirasmap-") as folder:
        file = Path(folder) / f"sites{FORMATS[name].endings[0]}"
        losses = write_layer(export, file, format=name)
        with file.open("rb") as content:
            shutil.copyfileobj(content, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    _tell(losses, FORMATS[name].title, note)


def _tell(losses: Sequence[str], title: str, say: Callable[[str], None]) -> None:
    if losses:
        say(f"What {title} does not hold of them:")
    for loss in losses:
        say(f"- {loss}")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
