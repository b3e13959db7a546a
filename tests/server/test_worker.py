"""The process that works on one job: what it writes down, what it tells, and what it keeps for the log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.errors import MissionError, Problem, RoadsError
from geo.visits.planner import DayBest, PlanProgress
from geo.visits.travel import TRAVEL_TIMES
from server.jobs.folder import JobFolder
from server.jobs.jobs import Jobs
from server.jobs.lock import Lock, is_held
from server.jobs.processes import Worker, start_worker
from server.jobs.state import BestSoFar, Failure, JobState, Phase, now
from server.jobs.worker import work
from server.settings import Settings
from tests.server.planning import short_mission, waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.visits.mission import Mission
    from geo.visits.plan import Plan


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "none.gpkg", plans=tmp_path / "plans")


HOLDER = "from server.jobs.lock import Lock; from pathlib import Path; lock = Lock(Path('lock')); lock.take(); import time; time.sleep(600)"
"""A worker that takes its job and says nothing."""
PARENT = "import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, file=open('child', 'w'), flush=True); time.sleep(600)"
"""A worker that waits for a process of its own."""


def started(code: str, folder: JobFolder, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Start a worker that does what `code` says."""
    with monkeypatch.context() as patched:
        really = subprocess.Popen
        patched.setattr(
            subprocess, "Popen", lambda _command, **options: really([sys.executable, "-c", code], **options)
        )
        return start_worker(folder, settings)


def is_living(pid: int) -> bool:
    """Tell whether a process goes on; one that has ended and of which nobody has asked does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


type Planning = Callable[..., Plan]


def worked(settings: Settings, monkeypatch: pytest.MonkeyPatch, plan: Planning) -> JobFolder:
    """Return a job after a worker has worked on it in this process, with another planner."""
    monkeypatch.setattr("server.planning.plan_mission", plan)
    job = Jobs(settings, start=start_worker).create(short_mission())
    work(job.folder, settings)
    assert not is_held(job.folder.lock)
    return job.folder


def test_what_is_wrong_with_a_mission_is_told_and_what_is_the_operators_business_is_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Plan:
        raise MissionError([Problem("mission", "nobody has that id", field="must[0]")])

    def no_roads(*_: object, **__: object) -> Plan:
        message = "no roads in /secret/place"
        raise RoadsError(message)

    state = worked(settings, monkeypatch, refuse).state()
    assert state is not None
    assert (state.phase, state.failure) == (Phase.FAILED, Failure.REFUSED)
    assert "nobody has that id" in (state.message or "")
    state = worked(settings, monkeypatch, no_roads).state()
    assert state is not None
    assert (state.phase, state.failure, state.message) == (Phase.FAILED, Failure.OPERATOR, None)


def test_progress_and_the_best_so_far_are_written_and_a_stop_is_heard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bool] = []
    monkeypatch.setattr("server.jobs.worker._SECONDS_BETWEEN", 0)
    jobs = Jobs(settings, start=start_worker)

    def plan(given: Mission, _settings: Settings, *, watch: Callable[[PlanProgress], bool], **_: object) -> Plan:
        days = (DayBest(1, given.dates[0], "car", ("velma-fort", "hill-chapel")),)
        heard.append(watch(PlanProgress(0, 100, 0, ())))
        heard.append(watch(PlanProgress(40, 100, 77, days)))
        folder = jobs.all()[0].folder
        state, best = folder.state(), folder.best()
        assert state is not None
        assert (state.phase, state.done, state.total, state.priority) == (Phase.RUNNING, 40, 100, 77)
        assert best is not None
        assert (best.priority, best.n_sites) == (77, 2)
        jobs.stop(folder.id)
        heard.append(watch(PlanProgress(41, 100, 77, days)))
        raise MissionError([Problem("mission", "enough")])

    worked(settings, monkeypatch, plan)
    assert heard == [False, False, True]


def test_ways_are_measured_and_a_stop_is_heard_while_they_are_looked_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.jobs.worker._SECONDS_BETWEEN", 0)
    jobs = Jobs(settings, start=start_worker)
    measures: list[tuple[int, int]] = []

    def plan(*_: object, progress: Callable[[str, int, int], None], **__: object) -> Plan:
        folder = jobs.all()[0].folder
        for step, done, total in (("roads", 7, 9), (TRAVEL_TIMES, 0, 12), (TRAVEL_TIMES, 3, 12)):
            progress(step, done, total)
            state = folder.state()
            assert state is not None
            measures.append(state.measure)
        stamp = folder.state_stamp()
        progress(TRAVEL_TIMES, 3, 12)
        assert folder.state_stamp() == stamp, "who does nothing has nothing to say"
        jobs.stop(folder.id)
        progress(TRAVEL_TIMES, 3, 12)
        raise AssertionError

    state = worked(settings, monkeypatch, plan).state()
    assert measures == [(0, 0), (0, 12), (3, 12)]
    assert state is not None
    assert (state.phase, state.failure) == (Phase.STOPPED, Failure.EMPTY)


def test_the_search_is_measured_by_itself() -> None:
    state = JobState(phase=Phase.RUNNING, title="", created=now(), ways_done=12, ways=12)
    assert state.measure == (12, 12)
    assert state.model_copy(update={"done": 40, "total": 100}).measure == (40, 100)


def test_a_process_that_is_ended_takes_those_that_it_has_started_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Jobs(settings).create(short_mission())
    worker = started(PARENT, job.folder, settings, monkeypatch)
    child = int(waits(lambda: (job.folder.path / "child").is_file() and (job.folder.path / "child").read_text()))
    worker.kill()
    assert worker.poll() == -signal.SIGKILL
    waits(lambda: not is_living(child))


@pytest.mark.parametrize("trouble", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("after_a_restart", [False, True], ids=["ours", "of the server before"])
def test_a_process_that_is_killed_or_locked_up_is_noticed_and_holds_up_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, trouble: signal.Signals, *, after_a_restart: bool
) -> None:
    """The job of our own process has failed, with a sentence; that of which nobody knows how it ended is begun again."""
    monkeypatch.setattr("server.jobs.jobs._SECONDS_OF_SILENCE", 3)
    before, jobs = (Jobs(settings, start=lambda folder, on: started(HOLDER, folder, on, monkeypatch)) for _ in range(2))
    job = before.create(short_mission())
    before.tick()
    first = waits(lambda: job.folder.worker)
    keeper = before
    if after_a_restart:
        before.close()
        keeper = jobs
    os.kill(first, trouble)

    def is_settled() -> bool:
        keeper.tick()
        begun_again = job.folder.worker not in (None, first)
        return begun_again if after_a_restart else keeper.get(job.id).state.failure is Failure.ENDED

    try:
        waits(is_settled)
        assert not is_living(first)
    finally:
        keeper.delete(job.id)


def test_a_second_process_leaves_a_job_to_the_first(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> Plan:
        raise AssertionError

    job = Jobs(settings).create(short_mission())
    lock = Lock(job.folder.lock)
    assert lock.take()
    monkeypatch.setattr("server.planning.plan_mission", never)
    monkeypatch.setattr("server.jobs.working._PATIENCE_SECONDS", 0.1)
    work(job.folder, settings)
    lock.release()
    assert job.folder.state() == job.state


def test_a_process_that_meets_what_nobody_foresaw_leaves_a_trace_in_its_log_only(settings: Settings) -> None:
    """The store of these settings has no folder, so making it ends the process in one way or the other."""
    jobs = Jobs(settings.model_copy(update={"package": settings.plans.parent / "nothing"}))
    jobs.open()
    try:
        job = jobs.create(short_mission())
        waits(lambda: not jobs.get(job.id).state.phase.is_open)
        assert jobs.get(job.id).state.failure is Failure.OPERATOR
        assert b"Traceback" in job.folder.log.read_bytes()
    finally:
        jobs.close()


def test_a_worker_is_told_no_secret_and_takes_no_module_from_where_it_starts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}

    def popen(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        seen.update(options, command=command)
        return started

    started = subprocess.Popen([sys.executable, "-c", ""])
    started.wait()

    monkeypatch.setenv("MIRASMAP_TOKEN", "correct-horse-battery")
    monkeypatch.setattr(subprocess, "Popen", popen)
    job = Jobs(settings).create(short_mission())
    start_worker(job.folder, settings)
    environment, command = seen["env"], seen["command"]
    assert isinstance(environment, dict)
    assert isinstance(command, list)
    assert "MIRASMAP_TOKEN" not in environment
    assert environment["MIRASMAP_STORE"] == str(settings.store)
    assert command[:2] == [sys.executable, "-P"]
    assert seen["start_new_session"] is True


def test_the_best_so_far_is_never_half_written(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    for priority in range(20):
        folder.write_best(BestSoFar(priority=priority, days=()))
        assert (best := folder.best()) is not None
        assert best.priority == priority
    assert [path.name for path in tmp_path.iterdir()] == ["best.json"]
    (tmp_path / "best.json").write_text("{")
    assert folder.best() is None
