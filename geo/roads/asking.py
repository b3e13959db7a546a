"""Questions to Valhalla and its answers: an actor for each thread, and errors that mean that no way leads."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import RoadsError
from geo.roads.router_config import VEHICLE, query_config

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["SNAP_M", "Asker", "location"]

SNAP_M = 5_000
"""A place farther from any road than this has no road, metres; the router itself would look 35 km around."""
_NO_WAY = ("No path", "unconnected", "No suitable edges", "exceeds the max distance", "max distance limit")


def location(lonlat: NDArray[np.float64]) -> dict[str, float | int]:
    """Return a place as every question names it, so that all questions find the same road."""
    lon, lat = np.round(lonlat, 6).tolist()
    return {"lon": lon, "lat": lat, "search_cutoff": SNAP_M}


class Asker:
    """Asks the graph in one folder, from any thread."""

    def __init__(self, tiles: Path) -> None:
        self._config = query_config(tiles)
        self._own = threading.local()  # an actor is no thing to share

    def ask(self, action: str, question: dict[str, Any]) -> Any | None:  # noqa: ANN401 (JSON of the router)
        """Return the answer; None where no way leads.

        Raises
        ------
        RoadsError
            If the router cannot answer for another reason.
        """
        import valhalla

        if not hasattr(self._own, "actor"):
            self._own.actor = valhalla.Actor(self._config)
        try:
            return getattr(self._own.actor, action)({"costing": VEHICLE, **question})
        except valhalla.ValhallaError as error:
            if any(words in str(error) for words in _NO_WAY):
                return None
            message = f"the router cannot answer: {error!s:.200}"
            raise RoadsError(message) from error
