"""Roads from the command line: build, say what is used, what can be reached; bad input is a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from server.cli import main
from tests.geo.roads.small_network import write_network

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()
SHUSHA = "46.7487,39.7586"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, bundled_store: Path, graph_folder: Path) -> None:
    """Keep the user's own store and settings out of the tests."""
    monkeypatch.setenv("MIRASMAP_STORE", str(bundled_store))
    monkeypatch.setenv("MIRASMAP_ROADS", str(graph_folder.parent))
    monkeypatch.delenv("MIRASMAP_PACKAGE", raising=False)


def said(*arguments: object, code: int = 0) -> str:
    result = RUNNER.invoke(main, ["roads", *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_network_is_built_used_and_given_up_again(tmp_path: Path) -> None:
    roads = write_network(tmp_path / "island.geojson")
    text = said("build", roads, "--as-of", "2020-01-01", "--folder", tmp_path / "graphs")
    assert "island 2020-01-01, from island.geojson" in text
    assert "Note: the roads are of 2020-01-01" in text
    assert "island 2020-01-01" in said("info", "--folder", tmp_path / "graphs")
    assert "from roads.osm.pbf" in said("info"), "another folder is as it was"


def test_a_file_that_holds_no_roads_changes_nothing(tmp_path: Path) -> None:
    good, bad = write_network(tmp_path / "island.geojson"), tmp_path / "bad.geojson"
    bad.write_text("{}")
    said("build", good, "--as-of", "2020-01-01", "--folder", tmp_path / "graphs")
    assert "mirasmap: bad.geojson has no roads" in said("build", bad, "--folder", tmp_path / "graphs", code=1)
    assert "cannot be read" in said("build", tmp_path / "none.osm.pbf", "--folder", tmp_path / "graphs", code=1)
    assert "lies ahead" in said("build", good, "--as-of", "2999-01-01", "--folder", tmp_path / "graphs", code=1)
    assert "island 2020-01-01" in said("info", "--folder", tmp_path / "graphs")


def test_what_can_be_reached_is_written_without_what_is_closed(tmp_path: Path) -> None:
    area = shapely.box(46.83, 39.66, 46.88, 39.72)
    closed = {
        "type": "Feature",
        "properties": {"id": "a", "kind": "mine_risk", "title": "a", "source": "a test", "as_of": "2026-01-01"},
        "geometry": shapely.geometry.mapping(area),
    }
    (tmp_path / "closed.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [closed]}))
    output = tmp_path / "reach.geojson"
    text = said(
        "isochrone", "--from", SHUSHA, "--minutes", "90,30", "-o", output, "--closures", tmp_path / "closed.geojson"
    )
    assert "30, 90 minutes from 46.7487,39.7586, roads of OSM 2021-08-06" in text
    reach = gpd.read_file(output)
    assert reach.minutes.tolist() == [90, 30]
    assert reach.geometry.is_valid.all()
    assert reach.geometry[1].within(reach.geometry[0].buffer(1e-9))
    assert not reach.intersects(area).any()
    assert "exists; replace it with --force" in said("isochrone", "--from", SHUSHA, "-o", output, code=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "46.7487"), "--from is a longitude and a latitude"),
        (("--from", "400,39"), "--from is a longitude and a latitude"),
        (("--from", "nan,39"), "--from is a longitude and a latitude"),
        (("--from", "10,10"), "lie outside the road network of OSM 2021-08-06"),
        (("--from", SHUSHA, "--minutes", "x"), "--minutes are whole numbers"),
        (("--from", SHUSHA, "--minutes", "0"), "what can be reached is drawn for"),
    ],
)
def test_bad_questions_are_answered_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in said("isochrone", *arguments, "-o", tmp_path / "reach.geojson", code=1)
    assert not (tmp_path / "reach.geojson").exists()
