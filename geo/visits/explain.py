"""Why sites are not in a plan, and which demands cannot be met together, each with what a person can do."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from geo.visits.conflicts import conflicts_of
from geo.visits.misses import Misses
from geo.visits.plan import Omission
from geo.visits.reasons import sentence

if TYPE_CHECKING:
    from geo.visits.compile import Compiled
    from geo.visits.misses import Miss, Swap
    from geo.visits.problem import Solution

__all__ = ["Explanation", "explain", "reason_of"]

_NEAR_S = 3600
"""Who misses a day by no more than this is told by how much; others what they would displace."""


@dataclass(frozen=True)
class Explanation:
    """What a plan says of itself."""

    omitted: tuple[Omission, ...]
    """Of every candidate that is not visited, by id."""
    conflicts: tuple[Omission, ...]
    """Demands that are not met, with those that they conflict with."""


def explain(compiled: Compiled, solution: Solution) -> Explanation:
    """Return why each omitted site is omitted, and which demands conflict.

    Parameters
    ----------
    compiled
        The mission as a problem, with the sites that cannot be planned at all.
    solution
        What was found for it.

    Notes
    -----
    Who needs more on a day: the smallest excess over the working hours and the driving limit, wherever the site is put into
    the routes as they are. What is displaced: the one or two stops of a shift, worth least, in whose place the site fits.
    """
    misses = Misses(solution.problem, solution.routes)
    visited = {site for route in solution.routes for site in route}
    missing = [site for site in range(solution.problem.n_sites) if site not in visited]
    missing.sort(key=lambda site: (-solution.problem.priority[site], site))  # the best have the first trials
    lost = (compiled.unplannable[name].tolist() for name in ("site_id", "code", "details"))
    omitted = [_omission(*row) for row in zip(*lost, strict=True)]
    omitted += [reason_of(compiled, misses, site) for site in missing]
    return Explanation(
        omitted=tuple(sorted(omitted, key=lambda omission: omission.site_id)),
        conflicts=tuple(_omission(*found) for found in conflicts_of(compiled, solution)),
    )


def reason_of(compiled: Compiled, misses: Misses, site: int) -> Omission:
    """Return why one site that can be planned is not in a solution."""
    site_id = compiled.site_ids[site]
    if not misses.fits_alone(site):
        return _omission(site_id, *_alone(compiled, misses, site))
    miss, swap = misses.least(site), misses.swap(site)
    details = {
        "priority": misses.problem.priority[site],
        **(_missed(compiled, misses, miss) if miss else {}),
        **(_swapped(compiled, swap) if swap else {}),
    }
    if friends := misses.friends(site):
        return _omission(site_id, "together", {**details, "sites": sorted(compiled.site_ids[f] for f in friends)})
    code = _code(misses, site, miss, swap)
    if swap is None or code == "needs_more":
        worse = swap is not None and (swap.must or swap.worth < misses.problem.priority[site])
        details = {name: value for name, value in details.items() if not (worse and name in ("sites", "worth"))}
    return _omission(site_id, code, details)


def _code(misses: Misses, site: int, miss: Miss | None, swap: Swap | None) -> str:
    if miss is not None and (miss.worst <= _NEAR_S or swap is None):
        return "fits" if not miss.worst else _needs(miss)
    if swap is None:
        return "no_room"
    if swap.must:
        return "displaces_must"
    return "displaces" if swap.worth >= misses.problem.priority[site] else "better"


def _needs(miss: Miss) -> str:
    if miss.over and miss.driving:
        return "needs_more_both"
    return "needs_more" if miss.over else "needs_more_driving"


def _alone(compiled: Compiled, misses: Misses, site: int) -> tuple[str, dict[str, Any]]:
    """Return which limit keeps a site from every day, even as the only one."""
    miss = misses.alone(site)
    if miss is not None and miss.worst:
        code = "no_day_holds_hours" if miss.over >= miss.driving else "no_day_holds_driving"
        return code, _missed(compiled, misses, miss)
    late = misses.lateness(site)
    if late is not None:
        return "no_day_holds_window", {"minutes": ceil(late[0] / 60), **_when(compiled, misses, late[1])}
    return ("no_day_holds" if misses.reachable(site) else "unreachable"), {}


def _missed(compiled: Compiled, misses: Misses, miss: Miss) -> dict[str, Any]:
    needs = {"minutes": ceil(miss.over / 60), "driving": ceil(miss.driving / 60), "detour": ceil(miss.detour / 60)}
    return {**_when(compiled, misses, miss.shift), **needs}


def _swapped(compiled: Compiled, swap: Swap) -> dict[str, Any]:
    return {"sites": [compiled.site_ids[site] for site in swap.sites], "worth": swap.worth}


def _when(compiled: Compiled, misses: Misses, shift: int) -> dict[str, Any]:
    this = misses.problem.shifts[shift]
    return {"day": this.day + 1, "team": compiled.teams[this.team]}


def _omission(site_id: str, code: str, details: dict[str, Any]) -> Omission:
    return Omission(site_id=site_id, code=code, details=dict(details), reason=sentence(code, details))
