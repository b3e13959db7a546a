"""The store at a million made-up sites, beside what a user would take instead on the same file, in the same run."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio

from geo.questions.facets import facet_counts, matches
from geo.store import SiteFilter, open_store
from tests.benchmarks.made_up import BOX, write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.store import GeoPackageStore

ROOT = Path(__file__).parents[2]
_INIT = """
import json, resource, sys, time
from pathlib import Path
from geo.package import Package
from geo.store import init_store
steps, last = {}, [None, 0.0]
def tell(step, done, total):
    now = time.perf_counter()
    if last[0]: steps[last[0]] = now - last[1]
    last[:] = [step, now]
start = time.perf_counter()
init_store(Package.open(Path(sys.argv[1])), Path(sys.argv[2]), progress=tell)
steps[last[0]] = time.perf_counter() - last[1]
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime, "gb": used.ru_maxrss / 1e6, "steps": steps}))
"""

type Row = tuple[str, ...]


def run(n: int = 1_000_000) -> list[Row]:
    """Return rows of what, goal, ours, instead, ratio, for `n` sites."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), n)


def measure(folder: Path, n: int) -> list[Row]:
    """As `run`, in a folder that stays."""
    path = folder / f"made-up-{n}.gpkg"
    package = folder / f"package-{n}"
    if not package.exists():
        write_package(package, n)
    rows = initial(package, path, n)
    with open_store(path) as store:
        return rows + boxes(store, n) + suggestions(store) + pages(store) + questions(store)


def initial(package: Path, path: Path, n: int) -> list[Row]:
    done = subprocess.run([sys.executable, "-c", _INIT, str(package), str(path)], cwd=ROOT, capture_output=True, text=True, check=True)  # fmt: skip
    told = json.loads(done.stdout)
    longest = sorted(told["steps"].items(), key=lambda step: -step[1])[:5]
    steps = ", ".join(f"{name} {seconds:.0f}" for name, seconds in longest)
    millions = f"{n / 1e6:g}M sites"
    return [
        (f"init of {millions} with every check ({steps} s)", "≤ 90 s", f"{told['seconds']:.0f} s", f"{told['cpu']:.0f} s of CPU", ""),
        (f"init of {millions}, peak memory", "≤ 2 GB", f"{told['gb']:.2f} GB", "", ""),
        (f"size of the store of {millions}", "", f"{path.stat().st_size / 1e6:.0f} MB", "", ""),
    ]  # fmt: skip


def boxes(store: GeoPackageStore, n: int) -> list[Row]:
    """Boxes of about a hundred sites, wherever they lie: half the sites are spread evenly, half lie around towns."""
    rng = np.random.default_rng(5)
    west, south, east, north = BOX
    side = ((east - west) * (north - south) * 100 / n) ** 0.5
    at = np.column_stack([rng.uniform(west, east - side, 600), rng.uniform(south, north - side, 600)])
    every = [(x, y, x + side, y + side) for x, y in at.tolist()]
    chosen = [box for box in every if 70 <= len(store.public_rows(bbox=box)) <= 150][:200]
    found = statistics.mean(len(store.public_rows(bbox=box)) for box in chosen)
    ours = timed(lambda box: store.public_rows(bbox=box, limit=1000), chosen)
    frame = timed(lambda box: store.public_sites(bbox=box, limit=1000), chosen)
    past = timed(lambda box: store.public_rows(bbox=box, where=SiteFilter(as_of="1950-01-01")), chosen)
    other = timed(lambda box: pyogrio.read_dataframe(store.path, layer="public_sites", bbox=box), chosen[:50])
    what = f"sites of a box ({found:.0f}) with condition"
    return [
        (f"{what}, as rows, median", "≤ 1 ms", *beside(ours, other, "pyogrio.read_dataframe(bbox=)")),
        (f"{what}, as rows, 95th percentile", "", f"{at_95(ours):.2f} ms", "", ""),
        (f"{what}, as a GeoDataFrame, median", "", *beside(frame, other, "pyogrio")),
        (f"{what} as of a day, as rows, median", "", f"{statistics.median(past):.2f} ms", "", ""),
    ]


def suggestions(store: GeoPackageStore) -> list[Row]:
    """What is typed on the way to 150 names: 1, 2, 3, 5 letters and the whole."""
    rng = np.random.default_rng(6)
    ids = [f"site-{number:07d}" for number in rng.integers(0, store.info().n_sites, 50)]
    names = store.names(ids).text.tolist()
    typed = [name[:length] for name in names for length in (1, 2, 3, 5, len(name))]
    store.suggest("a")  # the first one imports what folds
    ours = timed(store.suggest, typed)
    with closing(sqlite3.connect(store.path)) as connection:
        like = "SELECT DISTINCT site_fid, text FROM names WHERE text LIKE ? LIMIT 10"
        other = timed(lambda text: connection.execute(like, (f"%{text}%",)).fetchall(), typed[:: len(typed) // 60])
    what, (a, b) = "suggestions of 10 sites, any script", (statistics.median(ours), statistics.median(other))
    return [  # LIKE stops at the tenth hit, so that one letter is quick and a whole name is not; and it knows one script
        (f"{what}, median", "", f"{a:.1f} ms", f"{b:.1f} ms (SQL LIKE '%…%', one script)", ""),
        (f"{what}, 95th percentile", "", f"{at_95(ours):.1f} ms", f"{at_95(other):.0f} ms", f"{at_95(other) / at_95(ours):.0f} ×"),
        (f"{what}, worst", "≤ 10 ms", f"{max(ours):.1f} ms", f"{max(other):.0f} ms", f"{max(other) / max(ours):.0f} ×"),
    ]  # fmt: skip


def pages(store: GeoPackageStore) -> list[Row]:
    calls: dict[str, Callable[[object], object]] = {
        "a site with everything about it": lambda _: store.site("site-0000007"),
        "the first 100 sites of the whole world": lambda _: store.public_rows(bbox=(-180, -90, 180, 90), limit=100),
        "number of sites of one kind": lambda _: store.count_sites(where=SiteFilter(kinds=["mosque"])),
    }
    return [(f"{what}, median", "", f"{statistics.median(timed(call, range(9))):.1f} ms", "", "") for what, call in calls.items()]  # fmt: skip


def questions(store: GeoPackageStore) -> list[Row]:
    """Facets of all sites, asked as a planner does; beside them the same question as SQL."""
    today, n = date(2026, 1, 1), store.info().n_sites
    start = time.perf_counter()
    facets = store.facets()
    loading = time.perf_counter() - start
    mb = (facets.sites.memory_usage(deep=True).sum() + facets.designations.memory_usage(deep=True).sum()) / 1e6
    where = SiteFilter(
        kinds=["mosque", "church"], districts=["district-0000003", "district-0000004"], conditions=[3, 4, 5]
    )
    asked = timed(lambda _: matches(facets, where, today=today), range(9))
    counted = timed(lambda _: facet_counts(facets, where, today=today), range(9))
    by_sql = timed(lambda _: store.count_sites(where=where), range(3))
    start = time.perf_counter()
    history = store.history()
    known = time.perf_counter() - start
    then = timed(lambda day: store.facets(as_of=str(day)), range(1900, 1909))
    sites = f"of {n / 1e6:.2g}M sites"
    return [
        (f"facets {sites}, made once", "", f"{loading:.1f} s", f"{mb:.0f} MB in memory", ""),
        (f"a question {sites} (kind, district, condition), median", "≤ 20 ms", *beside(asked, by_sql, "SQL")),
        (f"counts of all values of eleven words {sites}, median", "", f"{statistics.median(counted):.1f} ms", "", ""),
        (f"history {sites}, {len(history):,} states, made once", "≤ 30 s", f"{known:.0f} s", f"{history.memory_usage(deep=True).sum() / 1e6:.0f} MB in memory", ""),
        (f"facets {sites} as of another year, median", "", f"{statistics.median(then):.0f} ms", "", ""),
    ]  # fmt: skip


def timed[T](call: Callable[[T], object], arguments: Sequence[T]) -> list[float]:
    """Milliseconds of each call: the median of three runs over all, so that a hiccup of the machine is not ours."""
    runs = []
    for _ in range(3):
        out = []
        for argument in arguments:
            start = time.perf_counter()
            call(argument)
            out.append((time.perf_counter() - start) * 1000)
        runs.append(out)
    return [statistics.median(three) for three in zip(*runs, strict=True)]


def at_95(times: list[float]) -> float:
    return float(np.percentile(times, 95))


def beside(ours: list[float], other: list[float], name: str) -> tuple[str, str, str]:
    a, b = statistics.median(ours), statistics.median(other)
    return f"{a:.2f} ms", f"{b:.1f} ms ({name})", f"{b / a:.0f} ×"


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        sys.stdout.write(" | ".join(row) + "\n")
