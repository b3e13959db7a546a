"""How fast a car drives by class of road, surface and slope: settings with their source, never measurements."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

__all__ = ["MOUNTAIN", "RoadSpeed", "SpeedTable"]


@dataclass(frozen=True)
class RoadSpeed:
    """Speeds of one class of roads, km/h."""

    highway: str
    """Value of OpenStreetMap's `highway`."""
    rural: float
    """Outside settlements."""
    urban: float
    """Where roads lie close together."""


@dataclass(frozen=True)
class SpeedTable:
    """Speeds and what changes them."""

    name: str
    source: str
    """Where the figures come from, for people who read a plan."""
    classes: tuple[RoadSpeed, ...]
    """A road of another class keeps the router's own speed."""
    surfaces: tuple[tuple[str, float], ...]
    """Values of `surface`, and of `tracktype` where there is none, with what they leave of the speed; others leave all."""
    slopes: tuple[tuple[float, float], ...]
    """From this slope on (metres up or down a metre of way, rising), so much of the speed is left."""
    slope_cell_m: float
    """Slopes are known where the cells of the grid of heights are no larger; a coarser one sees the mountain, not the road."""
    rural_below: float
    """Roads around are counted in km a km²: with no more than so much, a road is outside settlements."""
    urban_above: float
    """With at least so much it is in one; between them the speed changes evenly."""
    roundabout: float
    """Highest speed there, km/h."""
    yard: float
    """Highest speed on driveways, alleys and aisles of car parks, km/h."""
    lowest: float
    """Nothing is slower, km/h; the router takes no less than ten."""
    cut_m: float
    """Roads are cut into pieces of at most about this length, each with a slope of its own; a closed area then closes the
    pieces that it touches, not the whole road between two junctions."""

    @property
    def key(self) -> str:
        """Digest of all figures."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


MOUNTAIN = SpeedTable(
    name="mountain-1",
    source="a setting of mirasmap for mountain roads, about 1.3 times as slow as the router's own; no calibration",
    classes=(
        RoadSpeed("motorway", 90, 60),
        RoadSpeed("trunk", 60, 45),
        RoadSpeed("primary", 55, 40),
        RoadSpeed("secondary", 45, 35),
        RoadSpeed("tertiary", 35, 30),
        RoadSpeed("unclassified", 25, 25),
        RoadSpeed("residential", 25, 20),
        RoadSpeed("road", 25, 20),
        RoadSpeed("living_street", 15, 10),
        RoadSpeed("service", 15, 10),
        RoadSpeed("track", 15, 10),
        RoadSpeed("motorway_link", 45, 30),
        RoadSpeed("trunk_link", 45, 30),
        RoadSpeed("primary_link", 40, 25),
        RoadSpeed("secondary_link", 35, 25),
        RoadSpeed("tertiary_link", 30, 20),
    ),
    surfaces=(
        ("compacted", 0.9),
        ("fine_gravel", 0.9),
        ("cobblestone", 0.8),
        ("sett", 0.9),
        ("unpaved", 0.8),
        ("gravel", 0.8),
        ("pebblestone", 0.7),
        ("dirt", 0.7),
        ("earth", 0.7),
        ("ground", 0.7),
        ("grass", 0.6),
        ("sand", 0.5),
        ("rock", 0.5),
        ("mud", 0.5),
        ("grade2", 0.9),
        ("grade3", 0.8),
        ("grade4", 0.7),
        ("grade5", 0.6),
    ),
    slopes=((0.05, 0.95), (0.08, 0.85), (0.12, 0.7)),
    slope_cell_m=100,
    rural_below=3.0,
    urban_above=8.0,
    roundabout=25,
    yard=10,
    lowest=10,
    cut_m=1000,
)
"""The default."""
