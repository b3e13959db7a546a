"""The sources: `/sources`, and one of them with everything that rests on it: `/sources/{id}`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geo.vocabularies import Perspective
from maps.i18n import translations
from maps.names import shown_names
from maps.words import label
from server.language import reader_language
from server.pages.frames import first, rows
from server.pages.left_out import chosen, page_number, unknown_words
from server.pages.render import render
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_PER_PAGE = 100


@router.get("/sources")
def sources_page(request: Request, reading: Reading) -> Response:
    """Return one page of the list of sources, by title."""
    lang = reader_language(request, reading.settings.language)
    sources = reading.kept("sources", reading.store.sources)
    counts = sources["perspective"].value_counts()
    perspectives = [("", translations(lang).gettext("all"), len(sources))]
    perspectives += [
        (str(each), label(Perspective, each, lang), int(counts[each])) for each in Perspective if each in counts
    ]
    perspective, strange = chosen(request, "perspective", list(Perspective))
    page, wrong = page_number(request)
    if perspective:
        sources = sources[sources["perspective"] == perspective]
    sources = sources.sort_values("title", key=lambda titles: titles.str.casefold(), kind="stable")
    start = (page - 1) * _PER_PAGE
    return render(
        request,
        "sources.html",
        problems=[*strange, *wrong, *unknown_words(request, "perspective", "page")],
        perspective=perspective or "",
        page=page,
        perspectives=perspectives,
        rows=rows(sources.iloc[start : start + _PER_PAGE]),
        pages=max(1, -(-len(sources) // _PER_PAGE)),
    )


@router.get("/sources/{source_id}")
def source_page(request: Request, source_id: str, reading: Reading) -> Response:
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
