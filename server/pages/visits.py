"""The visits: `/visits`, one of them stop by stop: `/visits/{id}`, and the same as GeoJSON."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any

import geopandas as gpd
from fastapi import APIRouter, Depends, Query, Request, Response

from geo.store import VisitRecord
from geo.vocabularies import LegBasis
from maps.names import shown_names
from server.geojson import MEDIA_TYPE, collection, features, rows_of
from server.language import reader_language, require_known_language
from server.legs import documented_legs
from server.pages.frames import by_id, first, rows
from server.pages.mapping import visit_map
from server.pages.plan_states import newest_plans
from server.pages.render import chosen_style, render
from server.pages.titles import citation
from server.query import LangQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()


@router.get("/visits")
def visits_page(request: Request, reading: Reading) -> Response:
    """Return the list of visits, newest first."""
    visits = reading.store.visits()
    stops = reading.store.stops()["visit_id"].value_counts()
    visits["n_stops"] = visits["id"].map(stops).fillna(0).astype("int64")
    return render(request, "visits.html", visits=rows(visits), plans=newest_plans(request, reading))


@router.get("/visits/{visit_id}.geojson", dependencies=[Depends(require_known_language)])
def visit_geojson(visit_id: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return the stops and legs of a visit as a GeoJSON feature collection."""
    record = reading.store.visit(visit_id)
    stops = record.stops.assign(what="stop")
    legs = documented_legs(reading, visit_id).assign(what="leg")
    body = collection(
        [*features(stops, key=None), *features(legs, key=None)],
        visit=rows_of(record.visit)[0],
        sources=rows_of(record.sources),
    )
    headers = {"Content-Disposition": f'attachment; filename="{record.id}.geojson"', "Cache-Control": "no-cache"}
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


@router.get("/visits/{visit_id}")
def visit_page(request: Request, visit_id: str, reading: Reading) -> Response:
    """Return a visit with its stops by day."""
    lang = reader_language(request, reading.settings.language)
    record = reading.store.visit(visit_id)
    visit = first(record.visit)
    drawn = visit_map(reading, record, lang, chosen_style(request))
    legs = documented_legs(reading, record.id)
    by_road = bool((legs["basis"] == LegBasis.ROAD).any())
    ids = record.stops["site_id"].unique().tolist()
    return render(
        request,
        "visit.html",
        policy=None if drawn is None else drawn.policy,
        map=drawn,
        visit=visit,
        days=_days(record, legs),
        names={site_id: each[0] for site_id, each in shown_names(reading.store.names(ids), lang).items()},
        sources=by_id(record.sources),
        total_km=float(legs["length_km"].sum()),
        has_estimates=bool((legs["basis"] == LegBasis.ESTIMATE).any()),
        network=reading.roads.info.as_of if by_road and reading.roads is not None else None,
        by_road=by_road,
        citation=citation(request, reading, visit.title, lang),
    )


def _days(record: VisitRecord, made: gpd.GeoDataFrame) -> list[SimpleNamespace]:
    """Return the stops by day, each with the leg that leads on from it."""
    legs = {(leg.day, leg.position): leg for leg in rows(made.drop(columns="geometry"))}
    stops = rows(record.stops.assign(placed=record.stops.geometry.notna()).drop(columns="geometry"))
    days: dict[int, list[Any]] = {}
    for stop in stops:
        days.setdefault(stop.day, []).append(stop)
    for day, of_day in days.items():
        for stop, following in zip(of_day, [*of_day[1:], None], strict=True):
            stop.leg = None if following is None else legs.get((day, following.position))
    return [SimpleNamespace(number=number, stops=stops) for number, stops in sorted(days.items())]
