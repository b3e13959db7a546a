"""Solve instances of the team orienteering problem with time windows and print a table.

Each goes through the same model, solver, scheduler and checker as missions do. Seconds are CPU seconds of one core, all in:
reading, building the model, solving, checking; so that a busy machine does not spoil a comparison. (OR-Tools only knows
wall time.)
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from geo.visits.check import check_timetables
from geo.visits.scheduler import timetable
from geo.visits.solver import solve
from tests.benchmarks.toptw.instance import problem_of, read_instance
from tests.benchmarks.toptw.known import best_known
from tests.benchmarks.toptw.rivals import RIVALS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.visits.problem import Problem
    from tests.benchmarks.toptw.instance import Instance

MANY = 10**9
"""Iterations: the seconds decide."""
RESERVE = 0.05
"""Seconds for what comes after the search."""


@dataclass(frozen=True)
class Result:
    """What one solver made of one instance."""

    instance: Instance
    solver: str
    profit: int
    seconds: float


def ours(problem: Problem, seconds: float, seed: int, clock: Callable[[], float]) -> tuple[tuple[int, ...], ...]:
    """The planner's solver; nothing more is asked of it once every profit is collected."""
    total = sum(problem.priority)
    found = solve(
        problem,
        seed=seed,
        iterations=MANY,
        seconds=seconds - RESERVE,
        clock=clock,
        watch=lambda so_far: so_far.priority == total,
    )
    return found.routes


def measured(path: Path, paths: str, solver: str, *, seconds: float, seed: int) -> Result:
    """Solve and check one instance.

    Raises
    ------
    ValueError
        If the file is no instance, or if a solver broke a rule.
    """
    began = time.process_time()
    instance = read_instance(path)
    problem = problem_of(instance, paths=instance.paths if paths == "v" else int(paths))
    method = ours if solver == "mirasmap" else RIVALS[solver]
    routes = method(problem, seconds - (time.process_time() - began), seed, time.process_time)
    routes = routes + ((),) * (len(problem.shifts) - len(routes))
    breaches = check_timetables(
        problem, routes, [timetable(problem, shift, route) for shift, route in enumerate(routes)]
    )
    if breaches:
        msg = f"{instance.name}, {solver}: {breaches[0]}"
        raise ValueError(msg)
    profit = sum(problem.priority[site] for route in routes for site in route)
    return Result(instance, solver, profit, time.process_time() - began)


def _references(results: Sequence[Result], paths: str) -> dict[str, tuple[int, str]]:
    """Return for each instance the best known profit, or else the best of this run, and which of the two it is."""
    found = {}
    for result in results:
        instance = result.instance
        known = best_known(instance, instance.paths if paths == "v" else int(paths))
        best = max(other.profit for other in results if other.instance.name == instance.name)
        found[instance.name] = (known, "") if known is not None else (best, "best here")
    return found


def _gap(result: Result, references: dict[str, tuple[int, str]]) -> float:
    reference = references[result.instance.name][0]
    return 100 * (reference - result.profit) / reference if reference else 0.0


def _table(results: Sequence[Result], solvers: Sequence[str], title: str, paths: str) -> Table:
    references = _references(results, paths)
    table = Table(title=title)
    for heading in ("instance", "paths", "best known", *(f"{solver}: profit, gap %, s" for solver in solvers)):
        table.add_column(heading, justify="left" if heading == "instance" else "right")
    instances = {result.instance.name: result.instance for result in results}
    of = {(result.instance.name, result.solver): result for result in results}
    for name, instance in instances.items():
        mine = [of[name, solver] for solver in solvers if (name, solver) in of]
        cells = [f"{one.profit}  {_gap(one, references):.2f}  {one.seconds:.1f}" for one in mine]
        reference, note = references[name]
        table.add_row(name, str(instance.paths if paths == "v" else paths), f"{reference} {note}".strip(), *cells)
    table.add_section()
    groups = sorted({instance.group for instance in instances.values()})
    for group in [*groups, *(["Solomon"] if "pr" in groups and len(groups) > 1 else []), "all"]:
        chosen = [
            r
            for r in results
            if group in ("all", r.instance.group) or (group == "Solomon" and r.instance.group != "pr")
        ]
        cells = []
        for solver in solvers:
            mine = [result for result in chosen if result.solver == solver]
            cells.append(
                f"{fmean(_gap(one, references) for one in mine):.3f}  {fmean(one.seconds for one in mine):.1f}"
            )
        table.add_row(f"mean {group}", "", "", *cells)
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.toptw", description=__doc__)
    parser.add_argument("folder", type=Path, help="instances, one a file")
    parser.add_argument("--seconds", type=float, default=10.0, help="CPU seconds for each instance")
    parser.add_argument("--paths", default="v", help="v (as many as the file says), or a number such as 1 or 2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", default="", help=f"other solvers, separated by commas: {', '.join(RIVALS)}")
    parser.add_argument("--only", default="", help="only files whose names begin so; several separated by commas")
    chosen = parser.parse_args(arguments)
    solvers = ["mirasmap", *filter(None, chosen.against.split(","))]
    if unknown := set(solvers[1:]) - set(RIVALS):
        parser.error(f"--against: {', '.join(sorted(unknown))} is none of {', '.join(RIVALS)}")
    if chosen.paths != "v" and not (chosen.paths.isdecimal() and int(chosen.paths)):
        parser.error("--paths: v, or a number of at least 1")
    console = Console()
    results: list[Result] = []
    for path in sorted(chosen.folder.iterdir()):
        if not path.is_file() or not path.name.startswith(tuple(chosen.only.split(","))):
            continue
        try:
            read_instance(path)
        except ValueError as error:
            console.print(f"left out: {error}")
            continue
        for solver in solvers:
            with console.status(f"{path.name}: {solver}"):
                results.append(measured(path, chosen.paths, solver, seconds=chosen.seconds, seed=chosen.seed))
    if not results:
        parser.error(f"{chosen.folder}: no instances")
    console.print(
        _table(results, solvers, f"{chosen.seconds:g} CPU seconds of one core, seed {chosen.seed}", chosen.paths)
    )


if __name__ == "__main__":
    main()
