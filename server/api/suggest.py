"""Suggestions for the search box: `/suggest`."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from maps.words import kind_label
from server.geojson import harmless, rows_of
from server.language import reader_language
from server.query import SuggestQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()


@router.get("/suggest")
def suggest(request: Request, query: Annotated[SuggestQuery, Query()], reading: Reading) -> Response:
    """Return sites whose names begin so, in any script, best first; `[]` for an empty text."""
    lang = reader_language(request, reading.settings.language)
    found = reading.store.suggest(query.q, limit=query.limit)
    found["kind_label"] = [kind_label(kind, lang) for kind in found["kind"]]
    body = harmless(orjson.dumps(rows_of(found)))
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})
