"""What a browser keeps for days without the network: `/sw.js`, `/manifest.webmanifest`, and the page `/offline`."""

from __future__ import annotations

import hashlib
from itertools import takewhile
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from maps.i18n import LANGUAGES, direction, translations
from server.language import reader_language
from server.pages.render import render
from server.pages.static_files import static_asset, static_assets
from server.pages.titles import package_title
from server.query import LangQuery
from server.resources import Reading, Resources

__all__ = ["router"]

router = APIRouter()
_WHOLE_TO = 10
"""Zoom up to which the whole base map is kept, as in the one file."""
_MOST_TILES = 600
"""A larger region keeps what fits, from the top, and whatever a reader has looked at."""
_PAGES = ("/", "/sites", "/visits", "/sources", "/about")
_NEVER_SEEN = "/offline"
_LEFT_OUT = ("jquery.", "preview.", "service_worker.")
"""Files that no page of the server loads by itself."""
_COLOURS = {"background_color": "#fbfaf7", "theme_color": "#12525a"}


@router.get("/sw.js")
def service_worker(_query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return the service worker, with what it keeps written above it: it is a new one when any of that changes."""
    script = reading.assets.asset("service_worker.js").content
    body = reading.kept("service worker", lambda: _plan(reading, script) + script)
    return Response(body, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@router.get("/manifest.webmanifest")
def manifest(request: Request, _query: Annotated[LangQuery, Query()], reading: Reading) -> Response:
    """Return what makes the pages an application that can be installed."""
    lang = reader_language(request, reading.settings.language)
    name = package_title(reading.info, lang)
    body = {
        "id": "/",
        "name": name,
        "short_name": "mirasmap",
        "lang": lang,
        "dir": direction(lang),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "icons": [{"src": static_asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        **_COLOURS,
    }
    return Response(
        orjson.dumps(body),
        media_type="application/manifest+json",
        headers={"Cache-Control": "no-cache", "Vary": "Cookie"},
    )


@router.get(_NEVER_SEEN)
def never_seen(request: Request, reading: Reading) -> Response:
    """Return the page that stands in for one that was never opened, while there is no network."""
    _ = translations(reader_language(request, reading.settings.language)).gettext
    return render(request, "offline.html", heading=_("This page is not on this device"))


def _plan(reading: Resources, script: bytes) -> bytes:
    served = reading.assets.served.values()
    files = [
        each.name for each in served if each.name.endswith((".js", ".css")) and not each.name.startswith(_LEFT_OUT)
    ]
    files += [each.name for each in static_assets().values()]
    fixed = [f"/assets/{name}" for name in sorted(files)]
    if reading.basemap is not None:
        fixed += ["/hillshade.webp"]
        fixed += [f"/labels/{lang}.{reading.labels(lang).digest}.json" for lang in LANGUAGES]
        fixed += _tiles(reading)
    plan = {"fixed": fixed, "pages": [*_PAGES, _NEVER_SEEN], "never_seen": _NEVER_SEEN}
    version = hashlib.sha256(orjson.dumps(plan) + script + _state_of_basemap(reading)).hexdigest()[:12]
    return b"self.mirasmapOffline=" + orjson.dumps({"version": version, **plan}) + b";\n"


def _tiles(reading: Resources) -> list[str]:
    """Return the addresses of the tiles of the upper zooms, whole zooms only."""
    if reading.basemap is None:
        return []
    upper = takewhile(lambda tile: tile[0] <= _WHOLE_TO, (tile for _id, tile in reading.basemap.archive.tiles()))
    found = [f"/tiles/{z}/{x}/{y}" for (z, x, y), _number in zip(upper, range(_MOST_TILES + 1), strict=False)]
    if len(found) <= _MOST_TILES:
        return found
    deepest = found[-1].split("/")[2]  # which is not whole
    return [address for address in found if address.split("/")[2] != deepest]


def _state_of_basemap(reading: Resources) -> bytes:
    if reading.basemap is None:
        return b""
    header = reading.basemap.archive.header
    return repr(sorted((key, str(value)) for key, value in header.items())).encode()
