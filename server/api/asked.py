"""What the addresses for maps of many sites share: their numbers and boxes, read strictly, and answers that browsers may keep."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any

import orjson
from fastapi import Request, Response

from geo.questions.question_words import RefusedValueError, read_value
from geo.questions.site_filter import BBox
from server.answers import today
from server.errors import RequestError
from server.geojson import harmless
from server.resources import Resources

__all__ = ["answered", "box", "positions", "whole_number", "written"]

_CACHE = "private, no-cache"
"""Kept by the browser, and asked for again each time: the answer is mostly that nothing changed."""
_LONGEST = 60_000
"""Characters of a row of positions."""


def whole_number(request: Request, name: str, *, least: int, most: int, default: int | None = None) -> int:
    """Return a parameter that is a whole number.

    Raises
    ------
    RequestError
        If it is missing, no number, or out of range.
    """
    text = request.query_params.get(name)
    if text is None and default is not None:
        return default
    if text is not None and text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most:
        return int(text)
    message = f"parameter {name!r} must be a whole number from {least} to {most}"
    raise RequestError(message + ("" if text is None else f" (found {text[:80]!r})"), parameter=name)


def box(request: Request, name: str) -> BBox | None:
    """Return a parameter that is a box, None where it is not there.

    Raises
    ------
    RequestError
        If it is none.
    """
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        found: BBox = read_value("bbox", text, None)
    except RefusedValueError as error:
        message = f"parameter {name!r}: {error}"
        raise RequestError(message, parameter=name) from error
    return found


def positions(request: Request, name: str, *, least: int, most: int) -> list[tuple[float, float]]:
    """Return a parameter that is a row of positions: `lon,lat,lon,lat,…` in degrees.

    Raises
    ------
    RequestError
        If it is missing or none.
    """
    text = request.query_params.get(name, "")
    numbers = [_number(part) for part in text.split(",")] if len(text) <= _LONGEST else []
    found = list(zip(numbers[::2], numbers[1::2], strict=False))
    sound = len(numbers) % 2 == 0 and all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in found)
    if sound and least <= len(found) <= most:
        return found
    how_many = "one position" if least == most == 1 else f"{least} to {most} positions"
    message = f"parameter {name!r} must be {how_many}, lon,lat,… in degrees"
    raise RequestError(message + (f" (found {text[:80]!r})" if text else ""), parameter=name)


def _number(text: str) -> float:
    """Return a finite number, or one that is no coordinate."""
    try:
        number = float(text)
    except ValueError:
        return math.inf
    return number if math.isfinite(number) else math.inf


def answered(request: Request, reading: Resources, lang: str, make: Callable[[], Any]) -> Response:
    """Return the answer as JSON, or that nothing changed (304) since the browser last asked.

    Parameters
    ----------
    request
        Its address and what the browser still has.
    reading
        Of which store; an answer changes with it, with the day, and with what we write.
    lang
        Language of the answer.
    make
        Makes the body: anything that orjson can write, or bytes.
    """
    about = f"{request.app.version} {reading.stamp} {today()} {lang} {request.url.path}?{request.url.query}"
    tag = f'W/"{hashlib.sha256(about.encode()).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": _CACHE, "Vary": "Accept-Encoding, Accept-Language, Cookie"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    made = make()
    body = made if isinstance(made, bytes) else written(made)
    return Response(body, media_type="application/json", headers=headers)


def written(body: Any) -> bytes:  # noqa: ANN401 (anything that orjson can write)
    """Return JSON in which no text is ever markup."""
    return harmless(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY))
