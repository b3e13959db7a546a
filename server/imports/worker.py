"""The process that works on one import: `python -m server.imports.worker FOLDER`.

What is wrong with the file it writes into the state of the job; what nobody foresaw goes to the log.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather as feather

from geo.errors import (
    ExchangeError,
    MirasmapError,
    NotFoundError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreVersionError,
)
from geo.exchange.importing import open_import
from geo.exchange.site_rows import FIELDS
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.word_match import propose_word, vocabulary_of
from geo.store import open_store
from server.first_use import ensure_store
from server.imports.folder import ImportFolder
from server.imports.remembered import MappingMemory, key_of
from server.imports.state import ImportState, Outcome, Task, Word
from server.jobs.state import Failure, Phase, now
from server.jobs.working import Stopped, Work, run_as_process
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.exchange.file_import import FileImport
    from geo.exchange.report.import_report import ImportReport
    from geo.store.gpkg import GeoPackageStore
    from server.imports.state import Remembered

__all__ = ["work"]

_OF_THE_OPERATOR = (StoreFullError, StoreReadOnlyError, StoreVersionError)
"""Errors of a store that nobody mends on a page."""
_SECONDS_BETWEEN = 0.3
"""Progress is written no more often."""
_MOST_LISTED = 2_000
"""Rows of each kind of issue that pages list; the table as a file has all."""
_MOST_POINTS = 5_000
"""Accepted rows that the map shows."""
_MOST_IDS = 60
"""Sites that an address can name."""
_MOST_WORDS = 200


def work(folder: ImportFolder, settings: Settings) -> None:
    """Check or write the file of a job, unless another process does it already."""
    _Work.begin(folder, settings)


class _KeptError(Exception):
    """An import cannot be undone as things stand; the text says why."""


class _Work(Work[ImportFolder, ImportState]):
    def run(self, settings: Settings) -> None:
        self._say(phase=Phase.RUNNING, started=now(), starts=self.state.starts + 1, step="", done=0, total=0)
        try:
            ensure_store(settings)
            with closing(open_store(settings.store, public=False)) as store:
                if self.state.task is Task.UNDO:
                    self._undo(store)
                else:
                    self._import(store, MappingMemory(settings.imports_folder))
        except Stopped:
            self._say(phase=Phase.STOPPED, failure=Failure.EMPTY, ended=now())
        except (ExchangeError, _KeptError) as error:
            self._say(phase=Phase.FAILED, failure=Failure.REFUSED, message=str(error), ended=now())
        except MirasmapError:
            logging.getLogger("mirasmap").exception("the file cannot be imported")
            self._say(phase=Phase.FAILED, failure=Failure.OPERATOR, ended=now())
        else:
            self._say(phase=Phase.DONE, step="", ended=now())

    def _undo(self, store: GeoPackageStore) -> None:
        """Take out what an import brought; a process before this one may have done it already."""
        try:
            with suppress(NotFoundError):
                store.undo_import(self.state.import_id or "")
        except _OF_THE_OPERATOR:
            raise
        except StoreError as error:
            raise _KeptError(str(error)) from None

    def _import(self, store: GeoPackageStore, memory: MappingMemory) -> None:
        path, asked = self.folder.file, self.folder.asked()
        remembered: Remembered | None = None
        if asked is None:
            asked, remembered = self._remembered(path, store, memory)
        elif (before := self.folder.outcome()) is not None:
            remembered = before.remembered
        with open_import(path, store, mapping=asked) as work:
            work.check(progress=self._watch)
            loose = work.report(accept_warnings=True)
            accept = self.state.task is Task.WRITE and self.state.accept_warnings
            if self.state.task is Task.WRITE:
                report = work.write(accept_warnings=accept, who=self.state.who, progress=self._watch)
            else:
                report = work.report()
            self._keep(work, report, store, accept=accept, with_warnings=loose.accepted, remembered=remembered)
            if report.written:
                memory.keep(key_of(work.rows.columns), work.mapping, report.file)

    def _remembered(
        self, path: Path, store: GeoPackageStore, memory: MappingMemory
    ) -> tuple[Mapping | None, Remembered | None]:
        """Return the mapping of the last file with these headings; the file's own word on its reference system stands."""
        with open_import(path, store) as work:
            found = memory.find(key_of(work.rows.columns))
            if found is None:
                return None, None
            mapping, remembered = found
            if work.rows.crs is not None:
                mapping = mapping.model_copy(update={"crs": None})
        self.folder.ask(mapping)
        return mapping, remembered

    def _keep(
        self,
        work: FileImport,
        report: ImportReport,
        store: GeoPackageStore,
        *,
        accept: bool,
        with_warnings: int,
        remembered: Remembered | None,
    ) -> None:
        """Write what the page shows and offers."""
        folder = self.folder
        report.write_json(folder.report)
        report.write_csv(folder.table)
        report.write_points(folder.points)
        feather.write_feather(
            pa.Table.from_pandas(report.listed(_MOST_LISTED, reasons=True), preserve_index=False), folder.listed
        )
        kept = ~work.rejects(accept_warnings=accept)
        places = work.stage.centres[kept]
        places = places[np.isfinite(places).all(axis=1)]
        np.save(folder.accepted, places[:: max(1, len(places) // _MOST_POINTS)][:_MOST_POINTS].astype(np.float32))
        folder.rejected.mkdir(exist_ok=True)
        for old in folder.rejected.iterdir():
            old.unlink()
        rejected = work.write_rejected(folder.rejected, accept_warnings=accept)
        came = kept & ~work.issues.rows_of(("known_same",), n=work.n_rows)
        ids = work.stage.column("id", np.flatnonzero(came)) if came.sum() <= _MOST_IDS else None
        there = work.stage.centres[came]
        there = there[np.isfinite(there).all(axis=1)]
        folder.write_outcome(
            Outcome.of(
                work,
                report,
                words=tuple(_words(work)),
                districts=tuple(_districts(work, store)),
                key=key_of(work.rows.columns),
                remembered=remembered,
                with_warnings=with_warnings,
                rejected_file=None if rejected is None else rejected.name,
                ids=() if ids is None or not report.written else tuple(ids.drop_null().to_pylist()),
                bounds=(*there.min(axis=0).tolist(), *there.max(axis=0).tolist()) if len(there) else None,
            )
        )

    def _watch(self, step: str, done: int, total: int) -> None:
        if step != "write" and self.folder.stop_is_asked:
            raise Stopped
        moment = time.monotonic()
        if step != self.state.step or moment - self._told >= _SECONDS_BETWEEN:
            self._told = moment
            self._say(step=step, done=done, total=total)


def _words(work: FileImport) -> Iterable[Word]:
    """Yield the words of the whole file that are none of ours, and those that the mapping matches already."""
    given = work.mapping.values
    likely = {(match.field, match.word): match.target for match in work.proposal.words}
    for field in work.stage.columns:
        if field not in FIELDS or (known := vocabulary_of(field)) is None:
            continue
        matched = given.get(field, {})
        for word, count in _strange(work.stage.column(field), known):
            if word not in matched:
                target = likely.get((field, word)) or propose_word(field, word)[0]
                yield Word(field=field, word=word, count=count, target=target, matched=False)
        for word, ours in matched.items():
            yield Word(field=field, word=word, count=0, target=ours, matched=True)


def _districts(work: FileImport, store: GeoPackageStore) -> Iterable[Word]:
    known = store.districts()["id"].tolist()
    matched = work.mapping.values.get("district", {})
    if known and "district" in work.stage.columns:
        for word, count in _strange(work.stage.column("district"), known):
            if word not in matched:
                yield Word(field="district", word=word, count=count, target=None, matched=False)
        for word, ours in matched.items():
            yield Word(field="district", word=word, count=0, target=ours, matched=True)


def _strange(column: pa.Array, known: list[str]) -> list[tuple[str, int]]:
    """Return the values that are not among the known ones, the most frequent first."""
    strange = column.filter(
        pc.and_(column.is_valid(), pc.invert(pc.is_in(column, value_set=pa.array(known, pa.string()))))
    )
    counts = [(one["values"], one["counts"]) for one in pc.value_counts(strange).to_pylist()]
    return sorted(counts, key=lambda one: (-one[1], one[0]))[:_MOST_WORDS]


if __name__ == "__main__":
    run_as_process(lambda path, settings: work(ImportFolder(path), settings))
