"""Files of roads as the router wants them: roads only, cut into pieces, each with its speed written on it.

The router obeys a speed to the kilometre an hour where `maxspeed:practical` has it (ten or more), the surface counts as
paved and no table of default speeds is set: such a table would be stronger than any tag (tried with Valhalla 3.9.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import RoadsError

if TYPE_CHECKING:
    from pathlib import Path

    import osmium
    from numpy.typing import NDArray

    from geo.roads.height_grid import HeightGrid
    from geo.roads.road_ways import Pieces
    from geo.roads.speeds import SpeedTable

__all__ = ["Extract", "prepare"]

_TO_KNOW = "a file of roads is an OpenStreetMap extract (.osm.pbf) or GeoJSON with lines"
_REPLACED = ("surface", "tracktype", "maxspeed")
"""Tags that would change the speed again."""


@dataclass(frozen=True)
class Extract:
    """Roads ready to build from."""

    path: Path
    """An `.osm.pbf`."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north of the roads, degrees."""
    as_of: str | None
    """ISO day that the file says, None where it says none."""


def prepare(source: Path, work: Path, *, speeds: SpeedTable, grid: HeightGrid | None) -> Extract:
    """Read a file of roads, and write what the router builds from.

    Parameters
    ----------
    source
        `.osm.pbf` or GeoJSON, told apart by their first bytes.
    work
        Folder for what is made.
    speeds, grid
        As `geo.roads.way_speeds.speeds_of` takes them.

    Raises
    ------
    RoadsError
        If the file is neither, or is cut off, or has no roads.
    """
    from geo.roads.road_ways import cut, read_ways
    from geo.roads.way_speeds import speeds_of

    osm = _as_osm(source, work)
    ways = read_ways(osm, source.name)
    pieces = cut(ways, speeds.cut_m)
    driven = speeds_of(ways, pieces, speeds, grid)
    if np.isnan(driven).all():
        message = f"{source.name} holds no roads for cars: no way has a highway such as {speeds.classes[0].highway}"
        raise RoadsError(message)
    path = work / "roads.osm.pbf"
    _write(osm, path, pieces, driven, ways.largest_id)
    (west, south), (east, north) = ways.lonlat.min(axis=0), ways.lonlat.max(axis=0)
    return Extract(path, (float(west), float(south), float(east), float(north)), _day(osm))


def _as_osm(source: Path, work: Path) -> Path:
    from geo.roads.geojson_roads import write_as_osm

    with source.open("rb") as file:
        start = file.read(64)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"\x1e")):
        path = work / "lines.osm.pbf"
        write_as_osm(source, path)
        return path
    if b"OSMHeader" not in start:
        message = f"{source.name} is no file of roads; {_TO_KNOW}"
        raise RoadsError(message)
    return source


def _day(path: Path) -> str | None:
    import osmium

    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        header = reader.header()
        stamps = [header.get(key) for key in ("osmosis_replication_timestamp", "timestamp")]
    return next((stamp[:10] for stamp in stamps if stamp), None)


def _write(osm: Path, path: Path, pieces: Pieces, speeds: NDArray[np.float64], largest_id: int) -> None:
    """Write all points, the pieces with their speeds, and the rules of turning."""
    import osmium

    from geo.roads.road_ways import rules_of, ways_of

    rows = zip(pieces.way.tolist(), pieces.first.tolist(), pieces.last.tolist(), speeds.tolist(), strict=True)
    by_way = groupby(rows, key=itemgetter(0))
    further: list[Any] = []
    with osmium.SimpleWriter(str(path)) as writer:
        osmium.apply(str(osm), osmium.filter.EntityFilter(osmium.osm.NODE), writer)  # a loop here would take seconds
        for way, (_, parts) in zip(ways_of(osm, with_places=False), by_way, strict=True):
            first, *others = _cut(way, [part[1:] for part in parts])
            writer.add_way(first)
            further += others
        for number, part in enumerate(further, largest_id + 1):  # ids rise in the file, as programs expect
            part.id = number
            writer.add_way(part)
        for rule in rules_of(osm):
            writer.add_relation(rule)


def _cut(way: osmium.osm.Way, parts: list[tuple[int, int, float]]) -> list[Any]:
    """Return the pieces of a way, each with its speed; `parts` are first vertex, last vertex and speed."""
    tags = {tag.k: tag.v for tag in way.tags}
    plain = {key: value for key, value in tags.items() if key.partition(":")[0] not in _REPLACED}
    nodes = [node.ref for node in way.nodes] if len(parts) > 1 else None
    start = parts[0][0]
    out = []
    for first, last, speed in parts:
        said = tags if np.isnan(speed) else {**plain, "surface": "paved", "maxspeed:practical": str(int(speed))}
        out.append(way.replace(tags=said, nodes=nodes and nodes[first - start : last - start + 1]))
    return out
