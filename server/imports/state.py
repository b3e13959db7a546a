"""What is written down of an import: where it stands, and what the last look at its file has found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from geo.exchange.report.reason import Reason
from geo.exchange.understand.mapping import Mapping
from server.jobs.state import WorkState, Written

if TYPE_CHECKING:
    from geo.exchange.file_import import FileImport
    from geo.exchange.report.import_report import ImportReport

__all__ = ["Column", "Fit", "ImportState", "Kind", "Outcome", "Remembered", "Task", "Word"]


class Task(StrEnum):
    """What is to be done with a file."""

    CHECK = "check"
    """Read and checked; nothing is written into the store."""
    WRITE = "write"
    """Checked once more, and written."""
    UNDO = "undo"
    """What an import brought is taken out again; there is no file."""


class ImportState(WorkState):
    """Where an import stands; `done` of `total` thousandths of its steps."""

    task: Task = Task.CHECK
    turn: int = 0
    """How often somebody asked for something; a form that was made for an earlier turn is not taken."""
    step: str = ""
    """Of `geo.exchange.file_import.STEPS`."""
    accept_warnings: bool = False
    who: str = ""
    import_id: str | None = None
    """Of the import that is to be undone."""


class Column(Written):
    """A column of the file, and what it is taken for."""

    heading: str
    target: str | None
    confidence: float
    why: str
    """In English."""
    reasons: tuple[Reason, ...] = ()
    n_filled: int
    examples: tuple[str, ...]
    rivals: tuple[str, ...]


class Word(Written):
    """A word of the file that a person may match to one of ours."""

    field: str
    word: str
    count: int
    """Rows with it; 0 where it was matched before."""
    target: str | None
    """Ours, as it is matched or proposed."""
    matched: bool
    """The mapping says so already."""


class Fit(Written):
    """A reference system that would fit."""

    code: str
    title: str
    share: float
    swapped: bool


class Kind(Written):
    """How many rows have an issue of a kind."""

    code: str
    count: int


class Remembered(Written):
    """A mapping that an earlier file with the same headings left."""

    file: str
    on: str
    """ISO day."""


class Outcome(Written):
    """What the last look at a file has found, and what was written, if anything was."""

    file: str
    n_bytes: int
    format: str
    """Its title."""
    layer: str | None
    layers: tuple[str, ...]
    crs: str | None
    """As the file declares it."""
    crs_used: str | None
    """As the positions were read."""
    encoding: str | None
    encoding_guessed: bool
    encoding_unsure: bool
    encoding_other: str | None
    columns: tuple[Column, ...]
    words: tuple[Word, ...]
    districts: tuple[Word, ...]
    """Names of districts that the store does not know."""
    fits: tuple[Fit, ...]
    swapped_rows: int
    """Rows that lie in the area only with longitude and latitude exchanged."""
    mapping: Mapping
    """By which it was read."""
    key: str
    """Of its headings, under which its mapping is remembered."""
    remembered: Remembered | None
    rows_in: int
    accepted: int
    with_warnings: int
    """How many would come in if warnings were accepted."""
    rejected: int
    mended: int
    unchanged: int
    stopped_by: tuple[str, ...]
    """Codes of what keeps the whole file out."""
    kinds: tuple[Kind, ...]
    seconds: float
    rejected_file: str | None = None
    written: bool = False
    import_id: str | None = None
    added: dict[str, int] = Field(default_factory=dict)
    ids: tuple[str, ...] = ()
    """Of the sites that came in; empty where they are too many for an address."""
    bounds: tuple[float, float, float, float] | None = None
    """Around them: west, south, east, north in degrees."""

    @classmethod
    def of(cls, work: FileImport, report: ImportReport, **others: object) -> Outcome:
        """Return what a look at a file has found; `others` are the fields that neither of the two knows."""
        rows, proposal = work.rows, work.proposal
        encoding = rows.encoding
        counts = report.issues.counts()
        return cls.model_validate(
            {
                "file": report.file,
                "n_bytes": report.n_bytes,
                "format": rows.format.title,
                "layer": rows.layer,
                "layers": rows.layers,
                "crs": rows.crs,
                "crs_used": report.crs,
                "encoding": encoding and encoding.name,
                "encoding_guessed": encoding is not None and encoding.guessed,
                "encoding_unsure": encoding is not None and encoding.unsure,
                "encoding_other": encoding and encoding.other,
                "columns": [
                    Column(**{name: getattr(match, name) for name in Column.model_fields}) for match in proposal.columns
                ],
                "fits": [Fit(**{name: getattr(fit, name) for name in Fit.model_fields}) for fit in proposal.crs],
                "swapped_rows": counts.get("swapped", 0) + counts.get("swap_mended", 0),
                "mapping": work.mapping,
                **{
                    name: getattr(report, name)
                    for name in ("rows_in", "accepted", "rejected", "mended", "unchanged", "stopped_by", "seconds")
                },
                "kinds": [Kind(code=code, count=count) for code, count in counts.items()],
                "written": report.written,
                "import_id": report.import_id,
                "added": report.added,
                **others,
            }
        )
