"""Travel times between all pairs of places, in blocks of rows, in processes of their own where it takes long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import RoadsError
from geo.roads.asking import Asker
from geo.roads.matrix_blocks import BLOCK, block_starts, tell_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["times_and_lengths"]

type Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

_FEW = 60
"""Below so many places a second process costs more than it saves."""
_PROCESSES = 2
_LOOK_SECONDS = 0.1
"""Between two looks at the other processes."""
_QUESTION, _ENDING = "question.json", ".npz"


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
    Who watches (`geo.roads.matrix_blocks`) is told of each block, and ends the question with all its processes by raising.
    """
    n, workers = len(places), min(_PROCESSES, os.cpu_count() or 1)
    if n < _FEW or not sys.executable:
        return _stacked(list(_told(_block(asker, rows, places, exclude) for _, rows in _blocks(places))), n)
    with tempfile.TemporaryDirectory(prefix="mirasmap-") as name:
        folder = Path(name)
        (folder / _QUESTION).write_text(json.dumps({"tiles": str(tiles), "places": places, "exclude": exclude}))
        running = [_start(folder, worker, workers) for worker in range(workers)]
        try:
            _wait(running, folder)
        finally:
            for process in running:
                process.kill()
                process.wait()
        return _stacked([_read(folder, start) for start in block_starts(n)], n)


def _start(folder: Path, worker: int, workers: int) -> subprocess.Popen[bytes]:
    """Start a program of its own: unlike a spawned process it needs no guard in the caller's script, and may be started anywhere."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-m", "geo.roads.matrix", str(folder), str(worker), str(workers)]
    with _log(folder, worker).open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": path}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=log)  # noqa: S603 (this module)


def _wait(running: Sequence[subprocess.Popen[bytes]], folder: Path) -> None:
    """Wait for all processes, and tell how many blocks they have found."""
    while True:
        codes = [_code(process) for process in running]
        for worker, code in enumerate(codes):
            if code:
                said = _log(folder, worker).read_text(errors="replace").strip().splitlines() or ["the process ended"]
                message = f"travel times cannot be found: {said[-1]:.200}"
                raise RoadsError(message)
        tell_blocks(len(list(folder.glob(f"*{_ENDING}"))))
        if None not in codes:
            return


def _code(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _log(folder: Path, worker: int) -> Path:
    return folder / f"{worker}.log"


def _read(folder: Path, start: int) -> Pair:
    with np.load(folder / f"{start}{_ENDING}") as found:
        return found["seconds"], found["km"]


def _blocks(places: list[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    return ((start, places[start : start + BLOCK]) for start in block_starts(len(places)))


def _told(found: Iterator[Pair]) -> Iterator[Pair]:
    """Tell of each block as it is found."""
    for done, pair in enumerate(found, start=1):
        tell_blocks(done)
        yield pair


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


def _main(folder: Path, worker: int, workers: int) -> None:
    """Answer every so many-th block of rows, a file each; what `_start` starts."""
    asked = json.loads((folder / _QUESTION).read_text())
    places, asker = asked["places"], Asker(Path(asked["tiles"]))
    for start, rows in islice(_blocks(places), worker, None, workers):
        seconds, km = _block(asker, rows, places, asked["exclude"])
        np.savez(folder / f"{start}{_ENDING}", seconds=seconds, km=km)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
