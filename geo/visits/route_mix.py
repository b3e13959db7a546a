"""The best mix of the routes found so far, each done by as large a part of a shift as one likes: a linear program."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from geo.visits.relaxed_day import Path
    from geo.visits.relaxed_days import Days

__all__ = ["RouteMix", "quiet_model"]


def quiet_model() -> highspy.Highs:
    """Return an empty model of HiGHS that prints nothing, uses one thread and maximises."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # prints a banner, unless told not to
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call] # highspy is typed in part

    model = Quiet()  # type: ignore[no-untyped-call] # as above
    model.setOptionValue("threads", 1)
    model.setOptionValue("solver", "simplex")
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return model


class RouteMix:
    """Routes of days; each site is visited at most once, each day is done at most as often as there are shifts.

    Parameters
    ----------
    days
        What is planned.
    """

    def __init__(self, days: Days) -> None:
        self._days = days
        self.routes: dict[tuple[int, tuple[int, ...]], Path] = {}
        self._n = len(days.sites)
        self._model = quiet_model()
        rows = [1.0] * self._n + [float(count) for count in days.counts] * 2  # sites, shifts, driving
        for most in rows:
            self._model.addRow(-1e30, most, 0, np.array([], dtype=np.int32), np.array([]))

    def add(self, day: int, path: Path) -> bool:
        """Add a route; return whether it is a new one."""
        if (day, path.sites) in self.routes:
            return False
        self.routes[day, path.sites] = path
        visits = Counter(path.sites)
        k = len(self._days.days)
        rows = [*visits, self._n + day, self._n + k + day]
        values = [*map(float, visits.values()), 1.0, path.drive / max(1, self._days.days[day].most)]
        worth = float(sum(self._days.priority[site] * times for site, times in visits.items()))
        self._model.addCol(worth, 0.0, 1e9, len(rows), np.array(rows, dtype=np.int32), np.array(values))
        return True

    def solve(self) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        """Return the value of the best mix, the price of each site, and that of one unit of driving on each day."""
        self._model.run()
        prices = np.maximum(np.array(self._model.getSolution().row_dual), 0.0)
        most = np.array([max(1, day.most) for day in self._days.days])
        return float(self._model.getObjectiveValue()), prices[: self._n], prices[self._n + len(most) :] / most
