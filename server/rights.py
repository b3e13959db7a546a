"""Who may plan visits and read the plans: this machine, or who has the token; and never the page of another site.

A plan names people, days and beds, so reading one needs the same right as making one. Two ways lead to it:

- Without a token: the request comes from this machine to a server that listens to this machine only. The host that it
  names is this machine too, so that a foreign name that was made to point here (DNS rebinding) gets nothing, and no proxy
  has passed it on.
- With a token (`MIRASMAP_TOKEN`): it is in the header `Authorization: Bearer`, or its proof in a cookie that `/token` set.
  A token that is set is asked for from everybody, since behind a proxy everybody looks like this machine.

What writes must come from a page of this server as well, or carry the header: a browser says whose page it acts for.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers

from server.errors import ForbiddenError
from server.settings import Settings, is_loopback
from server.tries import Tries

__all__ = [
    "COOKIE",
    "cookie_of",
    "is_same_token",
    "own_origin",
    "refusal",
    "require_own_page",
    "require_planner",
    "require_writer",
]

COOKIE = "mirasmap-token"
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""Headers of proxies; behind one, the sender is not who seems to send."""


def require_planner(request: Request) -> None:
    """Refuse who may not read plans.

    Raises
    ------
    ForbiddenError
        Says why, and what opens the way.
    TooManyTriesError
        If wrong tokens came from this address too often.
    """
    said = refusal(request)
    if said:
        raise ForbiddenError(said)


def require_writer(request: Request) -> None:
    """Refuse who may not write, and what a page of another site makes a browser send.

    Raises
    ------
    ForbiddenError
        Says why, and what opens the way.
    """
    require_planner(request)
    require_own_page(request)


def require_own_page(request: Request) -> None:
    """Refuse a request that a page of another site, or none that can be named, makes a browser send.

    Raises
    ------
    ForbiddenError
        If it does not come from a page of this server. A program without `Origin` needs the token in its header: no page
        of another site can put it there.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is None and site is None:
        if "authorization" in request.headers and request.app.state.settings.token is not None:
            return  # it was looked at before
        message = "a request that writes must come from a page of this server, or from a program with the token in its header Authorization"
        raise ForbiddenError(message)
    if site not in (None, "same-origin") or origin not in (None, *own_origin(request)):
        message = "the page of another site asked for this; open the page here and send it again"
        raise ForbiddenError(message)


def own_origin(request: Request) -> tuple[str, ...]:
    """Return the origins of this server's own pages: that of its public address, and that which was asked for."""
    base: str | None = request.app.state.settings.base_url
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if base is None:
        return (own,)
    parts = urlsplit(base)
    return (f"{parts.scheme}://{parts.netloc}",)


def cookie_of(token: str) -> str:
    """Return what the cookie holds: a proof of the token, of which nobody can make the token again."""
    return hmac.new(token.encode(), b"mirasmap: may plan visits", hashlib.sha256).hexdigest()


def is_same_token(given: str, token: str) -> bool:
    """Compare in a time that tells nothing, whatever the lengths."""
    return hmac.compare_digest(hashlib.sha256(given.encode()).digest(), hashlib.sha256(token.encode()).digest())


def refusal(request: Request) -> str | None:
    """Return why who asks may neither read nor make plans; None who may.

    Raises
    ------
    TooManyTriesError
        If wrong tokens came from this address too often.
    """
    settings: Settings = request.app.state.settings
    if settings.token is not None:
        return None if _has_token(request, settings.token.get_secret_value()) else _WITHOUT_TOKEN
    if not settings.listens_to_this_machine_only:
        return _OPEN_TO_OTHERS
    return None if _from_this_machine(request) else _NOT_FROM_HERE


_WITHOUT_TOKEN = "visits are planned, plans read and files imported here with the token that the operator gave you; enter it at /token"  # noqa: S105 (a sentence)
_OPEN_TO_OTHERS = "this server listens to others, so it plans visits and imports files only with a token; the operator sets one with MIRASMAP_TOKEN"
_NOT_FROM_HERE = "visits are planned, plans read and files imported only on the machine of the server, at http://127.0.0.1 or http://localhost"


def _has_token(request: Request, token: str) -> bool:
    scheme, _space, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        tries: Tries = request.app.state.tries
        return tries.right(request, is_same_token(given.strip(), token))
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), cookie_of(token).encode())


def _from_this_machine(request: Request) -> bool:
    client, server = request.scope.get("client"), request.scope.get("server")
    ends = (client[0] if client else "", server[0] if server else "", _host_name(request.headers))
    return all(map(is_loopback, ends)) and not any(name in request.headers for name in _PASSED_ON)


def _host_name(headers: Headers) -> str:
    """Return the name that a request asks for, without port and brackets; empty if it cannot be read."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""
