"""Building a graph with Valhalla's own program, beside its place, moved there when it is whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import RoadsError
from geo.roads.building_lock import one_at_a_time
from geo.roads.protocol import GraphInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from geo.roads.height_grid import HeightGrid
    from geo.roads.osm_extract import Extract
    from geo.roads.speeds import SpeedTable

__all__ = ["ABOUT", "TILES", "Progress", "Recipe", "build", "locked", "size_of"]

type Progress = Callable[[str, int, int], None]
"""Is told the step, how much of it is done, and of how much."""

ABOUT = "graph.json"
TILES = "tiles"
_FORMAT = 2
"""Rises when the same file would give another graph than before."""
_WAIT_SECONDS = 3600.0
_BUILDING = ".building-"


@dataclass(frozen=True)
class Recipe:
    """All that a graph depends on."""

    source: Path
    speeds: SpeedTable
    as_of: str | None
    name: str
    heights: Path | None
    elevation_tiles: Path | None

    @cached_property
    def source_digest(self) -> str:
        """SHA-256 of the file of roads."""
        return _digest(self.source)

    @cached_property
    def stamp(self) -> str:
        """Name of the graph: another file, table of speeds or router makes another."""
        from geo.roads.router_config import router_version

        tiles = sorted((tile.name, tile.stat().st_size) for tile in self._elevation_files())
        parts = [
            _FORMAT,
            router_version(),
            self.source_digest,
            self.speeds.key,
            self.as_of,
            self.name,
            self.heights and _digest(self.heights),
            tiles,
        ]
        return sha256(json.dumps(parts).encode()).hexdigest()[:16]

    def grid(self) -> HeightGrid | None:
        """Return the heights that say which roads are steep: those of the tiles, where there are any."""
        from geo.roads.height_grid import open_grid

        path = self.elevation_tiles or self.heights
        return None if path is None else open_grid(path)

    def _elevation_files(self) -> list[Path]:
        if self.elevation_tiles is None:
            return []
        found = [file for file in self.elevation_tiles.rglob("*") if file.is_file()]
        if not found:
            message = f"the folder {self.elevation_tiles} holds no elevation tiles; name another one, or none"
            raise RoadsError(message)
        return found


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"the file {path} cannot be read ({error.strerror}); name a file of roads such as region.osm.pbf"
        raise RoadsError(message) from error


def locked(folder: Path) -> AbstractContextManager[None]:
    """Make the folder of graphs, and hold it against other processes that build there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder {folder} cannot be made ({error.strerror}); name another one"
        raise RoadsError(message) from error
    return one_at_a_time(folder / "lock", wait_seconds=_WAIT_SECONDS)


def build(recipe: Recipe, folder: Path, progress: Progress | None) -> Path:
    """Build the graph of a recipe; the caller holds the lock of the folder."""
    from geo.roads.osm_extract import prepare

    tell = progress or (lambda _step, _done, _total: None)
    for left in folder.glob(f"{_BUILDING}*"):  # a killed process left it; nobody else builds now
        shutil.rmtree(left, ignore_errors=True)
    place = folder / recipe.stamp
    with tempfile.TemporaryDirectory(prefix=_BUILDING, dir=folder) as name:
        work = Path(name)
        tell("reading roads", 0, 2)
        extract = prepare(recipe.source, work, speeds=recipe.speeds, grid=recipe.grid())
        tell("building the graph", 1, 2)
        made = work / "graph"
        (made / TILES).mkdir(parents=True)
        _run(extract.path, made / TILES, recipe, work)
        _describe(recipe, extract, made)
        if place.exists():  # damaged, or asked for anew
            place.replace(work / "old")
        made.replace(place)
    tell("building the graph", 2, 2)
    return place


def _run(roads: Path, tiles: Path, recipe: Recipe, work: Path) -> None:
    import valhalla

    from geo.roads.router_config import build_config

    config = work / "build.json"
    threads = min(os.cpu_count() or 1, 8)
    config.write_text(
        json.dumps(
            build_config(tiles, elevation=recipe.elevation_tiles and recipe.elevation_tiles.resolve(), threads=threads)
        )
    )
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    done = subprocess.run(  # noqa: S603 (the router's own program, on files of ours)
        [program, "-c", config, roads], cwd=work, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode or not size_of(tiles)[0]:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line or "Error" in line]
        message = f"no road network can be built from {recipe.source.name}"
        raise RoadsError(f"{message}: {said[-1][-200:]}" if said else f"{message}; it may hold no roads for cars")


def _describe(recipe: Recipe, extract: Extract, made: Path) -> None:
    info = GraphInfo(recipe.name, recipe.as_of or extract.as_of, recipe.stamp, extract.bbox, recipe.speeds.name)
    from geo.roads.router_config import router_version

    about = {
        "info": asdict(info),
        "file": recipe.source.name,
        "sha256": recipe.source_digest,
        "router": router_version(),
        "speeds": asdict(recipe.speeds),
        "tiles": size_of(made / TILES),
    }
    (made / ABOUT).write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")


def size_of(folder: Path) -> tuple[int, int]:
    """Return the number of files in a folder and below, and their bytes."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes)
