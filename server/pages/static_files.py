"""The style sheet and the icon of the pages, under names that carry their content."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from markupsafe import Markup

from maps.assets import Asset, inline_style

__all__ = ["InlineStyle", "pages_style", "static_asset", "static_assets"]

_MEDIA_TYPES = {
    "pages.css": "text/css; charset=utf-8",
    "plans.css": "text/css; charset=utf-8",
    "imports.css": "text/css; charset=utf-8",
    "noscript.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class InlineStyle(NamedTuple):
    """A style sheet that stands in a page, and what its policy must allow in `style-src`."""

    text: Markup
    source: str


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


@cache
def pages_style() -> InlineStyle:
    """Return the style sheet of the pages for one that shall not wait for a file: nothing is painted before it is there."""
    text = inline_style(static_assets()["pages.css"].content.decode())
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return InlineStyle(Markup(text), f"'sha256-{digest}'")  # noqa: S704 (a file of ours)
