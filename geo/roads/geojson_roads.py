"""Lines of GeoJSON as OpenStreetMap ways: lines that share a vertex are joined there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from geo.errors import RoadsError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["TAGS", "write_as_osm"]

TAGS = (
    "highway", "name", "ref", "oneway", "maxspeed", "surface", "tracktype", "access", "motor_vehicle", "bridge",
    "tunnel", "ford", "junction", "service",
)  # fmt: skip
"""Properties that are taken over, as OpenStreetMap has them; others are left out."""
_PLACES = 7
"""Decimals of a degree within which vertices are the same, as OpenStreetMap keeps them: a centimetre."""


def write_as_osm(source: Path, path: Path) -> None:
    """Convert a file of GeoJSON lines.

    Parameters
    ----------
    source
        A feature collection, or one feature a line. Lines without `highway` are no roads and are left out.
    path
        The `.osm.pbf` to write.

    Raises
    ------
    RoadsError
        If the file is no GeoJSON, has no roads, or coordinates that are no degrees.
    """
    import osmium

    tags, lines = _roads(_features(source), source.name)
    coordinates, way = shapely.get_coordinates(lines, return_index=True)
    if not (np.isfinite(coordinates).all() and (np.abs(coordinates) <= (180, 90)).all()):
        message = f"{source.name} has coordinates that are no degrees; write it as lon, lat in WGS 84"
        raise RoadsError(message)
    places, node = np.unique(np.round(coordinates, _PLACES), axis=0, return_inverse=True)
    refs = np.split(node.ravel() + 1, np.flatnonzero(np.diff(way)) + 1)
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(places.tolist(), 1):
            writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=place))
        for number, (tagged, nodes) in enumerate(zip(tags, refs, strict=True), 1):
            writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=nodes.tolist(), tags=tagged))


def _features(source: Path) -> list[Any]:
    data = source.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        content = orjson.loads(data)
        found = content.get("features", [content]) if isinstance(content, dict) else None
    except orjson.JSONDecodeError:
        try:  # one feature a line
            found = [orjson.loads(line) for line in data.replace(b"\x1e", b"").splitlines() if line.strip()]
        except orjson.JSONDecodeError as error:
            message = f"{source.name} is not GeoJSON: {error.msg} in line {error.lineno}, column {error.colno}"
            raise RoadsError(message) from error
    if not isinstance(found, list):
        message = f"{source.name} is no GeoJSON feature collection: it has no list `features`"
        raise RoadsError(message)
    return found


def _roads(features: list[Any], name: str) -> tuple[list[dict[str, str]], NDArray[np.object_]]:
    """Return tags and lines of the roads among the features."""
    known = [feature for feature in features if isinstance(feature, dict) and isinstance(feature.get("geometry"), dict)]
    tags = [_tags(feature.get("properties")) for feature in known]
    texts = np.array([orjson.dumps(feature["geometry"]) for feature in known], dtype=object)
    parts, owner = shapely.get_parts(shapely.from_geojson(texts, on_invalid="ignore"), return_index=True)
    parts = shapely.remove_repeated_points(shapely.force_2d(parts))
    straight = np.isin(shapely.get_type_id(parts), [shapely.GeometryType.LINESTRING]) & ~shapely.is_empty(parts)
    road = straight & np.array(["highway" in tags[row] for row in owner.tolist()], dtype=bool)
    if not road.any():
        message = f"{name} has no roads: no line has the property `highway`, such as primary or track"
        raise RoadsError(message)
    return [tags[row] for row in owner[road].tolist()], parts[road]


def _tags(properties: Any) -> dict[str, str]:  # noqa: ANN401 (whatever JSON holds)
    if not isinstance(properties, dict):
        return {}
    words = {True: "yes", False: "no"}
    values = {key: properties[key] for key in TAGS if isinstance(properties.get(key), str | int | float)}
    return {
        key: words[value] if isinstance(value, bool) else str(value) for key, value in values.items() if value != ""
    }
