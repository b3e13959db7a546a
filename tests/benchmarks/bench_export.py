"""A million made-up sites out of a store into files, beside GDAL writing the same rows, in the same run.

`python -m tests.benchmarks.bench_export [n]`. Seconds are of the processor, so that a busy machine does not count.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writing import write_layer
from geo.package import Package
from geo.store import init_store, open_store
from tests.benchmarks.made_up import write_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.exchange.export.site_export import SiteExport

__all__ = ["measure", "run"]

type Row = tuple[str, ...]

FORMATS: tuple[tuple[str, str, str | None, dict[str, str]], ...] = (
    ("GeoJSON", "geojson", "GeoJSON", {"RFC7946": "YES"}),
    ("NDJSON", "geojsonl", "GeoJSONSeq", {}),
    ("FlatGeobuf", "fgb", "FlatGeobuf", {}),
    ("GeoPackage, sites only", "gpkg", "GPKG", {}),
    ("GeoParquet", "parquet", None, {}),
    ("CSV", "csv", None, {}),
)
"""Name, ending, driver of GDAL to compare with, and its options."""


def run(n: int = 1_000_000) -> list[Row]:
    """Return rows of what, ours in seconds, beside, ratio, megabytes, for `n` sites."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), n)


def measure(folder: Path, n: int) -> list[Row]:
    """As `run`, in a folder that stays."""
    path = folder / f"made-up-{n}.gpkg"
    if not path.exists():
        init_store(Package.open(write_package(folder / f"package-{n}", n)), path)
    rows: list[Row] = []
    with open_store(path) as store:
        ours, export = timed(lambda: site_rows_of(store, layers=False))
    rows.append(("store to site rows", f"{ours:.1f} s", "", "", f"{anonymous_mb():.0f} MB held"))
    for title, ending, driver, options in FORMATS:
        rows.append(beside(export, folder, title, ending, driver, options))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    rows.append(("peak, pages of the store that the system keeps included", "", "", "", f"{peak:.2f} GB"))
    return rows


def beside(
    export: SiteExport, folder: Path, title: str, ending: str, driver: str | None, options: dict[str, str]
) -> Row:
    """Return one row: our file, and GDAL's of the same frame by its Arrow interface."""
    own, other = folder / f"own.{ending}", folder / f"gdal.{ending}"
    for file in (own, other):
        file.unlink(missing_ok=True)
    ours, _losses = timed(lambda: write_layer(export, own))
    megabytes = f"{own.stat().st_size / 1e6:.0f} MB"
    own.unlink()
    if driver is None:
        return title, f"{ours:.1f} s", "", "", megabytes
    theirs, _none = timed(lambda: pyogrio.write_dataframe(export.rows, other, driver=driver, use_arrow=True, **options))
    other.unlink()
    return title, f"{ours:.1f} s", f"GDAL {theirs:.1f} s", f"{ours / theirs:.2f}", megabytes


def timed[T](call: Callable[[], T]) -> tuple[float, T]:
    """Return seconds of the processor and the answer."""
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


def anonymous_mb() -> float:
    """Return the memory that this process holds itself, without pages of files; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines = [line.split() for line in status.read_text().splitlines() if line.startswith("RssAnon")]
    return float(lines[0][1]) / 1e3 if lines else 0.0


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(" · ".join(row))  # noqa: T201 (its result)
