"""Sites as a map draws them: columns of ids, places, kinds, grades, and the first name for the reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from server.map_answers import MapAnswer

__all__ = ["degrees_digits", "marks"]

_SHOWN = 120
"""Characters of a name on the map; all of it stands in the popup."""


def marks(found: MapAnswer, rows: NDArray[np.int64], lang: str, *, digits: int = 6) -> dict[str, Any]:
    """Return sites as columns of one length, ready for JSON.

    Parameters
    ----------
    found
        What the sites were found by: they look as on the day of its question.
    rows
        Which, as rows of its facets.
    lang
        Language of the reader.
    digits
        Decimal places of the degrees.

    Returns
    -------
    dict
        `id`, `lon`, `lat` (null without a position), `kind` (codes of `kinds`), `grade` (-1 where nobody said
        anything), `flags` (1 reviewed, 2 disputed, 4 sources differ), `score` (0 to 100), `name` and `lang` (codes of `langs`).
    """
    sites = found.answer.facets.sites
    # column by column: taking rows of the whole frame would take longer than all the rest
    ids, kind, grade, flags = (sites[name].array.take(rows) for name in ("id", "kind", "condition", "flags"))
    score = sites["score"].array.take(rows)
    kinds, codes = np.unique(kind.codes, return_inverse=True)
    names = found.of.names_of(list(ids), lang)
    langs = sorted({code for code, _ in names})
    return {
        "id": list(ids),
        "lon": _degrees(found.of.lon[rows], digits),
        "lat": _degrees(found.of.lat[rows], digits),
        "kind": codes,
        "kinds": ["" if code < 0 else kind.categories[code] for code in kinds],
        "grade": np.asarray(grade, dtype="int8"),
        "flags": np.asarray(flags, dtype="uint8"),
        "score": np.asarray(score, dtype="int8"),
        "name": [_short(text) for _, text in names],
        "lang": [langs.index(code) for code, _ in names],
        "langs": langs,
    }


def degrees_digits(zoom: int) -> int:
    """Return the decimal places of degrees that tell half a pixel at a zoom."""
    return math.ceil(math.log10(2 * 256 * 2**zoom / 360))


def _degrees(values: NDArray[np.float64], digits: int) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.round(digits).tolist()]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
