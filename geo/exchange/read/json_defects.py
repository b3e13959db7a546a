"""Why a piece of a file is no feature of GeoJSON: code, place and a few words, found out one by one for the bad ones only."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import numpy as np

from geo.exchange.read.feature_cut import structure

__all__ = ["Defect", "nested_deeper", "why_no_feature"]

_SAID = {
    "Expecting value": "a value is expected",
    "Expecting property name enclosed in double quotes": "a name in quotation marks is expected",
    "Illegal trailing comma before end of object": "a comma is followed by nothing",
    "Illegal trailing comma before end of array": "a comma is followed by nothing",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected",
    "Unterminated string starting at": "a quotation mark is not closed",
    "Invalid control character at": "a line break or another control character stands in a text",
    "Invalid \\escape": "a backslash is followed by a sign that it cannot stand before",
    "Invalid \\uXXXX escape": "\\u is not followed by four hexadecimal digits",
    "Extra data": "something stands behind the end of the feature",
}
"""Messages of Python's parser in words for users."""
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class Defect(NamedTuple):
    """What is wrong with a piece."""

    code: str
    """Of `geo.exchange.report.issue_codes`."""
    offset: int
    """Byte of the piece."""
    detail: str


def nested_deeper(piece: bytes, deepest: int) -> bool:
    """Return whether brackets are nested deeper than that."""
    if piece.count(b"[") + piece.count(b"{") <= deepest:
        return False
    depth = structure(np.frombuffer(piece, dtype=np.uint8)).depth
    return len(depth) > 0 and int(depth.max()) > deepest


def why_no_feature(piece: bytes) -> Defect:
    """Return why a piece is no feature; asked only of pieces that are none."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        return Defect("bad_text", error.start, f"the byte 0x{piece[error.start]:02X} is no UTF-8")
    try:
        value = json.loads(piece.decode("latin-1"))  # a character a byte, so that places are bytes
    except json.JSONDecodeError as error:
        return Defect("broken_feature", error.pos, _SAID.get(error.msg, error.msg[:1].lower() + error.msg[1:]))
    except RecursionError:
        return Defect("too_deep", 0, "more brackets within each other than can be read")
    except ValueError:  # a number of more digits than Python reads
        return Defect("broken_feature", 0, "a number is too long")
    if not isinstance(value, dict):
        return Defect("broken_feature", 0, "a feature in braces is expected")
    type_ = value.get("type")
    if type_ != "Feature":
        said = f"its type is {str(type_)[:40]!r}" if type_ is not None else "it has no type"
        return Defect("broken_feature", 0, f"it is no Feature: {said}")
    half = _HALF.search(piece)
    return Defect("bad_text", half.start() if half else 0, "a letter is written as half of a \\u pair")
