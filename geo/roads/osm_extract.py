"""Files of roads as the router wants them: `.osm.pbf` as it is, GeoJSON lines converted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from geo.errors import RoadsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Extract", "prepare"]

_TO_KNOW = "a file of roads is an OpenStreetMap extract (.osm.pbf) or GeoJSON with lines"


@dataclass(frozen=True)
class Extract:
    """Roads ready to build from."""

    path: Path
    """An `.osm.pbf`."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north of the roads, degrees."""
    as_of: str | None
    """ISO day that the file says, None where it says none."""


def prepare(source: Path, work: Path) -> Extract:
    """Read a file of roads.

    Parameters
    ----------
    source
        `.osm.pbf` or GeoJSON, told apart by their first bytes.
    work
        Folder for what is made on the way.

    Raises
    ------
    RoadsError
        If the file is neither, or is cut off, or has no roads.
    """
    from geo.roads.geojson_roads import write_as_osm

    with source.open("rb") as file:
        start = file.read(64)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"\x1e")):
        path = work / "roads.osm.pbf"
        write_as_osm(source, path)
        return Extract(path, _bbox(path, source.name), None)
    if b"OSMHeader" not in start:
        message = f"{source.name} is no file of roads; {_TO_KNOW}"
        raise RoadsError(message)
    return Extract(source, _bbox(source, source.name), _day(source, source.name))


def _day(path: Path, name: str) -> str | None:
    import osmium

    try:
        with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
            header = reader.header()
            stamps = [header.get(key) for key in ("osmosis_replication_timestamp", "timestamp")]
    except RuntimeError as error:
        raise _unreadable(name) from error
    return next((stamp[:10] for stamp in stamps if stamp), None)


def _bbox(path: Path, name: str) -> tuple[float, float, float, float]:
    """Return the box that the header declares, else that of all nodes."""
    import osmium

    try:
        with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
            declared = reader.header().box()
        if declared.valid():
            low, high = declared.bottom_left, declared.top_right
            return low.lon, low.lat, high.lon, high.lat
        nodes = cast("Iterable[osmium.osm.Node]", osmium.FileProcessor(str(path), osmium.osm.NODE))
        places = np.fromiter(((node.lon, node.lat) for node in nodes), dtype=(np.float64, 2))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise _unreadable(name) from error
    if not len(places):
        message = f"{name} holds no roads; {_TO_KNOW}"
        raise RoadsError(message)
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _unreadable(name: str) -> RoadsError:
    return RoadsError(f"{name} is damaged or cut off and cannot be read; fetch it again")
