"""The imports of a server: received, checked, mended and written, one after the other."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from server.imports.folder import ImportFolder
from server.imports.remembered import MappingMemory
from server.imports.state import ImportState, Task
from server.jobs.folder import JOB_ID
from server.jobs.jobs import JobQueue, TooManyJobsError, WorkJob
from server.jobs.processes import start_worker
from server.jobs.state import Phase, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.exchange.understand.mapping import Mapping
    from server.jobs.jobs import Process
    from server.settings import Settings

__all__ = ["MOST_IMPORTS", "ImportJob", "Imports"]

MOST_IMPORTS = 30
"""Files that are kept here; for another one, one of them must be deleted."""
_SECONDS_OF_UPLOAD = 24 * 3600
"""After which a file that never came to its end is removed."""

ImportJob = WorkJob[ImportState, ImportFolder]
"""A file that is imported."""


class Imports(JobQueue[ImportState, ImportFolder]):
    """The files that are imported, in the folder of the settings.

    Parameters
    ----------
    settings
        Where store, package and imports are.
    start
        Starts a process that works on a file.
    """

    def __init__(self, settings: Settings, *, start: Callable[[ImportFolder, Settings], Process] | None = None) -> None:
        begin = start or partial(start_worker, module="server.imports.worker")
        super().__init__(settings.imports_folder, ImportFolder, lambda folder: begin(folder, settings), "import")
        self.memory = MappingMemory(settings.imports_folder)

    def open(self) -> None:
        """Take up what was left, remove what never came to its end, and begin to watch."""
        with suppress(FileNotFoundError):
            for path in self._root.iterdir():
                folder = ImportFolder(path)
                is_half = JOB_ID.fullmatch(path.name) and not (path / "state.json").exists()
                if is_half and time.time() - path.stat().st_mtime > _SECONDS_OF_UPLOAD:
                    folder.remove()
        super().open()

    def receive(self) -> ImportFolder:
        """Return a folder into which a file may be written; it is a job once `begin` is called.

        Raises
        ------
        TooManyJobsError
            If there is no room for another one.
        """
        with self._lock:
            if sum(job.state.task is not Task.UNDO for job in self.all()) >= MOST_IMPORTS:
                message = f"{MOST_IMPORTS} files are kept here, and not more; delete one of them first"
                raise TooManyJobsError(message)
            folder = self._new_folder()
            folder.path.mkdir(mode=0o700)
            folder.upload.mkdir()
            return folder

    def begin(self, folder: ImportFolder, title: str) -> ImportJob:
        """Have a file checked that was received; it begins when its turn comes."""
        state = ImportState(phase=Phase.QUEUED, title=title, created=now())
        folder.write_state(state)
        self._wake.set()
        return ImportJob(folder, state)

    def undo(self, import_id: str, title: str) -> ImportJob:
        """Have an import undone; where that is asked for already, it is the same job."""
        with self._lock:
            for job in self.all():
                if job.state.task is not Task.UNDO:
                    continue
                if job.state.import_id == import_id and job.state.phase.is_open:
                    return job
                if job.state.phase is Phase.DONE or job.state.import_id == import_id:
                    job.folder.remove()  # whoever waited for it has seen it, or sees the list of imports
            folder = self._new_folder()
            state = ImportState(phase=Phase.QUEUED, title=title, created=now(), task=Task.UNDO, import_id=import_id)
            folder.make(state)
        self._wake.set()
        return ImportJob(folder, state)

    def again(
        self,
        job_id: str,
        mapping: Mapping | None,
        *,
        task: Task = Task.CHECK,
        accept_warnings: bool = False,
        who: str = "",
    ) -> None:
        """Check or write a file, with a mapping; nothing happens where it is in work already.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        with self._lock:
            job = self.get(job_id)
            wanted = job.state.model_copy(update={"task": task, "accept_warnings": accept_warnings, "who": who})
            if job.folder.renew(wanted, mapping):
                self._forget(job_id)  # what was of the turn before
                self._starts.pop(job_id, None)
        self._wake.set()
