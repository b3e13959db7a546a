"""The process that works on one job: `python -m server.jobs.worker FOLDER`.

What it finds wrong with the mission it writes into the state of the job. What nobody foresaw goes to the log with its
traceback, and the process ends; the server then says that it has ended.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from geo.errors import MirasmapError, MissionError, PlanError, QuestionError
from server.jobs.folder import JobFolder
from server.jobs.state import BestDay, BestSoFar, Failure, JobState, Phase, now
from server.jobs.working import Stopped, Work, run_as_process
from server.settings import Settings

if TYPE_CHECKING:
    from geo.visits.planner import DayBest, PlanProgress

__all__ = ["work"]

_OF_THE_READER = (MissionError, PlanError, QuestionError)
"""What whoever wrote the mission can mend; everything else is the operator's business."""
_MOST_SECONDS = 900
"""Of the search, whatever effort the mission asks for; what is sensible ends in a tenth of it."""
_SECONDS_BETWEEN = 0.4
"""Progress is written no more often."""


def work(folder: JobFolder, settings: Settings) -> None:
    """Plan the mission of a job, unless another process does it already."""
    _Work.begin(folder, settings)


class _Work(Work[JobFolder, JobState]):
    def __init__(self, folder: JobFolder, state: JobState) -> None:
        super().__init__(folder, state)
        self._best: tuple[DayBest, ...] = ()

    def run(self, settings: Settings) -> None:
        from server.planning import plan_mission

        nothing = dict.fromkeys(("done", "total", "ways_done", "ways"), 0)
        self._say(phase=Phase.RUNNING, started=now(), starts=self.state.starts + 1, priority=None, **nothing)
        try:
            plan = plan_mission(
                self.folder.mission(), settings, seconds=_MOST_SECONDS, watch=self._watch, progress=self._prepare
            )
        except Stopped:
            self._say(phase=Phase.STOPPED, failure=Failure.EMPTY, ended=now())
            return
        except _OF_THE_READER as error:
            self._say(phase=Phase.FAILED, failure=Failure.REFUSED, message=str(error), ended=now())
            return
        except MirasmapError:
            logging.getLogger("mirasmap").exception("the mission cannot be planned")
            self._say(phase=Phase.FAILED, failure=Failure.OPERATOR, ended=now())
            return
        self.folder.write_plan(plan)
        phase = Phase.STOPPED if self.folder.stop_is_asked else Phase.DONE
        self._say(phase=phase, priority=plan.objective.priority, done=self.state.total, ended=now())

    def _prepare(self, step: str, done: int, total: int) -> None:
        """Hear of what comes before the search."""
        from geo.visits.travel import TRAVEL_TIMES

        if self.folder.stop_is_asked:
            raise Stopped
        now = time.monotonic()
        is_news = step == TRAVEL_TIMES and (done, total) != (self.state.ways_done, self.state.ways)
        if is_news and now - self._told >= _SECONDS_BETWEEN:
            self._told = now
            self._say(ways_done=done, ways=total)

    def _watch(self, progress: PlanProgress) -> bool:
        stop = self.folder.stop_is_asked
        now = time.monotonic()
        if stop or now - self._told >= _SECONDS_BETWEEN:
            self._told = now
            self._say(done=progress.done, total=progress.total, priority=progress.priority if progress.days else None)
            if progress.days and progress.days != self._best:
                self._best = progress.days
                days = tuple(BestDay(date=day.date, team=day.team, sites=day.site_ids) for day in progress.days)
                self.folder.write_best(BestSoFar(priority=progress.priority, days=days))
        return stop


if __name__ == "__main__":
    run_as_process(lambda path, settings: work(JobFolder(path), settings))
