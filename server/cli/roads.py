"""`mirasmap roads`: build a network, say which one is used, and what can be reached on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer

from geo.errors import RoadsError
from geo.package import Package
from server.answers import today
from server.cli.loading import prepare
from server.cli.outputs import check_output
from server.cli.progress import progress_bar
from server.cli.told import note
from server.first_use import roads_folder
from server.settings import Settings

if TYPE_CHECKING:
    from geo.roads.avoid import Avoid
    from geo.roads.graph import Graph

__all__ = ["build_network", "print_network", "write_reach"]

_MEGABYTE = 1_000_000
_SAFETY = "What is drawn says how far the roads go, not that they are safe."


def build_network(
    file: Path | None,
    *,
    as_of: date | None,
    heights: Path | None,
    elevation_tiles: Path | None,
    folder: Path | None,
    package: Path | None,
) -> None:
    """Build a network and make it the one that is used.

    Parameters
    ----------
    file
        The roads; None goes back to those of the package.
    as_of
        Day of the state of the roads; None takes that of the file.
    heights, elevation_tiles
        What says which roads are steep; None takes the heights of the package.
    folder, package
        What the command line names; None leaves it to the environment and the defaults.

    Raises
    ------
    RoadsError
        If the file holds no roads, the day lies ahead, and the like; what was used before stays.
    """
    from geo.roads.graph import build_graph, choose_graph, open_graph, unchoose_graph

    if as_of is not None and as_of > today():
        message = f"the day {as_of} of the roads lies ahead; --as-of is the day on which the file was made"
        raise RoadsError(message)
    settings = Settings.given(roads=folder, package=package)
    bundled = Package.open(settings.package)
    with progress_bar() as tell:
        if file is None:
            unchoose_graph(settings.roads)
            graph = roads_folder(bundled, settings, progress=tell)
        else:
            settings.make_default_folder()
            graph = build_graph(
                file,
                settings.roads,
                as_of=None if as_of is None else as_of.isoformat(),
                name="OSM" if file.suffix == ".pbf" else file.stem,
                heights=heights or (None if elevation_tiles else bundled.file("heights")),
                elevation_tiles=elevation_tiles,
                progress=tell,
            )
            choose_graph(graph)
    _print(open_graph(graph))


def print_network(*, folder: Path | None, package: Path | None) -> None:
    """Print what the network is that visits are planned on."""
    from geo.roads.graph import open_graph

    settings = Settings.given(roads=folder, package=package)
    with progress_bar() as tell:
        graph = roads_folder(Package.open(settings.package), settings, progress=tell)
    _print(open_graph(graph))


def write_reach(
    output: Path,
    *,
    start: str,
    minutes: str,
    on: date | None,
    closures: Sequence[Path],
    folder: Path | None,
    store: Path | None,
    package: Path | None,
    force: bool,
) -> None:
    """Write what can be reached as GeoJSON, the largest area first, so that the smaller ones are drawn above it.

    Raises
    ------
    MirasmapError
        If the place, the minutes or the closures cannot be read, or no road lies near.
    """
    import geopandas as gpd

    from geo.roads.notices import require_covered
    from geo.roads.valhalla_roads import open_roads
    from geo.whole_file import whole_file

    check_output(output, force=force, such_as="reach.geojson")
    place, times = _place(start), _times(minutes)
    settings = Settings.given(roads=folder, store=store, package=package)
    prepare(settings)
    roads = open_roads(roads_folder(Package.open(settings.package), settings))
    require_covered(roads.info, np.array([place]), [start])
    day = on or today()
    avoid = _closed(settings, closures, day)
    areas = roads.isochrone(place, times, avoid=avoid)
    if all(area.is_empty for area in areas):
        reason = roads.why_no_way(place, place, avoid=avoid)
        why = "lies in a closed area" if reason and reason.name == "START_CLOSED" else "has no road near it"
        message = f"nothing can be reached from {start}: it {why}"
        raise RoadsError(message)
    reach = gpd.GeoDataFrame(
        {"minutes": times, "day": day.isoformat(), "roads": str(roads.info), "closures": json.dumps(avoid.ids)},
        geometry=areas,
        crs="EPSG:4326",
    )
    with whole_file(output) as part:
        part.write_text(reach.iloc[::-1].to_json(drop_id=True), encoding="utf-8")
    typer.echo(f"{output}: {', '.join(map(str, times))} minutes from {start}, roads of {roads.info}. {_SAFETY}")


def _closed(settings: Settings, files: Sequence[Path], day: date) -> Avoid:
    from geo.roads.closures import avoid_on, closures_together
    from geo.store import open_store
    from server.planning import closures_of

    store = open_store(settings.store, public=True)
    try:
        known = closures_together(store.closures(), closures_of(files))
    finally:
        store.close()
    return avoid_on(day, closures=known)


def _print(graph: Graph) -> None:
    from geo.roads.notices import age_notice

    size = sum(file.stat().st_size for file in graph.tiles.rglob("*") if file.is_file())
    west, south, east, north = graph.info.bbox
    typer.echo(f"roads     {graph.info}, from {graph.file}")
    typer.echo(f"region    {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f}")
    typer.echo(f"speeds    {graph.info.speeds}: {graph.speeds}")
    typer.echo(f"folder    {graph.folder} ({size / _MEGABYTE:.0f} MB)")
    if notice := age_notice(graph.info, today=today()):
        note(f"Note: {notice}.")


def _place(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        lon = lat = float("nan")
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        message = f"--from is a longitude and a latitude such as 46.75,39.76, not {text!r:.60}"
        raise RoadsError(message)
    return lon, lat


def _times(text: str) -> list[int]:
    try:
        return sorted({int(part) for part in text.split(",")})
    except ValueError as error:
        message = f"--minutes are whole numbers such as 30,60,90, not {text!r:.60}"
        raise RoadsError(message) from error
