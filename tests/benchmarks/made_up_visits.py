"""Made-up missions as problems: towns in hills, opening hours, lunch."""

from __future__ import annotations

import numpy as np

from geo.visits.problem import Break, Problem, Shift, Window

H = 3600
LUNCH = Break("lunch", 12 * H, 13 * H, H)


def made_up_problem(
    sites: int, days: int, teams: int, *, seed: int = 0, start: int = 30600, end: int = 18 * H
) -> Problem:
    """Return a problem: places around towns, a third of them with opening hours, four hours of driving a day."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 130_000, (max(3, sites // 12), 2))
    at = towns[rng.integers(0, len(towns), sites)] + rng.normal(0, 7_000, (sites, 2))
    at = np.vstack([at, towns.mean(0)])
    return problem_at(at, days, teams, rng=rng, start=start, end=end)


def problem_at(at: np.ndarray, days: int, teams: int, *, rng: np.random.Generator, start: int, end: int) -> Problem:
    metres = np.sqrt(((at[:, None] - at[None]) ** 2).sum(2)) * 1.4
    drive = (metres / 12).astype(np.int64)  # 43 km/h
    np.fill_diagonal(drive, 0)
    return problem_of(drive, days, teams, rng=rng, start=start, end=end)


def problem_of(drive: np.ndarray, days: int, teams: int, *, rng: np.random.Generator, start: int, end: int) -> Problem:
    """Return a problem on given driving times, of which the last place is the base; priorities and hours are made up."""
    sites = len(drive) - 1
    shifts = tuple(
        Shift(team, day, sites, sites, start, end, 4 * H, (LUNCH,)) for day in range(days) for team in range(teams)
    )
    service = tuple(int(minutes) * 60 for minutes in rng.choice([20, 30, 40, 60, 90], sites))
    windows = []
    for site in range(sites):
        kind, row = rng.random(), []
        for shift in shifts:
            spans = _spans(kind, shift.day % 7)
            row.append(tuple(Window(a, b - service[site]) for a, b in spans))
        windows.append(tuple(row))
    return Problem(
        n_sites=sites,
        drive=(drive,),
        buffer=300,
        priority=tuple(int(p) for p in rng.integers(10, 101, sites)),
        service=service,
        shifts=shifts,
        windows=tuple(windows),
    )


def _spans(kind: float, weekday: int) -> list[tuple[int, int]]:
    if kind > 0.5:
        return [(0, 20 * H)]
    if kind < 0.15:  # a museum: closed on Mondays
        return [(10 * H, 17 * H)] if weekday else []
    if kind < 0.35:  # a mosque: closed at noon on Fridays
        return [(9 * H, 45_000), (52_200, 18 * H)] if weekday == 4 else [(9 * H, 18 * H)]
    return [(9 * H, 13 * H), (14 * H, 18 * H)]
