"""Roads of the package: the graph, travel times between 500 places, ways and reach."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.package import Package
from geo.roads.borders import read_borders
from geo.roads.closures import avoid_on
from geo.roads.graph import bundled_graph
from geo.roads.valhalla_roads import open_roads

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.valhalla_roads import ValhallaRoads

type Row = tuple[str, ...]

PLACES = 500
PAIRS = 200


def run(_sites: int = 0) -> list[Row]:
    """Return rows of what, goal, ours."""
    package = Package.open()
    with tempfile.TemporaryDirectory() as name:
        before = _cpu()
        took, graph = _timed(partial(bundled_graph, package, Path(name)))
        rows: list[Row] = [
            ("graph of the bundled roads (33,200 km)", "", f"{took:.1f} s", f"{_cpu() - before:.0f} s of CPU")
        ]
        size = sum(file.stat().st_size for file in graph.rglob("*") if file.is_file())
        rows.append(("its size", "", f"{size / 1e6:.0f} MB"))
        roads = open_roads(graph)
        places = _places(roads)
        borders = package.file("borders")
        inside = (
            None if borders is None else avoid_on(date(2026, 5, 14), borders=read_borders(borders), countries=("AZ",))
        )
        return rows + _matrix(roads, places, inside) + _ways(roads, places, inside)


def _places(roads: ValhallaRoads) -> NDArray[np.float64]:
    """Return places within a kilometre of a road, spread over the middle of the region."""
    rng = np.random.default_rng(3)
    west, south, east, north = roads.info.bbox
    some = np.column_stack([rng.uniform(west + 0.4, east - 0.4, 3000), rng.uniform(south + 0.2, north - 0.2, 3000)])
    near: NDArray[np.float64] = some[(roads.snap(some).gap_m < 1000).to_numpy()][:PLACES]
    return near


def _matrix(roads: ValhallaRoads, places: NDArray[np.float64], inside: Avoid | None) -> list[Row]:
    before = _cpu()
    first, times = _timed(partial(roads.matrix, places))
    middle = _cpu()
    within, _ = _timed(partial(roads.matrix, places, avoid=inside))
    after = _cpu()
    again, _ = _timed(partial(roads.matrix, places))
    joined = np.isfinite(times.seconds).mean()
    what = f"travel times between {len(places)} places"
    return [
        (
            f"{what} ({joined:.0%} of the pairs are joined)",
            "≤ 20 s",
            f"{first:.1f} s",
            f"{middle - before:.0f} s of CPU",
        ),
        (f"{what}, within one country", "≤ 20 s", f"{within:.1f} s", f"{after - middle:.0f} s of CPU"),
        (f"{what}, asked again", "", f"{again * 1000:.0f} ms"),
    ]


def _cpu() -> float:
    """Return the seconds of processor that this program and those that it started have used."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ways(roads: ValhallaRoads, places: NDArray[np.float64], inside: Avoid | None) -> list[Row]:
    pairs = np.random.default_rng(4).integers(0, len(places), (PAIRS, 2)).tolist()
    ends = [(_pair(places[a]), _pair(places[b])) for a, b in pairs]
    times = roads.matrix(places).seconds
    took, apart = [], []
    for (a, b), (start, end) in zip(pairs, ends, strict=True):
        seconds, route = _timed(partial(roads.route, start, end))
        took.append(seconds)
        if route is not None:
            apart.append(abs(route.seconds - times[a, b]))
    bounded = [_timed(partial(roads.route, start, end, avoid=inside))[0] for start, end in ends[:50]]
    reach = [_timed(partial(roads.isochrone, start, [30, 60, 90]))[0] for start, _ in ends[:20]]
    return [
        ("a way with its turns, median", "", f"{statistics.median(took) * 1000:.0f} ms"),
        ("a way within one country, median", "", f"{statistics.median(bounded) * 1000:.0f} ms"),
        (f"ways and travel times differ, most of {len(apart)}", "≤ 1 s", f"{max(apart):.2f} s"),
        ("what can be reached in 30, 60 and 90 minutes, median", "", f"{statistics.median(reach) * 1000:.0f} ms"),
    ]


def _pair(place: NDArray[np.float64]) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _timed[T](call: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found
