"""Two plans side by side: which sites, when and with whom, and what each plan comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.visits.plan import PlanLeg, PlanStop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geo.visits.plan import Plan, PlanDay

__all__ = ["CHANGES", "MEASURES", "SITES", "TOTALS", "Comparison", "compare_plans", "comparison_text"]

CHANGES = ("only_a", "only_b", "day", "team", "time", "same")
"""What may have become of a site: visited by one plan alone, or on another day, by another team, at another time."""
SITES = {
    "site_id": "str", "change": "str",
    "day_a": "Int64", "team_a": "str", "begin_a": "datetime64[s]",
    "day_b": "Int64", "team_b": "str", "begin_b": "datetime64[s]",
    "priority": "Int64",
}  # fmt: skip
"""Columns of `Comparison.sites`: a row a site that any of the plans visits."""
MEASURES = ("sites", "must", "priority", "bound", "hours", "driving_hours", "km", "days", "shifts")
TOTALS = {"measure": "str", "a": "float64", "b": "float64", "difference": "float64"}
"""Columns of `Comparison.totals`: a row a measure of `MEASURES`, with b less a."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What is different between two plans, a and b."""

    sites: pd.DataFrame
    """As `SITES` says: those that differ first, in the order of `CHANGES`, then by id."""
    totals: pd.DataFrame
    """As `TOTALS` says. Hours are those between departure and arrival, days those on which somebody drives."""

    @property
    def is_same(self) -> bool:
        """Whether both visit the same sites at the same times."""
        return bool((self.sites["change"] == "same").all())


class _Visit(NamedTuple):
    day: int
    team: str
    begin: datetime
    priority: int


def compare_plans(a: Plan, b: Plan) -> Comparison:
    """Return what is different between two plans.

    Parameters
    ----------
    a, b
        Of one mission or of two; days are compared by date.
    """
    first, second = _visits(a), _visits(b)
    rows = []
    for site in sorted(first.keys() | second.keys()):
        one, other = first.get(site), second.get(site)
        known = one or other
        rows.append((site, _change(one, other), *_when(one), *_when(other), None if known is None else known.priority))
    rows.sort(key=lambda row: (CHANGES.index(row[1]), row[0]))
    sites = pd.DataFrame(rows, columns=list(SITES)).astype(SITES)
    sums = [(name, x, y, y - x) for name, x, y in zip(MEASURES, _totals(a), _totals(b), strict=True)]
    return Comparison(sites, pd.DataFrame(sums, columns=list(TOTALS)).astype(TOTALS))


def _visits(plan: Plan) -> dict[str, _Visit]:
    return {
        item.site_id: _Visit(day.day, day.team, item.begin, item.priority)
        for day in plan.days
        for item in day.items
        if isinstance(item, PlanStop)
    }


def _when(visit: _Visit | None) -> tuple[int | None, str | None, datetime | None]:
    return (None, None, None) if visit is None else (visit.day, visit.team, visit.begin)


def _change(a: _Visit | None, b: _Visit | None) -> str:
    if a is None or b is None:
        return "only_b" if a is None else "only_a"
    if a.begin.date() != b.begin.date():
        return "day"
    if a.team != b.team:
        return "team"
    return "same" if a.begin == b.begin else "time"


def _totals(plan: Plan) -> tuple[float, ...]:
    driven = [day for day in plan.days if day.depart is not None]
    km = sum(item.km for day in plan.days for item in day.items if isinstance(item, PlanLeg))
    reached = plan.objective
    return (
        len(plan.visited),
        reached.must,
        reached.priority,
        reached.bound,
        round(sum(map(_hours, driven)), 2),
        round(reached.drive_seconds / 3600, 2),
        round(km, 1),
        len({day.date for day in driven}),
        len(driven),
    )


def _hours(day: PlanDay) -> float:
    if day.depart is None or day.arrive is None:
        return 0
    return (day.arrive - day.depart).total_seconds() / 3600


_SAID = {
    "only_a": "left out",
    "only_b": "new",
    "day": "on another day",
    "team": "with another team",
    "time": "at another time",
}


_MEASURED = {
    "must": "must-sees",
    "bound": "no plan exceeds",
    "hours": "working hours",
    "driving_hours": "driving hours",
    "days": "days with driving",
    "shifts": "days of a team",
}
_WITH_DECIMALS = {"hours", "driving_hours", "km"}


def comparison_text(comparison: Comparison, *, names: Mapping[str, str] | None = None) -> str:
    """Return a comparison as lines of text, in English: what each plan comes to, then the sites that differ.

    Parameters
    ----------
    comparison
        Of two plans.
    names
        Names of sites by id; the id stands for those without.
    """
    names = names or {}
    lines = [f"{'':20}{'a':>10}{'b':>10}{'b - a':>10}"]
    for measure, *values, difference in zip(*(comparison.totals[name].tolist() for name in TOTALS), strict=True):
        places = 1 if measure in _WITH_DECIMALS else 0
        numbers = "".join(f"{value:>10.{places}f}" for value in values)
        lines.append(f"{_MEASURED.get(measure, measure):20}{numbers}{difference:>+10.{places}f}")
    for change in CHANGES[:-1]:
        sites = comparison.sites[comparison.sites["change"] == change]
        for site, *when in zip(*(sites[name] for name in SITES if name not in ("change", "priority")), strict=True):
            times = [_said(*when[:3]), _said(*when[3:])]
            lines.append(f"{_SAID[change]}: {names.get(site, site)} ({' -> '.join(filter(None, times))})")
    same = int((comparison.sites["change"] == "same").sum())
    lines.append(f"{same} sites as before")
    return "\n".join(lines)


def _said(day: object, team: object, begin: object) -> str:
    if not isinstance(begin, pd.Timestamp) or pd.isna(begin):
        return ""
    return f"day {day}, {team}, {begin:%H:%M}"
