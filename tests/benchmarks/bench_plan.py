"""Missions planned by us, and by k-means and nearest neighbour with the same times: what is visited, how near the bound, how long."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo.package import Package
from geo.roads.borders import read_borders
from geo.roads.closures import avoid_on
from geo.roads.graph import bundled_graph
from geo.roads.valhalla_roads import open_roads
from geo.store import init_store, open_store
from geo.visits.bound import upper_bound
from geo.visits.candidates import candidates_of
from geo.visits.check import check_timetables
from geo.visits.compile import compile_mission
from geo.visits.mission_file import read_mission
from geo.visits.objective import score
from geo.visits.places import road_places
from geo.visits.planner import plan_visit
from geo.visits.scheduler import timetable
from geo.visits.solver import solve
from geo.visits.travel import travel_of
from tests.benchmarks.kmeans_visits import kmeans_routes
from tests.benchmarks.made_up_visits import H, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads
    from geo.store import Store
    from geo.visits.mission import Mission
    from geo.visits.problem import Problem

ROOT = Path(__file__).parents[2]
MISSIONS = sorted((ROOT / "data" / "missions").glob("*.yml"))
BASE = 46.74928, 39.75908
MADE_UP = ((35, 5, 2, 15.5, "≤ 10 s"), (160, 5, 2, 18.0, ""), (200, 14, 4, 18.0, "≤ 60 s"))
"""Sites, days, teams, end of the day, goal."""

type Row = tuple[str, ...]


class Ground(NamedTuple):
    """What missions are planned on."""

    store: Store
    roads: Roads
    borders: gpd.GeoDataFrame


class Now(NamedTuple):
    """A moment by the clock on the wall, and by that of this process, which knows nothing of what else the machine does."""

    wall: float
    cpu: float

    @classmethod
    def take(cls) -> Now:
        return cls(time.perf_counter(), time.process_time())

    def since(self, start: Now) -> str:
        return f"{self.wall - start.wall:.1f} s ({self.cpu - start.cpu:.1f} s of CPU)"


class Beside(NamedTuple):
    """One mission, by us and by the others."""

    row: Row
    gain: float


def run(_: int = 0) -> list[Row]:
    """Return rows of what, goal, ours, instead, ratio."""
    with ground() as on:
        missions = [bundled(on, read_mission(path)) for path in MISSIONS]
        made_up = [row for size in MADE_UP for row in of_size(on, *size)]
    gain = statistics.mean(mission.gain for mission in missions)
    mean = ("bundled missions: priority more than by k-means, mean", "≥ 25 %", f"{gain:.0%}", "", "")
    return [mission.row for mission in missions] + [mean] + made_up


@contextmanager
def ground() -> Iterator[Ground]:
    """The bundled sites and roads, built anew."""
    with tempfile.TemporaryDirectory() as folder:
        package, path = Package.open(), Path(folder) / "store.gpkg"
        init_store(package, path)
        borders = package.file("borders")
        assert borders
        with open_store(path, public=True) as store:
            yield Ground(store, open_roads(bundled_graph(package, Path(folder) / "roads")), read_borders(borders))


def bundled(on: Ground, mission: Mission) -> Beside:
    """Plan a mission of the package: all in, from the mission to the checked plan."""
    start = Now.take()
    plan = plan_visit(mission, on.store, on.roads, borders=on.borders)
    seconds = Now.take().since(start)
    problem, at = problem_of_mission(on, mission)
    theirs = by_kmeans(problem, at)
    ours, bound = plan.objective.priority, plan.objective.bound
    size = f"{problem.n_sites}/{len(mission.dates)}/{len(mission.teams)}"
    return Beside(row(f"{mission.title} ({size})", "", ours, bound, seconds, theirs), gain(ours, theirs))


def problem_of_mission(on: Ground, mission: Mission) -> tuple[Problem, NDArray[np.float64]]:
    """Return the problem, with the first base of each night, and where its places are."""
    shut = on.store.closures()
    candidates = candidates_of(mission, on.store, today=mission.dates[0])
    places = road_places(candidates, mission, on.roads)
    travel = travel_of(mission, places, on.roads, closures=shut, borders=on.borders)
    compiled = compile_mission(mission, candidates, places, travel)
    problem = compiled.problem.settled([night[0] for night in compiled.problem.nights])
    return problem, kilometres(places.lonlat[list(compiled.place_rows)])


def of_size(on: Ground, sites: int, days: int, teams: int, end: float, goal: str) -> Iterator[Row]:
    """Plan made-up priorities and hours for real places: matrix, routes, bound."""
    avoid = avoid_on(date(2026, 5, 14), borders=on.borders, countries=["AZ"])
    lonlat = real_places(on, sites, avoid)
    rng, start = np.random.default_rng(1), Now.take()
    drive = on.roads.matrix(lonlat, avoid=avoid).seconds.astype(np.int64)
    problem = problem_of(drive, days, teams, rng=rng, start=int(8.5 * H), end=int(end * H))
    plan = solve(problem)
    ours = holding(problem, plan.routes)
    searched = Now.take()
    bound = upper_bound(problem, known=ours)
    done = Now.take()
    what = f"made-up priorities, {sites}/{days}/{teams}"
    yield row(what, goal, ours, bound, done.since(start), by_kmeans(problem, kilometres(lonlat)))
    yield (f"{what}: the bound alone", "", done.since(searched), "", "")


def real_places(on: Ground, sites: int, avoid: Avoid) -> NDArray[np.float64]:
    """Return points on roads for as many sites, and villages where there are too few, and last the base: all joined."""
    shapes = on.store.public_sites(bbox=(-180, -90, 180, 90), limit=1000).geometry.representative_point()
    villages = pd.read_csv(ROOT / "data" / "places" / "places.csv").query("country == 'AZ' and rank <= 3")
    asked = np.vstack([[BASE], np.column_stack([shapes.x, shapes.y]), villages[["lon", "lat"]].to_numpy()])
    snapped = on.roads.snap(asked)
    points = snapped.loc[snapped.gap_m <= 2_000, ["lon", "lat"]].drop_duplicates().to_numpy()[: sites + 150]
    matrix = on.roads.matrix(points, avoid=avoid).seconds
    joined = points[np.isfinite(matrix[0]) & np.isfinite(matrix[:, 0])]
    return np.vstack([joined[1 : sites + 1] if sites > 160 else _some(joined[1:], sites), joined[:1]])


def _some(points: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    chosen: NDArray[np.float64] = np.random.default_rng(number).choice(points[:165], number, replace=False)
    return chosen


def kilometres(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places on a plane, near enough for k-means."""
    scaled: NDArray[np.float64] = lonlat * [111.3 * np.cos(np.radians(np.nanmean(lonlat[:, 1]))), 111.3]
    return scaled


def by_kmeans(problem: Problem, at: NDArray[np.float64]) -> float:
    """Return the priority that k-means and nearest neighbour reach: the mean of five tries."""
    return statistics.mean(holding(problem, kmeans_routes(problem, at, seed=seed)) for seed in range(5))


def holding(problem: Problem, routes: Sequence[Sequence[int]]) -> int:
    """Return the priority of routes that pass the checker."""
    breaches = check_timetables(problem, routes, [timetable(problem, i, route) for i, route in enumerate(routes)])
    assert not breaches, breaches
    return score(problem, routes).priority


def row(what: str, goal: str, ours: int, bound: int, seconds: str, theirs: float) -> Row:
    reached = f"{ours} of {bound} ({ours / max(1, bound):.1%}), {seconds}"
    return (what, goal, reached, f"{theirs:.0f} (k-means + nearest neighbour)", f"{gain(ours, theirs):+.0%}")


def gain(ours: int, theirs: float) -> float:
    return ours / theirs - 1 if theirs else float(ours > 0)


if __name__ == "__main__":
    for line in run():
        sys.stdout.write(" | ".join(line) + "\n")
