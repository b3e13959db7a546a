"""Colours and shapes that carry meaning, in one place; the client draws them, the page hands them over.

Grades of condition differ by colour *and* by shape, days of a visit by colour *and* by dash, so that no reader depends
on colour alone. The colours keep their distance for readers with deuteranopia, protanopia and tritanopia; a test holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.vocabularies import Condition

__all__ = ["COMPLETENESS", "CONDITIONS", "DAYS", "NOBODY_SAID", "RING", "DayLine", "Symbol", "as_config"]


@dataclass(frozen=True)
class Symbol:
    """How a grade of condition looks."""

    fill: str
    """Colour as `#rrggbb`."""
    shape: str
    """Name of a shape that the client can draw."""


@dataclass(frozen=True)
class DayLine:
    """How the legs and stops of one day of a visit look."""

    colour: str
    """Colour as `#rrggbb`."""
    dash: str | None
    """Dash pattern in pixels as SVG writes it; None for a solid line."""


NOBODY_SAID = Symbol("#8d949b", "circle")
"""No statement at all: grey, and the client draws it smaller than any grade."""

CONDITIONS: dict[Condition, Symbol] = {
    Condition.UNKNOWN: Symbol("#8d949b", "circle"),  # the client writes a question mark into it
    Condition.GOOD: Symbol("#0072b2", "circle"),
    Condition.FAIR: Symbol("#56b4e9", "square"),
    Condition.POOR: Symbol("#f0e442", "diamond"),
    Condition.VERY_BAD: Symbol("#e08a00", "triangle"),
    Condition.DESTROYED: Symbol("#c23b00", "cross"),
}
"""After the colour set of Okabe and Ito (2008); its orange moved away from the yellow, its vermilion darkened."""

COMPLETENESS = ("#ffffff", "#bcd0e8", "#6a94c4", "#22528f")
"""Of the bands of `geo.completeness.standard.BANDS`: one hue from light to dark, so that the order shows to every reader. They
say how much is on record and nothing of the site; grades keep their shapes beside them."""

DAYS: tuple[DayLine, ...] = (
    DayLine("#b545a0", None),
    DayLine("#df6409", "10 6"),
    DayLine("#0c82b9", "2 6"),
    DayLine("#9d7541", "14 5 2 5"),
    DayLine("#db10f1", "6 4"),
    DayLine("#439b14", "14 5 2 5 2 5"),
)
"""One line a day, found by a search for six colours of which each stands off from the next for every reader, and all
from light and dark paper alike. A visit with more days begins again, and the numbers of the days tell them apart."""

RING = {"light": "#ffffff", "dark": "#ffffffb0", "print": "#ffffff"}
"""Ring around every symbol, so that it stands off from any ground; by style of the map."""


def as_config() -> dict[str, Any]:
    """Return the palette as the client reads it from the page.

    Returns
    -------
    dict
        `conditions` by grade as text and `none` for "nobody said anything", `days` in order, `ring` by style, fills of `completeness` from the
        lowest band.
    """
    symbols = {"none": NOBODY_SAID} | {str(int(grade)): symbol for grade, symbol in CONDITIONS.items()}
    return {
        "conditions": {key: {"fill": symbol.fill, "shape": symbol.shape} for key, symbol in symbols.items()},
        "days": [{"colour": day.colour, "dash": day.dash} for day in DAYS],
        "ring": RING,
        "completeness": COMPLETENESS,
    }
