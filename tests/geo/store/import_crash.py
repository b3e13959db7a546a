"""Imports into copies of a store, each killed at another moment or stopped by a full disk; prints how each ended."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import StoreFullError
from geo.store import ImportRecord, add_staged, gpkg, open_store, packed_rtree
from geo.store.connection import bulk_transaction
from tests.geo.store.staging import Row, staged

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS: list[Row] = [
    {"id": f"site-{n}", "kind": "tomb" if n % 3 else "fort", "name:qaa": f"Sôme {n}", "sensitivity": "generalised" if n % 3 else None, "condition": "2", "condition_on": "2020", "designation": "List", "source_ids": "survey;atlas"}
    for n in range(200)
] + [{"id": "velma-fort", "kind": "fort", "name:ru": "Форт", "condition": "5", "source_ids": "atlas"}]  # fmt: skip
PLACES = [shapely.Point(-21 + n / 1000, -33) for n in range(200)] + [None]


def main(store: Path, folder: Path, how: str, moments: list[int]) -> None:
    for number, moment in enumerate(moments):
        path = Path(shutil.copy(store, folder / f"{how}-{moment}.gpkg"))
        child = os.fork()
        if child == 0:
            add_staged._LARGE = number % 2 * 1000  # every other one as a large one
            packed_rtree._FEW = 0  # boxes are rounded otherwise where they come one by one
            os._exit(fill(path, moment) if how == "full" else kill(path, moment, log=how == "log"))
        _, status = os.waitpid(child, 0)
        end = "killed" if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{path.name} {end}\n")


def add(path: Path) -> None:
    with open_store(path, public=False) as store:
        stage = staged(path.with_suffix(""), ROWS, PLACES, at_once=50)
        store.add_rows(stage, np.ones(len(ROWS), dtype=bool), ImportRecord(id="first"))


def kill(path: Path, moment: int, *, log: bool) -> int:
    """Import, and die after so many thousands of steps of SQLite's machine; with a write-ahead log where somebody reads."""

    @contextmanager
    def doomed(file: Path) -> Iterator[sqlite3.Connection]:
        with bulk_transaction(file) as connection:
            left = iter(range(moment))
            connection.set_progress_handler(lambda: next(left, None) is None and os.kill(os.getpid(), signal.SIGKILL), 1000)  # fmt: skip
            yield connection

    gpkg.bulk_transaction = doomed  # type: ignore[assignment]  # a stand-in for the test
    with closing(sqlite3.connect(path)) as reader:
        if log:
            reader.execute("PRAGMA journal_mode = WAL")
            reader.execute("SELECT count(*) FROM sites").fetchone()
        add(path)
    return 0


def fill(path: Path, most: int) -> int:
    """Import where no file can be longer than so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        add(path)
    except StoreFullError as error:
        return 3 if "nothing was changed, make room and try again" in str(error) else 4
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], [int(moment) for moment in sys.argv[4:]])
