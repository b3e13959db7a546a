"""Names of places on a static picture: the most important first, where sites and other names leave them room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np

from maps.picture.ground import COLOURS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maps.picture.ground import Frame

__all__ = ["LETTER", "place_names", "svg_text"]

MOST_LABELS = 28
LETTER = 0.56
"""Width of a letter, a part of its height: near enough to keep labels apart without a font."""
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")


def place_names(labels: dict[str, list[list[Any]]], frame: Frame, sites: NDArray[np.float64]) -> str:
    """Return the names of places as SVG, most important first; sites are pixels, shape (n, 2), that stay free."""
    places = labels.get("places", [])[:600]
    if not places:
        return ""
    x, y = frame.xy(*(np.asarray([place[axis] for place in places], dtype="float64") for axis in (0, 1)))
    taken = [(left - 8, top - 8, left + 8, top + 8) for left, top in sites.tolist()]
    boxes = np.asarray(taken, dtype="float64").reshape(-1, 4)
    found: list[str] = []
    for (_lon, _lat, rank, text), left, top in zip(places, x.tolist(), y.tolist(), strict=True):
        size = 15 if rank <= 0 else 13 if rank <= 1 else 11
        wide = len(str(text)) * size * LETTER
        free = (
            (at, box)
            for at, box in _around(left, top, wide, size)
            if box[0] > 0 and box[2] < frame.width and box[1] > 0 and box[3] < frame.height and _free(box, boxes)
        )
        chosen = next(free, None)
        if chosen is not None:
            (across, down), box = chosen
            boxes = np.vstack((boxes, box, (left - 3, top - 3, left + 3, top + 3)))
            found.append(
                f'<circle cx="{left:.0f}" cy="{top:.0f}" r="2.2" fill="{COLOURS["text"]}"/>'
                f'<text x="{across:.0f}" y="{down:.0f}" font-size="{size}" text-anchor="middle" fill="{COLOURS["text"]}" '
                f'stroke="{COLOURS["halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{svg_text(str(text))}</text>'
            )
        if len(found) == MOST_LABELS:
            break
    return "".join(found)


type _Box = tuple[float, float, float, float]


def _around(x: float, y: float, wide: float, size: int) -> list[tuple[tuple[float, float], _Box]]:
    """Return where a name may stand around its place: the middle of its base line, and its box."""
    middles = []
    for away in (6, 14, 24):
        beside, low = wide / 2 + away, y + size / 3
        middles += [(x, y - away), (x, y + size + away - 2), (x + beside, low), (x - beside, low)]
    return [((a, b), (a - wide / 2, b - size * 0.9, a + wide / 2, b + size * 0.25)) for a, b in middles]


def _free(box: _Box, others: NDArray[np.float64]) -> bool:
    left, top, right, bottom = box
    meets = (others[:, 0] < right) & (left < others[:, 2]) & (others[:, 1] < bottom) & (top < others[:, 3])
    return not bool(meets.any())


def svg_text(text: str) -> str:
    """Return a text as XML may hold it: nothing in it is markup, and no sign in it turns its surroundings."""
    return escape(_UNSEEN.sub("", text))
