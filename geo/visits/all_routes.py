"""Plans that visit every site, put together from the routes of plans that nearly do.

Where the fleet is just enough, a search on whole plans ends with one visit a little late, wherever it begins; but most routes
of each plan it meets hold. Which of them visit every site between them is a small integer program (set covering, as in
Rochat and Taillard 1995, `doi:10.1007/BF02430370`), solved with a count of nodes in place of seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyvrp

from geo.visits.route_mix import quiet_model

if TYPE_CHECKING:
    from geo.visits.model import Model

__all__ = ["RoutePool"]

MOST = 4_000
"""The last so many routes are put together; that takes a second or two of one core."""
NODES = 30
"""Of the branching."""
LEAST = 1e-6
_NO_ROWS, _NO_VALUES = np.array([], dtype=np.int32), np.array([])


class RoutePool:
    """Routes that hold, of plans met by a search.

    Parameters
    ----------
    model
        What was searched, with every site required.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._seen: set[tuple[int, ...]] = set()
        self._routes: dict[tuple[int, tuple[int, ...]], None] = {}
        self.lacking = 0.0
        """How many sites stayed out at last where shifts may do parts of routes: no plan of these routes visits more."""

    def add(self, plan: pyvrp.Solution) -> None:
        """Take what holds of a plan."""
        for route in plan.routes():
            # reading the visits of a route takes long: those that look like a known one are passed over
            looks = route.vehicle_type(), route.distance(), route.duration(), route[1].idx, route[-2].idx
            if looks not in self._seen:
                self._seen.add(looks)
                if route.is_feasible():
                    self._routes[route.vehicle_type(), tuple(stop.idx for stop in route if stop.is_client())] = None

    def everything(self) -> pyvrp.Solution | None:
        """Return a plan that visits every site, None where these routes make none up."""
        chosen = self._chosen()
        visited: set[int] = set()
        routes = []
        for kind, clients in chosen:
            kept = [client for client in clients if self._model.sites[client] not in visited]
            visited.update(self._model.sites[client] for client in kept)
            if kept:
                routes.append(pyvrp.Route(self._model.required, kept, kind))
        plan = pyvrp.Solution(self._model.required, routes)
        return plan if plan.is_feasible() else None

    def _chosen(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return the routes that leave the fewest sites out, [] where some must be left out even by parts of routes."""
        import highspy

        routes = list(self._routes)[-MOST:]
        row_of = {site: row for row, site in enumerate(sorted(set(self._model.sites)))}
        n = len(row_of)
        program = quiet_model()
        program.changeObjectiveSense(highspy.ObjSense.kMinimize)
        for _ in range(n):
            program.addRow(1.0, 1e30, 0, _NO_ROWS, _NO_VALUES)
        for shifts in self._model.shifts:
            program.addRow(0.0, float(len(shifts)), 0, _NO_ROWS, _NO_VALUES)
        for kind, clients in routes:
            rows = [*{row_of[self._model.sites[client]] for client in clients}, n + kind]
            program.addCol(0.0, 0.0, 1.0, len(rows), np.array(rows, dtype=np.int32), np.ones(len(rows)))
        for row in range(n):  # the site left out
            program.addCol(1.0, 0.0, 1.0, 1, np.array([row], dtype=np.int32), np.ones(1))
        program.run()
        self.lacking = program.getObjectiveValue()
        if self.lacking > LEAST:
            return []
        for column in range(len(routes)):
            program.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        program.setOptionValue("solver", "choose")
        program.setOptionValue("mip_max_nodes", NODES)
        program.run()
        parts = program.getSolution().col_value
        return [route for route, part in zip(routes, parts, strict=False) if part > 0.5]
