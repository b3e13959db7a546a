"""`mirasmap import`: files into the store, with a report on the terminal and beside the file."""

from __future__ import annotations

import gc
import getpass
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from geo.errors import ExchangeError
from geo.exchange.file_import import FileImport
from geo.exchange.importing import asked_mapping, open_import
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.mapping_file import ENDING, read_mapping, write_mapping
from geo.store import create_store, open_store
from geo.vocabularies import Perspective
from server.cli.import_text import print_imports, print_report
from server.cli.loading import prepare
from server.cli.outputs import OutputError
from server.cli.progress import progress_bar
from server.cli.told import note
from server.settings import Settings

if TYPE_CHECKING:
    from geo.exchange.report.import_report import ImportReport
    from geo.store.gpkg import GeoPackageStore

__all__ = ["Wishes", "import_files", "list_imports", "undo_import"]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the command line asks for."""

    layer: str | None = None
    mapping: Path | None = None
    crs: str | None = None
    encoding: str | None = None
    swap: bool = False
    source: str | None = None
    perspective: str | None = None
    licence: str | None = None
    publisher: str | None = None
    constants: Sequence[str] = ()
    accept_warnings: bool = False
    dry_run: bool = False
    report: Path | None = None
    beside: Path | None = None
    who: str | None = None


def import_files(files: Sequence[Path], wishes: Wishes, *, store: Path | None, package: Path | None) -> int:
    """Import files one after the other, each in a transaction of its own; return how many rows were rejected.

    Parameters
    ----------
    files
        Of any formats.
    wishes
        The same for all of them.
    store, package
        What the command line names; None leaves it to the environment and the defaults.

    Raises
    ------
    MirasmapError
        If a file cannot be read at all, a wish cannot be met, or the store cannot be written.
    """
    if wishes.report is not None and len(files) > 1:
        message = "--report is for one file; leave it out, or import the files one by one"
        raise OutputError(message)
    gc.freeze()  # what was imported stays: to look through it again and again, and at the end, takes a tenth of a small import
    settings = Settings.given(store=store, package=package)
    is_new = store is not None and not settings.store.exists()
    if is_new and wishes.dry_run:
        return sum(_import(file, None, wishes).rejected for file in files)
    if is_new:
        note(f"Making the empty store {settings.store} …")
        create_store(settings.store, settings.store.stem)
    elif not settings.store.exists():
        prepare(settings, roads=False)
    n_rejected, written = 0, False
    opened = open_store(settings.store, public=False)
    try:
        for file in files:
            done = _import(file, opened, wishes)
            n_rejected += done.rejected
            written |= done.written
    finally:
        opened.close()
        if is_new and not written:
            settings.store.unlink(missing_ok=True)
    return n_rejected


def _import(file: Path, store: GeoPackageStore | None, wishes: Wishes) -> ImportReport:
    given = None if wishes.mapping is None else read_mapping(wishes.mapping)
    mapping = asked_mapping(
        file,
        given,
        layer=wishes.layer,
        crs=wishes.crs,
        encoding=wishes.encoding,
        swap=wishes.swap,
        source=_source(wishes, store),
        constants=_constants(wishes.constants),
    )
    folder = wishes.beside or file.parent
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):  # before anything comes in of which nothing could be told
        message = f"the folder {folder} cannot be written, where the report would stand; name another with --reports-to"
        raise OutputError(message)
    with open_import(file, store, mapping=mapping) as work:
        with progress_bar() as progress:
            work.check(progress=progress)
            if wishes.dry_run or store is None:
                report = work.report(accept_warnings=wishes.accept_warnings)
            else:
                who = wishes.who or _user()
                report = work.write(accept_warnings=wishes.accept_warnings, who=who, progress=progress)
        kept = _keep(work, report, folder, wishes)
        print_report(report, work.proposal, kept, accept_warnings=wishes.accept_warnings)
    return report


def _keep(work: FileImport, report: ImportReport, folder: Path, wishes: Wishes) -> list[tuple[str, Path]]:
    """Write what the user goes on with; return what each file is."""
    kept = []
    if len(report.issues):
        table = folder / f"{report.file}.issues.csv"
        report.write_csv(table)
        kept.append(("all issues", table))
    rejected = work.write_rejected(folder, accept_warnings=wishes.accept_warnings)
    if rejected is not None:
        kept.append(("rejected rows, to be mended and imported again", rejected))
    mapping = folder / f"{report.file}{ENDING}"
    if wishes.mapping is None and not mapping.exists():
        write_mapping(work.mapping, mapping)
        kept.append(("mapping, used again the next time", mapping))
    if wishes.report is not None:
        report.write_json(wishes.report)
        kept.append(("report", wishes.report))
    return kept


def _constants(texts: Sequence[str]) -> dict[str, str]:
    """Read `field=value` texts."""
    out: dict[str, str] = {}
    for text in texts:
        field, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            message = f"--set takes field=value, such as kind=fort, not {text[:80]!r}"
            raise ExchangeError(message)
        try:
            out |= Mapping(constants={field: value}).constants
        except ValidationError as error:
            message = f"--set: {error.errors()[0]['msg'].removeprefix('Value error, ')}"
            raise ExchangeError(message) from None
    return out


def _source(wishes: Wishes, store: GeoPackageStore | None) -> FileSource | None:
    """Return the source that was named: a known one by its id, else a new one."""
    if wishes.source is None:
        for name in ("perspective", "licence", "publisher"):
            if getattr(wishes, name) is not None:
                message = f"--{name} belongs to a source; name it with --source"
                raise ExchangeError(message)
        return None
    if store is not None and wishes.source in set(store.sources()["id"]):
        return FileSource(id=wishes.source)
    if wishes.perspective not in list(Perspective):
        words = ", ".join(Perspective)
        message = (
            f"{wishes.source!r} is no source of the store; for a new one give --perspective ({words}) and --licence"
        )
        raise ExchangeError(message)
    return FileSource(
        title=wishes.source,
        perspective=Perspective(wishes.perspective),
        licence=wishes.licence,
        publisher=wishes.publisher,
    )


def _user() -> str:
    with suppress(OSError, KeyError):  # there is none in some containers
        return getpass.getuser()
    return ""


def list_imports(*, store: Path | None, package: Path | None) -> None:
    """Print the imports of a store, newest first.

    Raises
    ------
    MirasmapError
        If the store cannot be opened.
    """
    opened = open_store(Settings.given(store=store, package=package).store, public=False)
    try:
        print_imports(opened.imports())
    finally:
        opened.close()


def undo_import(import_id: str, *, store: Path | None, package: Path | None) -> None:
    """Take out what an import brought.

    Raises
    ------
    MirasmapError
        If there is none of that id, or later records refer to its sites.
    """
    opened = open_store(Settings.given(store=store, package=package).store, public=False)
    try:
        opened.undo_import(import_id)
    finally:
        opened.close()
    typer.echo(f"The import {import_id} is undone.")
