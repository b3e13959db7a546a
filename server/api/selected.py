"""Sites in an area that the reader drew: `/within`."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from geo.questions.site_filter import Question
from geo.ring import in_ring
from server.api.asked import answered, positions, whole_number
from server.asking import question_of_map
from server.language import reader_language
from server.map_answers import map_answers
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_MOST_CORNERS = 400
"""As many as the browser sends."""
_MOST_IDS = 10_000


@router.get("/within")
def within(
    request: Request,
    asked: Annotated[Question, Depends(question_of_map("lang", "ring", "limit"))],
    reading: Reading,
) -> Response:
    """Return the ids of the sites that a question finds in a ring of lon, lat, and how many there are."""
    ring = positions(request, "ring", least=3, most=_MOST_CORNERS)
    limit = whole_number(request, "limit", least=1, most=_MOST_IDS, default=_MOST_IDS)
    lang = reader_language(request, reading.settings.language)

    def made() -> dict[str, Any]:
        found = map_answers(reading).ask(asked)
        corners = np.array(ring)
        (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        rows = np.flatnonzero(found.inside((west, south, east, north)))
        rows = rows[in_ring(found.of.lon[rows], found.of.lat[rows], corners)]
        return {"n": len(rows), "ids": found.answer.facets.sites["id"].array.take(rows[:limit]).tolist()}

    return answered(request, reading, lang, made)
