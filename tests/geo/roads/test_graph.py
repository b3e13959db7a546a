"""Graphs on disk: built from good files, refused from bad ones, found again, noticed when old, damaged or elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.package import Package
from geo.roads.building import ABOUT
from geo.roads.graph import build_graph, bundled_graph, choose_graph, ensure_graph, open_graph, unchoose_graph
from geo.roads.notices import age_notice, require_covered
from geo.roads.valhalla_roads import open_roads
from tests.geo.roads.small_network import AS_OF, PLACES, write_network

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return ensure_graph(write_network(tmp_path / "roads.geojson"), tmp_path / "graphs", as_of=AS_OF)


def test_the_same_file_is_built_once(graph: Path, tmp_path: Path) -> None:
    before = (graph / ABOUT).stat().st_mtime_ns
    assert ensure_graph(tmp_path / "roads.geojson", graph.parent, as_of=AS_OF) == graph
    assert (graph / ABOUT).stat().st_mtime_ns == before
    assert ensure_graph(tmp_path / "roads.geojson", graph.parent, as_of="2025-03-02") != graph


def test_a_graph_that_was_moved_still_works(graph: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "roads"
    shutil.copytree(graph, moved)
    shutil.rmtree(graph)
    assert open_roads(moved).route(PLACES["S"], PLACES["M"]) is not None


def test_damage_is_noticed_and_mended(graph: Path, tmp_path: Path) -> None:
    tile = next((graph / "tiles").rglob("*.gph"))
    tile.write_bytes(tile.read_bytes()[:100])
    with pytest.raises(RoadsError, match="is damaged"):
        open_graph(graph)
    assert ensure_graph(tmp_path / "roads.geojson", graph.parent, as_of=AS_OF) == graph
    assert open_roads(graph).route(PLACES["S"], PLACES["M"]) is not None


def test_a_graph_of_another_router_is_noticed(graph: Path) -> None:
    about = json.loads((graph / ABOUT).read_text())
    (graph / ABOUT).write_text(json.dumps({**about, "router": "2.0"}))
    with pytest.raises(RoadsError, match=r"was built by Valhalla 2\.0"):
        open_graph(graph)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"info": {"bbox": 1}}', "\0"])
def test_a_broken_description_is_a_sentence(graph: Path, content: str) -> None:
    (graph / ABOUT).write_text(content)
    with pytest.raises(RoadsError, match="cannot be read; build it again"):
        open_graph(graph)


def test_the_chosen_graph_comes_before_the_newest_and_before_the_bundled_one(graph: Path, tmp_path: Path) -> None:
    other = ensure_graph(tmp_path / "roads.geojson", graph.parent, as_of="2025-01-01")
    assert open_graph(graph.parent).folder == other.resolve()
    choose_graph(graph)
    assert open_graph(graph.parent).folder == graph.resolve()
    assert bundled_graph(Package.open(), graph.parent) == graph.resolve()
    unchoose_graph(graph.parent)
    assert open_graph(graph.parent).folder == other.resolve()


def test_an_empty_folder_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="mirasmap roads build"):
        open_graph(tmp_path)


_LINE = {"type": "LineString", "coordinates": [[10, 0], [10.1, 0]]}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is no file of roads"),
        ("a.txt", b"hello", "is no file of roads"),
        ("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x0a" + b"\xff" * 100, "damaged or cut off"),
        ("a.geojson", b"{", "is not GeoJSON"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "has no roads"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": 3}', "no GeoJSON feature collection"),
        ("a.geojson", b'{"features": [1, null, {"geometry": []}]}', "has no roads"),
        ("a.geojson", json.dumps({"features": [{"geometry": _LINE, "properties": {"name": "x"}}]}).encode(), "no line has"),
        ("a.geojson", json.dumps({"features": [{"geometry": {"type": "LineString", "coordinates": [[500000, 4400000], [500001, 4400000]]}, "properties": {"highway": "primary"}}]}).encode(), "are no degrees"),
        ("a.geojson", json.dumps({"features": [{"geometry": {"type": "LineString", "coordinates": [[1]]}, "properties": {"highway": "primary"}}]}).encode(), "has no roads"),
        ("a.geojson", json.dumps({"features": [{"geometry": _LINE, "properties": {"highway": "footway"}}]}).encode(), "no roads for cars"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_in_a_sentence_and_leave_nothing(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    folder = tmp_path / "graphs"
    with pytest.raises(RoadsError) as caught:
        build_graph(tmp_path / name, folder)
    assert name in str(caught.value)
    assert message in str(caught.value)
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = Package.open().file("roads")
    assert whole is not None
    (tmp_path / "cut.osm.pbf").write_bytes(whole.read_bytes()[:1_000_000])
    with pytest.raises(RoadsError, match=r"cut\.osm\.pbf is damaged or cut off"):
        build_graph(tmp_path / "cut.osm.pbf", tmp_path / "graphs")


def test_a_missing_file_and_a_folder_that_cannot_be_made_are_said(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="cannot be read"):
        build_graph(tmp_path / "none.osm.pbf", tmp_path / "graphs")
    roads = write_network(tmp_path / "roads.geojson")
    with pytest.raises(RoadsError, match="cannot be made"):
        build_graph(roads, roads / "graphs")


def test_two_processes_build_one_graph(tmp_path: Path) -> None:
    write_network(tmp_path / "roads.geojson")
    program = (
        "import sys; from pathlib import Path; from geo.roads.graph import ensure_graph; "
        "print(ensure_graph(Path(sys.argv[1]), Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "roads.geojson"), str(tmp_path / "graphs")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {process.communicate()[0].strip() for process in both}
    assert len(said) == 1
    assert len(list((tmp_path / "graphs").glob(f"*/{ABOUT}"))) == 1


def test_an_old_network_and_one_of_another_region_are_noticed(graph: Path) -> None:
    info = open_graph(graph).info
    assert age_notice(info, today=date(2026, 1, 1)) is None
    assert "of 2025-03-01, 5 years ago" in (age_notice(info, today=date(2030, 4, 1)) or "")
    require_covered(info, np.array([PLACES["S"], (np.nan, np.nan)]), ["S", "?"])
    with pytest.raises(RoadsError, match=r"these places lie outside the road network of OSM 2025-03-01 .*: Baku;"):
        require_covered(info, np.array([PLACES["S"], (49.87, 40.41)]), ["S", "Baku"])
