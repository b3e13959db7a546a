"""Sites as features: `/collections/sites/items`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import geopandas as gpd
import orjson
from fastapi import APIRouter, Query, Request, Response

from server.geojson import MEDIA_TYPE, collection, features, harmless, nested
from server.query import ItemsQuery, LangQuery
from server.resources import Reading, Resources

__all__ = ["router", "site_features"]

router = APIRouter()
_NAME_MEMBERS = ["text", "lang", "script", "nativeness", "status", "source_id"]


@router.get("/collections/sites/items")
def items(request: Request, query: Annotated[ItemsQuery, Query()], reading: Reading) -> Response:
    """Return sites as a GeoJSON feature collection."""
    where = query.filter()
    sites = reading.store.public_sites(bbox=query.bbox, where=where, limit=query.limit, offset=query.offset)
    matched = reading.store.count_sites(bbox=query.bbox, where=where)
    links = [_link(request, reading, "self", request.url.query)]
    if query.offset + len(sites) < matched:
        following = request.url.include_query_params(offset=query.offset + query.limit, limit=query.limit)
        links.append(_link(request, reading, "next", following.query))
    body = collection(
        site_features(reading, sites),
        numberMatched=matched,
        numberReturned=len(sites),
        timeStamp=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        links=links,
    )
    return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache"})


@router.get("/collections/sites/items/{site_id}")
def item(site_id: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return one site as a GeoJSON feature."""
    feature = site_features(reading, reading.store.site(site_id).site)[0]
    return Response(harmless(orjson.dumps(feature)), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache"})


def site_features(reading: Resources, sites: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return sites as features with their names in all languages, and who says what of the condition and when."""
    ids = sites["id"].tolist()
    names = nested(reading.store.names(ids), ids, by="site_id", columns=_NAME_MEMBERS)
    return features(sites, more={"names": names})


def _link(request: Request, reading: Resources, relation: str, query: str) -> dict[str, str]:
    base = reading.settings.base_url or str(request.base_url).rstrip("/")
    return {
        "href": f"{base}{request.url.path}{'?' if query else ''}{query}",
        "rel": relation,
        "type": MEDIA_TYPE,
    }
