"""The base map: vector tiles as the archive holds them, and the shading of hills."""

from __future__ import annotations

import gzip
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from server.errors import RequestError
from server.query import LangQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_CACHE = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}


@router.get("/tiles/{z}/{x}/{y}")
def tile(
    request: Request,
    z: Annotated[int, Path(ge=0, le=24)],
    x: Annotated[int, Path(ge=0)],
    y: Annotated[int, Path(ge=0)],
    _query: Annotated[LangQuery, Query()],
    reading: Reading,
) -> Response:
    """Return a vector tile (gzip), or nothing (204) where the archive has none."""
    if max(x, y) >= 1 << z:
        message = f"zoom {z} has columns and rows 0 to {(1 << z) - 1}"
        raise RequestError(message, parameter="x" if x >= 1 << z else "y")
    packed = None if reading.basemap is None else reading.basemap.tile(z, x, y)
    if packed is None:
        return Response(status_code=204, headers=_CACHE)
    kind = "application/vnd.mapbox-vector-tile"
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers=_CACHE | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type=kind, headers=_CACHE)


@router.get("/hillshade.webp")
def hillshade(_query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return the shading of hills as a picture, or nothing (204) without heights."""
    shading = None if reading.basemap is None else reading.basemap.hillshade()
    if shading is None:
        return Response(status_code=204, headers=_CACHE)
    return Response(shading.webp, media_type="image/webp", headers=_CACHE)
