"""Planning with what the settings name: the same for the command line and for jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.store import Store, open_store
from server.first_use import ensure_store, roads_folder
from server.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.roads.heights import Heights
    from geo.roads.protocol import Roads
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan
    from geo.visits.planner import PlanProgress

__all__ = ["Ground", "closures_of", "ground", "plan_mission"]


@dataclass(frozen=True)
class Ground:
    """What plans are made on."""

    store: Store
    roads: Roads
    closures: gpd.GeoDataFrame | None
    borders: gpd.GeoDataFrame | None
    heights: Heights | None


@contextmanager
def ground(
    settings: Settings,
    *,
    closures: Sequence[Path] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Ground]:
    """Open the public store, the roads, the borders and the heights of the settings.

    Parameters
    ----------
    settings
        Where store, package and roads are; store and roads are made where they are missing.
    closures
        Files of closed areas beside those of the store.
    progress
        Told of the making of store and roads.

    Raises
    ------
    MirasmapError
        If there are no roads, the store cannot be opened, or a file holds no closures.
    """
    from geo.roads.borders import read_borders
    from geo.roads.heights import open_heights
    from geo.roads.valhalla_roads import open_roads

    shut = closures_of(closures)
    package = ensure_store(settings, progress=progress)
    roads = open_roads(roads_folder(package, settings, progress=progress))
    borders, heights = package.file("borders"), package.file("heights")
    store = open_store(settings.store, public=True)
    try:
        yield Ground(
            store,
            roads,
            shut,
            borders=None if borders is None else read_borders(borders),
            heights=None if heights is None else open_heights(heights),
        )
    finally:
        store.close()


def plan_mission(
    mission: Mission,
    settings: Settings,
    *,
    closures: Sequence[Path] = (),
    today: date | None = None,
    iterations: int | None = None,
    seconds: float | None = None,
    watch: Callable[[PlanProgress], bool] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Plan:
    """Plan a mission on the public store, the roads and the borders of the settings.

    Parameters
    ----------
    mission
        What is wanted; the files of closures that it names are read by the caller, who knows where they lie.
    settings, closures
        As `ground` takes them.
    progress
        As `ground` and `plan_visit` take it: told of all that comes before the search.
    today, iterations, seconds, watch
        As `geo.visits.planner.plan_visit` takes them.

    Raises
    ------
    MirasmapError
        As `ground` and `plan_visit`.
    """
    from geo.visits.planner import plan_visit

    with ground(settings, closures=closures, progress=progress) as on:
        return plan_visit(
            mission,
            on.store,
            on.roads,
            closures=on.closures,
            borders=on.borders,
            heights=on.heights,
            today=today,
            iterations=iterations,
            seconds=seconds,
            watch=watch,
            progress=progress,
        )


def closures_of(files: Sequence[Path]) -> gpd.GeoDataFrame | None:
    """Return the closed areas of some files together; None of none.

    Raises
    ------
    RoadsError
        If a file cannot be read as closures.
    """
    from geo.roads.closures import closures_together, read_closures

    read = [read_closures(file) for file in files]
    return closures_together(*read) if read else None
