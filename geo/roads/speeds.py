"""How fast a car drives by class of road: settings with their source, never measurements."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["MOUNTAIN", "ROAD_CLASSES", "SpeedTable"]

ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service")
"""Values of OpenStreetMap's `highway`, as the router groups them; tracks count as service."""


@dataclass(frozen=True)
class SpeedTable:
    """Speeds in km/h."""

    name: str
    source: str
    """Where the figures come from, for people who read a plan."""
    rural: tuple[int, ...]
    """For each of `ROAD_CLASSES`, outside settlements."""
    urban: tuple[int, ...]
    """The same where roads lie close together."""
    links: tuple[int, ...] = (45, 45, 40, 35, 30)
    """Ramps of the first five classes."""
    turning_links: tuple[int, ...] = (30, 30, 25, 25, 20)
    roundabout: int = 25
    yard: int = 10
    """Driveways, alleys and the like."""

    @property
    def key(self) -> str:
        """Digest of all figures."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def for_router(self) -> list[dict[str, Any]]:
        """Return the table in the form of Valhalla's `default_speeds_config`."""
        between = tuple((a + b) // 2 for a, b in zip(self.rural, self.urban, strict=True))
        return [
            {
                "urban": self._ways(self.urban),
                "suburban": self._ways(between),
                "rural": self._ways(self.rural),
            }
        ]

    def _ways(self, speeds: tuple[int, ...]) -> dict[str, Any]:
        return {
            "way": list(speeds),
            "link_exiting": list(self.links),
            "link_turning": list(self.turning_links),
            "roundabout": [self.roundabout] * len(ROAD_CLASSES),
            **dict.fromkeys(("driveway", "alley", "parking_aisle", "drive-through"), self.yard),
        }


MOUNTAIN = SpeedTable(
    name="mountain-1",
    source="a setting of mirasmap for mountain roads, about 1.3 times as slow as the router's own figures; no calibration",
    rural=(90, 60, 55, 45, 35, 25, 25, 15),
    urban=(60, 45, 40, 35, 30, 25, 20, 10),
)
"""The default."""
