"""A way as the router tells it: time, length, line and what the driver does where."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from geo.roads.manoeuvres import manoeuvre_of
from geo.roads.polyline import line_of
from geo.roads.protocol import Route

__all__ = ["route_of"]


def route_of(leg: dict[str, Any]) -> Route:
    """Return the way of one leg of Valhalla's answer."""
    line = line_of(leg["shape"])
    steps = leg["maneuvers"]
    at = shapely.get_coordinates(line)[[step["begin_shape_index"] for step in steps]]
    manoeuvres = pd.DataFrame(
        {
            "type": [str(manoeuvre_of(step["type"])) for step in steps],
            "street": pd.Series([", ".join(step.get("street_names", [])) or None for step in steps], dtype=object),
            "length_km": [float(step["length"]) for step in steps],
            "seconds": [float(step["time"]) for step in steps],
            "lon": at[:, 0],
            "lat": at[:, 1],
            "exit_count": pd.array([step.get("roundabout_exit_count") for step in steps], dtype="Int64"),
        }
    )
    return Route(float(leg["summary"]["time"]), float(leg["summary"]["length"]), line, manoeuvres)
