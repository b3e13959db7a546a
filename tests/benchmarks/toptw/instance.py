"""Instances of the literature, in the format of Righini and Salani, as problems of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.visits.problem import Problem, Shift, Window

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Instance", "instance_from", "problem_of", "read_instance"]


@dataclass(frozen=True)
class Instance:
    """One file. Point 0 is where every path starts and ends; times are whole numbers of `1 / unit`."""

    name: str
    paths: int
    """So many paths suffice to visit all, says the file."""
    unit: int
    """Parts of a unit of length, to which distances are rounded down."""
    distance: NDArray[np.int64]
    service: tuple[int, ...]
    profit: tuple[int, ...]
    opens: tuple[int, ...]
    closes: tuple[int, ...]

    @property
    def group(self) -> str:
        """Class of instances, such as `c1` or `pr`."""
        found = re.match(r"(pr|[a-z]+\d?)", self.name.lower())
        return found.group() if found else self.name


def read_instance(path: Path) -> Instance:
    """Read an instance; the name of the file says its class (`pr…` is rounded to two decimals, others to one)."""
    return instance_from(path.read_text(encoding="utf-8", errors="replace"), name=path.name.split(".")[0])


def instance_from(text: str, *, name: str) -> Instance:
    """Return the instance that a text holds.

    Parameters
    ----------
    text
        First line `k v N t`, then lines of points `i x y d S f a list O C`; between the two, lines with fewer numbers are
        passed over. Blank lines, tabs and the fields between profit and window do not matter.
    name
        Of the instance.

    Raises
    ------
    ValueError
        If the text is no instance.
    """
    rows = [line.split() for line in text.splitlines() if line.strip()]
    try:
        head, points = rows[0], [[float(field) for field in row] for row in rows[1:] if len(row) >= 7]
        paths, count = int(float(head[1])), int(float(head[2]))
    except (ValueError, IndexError) as error:
        msg = f"{name}: no instance of the team orienteering problem with time windows"
        raise ValueError(msg) from error
    if not 1 <= count < len(points) + 1 or [int(point[0]) for point in points[: count + 1]] != list(range(count + 1)):
        msg = f"{name}: the first line says {count} points, the file has {len(points) - 1}"
        raise ValueError(msg)
    return _instance(name, paths, points[: count + 1])


def _instance(name: str, paths: int, points: list[list[float]]) -> Instance:
    unit = 100 if name.lower().startswith("pr") else 10

    def column(at: int) -> tuple[int, ...]:
        return tuple(round(point[at] * unit) for point in points)

    place = np.array([point[1:3] for point in points])
    away = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
    return Instance(
        name=name,
        paths=paths,
        unit=unit,
        distance=np.floor(away * unit + 1e-9).astype(np.int64),
        service=column(3),
        profit=tuple(round(point[4]) for point in points),
        opens=column(-2),
        closes=column(-1),
    )


def problem_of(instance: Instance, *, paths: int) -> Problem:
    """Return the problem: each point but the first is a site, each path a shift of one team on one day.

    Parameters
    ----------
    instance
        An instance.
    paths
        Number of paths.
    """
    order = [*range(1, len(instance.profit)), 0]
    n_sites = len(order) - 1
    shift = Shift(
        team=0, day=0, start_place=n_sites, end_place=n_sites, start=instance.opens[0], end=instance.closes[0]
    )
    windows = [(Window(instance.opens[i], instance.closes[i]),) for i in order[:-1]]
    return Problem(
        n_sites=n_sites,
        drive=(instance.distance[np.ix_(order, order)],),
        buffer=0,
        priority=tuple(instance.profit[i] for i in order[:-1]),
        service=tuple(instance.service[i] for i in order[:-1]),
        shifts=tuple(Shift(team, 0, n_sites, n_sites, shift.start, shift.end) for team in range(paths)),
        windows=tuple((window,) * paths for window in windows),
    )
