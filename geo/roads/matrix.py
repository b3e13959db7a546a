"""Travel times between all pairs of places, in blocks of rows, in processes of their own where it takes long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import RoadsError
from geo.roads.asking import Asker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["times_and_lengths"]

type Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

_BLOCK = 50
"""Rows of one question: one by one takes twice as long, all at once twice the memory."""
_FEW = 60
"""Below so many places a second process costs more than it saves."""
_PROCESSES = 2


def times_and_lengths(tiles: Path, places: list[dict[str, Any]], exclude: list[Any], *, asker: Asker) -> Pair:
    """Return seconds and kilometres between all pairs.

    Parameters
    ----------
    tiles
        The graph.
    places
        As `geo.roads.asking.location` gives them, n of them, each near a road.
    exclude
        Rings to avoid.
    asker
        Asks in this process, where there are few places.

    Returns
    -------
    Pair
        Two arrays of shape (n, n), NaN where no way leads.

    Notes
    -----
    The router keeps the memory of a large question, nearly a gigabyte for 500 places; a process of its own gives it back.
    """
    n, workers = len(places), min(_PROCESSES, os.cpu_count() or 1)
    if n < _FEW or not sys.executable:
        return _stacked(rows_of(asker, places, exclude, range(0, n, _BLOCK)), n)
    seconds, km = np.empty((2, n, n))
    with tempfile.TemporaryDirectory(prefix="mirasmap-") as name:
        question = Path(name) / "question.json"
        question.write_text(json.dumps({"tiles": str(tiles), "places": places, "exclude": exclude}))
        parts = [Path(name) / f"{worker}.npz" for worker in range(workers)]
        running = [_start(question, worker, workers, part) for worker, part in enumerate(parts)]
        try:
            for process, part in zip(running, parts, strict=True):
                _wait(process, part)
        finally:
            for process in running:
                process.kill()
                process.wait()
        for part in parts:
            with np.load(part) as found:
                seconds[found["rows"]], km[found["rows"]] = found["seconds"], found["km"]
    return seconds, km


def _start(question: Path, worker: int, workers: int, part: Path) -> subprocess.Popen[bytes]:
    """Start a program of its own: unlike a spawned process it needs no guard in the caller's script, and may be started anywhere."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-m", "geo.roads.matrix", str(question), str(worker), str(workers), str(part)]
    with part.with_suffix(".log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": path}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=log)  # noqa: S603 (this module)


def _wait(process: subprocess.Popen[bytes], part: Path) -> None:
    if process.wait():
        said = part.with_suffix(".log").read_text(errors="replace").strip().splitlines() or ["the process ended"]
        message = f"travel times cannot be found: {said[-1]:.200}"
        raise RoadsError(message)


def rows_of(asker: Asker, places: list[dict[str, Any]], exclude: list[Any], starts: Iterable[int]) -> list[Pair]:
    """Return the blocks of rows that begin at `starts`."""
    return [_block(asker, places[start : start + _BLOCK], places, exclude) for start in starts]


def _block(asker: Asker, rows: list[dict[str, Any]], columns: list[dict[str, Any]], exclude: list[Any]) -> Pair:
    question = {"sources": rows, "targets": columns, "exclude_polygons": exclude, "verbose": False}
    answer = asker.ask("matrix", question)
    if answer is not None:
        found = answer["sources_to_targets"]
        return np.array(found["durations"], dtype=float), np.array(found["distances"], dtype=float)
    if len(rows) == 1:
        nothing = np.full((1, len(columns)), np.nan)
        return nothing, nothing
    return _stacked([_block(asker, [row], columns, exclude) for row in rows], len(columns))  # one place fails all


def _stacked(blocks: list[Pair], n: int) -> Pair:
    if not blocks:
        return np.empty((0, n)), np.empty((0, n))
    return np.vstack([seconds for seconds, _ in blocks]), np.vstack([km for _, km in blocks])


def _main(question: Path, worker: int, workers: int, part: Path) -> None:
    """Answer every so many-th block of rows into a file; what `_start` starts."""
    asked = json.loads(question.read_text())
    places, n = asked["places"], len(asked["places"])
    starts = range(0, n, _BLOCK)[worker::workers]
    seconds, km = _stacked(rows_of(Asker(Path(asked["tiles"])), places, asked["exclude"], starts), n)
    rows = [row for start in starts for row in range(start, min(start + _BLOCK, n))]
    np.savez(part, rows=np.array(rows, dtype=int), seconds=seconds, km=km)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
