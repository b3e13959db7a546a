"""How the process that works on a job is started: apart from the server, gently, and with nothing secret."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from server.jobs.folder import WorkFolder
from server.settings import Settings

__all__ = ["Worker", "end_at_once", "start_worker"]

_SECONDS_TO_DIE = 5


class Worker:
    """A process that works on a job."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End it at once, with what it has started, and wait until it has ended."""
        if self._process.poll() is None:
            end_at_once(self._process.pid)
        with suppress(
            subprocess.TimeoutExpired
        ):  # it waits for a disk that does not answer, say, and the server must not
            self._process.wait(_SECONDS_TO_DIE)

    def leave(self) -> None:
        """Let it go on by itself."""
        if self._process.poll() is None:
            self._process.returncode = 0  # so that nobody warns that it still runs: it shall


def end_at_once(pid: int) -> None:
    """End a worker with all the processes that it has started: they are a group that bears its number."""
    with suppress(ProcessLookupError, PermissionError):  # gone already; or no worker, and not ours
        if sys.platform == "win32":  # pragma: no cover
            os.kill(pid, signal.SIGTERM)
        else:
            os.killpg(pid, signal.SIGKILL)


def start_worker(folder: WorkFolder[Any], settings: Settings, *, module: str = "server.jobs.worker") -> Worker:
    """Start a process that works on a job. It outlives the server, and its own Ctrl+C is not the server's.

    Parameters
    ----------
    folder
        The job.
    settings
        Where store, package and roads are; the process is told of them by its environment.
    module
        Of ours, which works on jobs of this kind when it is run.
    """
    environment = {name: value for name, value in os.environ.items() if name != "MIRASMAP_TOKEN"}
    environment |= {
        "MIRASMAP_STORE": str(settings.store.absolute()),
        "MIRASMAP_ROADS": str(settings.roads.absolute()),
        "MIRASMAP_IMPORTS": str(settings.imports_folder.absolute()),
    }
    if settings.package is not None:
        environment["MIRASMAP_PACKAGE"] = str(settings.package.absolute())
    with folder.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own module, and the folder that we made)
            # -P: no module is taken from the folder in which the process starts
            [sys.executable, "-P", "-m", module, str(folder.path.absolute())],
            cwd=folder.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return Worker(process)
