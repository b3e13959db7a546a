"""A proposal for reading a foreign file: which column is which field, which word is which of ours, what is still to be asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.exchange.distinct import filled, one_array
from geo.exchange.report.issues import Issues
from geo.exchange.report.reason import Reason
from geo.exchange.site_rows import FIELDS
from geo.exchange.understand.column_match import ColumnMatch, match_columns
from geo.exchange.understand.crs_fit import CrsFit
from geo.exchange.understand.known import NOTHING_KNOWN
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.source_texts import GIVE_PERSPECTIVE
from geo.exchange.understand.understanding import Understanding
from geo.exchange.understand.word_match import WordMatch, grades_of, match_word, propose_word, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from geo.exchange.read.reading import Rows
    from geo.exchange.understand.known import Known
    from geo.questions.question_words import BBox

__all__ = ["ColumnMatch", "CrsFit", "Proposal", "WordMatch", "propose"]

_MOST_WORDS = 500
"""Distinct words of a field that are listed."""


@dataclass(frozen=True)
class Proposal:
    """How a file could be read."""

    mapping: Mapping
    """What was given, and what is proposed for the rest."""
    columns: tuple[ColumnMatch, ...]
    """Every heading, in the order of the file."""
    words: tuple[WordMatch, ...]
    """Words that are not ours, of fields with a vocabulary, the most frequent of each field first. A word with
    `sure` is matched by itself; of the others `target` is a proposal that nobody has accepted."""
    crs: tuple[CrsFit, ...]
    """Reference systems in which the positions lie in the declared area."""
    swapped_rows: int
    """Rows, of those that were looked at, that lie in the area only with longitude and latitude exchanged."""
    questions: tuple[str, ...] = ()
    """What a person should decide, a sentence each."""


def propose(
    rows: Rows,
    *,
    mapping: Mapping | None = None,
    area: BBox | None = None,
    known: Known | None = None,
    late: Iterable[str] = (),
) -> Proposal:
    """Propose how a file is to be read, from its first rows.

    Parameters
    ----------
    rows
        The opened file.
    mapping
        What is decided already; it wins.
    area
        What the data are about, in EPSG:4326; None where nothing is declared.
    known
        What the store knows.
    late
        Headings that turned up only further on (`Understanding.late`).

    Raises
    ------
    ExchangeError
        If the mapping names a reference system or a source that nobody knows.
    """
    given = mapping or Mapping()
    sample = rows.sample()
    headings = list(dict.fromkeys((*rows.columns, *late)))
    decided = {heading: given.columns[heading] for heading in headings if heading in given.columns}
    taken = {target for target in decided.values() if target is not None}
    matched = {
        match.heading: match
        for match in match_columns(
            sample.columns, headings, has_geometry=rows.has_geometry, taken=taken, area=area, told=rows.fields
        )
    }
    columns = tuple(_decided(matched[heading], decided) for heading in headings)
    full = given.model_copy(update={"columns": given.columns | {match.heading: match.target for match in columns}})
    understanding = Understanding(rows, full, area=area, known=known or NOTHING_KNOWN)
    issues = Issues()
    understanding.rows(sample, issues)
    counts = issues.counts()
    fits = understanding.fits()
    return Proposal(
        full,
        columns,
        tuple(_words(sample.columns, columns, full)),
        fits,
        counts.get("swapped", 0) + counts.get("swap_mended", 0),
        tuple(_questions(columns, full, understanding, fits, counts)),
    )


def _decided(match: ColumnMatch, decided: dict[str, str | None]) -> ColumnMatch:
    if match.heading not in decided:
        return match
    told = (Reason("the mapping says so"),)
    return ColumnMatch(match.heading, decided[match.heading], 1.0, told, match.n_filled, match.examples)


def _words(table: pa.Table, columns: Iterable[ColumnMatch], mapping: Mapping) -> Iterable[WordMatch]:
    for match in columns:
        field = match.target
        if field not in FIELDS or (words := vocabulary_of(field)) is None or match.heading not in table.column_names:
            continue
        given = mapping.values.get(field, {})
        counts = Counter(filled(one_array(table[match.heading])).drop_null().to_pylist())
        for word, count in counts.most_common(_MOST_WORDS):
            if word in words and word not in given:
                continue
            ours = match_word(field, word, given)
            if word in given or ours is None:
                yield WordMatch(field, word, count, ours, "the mapping says so", sure=True)
            elif ours in words:
                yield WordMatch(field, word, count, ours, "it is the same word", sure=True)
            else:
                target, why = propose_word(field, word)
                yield WordMatch(
                    field, word, count, target, why, sure=field == "condition" and grades_of(word) is not None
                )


def _questions(
    columns: tuple[ColumnMatch, ...],
    mapping: Mapping,
    understanding: Understanding,
    fits: tuple[CrsFit, ...],
    counts: dict[str, int],
) -> Iterable[str]:
    targets = {match.target for match in columns}
    for match in columns:
        if match.rivals:
            others = ", ".join(repr(rival) for rival in match.rivals)
            yield f"{match.heading!r} was taken for {match.target}; {others} would fit too: which is it?"
        if match.target is None and match.n_filled and match.why.startswith("it may be"):
            yield f"{match.heading!r} was left out: {match.why}; which is it?"
        if match.target == "condition" and match.confidence < 1 and any(value.isdigit() for value in match.examples):
            yield f"the numbers in {match.heading!r} are taken for our grades, 1 good to 5 destroyed: is that so?"
    targets |= set(mapping.constants)
    if "kind" not in targets:
        yield "no column says what kind of site each row is: which does? if all are of one kind, --set kind=… says so"
    if not any(target and target.startswith("name:") for target in targets):
        yield "no column holds names: which does?"
    if understanding.crs is None and understanding.n_placed:
        told = "; ".join(map(str, fits)) or "none of the usual systems of the area fits"
        yield f"the file does not say its reference system, and its numbers are no degrees: which is it? {told}"
    if counts.get("swapped"):
        yield f"{counts['swapped']} rows lie in the area only with longitude and latitude exchanged: change them back?"
    if counts.get("no_source"):
        none = mapping.source is None
        yield (
            f"who says what the file says? name a source for the whole file, or {GIVE_PERSPECTIVE}"
            if none
            else GIVE_PERSPECTIVE
        )
