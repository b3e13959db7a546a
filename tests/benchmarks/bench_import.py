"""An import with every check, beside plain converters that check nothing: the same file, in one run, by turns.

Each runs in a process of its own, so that its peak memory is its own. Seconds are those of the whole process, with its
start; ours ends when the rows are committed, which is when pages and searches find them.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from geo.store import create_store
from tests.benchmarks.made_up_sites import BOX, write_sites

ROOT = Path(__file__).parents[2]
_SOURCE = ("--source", "Made-up register", "--perspective", "state", "--licence", "CC0-1.0")
_STREAM = """
import sys, pyogrio
with pyogrio.open_arrow(sys.argv[1], use_pyarrow=False) as (meta, stream):
    pyogrio.write_arrow(stream, sys.argv[2], layer="sites", driver="GPKG", crs=meta["crs"], geometry_name=meta["geometry_name"] or "wkb_geometry", geometry_type="Unknown")
"""
_GEOPANDAS = """
import sys, geopandas
geopandas.read_file(sys.argv[1]).to_file(sys.argv[2], layer="sites", driver="GPKG")
"""
_STEPS = """
import gc, json, sys, time
from pathlib import Path
from geo.exchange.importing import open_import
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.store import open_store
gc.freeze()  # as the command line does
source = FileSource(title="Made-up register", perspective="state", licence="CC0-1.0")
steps, last = {}, ["open", time.perf_counter()]
def tell(step, done, total):
    now = time.perf_counter()
    if step != last[0]:
        steps[last[0]] = now - last[1]
        last[:] = [step, now]
with open_store(Path(sys.argv[2]), public=False) as store, open_import(Path(sys.argv[1]), store, mapping=Mapping(source=source)) as work:
    work.check(progress=tell)
    report = work.write(accept_warnings=True, progress=tell)
    tell("", 0, 0)
print(json.dumps({"steps": steps, "summary": dict(report.issues.counts()), "accepted": report.accepted}))
"""
_LAUNCHER = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)
wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1000}", end="", flush=True)
"""
"""A small program between: Linux counts the memory of whoever starts a program as its own."""
type Row = tuple[str, ...]


@dataclass(frozen=True)
class Used:
    """What one process took."""

    wall: float
    cpu: float
    mb: float
    out: str

    @property
    def told(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} CPU), {self.mb:,.0f} MB"


def run(sites: int = 1_000_000) -> list[Row]:
    """Return rows of what, goal, ours, instead, ratio, for 10,000 and 100,000 rows and as many as asked."""
    out: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="mirasmap-bench-") as folder:
        for n in (*(n for n in (10_000, 100_000) if n < sites), sites):
            out += measure(Path(folder), n)
        out += lines(Path(folder), max(sites // 2, 10))
    return out


def measure(folder: Path, n: int, *, turns: int | None = None) -> list[Row]:
    """Compare at `n` rows, by turns, and return the median of each."""
    file = write_sites(folder / f"sites-{n}.geojson", n)
    full = folder / f"full-{n}.gpkg"
    ours_into(write_sites(folder / "stored.geojson", n, first=n, seed=8), full)
    kinds = ("new", "beside", "ogr2ogr", "stream", "geopandas")
    used: dict[str, list[Used]] = {kind: [] for kind in kinds}
    for _turn in range(turns or (3 if n <= 100_000 else 1)):
        for kind in kinds:
            target = folder / f"{kind}.gpkg"
            target.unlink(missing_ok=True)
            if kind == "beside":
                shutil.copyfile(full, target)
                os.sync()  # the copy is on the disk before the clock starts
            used[kind].append(_one(kind, file, target))
    full.unlink()
    half = {kind: sorted(runs, key=lambda one: one.wall)[len(runs) // 2] for kind, runs in used.items()}
    rows = f"{n:,} rows"
    against = (
        ("new", "into a new store", "ogr2ogr", "ogr2ogr (GDAL of Debian), no checks", "≤ 0.7"),
        ("new", "into a new store", "stream", "GDAL 3.12, pyogrio's Arrow stream, no checks", "≤ 1.0"),
        ("new", "into a new store", "geopandas", "geopandas read_file + to_file, no checks", ""),
        ("beside", f"beside {n:,} rows stored", "ogr2ogr", "ogr2ogr into a new file", "≤ 1.0"),
    )
    out: list[Row] = [
        (f"import of {rows} {where}", goal, half[ours].told, f"{half[other].told}: {title}", f"{_share(used[ours], used[other]):.2f}")
        for ours, where, other, title, goal in against
    ]  # fmt: skip
    steps = json.loads(half["new"].out)["steps"]
    listed = ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items())
    out.append((f"its steps in seconds, of {rows}", "", listed, "", ""))
    out.append((f"peak memory of an import of {rows}", "≤ 1 GB", f"{half['new'].mb / 1000:.2f} GB", f"{half['beside'].mb / 1000:.2f} GB beside {rows} stored", ""))  # fmt: skip
    return out


def lines(folder: Path, step: int) -> list[Row]:
    """Memory of newline-delimited input, of three sizes."""
    out: list[Row] = []
    for n in (step, 2 * step, 6 * step):
        file = write_sites(folder / "sites.geojsonl", n, lines=True)
        target = folder / "lines.gpkg"
        target.unlink(missing_ok=True)
        out.append(
            (f"import of {n:,} lines of NDJSON into a new store", "constant", ours_into(file, target).told, "", "")
        )
    return out


def _share(ours: list[Used], others: list[Used]) -> float:
    """Median of the ratios of runs that followed one another."""
    return statistics.median(a.wall / b.wall for a, b in zip(ours, others, strict=True))


def _one(kind: str, file: Path, target: Path) -> Used:
    python = {"stream": _STREAM, "geopandas": _GEOPANDAS}
    if kind == "ogr2ogr":
        return run_alone("ogr2ogr", "-f", "GPKG", "-nln", "sites", str(target), str(file))
    if kind in python:
        return run_alone(sys.executable, "-c", python[kind], str(file), str(target))
    return ours_into(file, target)


def ours_into(file: Path, target: Path) -> Used:
    if not target.exists():
        create_store(target, "Made up", bbox=BOX)
    return run_alone(sys.executable, "-c", _STEPS, str(file), str(target))


def run_alone(*command: str) -> Used:
    """Run a program, and return what it used; of its children, that of the largest."""
    done = subprocess.run([sys.executable, "-S", "-c", _LAUNCHER, *command], cwd=ROOT, capture_output=True, text=True, check=True)  # fmt: skip
    out, _, told = done.stdout.rpartition("\n")
    wall, cpu, mb = map(float, told.split())
    return Used(wall, cpu, mb, out)
