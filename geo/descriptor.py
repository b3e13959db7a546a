"""The descriptor of a data package, `datapackage.json`: Frictionless Data Package v1 and a few names of our own.

===================== ==================================================================================
`mirasmap:titles`     the title in several languages, `{"en": …, "az": …}`; else `title` counts as English
`mirasmap:languages`  languages of the names and texts, BCP 47, in the order in which they are offered
`mirasmap:bbox`       west, south, east, north of the region, degrees
`mirasmap:credit`     whom a map of these data names
`mirasmap:crs`        of a resource: reference system of its coordinates, such as `EPSG:32638`; else EPSG:4326
`mirasmap:as_of`      of a resource: the day whose state it shows, `YYYY-MM-DD`, such as that of a road network
===================== ==================================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any, NoReturn

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import WGS84
from geo.errors import PackageError, Problem

__all__ = ["DESCRIPTOR", "Licence", "Meta", "Resource", "read_meta", "read_resources"]

DESCRIPTOR = "datapackage.json"
_AUTHORITY_CODE = re.compile(r"[A-Z]+:[A-Za-z0-9]+")  # no free PROJ text: it can name files


@dataclass(frozen=True)
class Licence:
    """Terms of use of the package or of one file."""

    name: str
    """Identifier such as `CC-BY-4.0`, or the terms in words."""
    title: str = ""
    path: str = ""
    """Address of the text."""


@dataclass(frozen=True)
class Resource:
    """One file that the descriptor names."""

    name: str
    path: str
    """Inside the package, with `/`."""
    format: str
    """`csv`, `geojson`, or the ending of another file."""
    crs: str
    licences: tuple[Licence, ...]
    """Its own, or else those of the package."""
    as_of: str | None = None
    """ISO day whose state it shows; None where not stated."""


@dataclass(frozen=True)
class Meta:
    """What the descriptor says of the package as a whole."""

    name: str
    title: dict[str, str]
    """Language to text; at least one."""
    description: dict[str, str]
    """Language to text; may be empty."""
    version: str
    languages: tuple[str, ...]
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north in degrees; None where the package names no region."""
    licences: tuple[Licence, ...]
    credit: str
    created: str
    """ISO date, empty where not stated."""


def _extra(descriptor: dict[str, Any], key: str) -> Any:  # noqa: ANN401 (whatever JSON holds; each caller checks it)
    return descriptor.get(f"mirasmap:{key}", descriptor.get(key))


def _refuse(message: str, field: str) -> NoReturn:
    raise PackageError([Problem(DESCRIPTOR, message, None, field)])


def _text(descriptor: dict[str, Any], key: str) -> str:
    value = _extra(descriptor, key)
    if not isinstance(value, str | None):
        _refuse(f"{key} must be text", key)
    return value or ""


def _by_language(descriptor: dict[str, Any], key: str) -> dict[str, str]:
    """Return texts by language from the plural of a key, else the one text of the standard's own key, as English."""
    texts = _extra(descriptor, f"{key}s") or descriptor.get(key) or {}
    texts = {"en": texts} if isinstance(texts, str) else texts
    if not (isinstance(texts, dict) and all(isinstance(text, str) and text for text in texts.values())):
        _refuse(f"{key} must be text, or texts by language", key)
    return dict(texts)


def _list(holder: dict[str, Any], key: str, kind: type) -> list[Any]:
    value = [] if holder.get(key) is None else holder[key]
    if not isinstance(value, list) or not all(isinstance(entry, kind) for entry in value):
        _refuse(f"{key} must be a list of {'objects' if kind is dict else 'texts'}", key)
    return list(value)


def _licences(holder: dict[str, Any]) -> tuple[Licence, ...]:
    entries = _list(holder, "licenses", dict)  # the spelling of the standard
    named = [{key: str(entry.get(key) or "") for key in ("name", "title", "path")} for entry in entries]
    return tuple(
        Licence(entry["name"] or entry["title"] or entry["path"], entry["title"], entry["path"])
        for entry in named
        if any(entry.values())
    )


def read_meta(descriptor: dict[str, Any]) -> Meta:
    """Return what the descriptor says of the package as a whole.

    Raises
    ------
    PackageError
        If an entry is not what it should be.
    """
    titles = _by_language(descriptor, "title") or _by_language(descriptor, "name")
    if not titles:
        _refuse("the package has no title; give it a title or a name", "title")
    bbox = _extra(descriptor, "bbox")
    if bbox is not None and not _is_bbox(bbox):
        _refuse("the region must be four numbers: west, south, east, north in degrees", "mirasmap:bbox")
    languages = _list({"mirasmap:languages": _extra(descriptor, "languages")}, "mirasmap:languages", str)
    return Meta(
        name=_text(descriptor, "name"),
        title=titles,
        description=_by_language(descriptor, "description"),
        version=_text(descriptor, "version"),
        languages=tuple(languages),
        bbox=None if bbox is None else (float(bbox[0]), float(bbox[1]), float(bbox[2]), float(bbox[3])),
        licences=_licences(descriptor),
        credit=_text(descriptor, "credit"),
        created=_text(descriptor, "created"),
    )


def _is_bbox(value: object) -> bool:
    if not (isinstance(value, list) and len(value) == 4 and all(type(end) in (int, float) for end in value)):
        return False
    west, south, east, north = map(float, value)
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


def read_resources(descriptor: dict[str, Any], licences: tuple[Licence, ...]) -> dict[str, Resource]:
    """Return the files that the descriptor names, by their names; `licences` are those of the package.

    Raises
    ------
    PackageError
        If a file has no name or path, a name stands twice, a reference system is not known, or a day is none.
    """
    out: dict[str, Resource] = {}
    for number, entry in enumerate(_list(descriptor, "resources", dict), 1):
        name, path = entry.get("name"), entry.get("path")
        if not (isinstance(name, str) and isinstance(path, str) and name and path):
            _refuse(f"resource {number} must have a name and one path", "resources")
        if name in out:
            _refuse(f"two resources are called {name!r:.80}; rename one", "resources")
        crs = _extra(entry, "crs") or WGS84
        if not (isinstance(crs, str) and _AUTHORITY_CODE.fullmatch(crs) and _is_known(crs)):
            _refuse(f"{crs!r:.80} of the resource {name!r:.80} is no code such as EPSG:32638", "mirasmap:crs")
        ending = PurePosixPath(path).suffix.lstrip(".").lower()
        out[name] = Resource(name, path, ending, crs, _licences(entry) or licences, _day(entry, name))
    return out


def _day(entry: dict[str, Any], name: str) -> str | None:
    as_of = _extra(entry, "as_of")
    if as_of is None or (isinstance(as_of, str) and _is_day(as_of)):
        return as_of
    return _refuse(f"{as_of!r:.80} of the resource {name!r:.80} is no day such as 2021-08-06", "mirasmap:as_of")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_known(code: str) -> bool:
    try:
        crs = CRS.from_string(code)
    except CRSError:
        return False
    return bool(crs.is_projected or crs.is_geographic)  # not heights, not axes through the middle of the earth
