"""Files of the pages under names that carry their content, so that a browser may keep them; and photos."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from geo.errors import NotFoundError
from maps.assets import Asset
from server.pages.static_files import static_assets
from server.query import LangQuery
from server.resources import Reading

__all__ = ["FOR_EVER", "router"]

router = APIRouter()
FOR_EVER = "public, max-age=31536000, immutable"
_PHOTO_TYPES = {"image/jpeg", "image/png", "image/webp"}


@router.get("/favicon.ico", include_in_schema=False)
def favicon() -> Response:
    """Return the icon where browsers look for one by themselves, as beside a picture."""
    icon = static_assets()["icon.svg"]
    return Response(icon.content, media_type=icon.media_type, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/assets/{name}")
def asset(request: Request, name: str, reading: Reading) -> Response:
    """Return a file of the pages."""
    own = {each.name: each for each in static_assets().values()}
    found = own.get(name) or reading.assets.served.get(name)
    if found is None:
        what = "asset"
        raise NotFoundError(what, name)
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "ETag": f'"{found.name}"'}
    if "gzip" in request.headers.get("accept-encoding", "") and _is_text(found):
        headers["Content-Encoding"] = "gzip"
        return Response(_packed(found), media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/photos/{photo_id}")
def photo(photo_id: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return a photo of a site; its type is one of pictures, whatever the package says."""
    content, media_type = reading.store.photo(photo_id)
    if media_type not in _PHOTO_TYPES:
        what = "photo"
        raise NotFoundError(what, photo_id)
    return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})


def _is_text(found: Asset) -> bool:
    return not found.media_type.startswith(("image/png", "image/webp", "image/gif", "font/"))


@lru_cache(maxsize=64)
def _packed(found: Asset) -> bytes:
    return gzip.compress(found.content, 9, mtime=0)
