"""What a reader of a plan must know beside its times."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geo.roads.closures import notes_on
from geo.roads.notices import MAX_AGE_DAYS

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.visits.assemble import Assembly

__all__ = ["NO_CLEARANCE", "plan_notes"]

NO_CLEARANCE = "Not a safety clearance: nothing here says that a road or a site is open, cleared or safe."


def plan_notes(parts: Assembly, closures: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the notes of a plan, the most important first.

    Parameters
    ----------
    parts
        What the plan is made of.
    closures
        All closed areas that were looked at, in force or not.
    """
    visited = {site for route in parts.solution.routes for site in route}
    return tuple(
        dict.fromkeys(
            (
                NO_CLEARANCE,
                f"Roads are {parts.roads.info}: what was built, closed or mined since is not in them.",
                *_age(parts),
                *parts.compiled.notes,
                *notes_on(closures, parts.mission.dates),
                *_on_foot(parts, sorted(visited)),
            )
        )
    )


def _age(parts: Assembly) -> list[str]:
    """Return how much older than the visit the roads are, where that is much."""
    as_of = parts.roads.info.as_of
    if as_of is None:
        return ["Nobody says of which day the roads are: say it with mirasmap roads build --as-of."]
    days = (parts.mission.dates[0] - date.fromisoformat(as_of)).days
    if days <= MAX_AGE_DAYS:
        return []
    return [
        f"The roads are {days // 365} years older than this visit: a newer extract is built with mirasmap roads build."
    ]


def _on_foot(parts: Assembly, visited: list[int]) -> list[str]:
    """Return which stops no road reaches."""
    compiled = parts.compiled
    far = [site for site in visited if compiled.access_s[site]]
    if not far:
        return []
    metres = np.asarray(parts.places.gap_m)[[compiled.place_rows[site] for site in far]]
    said = ", ".join(f"{compiled.site_ids[site]} ({gap:.0f} m)" for site, gap in zip(far, metres, strict=True))
    return [
        f"No access point near a road is known of {said}: the last part is a straight line, and its path is unknown."
    ]
