"""Sites as features: `/collections/sites/items`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import geopandas as gpd
import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from geo.questions.site_filter import Question
from server.answers import answer, sites_in_order, today
from server.asking import question_of_program
from server.geojson import MEDIA_TYPE, collection, features, harmless, nested
from server.language import reader_language
from server.query import LangQuery, Paging
from server.resources import Reading, Resources

__all__ = ["router", "site_features"]

router = APIRouter()
_NAME_MEMBERS = ["text", "lang", "script", "nativeness", "status", "source_id"]
_ADDED = ["access", "visited_on", "threat", "urgency"]
"""Columns that come with an order; the features have the columns of the layer alone."""

type Asked = Annotated[Question, Depends(question_of_program("lang", "limit", "offset"))]


@router.get("/collections/sites/items")
def items(request: Request, question: Asked, page: Annotated[Paging, Query()], reading: Reading) -> Response:
    """Return sites as a GeoJSON feature collection; in the order of the store where the question asks for none."""
    sites, matched = _sites(request, reading, question, page)
    links = [_link(request, reading, "self", request.url.query)]
    if page.offset + len(sites) < matched:
        following = request.url.include_query_params(offset=page.offset + page.limit, limit=page.limit)
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


def _sites(request: Request, reading: Resources, question: Question, page: Paging) -> tuple[gpd.GeoDataFrame, int]:
    """Return the sites of one page, and how many there are in all."""
    if question.sort is None and question.order is None:
        asked: dict[str, Any] = {"bbox": question.bbox, "where": question.where, "today": today()}
        sites = reading.store.public_sites(**asked, limit=page.limit, offset=page.offset)
        return sites, reading.store.count_sites(**asked)
    found = answer(reading, question)
    rows = found.rows(reading, reader_language(request, reading.settings.language))
    sites = sites_in_order(reading, found, rows[page.offset : page.offset + page.limit])
    return sites.drop(columns=_ADDED), len(found)


def _link(request: Request, reading: Resources, relation: str, query: str) -> dict[str, str]:
    base = reading.settings.base_url or str(request.base_url).rstrip("/")
    return {
        "href": f"{base}{request.url.path}{'?' if query else ''}{query}",
        "rel": relation,
        "type": MEDIA_TYPE,
    }
