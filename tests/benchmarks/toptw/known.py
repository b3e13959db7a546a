"""Best known profits, by which results are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.toptw.instance import Instance

__all__ = ["best_known"]

ONE_PATH = {"c103": 400, "r103": 293, "rc105": 244, "c204": 980, "r206": 1032, "rc207": 983, "pr01": 308, "pr07": 298}
"""From the literature (Vansteenwegen et al. 2009 and later); one path."""
TWO_PATHS = {
    "c103": 720,
    "r103": 522,
    "rc105": 480,
    "c204": 1490,
    "r206": 1452,
    "rc207": 1610,
    "pr01": 502,
    "pr07": 566,
}
"""The best that any solver tried for this project has found; two paths."""


def best_known(instance: Instance, paths: int) -> int | None:
    """Return the best known profit; with as many paths as the file says suffice, all of it (an upper bound for `pr` files)."""
    total = sum(instance.profit)
    if paths >= instance.paths:
        return total
    known = {1: ONE_PATH, 2: TWO_PATHS}.get(paths, {})
    return known.get(instance.name.lower())
