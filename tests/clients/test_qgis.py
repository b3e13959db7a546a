"""The store in a real QGIS: its project opens with styled layers and relations, and its guards hold there too."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from geo.package import Package
from geo.store import init_store
from geo.store.project import RELATIONS, SITES, TABLES

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = "/usr/bin/python3"
"""Debian's, which has QGIS; ours has not."""
HAS_QGIS = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0

LOOK = """
import json, sys
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
opened = project.read(f"geopackage:{sys.argv[1]}?projectName=mirasmap")
layers = {layer.name(): layer for layer in project.mapLayers().values()}
relations = {relation.id(): relation for relation in project.relationManager().relations().values()}
sites = layers["public_sites"]
drawn = {}
for feature in sites.getFeatures():
    kind = QgsWkbTypes.geometryDisplayString(feature.geometry().type())
    settings = QgsMapSettings()
    settings.setLayers([sites])
    settings.setOutputSize(QSize(60, 60))
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setExtent(feature.geometry().boundingBox().buffered(0.0005))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    colours = {image.pixelColor(x, y).name() for x in range(60) for y in range(60)}
    drawn.setdefault(kind, []).append(len(colours - {"#ffffff"}) > 0)
site = next(layers["public_sites"].getFeatures(QgsFeatureRequest().setFilterExpression("id = 'velma-fort'")))
statements = layers["statements"]

def added(values):
    feature = QgsFeature(statements.fields())
    for name, value in values.items():
        feature.setAttribute(name, value)
    statements.startEditing()
    statements.addFeature(feature)
    return statements.commitChanges() or statements.rollBack() and False

new = {"id": "from-qgis", "site_fid": site["OGC_FID"], "property": "condition", "value": "3", "asserted_by": "a reader", "status": "reviewed", "observed_on": "2025"}
answer = {
    "opened": opened,
    "valid": sorted(name for name, layer in layers.items() if layer.isValid()),
    "classes": [len(rule.children()) for rule in sites.renderer().rootRule().children()],
    "drawn": {kind: all(each) for kind, each in drawn.items() if kind != "Unknown geometry"},
    "relations": {name: relation.isValid() for name, relation in relations.items()},
    "related": sorted(each["id"] for each in relations["statements_public_sites"].getRelatedFeatures(site)),
    "with a source": added(new | {"source_fid": 1}),
    "without a source": added(new | {"id": "from-nobody"}),
}
statements.startEditing()
statements.changeAttributeValue(next(statements.getFeatures()).id(), statements.fields().indexOf("value"), "5")
answer["changed"] = statements.commitChanges()
print(json.dumps(answer))
"""


@pytest.fixture(scope="module")
def seen(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What QGIS finds in the store of the island."""
    if not HAS_QGIS:
        pytest.skip("no QGIS here; `make test` installs it where there is apt")
    folder = tmp_path_factory.mktemp("qgis")
    init_store(Package.open(island_path), folder / "island.gpkg")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    told = subprocess.run(
        [PYTHON, "-c", LOOK, folder / "island.gpkg"], capture_output=True, text=True, env=env, check=True
    )
    return dict(json.loads(told.stdout.strip().splitlines()[-1]))


def test_the_project_in_the_store_opens_with_styled_layers_and_relations(seen: dict[str, Any]) -> None:
    assert seen["opened"] is True
    assert seen["valid"] == sorted([SITES, *TABLES])
    assert seen["classes"] == [7, 7, 7]
    assert seen["drawn"] == {"Point": True, "Line": True, "Polygon": True}
    assert seen["relations"] == {f"{table}_{target}": True for table, _, target, _ in RELATIONS}
    assert seen["related"] == ["s01", "s02"]


def test_statements_can_be_added_in_qgis_but_neither_changed_nor_left_without_a_source(seen: dict[str, Any]) -> None:
    assert (seen["with a source"], seen["without a source"], seen["changed"]) == (True, False, False)
