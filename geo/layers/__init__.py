"""What a layer is: one module a record, each with its declared columns.

`LAYERS` lists them in the order in which they refer to each other: a layer refers only to itself and to layers before
it, except that statements may name a visit.
"""

from __future__ import annotations

from geo.layers.access import ACCESS
from geo.layers.closures import CLOSURES
from geo.layers.designations import DESIGNATIONS
from geo.layers.identifiers import IDENTIFIERS
from geo.layers.measures import MEASURE_STATEMENTS, MEASURES
from geo.layers.names import NAMES
from geo.layers.photos import PHOTOS
from geo.layers.places import DISTRICTS, PLACE_NAMES, PLACES
from geo.layers.schema import Field, Layer, Reference
from geo.layers.sites import SITES
from geo.layers.sources import SOURCES
from geo.layers.statements import STATEMENTS
from geo.layers.visits import LEGS, STOPS, VISITS

LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        SOURCES,
        DISTRICTS,
        PLACES,
        PLACE_NAMES,
        CLOSURES,
        SITES,
        NAMES,
        IDENTIFIERS,
        DESIGNATIONS,
        ACCESS,
        PHOTOS,
        VISITS,
        STOPS,
        STATEMENTS,
        MEASURES,
        MEASURE_STATEMENTS,
    )
}

__all__ = [
    "ACCESS",
    "CLOSURES",
    "DESIGNATIONS",
    "DISTRICTS",
    "IDENTIFIERS",
    "LAYERS",
    "LEGS",
    "MEASURES",
    "MEASURE_STATEMENTS",
    "NAMES",
    "PHOTOS",
    "PLACES",
    "PLACE_NAMES",
    "SITES",
    "SOURCES",
    "STATEMENTS",
    "STOPS",
    "VISITS",
    "Field",
    "Layer",
    "Reference",
]
