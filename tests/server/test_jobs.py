"""Jobs: one after the other, watched, stopped, taken up again, and never a trace of what ended badly but a sentence."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from geo.errors import NotFoundError
from server.jobs.folder import JobFolder
from server.jobs.jobs import KEPT_DAYS, Jobs, TooManyJobsError
from server.jobs.lock import Lock, holder, is_held
from server.jobs.state import BestSoFar, Failure, Phase
from server.settings import Settings
from tests.server.planning import short_mission, waits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_jobs_run_one_after_the_other_oldest_first(office: Office) -> None:
    first, second = (office.jobs.create(short_mission(title=title)).id for title in ("one", "two"))
    office.jobs.tick()
    office.jobs.tick()
    assert [process.folder.id for process in office.started] == [first]
    office.started[0].end(0, Phase.DONE)
    office.jobs.tick()
    office.jobs.tick()
    assert [process.folder.id for process in office.started] == [first, second]
    assert [job.state.title for job in office.jobs.all()] == ["two", "one"]


def test_a_mission_is_written_down_as_it_was(office: Office) -> None:
    given = short_mission(title="Sârna, ველმა", rules={"lunch": {"minutes": 60, "between": "12:00-15:00"}})
    job = office.jobs.create(given)
    assert job.folder.mission() == given
    assert job.folder.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("job_id", ["../../etc/passwd", "..", "", "0" * 15, "G" * 16, "0" * 16, "%2e%2e"])
def test_only_an_id_of_a_job_finds_one(office: Office, job_id: str) -> None:
    office.jobs.create(short_mission())
    with pytest.raises(NotFoundError):
        office.jobs.get(job_id)


def test_a_process_that_ends_badly_makes_a_job_that_failed_and_the_next_one_begins(office: Office) -> None:
    job = office.jobs.create(short_mission())
    office.jobs.tick()
    office.started[0].end(1)
    office.jobs.tick()
    state = office.jobs.get(job.id).state
    assert (state.phase, state.failure) == (Phase.FAILED, Failure.ENDED)
    office.jobs.create(short_mission())
    office.jobs.tick()
    assert len(office.started) == 2


def test_a_job_that_waits_is_stopped_at_once(office: Office) -> None:
    office.jobs.create(short_mission())
    waiting = office.jobs.create(short_mission())
    office.jobs.tick()
    office.jobs.stop(waiting.id)
    office.jobs.tick()
    state = office.jobs.get(waiting.id).state
    assert (state.phase, state.failure) == (Phase.STOPPED, Failure.EMPTY)
    office.jobs.stop(waiting.id)  # again: nothing happens


def test_a_process_that_does_not_listen_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = office.jobs.create(short_mission())
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


def test_what_was_found_is_not_lost_because_it_takes_long_to_draw(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.jobs.jobs._SECONDS_TO_STOP", 0)
    job = office.jobs.create(short_mission())
    office.jobs.tick()
    job.folder.write_best(BestSoFar(priority=1, days=()))
    office.jobs.stop(job.id)
    office.jobs.tick()
    assert not office.started[0].killed


@pytest.mark.parametrize("when", ["2026-05-14T08:30:00", "yesterday", 10**20])
def test_a_state_that_somebody_edited_stops_no_other_job(office: Office, when: object) -> None:
    broken, sound = office.jobs.create(short_mission()), office.jobs.create(short_mission())
    file = broken.folder.path / "state.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"created": when}))
    assert [job.id for job in office.jobs.all()] == [sound.id]


def test_a_job_that_is_deleted_leaves_nothing(office: Office) -> None:
    job = office.jobs.create(short_mission())
    office.jobs.tick()
    office.jobs.delete(job.id)
    office.jobs.tick()
    assert office.started[0].killed
    assert not job.folder.path.exists()
    assert office.jobs.all() == []


def test_after_a_restart_living_work_is_watched_and_dead_work_begins_again(office: Office, settings: Settings) -> None:
    living, dead = (office.jobs.create(short_mission()) for _ in range(2))
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
    job = office.jobs.create(short_mission())
    job.folder.write_state(job.state.model_copy(update={"phase": Phase.RUNNING, "starts": 3}))
    later = Office(settings)
    later.jobs.open()
    later.jobs.close()
    assert later.phase(job.id) is Phase.FAILED
    assert later.started == []


def full(*_: object) -> None:
    """What writing is on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def crash_until_it_ends(office: Office, *, most: int = 20) -> None:
    """Let every process end at once."""
    for _ in range(most):
        office.jobs.tick()
        for process in office.started:
            if process.code is None:
                process.end(1)


def test_on_a_full_disk_a_job_ends_after_a_few_starts_and_says_why(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = office.jobs.create(short_mission())
    with monkeypatch.context() as disk:
        disk.setattr(JobFolder, "write_state", full)
        crash_until_it_ends(office)
        assert len(office.started) == 3
        state = office.jobs.get(job.id).state
        assert (state.phase, state.failure, state.unwritten) == (Phase.FAILED, Failure.ENDED, True)
    office.jobs.tick()  # there is room again
    assert job.folder.state() == state
    office.jobs.create(short_mission())
    office.jobs.tick()
    assert len(office.started) == 4


def test_a_process_that_cannot_even_be_started_is_not_tried_for_ever(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def start(folder: JobFolder, _settings: Settings) -> Process:
        tries.append(folder.id)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("server.jobs.jobs.AT_ONCE", 2)
    jobs = Jobs(settings, start=start)
    every = [jobs.create(short_mission()).id for _ in range(2)]
    for _ in range(20):
        jobs.tick()
    assert sorted(tries) == sorted(every * 3), "one job that cannot be started keeps no other from it"
    assert {jobs.get(job_id).state.failure for job_id in every} == {Failure.ENDED}


def test_a_job_that_waits_is_stopped_on_a_full_disk_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = office.jobs.create(short_mission())
    office.jobs.stop(job.id)
    with monkeypatch.context() as disk:
        disk.setattr(JobFolder, "write_state", full)
        office.jobs.tick()
        assert office.phase(job.id) is Phase.STOPPED
    office.jobs.delete(job.id)
    assert office.jobs.all() == []


def test_nothing_stays_of_a_job_that_could_not_be_written(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobFolder, "write_state", full)
    with pytest.raises(OSError, match="No space"):
        office.jobs.create(short_mission())
    assert list(settings.plans.iterdir()) == []


def test_a_process_that_gave_way_to_that_of_another_server_makes_no_job_that_failed(office: Office) -> None:
    """Its job may have no process by now: then it is begun again."""
    job = office.jobs.create(short_mission())
    office.jobs.tick()
    office.started[0].end(0)
    office.jobs.tick()
    assert office.phase(job.id) is Phase.QUEUED
    office.jobs.tick()
    assert len(office.started) == 2


@pytest.mark.parametrize("phase", [Phase.RUNNING, Phase.QUEUED])
def test_what_another_server_did_since_somebody_looked_is_not_overwritten(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch, phase: Phase
) -> None:
    """Its process ends between the look of this server, which finds nobody at work, and what this server makes of that."""
    job = office.jobs.create(short_mission())
    job.folder.write_state(job.state.model_copy(update={"phase": phase, "starts": 2}))
    if phase is Phase.QUEUED:
        job.folder.ask_to_stop()
    later = Office(settings)

    def nobody(folder: JobFolder) -> bool:
        state = folder.state()
        assert state is not None
        folder.write_state(state.model_copy(update={"phase": Phase.DONE}))
        return False

    with monkeypatch.context() as patched:
        patched.setattr(JobFolder, "is_worked_on", property(nobody))
        later.jobs.open()
        waits(lambda: later.phase(job.id) is Phase.DONE)
        later.jobs.close()
    assert later.phase(job.id) is Phase.DONE
    assert later.started == []


def test_old_jobs_without_a_plan_are_removed_and_plans_stay(office: Office, settings: Settings) -> None:
    empty, full = (office.jobs.create(short_mission()) for _ in range(2))
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
        office.jobs.create(short_mission())
    with pytest.raises(TooManyJobsError, match="wait for their turn"):
        office.jobs.create(short_mission())
    monkeypatch.setattr("server.jobs.jobs.MOST_JOBS", 2)
    with pytest.raises(TooManyJobsError, match="delete one"):
        office.jobs.create(short_mission())


def test_folders_of_others_and_half_made_jobs_are_left_alone(office: Office, settings: Settings) -> None:
    job = office.jobs.create(short_mission())
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


def test_a_lock_names_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("a longer word than any number\n")
    assert holder(path) is None
    lock = Lock(path)
    assert lock.take()
    assert holder(path) == os.getpid()
    lock.release()
    assert holder(path) is None


def test_two_who_look_at_a_free_lock_do_not_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    with path.open("rb") as file:  # as the other one holds it while it looks
        fcntl.flock(file, fcntl.LOCK_SH)
        assert not is_held(path)


def test_who_takes_a_lock_does_not_give_up_for_one_who_only_looks(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        lock = Lock(path)
        assert not lock.take()
        Timer(0.3, lambda: fcntl.flock(file, fcntl.LOCK_UN)).start()
        assert lock.take(patience=60)
        lock.release()
