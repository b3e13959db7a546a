"""A foreign file into a store: read, understood, checked, reported, and written in one transaction, or only tried.

>>> with open_import(path, store) as work:  # doctest: +SKIP
...     work.check()
...     report = work.write(who="A. Person")
...     work.write_rejected(folder)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.exchange.file_import import FileImport
from geo.exchange.read.limits import LIMITS
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.mapping_file import find_mapping, read_mapping

if TYPE_CHECKING:
    from geo.check import Progress
    from geo.exchange.read.limits import Limits
    from geo.exchange.report.import_report import ImportReport
    from geo.exchange.understand.mapping import FileSource
    from geo.store.gpkg import GeoPackageStore

__all__ = ["asked_mapping", "import_file", "open_import"]


def asked_mapping(
    path: Path,
    mapping: Mapping | None = None,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    swap: bool = False,
    source: FileSource | None = None,
    constants: dict[str, str] | None = None,
) -> Mapping:
    """Return what is asked for: a mapping, else the one beside the file, with single wishes over it.

    Raises
    ------
    ExchangeError
        If the mapping beside the file cannot be read.
    """
    beside = find_mapping(path) if mapping is None else None
    given = read_mapping(beside) if beside is not None else mapping or Mapping()
    wishes = {
        "layer": layer,
        "crs": crs,
        "encoding": encoding,
        "swap": swap or None,
        "source": source,
        "constants": constants and given.constants | constants,
    }
    return given.model_copy(update={name: wish for name, wish in wishes.items() if wish is not None})


def open_import(
    path: Path, store: GeoPackageStore | None = None, *, mapping: Mapping | None = None, limits: Limits = LIMITS
) -> FileImport:
    """Open a file that is to come in; nothing is written.

    Parameters
    ----------
    path
        The file.
    store
        Opened for writing: what is known is compared with it. None where there is none yet.
    mapping
        What is decided of how the file is read; the rest is proposed.
    limits
        How much the file may ask of the machine.

    Raises
    ------
    ExchangeError
        If it cannot be read at all.
    """
    return FileImport(Path(path), store, mapping or Mapping(), limits)


def import_file(
    path: Path,
    store: GeoPackageStore,
    *,
    mapping: Mapping | None = None,
    accept_warnings: bool = False,
    dry_run: bool = False,
    who: str = "",
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file: read, understood, checked, and written in one transaction.

    Parameters
    ----------
    path
        Of any format that `geo.exchange.read.reading.open_rows` reads.
    store
        Opened for writing.
    mapping
        How it is read; what it leaves open is proposed from the file. None takes the mapping beside the file, if any.
    accept_warnings
        Rows with warnings come in too.
    dry_run
        Nothing is written.
    who
        Imports.
    progress
        Told how far it is.

    Returns
    -------
    ImportReport
        `rows_in` is `accepted` and `rejected` together.

    Raises
    ------
    ExchangeError
        If the file or the mapping cannot be read at all.
    StoreError
        If the store cannot be written; nothing was changed.
    """
    with open_import(path, store, mapping=asked_mapping(path, mapping)) as work:
        work.check(progress=progress)
        if dry_run:
            return work.report(accept_warnings=accept_warnings)
        return work.write(accept_warnings=accept_warnings, who=who, progress=progress)
