"""Less driving for the same visits: in another order, or by another team or on another day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.reorder import reordered
from geo.visits.scheduler import scheduler_of
from geo.visits.slots import Slots

if TYPE_CHECKING:
    from geo.visits.draft import Draft

__all__ = ["less_driving"]


def less_driving(draft: Draft) -> bool:
    """Reorder the visits of each shift, and move visits to others; return whether that helped."""
    changed = False
    for shift, route in enumerate(draft.routes):
        if draft.trials.left <= 0:
            return changed
        better = reordered(draft.problem, shift, route, draft.trials)
        if better != route:
            draft.put(shift, better)
            changed = True
    for shift, route in enumerate(draft.routes):
        changed |= any(draft.trials.left > 0 and _move_part(draft, shift, part) for part in _parts(route))
    for shift, site in list(draft.visits()):
        changed |= (
            draft.trials.left > 0
            and site in draft.routes[shift]
            and (_exchange(draft, shift, site) or _move(draft, shift, site))
        )
    return changed


def _exchange(draft: Draft, shift: int, site: int) -> bool:
    """Put an omitted site that is worth as much in the place of another, if that costs less driving."""
    rest = draft.without(shift, (site,))
    saved = draft.slots[shift].drive - rest.drive
    for unit in draft.omitted() if site not in draft.bound and saved > 0 else ():
        alike = len(unit) == 1 and draft.worth[unit[0]] == draft.worth[site]
        fit = rest.best(unit[0], draft.trials, saved) if alike else None
        if fit:
            draft.put(shift, fit.route)
            return True
    return False


def _move(draft: Draft, shift: int, site: int) -> bool:
    """Move a visit to where it costs less driving; one that belongs to others only within its day."""
    rest, free = draft.without(shift, (site,)), site not in draft.bound
    days = [s.day for s in draft.problem.shifts]
    others = [s for s in range(len(days)) if s != shift and (free or days[s] == days[shift])]
    fit = draft.cheapest(site, others, draft.slots[shift].drive - rest.drive)
    if fit is None or not scheduler_of(draft.problem).holds(shift, rest.route):
        return False
    draft.put(shift, rest.route)
    draft.put(fit.shift, fit.route)
    return True


def _move_part(draft: Draft, shift: int, part: tuple[int, ...]) -> bool:
    """Move neighbouring visits to one other shift, if that costs less driving: one alone would not, while the others stay."""
    if not draft.bound.isdisjoint(part):
        return False
    rest = draft.without(shift, part)
    saved = draft.slots[shift].drive - rest.drive
    for other in range(len(draft.routes)):
        slots = _with(draft, other, part, saved) if other != shift else None
        if slots and scheduler_of(draft.problem).holds(shift, rest.route):
            draft.put(shift, rest.route)
            draft.put(other, slots.route)
            return True
    return False


def _with(draft: Draft, shift: int, part: tuple[int, ...], most: int) -> Slots | None:
    """Return the route of a shift with more visits, if that is less than `most` more driving."""
    slots, extra = draft.slots[shift], 0
    for site in part:
        fit = slots.best(site, draft.trials, most - extra)
        if fit is None:
            return None
        slots, extra = Slots(draft.problem, shift, fit.route), extra + fit.extra
    return slots


def _parts(route: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the parts of a route of at least two visits, the longest first."""
    n = len(route)
    return [route[at : at + length] for length in range(n, 1, -1) for at in range(n - length + 1)]
