"""What is known of a site as a few lines for people, in formats whose readers show one text a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.text_joins import joined, listed, looked_up, or_empty
from geo.store.style import CONDITIONS

if TYPE_CHECKING:
    import pandas as pd

    from geo.exchange.export.site_export import SiteExport

__all__ = ["descriptions", "document_text", "first_addresses", "source_titles"]

_TEXT = pa.large_string()
_SAID = ("extent", "date", "identification", "event", "threat", "recommendation", "restoration", "priority", "trend")


def descriptions(export: SiteExport, rows: pd.DataFrame | pa.RecordBatch) -> pa.Array:
    """Return lines on each site: what it is, its condition and who says so, its designation, access, position, sources.

    Parameters
    ----------
    export
        Has the sources.
    rows
        Some of its rows; columns that they lack are left out.

    Returns
    -------
    pa.Array
        `pa.large_string()`, never null; what is not known has no line.
    """
    said = RowTexts(rows)
    access = _comma(said["access"], said["access_authority"], joined("as of ", said["access_as_of"]))
    position = _comma(
        said["geometry_role"],
        joined("within ", said["uncertainty_m"], " m"),
        said["location_certainty"],
        joined("somewhere in this cell of ", said["generalise_m"], " m: the place is not public"),
    )
    lines = [
        _line("Kind", said["kind"]),
        _line("Condition", _comma(*_condition(said))),
        _line("Built", said["built"]),
        _line(
            "Designation",
            _comma(said["designation"], said["designation_level"], said["register_id"], said["listed_on"]),
        ),
        *(_line(f"{word.capitalize()}, as a source has it", said[word]) for word in _SAID),
        _line("Seen", said["observed_on"]),
        joined("Access: ", access, "; not a safety clearance"),
        _line("Position", position),
        _line("Place", _comma(said["settlement"], said["district"])),
        _line("Note", said["note"]),
        _line("Sources", source_titles(export, said["source_ids"])),
    ]
    return or_empty(listed(lines, "\n"))


def source_titles(export: SiteExport, cells: pa.Array) -> pa.Array:
    """Return the titles of sources for cells of their ids, with `; ` between; ids that are not listed stand as they are."""
    titles = _of_sources(export, "title")
    encoded = cells.cast(_TEXT).dictionary_encode()
    texts = ["; ".join(titles.get(each) or each for each in cell.split(";")) for cell in encoded.dictionary.to_pylist()]
    return pa.array(texts, _TEXT).take(encoded.indices)


def first_addresses(export: SiteExport, cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the first web address (http or https) among the sources of each cell, and the title of its source."""
    titles, urls = _of_sources(export, "title"), _of_sources(export, "url")
    encoded = cells.cast(_TEXT).dictionary_encode()
    found: list[tuple[str | None, str | None]] = []
    for cell in encoded.dictionary.to_pylist():
        with_url = (
            each for each in cell.split(";") if (urls.get(each) or "").lower().startswith(("http://", "https://"))
        )
        first = next(with_url, "")
        found.append((urls.get(first), titles.get(first)))
    addresses, named = ([pair[at] for pair in found] for at in (0, 1))
    return pa.array(addresses, _TEXT).take(encoded.indices), pa.array(named, _TEXT).take(encoded.indices)


def document_text(export: SiteExport) -> str:
    """Return what the whole file is, its licences and its sources, as lines for people."""
    sources = [
        ". ".join(str(part) for part in parts if isinstance(part, str) and part)
        for parts in export.sources[["title", "author", "publisher", "date", "url", "licence"]].itertuples(index=False)
    ]
    lines = [
        f"Made on {export.made_on.isoformat()} with mirasmap",
        *([f"Question: {export.question}"] if export.question else []),
        *(f"Licence: {licence}" for licence in export.licences),
        *(f"Source: {source}" for source in sources),
    ]
    return "\n".join(lines)


def _condition(said: RowTexts) -> tuple[pa.Array, ...]:
    grades = looked_up(said["condition"], {grade: label for grade, (label, *_rest) in CONDITIONS.items() if grade})
    known = pc.or_(grades.is_valid(), said["condition_raw"].is_valid())
    words = pc.if_else(grades.is_valid(), pa.scalar(None, _TEXT), said["condition_raw"])
    more = (
        joined("says ", said["condition_by"]),
        said["condition_on"],
        said["condition_method"],
        joined(said["condition_certainty"], " certainty"),
        said["condition_status"],
    )
    return grades, words, *(pc.if_else(known, each, pa.scalar(None, _TEXT)) for each in more)


def _comma(*parts: pa.Array) -> pa.Array:
    """Return what there is of the parts, null where there is nothing."""
    return listed(parts, ", ")


def _line(title: str, column: pa.Array) -> pa.Array:
    return joined(f"{title}: ", column)


def _of_sources(export: SiteExport, column: str) -> dict[str, str | None]:
    some = export.sources[["id", column]].astype(object)
    values = some[column].where(some[column].notna(), None)
    return dict(zip(some["id"].tolist(), values.tolist(), strict=True))
