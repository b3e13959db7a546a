"""How far planning is, on the error stream; Ctrl+C ends the search and keeps the best plan so far."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from geo.visits.planner import PlanProgress

__all__ = ["PlanningBar", "planning_bar"]


class PlanningBar:
    """One line that says what is done: the making of roads, then the search."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._before = signal.getsignal(signal.SIGINT)
        self._asked = False
        self._searching = False

    def tell(self, step: str, done: int, total: int) -> None:
        """Take what the making of store and roads says."""
        self._bar.update(self._task, description=step.replace("_", " "), completed=done, total=total)

    def watch(self, progress: PlanProgress) -> bool:
        """Take what the search says, and answer whether somebody wants to end it."""
        if not self._searching:  # until there is something to keep, Ctrl+C simply ends
            self._searching = True
            if current_thread() is main_thread():  # nobody else may take signals
                signal.signal(signal.SIGINT, self._ask)
        sites = sum(len(day.site_ids) for day in progress.days)
        best = f"best so far: {sites} sites, priority {progress.priority}" if sites else "searching"
        said = f"{best} (Ctrl+C keeps it)"
        self._bar.update(self._task, description=said, completed=progress.done, total=progress.total)
        return self._asked

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        self.close()  # who presses again is not asked twice

    def close(self) -> None:
        """Leave Ctrl+C as it was."""
        if current_thread() is main_thread():
            signal.signal(signal.SIGINT, self._before)


@contextmanager
def planning_bar() -> Iterator[PlanningBar]:
    """Give the line; nothing is drawn where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as drawn:
        bar = PlanningBar(drawn)
        try:
            yield bar
        finally:
            bar.close()
