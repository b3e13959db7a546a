"""What a file of GeoJSON says before its features, and after them: its kind, its reference system, its sources."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.errors import ExchangeError
from geo.exchange.read.feature_cut import FEATURE, NEWLINE, RECORD, structure
from geo.exchange.read.json_crs import crs_of_member
from geo.layers import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SOURCES_MEMBER", "JsonHead", "json_head"]

SOURCES_MEMBER = "mirasmap:sources"
"""Foreign member of our own exports: a list of sources, objects with the columns of `geo.layers.SOURCES`."""

_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_KEY = re.compile(rb'[ \t\r\n,]*("(?:[^"\\]|\\.)*")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(rb"[^\s,\]}\"\[{]+(?=[\s,\]}])")
_FEATURES = re.compile(rb'"features"[ \t\r\n]*:[ \t\r\n]*\[')
_AFTER = re.compile(rb',[ \t\r\n]*"(?:crs|mirasmap:sources)"[ \t\r\n]*:')
_GAP = re.compile(rb"[ \t\r\n,]*")
_MOST_MEMBERS = 10_000
_TAIL = 1 << 22
_FIRST = 1 << 16
_LINES = 8
_MOST_SOURCES = 100_000
_GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


@dataclass(frozen=True)
class JsonHead:
    """What is known before features are read."""

    kind: str
    """`geojson`, `ndjson` or `geojsonseq`."""
    start: int
    """Byte at which features begin, one after another."""
    line: int
    """Line of that byte, from 1."""
    collection: bool
    """They are the list of a FeatureCollection; else each stands alone, and geometries may too."""
    separator: int | None
    """What stands between features and in none of them: `NEWLINE`, `RECORD`; None in other layouts."""
    opening: re.Pattern[bytes]
    """How features open."""
    crs: str | None
    """Such as `EPSG:32638`; `EPSG:4326` where nothing else is said, as RFC 7946 has it."""
    remark: str = ""
    """What of the reference system was not understood; one sentence without a final stop."""
    broken: str = ""
    """Why the head is no JSON; empty where it is."""
    sources: pa.Table | None = None
    """Text columns of `geo.layers.SOURCES`, of our own exports."""


@dataclass
class _Members:
    """Members of an object so far."""

    values: dict[str, bytes] = field(default_factory=dict)
    """As JSON; of those that we know."""
    features: int = -1
    """Where the list of features begins."""
    end: int = -1
    """After the object; -1 if it goes on."""


_KNOWN = frozenset({"type", "crs", SOURCES_MEMBER, "geometry", "coordinates", "geometries"})


def json_head(path: Path, *, longest: int) -> JsonHead:
    """Read what stands before the features of a file, and after them.

    Parameters
    ----------
    path
        A file in UTF-8, with or without a byte order mark.
    longest
        Bytes within which features have to begin.

    Raises
    ------
    ExchangeError
        If it is no JSON, or JSON of another kind.
    """
    size = path.stat().st_size
    want = _FIRST
    with path.open("rb") as file:
        while True:
            file.seek(0)
            head = file.read(want)
            whole = len(head) == size
            found = _head(head, path, whole=whole)
            if found is not None:
                return found
            if whole or want >= longest:
                break
            want = min(want * 4, longest)
    message = f"no features begin in the first {max(want // 1_000_000, 1)} MB; write other members after the features"
    raise ExchangeError(message)


def _head(head: bytes, path: Path, *, whole: bool) -> JsonHead | None:
    """Return what a head says; None if more of the file has to be read."""
    start = len(_MARK) if head.startswith(_MARK) else 0
    start += len(head[start:]) - len(head[start:].lstrip(_BLANK))
    if start == len(head):
        return _alone(head, start, NEWLINE, "geojson") if whole else None
    if head[start] == RECORD:
        return _alone(head, start, RECORD, "geojsonseq")
    if head[start : start + 1] != b"{":
        shown = head[start : start + 20].decode("utf-8", "replace")
        if head[start : start + 1] == b"[":
            message = "the file is a list; GeoJSON is a FeatureCollection, or a feature on each line"
        else:
            message = f"the file is no GeoJSON: it begins with {shown!r} instead of an object in braces"
        raise ExchangeError(message)
    try:
        members = _members(head, start + 1)
    except ValueError as error:
        return _broken(head, start, str(error))
    type_ = _word(members.values.get("type"))
    if members.features >= 0 and type_ in (None, "FeatureCollection"):
        return _collection(head, members, path)
    if type_ == "Feature" or type_ in _GEOMETRIES:
        return _values(head, start, members.end, whole=whole)
    if members.end >= 0:
        if members.end < len(head) and _line_of(head, start) is not None and b"\n" in head[members.end :]:
            return _alone(head, start, NEWLINE, "ndjson")  # the first line is none, others may be
        said = f"its type is {type_[:40]!r}" if type_ else "it has no type"
        message = f"the file is JSON but no GeoJSON: {said}; a FeatureCollection, a Feature or a geometry is needed"
        raise ExchangeError(message)
    return _broken(head, start, f"byte {len(head)}: the file ends before its features") if whole else None


def _members(text: bytes, at: int) -> _Members:
    """Read members of an object from behind its brace, until its end, its features, or the end of the text."""
    out = _Members()
    for _ in range(_MOST_MEMBERS):
        blank = _GAP.match(text, at)
        at = blank.end() if blank else at
        if text[at : at + 1] == b"}":
            out.end = at + 1
            return out
        key = _KEY.match(text, at)
        if key is None:
            _unfinished(text, at)
            return out
        name = _word(key[1]) or ""
        at = key.end()
        if name == "features" and text[at : at + 1] == b"[":
            out.features = at + 1
            return out
        end = _value_end(text, at)
        if name in _KNOWN:
            out.values.setdefault(name, text[at : end if end >= 0 else at])
        if end < 0:
            return out
        at = end
    message = f"byte {at}: more than {_MOST_MEMBERS} members stand before the features"
    raise ValueError(message)


def _unfinished(text: bytes, at: int) -> None:
    """Raise if no name and colon can come of this, however the text goes on."""
    name = _STRING.match(text, at)
    if text[at : at + 1] not in (b"", b'"'):
        message = f"byte {at}: a name in quotation marks is expected"
        raise ValueError(message)
    if name and text[name.end() :].strip(_BLANK):
        message = f"byte {name.end()}: a colon is expected"
        raise ValueError(message)


def _value_end(text: bytes, at: int) -> int:
    """Return where a value ends; -1 if it goes on after the text."""
    sign = text[at : at + 1]
    if sign in (b"{", b"["):
        window = 1 << 8
        while True:
            found = structure(np.frombuffer(text, dtype=np.uint8)[at : at + window])
            closing = np.flatnonzero(found.depth <= 0)
            if len(closing):
                return at + int(found.at[closing[0]]) + 1
            if at + window >= len(text):
                return -1
            window *= 4
    match = (_STRING if sign == b'"' else _WORD).match(text, at)
    if match is None and sign in (b"]", b"}", b",", b":"):
        message = f"byte {at}: a value is expected"
        raise ValueError(message)
    return match.end() if match else -1


def _word(text: bytes | None) -> str | None:
    try:
        word = json.loads(text or b"null")
    except ValueError:
        return None
    return word if isinstance(word, str) else None


def _broken(head: bytes, start: int, why: str) -> JsonHead | None:
    """Return where features begin in a file whose head is damaged; a line of its own may be all that is."""
    features = _FEATURES.search(head)
    mark = FEATURE.search(head)
    if features and (mark is None or features.start() < mark.start()):
        at = features.end()
        crs, remark = "EPSG:4326", ""
        return JsonHead(
            "geojson", at, head.count(b"\n", 0, at) + 1, True, _layout(head, at), _opening(head, at), crs, remark, why
        )
    if mark:
        return _alone(head, start, NEWLINE, "ndjson")
    message = f"the file is no GeoJSON: {why}"
    raise ExchangeError(message)


def _collection(head: bytes, members: _Members, path: Path) -> JsonHead:
    values = {**_after(path), **members.values}
    crs, remark = crs_of_member(values.get("crs"))
    at = members.features
    line = head.count(b"\n", 0, at) + 1
    sources = _sources(values.get(SOURCES_MEMBER))
    return JsonHead("geojson", at, line, True, _layout(head, at), _opening(head, at), crs, remark, "", sources)


def _values(head: bytes, start: int, end: int, *, whole: bool) -> JsonHead:
    """Return the head of a file of features or geometries that stand alone."""
    more = not whole or (end >= 0 and head[end:].strip(_BLANK) != b"")
    separator = NEWLINE if _line_of(head, start) is not None else None
    return _alone(head, start, separator, "ndjson" if more and (end >= 0 or separator) else "geojson")


def _alone(head: bytes, start: int, separator: int | None, kind: str) -> JsonHead:
    opening = re.compile(FEATURE.pattern + (rb"|(?m:^)[ \t]*\{" if separator == NEWLINE else b""))
    return JsonHead(kind, start, head.count(b"\n", 0, start) + 1, False, separator, opening, "EPSG:4326")


def _line_of(head: bytes, at: int) -> object:
    """Return the JSON of the rest of a line if that is an object; None if it is not."""
    end = head.find(b"\n", at)
    try:
        value = json.loads(head[at : end if end >= 0 else len(head)].strip(_BLANK + b",").decode("latin-1"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _layout(head: bytes, at: int) -> int | None:
    """Return `NEWLINE` if features stand on a line each, as most programs write them."""
    for _ in range(_LINES):
        line = _line_of(head, at)
        if isinstance(line, dict) and line.get("type") == "Feature":
            return NEWLINE
        at = head.find(b"\n", at) + 1
        if not at:
            break
    return None


def _opening(head: bytes, at: int) -> re.Pattern[bytes]:
    """Return how features open: as the first does, with what stands before it in files that do not begin with the type."""
    first = re.compile(rb'\s*(\{\s*"(?:[^"\\]|\\.)*"\s*:)').match(head, at)
    if first is None or FEATURE.match(head, first.start(1)):
        return FEATURE
    brace = first.start(1)
    newline = head.rfind(b"\n", 0, brace)
    indent = head[newline + 1 : brace]
    before = b"\n" + indent if newline >= at - 1 and not indent.strip(_BLANK) else b"},"
    key = re.sub(rb"\s+", rb"\\s*", re.sub(rb'([^\w\s"])', rb"\\\1", first[1]))
    return re.compile(FEATURE.pattern + rb"|(?<=" + re.escape(before) + rb")\s*" + key)


def _after(path: Path) -> dict[str, bytes]:
    """Return what members behind the features say, in files that end as they should."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    for match in list(_AFTER.finditer(tail))[-100:]:
        try:
            members = _members(tail, match.start())
        except ValueError:
            continue
        if members.end >= 0 and not tail[members.end :].strip(_BLANK):
            return {name: members.values[name] for name in ("crs", SOURCES_MEMBER) if name in members.values}
    return {}


def _sources(member: bytes | None) -> pa.Table | None:
    """Return the sources of one of our own exports as text; None if there are none."""
    if member is None:
        return None
    try:
        values = json.loads(member)
    except (ValueError, RecursionError):
        return None
    rows = [row for row in values[:_MOST_SOURCES] if isinstance(row, dict)] if isinstance(values, list) else []
    if not rows:
        return None
    texts = {name: [_as_text(row.get(name)) for row in rows] for name in SOURCES.fields}
    return pa.table({name: pa.array(column, pa.string()) for name, column in texts.items()})


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
