"""The point of a road at which a place is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.roads.asking import location
from geo.roads.router_config import MAX_PLACES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.roads.asking import Asker

__all__ = ["snapped"]


def snapped(asker: Asker, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nearest point of a road for each place, both lon, lat of shape (n, 2).

    Not a number where a place is no position, and where no road lies within `geo.roads.asking.SNAP_M`.
    """
    out = np.full_like(places, np.nan)
    known = np.flatnonzero(np.isfinite(places).all(axis=1) & (np.abs(places) <= (180, 90)).all(axis=1))
    for rows in np.array_split(known, len(known) // MAX_PLACES + 1):
        if len(rows):
            found = asker.ask("locate", {"locations": [location(place) for place in places[rows]]}) or []
            for row, place in zip(rows.tolist(), found, strict=True):
                if place["edges"]:
                    out[row] = place["edges"][0]["correlated_lon"], place["edges"][0]["correlated_lat"]
    return out
