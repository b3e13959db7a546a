"""The reference system that a file of GeoJSON names in the old member `crs` (GeoJSON 2008)."""

from __future__ import annotations

import json
import re

__all__ = ["crs_of_member"]

_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:([A-Za-z]+):[^:]*:([A-Za-z0-9]+)")
_URL = re.compile(r"https?://www\.opengis\.net/(?:def/crs/([A-Za-z]+)/[^/]+/([A-Za-z0-9]+)|gml/srs/epsg\.xml#(\d+))")


def crs_of_member(member: bytes | None) -> tuple[str | None, str]:
    """Return the reference system of the old member `crs` (GeoJSON 2008), and what of it was not understood."""
    if member is None:
        return "EPSG:4326", ""
    try:
        value = json.loads(member)
    except (ValueError, RecursionError):
        return None, "the member crs cannot be read; name the reference system"
    if value is None:
        return None, "the file says that its reference system is unknown; name it"
    properties = value.get("properties") if isinstance(value, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "link":
        return None, "the file names its reference system by a link, which is not followed; name it"
    code = properties.get("name") if kind == "name" else properties.get("code") if kind == "EPSG" else None
    text = f"EPSG:{code}" if kind == "EPSG" and isinstance(code, int) else code
    if not isinstance(text, str) or not text.strip():
        return None, "the member crs cannot be read; name the reference system"
    known = _known_crs(text.strip())
    return known, "" if known else f"the reference system {text[:80]!r} is not known; name another"


def _known_crs(text: str) -> str | None:
    """Return a name of a reference system as authority and code; longitude first whatever the authority says."""
    urn, url = _URN.fullmatch(text), _URL.fullmatch(text)
    if urn:
        authority, code = urn[1].upper(), urn[2]
    elif url:
        authority, code = ("EPSG", url[3]) if url[3] else (url[1].upper(), url[2])
    elif text.upper() in ("CRS84", "OGC:CRS84", "WGS84", "WGS 84"):
        authority, code = "OGC", "CRS84"
    elif re.fullmatch(r"[A-Za-z]+:[A-Za-z0-9]+", text):
        authority, code = text.upper().split(":")
    else:
        return None
    if code.upper() == "CRS84":
        return "EPSG:4326"
    return f"{authority}:{code.upper()}" if authority in ("EPSG", "ESRI", "OGC", "IGNF") else None
