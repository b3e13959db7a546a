"""The table of sites: `/sites`. The question, its order and paging are parts of the address, so it works without scripts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response

from geo.questions.site_filter import Question, SiteFilter
from server.answers import answer
from server.asking import PageQuestion
from server.language import reader_language
from server.pages.downloads import downloads
from server.pages.filters import address, chosen_parts, filter_groups, sort_choices
from server.pages.left_out import page_number
from server.pages.render import here, render
from server.pages.site_rows import found_words, table_columns, table_rows
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_PER_PAGE = 100
_WORST_FIRST = ("condition", "statements", "newest", "visited", "urgency")
"""Keys that are sorted downwards first: what a planner looks for stands above."""


@router.get("/sites")
def sites_page(request: Request, question: PageQuestion, reading: Reading) -> Response:
    """Return one page of the table."""
    lang = reader_language(request, reading.settings.language)
    given = answer(reading, question)
    total = len(given)
    page, wrong = page_number(request)
    start = (page - 1) * _PER_PAGE
    rows = given.rows(reading, lang)[start : start + _PER_PAGE]
    return render(
        request,
        "sites.html",
        problems=[*question.problems, *wrong],
        question=question,
        filtered=question.where != SiteFilter() or question.bbox is not None,
        groups=filter_groups(given, reading, lang),
        chosen=chosen_parts(question, reading, lang),
        columns=table_columns(lang),
        sorts=sort_choices(lang),
        sort=question.sort or "name",
        order=question.order or "up",
        rows=table_rows(given, rows, reading, lang),
        page=page,
        pages=max(1, -(-total // _PER_PAGE)),
        page_link=lambda number: here(request, page=number),
        sort_link=partial(_sort_link, question),
        said=found_words(total, reading, lang),
        on_map=address("/", question),
        csv=address("/sites.csv", question),
        downloads=downloads(question),
    )


def _sort_link(question: Question, key: str) -> str:
    first, second = ("down", "up") if key in _WORST_FIRST else ("up", "down")
    now = question.order or "up"
    order = second if key == (question.sort or "name") and now == first else first
    return address("/sites", replace(question, sort=key, order=order))  # type: ignore[arg-type] # one of both
