"""Labels of the base map in the reader's language: `/labels/{lang}.json`, also with a hash of their content in the name."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Response

from geo.errors import NotFoundError
from maps.i18n import LANGUAGES
from server.api.assets import FOR_EVER
from server.query import LangQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_NAME = re.compile(r"([a-z]{2,3})(?:\.([0-9a-f]{12}))?\.json")


@router.get("/labels/{name}")
def labels(name: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return settlements and peaks, most important first."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in LANGUAGES:
        what = "file of labels"
        raise NotFoundError(what, name, [f"{lang}.json" for lang in LANGUAGES])
    file = reading.labels(match[1])
    cache = FOR_EVER if match[2] == file.digest else "no-cache"
    return Response(file.content, media_type="application/json", headers={"Cache-Control": cache})
