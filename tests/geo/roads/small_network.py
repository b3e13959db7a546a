"""A made-up network of a dozen roads around 10° E 0° N, ready in about a second.

::

    N ─── primary ─── E ── tertiary ── F      Y ─ island road ─ Z   (joined to nothing)
    │                 │
    secondary       track (dirt)
    │                 │
    S ─── bridge ─── M ── residential ── V
          (the short way)
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AS_OF", "PLACES", "write_network"]

AS_OF = "2025-03-01"
PLACES: dict[str, tuple[float, float]] = {
    "S": (10.00, 0.00),
    "M": (10.10, 0.00),
    "V": (10.12, 0.00),
    "N": (10.00, 0.10),
    "E": (10.10, 0.10),
    "F": (10.20, 0.10),
    "Y": (10.30, 0.05),
    "Z": (10.35, 0.05),
}
"""lon, lat of the junctions; S–M is 11.1 km by the bridge."""

_ROADS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("S", "M", {"highway": "secondary", "name": "Bridge Road", "bridge": "yes"}),
    ("S", "N", {"highway": "secondary", "name": "West Road"}),
    ("N", "E", {"highway": "primary", "name": "North Road"}),
    ("E", "M", {"highway": "track", "surface": "dirt"}),
    ("E", "F", {"highway": "tertiary", "name": "East Road"}),
    ("M", "V", {"highway": "residential", "name": "Village Street"}),
    ("Y", "Z", {"highway": "tertiary", "name": "Island Road"}),
)


def write_network(path: Path) -> Path:
    """Write the network as GeoJSON; side roads of 1 km stand at each junction but those of the island."""
    features = [_line(PLACES[a], PLACES[b], tags) for a, b, tags in _ROADS]
    for name in "SMVNEF":
        lon, lat = PLACES[name]
        features.append(_line((lon, lat), (lon + 0.006, lat - 0.006), {"highway": "unclassified"}))
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def _line(a: tuple[float, float], b: tuple[float, float], tags: dict[str, str]) -> dict[str, object]:
    steps = [[a[0] + (b[0] - a[0]) * k / 10, a[1] + (b[1] - a[1]) * k / 10] for k in range(11)]
    return {"type": "Feature", "properties": tags, "geometry": {"type": "LineString", "coordinates": steps}}
