"""Jobs: one after the other, watched, stopped, taken up again, and never a trace of what ended badly but a sentence."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from geo.errors import MissionError, NotFoundError, Problem, RoadsError
from geo.visits.mission_file import mission_from
from geo.visits.planner import DayBest, PlanProgress
from server.jobs.folder import JobFolder
from server.jobs.jobs import KEPT_DAYS, Jobs, TooManyJobsError
from server.jobs.lock import Lock, is_held
from server.jobs.processes import start_worker
from server.jobs.state import BestSoFar, Failure, Phase
from server.jobs.worker import work
from server.settings import Settings
from tests.server.planning import waits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.visits.mission import Mission
    from geo.visits.plan import Plan

MISSION = {
    "title": "Round",
    "time_zone": "UTC",
    "days": {"first": "2027-05-14", "last": "2027-05-15"},
    "bases": [{"id": "velma", "lon": -21.065, "lat": -32.985}],
    "teams": [{"id": "car"}],
}


class Process:
    """Stands in for a process: a test says when it ends, and how."""

    def __init__(self, folder: JobFolder) -> None:
        self.folder, self.code, self.killed = folder, None, False
        self.lock = Lock(folder.lock)
        assert self.lock.take()

    code: int | None

    def poll(self) -> int | None:
        return self.code

    def kill(self) -> None:
        self.killed = True
        self.end(-9)

    def leave(self) -> None:
        self.lock.release()

    def end(self, code: int, phase: Phase | None = None) -> None:
        state = self.folder.state()
        if phase is not None and state is not None:
            self.folder.write_state(state.model_copy(update={"phase": phase}))
        self.code = code
        self.lock.release()


class Office:
    """Jobs with processes that do nothing by themselves."""

    def __init__(self, settings: Settings) -> None:
        self.started: list[Process] = []
        self.jobs = Jobs(settings, start=self._start)

    def _start(self, folder: JobFolder, _settings: Settings) -> Process:
        self.started.append(Process(folder))
        return self.started[-1]

    def phase(self, job_id: str) -> Phase:
        return self.jobs.get(job_id).state.phase


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "none.gpkg", plans=tmp_path / "plans")


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("server.jobs.jobs.AT_ONCE", 1)
    office = Office(settings)
    yield office
    office.jobs.close()


def mission(**changes: object) -> Mission:
    return mission_from({**MISSION, **changes}, name="test")


def test_jobs_run_one_after_the_other_oldest_first(office: Office) -> None:
    first, second = (office.jobs.create(mission(title=title)).id for title in ("one", "two"))
    office.jobs.tick()
    office.jobs.tick()
    assert [process.folder.id for process in office.started] == [first]
    office.started[0].end(0, Phase.DONE)
    office.jobs.tick()
    office.jobs.tick()
    assert [process.folder.id for process in office.started] == [first, second]
    assert [job.state.title for job in office.jobs.all()] == ["two", "one"]


def test_a_mission_is_written_down_as_it_was(office: Office) -> None:
    given = mission(title="Sârna, ველმა", rules={"lunch": {"minutes": 60, "between": "12:00-15:00"}})
    job = office.jobs.create(given)
    assert job.folder.mission() == given
    assert job.folder.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("job_id", ["../../etc/passwd", "..", "", "0" * 15, "G" * 16, "0" * 16, "%2e%2e"])
def test_only_an_id_of_a_job_finds_one(office: Office, job_id: str) -> None:
    office.jobs.create(mission())
    with pytest.raises(NotFoundError):
        office.jobs.get(job_id)


def test_a_process_that_ends_badly_makes_a_job_that_failed_and_the_next_one_begins(office: Office) -> None:
    job = office.jobs.create(mission())
    office.jobs.tick()
    office.started[0].end(1)
    office.jobs.tick()
    state = office.jobs.get(job.id).state
    assert (state.phase, state.failure) == (Phase.FAILED, Failure.ENDED)
    office.jobs.create(mission())
    office.jobs.tick()
    assert len(office.started) == 2


def test_a_job_that_waits_is_stopped_at_once(office: Office) -> None:
    office.jobs.create(mission())
    waiting = office.jobs.create(mission())
    office.jobs.tick()
    office.jobs.stop(waiting.id)
    office.jobs.tick()
    state = office.jobs.get(waiting.id).state
    assert (state.phase, state.failure) == (Phase.STOPPED, Failure.EMPTY)
    office.jobs.stop(waiting.id)  # again: nothing happens


def test_a_process_that_does_not_listen_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = office.jobs.create(mission())
    office.jobs.tick()
    office.jobs.stop(job.id)
    office.jobs.tick()
    assert job.folder.stop_is_asked
    assert not office.started[0].killed
    monkeypatch.setattr("server.jobs.jobs._SECONDS_TO_STOP", 0)
    office.jobs.tick()
    office.jobs.tick()
    assert office.started[0].killed
    assert office.phase(job.id) is Phase.STOPPED


def test_a_job_that_is_deleted_leaves_nothing(office: Office) -> None:
    job = office.jobs.create(mission())
    office.jobs.tick()
    office.jobs.delete(job.id)
    office.jobs.tick()
    assert office.started[0].killed
    assert not job.folder.path.exists()
    assert office.jobs.all() == []


def test_after_a_restart_living_work_is_watched_and_dead_work_begins_again(office: Office, settings: Settings) -> None:
    living, dead = (office.jobs.create(mission()) for _ in range(2))
    process = Process(living.folder)
    for job in (living, dead):
        job.folder.write_state(job.state.model_copy(update={"phase": Phase.RUNNING, "starts": 1}))
    later = Office(settings)
    later.jobs.open()
    try:
        waits(lambda: later.started)
        assert [each.folder.id for each in later.started] == [dead.id]
        assert later.phase(living.id) is Phase.RUNNING
        process.end(0, Phase.DONE)
        assert later.phase(living.id) is Phase.DONE
    finally:
        later.jobs.close()


def test_a_mission_that_ends_every_process_is_not_tried_for_ever(office: Office, settings: Settings) -> None:
    job = office.jobs.create(mission())
    job.folder.write_state(job.state.model_copy(update={"phase": Phase.RUNNING, "starts": 3}))
    later = Office(settings)
    later.jobs.open()
    later.jobs.close()
    assert later.phase(job.id) is Phase.FAILED
    assert later.started == []


def test_old_jobs_without_a_plan_are_removed_and_plans_stay(office: Office, settings: Settings) -> None:
    empty, full = (office.jobs.create(mission()) for _ in range(2))
    long_ago = datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)
    for job in (empty, full):
        job.folder.write_state(job.state.model_copy(update={"phase": Phase.FAILED, "created": long_ago}))
    (full.folder.path / "plan.json").write_text("{}")
    later = Office(settings)
    later.jobs.open()
    later.jobs.close()
    assert [job.id for job in later.jobs.all()] == [full.id]


def test_there_is_room_for_so_many_jobs_and_not_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.jobs.jobs.MOST_WAITING", 2)
    for _ in range(2):
        office.jobs.create(mission())
    with pytest.raises(TooManyJobsError, match="wait for their turn"):
        office.jobs.create(mission())
    monkeypatch.setattr("server.jobs.jobs.MOST_JOBS", 2)
    with pytest.raises(TooManyJobsError, match="delete one"):
        office.jobs.create(mission())


def test_folders_of_others_and_half_made_jobs_are_left_alone(office: Office, settings: Settings) -> None:
    job = office.jobs.create(mission())
    (settings.plans / "mine").mkdir()
    half = settings.plans / ("f" * 16)
    half.mkdir()
    broken = settings.plans / ("e" * 16)
    shutil.copytree(job.folder.path, broken)
    (broken / "state.json").write_text('{"phase": "dancing"')
    assert [each.id for each in office.jobs.all()] == [job.id]


def test_a_lock_is_free_when_its_process_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    code = "import sys; from pathlib import Path; from server.jobs.lock import Lock; l = Lock(Path(sys.argv[1])); print(l.take(), flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"True\n"
    assert is_held(path)
    assert not Lock(path).take()
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert not is_held(path)


type Planning = Callable[..., Plan]


def worked(settings: Settings, monkeypatch: pytest.MonkeyPatch, plan: Planning) -> JobFolder:
    """Return a job after a worker has worked on it in this process, with another planner."""
    monkeypatch.setattr("server.planning.plan_mission", plan)
    job = Jobs(settings, start=start_worker).create(mission())
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


def test_a_second_process_leaves_a_job_to_the_first(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> Plan:
        raise AssertionError

    job = Jobs(settings).create(mission())
    lock = Lock(job.folder.lock)
    assert lock.take()
    monkeypatch.setattr("server.planning.plan_mission", never)
    work(job.folder, settings)
    lock.release()
    assert job.folder.state() == job.state


def test_a_process_that_meets_what_nobody_foresaw_leaves_a_trace_in_its_log_only(settings: Settings) -> None:
    """The store of these settings has no folder, so making it ends the process in one way or the other."""
    jobs = Jobs(settings.model_copy(update={"package": settings.plans.parent / "nothing"}))
    jobs.open()
    try:
        job = jobs.create(mission())
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
    job = Jobs(settings).create(mission())
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
