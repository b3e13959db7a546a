"""Headers that keep a page from doing what it was not made for, on every answer; and the methods a reader may use."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "ReadMethods", "SecurityHeaders", "policy"]


def policy(*, scripts: Iterable[str] = (), styles: Iterable[str] = (), images: Iterable[str] = ()) -> str:
    """Return a Content-Security-Policy without `unsafe-inline` and `unsafe-eval`.

    Parameters
    ----------
    scripts, styles
        Inline scripts and styles of the page that are allowed by their hash: `'sha256-…'`, with the quotation marks.
    images
        Other hosts that pictures may come from: online base maps that the operator offers.
    """
    rules = {
        "default-src": ("'none'",),
        "script-src": ("'self'", *scripts),
        "style-src": ("'self'", *styles),
        "img-src": ("'self'", "data:", "blob:", *images),
        "connect-src": ("'self'",),
        "font-src": ("'self'",),
        "worker-src": ("'self'",),
        "manifest-src": ("'self'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'none'",),
    }
    return "; ".join(f"{rule} {' '.join(dict.fromkeys(sources))}" for rule, sources in rules.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts `HEADERS` on every answer; a page that set its own policy keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers of `HEADERS`."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)


class ReadMethods:
    """Answers HEAD as GET without a body, and OPTIONS with what is allowed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as for GET, without the body for HEAD."""
        method = scope.get("method")
        if method == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", _allowed(scope))]})
            await send({"type": "http.response.body", "body": b""})
        elif method == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self.app(scope, receive, send)


def _allowed(scope: Scope) -> bytes:
    """Return the methods of a path: what all have, and POST where a form is taken; no other origin is ever let in."""
    posting = {**scope, "method": "POST"}
    takes_forms = any(route.matches(posting)[0] is Match.FULL for route in scope["app"].routes)
    return b"GET, HEAD, OPTIONS, POST" if takes_forms else b"GET, HEAD, OPTIONS"


def _without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return head
