"""Where a page will live: behind a server that has tiles and assets, or alone in one file."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OneFile", "Served", "Target"]


@dataclass(frozen=True)
class Served:
    """A page that asks its own server for everything heavy; the fields are paths on it."""

    assets: str = "/assets/"
    """Folder of the hashed assets, with the final slash."""
    tiles: str = "/tiles/{z}/{x}/{y}"
    hillshade: str = "/hillshade.webp"
    labels: str | None = None
    """Address of the labels in the page's language; None puts them into the page."""


@dataclass(frozen=True)
class OneFile:
    """A page with everything inside, which asks nobody for anything."""

    deep: bool = True
    """Take the deeper zooms of the base map around sites and legs; a notebook leaves them out."""


type Target = Served | OneFile
