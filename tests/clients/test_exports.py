"""Exports in the eyes of other programs: Debian's GDAL and its validator, and a real QGIS that draws them."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.exchange.export.geopackage import TABLES
from geo.exchange.export.site_export import export_of_frame
from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writing import write_layer
from geo.package import Package
from geo.store import init_store, open_store
from geo.store.style import CONDITIONS
from tests.clients.test_gdal import PYTHON, needs_bindings, needs_gdal, run
from tests.clients.test_qgis import HAS_QGIS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

LOOK = """
import json, sys
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
answer = {}
TABLES = ("names", "statements", "designations", "identifiers", "access", "sources")
for path in sys.argv[1:]:
    opened = QgsVectorLayer(path + "|layername=sites", "sites", "ogr")
    parts = [each.split(QgsDataProvider.sublayerSeparator()) for each in opened.dataProvider().subLayers()]
    types = [part[3] for part in parts if part[1] == "sites"]
    uris = [path + "|layername=sites" + (f"|geometrytype={kind}" if len(types) > 1 else "") for kind in types]
    layers = [QgsVectorLayer(uri, "sites", "ogr") for uri in uris]
    look = QgsMapSettings()
    look.setLayers(layers)
    look.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    look.setBackgroundColor(QColor(255, 255, 255))
    look.setFlag(QgsMapSettings.Antialiasing, False)
    look.setOutputSize(QSize(700, 300))
    look.setExtent(QgsRectangle(45.9, 39.4, 46.8, 39.85))
    job = QgsMapRendererSequentialJob(look)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    bands = {}
    for band in range(3):
        rows = range(band * 100, band * 100 + 100)
        bands[band] = sorted({image.pixelColor(x, y).name() for y in rows for x in range(700)})
    answer[path.rsplit("/", 1)[-1]] = {
        "types": types,
        "valid": [layer.isValid() for layer in layers],
        "features": [layer.featureCount() for layer in layers],
        "renderers": [layer.renderer().type() for layer in layers],
        "crs": layers[0].crs().authid(),
        "colours": bands,
        "tables": {name: layer.featureCount() for name in TABLES if (layer := QgsVectorLayer(path + "|layername=" + name, name, "ogr")).isValid()},
    }
print(json.dumps(answer))
"""


@pytest.fixture(scope="module")
def island(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> SiteExport:
    """All sites of the island, some of them areas, lines and without a place."""
    path = tmp_path_factory.mktemp("island") / "island.gpkg"
    init_store(Package.open(island_path), path)
    with open_store(path) as store:
        return site_rows_of(store)


def grades() -> gpd.GeoDataFrame:
    """A point, a line and an area of each grade, in three rows from the south to the north."""
    places: list[tuple[str, int | None, shapely.Geometry]] = []
    for at, value in enumerate(CONDITIONS):
        x, grade = 46 + at * 0.1, int(value) if value else None
        places.append((f"p{at}", grade, shapely.Point(x, 39.475)))
        places.append((f"l{at}", grade, shapely.LineString([(x, 39.6), (x + 0.05, 39.65)])))
        places.append((f"a{at}", grade, shapely.box(x, 39.75, x + 0.06, 39.8)))
    ids, conditions, geometry = zip(*places, strict=True)
    return gpd.GeoDataFrame(
        {"id": list(ids), "kind": "fort", "condition": pd.array(list(conditions), dtype="Int64")},
        geometry=list(geometry),
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def seen(island: SiteExport, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What QGIS shows of GeoPackages as it opens them."""
    if not HAS_QGIS:
        pytest.skip("no QGIS here; `make test` installs it where there is apt")
    folder = tmp_path_factory.mktemp("qgis")
    frame = grades()
    write_layer(frame, folder / "mixed.gpkg")
    write_layer(frame[frame.geom_type == "Point"], folder / "points.gpkg")
    write_layer(frame[frame.geom_type == "Polygon"], folder / "areas.gpkg")
    write_layer(island, folder / "island.gpkg")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    paths = sorted(str(file) for file in folder.glob("*.gpkg"))
    told = subprocess.run([PYTHON, "-c", LOOK, *paths], capture_output=True, text=True, env=env, check=True)
    return dict(json.loads(told.stdout.strip().splitlines()[-1]))


SOUTH, MIDDLE, NORTH = "2", "1", "0"
FILLS = {fill for *_, fill in CONDITIONS.values()}


def test_qgis_draws_points_lines_and_areas_of_each_grade_in_its_colour(seen: dict[str, Any]) -> None:
    mixed = seen["mixed.gpkg"]
    assert mixed["types"] == ["Point", "LineString", "Polygon"]
    assert mixed["valid"] == [True] * 3
    assert mixed["features"] == [7] * 3
    assert set(mixed["renderers"]) == {"RuleRenderer"}
    assert mixed["crs"] == "EPSG:4326"
    assert set(mixed["colours"][SOUTH]) >= FILLS
    assert set(mixed["colours"][MIDDLE]) >= FILLS
    assert len(mixed["colours"][NORTH]) >= len(FILLS)  # areas let the ground through, so their colours are others


def test_qgis_draws_a_layer_of_one_type_at_once(seen: dict[str, Any]) -> None:
    assert seen["points.gpkg"]["renderers"] == ["categorizedSymbol"]
    assert set(seen["points.gpkg"]["colours"][SOUTH]) >= FILLS
    assert seen["areas.gpkg"]["types"] == ["Polygon"]
    assert len(seen["areas.gpkg"]["colours"][NORTH]) >= len(FILLS)
    assert seen["areas.gpkg"]["colours"][SOUTH] == ["#ffffff"]


def test_qgis_finds_the_tables_beside_the_sites(seen: dict[str, Any], island: SiteExport) -> None:
    assert seen["island.gpkg"]["tables"] == {name: len(getattr(island, name)) for name in TABLES}


@needs_bindings
def test_the_validator_of_gdal_finds_nothing_in_a_geopackage(island: SiteExport, tmp_path: Path) -> None:
    write_layer(island, tmp_path / "sites.gpkg")
    run(
        PYTHON,
        "-m",
        "osgeo_utils.samples.validate_gpkg",
        "-k",
        "--extra",
        "--warning-as-error",
        tmp_path / "sites.gpkg",
    )


@needs_gdal
@pytest.mark.parametrize(
    ("name", "layer"),
    [("sites.gpkg", "sites"), ("sites.geojson", "sites"), ("sites.geojsonl", "sites"), ("sites.fgb", None), ("sites.csv", "sites"), ("sites.xlsx", "sites")],
)  # fmt: skip
def test_gdal_of_debian_reads_all_rows(island: SiteExport, tmp_path: Path, name: str, layer: str | None) -> None:
    write_layer(island, tmp_path / name)
    (tmp_path / "sites.sources.csv").unlink(missing_ok=True)
    told = run("ogrinfo", "-ro", "-so", tmp_path / name, *([layer] if layer else ["-al"]))
    assert f"Feature Count: {len(island)}" in told
    for field in ("name:qaa: String", "condition_on: String"):
        assert field in told
    if name in ("sites.gpkg", "sites.geojson", "sites.fgb"):
        assert "condition: Integer" in told
        assert "WGS 84" in told


@needs_gdal
def test_gdal_of_debian_reads_each_shapefile_of_the_zip(island: SiteExport, tmp_path: Path) -> None:
    losses = write_layer(island, tmp_path / "sites.shp.zip")
    assert any("so the zip has sites.shp, sites_lines.shp, sites_areas.shp" in loss for loss in losses)
    with zipfile.ZipFile(tmp_path / "sites.shp.zip") as archive:
        names = set(archive.namelist())
        assert {f"{part}{ending}" for part in ("sites", "sites_lines", "sites_areas") for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg")} <= names  # fmt: skip
        assert archive.read("sites.cpg") == b"UTF-8"
        assert "WGS_1984" in archive.read("sites.prj").decode()
        fields = archive.read("FIELDS.txt").decode()
        assert "cond_raw    condition_raw             Words of the source" in fields
        assert "CC-BY-4.0" in archive.read("LICENCES.txt").decode()
        assert archive.read("SOURCES.csv").count(b"\n") == len(island.sources) + 1
    counts = 0
    for part in ("sites", "sites_lines", "sites_areas"):
        told = run("ogrinfo", "-ro", "-so", f"/vsizip/{tmp_path / 'sites.shp.zip'}", part)
        counts += int(told.split("Feature Count: ")[1].split()[0])
        assert "name_qaa: String" in told
    assert counts == len(island)


@needs_gdal
def test_a_flatgeobuf_has_an_index_unless_a_row_has_no_place(tmp_path: Path) -> None:
    frame = grades()
    losses = write_layer(frame, tmp_path / "all.fgb")
    assert losses == ["the order of the rows: they stand in that of the spatial index"]
    told = run("ogrinfo", "-ro", "-al", "-spat", "46", "39.4", "46.01", "39.5", tmp_path / "all.fgb")
    assert [line.split()[-1] for line in told.splitlines() if line.startswith("  id ")] == ["p0"]
    placeless = pd.concat([frame, frame.iloc[:1].assign(geometry=None)])
    losses = write_layer(gpd.GeoDataFrame(placeless, crs=frame.crs), tmp_path / "some.fgb")
    assert losses == ["the spatial index, which cannot hold rows without a position (1)"]
    assert f"Feature Count: {len(frame) + 1}" in run("ogrinfo", "-ro", "-so", "-al", tmp_path / "some.fgb")


def test_a_geoparquet_says_where_its_rows_lie_and_what_they_rest_on(island: SiteExport, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write_layer(island, tmp_path / "sites.parquet")
    metadata = pq.read_metadata(tmp_path / "sites.parquet").metadata
    said = json.loads(metadata[b"geo"])
    column = said["columns"]["geometry"]
    assert (said["version"], said["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["geometry_types"] == ["LineString", "Point", "Polygon"]
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["bbox"] == pytest.approx(island.rows.total_bounds.tolist())
    assert len(json.loads(metadata[b"mirasmap:sources"])) == len(island.sources)
    assert json.loads(metadata[b"mirasmap:licences"]) == list(island.licences)
    read = gpd.read_parquet(tmp_path / "sites.parquet")
    assert read.crs == "OGC:CRS84"
    assert read["id"].tolist() == island.rows["id"].tolist()
    west, south, east, north = island.rows.geometry.iloc[0].bounds
    near = gpd.read_parquet(tmp_path / "sites.parquet", bbox=(west, south, east, north))
    assert "velma-fort" in set(near["id"])
    assert len(near) < len(read)


def test_a_workbook_says_what_it_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.errors import ExchangeError
    from geo.exchange.export import workbook

    frame = gpd.GeoDataFrame({"id": ["a"], "note": ["x" * 40_000], "n": [0.1 + 0.2]}, geometry=[shapely.Point(0, 0).buffer(1, quad_segs=2000)], crs=4326)  # fmt: skip
    losses = write_layer(frame, tmp_path / "a.xlsx")
    assert losses == [
        "the rest of texts of more than 32,767 letters in the field note (1)",
        "the seventeenth digit of numbers in the field n (1)",
        "outlines of more than 32,767 letters, which no cell holds (1)",
    ]
    book = pd.read_excel(tmp_path / "a.xlsx", sheet_name=None, engine="calamine")
    assert list(book) == ["sites", "sources", "licences"]
    assert len(book["sites"]["note"][0]) == 32_767
    assert np.isnan(book["sites"]["wkt"][0])
    monkeypatch.setattr(workbook, "MOST_ROWS", 0)
    with pytest.raises(ExchangeError, match="a sheet holds 1 rows with its heading, and there are 1; choose fewer"):
        write_layer(frame, tmp_path / "b.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_shapefile_refuses_what_it_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.errors import ExchangeError
    from geo.exchange.export import shapefile

    both = shapely.GeometryCollection([shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[both], crs=4326)
    with pytest.raises(ExchangeError, match="collections of several types"):
        write_layer(frame, tmp_path / "a.shp.zip")
    wide = gpd.GeoDataFrame({f"c{at}": ["x"] for at in range(256)}, geometry=[shapely.Point(0, 0)], crs=4326)
    with pytest.raises(ExchangeError, match="holds 255 fields, and there are 256"):
        write_layer(wide, tmp_path / "a.shp.zip")
    monkeypatch.setattr(shapefile, "_MOST_BYTES", 10)
    with pytest.raises(ExchangeError, match="holds 2 GB"):
        write_layer(wide.iloc[:, -20:], tmp_path / "a.shp.zip")
    assert not list(tmp_path.iterdir())
    assert export_of_frame(frame).labels().tolist() == ["a"]
