"""Made-up instances in the style of Solomon's: clustered or scattered points, narrow or wide windows, short or long days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

__all__ = ["CLASSES", "made_up"]

CLASSES = {
    "c1": (1236, 90, "clusters"),
    "c2": (3390, 90, "clusters"),
    "r1": (230, 10, "scattered"),
    "r2": (1000, 10, "scattered"),
    "rc1": (240, 10, "both"),
    "rc2": (960, 10, "both"),
}
"""Time budget, time of a visit, and where the points lie, of each class."""


def made_up(group: str, *, seed: int, points: int = 100) -> str:
    """Return the text of an instance in the format of Righini and Salani.

    Parameters
    ----------
    group
        One of `CLASSES`.
    seed
        The same gives the same.
    points
        Without the first, where paths start and end.
    """
    budget, visit, where = CLASSES[group]
    rng = np.random.default_rng([seed, *group.encode()])
    places = np.vstack([[[40, 50]], _places(rng, where, points)]).round()
    away = np.hypot(*(places - places[0]).T)
    wide = rng.choice([0.05, 0.12, 0.3, 0.7]) * budget
    bound = rng.random(points + 1) < rng.choice([0.25, 0.5, 0.75, 1.0])
    half = np.maximum(5, rng.normal(wide, wide / 4, points + 1) / 2)
    middle = rng.uniform(away + 1, np.maximum(away + 2, budget - away - visit))
    opens = np.where(bound, np.maximum(0, middle - half), 0).round()
    closes = np.where(bound, np.minimum(budget - away - visit, middle + half), budget - away - visit).round()
    closes = np.floor(np.maximum(closes, opens))
    profit = rng.integers(1, 6, points + 1) * 10 if where == "clusters" else rng.integers(1, 42, points + 1)
    lines = [
        f"4 {max(3, points * (visit + 15) // budget)} {points} 1",
        "0 200",
        f"  0 40.00 50.00 0.00 0.00 0 0 0 {budget}",
    ]
    lines += [
        f"  {i} {places[i, 0]:.2f} {places[i, 1]:.2f} {visit:.2f} {profit[i]:.2f} 1 1 1 {opens[i]:.0f} {closes[i]:.0f}"
        for i in range(1, points + 1)
    ]
    return "\n".join(lines) + "\n"


def _places(rng: Generator, where: str, points: int) -> NDArray[np.float64]:
    scattered = rng.uniform(0, 90, (points, 2))
    middles = rng.uniform(10, 80, (10, 2))
    clustered = middles[rng.integers(0, 10, points)] + rng.normal(0, 4, (points, 2))
    share = {"clusters": 1.0, "scattered": 0.0, "both": 0.5}[where]
    return np.where(rng.random((points, 1)) < share, clustered, scattered)
