"""What it costs to add a site that a plan omits: more time on a day, or stops that would have to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.visits.explain import reason_of
from geo.visits.misses import Misses

if TYPE_CHECKING:
    from geo.visits.compile import Compiled
    from geo.visits.plan import Omission
    from geo.visits.problem import Solution

__all__ = ["Cost", "cost_of", "cost_to_add"]


@dataclass(frozen=True)
class Cost:
    """The cheapest way to have one more site; what is not known, or does not help, is None or ()."""

    site_id: str
    priority: int | None
    """What the site is worth."""
    day: int | None
    """From 1: where it misses least."""
    team: str | None
    minutes: int | None
    """Working hours that this day needs more."""
    driving: int | None
    """Minutes of driving that it needs more than are allowed."""
    detour: int | None
    """Minutes of driving that the visit adds."""
    instead_of: tuple[str, ...]
    """Or: sites in whose place it would fit."""
    worth: int | None
    """What those are worth together."""


def cost_of(omission: Omission) -> Cost | None:
    """Return what a plan itself says of the cost of an omitted site; None where nothing would help.

    Examples
    --------
    >>> from geo.visits.plan import Omission
    >>> details = {"day": 2, "team": "red", "minutes": 40, "driving": 0, "detour": 25, "priority": 12}
    >>> cost_of(Omission(site_id="mill", code="needs_more", details=details, reason="")).minutes
    40
    """
    said = omission.details
    if "day" not in said and "worth" not in said:
        return None
    return Cost(
        site_id=omission.site_id,
        priority=said.get("priority"),
        day=said.get("day"),
        team=said.get("team"),
        minutes=said.get("minutes"),
        driving=said.get("driving"),
        detour=said.get("detour"),
        instead_of=tuple(said.get("sites", ())) if "worth" in said else (),
        worth=said.get("worth"),
    )


def cost_to_add(compiled: Compiled, solution: Solution, site_id: str) -> Cost | None:
    """Return what it costs to add a site to a solution; None where nothing would help.

    Parameters
    ----------
    compiled, solution
        As the plan was made of.
    site_id
        A site that can be planned, and is not visited.

    Raises
    ------
    ValueError
        If it cannot be planned at all, or is visited.
    """
    if site_id not in compiled.site_ids:
        message = f"{site_id} cannot be planned at all; its reason stands with the omitted sites"
        raise ValueError(message)
    site = compiled.site_ids.index(site_id)
    if any(site in route for route in solution.routes):
        message = f"{site_id} is visited already"
        raise ValueError(message)
    return cost_of(reason_of(compiled, Misses(solution.problem, solution.routes), site))
