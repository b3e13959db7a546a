"""The sources: `/sources`, and one of them with everything that rests on it: `/sources/{id}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from geo.vocabularies import Perspective
from maps.i18n import translations
from maps.names import shown_names
from maps.words import label
from server.language import reader_language
from server.pages.frames import first, rows
from server.pages.render import render
from server.query import LangQuery, SourcesQuery
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_PER_PAGE = 100


@router.get("/sources")
def sources_page(request: Request, query: Annotated[SourcesQuery, Query()], reading: Reading) -> Response:
    """Return one page of the list of sources, by title."""
    lang = reader_language(request, reading.settings.language)
    sources = reading.kept("sources", reading.store.sources)
    counts = sources["perspective"].value_counts()
    perspectives = [("", translations(lang).gettext("all"), len(sources))]
    perspectives += [
        (str(each), label(Perspective, each, lang), int(counts[each])) for each in Perspective if each in counts
    ]
    if query.perspective:
        sources = sources[sources["perspective"] == query.perspective]
    sources = sources.sort_values("title", key=lambda titles: titles.str.casefold(), kind="stable")
    start = (query.page - 1) * _PER_PAGE
    return render(
        request,
        "sources.html",
        query=query,
        perspectives=perspectives,
        rows=rows(sources.iloc[start : start + _PER_PAGE]),
        pages=max(1, -(-len(sources) // _PER_PAGE)),
    )


@router.get("/sources/{source_id}")
def source_page(request: Request, source_id: str, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return a source, and what rests on it."""
    lang = reader_language(request, reading.settings.language)
    record = reading.store.source(source_id)
    ids = set(record.statements["site_id"]) | set(record.sites["id"])
    shown = shown_names(reading.store.names(sorted(ids)), lang)
    return render(
        request,
        "source.html",
        source=first(record.source),
        statements=rows(record.statements),
        named=rows(record.names),
        placed=record.sites["id"].tolist(),
        names={site_id: each[0] for site_id, each in shown.items()},
    )
