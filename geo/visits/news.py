"""What is said on the road of a mission under way, for which the rest of it is planned anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

__all__ = ["News"]


@dataclass(frozen=True)
class News:
    """What has become of a mission by a moment, and what shall stay as it is; see `geo.visits.replan.replan`."""

    at: datetime
    """Local moment."""
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Longitude and latitude of teams; others are where the plan has them."""
    done: Collection[str] = ()
    """Sites visited by now, beside those that the plan says."""
    absent: Collection[str] = ()
    """Teams that go no further."""
    locked: Collection[str] = ()
    """Sites of which the stops stay, beside those that the mission locks."""
    locked_days: Collection[date] = ()
    """Days that stay, beside those of the mission."""
    free_nights: Collection[int] = ()
    """Numbers of nights that may be spent elsewhere than planned."""
