"""What one would take instead: PyVRP as it comes, VROOM, OR-Tools. Each gets the same problem and gives its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.visits.problem import Problem

__all__ = ["RIVALS"]

type Routes = tuple[tuple[int, ...], ...]
PRIZE = 1_000
"""What one of profit is worth in units of distance, for PyVRP and OR-Tools."""


def plain(problem: Problem, seconds: float, seed: int, clock: Callable[[], float]) -> Routes:
    """PyVRP's own `solve` with all its defaults."""
    import pyvrp

    depot, shift = problem.n_sites, problem.shifts[0]
    clients = [
        pyvrp.Client(
            site,
            service_duration=problem.service[site],
            tw_early=problem.windows[site][0][0].earliest,
            tw_late=problem.windows[site][0][0].latest,
            prize=problem.priority[site] * PRIZE,
            required=False,
        )
        for site in range(problem.n_sites)
    ]
    vehicles = pyvrp.VehicleType(len(problem.shifts), tw_early=shift.start, tw_late=shift.end)
    places = [pyvrp.Location(0, 0)] * (depot + 1)
    drive: list[Any] = list(problem.drive)
    data = pyvrp.ProblemData(places, clients, [pyvrp.Depot(depot)], [vehicles], drive, drive)
    until = clock() + seconds
    found = pyvrp.solve(data, lambda _: clock() >= until, seed=seed, collect_stats=False, display=False).best
    return tuple(tuple(stop.idx for stop in route if stop.is_client()) for route in found.routes())


def vroom(problem: Problem, seconds: float, seed: int, clock: Callable[[], float]) -> Routes:
    """VROOM at its highest level of exploration; it stops by itself, and has no seed."""
    import numpy as np
    import vroom

    depot, most = problem.n_sites, max(1, *problem.priority)
    task = vroom.Input()
    task.set_durations_matrix("car", problem.drive[0].astype(np.uint32))
    for number, shift in enumerate(problem.shifts):
        task.add_vehicle(
            vroom.Vehicle(number, start=depot, end=depot, time_window=vroom.TimeWindow(shift.start, shift.end))
        )
    for site in range(depot):
        ((earliest, latest),) = problem.windows[site][0]
        task.add_job(
            vroom.Job(
                site,
                site,
                default_service=problem.service[site],
                priority=max(1, problem.priority[site] * 100 // most) if most > 100 else problem.priority[site],
                time_windows=[vroom.TimeWindow(earliest, latest)],
            )
        )
    steps = task.solve(exploration_level=5, nb_threads=1).routes
    jobs = steps[steps["type"] == "job"]
    routes = [
        tuple(int(site) for site in jobs[jobs["vehicle_id"] == number]["id"]) for number in range(len(problem.shifts))
    ]
    return tuple(routes)


def ortools(problem: Problem, seconds: float, seed: int, clock: Callable[[], float]) -> Routes:
    """OR-Tools' routing with guided local search; its limit is wall time, and it has no seed."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    depot, shift = problem.n_sites, problem.shifts[0]
    manager = pywrapcp.RoutingIndexManager(depot + 1, len(problem.shifts), depot)
    routing = pywrapcp.RoutingModel(manager)
    drive, service = problem.drive[0].tolist(), [*problem.service, 0]

    def length(start: int, end: int) -> int:
        return int(drive[manager.IndexToNode(start)][manager.IndexToNode(end)])

    def duration(start: int, end: int) -> int:
        return length(start, end) + service[manager.IndexToNode(start)]

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(length))
    routing.AddDimension(routing.RegisterTransitCallback(duration), shift.end, shift.end, False, "time")
    time = routing.GetDimensionOrDie("time")
    for site in range(depot):
        ((earliest, latest),) = problem.windows[site][0]
        time.CumulVar(manager.NodeToIndex(site)).SetRange(earliest, min(latest, shift.end))
        routing.AddDisjunction([manager.NodeToIndex(site)], problem.priority[site] * PRIZE)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(round(seconds * 1000))
    found = routing.SolveWithParameters(parameters)

    def route(vehicle: int) -> tuple[int, ...]:
        sites, at = [], routing.Start(vehicle)
        while found is not None and not routing.IsEnd(found.Value(routing.NextVar(at))):
            at = found.Value(routing.NextVar(at))
            sites.append(manager.IndexToNode(at))
        return tuple(sites)

    return tuple(map(route, range(len(problem.shifts))))


RIVALS = {"plain": plain, "vroom": vroom, "ortools": ortools}
