"""A foreign file on its way into a store: read, understood, checked, reported, and written in one transaction."""

from __future__ import annotations

import hashlib
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from geo.completeness.summary import mean_score
from geo.errors import ExchangeError
from geo.exchange.check.row_checks import RowChecks
from geo.exchange.check.twins import find_twins
from geo.exchange.free_memory import free_memory, little_kept
from geo.exchange.read.reading import open_rows
from geo.exchange.report.import_report import ImportReport
from geo.exchange.report.issues import Issues
from geo.exchange.row_places import RowPlaces
from geo.exchange.stage import Stage
from geo.exchange.understand.known import NOTHING_KNOWN, known_of
from geo.exchange.understand.propose import propose
from geo.exchange.understand.understanding import Understanding

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import stat_result
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from geo.check import Progress
    from geo.exchange.read.limits import Limits
    from geo.exchange.read.reading import Rows
    from geo.exchange.understand.known import Known
    from geo.exchange.understand.mapping import Mapping
    from geo.exchange.understand.propose import Proposal
    from geo.questions.question_words import BBox
    from geo.store.gpkg import GeoPackageStore

__all__ = ["STEPS", "FileImport"]

STEPS = ("read", "twins", "compare", "write")
"""What progress is told, in order; of `read` its share of the file in thousandths, of the others that they begin."""
_SHARES = 1000
_READINGS = 2
"""At most: JSON may bring new headings after its first rows, and then the file is read once more with them."""


class FileImport:
    """One file on its way into a store. A context manager: at its end, temporary files are removed.

    Parameters
    ----------
    path, store, mapping, limits
        As of `geo.exchange.importing.open_import`.
    """

    def __init__(self, path: Path, store: GeoPackageStore | None, mapping: Mapping, limits: Limits) -> None:
        self._began = time.monotonic()
        self._store = store
        self._area: BBox | None = None if store is None else store.area()
        self._known: Known = NOTHING_KNOWN if store is None else known_of(store)
        with ExitStack() as stack:
            stack.enter_context(little_kept())
            self.rows: Rows = stack.enter_context(
                open_rows(path, layer=mapping.layer, encoding=mapping.encoding, limits=limits)
            )
            self.proposal: Proposal = self._proposed(mapping)
            self._status = path.stat()
            thread = stack.enter_context(ThreadPoolExecutor(1))
            self._sha256: Future[str] = thread.submit(_sha256, path)
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mirasmap-")))
            self._stack = stack.pop_all()
        self.issues = Issues(self._folder)
        self._stage: Stage | None = None
        self._places: RowPlaces | None = None
        self._understood: Understanding | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._stack.close()

    @property
    def mapping(self) -> Mapping:
        """How the file is read: what was asked for, completed by what was proposed."""
        return self.proposal.mapping

    def check(self, *, progress: Progress | None = None) -> None:
        """Read the whole file and find everything that is wrong with it.

        Raises
        ------
        ExchangeError
            If a file in a binary format is damaged, or the file was changed meanwhile.
        """
        tell = _teller(progress)
        for reading in range(_READINGS):
            understood = self._read(tell)
            known = set(self.mapping.columns)
            late = [heading for heading in understood.late if heading not in known]
            if not late or reading + 1 == _READINGS:
                break
            proposal = self._proposed(self.mapping, late)
            if not any(proposal.mapping.columns.get(heading) for heading in late):
                break
            self.proposal = proposal
        understood.finish(self.issues)
        for remark in self.rows.remarks:
            self.issues.add_file(remark.code, detail=remark.detail)
        if not self.n_rows:
            self.issues.add_file("no_rows")
        self._understood = understood
        free_memory()
        tell("twins")
        find_twins(self.stage, self._store, self.issues, numbers=self.numbers)
        free_memory()
        if self._store is not None:
            tell("compare")
            kept = ~self.rejects(accept_warnings=True)
            self._store.compare_staged(self.stage, kept, self.issues, said_by=self.mapping.said_by)

    def report(self, *, accept_warnings: bool = False) -> ImportReport:
        """Return what would become of the file."""
        return self._report(accept_warnings=accept_warnings)

    def write(
        self, *, accept_warnings: bool = False, who: str = "", title: str = "", progress: Progress | None = None
    ) -> ImportReport:
        """Write the accepted rows into the store in one transaction, all or none.

        Parameters
        ----------
        accept_warnings
            Rows with warnings come in too.
        who
            Imports.
        title
            Of the import; else the name of the file.
        progress
            Told that writing begins.

        Raises
        ------
        ValueError
            If there is no store.
        StoreError
            As `GeoPackageStore.add_rows`; nothing was changed.
        """
        if self._store is None or self._understood is None:
            message = "there is no store to write to, or the file was not checked"
            raise ValueError(message)
        report = self._report(accept_warnings=accept_warnings)
        keep = ~self.rejects(accept_warnings=accept_warnings)
        if not keep.any():
            return report
        _teller(progress)("write")
        before = mean_score(self._store)
        if not (keep & ~self._nothing_new()).any():  # not even the stamp of the store changes
            return replace(report, written=True, score_before=before, score_after=before)
        from geo.store.imports import ImportRecord

        record = ImportRecord(
            id=f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{report.sha256[:8]}",
            title=title or report.file,
            who=who,
            file=report.file,
            sha256=report.sha256,
            mapping=self.mapping.model_dump_json(exclude_defaults=True),
            rows_in=report.rows_in,
            accepted=report.accepted,
            rejected=report.rejected,
            mended=report.mended,
            said_by=self.mapping.said_by,
        )
        understood = self._understood
        free_memory()
        added = self._store.add_rows(self.stage, keep, record, understood.new_sources, understood.new_districts)
        return replace(
            report,
            written=True,
            added=added.rows,
            import_id=added.import_id,
            score_before=before,
            score_after=mean_score(self._store),
            seconds=time.monotonic() - self._began,
        )

    def write_rejected(self, folder: Path, *, accept_warnings: bool = False) -> Path | None:
        """Write the rejected rows as they stand in the file, to be mended and imported again, and the mapping beside them.

        Parameters
        ----------
        folder
            Where to; the name is `geo.exchange.report.rejected.rejected_name`.
        accept_warnings
            Rows with warnings came in too.

        Returns
        -------
        Path or None
            The file that was written; None where no row was rejected.
        """
        rejects = self.rejects(accept_warnings=accept_warnings)
        if not rejects.any():
            return None
        from geo.exchange.report.rejected import rejected_name, write_rejected

        path = folder / rejected_name(self.rows)
        write_rejected(self.rows, rejects, path, mapping=self.mapping, spans=_of_checked(self._places).spans)
        return path

    @property
    def n_rows(self) -> int:
        """How many rows the file has."""
        return _of_checked(self._places).n_rows

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each row in the file, once it was checked."""
        return _of_checked(self._places).numbers

    @property
    def stage(self) -> Stage:
        """All rows as site rows, once the file was checked."""
        return _of_checked(self._stage)

    def rejects(self, *, accept_warnings: bool) -> NDArray[np.bool_]:
        """Return which rows are kept out, shape (n,)."""
        return self.issues.rejects(self.n_rows, accept_warnings=accept_warnings)

    def _nothing_new(self) -> NDArray[np.bool_]:
        """Return which rows add nothing to the store."""
        told = {
            code: self.issues.rows_of((code,), n=self.n_rows) for code in ("known_same", "known_differs", "known_more")
        }
        nothing: NDArray[np.bool_] = told["known_same"] | (told["known_differs"] & ~told["known_more"])
        return nothing

    def _proposed(self, mapping: Mapping, late: list[str] | None = None) -> Proposal:
        return propose(self.rows, mapping=mapping, area=self._area, known=self._known, late=late or ())

    def _read(self, tell: Callable[..., None]) -> Understanding:
        """Read all rows into a new stage."""
        self.issues = Issues(self._folder)
        understood = Understanding(self.rows, self.mapping, area=self._area, known=self._known)
        districts = self._known.district_ids or None  # a store that has none gets those that rows name
        checks = RowChecks(area=self._area, districts=districts, swaps=False)
        stage = Stage(self._folder, RowChecks.columns(understood.columns))
        self._stack.callback(stage.finish)
        places = RowPlaces(self._folder)
        for batch in self.rows.batches(progress=lambda share: tell("read", share)):
            stage.put(checks.check(understood.rows(batch, self.issues), self.issues))
            places.append(batch)
        stage.finish()
        self._stage, self._places = stage, places
        return understood

    def _report(self, *, accept_warnings: bool) -> ImportReport:
        if _changed(self._status, self.rows.path.stat()):
            message = f"{self.rows.file!r} was changed while it was read: import it again when nothing writes to it"
            raise ExchangeError(message)
        rejects = self.rejects(accept_warnings=accept_warnings)
        n_rejected = int(rejects.sum())
        same = self.issues.rows_of(("known_same",), n=self.n_rows) & ~rejects
        understood = self._understood
        return ImportReport(
            file=self.rows.file,
            sha256=self._sha256.result(),
            n_bytes=self._status.st_size,
            format=self.rows.format.name,
            rows_in=self.n_rows,
            accepted=self.n_rows - n_rejected,
            rejected=n_rejected,
            mended=int(self.issues.mended_rows(self.n_rows).sum()),
            unchanged=int(same.sum()),
            written=False,
            issues=self.issues,
            numbers=self.numbers,
            lines=_of_checked(self._places).lines,
            ids=self.stage.ids,
            centres=self.stage.centres,
            layer=self.rows.layer,
            encoding=None if self.rows.encoding is None else self.rows.encoding.name,
            crs=None if understood is None else understood.crs,
            mapping=self.mapping,
            columns_left_out=[heading for heading, target in self.mapping.columns.items() if target is None],
            stopped_by=self.issues.stop_all(accept_warnings=accept_warnings),
            seconds=time.monotonic() - self._began,
        )


def _of_checked[Made](made: Made | None) -> Made:
    if made is None:
        message = "the file was not checked yet"
        raise ValueError(message)
    return made


def _teller(progress: Progress | None) -> Callable[..., None]:
    def tell(step: str, share: float = 0.0) -> None:
        if progress is not None:
            progress(step, STEPS.index(step) * _SHARES + round(share * _SHARES), len(STEPS) * _SHARES)

    return tell


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(before: stat_result, now: stat_result) -> bool:
    return (before.st_mtime_ns, before.st_size) != (now.st_mtime_ns, now.st_size)
