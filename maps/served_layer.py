"""A layer too large for a page: what the page knows of it, while a server draws it view by view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ServedLayer"]


@dataclass(frozen=True, kw_only=True)
class ServedLayer:
    """What `build_map` needs of a layer whose sites it is not given; small, however large the layer."""

    n: int
    """All sites."""
    placed: int
    """Those with a position."""
    extent: tuple[float, float, float, float] | None
    """Where they lie: west, south, east, north in degrees."""
    years: tuple[int, int] | None
    """First and last year in which anything dated was observed."""
    kinds: Sequence[str] = ()
    """Kinds that occur."""
    accesses: Sequence[str] = ()
    """States of access that occur."""
    langs: Sequence[str] = ()
    """Languages of the names."""
    designations: Sequence[str] = ()
    levels: Sequence[str] = ()

    def config(self) -> dict[str, object]:
        """Return what the client reads."""
        return {
            "n": self.n,
            "placed": self.placed,
            "extent": self.extent,
            "years": self.years,
            "known": {"designation": list(self.designations), "level": list(self.levels)},
        }
