"""An import that is killed, runs out of disk, or meets another writer leaves the store as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from geo.errors import StoreError
from geo.store import GeoPackageStore, ImportRecord, connection, open_store
from tests.geo.store.staging import Row, assert_sound, dump, staged

ROOT = Path(__file__).parents[3]
ROWS: list[Row] = [{"id": "mill", "kind": "fort", "name:qaa": "Mill", "source_ids": "survey"}]


def crash(store: Path, folder: Path, how: str, *moments: int) -> dict[str, str]:
    """How imports into copies of a store ended, by the name of the copy."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.geo.store.import_crash", str(store), str(folder), how, *map(str, moments)]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(line.split() for line in done.stdout.splitlines())


@pytest.mark.parametrize("how", ["plain", "log"])
def test_a_killed_import_leaves_nothing(island_store: Path, tmp_path: Path, how: str) -> None:
    before = dump(island_store)
    ends = crash(island_store, tmp_path, how, 1, 7, 40, 80)
    assert set(ends.values()) == {"killed"}
    for name in ends:
        with open_store(tmp_path / name) as store:  # whoever comes next, even to read, takes back what was half done
            assert store.info().n_sites == 11
        assert dump(tmp_path / name) == before, name
        assert_sound(tmp_path / name)


def test_an_import_that_is_not_killed_is_whole(island_store: Path, tmp_path: Path) -> None:
    assert set(crash(island_store, tmp_path, "plain", 10**6, 10**6 + 1).values()) == {"0"}
    few, many = (dump(tmp_path / f"plain-{moment}.gpkg") for moment in (10**6, 10**6 + 1))
    assert len(few["sites"]) == 12 + 200
    few["statements"], many["statements"] = ([row[:-1] for row in one["statements"]] for one in (few, many))
    assert few == many  # whichever way the rows went
    assert_sound(tmp_path / f"plain-{10**6 + 1}.gpkg")


def test_a_full_disk_leaves_the_store(island_store: Path, tmp_path: Path) -> None:
    size = island_store.stat().st_size
    ends = crash(island_store, tmp_path, "full", size // 8, size + 4096, size + 30_000, size + 30_001)
    assert set(ends.values()) == {"3"}  # one sentence that says so
    for name in ends:
        assert dump(tmp_path / name) == dump(island_store)
        assert_sound(tmp_path / name)


def test_another_writer_is_waited_for(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    stage = staged(tmp_path / "stage", ROWS)
    with closing(sqlite3.connect(gpkg.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, other.execute, ["COMMIT"])
        timer.start()
        gpkg.add_rows(stage, np.ones(1, dtype=bool), ImportRecord(id="first"))
        timer.join()
    assert gpkg.site("mill").id == "mill"


def test_another_writer_that_takes_too_long(
    gpkg: GeoPackageStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    stage = staged(tmp_path / "stage", ROWS)
    with closing(sqlite3.connect(gpkg.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"island\.gpkg is being written by another program; try again"):
            gpkg.add_rows(stage, np.ones(1, dtype=bool), ImportRecord(id="first"))
        other.execute("ROLLBACK")
    gpkg.add_rows(stage, np.ones(1, dtype=bool), ImportRecord(id="first"))


def test_readers_go_on_while_rows_come_in(gpkg: GeoPackageStore, tmp_path: Path) -> None:
    stage = staged(tmp_path / "stage", ROWS)
    with open_store(gpkg.path) as reader:
        assert reader.info().n_sites == 11
        gpkg.add_rows(stage, np.ones(1, dtype=bool), ImportRecord(id="first"))
        assert reader.info().n_sites == 12
