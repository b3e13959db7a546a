"""How visits are planned where there is no planner: k-means into days, then always the nearest site next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.visits.repair import repair
from geo.visits.scheduler import scheduler_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.visits.problem import Problem

__all__ = ["kmeans_routes"]


def kmeans_routes(problem: Problem, at: NDArray[np.float64], *, seed: int) -> tuple[tuple[int, ...], ...]:
    """Return routes that hold by the same scheduler as ours.

    Parameters
    ----------
    problem
        What is planned.
    at
        Places of the problem in kilometres, shape (n, 2).
    seed
        Of k-means, which takes the best of ten starts.
    """
    from scipy.optimize import linear_sum_assignment  # both come with `make bench` only
    from sklearn.cluster import KMeans

    n, shifts = problem.n_sites, problem.shifts
    model = KMeans(min(n, len(shifts)), n_init=10, random_state=seed).fit(at[:n])
    middle = np.array([(at[shift.start_place] + at[shift.end_place]) / 2 for shift in shifts])
    away = np.sqrt(((model.cluster_centers_[:, None] - middle[None]) ** 2).sum(2))
    routes: list[tuple[int, ...]] = [()] * len(shifts)
    for cluster, shift in zip(*linear_sum_assignment(away), strict=True):
        routes[shift] = _nearest(problem, int(shift), set(np.flatnonzero(model.labels_ == cluster).tolist()))
    return repair(problem, routes)


def _nearest(problem: Problem, shift: int, left: set[int]) -> tuple[int, ...]:
    scheduler, at = scheduler_of(problem), problem.shifts[shift].start_place
    legs, route = scheduler.legs(shift), list[int]()
    while left:
        order = sorted(left, key=lambda site: (legs[at][site], site))
        site = next((site for site in order if scheduler.holds(shift, [*route, site])), None)
        if site is None:
            break
        route.append(site)
        left.discard(site)
        at = site
    return tuple(route)
