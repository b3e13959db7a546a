"""All jobs of one kind on a server: made, started in their turn, watched, stopped and removed.

A job is a folder, and whoever works on it holds its lock: a server that starts sees which jobs still go on, watches those,
and starts again those of which the process has ended with the server before. The same work gives the same again, so nothing
is lost by that but time. Several servers may share a folder: what one of them writes of a job, it writes under its lock.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any, Protocol

from geo.errors import NotFoundError
from geo.visits.mission import Mission
from server.errors import ForbiddenError
from server.jobs.folder import JOB_ID, JobFolder, WorkFolder
from server.jobs.processes import end_at_once, start_worker
from server.jobs.state import Failure, JobState, Phase, WorkState, now
from server.settings import Settings

__all__ = [
    "AT_ONCE",
    "KEPT_DAYS",
    "MOST_JOBS",
    "MOST_WAITING",
    "Job",
    "JobQueue",
    "Jobs",
    "Process",
    "TooManyJobsError",
    "WorkJob",
]

MOST_JOBS = 200
"""Plans that are kept; for another one, one of them must be deleted."""
MOST_WAITING = 10
KEPT_DAYS = 30
"""After which jobs without a plan are removed; plans stay until somebody deletes them."""
AT_ONCE = 1 if (os.cpu_count() or 1) <= 2 else 2
_MOST_STARTS = 3
_SECONDS_TO_STOP, _SECONDS_TO_FINISH = 20, 600
"""After which a process that does not listen is ended; later where it has found something, for a large plan takes its time to
be drawn and checked, and what was found is not to be lost."""
_SECONDS_OF_SILENCE = 5400
"""After which a process that says nothing is taken to be locked up, and ended, so that those that wait have their turn. Making
the roads of a large country, or checking a large plan on a busy machine, takes less."""
_LOG = logging.getLogger("mirasmap")


class TooManyJobsError(ForbiddenError):
    """No room for another job."""


class Process(Protocol):
    """A process that works on a job."""

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    def leave(self) -> None:
        """Let it go on by itself."""
        ...


class WorkJob[State: WorkState, Folder: WorkFolder[Any]]:
    """One job, as pages see it."""

    def __init__(self, folder: Folder, state: State) -> None:
        self.folder, self.state = folder, state
        self.id = folder.id


class JobQueue[State: WorkState, Folder: WorkFolder[Any]]:
    """The jobs of one kind, each in a folder of its own.

    Parameters
    ----------
    root
        Where the folders are; made with the first job.
    folder
        Opens one of them.
    start
        Starts a process that works on a job.
    what
        What comes of a job, in English, as the log and errors call it.
    """

    def __init__(
        self, root: Path, folder: Callable[[Path], Folder], start: Callable[[Folder], Process], what: str
    ) -> None:
        self._root, self._folder_of, self._start, self._what = root, folder, start, what
        self._running: dict[str, Process] = {}
        self._asked_to_stop: dict[str, datetime] = {}
        self._heard: dict[str, tuple[int, float]] = {}
        """The last word of each process, and when it was heard, on a clock that stands still while the machine sleeps."""
        self._starts: Counter[str] = Counter()
        """How often a process was begun here: what it could write of itself is another matter."""
        self._unwritten: dict[str, State] = {}
        """How jobs ended of which that cannot be written down, as yet."""
        self._lock = RLock()
        self._wake, self._ended = Event(), Event()
        self._thread: Thread | None = None

    def open(self) -> None:
        """Take up what was left, and begin to watch."""
        for job in self.all():
            if job.state.phase is Phase.RUNNING and not job.folder.is_worked_on:
                self._take_up(job)
            elif not job.state.phase.is_open and not job.folder.is_to_stay and _is_old(job.state):
                job.folder.remove()
        self._thread = Thread(target=self._watch, name=f"jobs: {self._what}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching; what runs goes on, and the next server takes it up."""
        self._ended.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        for process in self._running.values():
            process.leave()

    def all(self) -> list[WorkJob[State, Folder]]:
        """Return all jobs, newest first."""
        try:
            names = [entry.name for entry in os.scandir(self._root) if JOB_ID.fullmatch(entry.name)]
        except FileNotFoundError:
            return []
        found = (self._job(name) for name in names)
        return sorted((job for job in found if job), key=lambda job: (job.state.created, job.id), reverse=True)

    def get(self, job_id: str) -> WorkJob[State, Folder]:
        """Return one job.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        job = self._job(job_id) if JOB_ID.fullmatch(job_id) else None
        if job is None:
            raise NotFoundError(self._what, job_id)
        return job

    def stop(self, job_id: str) -> None:
        """Ask a job to end with the best that it has; one that waits ends with nothing.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        with self._lock:
            job = self.get(job_id)
            if not job.state.phase.is_open:
                return
            job.folder.ask_to_stop()
            self._asked_to_stop.setdefault(job_id, now())
        self._wake.set()

    def delete(self, job_id: str) -> None:
        """Remove a job with all that came of it; its process is ended.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        with self._lock:
            job = self.get(job_id)
            job.folder.ask_to_stop()  # of a process that another server has started
            self._end(job)
            job.folder.remove()
            self._unwritten.pop(job_id, None)

    def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                self.tick()
            except OSError as error:  # a full disk, say; it may be better the next time
                _LOG.error("the folder of the jobs cannot be used: %s", error)
            self._wake.wait(0.5 if self._running else 2.0)
            self._wake.clear()

    def tick(self) -> None:
        """Look once after all jobs, oldest first."""
        with self._lock:
            for job_id in list(self._unwritten):
                self._write_down(job_id)
            open_jobs = [job for job in reversed(self.all()) if job.state.phase.is_open]
            for job in open_jobs:
                try:
                    self._look_after(job)
                except OSError as error:
                    _LOG.error("%s %s cannot be looked after now: %s", self._what, job.id, error)
            for known in (self._running, self._starts, self._heard, self._asked_to_stop):
                for job_id in set(known) - {job.id for job in open_jobs}:
                    self._forget(job_id)

    def _look_after(self, job: WorkJob[State, Folder]) -> None:
        process = self._running.get(job.id)
        code = process.poll() if process else None
        if process is not None and code is not None:
            del self._running[job.id]
            if code:  # else it has said its last word, or left the job to the process of another server
                _LOG.error("the process of %s %s ended with code %s; see %s", self._what, job.id, code, job.folder.log)
                self._fail(job, Failure.EMPTY if job.folder.stop_is_asked else Failure.ENDED)
        elif process is None and not job.folder.is_worked_on:
            self._begin(job)
        elif self._is_silent(job) or (job.folder.stop_is_asked and self._waited_long(job)):
            self._end(job)

    def _begin(self, job: WorkJob[State, Folder]) -> None:
        if job.folder.stop_is_asked:
            self._fail(job, Failure.EMPTY)
        elif self._starts_of(job) >= _MOST_STARTS:  # so that what ends every process is not tried for ever
            self._fail(job, Failure.ENDED)
        elif len(self._running) < AT_ONCE:
            self._starts[job.id] += 1
            self._heard.pop(job.id, None)
            self._running[job.id] = self._start(job.folder)

    def _take_up(self, job: WorkJob[State, Folder]) -> None:
        if self._starts_of(job) >= _MOST_STARTS:
            self._fail(job, Failure.ENDED)
        else:
            job.folder.change_state(phase=Phase.QUEUED)

    def _starts_of(self, job: WorkJob[State, Folder]) -> int:
        return max(job.state.starts, self._starts[job.id])

    def _fail(self, job: WorkJob[State, Folder], failure: Failure) -> None:
        phase = Phase.STOPPED if failure is Failure.EMPTY else Phase.FAILED
        ended = {"phase": phase, "failure": failure, "ended": now()}
        try:
            job.folder.change_state(**ended)
        except OSError as error:
            _LOG.error("of %s %s it cannot be written that it ended: %s", self._what, job.id, error)
            if failure is Failure.EMPTY or self._starts_of(job) >= _MOST_STARTS:  # else it may be better the next time
                self._unwritten[job.id] = job.state.model_copy(update=ended | {"unwritten": True})

    def _write_down(self, job_id: str) -> None:
        """Write down how a job ended, if there is room by now."""
        folder = self._folder_of(self._root / job_id)
        with suppress(OSError):
            if folder.state() is not None:  # else it was deleted
                folder.change_state(**dict(self._unwritten[job_id]))
            del self._unwritten[job_id]

    def _is_silent(self, job: WorkJob[State, Folder]) -> bool:
        """Return whether the process of a job has said nothing for so long that it must be locked up."""
        stamp, moment = job.folder.state_stamp(), time.monotonic()
        said, since = self._heard.get(job.id, (None, moment))
        if stamp != said:
            self._heard[job.id] = (stamp, moment)
            return False
        return moment - since > _SECONDS_OF_SILENCE

    def _waited_long(self, job: WorkJob[State, Folder]) -> bool:
        since = self._asked_to_stop.setdefault(job.id, now())
        seconds = _SECONDS_TO_FINISH if job.folder.has_found_something else _SECONDS_TO_STOP
        return now() - since > timedelta(seconds=seconds)

    def _end(self, job: WorkJob[State, Folder]) -> None:
        """End the process of a job, whichever server has started it."""
        process = self._running.get(job.id)
        other = job.folder.worker
        if process is not None:
            process.kill()
        elif other is not None and other != os.getpid():
            end_at_once(other)

    def _forget(self, job_id: str) -> None:
        process = self._running.get(job_id)
        if process is None or process.poll() is not None:
            for known in (self._running, self._starts, self._heard, self._asked_to_stop):
                known.pop(job_id, None)

    def _new_folder(self) -> Folder:
        """Return a folder for another job, which is not made yet."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder_of(self._root / secrets.token_hex(8))

    def _job(self, name: str) -> WorkJob[State, Folder] | None:
        folder = self._folder_of(self._root / name)
        state: State | None = folder.state()
        return WorkJob(folder, self._unwritten.get(name, state)) if state else None


def _is_old(state: WorkState) -> bool:
    return now() - state.created > timedelta(days=KEPT_DAYS)


Job = WorkJob[JobState, JobFolder]
"""A visit that is planned."""


class Jobs(JobQueue[JobState, JobFolder]):
    """The visits that are planned, in the folder of the settings.

    Parameters
    ----------
    settings
        Where store, roads and plans are.
    start
        Starts a process that works on a job.
    """

    def __init__(self, settings: Settings, *, start: Callable[[JobFolder, Settings], Process] = start_worker) -> None:
        super().__init__(settings.plans, JobFolder, lambda folder: start(folder, settings), "plan")

    def create(self, mission: Mission) -> Job:
        """Write a job for a mission; it begins when its turn comes.

        Raises
        ------
        TooManyJobsError
            If there is no room for another one.
        """
        with self._lock:
            every = self.all()
            if len(every) >= MOST_JOBS:
                message = f"{MOST_JOBS} plans are kept here, and not more; delete one of them first"
                raise TooManyJobsError(message)
            if sum(job.state.phase is Phase.QUEUED for job in every) >= MOST_WAITING:
                message = f"{MOST_WAITING} plans wait for their turn already; try again when some are ready"
                raise TooManyJobsError(message)
            folder = self._new_folder()
            state = JobState(phase=Phase.QUEUED, title=mission.title, created=now())
            folder.make(state, mission=mission)
        self._wake.set()
        return Job(folder, state)
