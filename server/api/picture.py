"""The sites of a question as a picture: `/map.svg`, for browsers without scripts."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import orjson
from fastapi import APIRouter, Request, Response

from geo.questions.facets import REVIEWED
from geo.vocabularies import StatementStatus
from maps.picture.ground import Frame, ground_svg
from maps.picture.site_picture import picture_frame, site_picture
from server.asking import PageQuestion
from server.language import reader_language
from server.map_answers import MapAnswer, map_answers
from server.pages.titles import credit_lines, package_title
from server.resources import Reading, Resources

__all__ = ["router"]

router = APIRouter()


@router.get("/map.svg")
def picture(request: Request, question: PageQuestion, reading: Reading) -> Response:
    """Return the picture; what of the question cannot be read is left out, as on the page that it stands on."""
    lang = reader_language(request, reading.settings.language)
    sites = _looks(map_answers(reading).ask(replace(question, problems=())))
    frame, ground = reading.kept("picture ground", lambda: _ground(reading))
    own = () if reading.basemap is None else reading.basemap.attribution
    drawn = site_picture(
        sites,
        frame=frame,
        ground=ground,
        labels=None if reading.basemap is None else orjson.loads(reading.labels(lang).content),
        lang=lang,
        title=package_title(reading.info, lang),
        credit=(*own, *(line for line in credit_lines(reading.info.meta) if line not in own)),
    ).encode("utf-8", "replace")
    etag = f'"{hashlib.sha256(drawn).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(drawn, media_type="image/svg+xml", headers=headers)


def _looks(found: MapAnswer) -> gpd.GeoDataFrame:
    """Return what a picture needs of the sites, as points: whole rows of a million of them would take seconds."""
    rows = found.clustering.rows
    facets = found.answer.facets.sites.iloc[rows]
    reviewed = (facets["flags"].to_numpy() & REVIEWED) > 0
    return gpd.GeoDataFrame(
        {
            "condition": facets["condition"].to_numpy(),
            "condition_status": np.where(reviewed, StatementStatus.REVIEWED, StatementStatus.PROPOSED),
        },
        geometry=gpd.points_from_xy(found.of.lon[rows], found.of.lat[rows]),
        crs=4326,
    )


def _ground(reading: Resources) -> tuple[Frame, str]:
    region = reading.basemap.bbox if reading.basemap is not None else reading.info.bbox
    frame = picture_frame(reading.store.public_sites(limit=100_000), region)
    return frame, ground_svg(frame, reading.basemap)
