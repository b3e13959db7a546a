"""Values of one field read into our form: words, numbers, dates, districts. What is not sure stays as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.exchange.site_rows import field_of
from geo.exchange.understand.dates import PLAIN_DATE, edtf_text
from geo.exchange.understand.numbers import PLAIN_INTEGER, PLAIN_NUMBER, number_text
from geo.exchange.understand.text_key import text_key
from geo.exchange.understand.word_match import match_word, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.exchange.understand.known import Known

__all__ = ["FieldReader", "field_reader"]

_CENTURIES = frozenset(
    map(
        text_key,
        ("century", "centuries", "əsr", "əsri", "yüzyıl", "век", "века", "القرن", "قرن", "դար", "საუკუნე", "siècle", "jahrhundert", "siglo", "secolo", "eeuw"),
    )
)  # fmt: skip
"""Words of headings over columns of centuries."""
_WIKIDATA = re.compile(r"^\s*(?:https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/|wd:)(Q[1-9]\d{0,11})\s*$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class FieldReader:
    """How values of a field are read."""

    read: Callable[[str], str | None]
    """From a value to ours; the value itself where it is ours already or cannot be read, None where it is emptied."""
    code: str
    """Of the issue that tells of a value that was changed."""
    plain: str | None = None
    """A column in which every value matches this expression needs no reading."""


def field_reader(field: str, heading: str, given: Mapping[str, str | None], known: Known) -> FieldReader | None:
    """Return how values of a field are read; None where there is nothing to read.

    Parameters
    ----------
    field
        Not one of identifiers or sources, which are read as columns.
    heading
        Of the foreign column.
    given
        What the mapping says of values of the field; it comes first.
    known
        For districts.
    """
    declared = field_of(field)
    if field == "identifier:wikidata":
        return _read(given, lambda text: _WIKIDATA.sub(r"\1", text), "identifier_read", r"^Q\d+$")
    if vocabulary_of(field) is not None:
        return FieldReader(lru_cache(maxsize=65_536)(lambda text: match_word(field, text, given)), "word_matched")
    if declared.reference is not None and declared.reference.layer == "districts":
        return FieldReader(_first_given(given, known.district), "reference_matched")
    if declared.kind in ("number", "integer"):
        whole = declared.kind == "integer"
        plain = PLAIN_INTEGER if whole else PLAIN_NUMBER
        return _read(given, lambda text: number_text(text, field, integer=whole), "number_read", plain)
    if declared.kind == "edtf":
        centuries = not _CENTURIES.isdisjoint(text_key(heading).split())
        return _read(
            given, lambda text: edtf_text(text, centuries=centuries), "date_read", None if centuries else PLAIN_DATE
        )
    if declared.kind == "day":
        return _read(given, _day, "date_read", None)
    return FieldReader(_first_given(given, lambda text: text), "word_matched") if given else None


def _read(
    given: Mapping[str, str | None], read: Callable[[str], str | None], code: str, plain: str | None
) -> FieldReader:
    return FieldReader(_first_given(given, read), code, None if given else plain)


def _first_given(given: Mapping[str, str | None], read: Callable[[str], str | None]) -> Callable[[str], str | None]:
    return read if not given else lambda text: given[text] if text in given else read(text)


def _day(text: str) -> str | None:
    read = edtf_text(text)
    if read is not None and "T" in read and _DAY.match(read):
        read = read[:10]
    return read if read is None or _DAY.fullmatch(read) else text
