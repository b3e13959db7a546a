"""A template and its context to an answer: language, style, cookies, cache headers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from geo.questions.site_filter import QuestionProblem
from maps.assets import find_assets
from server.language import reader_language
from server.pages.environment import environment
from server.pages.filter_words import problem_words
from server.pages.left_out import STYLES, of_every_page, unknown_words
from server.pages.static_files import static_asset

__all__ = ["chosen_style", "here", "private", "remembered", "render", "template_text"]

_YEAR = 365 * 24 * 3600


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: str | None = None,
    problems: Iterable[QuestionProblem] | None = None,
    **context: Any,  # noqa: ANN401
) -> Response:
    """Return a page.

    Parameters
    ----------
    request
        What is answered; gives language, style and the links that keep path and query.
    template
        File name in `templates/`.
    status
        Status of the answer.
    policy
        Content-Security-Policy where the page needs another than all pages.
    problems
        Parts of the address that the page could not read; where None, all that it does not say of every page.
    context
        Names for the template.
    """
    wrong = [*of_every_page(request), *(unknown_words(request) if problems is None else problems)]
    body = template_text(request, template, problems=wrong, **context).encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language, Cookie",
        "Content-Language": reader_language(request, request.app.state.settings.language),
    }
    if policy:
        headers["Content-Security-Policy"] = policy
    if status == 200 and etag in request.headers.get("if-none-match", ""):
        return remembered(request, Response(status_code=304, headers=headers))
    return remembered(request, HTMLResponse(body, status, headers))


def private(answer: Response) -> Response:
    """Keep a page out of every cache that others share."""
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def template_text(
    request: Request,
    template: str,
    problems: Iterable[QuestionProblem] = (),
    **context: Any,  # noqa: ANN401
) -> str:
    """Return the text of a template with what every page shows."""
    lang = reader_language(request, request.app.state.settings.language)
    area = "/" + request.url.path.strip("/").split("/")[0]
    return (
        environment(lang)
        .get_template(template)
        .render(
            here=partial(here, request),
            section=area,
            static=static_asset,
            asset=_asset,
            left_out=[problem_words(problem, lang) for problem in problems],
            style=chosen_style(request),
            version=version("mirasmap"),
            **context,
        )
    )


def _asset(name: str) -> str:
    return f"/assets/{find_assets().asset(name).name}"


def chosen_style(request: Request) -> str:
    """Return `light`, `dark` or `auto`: what was asked for, else what was remembered."""
    for asked in (request.query_params.get("style"), request.cookies.get("style")):
        if asked in STYLES:
            return asked
    return "auto"


def here(request: Request, **changes: object) -> str:
    """Return the address of this page with some parameters changed; path and the other parameters are kept."""
    url = request.url.include_query_params(**changes)
    path = "/" + url.path.lstrip("/")  # two slashes would lead to another host
    return f"{path}?{url.query}"


def remembered(request: Request, response: Response) -> Response:
    """Keep the language and the style that the query names for the pages that follow."""
    settings = request.app.state.settings
    for name, known in (("lang", reader_language(request, settings.language)), ("style", chosen_style(request))):
        if request.query_params.get(name) == known:
            response.set_cookie(name, known, max_age=_YEAR, samesite="lax", httponly=True)
    return response
