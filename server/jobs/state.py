"""What is written down of a job: where it stands; of a plan, the best that was found so far."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

__all__ = ["BestDay", "BestSoFar", "Failure", "JobState", "Phase", "WorkState", "Written", "now"]


def now() -> datetime:
    """Return the moment, as jobs note it: in UTC."""
    return datetime.now(UTC)


class Phase(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    """Waits for its turn."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """Somebody stopped it; its plan is the best that was found until then, if any was."""

    @property
    def is_open(self) -> bool:
        """Whether the job still goes on."""
        return self in (Phase.QUEUED, Phase.RUNNING)


class Failure(StrEnum):
    """Why a job failed."""

    REFUSED = "refused"
    """What was asked for cannot be done; the message says why."""
    OPERATOR = "operator"
    """Something that only the operator can mend; the log says what."""
    ENDED = "ended"
    """Its process ended in the midst of it."""
    EMPTY = "empty"
    """It was stopped before it came to anything."""


class Written(BaseModel):
    """What is written into the folder of a job."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class WorkState(Written):
    """Where a job of any kind stands; written whole each time."""

    phase: Phase
    title: str
    created: AwareDatetime
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    starts: int = 0
    """How often a process has begun with it."""
    done: int = 0
    total: int = 0
    """How much is done, and of how much; of 0 where nobody knows."""
    failure: Failure | None = None
    message: str | None = None
    """What is wrong, in English, one sentence a line; only where the work was refused."""
    unwritten: bool = False
    """Its folder could not be written when it failed: the disk is full, say."""


class JobState(WorkState):
    """Where the planning of a visit stands; `done` of `total` iterations, of 0 while roads and matrix are prepared."""

    ways_done: int = 0
    ways: int = 0
    """Blocks of travel times that were found, and of how many; 0 until they are asked for."""
    priority: int | None = None
    """Of the best plan so far."""

    @property
    def measure(self) -> tuple[int, int]:
        """What is done of what comes first, then of the search, and of how much; of 0 where nobody knows."""
        return (self.done, self.total) if self.total else (self.ways_done, self.ways)


class BestDay(Written):
    """What a team does on a day of the best plan so far."""

    date: date
    team: str
    sites: tuple[str, ...]
    """Ids in order of the visits."""


class BestSoFar(Written):
    """The best plan that was found until now, without its times."""

    priority: int
    days: tuple[BestDay, ...]

    @property
    def n_sites(self) -> int:
        """How many sites it visits."""
        return sum(len(day.sites) for day in self.days)
