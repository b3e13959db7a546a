"""What the checker finds: one broken rule, said so that a person sees where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Breach", "Rule"]


class Rule(StrEnum):
    """The rules of timetables."""

    SHAPE = "shape"
    """A route and a timetable for each shift, with the sites of the route in its order."""
    UNKNOWN_SITE = "unknown_site"
    TWICE = "twice"
    """Each site is visited once."""
    SHIFT = "shift"
    """Nobody leaves before the shift begins, or is back after it ends."""
    LEG = "leg"
    """Each way has its driving time and its buffer, breaks not counted."""
    UNREACHABLE = "unreachable"
    """No way joins two places that follow each other."""
    WINDOW = "window"
    """A visit begins while it may."""
    SERVICE = "service"
    """A visit begins on or after arrival and takes its time."""
    DRIVING = "driving"
    """The limit of driving, and the sum that is said."""
    BREAK = "break"
    """Each break that is owed is taken once, in its span, in full, between visits, apart from others."""
    TOGETHER = "together"
    """Sites that belong on one day are visited on one day, or none of them."""
    TRANSFER = "transfer"
    """A day without stops whose ends differ is driven as well."""
    NIGHT = "night"
    """All shifts around a night have the same base, one that may be chosen."""


@dataclass(frozen=True)
class Breach:
    """One broken rule."""

    code: str
    """A word of `Rule` or of `geo.visits.check.plan_rules.PlanRule`."""
    sentence: str
    day: int | None = None
    """From 0 in a problem, from 1 in a plan."""
    team: int | str | None = None
    """Index in a problem, id in a plan."""
    site: int | str | None = None
    """Index in a problem, id in a plan."""

    def __str__(self) -> str:
        return self.sentence
