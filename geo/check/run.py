"""Runs all rules over a package, a layer at a time, so that no more than one layer is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geo.check.columns import check_columns
from geo.check.known import Known
from geo.check.places import check_places
from geo.check.records import check_records
from geo.check.resources import check_resources
from geo.errors import PackageError, Problem
from geo.layers import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.package import Package
    from geo.tables import Table

__all__ = ["Progress", "check_package", "require_valid"]


class Progress(Protocol):
    """Told before each step of long work."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take the name of the step, how many are done and how many there are."""
        ...


def check_package(package: Package, *, progress: Progress | None = None) -> list[Problem]:
    """Return all problems of a package.

    Parameters
    ----------
    package
        Is read whole, one layer after the other.
    progress
        Told before each layer.

    Returns
    -------
    list[Problem]
        Errors first, then notes, each in the order of files and rows. Of one rule in one file at most 100 are listed;
        the rest is counted. At most one problem a cell.
    """
    problems = check_resources(package)
    known = Known()
    for done, name in enumerate(LAYERS):
        if progress is not None:
            progress(name, done, len(LAYERS))
        problems += _check_layer(package, name, known)
    return sorted(_one_a_cell(problems), key=lambda problem: problem.severity != "error")


def require_valid(package: Package) -> None:
    """Pass a package without errors; notes do not count.

    Raises
    ------
    PackageError
        With all errors, if there are any.
    """
    if errors := [problem for problem in check_package(package) if problem.severity == "error"]:
        raise PackageError(errors)


def _check_layer(package: Package, name: str, known: Known) -> list[Problem]:
    try:
        table = package.table(name)
    except PackageError as error:
        known.lost.add(name)  # what refers to it cannot be judged
        return list(error.problems)
    _remember(table, known)
    problems = [*table.problems, *check_columns(table, known)]
    if table.layer.geometry:
        problems += check_places(table, known)
    return [*problems, *check_records(table, known, package)]


def _remember(table: Table, known: Known) -> None:
    name = table.layer.name
    if "id" in table.layer.fields:
        known.ids[name] = table.columns["id"].combine_chunks()
    if name == "districts":
        known.districts = table.shapes()


def _one_a_cell(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problem of each cell: an empty cell that was no number is said once."""
    out: dict[object, Problem] = {}
    for number, problem in enumerate(problems):
        cell = number if problem.row is None or problem.field is None else (problem.file, problem.row, problem.field)
        if cell not in out or (out[cell].severity == "note" and problem.severity == "error"):
            out[cell] = problem
    return list(out.values())
