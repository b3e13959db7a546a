"""The home page: the map of everything, full height; without scripts a picture of it and the table of what is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from fastapi import APIRouter, Request, Response

from geo.questions.site_filter import Question
from server.answers import answer, today
from server.asking import PageQuestion
from server.language import reader_language
from server.pages.downloads import downloads
from server.pages.filters import address
from server.pages.mapping import home_map
from server.pages.render import chosen_style, render
from server.pages.site_rows import found_words, table_columns, table_rows
from server.pages.static_files import pages_style
from server.pages.titles import package_title
from server.resources import Reading, Resources

__all__ = ["router", "warm"]

router = APIRouter()
_FIRST = 20
"""Sites that stand under the picture; the others are on the page of the table."""


@router.get("/")
def home(request: Request, question: PageQuestion, reading: Reading) -> Response:
    """Return the map of all sites and visits."""
    lang = reader_language(request, reading.settings.language)
    drawn = home_map(reading, lang, chosen_style(request))
    # every reader of the plain address gets the same: it is made once
    still = _plain(reading, lang) if question == Question() else _still(reading, question, lang)
    return render(
        request,
        "home.html",
        policy=drawn.policy,
        problems=question.problems,  # the map says them itself; without scripts the page does
        map=drawn,
        sheet=pages_style().text,
        title=package_title(reading.info, lang),
        table=address("/sites", question),
        csv=address("/sites.csv", question),
        downloads=downloads(question),
        picture=address("/map.svg", question),
        **still,
    )


def warm(reading: Resources) -> None:
    """Make the home page before anybody asks for it."""
    lang = reading.settings.language
    home_map(reading, lang, "auto")
    _plain(reading, lang)


def _plain(reading: Resources, lang: str) -> dict[str, Any]:
    return reading.kept(("home without scripts", lang), lambda: _still(reading, Question(), lang), at=today())


def _still(reading: Resources, question: Question, lang: str) -> dict[str, Any]:
    """Return what the page shows without scripts, and its number."""
    given = answer(reading, question)
    # to order a million sites by name takes seconds in each new language: the map need not wait for its picture
    many = reading.info.n_sites > reading.settings.sites_in_page and question.sort is None
    rows = np.flatnonzero(given.found) if many else given.rows(reading, lang)
    return {
        "summary": found_words(reading.info.n_sites, reading, lang),
        "said": found_words(len(given), reading, lang),
        "rows": table_rows(given, rows[:_FIRST], reading, lang),
        "columns": table_columns(lang),
    }
