"""`mirasmap check-package`: the problems of a data package as a table, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.check import check_package
from geo.errors import Problem
from geo.package import Package
from server.cli.progress import progress_bar

__all__ = ["check"]


def check(path: Path | None, *, as_json: bool) -> None:
    """Print the problems of a package; exit code 1 if any of them is an error.

    Raises
    ------
    MirasmapError
        If the folder holds no data package.
    """
    package = Package.open(path)
    with progress_bar() as progress:
        problems = check_package(package, progress=progress)
    n_errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        typer.echo(orjson.dumps([asdict(problem) for problem in problems], option=orjson.OPT_INDENT_2).decode())
    else:
        if problems:
            Console().print(table_of(problems))
        n_notes = len(problems) - n_errors
        typer.echo(f"{package.meta.name}: {_said(n_errors, 'error')}, {_said(n_notes, 'note')}.")
    if n_errors:
        raise typer.Exit(1)


def table_of(problems: Sequence[Problem]) -> Table:
    """Return the problems as a table; texts of the files are shown as they are, never as markup."""
    table = Table(title="Problems of the data package", title_justify="left")
    for heading in ("file", "row", "field", "what is wrong, and how to mend it"):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        row = "" if problem.row is None else str(problem.row)
        style = "" if problem.severity == "error" else "dim"
        table.add_row(*(Text(text, style=style) for text in (problem.file, row, problem.field or "", problem.message)))
    return table


def _said(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
