"""Sources and licences as files, for formats that have no place for them inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["licence_text", "sources_file", "write_sources"]


def sources_file(path: Path) -> Path:
    """Return where the sources of a file stand, which has no place for them inside.

    Examples
    --------
    >>> from pathlib import Path
    >>> sources_file(Path("sites.csv")).name
    'sites.sources.csv'
    """
    return path.with_name(f"{path.stem}.sources.csv")


def write_sources(export: SiteExport, path: Path) -> None:
    """Write the sources as CSV, with the columns of `geo.layers.SOURCES`."""
    from geo.exchange.export.delimited import write_table

    write_table(export.sources, path)


def licence_text(export: SiteExport) -> str:
    """Return what may be done with the rows, as a text for people."""
    lines = [
        export.title or "Sites",
        f"Made on {export.made_on.isoformat()} with mirasmap.",
        *([f"Question: {export.question}"] if export.question else []),
        "",
        "Each fact rests on sources, named in the columns that end in source_ids; the sources are listed in SOURCES.csv.",
        "Their licences:",
        *(f"- {licence}" for licence in export.licences or ("none named",)),
    ]
    return "\n".join(lines) + "\n"
