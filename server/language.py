"""The reader's language: asked for, remembered, what the browser says, or the operator's default."""

from __future__ import annotations

from fastapi import Request

from maps.i18n import LANGUAGES, negotiate
from server.errors import RequestError

__all__ = ["reader_language", "require_known_language"]


def require_known_language(request: Request) -> None:
    """Refuse a program that names a language which the interface does not speak; pages go on in another and say so.

    Raises
    ------
    RequestError
        Names the languages that are known.
    """
    asked = request.query_params.get("lang")
    if asked is not None and asked not in LANGUAGES:
        message = f"there is no language {asked[:20]!r}; known are {', '.join(LANGUAGES)}"
        raise RequestError(message, parameter="lang")


def reader_language(request: Request, default: str) -> str:
    """Return the language of an answer; an unknown one in the query falls through, so that errors can speak too."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return asked
    return negotiate(request.headers.get("accept-language"), default)
