"""What an import says of a row or a column, in the reader's language: the sentences of `geo.exchange.report.reason`.

What foreign files wrote stands in a sentence as a part of its own, so that a page keeps its direction apart. What is no
sentence of ours stands as it is, and so do the messages of the parsers of formats, which are in English.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.exchange.report.reason import Reason, pieces_of
from geo.exchange.site_rows import FIELDS, field_of, is_target
from geo.exchange.understand.crs_fit import EXCHANGED, LON_LAT
from geo.exchange.understand.source_texts import GIVE_EITHER, GIVE_PERSPECTIVE, GIVE_SOURCE
from geo.exchange.understand.word_match import vocabulary_of
from geo.layers import LAYERS
from maps.i18n import joined, mark, number, translations
from maps.words import condition_label, kind_label, label, language_name, title
from server.pages.import_words import field_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import SimpleNamespace

__all__ = ["Detail", "Piece", "change_words", "detail_words", "reason_words", "system_words"]

_LONGEST, _LONGEST_VALUE = 240, 160
_MOST_WORDS = 12
"""Of a vocabulary that are named where a word is none of them."""
_LETTERS = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence."""

    text: str
    is_value: bool = False
    """It is what a file says, or a name: it has a direction of its own."""
    is_cell: bool = False
    """It stands in a row of cells; where it `is_wrong`, under no heading."""
    is_wrong: bool = False


@dataclass(frozen=True)
class Detail:
    """A sentence in its parts, and the language that it is in where that is not the reader's."""

    pieces: tuple[Piece, ...] = field(default=())
    lang: str | None = None

    def __str__(self) -> str:
        """Return it as one text, each value isolated in its direction."""
        return "".join(
            f"\u2068{piece.text}\u2069{' ' if piece.is_cell else ''}" if piece.is_value else piece.text
            for piece in self.pieces
        )


def detail_words(issue: SimpleNamespace, lang: str) -> Detail:
    """Return what is said of an issue beyond its kind.

    Parameters
    ----------
    issue
        A row of `ImportReport.listed` with its reasons.
    lang
        The reader's language.
    """
    if issue.sentence is not None:
        return _said(issue.sentence, json.loads(issue.values), lang, field=issue.field)
    return _plain(issue.message, lang)


def reason_words(reasons: Iterable[Reason], lang: str) -> list[Detail]:
    """Return why a column is matched as it is."""
    return [_said(reason.sentence, reason.values, lang) for reason in reasons]


def change_words(text: str | None, lang: str) -> Detail:
    """Return what stood in a row before it was changed, or stands there now."""
    return _plain(text, lang, longest=120, foreign=True)


def system_words(text: str, lang: str) -> str:
    """Return what is said of reference systems, with our words in it as the reader's."""
    for words in (LON_LAT, EXCHANGED):
        text = text.replace(words, translations(lang).gettext(words))
    return text


def _said(sentence: str, values: Mapping[str, Any], lang: str, *, field: str | None = None) -> Detail:
    if sentence in _IN_PLACE_OF:
        return _fixed(_IN_PLACE_OF[sentence], lang)
    pieces = pieces_of(sentence)
    has_words = any(name is None and any(map(str.isalpha, text)) for text, name in pieces)
    said = translations(lang).gettext(sentence) if has_words else sentence
    in_english = lang != "en" and has_words and said == sentence
    out: list[Piece] = []
    for text, name in pieces_of(said):
        if name is None:
            out.append(Piece(text))
        elif name == "cells":
            out += _cells(str(values[name]))
        else:
            out.append(Piece(_value(name, values.get(name, "?"), lang, field), is_value=True))
    return Detail(tuple(out), "en" if in_english else None)


def _cells(text: str) -> list[Piece]:
    """Return the cells of a row that does not fit its heading: those that are too many, and headings without a cell, are wrong."""
    return [
        Piece(cell, is_value=True, is_cell=True, is_wrong=cell.startswith(("+ ", "- "))) for cell in text.split(" | ")
    ]


def _value(name: str, value: object, lang: str, field: str | None) -> str:
    """Return a value as the reader knows it: numbers, fields, languages and words of vocabularies; texts as they are."""
    text = str(value)
    if isinstance(value, int):
        return number(value, lang)
    if name == "field" and is_target(text):
        return field_label(text, lang)
    if name == "title":
        return field_label(field, lang) if field in FIELDS else text
    if name == "language":
        return language_name(text, lang)
    if name == "layer" and text in LAYERS:
        return title(LAYERS[text], lang)
    if name == "kind":
        return kind_label(text, lang)
    if name == "why":
        return translations(lang).gettext(text)
    if name == "likely" and field is not None:
        return _word(field, text, lang)
    if name == "words" and field is not None:
        words = text.split(", ")
        known = joined([_word(field, word, lang) for word in words[:_MOST_WORDS]], lang)
        return f"{known} …" if len(words) > _MOST_WORDS else known
    if name == "systems":
        text = system_words(text, lang)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _word(field: str, word: str, lang: str) -> str:
    if field == "condition":
        return condition_label(int(word), lang) if word.isdigit() else word
    if not is_target(field) or word not in (vocabulary_of(field) or ()):
        return word
    vocabulary = field_of(field).vocabulary
    return word if vocabulary is None else label(vocabulary, word, lang)


def _plain(text: str | None, lang: str, *, longest: int = _LONGEST, foreign: bool = False) -> Detail:
    if not text:
        return Detail()
    if text in _PLAIN:
        return _fixed(_PLAIN[text], lang)
    if len(text) > longest:
        text = f"{text[:longest]}…"
    is_english = lang != "en" and not foreign and _LETTERS.search(text)
    return Detail((Piece(text, is_value=True),), "en" if is_english else None)


_IN_PLACE_OF = {
    GIVE_SOURCE: mark("no source is given: say above who says what the file says"),
    GIVE_EITHER: mark("no source is given: say above who says what the file says"),
    GIVE_PERSPECTIVE: mark("say above from where the sources of the file speak"),
}
"""What is said here in place of a sentence that speaks of the mapping file."""
_PLAIN = {
    "Self-intersection": mark("the outline crosses itself"),
    "Ring Self-intersection": mark("a ring touches or crosses itself"),
    "Duplicate Rings": mark("a ring is drawn twice"),
    "Hole lies outside shell": mark("a hole lies outside of the outline"),
    "Holes are nested": mark("a hole lies within another hole"),
    "Nested holes": mark("a hole lies within another hole"),
    "Nested shells": mark("a part lies within another part"),
    "Interior is disconnected": mark("a hole cuts the area into parts"),
    "Too few points in geometry component": mark("a part has too few positions"),
    "Ring is not closed": mark("a ring is not closed"),
    "Invalid Coordinate": mark("a position is no pair of finite numbers"),
    **{
        text: text
        for text in (
            mark("no heights"),
            mark("outer ring clockwise"),
            mark("outer ring counterclockwise"),
            mark("hole clockwise"),
            mark("hole counterclockwise"),
        )
    },
}
"""What GEOS and our own checks call what they find, in plain words."""


def _fixed(text: str, lang: str) -> Detail:
    said = translations(lang).gettext(text)
    return Detail((Piece(said),), "en" if lang != "en" and said == text else None)
