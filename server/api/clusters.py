"""Views of a map of many sites: `/clusters` for what to draw, `/leaves` for the sites of one cluster."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from geo.clusters.mercator import degrees, fractions
from geo.clusters.pyramid import GRADES, ClusterView
from geo.questions.site_filter import Question
from server.api.asked import answered, box, positions, whole_number, written
from server.api.marks import degrees_digits, marks
from server.asking import question_of_map
from server.errors import RequestError
from server.language import reader_language
from server.map_answers import MapAnswer, map_answers
from server.resources import Reading

__all__ = ["MOST_BYTES", "router"]

router = APIRouter()
MOST_BYTES = 10_000
"""Of a view, before it is compressed."""
_MOST_ITEMS, _FEWER = 250, 0.7
_DEEPEST, _COARSEST = 22, 24
_MOST_LEAVES = 1000
_COLOURS = ("condition", "completeness")


@router.get("/clusters")
def clusters(
    request: Request,
    asked: Annotated[Question, Depends(question_of_map("lang", "zoom", "view", "colour"))],
    reading: Reading,
) -> Response:
    """Return what to draw in a view: clusters with their mix of conditions, and single sites, as columns.

    With `colour=completeness` the mix is of bands of the score instead, numbered from 1.
    """
    zoom = whole_number(request, "zoom", least=0, most=_DEEPEST)
    view = box(request, "view")
    if view is None:
        message = "parameter 'view' is missing; name it as west,south,east,north in degrees"
        raise RequestError(message, parameter="view")
    colour = request.query_params.get("colour", "condition")
    if colour not in _COLOURS:
        message = f"parameter 'colour' must be one of {', '.join(_COLOURS)} (found {colour[:80]!r})"
        raise RequestError(message, parameter="colour")
    lang = reader_language(request, reading.settings.language)

    def made() -> bytes:
        found = map_answers(reading).ask(asked)
        clustering = found.clustering if colour == "condition" else found.clustering_of_records
        most, coarser = float(_MOST_ITEMS), 0
        while True:
            drawn = clustering.view(view, zoom, most=int(most), coarser=coarser)
            body = written(_columns(found, drawn, lang))
            if len(body) <= MOST_BYTES or len(drawn.x) < 2:
                return body
            most, coarser = most * _FEWER, drawn.coarser

    return answered(request, reading, lang, made)


@router.get("/leaves")
def leaves(
    request: Request,
    asked: Annotated[Question, Depends(question_of_map("lang", "zoom", "coarser", "at", "limit"))],
    reading: Reading,
) -> Response:
    """Return the sites of the cluster at a place, as it was drawn in a view."""
    zoom = whole_number(request, "zoom", least=0, most=_DEEPEST)
    coarser = whole_number(request, "coarser", least=0, most=_COARSEST, default=0)
    limit = whole_number(request, "limit", least=1, most=_MOST_LEAVES, default=100)
    [(lon, lat)] = positions(request, "at", least=1, most=1)
    lang = reader_language(request, reading.settings.language)

    def made() -> dict[str, Any]:
        found = map_answers(reading).ask(asked)
        x, y = fractions(np.array([lon]), np.array([lat]))
        rows = found.clustering.leaves(zoom, coarser, float(x[0]), float(y[0]), limit=limit)
        return {"sites": marks(found, rows, lang)}

    return answered(request, reading, lang, made)


def _columns(found: MapAnswer, drawn: ClusterView, lang: str) -> dict[str, Any]:
    many = drawn.row < 0
    lon, lat = degrees(drawn.x[many], drawn.y[many])
    digits = degrees_digits(drawn.zoom)
    mix = drawn.mix[many]
    return {
        "coarser": drawn.coarser,
        "clusters": {
            "lon": lon.round(digits),
            "lat": lat.round(digits),
            "mix": {str(grade): np.ascontiguousarray(mix[:, k]) for k, grade in enumerate(GRADES) if mix[:, k].any()},
            "apart": drawn.apart[many],
        },
        "sites": marks(found, drawn.row[~many], lang, digits=digits + 1),
    }
