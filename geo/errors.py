"""The errors of mirasmap, all in one tree.

::

    MirasmapError
    ├── LayerError (ValueError)             a layer is not what its schema asks for
    │   ├── MissingColumnError              a required column is absent
    │   └── MissingCRSError                 coordinates without a reference system
    ├── DateError (ValueError)              a text is no EDTF date
    ├── LanguageError (ValueError)          the interface does not speak a language
    ├── QuestionError (ValueError)          a question has words or values that nobody knows
    ├── PackageError (ValueError)           a data package has problems; lists them all
    ├── RoadsError (ValueError)             roads cannot be built, opened or asked
    ├── MissionError (ValueError)           a mission has problems; lists them all
    ├── ExchangeError (ValueError)          a foreign file cannot be read, or a file not be written
    ├── PlanError (ValueError)              a plan is not what it must be, and is refused
    ├── StoreError                          the store cannot do what was asked
    │   ├── StoreVersionError               written by a newer mirasmap
    │   ├── StoreReadOnlyError              the folder or the file cannot be written
    │   ├── StoreFullError                  the disk is full; nothing was written
    │   └── AppendOnlyError                 a statement was to be changed or removed
    └── NotFoundError (LookupError)         no record of that id; knows the nearest ids
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AppendOnlyError",
    "DateError",
    "ExchangeError",
    "LanguageError",
    "LayerError",
    "MirasmapError",
    "MissingCRSError",
    "MissingColumnError",
    "MissionError",
    "NotFoundError",
    "PackageError",
    "PlanError",
    "Problem",
    "QuestionError",
    "RoadsError",
    "StoreError",
    "StoreFullError",
    "StoreReadOnlyError",
    "StoreVersionError",
]


@dataclass(frozen=True)
class Problem:
    """One defect of a file, said so that a person can mend it."""

    file: str
    """File name inside the package, such as `heritage/sites.csv`."""
    message: str
    """What is wrong, what was found, and how to mend it; one sentence without a final stop."""
    row: int | None = None
    """Record number as a spreadsheet shows it: the heading is row 1. None for the file as a whole."""
    field: str | None = None
    """Column name, where one is at fault."""
    severity: str = "error"
    """`error` keeps the package out of a store; `note` does not."""
    counted: str = "row"
    """What `row` is the number of: a `row` of a table, or a `line` of a text."""

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"{self.counted} {self.row}")
        if self.field is not None:
            where.append(f"field {self.field}")
        return f"{', '.join(where)}: {self.message}"


class MirasmapError(Exception):
    """Root of all errors that mirasmap raises on purpose; its text is one sentence for a person."""


class LayerError(MirasmapError, ValueError):
    """A layer is not what its schema asks for."""


class MissingColumnError(LayerError):
    """A required column is absent."""


class MissingCRSError(LayerError):
    """Coordinates without a reference system: degrees and metres cannot be told apart."""


class DateError(MirasmapError, ValueError):
    """A text is no date in EDTF.

    Parameters
    ----------
    sentence
        Why not, with the names of its fields in braces: one of those of `geo.edtf`, which pages say in other languages.
    values
        Of its fields.
    """

    def __init__(self, sentence: str, **values: str) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence.format(**values) if values else sentence)


class LanguageError(MirasmapError, ValueError):
    """The interface does not speak a language."""


class QuestionError(MirasmapError, ValueError):
    """A question about sites has words or values that nobody knows."""


class PackageError(MirasmapError, ValueError):
    """A data package has problems.

    Parameters
    ----------
    problems
        Every problem found, worst first; at least one.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        super().__init__(
            f"{self.problems[0]}" + (f" (and {more} more: mirasmap check-package lists them)" if more else "")
        )


class RoadsError(MirasmapError, ValueError):
    """A road network cannot be built, opened or asked."""


class MissionError(MirasmapError, ValueError):
    """A mission has problems.

    Parameters
    ----------
    problems
        Every problem found: `row` is the line of the file where it is known, `field` the path such as `teams[1].hours`.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class PlanError(MirasmapError, ValueError):
    """A plan breaks a rule, or the file is no plan; it is refused."""


class ExchangeError(MirasmapError, ValueError):
    """A foreign file cannot be read at all, a mapping is none, or a file of this format cannot be written."""


class StoreError(MirasmapError):
    """The store cannot do what was asked."""


class StoreVersionError(StoreError):
    """The store was written by a newer mirasmap."""


class StoreReadOnlyError(StoreError):
    """The folder or the file of the store cannot be written."""


class StoreFullError(StoreError):
    """The disk is full; nothing was written."""


class AppendOnlyError(StoreError):
    """A statement was to be changed or removed; statements are only ever added."""


class NotFoundError(MirasmapError, LookupError):
    """No record has that id.

    Parameters
    ----------
    what
        The kind of record, such as `site`.
    record_id
        The id that was asked for.
    nearest
        Ids that exist and look alike, nearest first.
    """

    def __init__(self, what: str, record_id: str, nearest: Sequence[str] = ()) -> None:
        self.what, self.record_id, self.nearest = what, record_id[:80], tuple(nearest)
        hint = f"; the nearest are {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"there is no {what} with the id {self.record_id!r}{hint}")
