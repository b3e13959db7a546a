"""Exports of made-up sites with all fields, names, sources and licences, beside GDAL, in one run, by turns.

Each runs in a process of its own, so that its peak memory is its own; seconds are those of the whole process, with its start.

Ours writes site rows: every declared field (53), names in four languages, the condition with who says it and when, the
designation, and the sources with their licences; the GeoPackage has all names, statements and so on as tables too. *The same*
is GDAL with a query that puts the names, the note, the designation and the ids of the sources beside the columns of
`public_sites`, by `ogr2ogr` and as a stream of Arrow; for the GeoPackage, which needs no query, the views of names,
statements, designations and sources as layers of their own. *The view* is what somebody would run instead,
`ogr2ogr FILE STORE public_sites`: 23 columns of the same sites, in degrees as they are, without any name, note, designation
or source.
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
_STREAM = """
import json, sys, pyogrio
store, driver, options, asked, file = sys.argv[1:]
for layer, sql in json.loads(asked).items():
    with pyogrio.open_arrow(store, sql=sql, use_pyarrow=False) as (meta, stream):
        placed = {"geometry_type": "Unknown", "geometry_name": meta["geometry_name"] or "geom", "crs": meta["crs"]} if meta["geometry_type"] else {}
        pyogrio.write_arrow(stream, file, driver=driver, layer=layer, layer_options=json.loads(options), **placed)
"""
FORMATS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("GeoJSON", "geojson", "GeoJSON", {"RFC7946": "YES"}),
    ("GeoPackage, with tables", "gpkg", "GPKG", {}),
    ("FlatGeobuf", "fgb", "FlatGeobuf", {"SPATIAL_INDEX": "NO"}),
    ("CSV", "csv", "CSV", {"GEOMETRY": "AS_WKT"}),
    ("NDJSON", "geojsonl", "GeoJSONSeq", {}),
    ("GeoParquet", "parquet", "", {}),
    ("KML", "kml", "KML", {}),
    ("GPX", "gpx", "", {}),
)
"""Name, ending, driver of GDAL and its options; Debian's has no GeoParquet, where geopandas is asked, and leaves areas out of GPX.

A FlatGeobuf of rows of which some have no position has no spatial index, ours neither."""
_AT = {10_000: len(FORMATS), 100_000: 5}
"""How many of the formats are written at these sizes; three at any other."""
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


def run(sites: int = 1_000_000) -> list[Row]:
    """Return rows of what, goal, ours, instead, ratio, for 10,000 and 100,000 sites put into a store, and as many as asked."""
    out: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="mirasmap-bench-") as folder:
        for n in (*(n for n in _AT if n < sites), sites):
            out += measure(Path(folder), n)
    return out


def measure(folder: Path, n: int, formats: tuple[str, ...] = ()) -> list[Row]:
    """As `run` for one size, in a folder that stays, for the usual formats or some (by their endings)."""
    store = folder / f"store-{n}.gpkg"
    if not store.exists():
        ours_into(write_sites(folder / f"sites-{n}.geojson", n), store)
    out: list[Row] = []
    for title, ending, driver, options in FORMATS if formats else FORMATS[: _AT.get(n, 3)]:
        if not formats or ending in formats:
            out += _format(folder, store, f"export of {n:,} sites, {title}", ending, driver, options)
    return out


def _format(folder: Path, store: Path, what: str, ending: str, driver: str, options: dict[str, str]) -> list[Row]:
    """Return rows on one format: ours beside GDAL's of the same columns, its stream, and the view."""
    ours, mb = _written(folder / f"own.{ending}", (sys.executable, "-c", _OURS, str(store)))
    told = json.loads(ours.out)
    mine = f"{ours.told}; file {mb:,.0f} MB"
    others = [
        (goal, how, *_written(folder / f"other.{ending}", command, more))
        for goal, how, command, more in _others(store, ending, driver, options)
    ]
    out: list[Row] = [
        (what, goal, mine, f"{used.told}; file {size:,.0f} MB: {how}", f"{ours.wall / used.wall:.2f}")
        for goal, how, used, size in others
    ] or [(what, "", mine, "", "")]
    steps = f"reading {told['read']:.1f} s, writing {told['write']:.1f} s, {told['columns']} columns"
    out.append((f"its steps and peak memory, {what}", "≤ 1 GB", f"{steps}; {ours.mb / 1000:.2f} GB", "", ""))
    return out


def _others(
    store: Path, ending: str, driver: str, options: dict[str, str]
) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Return goal, title, and the command before and after the name of the file, of all that a format is compared with."""
    if ending == "parquet":
        title = "geopandas read_file + to_parquet, the view: 23 columns"
        return [("≤ 1.0", title, (sys.executable, "-c", _GEOPANDAS, str(store)), ())]
    if not driver:
        return []
    ogr2ogr = ("ogr2ogr", "-f", driver, *(word for pair in options.items() for word in ("-lco", "=".join(pair))))
    if ending == "gpkg":
        what, asked = "five layers", {layer: f"SELECT * FROM {layer}" for layer in _LAYERS}
        same: tuple[str, ...] = ("-oo", "LIST_ALL_TABLES=YES", str(store), *_LAYERS)
    else:
        what, asked, same = "32 columns by a query", {"sites": _QUERY}, (str(store), "-sql", _QUERY)
    stream = (sys.executable, "-c", _STREAM, str(store), driver, json.dumps(options), json.dumps(asked))
    return [
        ("≤ 0.7", f"ogr2ogr (GDAL of Debian), the same: {what}", ogr2ogr, same),
        ("≤ 1.0", f"GDAL 3.12, pyogrio's Arrow stream, the same: {what}", stream, ()),
        ("", "ogr2ogr, the view: 23 columns", ogr2ogr, (str(store), "public_sites")),
    ]


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
