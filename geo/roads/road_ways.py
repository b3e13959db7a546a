"""The roads of an OpenStreetMap file as columns: what tells their speed, and where they lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from pyproj import Geod

from geo.errors import RoadsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import osmium
    from numpy.typing import NDArray

__all__ = ["Pieces", "RoadWays", "cut", "read_ways", "rules_of", "ways_of"]

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class RoadWays:
    """The roads of a file, in its order."""

    tags: dict[str, NDArray[np.object_]]
    """Of each way by the name of the tag, `` where it has none; `TAGS` are the names."""
    whole: NDArray[np.bool_]
    """Which may not be cut: rules of turning name them."""
    lonlat: NDArray[np.float64]
    """Vertices of all ways one after the other, EPSG:4326."""
    way: NDArray[np.int64]
    """To which way each vertex belongs, rising."""
    largest_id: int


TAGS = ("highway", "surface", "tracktype", "maxspeed", "junction", "service")


def ways_of(path: Path, *, with_places: bool) -> Iterator[osmium.osm.Way]:
    """Give roads and ferries of an `.osm.pbf`, one by one; each is valid only until the next."""
    import osmium

    bits = osmium.osm.NODE | osmium.osm.WAY if with_places else osmium.osm.WAY
    found = osmium.FileProcessor(str(path), bits)
    if with_places:
        found = found.with_locations()
    found = found.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in cast("Iterable[osmium.osm.Way]", found.with_filter(osmium.filter.KeyFilter("highway", "route"))):
        if len(way.nodes) > 1 and ("highway" in way.tags or way.tags.get("route") == "ferry"):
            yield way


def rules_of(path: Path) -> Iterator[osmium.osm.Relation]:
    """Give the rules of turning of an `.osm.pbf`, one by one; each is valid only until the next."""
    import osmium

    found = osmium.FileProcessor(str(path), osmium.osm.RELATION)
    return iter(
        cast("Iterable[osmium.osm.Relation]", found.with_filter(osmium.filter.TagFilter(("type", "restriction"))))
    )


def read_ways(path: Path, name: str) -> RoadWays:
    """Read the roads of an `.osm.pbf`.

    Raises
    ------
    RoadsError
        If the file is damaged, holds no roads, or roads whose vertices are missing.
    """
    import osmium

    factory = osmium.geom.WKBFactory()
    tags: dict[str, list[str]] = {key: [] for key in TAGS}
    lines, ids = [], []
    try:
        named = {member.ref for rule in rules_of(path) for member in rule.members if member.type == "w"}
        for way in ways_of(path, with_places=True):
            lines.append(factory.create_linestring(way, use_nodes=osmium.geom.use_nodes.ALL))
            ids.append(way.id)
            for key in TAGS:
                tags[key].append(way.tags.get(key) or "")
    except osmium.InvalidLocationError as error:
        message = f"{name} has roads whose points are missing; take an extract with complete ways"
        raise RoadsError(message) from error
    except RuntimeError as error:
        message = f"{name} is damaged or cut off and cannot be read; fetch it again"
        raise RoadsError(message) from error
    if not ids:
        message = f"{name} holds no roads: no way has the tag highway"
        raise RoadsError(message)
    lonlat, way_of = shapely.get_coordinates(shapely.from_wkb(lines), return_index=True)
    columns = {key: np.array(values, dtype=object) for key, values in tags.items()}
    return RoadWays(columns, np.isin(ids, list(named)), lonlat, way_of, max(ids))


@dataclass(frozen=True)
class Pieces:
    """Roads cut at vertices, in the order of the ways."""

    way: NDArray[np.int64]
    """To which way each belongs."""
    first: NDArray[np.int64]
    """Its first vertex in `RoadWays.lonlat`."""
    last: NDArray[np.int64]
    """Its last one: also the first of the next piece of the way."""
    length_m: NDArray[np.float64]
    lines: NDArray[np.object_]


def cut(ways: RoadWays, longest_m: float) -> Pieces:
    """Cut ways at their vertices into pieces of about equal length, none much longer than `longest_m` where there is a vertex."""
    lon, lat = ways.lonlat.T
    start = np.flatnonzero(ways.way[:-1] == ways.way[1:])  # a segment leads from each of these vertices to the next
    metres = _GEOD.inv(lon[start], lat[start], lon[start + 1], lat[start + 1])[2]
    way = ways.way[start]
    total = np.bincount(way, weights=metres, minlength=len(ways.whole))
    middle = np.cumsum(metres) - metres / 2
    middle -= (np.cumsum(total) - total)[way]
    parts = np.where(ways.whole, 1, np.maximum(np.ceil(total / longest_m), 1))
    number = np.minimum(np.floor(middle / np.maximum(total[way], 1e-9) * parts[way]), parts[way] - 1)
    begins = np.flatnonzero(np.concatenate([[True], (way[1:] != way[:-1]) | (number[1:] != number[:-1])]))
    ends = np.concatenate([begins[1:], [len(start)]]) - 1
    first, last = start[begins], start[ends] + 1
    count = last - first + 1
    piece = np.repeat(np.arange(len(first)), count)
    vertex = np.arange(len(piece)) - (np.cumsum(count) - count)[piece] + first[piece]
    lines = shapely.linestrings(ways.lonlat[vertex], indices=piece)
    return Pieces(way[begins], first, last, np.add.reduceat(metres, begins), lines)
