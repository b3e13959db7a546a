"""The style sheet and the icon of the pages, under names that carry their content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from maps.assets import Asset

__all__ = ["static_asset", "static_assets"]

_MEDIA_TYPES = {
    "pages.css": "text/css; charset=utf-8",
    "noscript.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@cache
def static_assets() -> dict[str, Asset]:
    """Return the files by the name that they have here."""
    folder = files("server.pages") / "static"
    found = {}
    for name, media_type in _MEDIA_TYPES.items():
        content = (folder / name).read_bytes()
        stem, _, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        found[name] = Asset(hashed, content, media_type)
    return found


def static_asset(name: str) -> str:
    """Return the address of a file."""
    return f"/assets/{static_assets()[name].name}"
