"""Grades of condition as small pictures in the text, with the colours and shapes that the map has."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from geo.vocabularies import Condition
from maps.palette import CONDITIONS, NOBODY_SAID

__all__ = ["symbol"]

_SHAPES = {
    "circle": '<circle cx="8" cy="8" r="6.2"/>',
    "square": '<rect x="2" y="2" width="12" height="12"/>',
    "diamond": '<path d="M8 .9 15.1 8 8 15.1.9 8Z"/>',
    "triangle": '<path d="M8 1.4 15.2 14.4H.8Z"/>',
    "cross": '<path d="M3.6.9 8 5.3 12.4.9l2.7 2.7L10.7 8l4.4 4.4-2.7 2.7L8 10.7l-4.4 4.4-2.7-2.7L5.3 8 .9 3.6Z"/>',
}
_MARKS = {
    "0": '<text x="8" y="11.6" text-anchor="middle" font-size="10" font-weight="700" fill="#fff" stroke="none">?</text>'
}


@cache
def symbol(grade: str) -> Markup:
    """Return the picture of a grade as text (`0` to `5`), or of `none`: nobody said anything. The word stands beside it."""
    look = NOBODY_SAID if grade == "none" else CONDITIONS[Condition(int(grade))]
    shape = '<circle cx="8" cy="8" r="4.2"/>' if grade == "none" else _SHAPES[look.shape]
    return Markup(  # noqa: S704 - shapes and colours of our own
        f'<svg viewBox="0 0 16 16" aria-hidden="true"><g class="ring" fill="{look.fill}">'
        f"{shape}{_MARKS.get(grade, '')}</g></svg>"
    )
