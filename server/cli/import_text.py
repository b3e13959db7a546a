"""The report of an import on the terminal: what came in, how it was understood, and the first rows of each problem."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.store.links import singular
from server.cli.told import plain

if TYPE_CHECKING:
    import pandas as pd

    from geo.exchange.report.import_report import ImportReport
    from geo.exchange.understand.propose import Proposal

__all__ = ["print_imports", "print_report"]

_AT_MOST = 3
"""Rows of each problem that are shown; the table beside the file has all."""
_LONGEST = 120
"""Characters of a text of the file that are shown."""
_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def print_report(
    report: ImportReport, proposal: Proposal, kept: Sequence[tuple[str, Path]], *, accept_warnings: bool
) -> None:
    """Print a report; texts of the file are shown as they are, never as markup."""
    console = Console()
    said = [report.format, report.encoding, report.crs, report.layer and f"layer {report.layer}"]
    typer.echo(f"{plain(report.file)}: {', '.join(plain(part)[:60] for part in said if part)}.")
    console.print(_columns(proposal))
    for question in proposal.questions:
        console.print(Text(plain(question), style="yellow"))
    summary = report.summary()
    if len(summary):
        console.print(_summary(summary))
        console.print(_rows(report.listed(_AT_MOST)))
    typer.echo(_sums(report, accept_warnings=accept_warnings))
    for what, path in kept:
        typer.echo(f"  {what}: {path}")


def _columns(proposal: Proposal) -> Table:
    table = _table("How the columns were understood", "column", "field", "because", "examples")
    for match in proposal.columns:
        examples = ", ".join(text[:40] for text in match.examples[:2])
        style = "dim" if match.target is None else ""
        _add(table, match.heading, match.target or "left out", match.why, examples, style=style)
    return table


def _summary(summary: pd.DataFrame) -> Table:
    table = _table("What was found", "", "rows", "what", "how to mend it")
    for severity, count, title, mend in _cells(summary, "severity", "count", "title", "mend"):
        _add(table, severity, f"{int(count):,}", title, mend, style=_STYLES[severity])
    return table


def _rows(listed: pd.DataFrame) -> Table:
    table = _table(f"The first {_AT_MOST} rows of each", "row", "line", "what", "field", "found", "before → after")
    cells = _cells(listed, "severity", "row", "line", "code", "field", "message", "before", "after")
    for severity, row, line, code, field, message, before, after in cells:
        changed = f"{_short(before)} → {_short(after)}" if before or after else ""
        _add(table, row, line, code, field, _short(message), changed, style=_STYLES[severity])
    return table


def _sums(report: ImportReport, *, accept_warnings: bool) -> str:
    unchanged = f", of them {report.unchanged:,} known already" if report.unchanged else ""
    out = (
        f"{_counted(report.rows_in, 'rows')} in: {report.accepted:,} accepted{unchanged}, {report.rejected:,} rejected; "
        f"{report.mended:,} mended. {report.seconds:.1f} s."
    )
    if report.written and report.import_id is not None:
        added = ", ".join(_counted(count, layer) for layer, count in report.added.items() if count)
        out += f"\nWritten: {added}. Undo with: mirasmap imports undo {report.import_id}"
        out += _scores(report)
    elif report.written:
        out += "\nNothing is new; the store stays as it is."
    elif report.stopped_by:
        out += "\nNothing was written: the file as a whole is held up by what is said above."
    elif report.accepted:
        out += "\nNothing was written: this was a trial."
    else:
        out += "\nNothing was written."
    if not accept_warnings and "warning" in set(report.summary()["severity"]):
        out += "\nRows with warnings are among the rejected; look at them, then take them with --accept-warnings."
    return out


def _scores(report: ImportReport) -> str:
    before, after = ("none" if score is None else f"{score:.1f}" for score in (report.score_before, report.score_after))
    return "" if report.score_after is None else f"\nHow complete the records are, mean of 100: {before} → {after}."


def print_imports(imports: pd.DataFrame) -> None:
    """Print the imports of a store."""
    if imports.empty:
        typer.echo("Nothing was imported.")
        return
    table = _table("Imports", "id", "on", "who", "file", "rows", "accepted", "added", "undone")
    names = ("id", "at", "who", "file", "rows_in", "accepted", "added", "undone_at")
    for *told, added, undone in _cells(imports, *names):
        counts = json.loads(added or "{}")
        _add(table, *told, ", ".join(_counted(count, layer) for layer, count in counts.items() if count), undone)
    Console().print(table)


def _cells(frame: pd.DataFrame, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of some columns as texts, empty where nothing is known."""
    columns = (frame[name].astype(object).where(frame[name].notna(), "").map(str) for name in names)
    return zip(*columns, strict=True)


def _counted(count: int, layer: str) -> str:
    return f"{count:,} {singular(layer) if count == 1 else layer}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _add(table: Table, *cells: str, style: str = "") -> None:
    table.add_row(*(Text(plain(cell), style=style) for cell in cells))
