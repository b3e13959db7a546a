"""The folder of one job: `state.json`, and for a plan `mission.json`, `best.json`, `plan.json`; each is written whole or not at all."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

import orjson
from pydantic import BaseModel, ValidationError

from geo.errors import PlanError
from geo.visits.mission import Mission
from geo.visits.plan import Plan
from geo.visits.plan_file import plan_from, write_plan
from geo.whole_file import whole_file
from server.jobs.lock import Lock, holder, is_held
from server.jobs.state import BestSoFar, JobState, WorkState

__all__ = ["JOB_ID", "JobFolder", "WorkFolder"]

JOB_ID = re.compile(r"[0-9a-f]{16}")
_PATIENCE_SECONDS = 0.2
"""With the lock of a job on which nobody seems to work."""


class WorkFolder[State: WorkState]:
    """Reads and writes what belongs to one job of any kind."""

    state_kind: type[State]

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.path.name

    @property
    def lock(self) -> Path:
        """Held by the process that works on the job."""
        return self.path / "lock"

    @property
    def log(self) -> Path:
        """What its process said; for the operator."""
        return self.path / "log.txt"

    @property
    def is_worked_on(self) -> bool:
        """Whether a living process works on it."""
        return is_held(self.lock)

    @property
    def worker(self) -> int | None:
        """The living process that works on it, if any does and has said its number."""
        return holder(self.lock)

    def make(self, state: State, **values: BaseModel) -> None:
        """Write a new job; it is there when its state is, and nothing of it stays where that cannot be written.

        Parameters
        ----------
        state
            Where it stands.
        values
            What else belongs to it, by the name of its file without the ending.
        """
        self.path.mkdir(mode=0o700)
        try:
            for name, value in values.items():
                self._write(f"{name}.json", value)
            self.write_state(state)
        except OSError:
            self.remove()
            raise

    def state(self) -> State | None:
        """Return where the job stands; None if the folder holds none."""
        return self._read("state.json", self.state_kind)

    def write_state(self, state: State) -> None:
        """Write where the job stands."""
        self._write("state.json", state)

    def change_state(self, **changes: object) -> bool:
        """Change where an open job stands, unless a process works on it: then the word is that one's.

        Returns
        -------
        bool
            Whether it was changed; not where another server was first.
        """
        lock = Lock(self.lock)
        if not lock.take(patience=_PATIENCE_SECONDS):
            return False
        try:
            state = self.state()  # as it is now, whatever it was when somebody looked last
            if state is None or not state.phase.is_open:
                return False
            self.write_state(state.model_copy(update=changes))
            return True
        finally:
            lock.release()

    def state_stamp(self) -> int:
        """Return what changes when the process says anything."""
        return (self.path / "state.json").stat().st_mtime_ns

    @property
    def is_to_stay(self) -> bool:
        """Whether it came to something that is kept until somebody deletes it."""
        return False

    @property
    def has_found_something(self) -> bool:
        """Whether something would be lost if its process were ended now."""
        return False

    @property
    def stop_is_asked(self) -> bool:
        """Whether somebody wants the work to end with what it has."""
        return (self.path / "stop").exists()

    def ask_to_stop(self) -> None:
        """Say that the work shall end with what it has."""
        (self.path / "stop").touch()

    def remove(self) -> None:
        """Remove the job with everything; from the list at once, whatever takes longer."""
        with suppress(OSError):
            (self.path / "state.json").unlink()
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, name: str, value: BaseModel) -> None:
        with whole_file(self.path / name) as part:
            part.write_bytes(orjson.dumps(value.model_dump(mode="json"), option=orjson.OPT_INDENT_2))

    def _read[Kind: BaseModel](self, name: str, kind: type[Kind]) -> Kind | None:
        try:
            return kind.model_validate_json((self.path / name).read_bytes())
        except (OSError, ValidationError):
            return None


class JobFolder(WorkFolder[JobState]):
    """The folder of a plan in work, and of the plan."""

    state_kind = JobState

    @property
    def is_to_stay(self) -> bool:
        """Whether a plan is there."""
        return self.has_plan

    @property
    def has_found_something(self) -> bool:
        """Whether there is a best plan so far."""
        return self.best() is not None

    def mission(self) -> Mission:
        """Return what is to be planned.

        Raises
        ------
        PlanError
            If it cannot be read.
        """
        mission = self._read("mission.json", Mission)
        if mission is None:
            message = "the mission of this plan cannot be read"
            raise PlanError(message)
        return mission

    def best(self) -> BestSoFar | None:
        """Return the best plan so far; None if none was found yet."""
        return self._read("best.json", BestSoFar)

    def write_best(self, best: BestSoFar) -> None:
        """Write the best plan so far."""
        self._write("best.json", best)

    @property
    def has_plan(self) -> bool:
        """Whether a whole plan is there."""
        return self._plan.is_file()

    def plan(self) -> Plan:
        """Return the plan.

        Raises
        ------
        PlanError
            If it cannot be read, or was changed by another hand.
        """
        try:
            content = self._plan.read_bytes()
        except OSError as error:
            message = "the plan cannot be read"
            raise PlanError(message) from error
        return plan_from(content)

    def plan_stamp(self) -> tuple[int, int]:
        """Return what changes when the plan is written."""
        status = self._plan.stat()
        return status.st_mtime_ns, status.st_size

    def write_plan(self, plan: Plan) -> None:
        """Write the plan."""
        write_plan(plan, self._plan)

    @property
    def _plan(self) -> Path:
        return self.path / "plan.json"
