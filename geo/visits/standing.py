"""Where a team stands at a moment of its day, by its plan: what it has done, where it is, and when it is free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.ops import substring

from geo.visits.plan import PlanBreak, PlanLeg, PlanPlace, PlanStop
from geo.vocabularies import LegBasis

if TYPE_CHECKING:
    from datetime import datetime

    from geo.visits.plan import PlanDay

__all__ = ["Standing", "standing_of"]

type Item = PlanLeg | PlanStop | PlanBreak

_DIGITS = 6


@dataclass(frozen=True)
class Standing:
    """A team on its day at a moment."""

    day: PlanDay
    items: tuple[Item, ...]
    """What it has done, or has begun; a way on which it is ends where it is. Stops are `done`."""
    here: PlanPlace
    """Where it is, on a road."""
    free: datetime
    """When it may go on: now, or when a visit or a break is over."""
    home: bool
    """Whether it has arrived where the day ends, or has nothing to do on this day."""

    @property
    def begun(self) -> bool:
        """Whether anything of its day is done."""
        return bool(self.items)

    @property
    def left(self) -> bool:
        """Whether it has set out."""
        return any(isinstance(item, PlanLeg) for item in self.items)

    @property
    def done(self) -> tuple[str, ...]:
        """Sites visited, those of a visit under way included."""
        return tuple(item.site_id for item in self.items if isinstance(item, PlanStop))

    @property
    def drive_seconds(self) -> int:
        """Driving so far."""
        return sum(item.seconds for item in self.items if isinstance(item, PlanLeg) and item.basis != LegBasis.ACCESS)

    @property
    def breaks(self) -> tuple[str, ...]:
        """Names of the breaks taken."""
        return tuple(item.name for item in self.items if isinstance(item, PlanBreak))


def standing_of(day: PlanDay, at: datetime) -> Standing:
    """Return where a team stands, if it keeps to its plan.

    Parameters
    ----------
    day
        The team's day.
    at
        A local moment. What begins at that moment has not begun.
    """
    kept: list[Item] = []
    here, free = day.start, at
    for number, item in enumerate(day.items):
        if not _begun(day, number, at):
            break
        if isinstance(item, PlanLeg) and item.basis != LegBasis.ACCESS:
            kept.append(item if item.arrive <= at else _cut(item, day, at))
            here = kept[-1].end if isinstance(kept[-1], PlanLeg) else here
            continue
        kept.append(item.model_copy(update={"done": True}) if isinstance(item, PlanStop) else item)
        free = max(free, item.arrive if isinstance(item, PlanLeg) else item.end)
    home = not day.items or (day.arrive is not None and day.arrive <= at)
    return Standing(day, tuple(kept), here, free, home)


def _begun(day: PlanDay, number: int, at: datetime) -> bool:
    """Whether an item has begun, or is done by what was said before; ways on foot to a stop and back belong to its visit."""
    item = day.items[number]
    if isinstance(item, PlanLeg):
        if item.basis != LegBasis.ACCESS:
            return item.depart < at
        stops = [other for other in day.items if isinstance(other, PlanStop)]
        of = {item.start.site_id, item.end.site_id}
        return any(stop.done or stop.begin < at for stop in stops if stop.site_id in of)
    return item.begin < at or (isinstance(item, PlanStop) and item.done)


def _cut(leg: PlanLeg, day: PlanDay, at: datetime) -> PlanLeg:
    """Return a way as far as one is on it, at an even pace and without the breaks on the way."""
    paused = [item for item in day.items if isinstance(item, PlanBreak) and leg.depart <= item.begin < leg.arrive]
    resting = sum((min(item.end, at) - item.begin).total_seconds() for item in paused if item.begin < at)
    rests = sum((item.end - item.begin).total_seconds() for item in paused)
    share = ((at - leg.depart).total_seconds() - resting) / max((leg.arrive - leg.depart).total_seconds() - rests, 1)
    share = min(max(share, 0.0), 1.0)
    line = substring(shapely.LineString(leg.line), 0, share, normalized=True)
    coordinates = shapely.get_coordinates(line).round(_DIGITS).tolist()
    if len(coordinates) == 1:
        coordinates *= 2
    lon, lat = coordinates[-1]
    return leg.model_copy(
        update={
            "end": PlanPlace(lon=lon, lat=lat),
            "arrive": at,
            "seconds": round(leg.seconds * share),
            "km": round(leg.km * share, 3),
            "climb_m": None,
            "descent_m": None,
            "line": tuple(map(tuple, coordinates)),
            "turns": (),
        }
    )
