"""Symbols of sites as SVG, for pictures that no browser code draws: the same paths and widths as the client's."""

from __future__ import annotations

from geo.vocabularies import Condition
from maps.palette import CONDITIONS, NOBODY_SAID, RING, Symbol

__all__ = ["NOBODY", "OUTLINE", "QUESTION", "SHAPES", "symbol_id", "symbol_svg"]

SHAPES = {
    "circle": "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
    "square": "M-.9-.9H.9V.9H-.9Z",
    "diamond": "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
    "triangle": "M0-1.25L1.2.9H-1.2Z",
    "cross": "M-1.18-.61L-.61-1.18L0-.57L.61-1.18L1.18-.61L.57 0L1.18.61L.61 1.18L0 .57L-.61 1.18L-1.18.61L-.57 0Z",
}
"""Path data around the origin, in units of the radius; a test compares them with those of the client."""
QUESTION = "M-.36-.3C-.36-.78.4-.78.4-.28C.4.06 0 .02 0 .32M0 .62V.66"
OUTLINE = "#1b1f24"
NOBODY = -1
"""As a grade: nobody said anything."""
_RADIUS, _RADIUS_OF_NOBODY = 6, 4


def symbol_id(grade: int, *, reviewed: bool = False) -> str:
    """Return the id under which `symbol_svg` defines a symbol."""
    return f"s{'n' if grade == NOBODY else grade}{'r' if reviewed and grade != NOBODY else ''}"


def symbol_svg(grade: int, *, reviewed: bool = False) -> str:
    """Return a group that draws a grade of condition around the origin, to be placed with `<use>`.

    Parameters
    ----------
    grade
        0 to 5, or `NOBODY`.
    reviewed
        Whether somebody reviewed the statement: an outer dark contour says so.
    """
    look: Symbol = NOBODY_SAID if grade == NOBODY else CONDITIONS[Condition(grade)]
    radius = _RADIUS_OF_NOBODY if grade == NOBODY else _RADIUS
    ring = RING["light"]
    strokes = [(ring, 4.2), (OUTLINE, 1.8)]
    if reviewed and grade != NOBODY:
        strokes = [(ring, 9.0), (OUTLINE, 7.0), *strokes]
    path = SHAPES[look.shape]
    drawn = [f'<path d="{path}" stroke="{colour}" stroke-width="{width / radius:.3g}"/>' for colour, width in strokes]
    drawn.append(f'<path d="{path}" fill="{look.fill}"/>')
    if grade == Condition.UNKNOWN:
        drawn.append(f'<path d="{QUESTION}" stroke="#fff" stroke-width="{1.5 / radius:.3g}"/>')
    parts = "".join(drawn)
    return (
        f'<g id="{symbol_id(grade, reviewed=reviewed)}" transform="scale({radius})" fill="none" stroke-linejoin="round" '
        f'stroke-linecap="round">{parts}</g>'
    )
