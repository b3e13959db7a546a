"""The phases of the search for one settled problem: all sites required, several runs, and one more from the best of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from geo.visits.all_routes import RoutePool
from geo.visits.best import worth
from geo.visits.effort import SMALL
from geo.visits.model import build
from geo.visits.problem import UNREACHABLE
from geo.visits.search import Settings, search

if TYPE_CHECKING:
    import pyvrp

    from geo.visits.best import Best, Worth
    from geo.visits.effort import Meter, Part
    from geo.visits.model import Model
    from geo.visits.problem import Problem

__all__ = ["QUICK", "Recipe", "recipe_of", "run_phases"]

MIDDLE_OF_WINDOW = 0.5
FEW_TRIALS = 100_000
ROUND = 15
"""Iterations for each client after which a search for plans that visit everything begins anew."""
MIXING = 3.0
"""Seconds that must be left for putting routes together; it takes about one, but is counted in nodes."""
WHOLE_SITE = 0.99
"""Of sites that stay out: one, whatever the rounding of a linear program."""
CHOOSING = Settings()
EVERYTHING = Settings(start=20.0, most=200.0, feasible=0.65, perturbations=25, hopeless=0.01)
"""Penalties in seconds of driving: where they are much higher, driving is forgotten, and the search ends in a corner."""
SHORTER = replace(EVERYTHING, hopeless=None)


@dataclass(frozen=True)
class Recipe:
    """How the effort is divided, and how each part searches."""

    everything: float = 0.2
    """Share of the effort for trying to visit everything, if it takes so long."""
    nominals: tuple[float, ...] = (MIDDLE_OF_WINDOW,)
    """Where in their windows breaks are cut out, one run each."""
    runs: int = 1
    """Runs from different seeds for each of `nominals`."""
    final: float = 0.2
    """Share that goes on from the best run."""
    worths: tuple[float | None, ...] = (None,)
    """What a site is worth on average in average ways between places, run by run; None for more than all driving together."""
    settings: Settings = CHOOSING
    required: Settings = EVERYTHING
    """For visiting everything."""
    shorter: Settings = SHORTER
    """For less driving once everything is visited."""


QUICK = Recipe(everything=0.0, final=0.0)
"""For comparing choices by short searches."""


def recipe_of(problem: Problem, model: Model) -> Recipe:
    """Return the recipe for a problem of this kind."""
    breaks = any(shift.breaks for shift in problem.shifts)
    if len(model.sites) <= SMALL and breaks:
        return Recipe(nominals=(MIDDLE_OF_WINDOW, 0.0, 1.0), settings=Settings(neighbours=40))
    if model.data.num_profiles > 1:
        return Recipe(settings=Settings(neighbours=40))
    if len(problem.shifts) == 1:
        return Recipe(runs=5, worths=(60.0, 5.0, 20.0), final=0.15)
    return Recipe(everything=0.6, runs=6, worths=(60.0, 20.0, 5.0), final=0.3)


def run_phases(
    problem: Problem, part: Part, best: Best, *, seed: int, judge: Problem | None = None, recipe: Recipe | None = None
) -> Worth:
    """Search for plans of a problem and offer them to `best`.

    Parameters
    ----------
    problem
        Its nights must be settled.
    part
        What may be spent.
    best
        Gets every plan that is better.
    seed
        Of all that is random.
    judge
        The problem of which the plans shall hold, if it is not `problem` itself: that one with fewer windows.
    recipe
        If None, that of `recipe_of`.

    Returns
    -------
    Worth
        Of the best plan found here.
    """
    judge = judge or problem
    nothing = worth(judge, ((),) * len(problem.shifts))
    model = build(problem, nominal=MIDDLE_OF_WINDOW)
    if model is None:
        return nothing
    recipe = recipe or recipe_of(problem, model)
    phases = _Phases(problem, judge, part, best, seed, recipe)
    everything = phases.everything(model) if recipe.everything and _plausible(problem, model) else None
    if everything is None:
        phases.choose()
    else:
        phases.shorten(model, everything)
    return max([nothing, *phases.found])


def _scale(problem: Problem, worth: float | None) -> int | None:
    """Return what one of priority is worth in units of driving."""
    if worth is None:
        return None
    ways = [drive[drive < UNREACHABLE].mean() for drive in problem.drive]
    return max(1, round(worth * float(np.mean(ways)) * problem.n_sites / max(1, sum(problem.priority))))


def _plausible(problem: Problem, model: Model) -> bool:
    """Return False where visiting every site must take longer than all shifts last."""
    sites = sorted(set(model.sites))
    drive = np.min(np.stack(problem.drive), axis=0).astype(np.int64)
    np.fill_diagonal(drive, np.iinfo(np.int64).max)
    nearest = int(drive[:, sites].min(axis=0).sum())
    needed = nearest + sum(problem.service[site] + problem.buffer for site in sites)
    spans = [shift.end - shift.start for shift in problem.shifts]
    limits = [
        span if shift.max_drive is None else shift.max_drive for span, shift in zip(spans, problem.shifts, strict=True)
    ]
    return needed <= sum(spans) and nearest <= sum(limits)


class _Phases:
    """What the phases of one run have in common."""

    def __init__(self, problem: Problem, judge: Problem, part: Part, best: Best, seed: int, recipe: Recipe) -> None:
        self._problem, self._judge, self._part, self._best, self._recipe = problem, judge, part, best, recipe
        self._seed, self._before = 1000 * seed, part.effort.spent()
        self.found: list[Worth] = []

    def _left(self) -> float:
        """Return which share of the iterations is left."""
        return 1 - (self._part.effort.spent() - self._before) / max(1.0, self._part.iterations)

    def everything(self, model: Model) -> pyvrp.Solution | None:
        """Try to visit every site; the first plan that does is enough here.

        Searches begin anew now and then, and between them the routes met are put together.
        """
        part, pool, most = self._part, RoutePool(model), self._recipe.everything
        limit = ROUND * model.data.num_clients
        for number in count(1):
            meter = part.phase(f"all {number}", most - 1 + self._left(), of_seconds=most - 1 + part.left(), limit=limit)
            if meter is None:
                return None
            found = self._try(model, meter, number, pool)
            if found is None and meter.over:
                mixing = part.phase(f"mix {number}", 1.0, limit=1) if part.seconds_left() > MIXING else None
                found = pool.everything() if mixing is not None and mixing.on() else None
            if found is not None:
                self.found.append(self._best.offer(self._judge, model.routes(found)))
                return found
            if not meter.over or pool.lacking > WHOLE_SITE:
                return None
        return None

    def _try(self, model: Model, meter: Meter, number: int, pool: RoutePool) -> pyvrp.Solution | None:
        return search(
            model.required,
            1.0,
            seed=self._seed + 900 + number,
            meter=meter,
            settings=self._recipe.required,
            better=lambda plan: plan.is_feasible(),
            met=pool.add,
        )

    def shorten(self, model: Model, start: pyvrp.Solution) -> None:
        """All sites are visited: drive less."""
        meter = self._part.phase("shorten", self._left(), of_seconds=1.0)
        if meter is not None:
            self._run(model, meter, self._seed + 800, start, required=True)

    def choose(self) -> None:
        """Collect the most where some sites must stay out."""
        recipe, part = self._recipe, self._part
        models = self._models()
        share = (self._left() - recipe.final) / len(models)
        found: list[tuple[Model, pyvrp.Solution]] = []
        for number, model in enumerate(models):
            seconds = (part.left() - recipe.final) / (len(models) - number)
            meter = part.phase(f"run {number + 1}", share, of_seconds=seconds)
            plan = self._run(model, meter, self._seed + number) if meter else None
            if plan is not None:
                found.append((model, plan))
        meter = part.phase("final", recipe.final, of_seconds=1.0) if found else None
        if meter is not None:
            top, start = max(found, key=lambda pair: (pair[0].priority(pair[1]), -pair[1].distance()))
            self._run(top, meter, self._seed + 700, start)

    def _models(self) -> list[Model]:
        """Return the model of each run: with other times of breaks, or with prizes of another size."""
        recipe = self._recipe
        kinds = [
            (nominal, recipe.worths[run % len(recipe.worths)])
            for run in range(recipe.runs)
            for nominal in recipe.nominals
        ]
        known = {
            (nominal, worth): build(self._problem, nominal=nominal, scale=_scale(self._problem, worth))
            for nominal, worth in dict.fromkeys(kinds)
        }
        return [model for kind in kinds if (model := known[kind]) is not None]

    def _run(
        self, model: Model, meter: Meter, seed: int, start: pyvrp.Solution | None = None, *, required: bool = False
    ) -> pyvrp.Solution | None:
        def better(plan: pyvrp.Solution) -> bool:
            self._best.later(lambda: (self._judge, model.routes(plan)))
            return False

        found = search(
            model.required if required else model.data,
            1.0 if required else model.density,
            seed=seed,
            meter=meter,
            settings=self._recipe.shorter if required else self._recipe.settings,
            start=start,
            better=better,
        )
        if found is not None:
            # of few sites what seems second best may turn out best, and polishing takes no time
            trials = FEW_TRIALS if len(model.sites) <= SMALL else 0
            self.found.append(self._best.offer(self._judge, model.routes(found), polish_trials=trials))
        return found
