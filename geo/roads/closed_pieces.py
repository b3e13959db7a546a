"""Places on one piece of road that is closed: the router's matrix joins them all the same, its routes do not."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.roads.polyline import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.roads.asking import Asker
    from geo.roads.exclusion import Exclusion

__all__ = ["pairs_on_closed_pieces"]


def pairs_on_closed_pieces(asker: Asker, places: Sequence[dict[str, Any]], excluded: Exclusion) -> set[tuple[int, int]]:
    """Return the pairs of places, by their row, that lie on one piece which an area to avoid touches."""
    if excluded.is_empty or len(places) < 2:
        return set()
    found = asker.ask("locate", {"locations": list(places), "verbose": True}) or []
    on: dict[str, set[int]] = {}
    for row, place in enumerate(found):
        for edge in place["edges"] or []:
            on.setdefault(edge["edge_info"]["shape"], set()).add(row)
    shared = [shape for shape, rows in on.items() if len(rows) > 1]
    closed = shapely.intersects(excluded.union, np.array([line_of(shape) for shape in shared], dtype=object))
    return {
        pair for shape, shut in zip(shared, closed, strict=True) if shut for pair in permutations(sorted(on[shape]), 2)
    }
