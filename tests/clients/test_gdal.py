"""The store in the eyes of GDAL, through which QGIS and most other programs read and write it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.package import Package
from geo.store import ImportRecord, init_store, open_store
from tests.geo.store.staging import Row, staged

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = "/usr/bin/python3"
"""GDAL's own Python bindings come with the system, not with pip."""


def has_bindings() -> bool:
    return bool(shutil.which(PYTHON)) and subprocess.run([PYTHON, "-c", "import osgeo_utils"], check=False, capture_output=True).returncode == 0  # fmt: skip


needs_gdal = pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="ogr2ogr (gdal-bin) is not installed; make test installs it")  # fmt: skip
needs_bindings = pytest.mark.skipif(not has_bindings(), reason="python3-gdal is not installed; make test installs it")


@pytest.fixture(scope="module")
def island(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gdal") / "island.gpkg"
    init_store(Package.open(island_path), path)
    return path


@pytest.fixture
def path(island: Path, tmp_path: Path) -> Path:
    """A store of the island that the test may change."""
    return shutil.copy(island, tmp_path / "island.gpkg")


def run(*command: object) -> str:
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stderr
    assert "ERROR" not in done.stderr
    return done.stdout


@needs_bindings
@pytest.mark.parametrize("state", ["as made", "after writing", "after an import", "after its undoing"])
def test_the_validator_of_gdal_finds_nothing(path: Path, state: str) -> None:
    if state in ("after an import", "after its undoing"):
        rows: list[Row] = [{"id": f"mill-{n}", "kind": "tomb" if n % 3 else "fort", "name:qaa": "Mill", "sensitivity": "generalised" if n % 3 else None, "condition": "2", "source_ids": "survey;atlas"} for n in range(60)]  # fmt: skip
        with open_store(path, public=False) as store:
            stage = staged(path.parent / "stage", rows, [shapely.Point(-21 + n / 100, -33) for n in range(60)])
            store.add_rows(stage, np.ones(60, dtype=bool), ImportRecord(id="list"))
            if state == "after its undoing":
                store.undo_import("list")
        assert f"Feature Count: {72 if state == 'after an import' else 12}\n" in run("ogrinfo", "-so", path, "sites")
    if state == "after writing":
        row = {"id": "new", "site_id": "hill-chapel", "property": "condition", "value": "3", "asserted_by": "A", "source_ids": "survey"}  # fmt: skip
        with open_store(path, public=False) as store:
            store.add_statements(pd.DataFrame([row]))
    run(PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra", "--warning-as-error", path)


@needs_gdal
def test_the_layers_are_there_with_their_geometry(path: Path) -> None:
    listed = run("ogrinfo", "-ro", "-q", path)
    for layer in ("public_sites", "sites", "exact_places", "districts", "places (Point)", "stops_on_map", "statements (None)"):  # fmt: skip
        assert f": {layer}" in listed
    summary = run("ogrinfo", "-ro", "-so", path, "public_sites")
    assert "condition: Integer64" in summary
    assert "disputed: Integer(Boolean)" in summary
    assert "condition_on: String" in summary


@needs_gdal
def test_the_foreign_keys_are_read_as_relations(path: Path) -> None:
    run(
        PYTHON, "-c",
        "import sys; from osgeo import gdal; d = gdal.OpenEx(sys.argv[1]); r = [d.GetRelationship(n) for n in d.GetRelationshipNames()]\n"
        "pairs = {(x.GetRightTableName(), x.GetLeftTableName()) for x in r}\n"
        "assert {('statements', 'sites'), ('names', 'sites'), ('names', 'sources'), ('statements_sources', 'sources')} <= pairs, pairs",
        path,
    )  # fmt: skip


@needs_gdal
def test_a_box_gives_what_the_store_gives(path: Path, tmp_path: Path) -> None:
    box = (-21.0, -33.2, -20.7, -32.8)
    run("ogr2ogr", "-f", "GeoJSON", "-spat", *box, tmp_path / "out.geojson", path, "public_sites")
    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    with open_store(path) as store:
        ours = store.public_sites(bbox=box).set_index("id")
    assert {feature["properties"]["id"]: feature["properties"]["condition"] for feature in features} == {
        site: None if pd.isna(grade) else grade for site, grade in ours.condition.items()
    }


@needs_bindings
def test_gdal_writes_a_site_and_a_statement_past_all_guards(path: Path) -> None:
    run(
        PYTHON, "-c",
        "import sys; from osgeo import ogr; ogr.UseExceptions(); d = ogr.Open(sys.argv[1], 1)\n"
        "sites = d.GetLayerByName('sites'); f = ogr.Feature(sites.GetLayerDefn()); f['id'] = 'new'; f['kind'] = 'fort'; f['sensitivity'] = 'public'\n"
        "f.SetGeometry(ogr.CreateGeometryFromWkt('POINT (-20.9 -33)')); sites.CreateFeature(f); fid = f.GetFID()\n"
        "layer = d.GetLayerByName('statements'); f = ogr.Feature(layer.GetLayerDefn())\n"
        "for k, v in dict(id='g', site_fid=fid, property='condition', value='4', observed_on='2024-05', asserted_by='A', status='proposed', source_fid=1).items(): f[k] = v\n"
        "layer.CreateFeature(f); fid = f.GetFID(); del f\n"
        "try: layer.DeleteFeature(fid); sys.exit('deleted')\n"
        "except RuntimeError as error: assert 'append-only' in str(error), error",
        path,
    )  # fmt: skip
    with open_store(path) as store:
        site = store.public_sites(bbox=(-20.95, -33.05, -20.85, -32.95)).set_index("id").loc["new"]
    assert (site.condition, site.condition_on, site.n_statements) == (4, "2024-05", 1)


def test_pyogrio_reads_the_public_sites_by_box(path: Path) -> None:
    frame = pyogrio.read_dataframe(path, layer="public_sites", bbox=(-21.0, -33.2, -20.7, -32.8))
    with open_store(path) as store:
        assert set(frame.id) == set(store.public_sites(bbox=(-21.0, -33.2, -20.7, -32.8)).id)


def test_the_style_gives_each_grade_its_shape_and_colour(path: Path) -> None:
    import xml.etree.ElementTree as ET  # our own file

    with closing(sqlite3.connect(path)) as connection:
        ((layer, qml),) = connection.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall()  # fmt: skip
    renderer = ET.fromstring(qml).find("renderer-v2")
    assert renderer is not None
    assert layer == "public_sites"
    symbols = {symbol.get("name"): symbol for symbol in renderer.iter("symbol")}
    tests = ['"condition" IS NULL', *(f'"condition" = {grade}' for grade in range(6))]
    for group, (type_, kind, colour) in zip(
        renderer.findall("rules/rule"),
        [("Point", "marker", "color"), ("Line", "line", "line_color"), ("Polygon", "fill", "color")],
        strict=True,
    ):
        assert group.get("filter") == f"geometry_type($geometry) = '{type_}'"
        assert [rule.get("filter") for rule in group] == tests
        drawn = [symbols[rule.get("symbol")] for rule in group]
        assert {symbol.get("type") for symbol in drawn} == {kind}
        looks = [{prop.get("k"): prop.get("v") for prop in symbol.iter("prop")} for symbol in drawn]
        assert len({look[colour] for look in looks}) == 6  # what nobody said and what could not be told are both grey
        if type_ == "Point":
            assert len({(look["name"], look["color"]) for look in looks}) == 7
