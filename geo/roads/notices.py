"""What must be said of a road network: that it is old, of unknown date, or of another region."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import RoadsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.roads.protocol import GraphInfo

__all__ = ["MAX_AGE_DAYS", "age_notice", "outside_of", "require_covered"]

MAX_AGE_DAYS = 730
"""A network older than this is said to be old; a setting."""
_NAMED = 5


def age_notice(info: GraphInfo, *, today: date, max_age_days: int = MAX_AGE_DAYS) -> str | None:
    """Return a sentence where the roads are older than `max_age_days`, or of unknown date; None where they are not."""
    if info.as_of is None:
        return "nobody says of which day the roads are; say it with mirasmap roads build --as-of"
    age = today - date.fromisoformat(info.as_of)
    if age <= timedelta(days=max_age_days):
        return None
    years = age.days // 365
    how_old = f"{years} years" if years > 1 else f"{age.days} days"
    return f"the roads are of {info.as_of}, {how_old} ago; what was built or closed since is missing"


def outside_of(info: GraphInfo, lonlat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which places, shape (n, 2), lie outside the box of the network; those that are not known do not."""
    west, south, east, north = info.bbox
    out: NDArray[np.bool_] = (lonlat < (west, south)).any(axis=1) | (lonlat > (east, north)).any(axis=1)
    return out


def require_covered(info: GraphInfo, lonlat: NDArray[np.float64], names: Sequence[str]) -> None:
    """See that the network reaches the places, shape (n, 2), with a name each.

    Raises
    ------
    RoadsError
        If some lie outside; names them.
    """
    beyond = np.flatnonzero(outside_of(info, lonlat))
    if not len(beyond):
        return
    named = ", ".join(names[row] for row in beyond[:_NAMED].tolist())
    more = f" and {len(beyond) - _NAMED} more" if len(beyond) > _NAMED else ""
    box = ", ".join(f"{edge:.2f}" for edge in info.bbox)
    message = (
        f"these places lie outside the road network of {info} ({box}): {named}{more}; "
        "build one that holds them with mirasmap roads build, or leave them out"
    )
    raise RoadsError(message)
