"""Whether the server is well: `/healthz`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response

from server.query import LangQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()


@router.get("/healthz")
def health(_query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return the state of the server, read from the store at this moment."""
    info = reading.store.info()
    body = {
        "status": "ok",
        "version": version("mirasmap"),
        "store": {"schema_version": info.schema_version, "package": info.name, "package_version": info.package_version},
        "sites": info.n_sites,
        "sites_with_position": info.n_placed,
        "counts": info.counts,
    }
    return Response(orjson.dumps(body), media_type="application/json", headers={"Cache-Control": "no-store"})
