"""The graph of roads on disk: built once from a file, found again by its stamp, opened wherever it was moved to.

A folder of graphs holds one folder for each stamp::

    roads/
    ├── chosen                   stamp of the graph that is taken, where the user built one
    └── 5f0c…/
        ├── graph.json           where it comes from
        ├── tiles/               Valhalla's graph
        └── matrices/            travel times that were asked before
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import RoadsError
from geo.roads.building import ABOUT, TILES, Recipe, build, locked, size_of
from geo.roads.protocol import GraphInfo
from geo.roads.speeds import MOUNTAIN

if TYPE_CHECKING:
    from geo.package import Package
    from geo.roads.building import Progress
    from geo.roads.speeds import SpeedTable

__all__ = ["Graph", "build_graph", "bundled_graph", "choose_graph", "ensure_graph", "open_graph", "unchoose_graph"]

_CHOSEN = "chosen"
_AGAIN = "build it again with mirasmap roads build"


@dataclass(frozen=True)
class Graph:
    """A graph that can be asked."""

    folder: Path
    info: GraphInfo
    file: str
    """Name of the file that it was built from."""
    speeds: str
    """Where the speeds come from."""

    @property
    def tiles(self) -> Path:
        """Folder of Valhalla's files."""
        return self.folder / TILES

    @property
    def matrices(self) -> Path:
        """Folder of travel times that were asked before."""
        return self.folder / "matrices"


def build_graph(
    source: Path,
    folder: Path,
    *,
    speeds: SpeedTable = MOUNTAIN,
    as_of: str | None = None,
    name: str = "OSM",
    heights: Path | None = None,
    elevation_tiles: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Build the graph of a file of roads, whether there is one already or not.

    Parameters
    ----------
    source
        `.osm.pbf`, or GeoJSON with lines that have a property `highway`.
    folder
        Folder of graphs; made where it is missing.
    speeds
        Speeds by class, surface and slope.
    as_of
        ISO day of the state of the roads; None takes that of the file, if it says one.
    name
        What the roads are of.
    heights
        A GeoTIFF of heights in metres, EPSG:4326: steep ways are slower.
    elevation_tiles
        Folder of Valhalla's own elevation tiles.
    progress
        Is told what goes on.

    Returns
    -------
    Path
        The folder of the graph, named by its stamp.

    Raises
    ------
    RoadsError
        If the file is none of these, holds no roads, or the graph cannot be built; nothing half-built stays.
    """
    recipe = Recipe(source, speeds, as_of, name, heights, elevation_tiles)
    with locked(folder):
        return build(recipe, folder, progress)


def ensure_graph(
    source: Path,
    folder: Path,
    *,
    speeds: SpeedTable = MOUNTAIN,
    as_of: str | None = None,
    name: str = "OSM",
    heights: Path | None = None,
    elevation_tiles: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Return the graph of a file of roads; builds it where it is not there, or is damaged. As `build_graph` otherwise."""
    recipe = Recipe(source, speeds, as_of, name, heights, elevation_tiles)
    place = folder / recipe.stamp
    if _holds(place):
        return place
    with locked(folder):
        return place if _holds(place) else build(recipe, folder, progress)  # another process may have been first


def bundled_graph(package: Package, folder: Path, *, progress: Progress | None = None) -> Path:
    """Return the graph that is taken: the one that the user chose in `folder`, else that of the roads of a package.

    Raises
    ------
    RoadsError
        If the package has no roads and none were built, or as `build_graph`.
    """
    if (folder / _CHOSEN).exists():
        return open_graph(folder).folder
    source = package.file("roads")
    if source is None:
        message = "the data package has no roads; build a network with mirasmap roads build FILE.osm.pbf"
        raise RoadsError(message)
    as_of = package.resources["roads"].as_of
    return ensure_graph(source, folder, as_of=as_of, heights=package.file("heights"), progress=progress)


def choose_graph(graph: Path) -> None:
    """Make this graph the one that `open_graph` takes from its folder."""
    part = graph.parent / f"{_CHOSEN}.part"
    part.write_text(graph.name, encoding="utf-8")
    part.replace(graph.parent / _CHOSEN)


def unchoose_graph(folder: Path) -> None:
    """Forget which graph was chosen in a folder of graphs."""
    (folder / _CHOSEN).unlink(missing_ok=True)


def open_graph(folder: Path) -> Graph:
    """Open a graph.

    Parameters
    ----------
    folder
        Folder of one graph, or of several: then the chosen one, else the newest.

    Raises
    ------
    RoadsError
        If there is none, it is damaged, or another version of the router built it.
    """
    from geo.roads.router_config import router_version

    place = folder if (folder / ABOUT).is_file() else _found(folder)
    try:
        about = json.loads((place / ABOUT).read_bytes())
        info = GraphInfo(**{**about["info"], "bbox": tuple(about["info"]["bbox"])})
        size, router = tuple(about["tiles"]), str(about["router"])
        file, speeds = str(about["file"]), str(about["speeds"]["source"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"the road network in {place} cannot be read; {_AGAIN}"
        raise RoadsError(message) from error
    if router != router_version():
        message = (
            f"the road network in {place} was built by Valhalla {router:.40}, this is {router_version()}; {_AGAIN}"
        )
        raise RoadsError(message)
    if size_of(place / TILES) != size:
        message = f"the road network in {place} is damaged: files are missing or cut off; {_AGAIN}"
        raise RoadsError(message)
    return Graph(place.resolve(), info, file, speeds)


def _found(folder: Path) -> Path:
    with suppress(OSError, UnicodeDecodeError):
        return folder / Path((folder / _CHOSEN).read_text(encoding="utf-8").strip()).name
    built = sorted(folder.glob(f"*/{ABOUT}"), key=lambda about: about.stat().st_mtime)
    if not built:
        message = f"there is no road network in {folder}; build one with mirasmap roads build FILE.osm.pbf"
        raise RoadsError(message)
    return built[-1].parent


def _holds(place: Path) -> bool:
    if not (place / ABOUT).is_file():
        return False
    try:
        open_graph(place)
    except RoadsError:
        return False
    return True
