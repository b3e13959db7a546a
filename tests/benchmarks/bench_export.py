"""Exports of made-up sites with all fields, names, sources and licences, beside GDAL, in one run, by turns.

Each runs in a process of its own, so that its peak memory is its own; seconds are those of the whole process, with its start.

Ours writes site rows: every declared field (53), names in four languages, the condition with who says it and when, the
designation, and the sources with their licences; the GeoPackage has all names, statements and so on as tables too. *The view*
is what somebody would run instead, `ogr2ogr FILE STORE public_sites`: 23 columns of the same sites, in degrees as they
are, without any name, note, designation or source. *The same* is GDAL with a query that puts the names, the note, the
designation and the ids of the sources beside these columns; for the GeoPackage, which needs no query, the views of names,
statements, designations and sources as layers of their own.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_import import Used, ours_into, run_alone
from tests.benchmarks.made_up_sites import write_sites

__all__ = ["measure", "run"]

type Row = tuple[str, ...]

_OURS = """
import json, sys, time
from pathlib import Path
from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writers import format_of_path, needs_layers
from geo.exchange.export.writing import write_layer
from geo.store import open_store
file, start = Path(sys.argv[2]), time.perf_counter()
with open_store(Path(sys.argv[1])) as store:
    export = site_rows_of(store, layers=needs_layers(format_of_path(file)))
read = time.perf_counter()
write_layer(export, file)
print(json.dumps({"read": read - start, "write": time.perf_counter() - read, "columns": len(export.columns), "sites": len(export)}))
"""
_GEOPANDAS = """
import sys, geopandas
geopandas.read_file(sys.argv[1], layer="public_sites", use_arrow=True).to_parquet(sys.argv[2])
"""
FORMATS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("GeoJSON", "geojson", ("-f", "GeoJSON", "-lco", "RFC7946=YES")),
    ("NDJSON", "geojsonl", ("-f", "GeoJSONSeq")),
    ("CSV", "csv", ("-f", "CSV", "-lco", "GEOMETRY=AS_WKT")),
    ("FlatGeobuf", "fgb", ("-f", "FlatGeobuf")),
    ("GeoPackage, with tables", "gpkg", ("-f", "GPKG")),
    ("GeoParquet", "parquet", ()),
    ("KML", "kml", ("-f", "KML")),
    ("GPX", "gpx", ()),
)
"""Name, ending, and options of ogr2ogr; Debian's has no GeoParquet, where geopandas is asked, and leaves areas out of GPX."""
_STREAMING = ("GeoJSON", "NDJSON", "CSV", "KML", "GPX")
_LAYERS = ("public_sites", "public_names", "public_statements", "public_designations", "public_sources")
_LANGUAGES = ("az", "en", "hy", "ru")
_NAME = "(SELECT n.text FROM public_names n WHERE n.site_fid = s.OGC_FID AND n.lang = '{0}' ORDER BY n.fid LIMIT 1) AS \"name:{0}\""
_FIRST = "(SELECT d.{0} FROM public_designations d WHERE d.site_fid = s.OGC_FID ORDER BY d.fid LIMIT 1) AS {1}"
_SOURCES = "(SELECT group_concat(DISTINCT n.source_id) FROM public_names n WHERE n.site_fid = s.OGC_FID) AS source_ids"
_QUERY = (
    f"SELECT s.*, {', '.join(map(_NAME.format, _LANGUAGES))}, {_FIRST.format('scheme', 'designation')}, "
    f"{_FIRST.format('register_id', 'register_id')}, {_SOURCES}, t.note, t.generalise_m "
    "FROM public_sites s JOIN public_site_details t ON t.fid = s.OGC_FID"
)


def run(n: int = 1_000_000) -> list[Row]:
    """Return rows of what, goal, ours, instead, ratio, for `n` rows put into a store."""
    with tempfile.TemporaryDirectory(prefix="mirasmap-bench-") as folder:
        return measure(Path(folder), n)


def measure(folder: Path, n: int, formats: tuple[str, ...] = ()) -> list[Row]:
    """As `run`, in a folder that stays, for all formats or some (by their endings)."""
    store = folder / f"store-{n}.gpkg"
    if not store.exists():
        ours_into(write_sites(folder / f"sites-{n}.geojson", n), store)
    out: list[Row] = []
    for title, ending, options in FORMATS:
        if not formats or ending in formats:
            out += _format(folder, store, title, ending, options)
    return out


def _format(folder: Path, store: Path, title: str, ending: str, options: tuple[str, ...]) -> list[Row]:
    """Return rows on one format: ours, then GDAL's of the view and of the same columns."""
    ours, mb = _written(folder / f"own.{ending}", (sys.executable, "-c", _OURS, str(store)))
    told = json.loads(ours.out)
    what = f"export of {told['sites']:,} sites, {title}"
    mine = f"{ours.told}; file {mb:,.0f} MB"
    others: list[tuple[str, tuple[Used, float]]] = []
    file = folder / f"other.{ending}"
    if ending == "parquet":
        view = _written(file, (sys.executable, "-c", _GEOPANDAS, str(store)))
        others.append(("geopandas read_file + to_parquet, the view: 23 columns", view))
    elif options:
        command = ("ogr2ogr", *options)
        others.append(("ogr2ogr, the view: 23 columns", _written(file, command, (str(store), "public_sites"))))
        if ending == "gpkg":
            more = ("-oo", "LIST_ALL_TABLES=YES", str(store), *_LAYERS)
            others.append(("ogr2ogr, the same: five layers", _written(file, command, more)))
        else:
            query = (str(store), "-sql", _QUERY)
            others.append(("ogr2ogr, the same: 32 columns by a query", _written(file, command, query)))
    out: list[Row] = [
        (what, "≤ 1.0", mine, f"{used.told}; file {size:,.0f} MB: {how}", f"{ours.wall / used.wall:.2f}")
        for how, (used, size) in others
    ]
    if not others:
        out.append((what, "", mine, "", ""))
    steps = f"reading {told['read']:.1f} s, writing {told['write']:.1f} s, {told['columns']} columns"
    memory = "≤ 1 GB" if title in _STREAMING else ""
    out.append((f"its steps and peak memory, {title}", memory, f"{steps}; {ours.mb / 1000:.2f} GB", "", ""))
    return out


def _written(file: Path, command: tuple[str, ...], more: tuple[str, ...] = ()) -> tuple[Used, float]:
    """Run a program that writes a file, and return what it used and how many megabytes it wrote."""
    file.unlink(missing_ok=True)
    used = run_alone(*command, *((str(file), *more) if more else (str(file),)))
    size = file.stat().st_size / 1e6
    for each in file.parent.glob(f"{file.stem}.*"):
        each.unlink()
    return used, size


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(" · ".join(row))  # noqa: T201 (its result)
