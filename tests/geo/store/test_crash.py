"""A crash at any moment loses nothing that was confirmed, and leaves nothing half-done."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from geo.package import Package
from geo.store import init_store, open_store

ROOT = Path(__file__).parents[3]
ROUNDS = 6


def test_a_killed_writer_loses_no_confirmed_statement(store_path: Path) -> None:
    rng, confirmed = random.Random(3), []
    for turn in range(ROUNDS):
        writer = subprocess.Popen([sys.executable, "-m", "tests.geo.store.crash_writer", str(store_path), f"b{turn}"], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        # it writes for as long as this takes on any machine, and then dies anywhere within what comes next
        first = [writer.stdout.readline() for _ in range(rng.randint(2, 20))]
        time.sleep(rng.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        last = writer.stdout.read().splitlines(keepends=True)
        assert all(first), "the writer ended by itself"
        confirmed += [line for line in (*first, *last) if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
    assert len(confirmed) > ROUNDS
    with closing(sqlite3.connect(store_path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        groups = dict(connection.execute("SELECT substr(id, 1, length(id) - 2), count(*) FROM statements WHERE id LIKE 'b%-%-%' GROUP BY 1"))  # fmt: skip
        assert {line.strip() for line in confirmed} <= set(groups)  # nothing is lost
        assert set(groups.values()) == {5}  # nothing is half-done
        assert connection.execute("SELECT sum(length(source_ids) - length(replace(source_ids, ';', '')) + 1) FROM public_statements WHERE id LIKE 'b%-%-%'").fetchone()[0] == 10 * len(groups)  # fmt: skip
        assert connection.execute("SELECT * FROM site_state EXCEPT SELECT * FROM current_state").fetchall() == []


def test_a_killed_init_leaves_the_old_store_and_the_next_one_clears_up(store_path: Path, island_path: Path) -> None:
    before = store_path.read_bytes()
    code = (
        "import os, signal, sys; from pathlib import Path; from geo.package import Package; from geo.store import init_store\n"
        "stop = lambda step, done, total: os.kill(os.getpid(), signal.SIGKILL) if step == 'statements' else None\n"
        "init_store(Package.open(Path(sys.argv[1])), Path(sys.argv[2]), progress=stop)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(island_path), str(store_path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert store_path.read_bytes() == before
    assert len(list(store_path.parent.glob("*.loading"))) == 1
    init_store(Package.open(island_path), store_path)
    assert [path.name for path in store_path.parent.iterdir()] == [store_path.name]
    with open_store(store_path) as store:
        assert store.info().n_sites == 11
