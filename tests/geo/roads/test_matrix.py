"""Travel times in this process, in others and in threads; kept, and found anew where what is kept is broken."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.roads import matrix
from geo.roads.asking import Asker, location
from geo.roads.graph import Graph, ensure_graph, open_graph
from geo.roads.matrix_blocks import told_of_blocks
from geo.roads.matrix_cache import MatrixCache
from geo.roads.protocol import TravelTimes
from geo.roads.valhalla_roads import ValhallaRoads, open_roads
from tests.geo.roads.small_network import PLACES, write_network

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("network")
    return open_graph(ensure_graph(write_network(folder / "roads.geojson"), folder))


def places(n: int) -> NDArray[np.float64]:
    lon = np.linspace(10, 10.1, n)
    return np.column_stack([lon, np.where(np.arange(n) % 2, 0.1, 0.0)])


def _times(folder: str) -> float:
    return float(open_roads(Path(folder)).matrix(places(70)).seconds[0, 1])


def test_processes_and_this_one_find_the_same(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    named = [location(place) for place in places(70)]
    apart = matrix.times_and_lengths(graph.tiles, named, [], asker=Asker(graph.tiles))
    monkeypatch.setattr(matrix, "_FEW", 1000)
    here = matrix.times_and_lengths(graph.tiles, named, [], asker=Asker(graph.tiles))
    assert np.array_equal(apart[0], here[0], equal_nan=True)
    assert np.array_equal(apart[1], here[1], equal_nan=True)
    assert np.isfinite(here[0]).all()


@pytest.mark.parametrize("few", [1000, 1], ids=["here", "in processes"])
def test_blocks_are_told_as_they_are_found(graph: Graph, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(matrix, "_FEW", few)
    told: list[int] = []
    named = [location(place) for place in places(120)]
    with told_of_blocks(told.append):
        matrix.times_and_lengths(graph.tiles, named, [], asker=Asker(graph.tiles))
    assert told[-1] == 3
    assert told == sorted(told)
    matrix.times_and_lengths(graph.tiles, named[:10], [], asker=Asker(graph.tiles))
    assert told[-1] == 3, "who no longer watches is told nothing"


def test_who_is_told_may_end_the_question_before_the_first_block(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other processes hang; the question ends all the same, and leaves none of them."""
    started: list[subprocess.Popen[bytes]] = []

    def hang(*_: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))
        return started[-1]

    def stop(done: int) -> None:
        assert done == 0
        raise InterruptedError

    monkeypatch.setattr(matrix, "_start", hang)
    with told_of_blocks(stop), pytest.raises(InterruptedError):
        matrix.times_and_lengths(graph.tiles, [location(place) for place in places(70)], [], asker=Asker(graph.tiles))
    assert started
    assert None not in [process.poll() for process in started]


def test_a_worker_of_a_server_may_ask_too(graph: Graph) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # its processes may start none of Python's own
        assert pool.apply(_times, (str(graph.folder),)) > 0


def test_a_process_that_fails_is_a_sentence(tmp_path: Path) -> None:
    named = [location(place) for place in places(70)]
    with pytest.raises(RoadsError, match="travel times cannot be found"):
        matrix.times_and_lengths(tmp_path / "none", named, [], asker=Asker(tmp_path))


def test_threads_may_share_the_roads(graph: Graph, tmp_path: Path) -> None:
    roads = ValhallaRoads(graph, cache=tmp_path)
    start, ends = PLACES["S"], [PLACES[name] for name in "MVNEF"] * 8
    alone = [roads.route(start, end) for end in ends]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda end: roads.route(start, end), ends))
    assert [route and route.seconds for route in alone] == [route and route.seconds for route in together]


def test_what_was_asked_before_is_kept_and_what_is_broken_is_found_anew(graph: Graph, tmp_path: Path) -> None:
    roads = ValhallaRoads(graph, cache=tmp_path / "kept")
    first = roads.matrix(places(4))
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(file.read_bytes()[:50])
    assert np.array_equal(roads.matrix(places(4)).seconds, first.seconds)
    np.savez(file.with_suffix(""), seconds=first.seconds + 7, km=first.km)
    assert np.array_equal(roads.matrix(places(4)).seconds, first.seconds + 7), "it was read, not asked"
    assert not np.array_equal(roads.matrix(places(5)).seconds[:4, :4], first.seconds + 7)


def test_only_the_newest_are_kept_and_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    times = TravelTimes(np.zeros((2, 2)), np.zeros((2, 2)))
    cache = MatrixCache(tmp_path / "kept", keep=3)
    for n in range(6):
        cache.write(cache.file(str(n), places(2), "", "auto"), times)
    assert len(list((tmp_path / "kept").iterdir())) == 3
    (tmp_path / "file").write_text("")
    MatrixCache(tmp_path / "file").write(tmp_path / "file" / "x.npz", times)


def test_ten_thousand_places_are_too_many(graph: Graph) -> None:
    with pytest.raises(RoadsError, match="at most 2,000 places, not 10,000"):
        ValhallaRoads(graph).matrix(places(10_000))


def test_no_places_give_an_empty_matrix(graph: Graph, tmp_path: Path) -> None:
    roads = ValhallaRoads(graph, cache=tmp_path)
    assert roads.matrix(np.empty((0, 2))).seconds.shape == (0, 0)
    assert np.isnan(roads.matrix(np.array([(50.0, 50.0)])).seconds).all()


@pytest.mark.parametrize("minutes", [[], [0], [-5], [1441], list(range(1, 14))])
def test_reach_of_senseless_times_is_refused(graph: Graph, minutes: list[int]) -> None:
    with pytest.raises(RoadsError, match="what can be reached is drawn for"):
        ValhallaRoads(graph).isochrone(PLACES["S"], minutes)
