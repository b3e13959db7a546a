"""Better a plan that holds, by small changes that the exact scheduler allows.

A search on a model (`geo.visits.model`) cuts breaks out of the clock and so misses what fits around them; here the exact
times decide. Nothing is random, and effort is counted, so that the same plan comes out everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.draft import Draft
from geo.visits.every_plan import MOST_SITES, best_of_all
from geo.visits.less_driving import less_driving
from geo.visits.objective import score
from geo.visits.put_in import more_priority
from geo.visits.slots import Trials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.visits.problem import Problem

__all__ = ["TRIALS", "polish"]

TRIALS = 3_000_000
"""About six seconds of one core; two hundred sites on 56 shifts come to their end after a third of it."""
FEW_TRIALS = 300_000
"""For trying every plan of few sites."""


def polish(problem: Problem, routes: Sequence[Sequence[int]], *, trials: int = TRIALS) -> tuple[tuple[int, ...], ...]:
    """Return routes at least as good.

    Visits that are worth nothing make room. Omitted sites are put in, alone, for cheaper ones, or for one that fits elsewhere; then visits are moved and reordered for
    less driving; again until nothing helps. At last, what is worth nothing comes back where it costs no driving. Of few
    sites, every plan is tried.

    Parameters
    ----------
    problem
        What is planned.
    routes
        Sites of each shift; they must hold (see `geo.visits.repair`). What belongs together stays so.
    trials
        How much may be tried, see `Trials`.
    """
    draft = Draft(problem, routes, Trials(trials))
    _make_room(draft)
    while more_priority(draft) or less_driving(draft):
        pass
    _come_back(draft)
    return _best_of_few(draft) or tuple(draft.routes)


def _best_of_few(draft: Draft) -> tuple[tuple[int, ...], ...] | None:
    """Return the best plan there is, if the sites are few and it is better."""
    if draft.problem.n_sites > MOST_SITES:
        return None
    best = best_of_all(draft.problem, Trials(min(draft.trials.left, FEW_TRIALS)))
    return best if best and score(draft.problem, best) > score(draft.problem, draft.routes) else None


def _make_room(draft: Draft) -> None:
    for shift, site in list(draft.visits()):
        rest = draft.without(shift, (site,))
        free = not draft.worth[site] and site not in draft.bound
        if free and draft.trials.holds(draft.problem, shift, rest.route):
            draft.put(shift, rest.route)


def _come_back(draft: Draft) -> None:
    for site in sorted(set(range(draft.problem.n_sites)) - {site for _, site in draft.visits()} - draft.bound):
        fit = draft.cheapest(site, [shift for shift, route in enumerate(draft.routes) if route], most=1)
        if fit:
            draft.put(fit.shift, fit.route)
