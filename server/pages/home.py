"""The home page: the map of everything, full height."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from maps.i18n import number, translations
from server.language import reader_language
from server.pages.mapping import home_map
from server.pages.render import chosen_style, render
from server.pages.titles import package_title
from server.query import LangQuery
from server.resources import Reading, Resources

__all__ = ["router", "warm"]

router = APIRouter()


@router.get("/")
def home(request: Request, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return the map of all sites and visits."""
    lang = reader_language(request, reading.settings.language)
    drawn = home_map(reading, lang, chosen_style(request))
    return render(
        request,
        "home.html",
        policy=drawn.policy,
        map=drawn,
        title=package_title(reading.info, lang),
        summary=_summary(reading, lang),
    )


def warm(reading: Resources) -> None:
    """Make the map of the home page before anybody asks for it."""
    home_map(reading, reading.settings.language, "auto")


def _summary(reading: Resources, lang: str) -> str:
    ngettext, gettext = translations(lang).ngettext, translations(lang).gettext
    n_sites, n_placed = reading.info.n_sites, reading.info.n_placed
    sites = ngettext("%(num)s site", "%(num)s sites", n_sites) % {"num": number(n_sites, lang)}
    return gettext("%(sites)s, %(placed)s with a position") % {"sites": sites, "placed": number(n_placed, lang)}
