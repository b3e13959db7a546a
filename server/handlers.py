"""Errors on their way out: a problem in JSON for programs, a page for people."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from geo.errors import MirasmapError
from maps.i18n import translations
from server.errors import ProblemDetails, problem_of
from server.language import reader_language
from server.pages.render import render
from server.security import HEADERS

__all__ = ["install_handlers"]

_LOG = logging.getLogger("mirasmap")
_FOR_PROGRAMS = (
    "/collections",
    "/suggest",
    "/clusters",
    "/leaves",
    "/answer",
    "/cross",
    "/rows",
    "/details",
    "/export/",
    "/within",
    "/tiles",
    "/labels",
    "/assets",
    "/photos",
    "/healthz",
    "/hillshade",
    "/map.svg",
    "/mission.schema.json",
    "/sites.csv",
    "/sw.js",
    "/manifest",
    "/openapi",
)


def install_handlers(app: FastAPI) -> None:
    """Make every error of `app` answer with one body, in JSON or as a page."""
    for kind in (MirasmapError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, _unforeseen)


def answer(request: Request, error: Exception) -> Response:
    """Return the answer to an error, and log it where the fault is ours."""
    problem = problem_of(error, secrets.token_hex(4))
    if problem.log_id:
        _LOG.error("%s at %s %s", problem.log_id, request.method, request.url.path, exc_info=error)
    response = _page(request, problem) if wants_page(request) else _json(request, problem)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _unforeseen(request: Request, error: Exception) -> Response:
    response = answer(request, error)
    for name, value in HEADERS.items():  # this answer is made outside the middleware that sets them
        response.headers.setdefault(name, value)
    return response


def wants_page(request: Request) -> bool:
    """Tell whether the answer is for people: not below an address of the API, and JSON is not asked for by name."""
    path = request.url.path
    if path.startswith(_FOR_PROGRAMS) or path.endswith((".geojson", ".json", "/state")):
        return False
    accept = request.headers.get("accept", "")
    return "text/html" in accept or not any(kind in accept for kind in ("application/json", "+json"))


def _json(request: Request, problem: ProblemDetails) -> Response:
    body = orjson.dumps(problem.body(request.url.path))
    return Response(body, problem.status, media_type="application/problem+json")


def _page(request: Request, problem: ProblemDetails) -> Response:
    area = request.url.path.strip("/").split("/")[0]
    lang = reader_language(request, request.app.state.settings.language)
    _ = translations(lang).gettext
    heading = {
        HTTPStatus.BAD_REQUEST: _("This address cannot be meant so"),
        HTTPStatus.FORBIDDEN: _("This is not open to you"),
        HTTPStatus.NOT_FOUND: _("There is nothing at this address"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("Pages can only be read"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("More was sent than is taken here"),
        HTTPStatus.TOO_MANY_REQUESTS: _("There were too many tries"),
    }.get(problem.status, _("Something went wrong here"))
    return render(
        request,
        "error.html",
        status=problem.status,
        problems=(),
        problem=problem,
        heading=heading,
        path=request.url.path[:200],
        area=area if area in AREAS else None,
        asks_for_token=problem.status is HTTPStatus.FORBIDDEN and request.app.state.settings.token is not None,
    )


AREAS = ("sites", "visits", "sources", "plans")
"""Where a record that was not found has neighbours to link to."""
