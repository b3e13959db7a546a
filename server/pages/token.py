"""Where a reader enters the token once: `/token`."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from server.pages.left_out import unknown_words
from server.pages.render import render
from server.posted import Posted
from server.rights import COOKIE, cookie_of, is_same_token, own_origin, refusal, require_own_page
from server.tries import Tries

__all__ = ["router"]

router = APIRouter()
_DAYS = 30
_START = "/plans"


@router.get("/token")
def token_page(request: Request) -> Response:
    """Return the form for the token, or say that none is needed."""
    return _page(request, to=_local(request.query_params.get("to")))


@router.post("/token", dependencies=[Depends(require_own_page)])
def take_token(request: Request, form: Posted) -> Response:
    """Set the cookie if the token is right, and go on to where the reader came from; or forget it."""
    to = _local(form.get("to"))
    if "forget" in form:
        answer = RedirectResponse("/token", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer
    expected = request.app.state.settings.token
    if expected is None:
        return RedirectResponse(to, HTTPStatus.SEE_OTHER)
    tries: Tries = request.app.state.tries
    token = expected.get_secret_value()
    if not tries.right(request, is_same_token(form.get("token", "").strip(), token)):
        return _page(request, to=to, wrong=True)
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        COOKIE,
        cookie_of(token),
        max_age=_DAYS * 24 * 3600,
        httponly=True,
        samesite="strict",
        secure=own_origin(request)[0].startswith("https:"),
    )
    return answer


def _page(request: Request, *, to: str, wrong: bool = False) -> Response:
    answer = render(
        request,
        "token.html",
        status=HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK,
        problems=unknown_words(request, "to"),
        to=to,
        wrong=wrong,
        needed=request.app.state.settings.token is not None,
        has=refusal(request) is None,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _local(address: str | None) -> str:
    r"""Return an address of this server, that of the plans for any other.

    Examples
    --------
    >>> _local("/visits/new?kind=fort"), _local("//example.org"), _local("/\\example.org"), _local(None)
    ('/visits/new?kind=fort', '/plans', '/plans', '/plans')
    """
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return _START
    plain = address is not None and address.isascii() and address.isprintable() and "\\" not in address
    local = plain and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return address if local and address is not None and not address.startswith("//") else _START
