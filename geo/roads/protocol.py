"""What a road network can be asked. Places are lon/lat WGS 84, times seconds, lengths kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from shapely import LineString, MultiPolygon, Polygon

    from geo.roads.avoid import Avoid

__all__ = ["GraphInfo", "Roads", "Route", "TravelTimes"]


@dataclass(frozen=True)
class GraphInfo:
    """Where a graph comes from."""

    source: str
    """What the roads are of, such as `OSM`."""
    as_of: str | None
    """ISO day of the state of the roads; None where the file does not say it."""
    stamp: str
    """Digest of the file, the speeds and the version of the router: another graph has another."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north of the network, degrees."""
    speeds: str
    """Name of the table of speeds it was built with."""

    def __str__(self) -> str:
        return f"{self.source} {self.as_of or 'of unknown date'}"


@dataclass(frozen=True)
class TravelTimes:
    """Travel-time matrix among n places in the order asked; NaN where no way leads."""

    seconds: NDArray[np.float64]
    """Shape (n, n), row = from, column = to; whole seconds, 0 on the diagonal."""
    km: NDArray[np.float64]
    """Length of the same ways."""


@dataclass(frozen=True)
class Route:
    """One way by road."""

    seconds: float
    km: float
    line: LineString
    """From snapped start to snapped end, EPSG:4326."""
    manoeuvres: pd.DataFrame
    """Columns `type` (`geo.roads.manoeuvres.Manoeuvre` code), `street` (text or None), `length_km`, `seconds`, `lon`, `lat`,
    `exit_count` (roundabouts, Int64)."""


class Roads(Protocol):
    """A road network for one kind of vehicle. Not shared between threads."""

    @property
    def info(self) -> GraphInfo:
        """Where it comes from."""
        ...

    def snap(self, lonlat: NDArray[np.float64]) -> pd.DataFrame:
        """Return the nearest point of a road for each place: columns `lon`, `lat`, `gap_m` (geodesic), NaN where none is near."""
        ...

    def matrix(self, lonlat: NDArray[np.float64], *, avoid: Avoid | None = None) -> TravelTimes:
        """Return times and lengths between all pairs of places, shape (n, 2); kept by graph, places and areas."""
        ...

    def route(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> Route | None:
        """Return the fastest way, the same that the matrix counts; None where none leads."""
        ...

    def isochrone(
        self, place: tuple[float, float], minutes: Sequence[int], *, avoid: Avoid | None = None
    ) -> list[Polygon | MultiPolygon]:
        """Return what can be reached within so many minutes, smallest first, without the areas to avoid."""
        ...
