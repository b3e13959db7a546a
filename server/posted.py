"""The form that a page sends, read with bounds; anything else is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from server.errors import BodyError

__all__ = ["MOST_BYTES", "Form", "Posted"]

MOST_BYTES = 256_000
_MOST_FIELDS = 25_000
_TYPE = "application/x-www-form-urlencoded"


class Form(Mapping[str, str]):
    """Fields of a form, by name; a name that came several times has its last value, and `all` of them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        return self._values[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def all(self, name: str) -> list[str]:
        """Return every value of a name, in the order sent."""
        return self._values.get(name, [])


async def _posted(request: Request) -> Form:
    """Read a form.

    Raises
    ------
    BodyError
        If it is another kind of content (415), too large (413), or not to be read (400).
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        message = f"what is sent here must be a form ({_TYPE})"
        raise BodyError(message, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = await _bounded(request)
    try:
        return Form(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError as error:  # UnicodeDecodeError is one
        message = "the form cannot be read: it is not UTF-8, or has too many fields"
        raise BodyError(message, HTTPStatus.BAD_REQUEST) from error


Posted = Annotated[Form, Depends(_posted)]
"""Parameter of a route that takes a form."""


async def _bounded(request: Request) -> bytes:
    message = f"the form is too large; at most {MOST_BYTES // 1000} kB are taken"
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise BodyError(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:  # whatever the header said
                raise BodyError(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except ClientDisconnect as error:
        message = "the form was cut off"
        raise BodyError(message, HTTPStatus.BAD_REQUEST) from error
    return bytes(body)
