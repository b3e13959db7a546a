"""What the processes that work on jobs have in common, whatever the kind of job: the lock, the state, how they start."""

from __future__ import annotations

import logging
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from server.jobs.folder import WorkFolder
from server.jobs.lock import Lock
from server.jobs.state import WorkState
from server.settings import Settings

__all__ = ["Stopped", "Work", "run_as_process"]

_PATIENCE_SECONDS = 5.0
"""With the lock, which servers have for a moment; longer than that only another worker has it."""


class Stopped(Exception):  # noqa: N818 (nothing is wrong)
    """Somebody stopped the work before there was anything to keep."""


class Work[Folder: WorkFolder[Any], State: WorkState](ABC):
    """One job being worked on, by the process that holds its lock."""

    def __init__(self, folder: Folder, state: State) -> None:
        self.folder, self.state = folder, state
        self._told = 0.0
        """When progress was written last, on a clock that only goes forward."""

    @classmethod
    def begin(cls, folder: Folder, settings: Settings) -> None:
        """Work on a job that is open, unless another process does it already."""
        lock = Lock(folder.lock)
        if not lock.take(patience=_PATIENCE_SECONDS):
            return
        try:
            state = folder.state()
            if state is not None and state.phase.is_open:
                cls(folder, state).run(settings)
        finally:
            lock.release()

    @abstractmethod
    def run(self, settings: Settings) -> None:
        """Do the work; what was foreseen becomes the state of the job."""

    def _say(self, **changes: object) -> None:
        self.state = self.state.model_copy(update=changes)
        self.folder.write_state(self.state)


def run_as_process(work: Callable[[Path, Settings], None]) -> None:
    """Work on the folder that the command line names, behind whatever else the machine does."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with suppress(AttributeError, OSError):  # where the system has it, and lets us
        os.nice(10)
    work(Path(sys.argv[1]), Settings())
