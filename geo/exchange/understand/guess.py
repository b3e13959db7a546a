"""What a column may be for, how sure that is, and why: by its heading or by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.exchange.report.reason import Reason

__all__ = ["ALIAS", "LIKE", "PART", "POSITIONS", "STEM", "SURE", "Guess"]

SURE, ALIAS, STEM, PART, LIKE = 1.0, 0.95, 0.85, 0.7, 0.65
"""Confidence: the name of the field, a name for it, such a name with other words, as one of several, or nearly so written."""
POSITIONS = ("lon", "lat", "position", "wkt")
"""What a column with positions is for."""


@dataclass(frozen=True)
class Guess:
    """A field that a column may be for."""

    target: str | None
    """As of `ColumnMatch`."""
    confidence: float
    """From 0 to 1."""
    why: tuple[Reason, ...]
    """One sentence after the other."""
    weak: bool = False
    """It needs values that say the same."""

    @classmethod
    def of(cls, target: str | None, confidence: float, *why: Reason, weak: bool = False) -> Guess:
        """Return a guess for these reasons."""
        return cls(target, confidence, why, weak)
