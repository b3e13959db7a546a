"""Where routes may not lead on a day: areas in force, as one value that routers and proofs take."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Avoid"]


@dataclass(frozen=True)
class Avoid:
    """Areas that no way may touch."""

    areas: tuple[BaseGeometry, ...]
    """Polygons in EPSG:4326, as they stand in their sources; routing keeps a metre more away, the proof takes these."""
    ids: tuple[str, ...]
    """Of each area: the id of the closure, or `outside` for what lies beyond the named countries."""

    @cached_property
    def key(self) -> str:
        """Digest of the areas: the same areas have the same, in any order."""
        digests = sorted(hashlib.sha256(shapely.to_wkb(shapely.normalize(area))).digest() for area in self.areas)
        return hashlib.sha256(b"".join(digests)).hexdigest()[:16]
