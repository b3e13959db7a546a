"""Changes of plans that break one rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from geo.visits.plan import Omission, Plan, PlanDay

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["Change", "later", "objective", "omit", "on", "with_day", "with_items", "without"]

type Change = Callable[[Plan], Plan]


def with_day(number: int, change: Callable[[PlanDay], PlanDay]) -> Change:
    return lambda p: p.model_copy(update={"days": tuple(change(d) if d.day == number else d for d in p.days)})


def with_items(number: int, change: Callable[[list[Any]], list[Any]]) -> Change:
    return with_day(number, lambda day: day.model_copy(update={"items": tuple(change(list(day.items)))}))


def on(kind: type, which: int, number: int, **changes: object) -> Change:
    """Change one item of a kind on a day; a callable is asked what the new value is."""

    def change(items: list[Any]) -> list[Any]:
        at = [index for index, item in enumerate(items) if isinstance(item, kind)][which]
        update = {name: value(items[at]) if callable(value) else value for name, value in changes.items()}
        items[at] = items[at].model_copy(update=update)
        return items

    return with_items(number, change)


def without(kind: type, which: int, number: int) -> Change:
    def change(items: list[Any]) -> list[Any]:
        del items[[index for index, item in enumerate(items) if isinstance(item, kind)][which]]
        return items

    return with_items(number, change)


def objective(**changes: int) -> Change:
    return lambda p: p.model_copy(update={"objective": p.objective.model_copy(update=changes)})


def later(name: str, by: timedelta) -> Callable[[Any], Any]:
    return lambda item: getattr(item, name) + by


def omit(*site_ids: str) -> Change:
    omitted = tuple(Omission(site_id=site, code="fits", reason="It fits.") for site in site_ids)
    return lambda p: p.model_copy(update={"omitted": omitted})
