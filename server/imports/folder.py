"""The folder of one import: the file as it came, the mapping that was asked for, and what was found and written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from geo.exchange.understand.mapping import Mapping
from server.imports.state import ImportState, Outcome
from server.jobs.folder import WorkFolder
from server.jobs.lock import Lock
from server.jobs.state import Phase

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ImportFolder"]

_PATIENCE_SECONDS = 5.0
"""With a process that has said its last word and still tidies up."""


class ImportFolder(WorkFolder[ImportState]):
    """Reads and writes what belongs to one import."""

    state_kind = ImportState

    @property
    def has_found_something(self) -> bool:
        """Whether it is being written: that takes its time, and is not to be cut off where it can be avoided."""
        state = self.state()
        return state is not None and state.step == "write"

    @property
    def upload(self) -> Path:
        """Folder of the file as it came, alone in it."""
        return self.path / "upload"

    @property
    def file(self) -> Path:
        """The file as it came.

        Raises
        ------
        FileNotFoundError
            If there is none.
        """
        found = next(iter(self.upload.iterdir()), None)
        if found is None:
            raise FileNotFoundError(self.upload)
        return found

    @property
    def report(self) -> Path:
        """The report as JSON."""
        return self.path / "report.json"

    @property
    def table(self) -> Path:
        """All issues as CSV."""
        return self.path / "issues.csv"

    @property
    def points(self) -> Path:
        """Places of issues as GeoJSON."""
        return self.path / "points.geojson"

    @property
    def listed(self) -> Path:
        """The issues that pages show, as an Arrow file."""
        return self.path / "issues.arrow"

    @property
    def accepted(self) -> Path:
        """Where some of the accepted rows lie, as an array of numpy."""
        return self.path / "accepted.npy"

    @property
    def rejected(self) -> Path:
        """Folder of the rejected rows."""
        return self.path / "rejected"

    def asked(self) -> Mapping | None:
        """Return what was asked of how the file is read; None where nobody asked anything yet."""
        return self._read("mapping.json", Mapping)

    def ask(self, mapping: Mapping) -> None:
        """Write how the file is to be read."""
        self._write("mapping.json", mapping)

    def outcome(self) -> Outcome | None:
        """Return what the last look at the file has found; None before the first one came to its end."""
        return self._read("outcome.json", Outcome)

    def write_outcome(self, outcome: Outcome) -> None:
        """Write what was found."""
        self._write("outcome.json", outcome)

    def renew(self, state: ImportState, mapping: Mapping | None) -> bool:
        """Let the work begin again: with a mapping, or with what would be proposed where that is None.

        Returns
        -------
        bool
            Whether nobody works on it just now.
        """
        lock = Lock(self.lock)
        if not lock.take(patience=_PATIENCE_SECONDS):
            return False
        try:
            before = self.state()
            if before is None or before.phase.is_open:
                return False
            for name in ("stop", "mapping.json"):
                with suppress(FileNotFoundError):
                    (self.path / name).unlink()
            if mapping is not None:
                self.ask(mapping)
            self.write_state(
                ImportState(
                    phase=Phase.QUEUED,
                    title=before.title,
                    created=before.created,
                    task=state.task,
                    turn=before.turn + 1,
                    accept_warnings=state.accept_warnings,
                    who=state.who,
                    import_id=state.import_id,
                )
            )
            return True
        finally:
            lock.release()
