"""The page of one site: `/sites/{id}`, and the same as GeoJSON."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Annotated, Any
from urllib.parse import quote

import orjson
import pandas as pd
from fastapi import APIRouter, Depends, Query, Request, Response

from geo.crs import format_dms, format_utm
from geo.questions.site_filter import Question, SiteFilter
from geo.store import SiteRecord
from geo.store.rule import CLASH_DAYS, CLASH_GRADES
from maps.names import Name, ordered_names, shown_names
from server.api.collections import site_features
from server.geojson import MEDIA_TYPE, harmless, rows_of
from server.language import reader_language, require_known_language
from server.pages.completeness import completeness
from server.pages.downloads import downloads
from server.pages.frames import by_id, first, rows
from server.pages.mapping import site_map
from server.pages.render import chosen_style, render
from server.pages.titles import citation
from server.query import LangQuery
from server.resources import Reading, Resources

__all__ = ["router"]

router = APIRouter()

_ELSEWHERE = {
    "wikidata": ("Wikidata", r"Q\d+", "https://www.wikidata.org/wiki/{}"),
    "osm": ("OpenStreetMap", r"(?:node|way|relation)/\d+", "https://www.openstreetmap.org/{}"),
    "geonames": ("GeoNames", r"\d+", "https://www.geonames.org/{}"),
    "whosonfirst": ("Who’s On First", r"\d+", "https://spelunker.whosonfirst.org/id/{}"),
    "unesco": ("UNESCO World Heritage", r"\d+", "https://whc.unesco.org/en/list/{}"),
    "unesco-tentative": ("UNESCO", r"\d+", "https://whc.unesco.org/en/tentativelists/{}"),
}
"""Scheme of an identifier: its name, what an identifier looks like, and the address that it has there."""


@router.get("/sites/{site_id}.geojson", dependencies=[Depends(require_known_language)])
def site_geojson(site_id: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return a site with everything that is said of it as a GeoJSON feature."""
    record = reading.store.site(site_id)
    feature = site_features(reading, record.site)[0]
    for part in ("identifiers", "designations", "access", "statements", "measures", "measure_statements", "sources"):
        feature["properties"][part] = rows_of(getattr(record, part))
    headers = {"Content-Disposition": f'attachment; filename="{record.id}.geojson"', "Cache-Control": "no-cache"}
    return Response(harmless(orjson.dumps(feature)), media_type=MEDIA_TYPE, headers=headers)


@router.get("/sites/{site_id}")
def site_page(request: Request, site_id: str, reading: Reading) -> Response:
    """Return the page of a site."""
    lang = reader_language(request, reading.settings.language)
    record = reading.store.site(site_id)
    site = first(record.site)
    names = rows(ordered_names(record.names, lang))
    title = Name(names[0].text, names[0].lang) if names else Name(site_id, "und")
    districts = reading.districts(lang)
    statements = rows(record.statements)
    drawn = site_map(reading, record.site, lang, chosen_style(request))
    return render(
        request,
        "site.html",
        policy=None if drawn is None else drawn.policy,
        map=drawn,
        site=site,
        title=title,
        others=_one_a_language(names),
        names=names,
        district=Name(districts[site.district], lang) if site.district in districts else None,
        related=_related(reading, site.part_of, lang),
        position=_position(site),
        current=next((said for said in statements if said.id == site.condition_statement), None),
        sides=_sides(record, site),
        statements=statements,
        measures=_measures(record),
        designations=rows(record.designations),
        access=rows(record.access),
        identifiers=[_elsewhere(row) for row in rows(record.identifiers)],
        visits=rows(record.visits),
        photos=rows(record.photos),
        completeness=completeness(reading, record, lang),
        sources=by_id(record.sources),
        downloads=downloads(Question(where=SiteFilter(ids=(site_id,)))),
        citation=citation(request, reading, title.text, lang),
    )


def _one_a_language(names: list[Any]) -> list[Name]:
    """Return the main name in every language but that of the title."""
    leading: dict[str, Name] = {}
    for row in names:
        leading.setdefault(row.lang, Name(row.text, row.lang))
    return list(leading.values())[1:]


def _related(reading: Resources, site_id: str | None, lang: str) -> dict[str, Name]:
    if site_id is None:
        return {}
    return {key: each[0] for key, each in shown_names(reading.store.names([site_id]), lang).items()}


def _position(site: Any) -> SimpleNamespace | None:  # noqa: ANN401 (a row of public_sites)
    """Return the position in the ways that people write it; of a hidden site the cell only."""
    if site.geometry is None:
        return None
    if site.sensitivity != "public":
        bounds = ", ".join(f"{value:.4f}" for value in site.geometry.bounds)
        return SimpleNamespace(hidden=True, bounds=bounds)
    point = site.geometry if site.geometry.geom_type == "Point" else site.geometry.representative_point()
    return SimpleNamespace(
        hidden=False,
        decimal=f"{point.y:.5f}, {point.x:.5f}",
        dms=format_dms(point.x, point.y),
        utm=format_utm(point.x, point.y),
    )


def _sides(record: SiteRecord, site: Any) -> list[SimpleNamespace]:  # noqa: ANN401
    """Return the statements that clash with the current condition, that one first; by the rule of the store."""
    if not (site.disputed or site.sources_differ):
        return []
    said = record.statements
    said = said[(said["property"] == "condition") & said["counts"] & (said["status"] == site.condition_status)]
    grade = pd.to_numeric(said["value"], errors="coerce")
    current = said["id"] == site.condition_statement
    clash = (grade > 0) & ((grade - site.condition).abs() >= CLASH_GRADES) & _within_a_year(said, current)
    return rows(pd.concat([said[current], said[clash]]))


def _within_a_year(said: pd.DataFrame, current: pd.Series[bool]) -> pd.Series[bool]:
    from geo.edtf import days_of

    order = days_of(said["observed_on"])["order"].astype("Float64")
    return ((order - order[current].iloc[0]).abs() <= CLASH_DAYS).fillna(False).astype(bool)


def _measures(record: SiteRecord) -> list[SimpleNamespace]:
    measures = rows(record.measures)
    said = rows(record.measure_statements)
    for measure in measures:
        measure.statements = [each for each in said if each.measure_id == measure.id]
    return measures


def _elsewhere(row: Any) -> SimpleNamespace:  # noqa: ANN401 (a row of identifiers)
    title, pattern, url = _ELSEWHERE.get(row.scheme, (row.scheme, "", ""))
    known = bool(url) and re.fullmatch(pattern, row.value) is not None
    return SimpleNamespace(label=f"{title}: {row.value}", url=url.format(quote(row.value)) if known else None)
