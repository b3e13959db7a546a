"""More priority in a plan: omitted sites go in, where there is room, or in the place of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.draft import Draft
    from geo.visits.slots import Fit

__all__ = ["more_priority"]


def more_priority(draft: Draft) -> bool:
    """Put in what is omitted, the worthiest first; return whether anything went in."""
    changed = False
    while any([_put_in(draft, unit) for unit in draft.omitted()]) or _filled_again(draft):  # noqa: C419  # all of them
        changed = True
    return changed


def _put_in(draft: Draft, unit: tuple[int, ...]) -> bool:
    if len(unit) == 1:
        return _alone(draft, unit[0]) or _instead(draft, unit[0])
    days = sorted({shift.day for shift in draft.problem.shifts})
    return any(_together(draft, unit, day) or _together_instead(draft, unit, day) for day in days)


def _alone(draft: Draft, site: int) -> bool:
    fit = draft.cheapest(site, range(len(draft.routes)))
    if fit:
        draft.put(fit.shift, fit.route)
    return fit is not None


def _together(draft: Draft, unit: Sequence[int], day: int) -> bool:
    """Put in all of what belongs together, on one day, or nothing."""
    if not unit:
        return True
    fits = [fit for shift in _shifts_of(draft, day) if (fit := draft.slots[shift].best(unit[0], draft.trials))]
    for fit in sorted(fits):
        before = draft.routes[fit.shift]
        draft.put(fit.shift, fit.route)
        if _together(draft, unit[1:], day):
            return True
        draft.put(fit.shift, before)
    return False


def _together_instead(draft: Draft, unit: tuple[int, ...], day: int) -> bool:
    """Put in what belongs together in the place of one or two visits that are worth less."""
    for shift in _shifts_of(draft, day):
        before = draft.routes[shift]
        for out in draft.few(shift):
            without = draft.without(shift, out)
            if draft.value(out) >= draft.value(unit) or not draft.trials.holds(draft.problem, shift, without.route):
                continue
            draft.put(shift, without.route)
            if _together(draft, unit, day):
                return True
            draft.put(shift, before)
    return False


def _shifts_of(draft: Draft, day: int) -> list[int]:
    return [number for number, shift in enumerate(draft.problem.shifts) if shift.day == day]


def _instead(draft: Draft, site: int) -> bool:
    """Put a site in where another one is, if that is worth less, or fits on another shift."""
    worth, best = draft.worth[site], None
    for shift, other in draft.visits():
        if not draft.problem.windows[site][shift] or other in draft.bound or (best and worth <= best[0]):
            continue
        fit = draft.without(shift, (other,)).best(site, draft.trials)
        if fit is None:
            continue
        elsewhere = draft.cheapest(other, [s for s in range(len(draft.routes)) if s != shift])
        gain = worth if elsewhere else worth - draft.worth[other]
        extra = fit.extra + (elsewhere.extra if elsewhere else 0)
        if gain > 0 and (best is None or (gain, -extra) > best[:2]):
            best = gain, -extra, fit, elsewhere
    if best is None:
        return False
    fits: list[Fit] = [fit for fit in best[2:] if fit]
    for fit in fits:
        draft.put(fit.shift, fit.route)
    return True


def _filled_again(draft: Draft) -> bool:
    """Take one or two visits out of a shift and fill it with what is worth more, or as much with less driving."""
    return any([_filled(draft, shift) for shift in range(len(draft.routes))])  # noqa: C419  # all of them


def _filled(draft: Draft, shift: int) -> bool:
    omitted = [unit[0] for unit in draft.omitted() if len(unit) == 1 and draft.problem.windows[unit[0]][shift]]
    for out in draft.few(shift):
        if draft.trials.left <= 0:
            return False
        slots, gained = draft.without(shift, out), 0
        for site in omitted:
            fit = slots.best(site, draft.trials)
            if fit:
                slots, gained = Slots(draft.problem, shift, fit.route), gained + draft.worth[site]
        if gained and (gained, -slots.drive) > (draft.value(out), -draft.slots[shift].drive):
            draft.put(shift, slots.route)
            return True
    return False
