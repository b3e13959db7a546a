"""What tests of every room share."""

from __future__ import annotations

import gc
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.island import write_island

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.roads.valhalla_roads import ValhallaRoads

# the tests start hundreds of programs, and none is to compile the same modules anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# laws are about results; how long they take depends on what else the machine does. CI tries the same cases every time,
# people at their desks find new ones, half as many a time as hypothesis would
settings.register_profile(
    "house",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("house")

_LONG = ("tests/browser/", "tests/test_wheel.py", "tests/test_readme.py", "tests/server/", "tests/geo/visits/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait for pages, servers and plans: at the end, a long one would leave a core idle.

    Workers begin at different places and take over the last tests of one another, so that one has nearly all pages, and
    few begin a browser and servers of their own.
    """
    gc.collect()
    gc.freeze()  # modules and tests stay to the end: no search for garbage is to go through all of them again
    items.sort(key=lambda item: next((n for n, part in enumerate(_LONG) if item.nodeid.startswith(part)), len(_LONG)))


@pytest.fixture(scope="session")
def island_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the data package of the made-up island; read only, so that all tests can share it."""
    return write_island(tmp_path_factory.mktemp("island"))


_GRAPH_DEPENDS_ON = (
    "building", "osm_extract", "geojson_roads", "road_ways", "way_speeds", "speeds", "router_config", "asking", "exclusion",
    "matrix", "closed_pieces", "snapping",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def graphs(pytestconfig: pytest.Config) -> Iterator[Path]:
    """Folder of graphs for everything that tests start, in place of the reader's own.

    A graph takes seven seconds to build, so it stays for the next run, until the code that builds and asks it changes.
    """
    code = Path(__file__).parents[1] / "geo" / "roads"
    digest = sha256(b"".join((code / f"{name}.py").read_bytes() for name in _GRAPH_DEPENDS_ON)).hexdigest()[:16]
    folder = pytestconfig.rootpath / ".pytest_cache" / "d" / "roads" / digest
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIRASMAP_ROADS", str(folder))
        yield folder


@pytest.fixture(scope="session")
def bundled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the bundled package; read only, so that all tests can share it."""
    from geo.package import Package
    from geo.store import init_store

    path = tmp_path_factory.mktemp("bundled_store") / "store.gpkg"
    init_store(Package.open(), path)
    return path


@pytest.fixture(scope="session")
def graph_folder(graphs: Path) -> Path:
    """Folder of the graph of the bundled roads."""
    from geo.package import Package
    from geo.roads.graph import bundled_graph

    return bundled_graph(Package.open(), graphs)


@pytest.fixture(scope="session")
def roads(graph_folder: Path) -> ValhallaRoads:
    """The bundled roads."""
    from geo.roads.valhalla_roads import open_roads

    return open_roads(graph_folder)


@pytest.fixture(scope="session")
def small_roads(tmp_path_factory: pytest.TempPathFactory) -> ValhallaRoads:
    """The made-up network of `tests.geo.roads.small_network`."""
    from geo.roads.graph import ensure_graph
    from geo.roads.valhalla_roads import open_roads
    from tests.geo.roads.small_network import AS_OF, write_network

    folder = tmp_path_factory.mktemp("small_network")
    return open_roads(ensure_graph(write_network(folder / "roads.geojson"), folder, as_of=AS_OF, name="made-up"))
