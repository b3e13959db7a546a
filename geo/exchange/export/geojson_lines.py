"""Newline-delimited GeoJSON: a feature on each line, so that a file of any length is read line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.exchange.export.json_features import feature_parts

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]


def write(export: SiteExport, path: Path) -> None:
    """Write features line by line; the sources stand in a file beside it, since there is no place for them here."""
    with path.open("wb") as file:
        for part, _bounds in feature_parts(export, before="", after="\n"):
            file.write(part)


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing but the sources, which all formats of that kind share."""
    del export
    return []
