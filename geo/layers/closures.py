"""Closures: roads and areas that no way may touch, with who says so and for how long. Never a word on what is safe."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import ClosureKind

__all__ = ["CLOSURES", "CLOSURES_FILE", "SEASON"]

_MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
SEASON = rf"^{_MONTH_DAY}/{_MONTH_DAY}$"

_SAID = {
    "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
    "kind": Field("Kind", required=True, vocabulary=ClosureKind),
    "title": Field("Title", required=True),
    "first_day": Field("First day on which it holds; empty where it held before", "day"),
    "last_day": Field("Last day on which it holds; empty where no end is known", "day"),
    "yearly": Field(
        "Season of each year in which it holds, MM-DD/MM-DD, both days inside; it may pass the turn of the year",
        pattern=SEASON,
    ),
    "as_of": Field("As of", "edtf", required=True),
    "expires": Field("Day up to which the statement may be relied on", "day"),
}
_NOTE = {"note": Field("Note")}

CLOSURES = Layer(
    "closures",
    "Closures",
    _SAID | {"source_ids": Field("Sources", required=True, reference=Reference("sources", many=True))} | _NOTE,
    geometry=True,
)
"""Held as GeoJSON: a polygon is an area, a line a road, a point a bridge or the like."""

CLOSURES_FILE = Layer(
    "closures", "Closures", _SAID | {"source": Field("Who says it, and where", required=True)} | _NOTE, geometry=True
)
"""A file beside a mission: its source stands in words, since it has no list of sources to refer to."""
