"""Words of foreign files matched to our vocabularies: the same word in another language by itself, a likely one as a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from geo.exchange.site_rows import field_of
from geo.exchange.understand.numbers import number_text
from geo.exchange.understand.text_key import text_key
from geo.exchange.understand.word_forms import FORMS, RANGES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WordMatch", "grades_of", "match_word", "propose_word", "vocabulary_of"]

_ALIKE = 84.0
"""Likeness, of 100, from which a word is proposed; nothing is matched by likeness alone."""


@dataclass(frozen=True)
class WordMatch:
    """A word of a vocabulary field that the file has."""

    field: str
    word: str
    count: int
    """How often it stands in the rows that were looked at."""
    target: str | None
    """Ours; None where there is none to propose."""
    why: str
    """In plain language."""
    sure: bool = False
    """It is matched by itself; else `target` is only a proposal."""


def vocabulary_of(field: str) -> list[str] | None:
    """Return the words that a field may have; the grades of a condition too, None for a field without a vocabulary."""
    return [str(grade) for grade in range(6)] if field == "condition" else field_of(field).words


def match_word(field: str, word: str, given: Mapping[str, str | None] | None = None) -> str | None:
    """Return a word of ours for a foreign one.

    Parameters
    ----------
    field
        With a vocabulary.
    word
        As it stands in the file.
    given
        What the mapping says of words of the field; it comes first.

    Returns
    -------
    str or None
        Ours; the word itself where it is ours already or none is sure; None only where the mapping empties it.

    Examples
    --------
    >>> [match_word("kind", word) for word in ("Məscid", "МЕЧЕТЬ", "مسجد", "Moskee", "mosque", "chapel")]
    ['mosque', 'mosque', 'mosque', 'mosque', 'mosque', 'chapel']
    >>> match_word("condition", "Very bad"), match_word("condition", "3.0"), match_word("condition", "damaged")
    ('4', '3', 'damaged')
    """
    if given:
        if word in given:
            return given[word]
        by_key = {text_key(foreign): ours for foreign, ours in given.items()}
        if (key := text_key(word)) in by_key:
            return by_key[key]
    words = vocabulary_of(field) or ()
    if word in words:
        return word
    found = FORMS.get(field, {}).get(text_key(word))
    if found is None and field == "condition":
        found = number_text(word, field, integer=True)
    return word if found is None else found


def grades_of(word: str) -> tuple[int, int] | None:
    """Return the grades of condition that a word can mean, where it means no single one.

    Examples
    --------
    >>> grades_of("Damaged"), grades_of("good")
    ((2, 4), None)
    """
    return RANGES.get(text_key(word))


def propose_word(field: str, word: str) -> tuple[str | None, str]:
    """Return a likely word of ours for one that `match_word` does not match, and why; a person decides.

    Examples
    --------
    >>> propose_word("kind", "Juma mosque (ruined)")
    ('mosque', 'it holds “mosque”')
    >>> propose_word("kind", "fortres")[0], propose_word("kind", "chapel")[0]
    ('fort', None)
    """
    if field == "condition" and (grades := grades_of(word)) is not None:
        return None, f"it can mean the grades {grades[0]} to {grades[1]}: kept in its own words, without a grade"
    forms, key = FORMS.get(field, {}), text_key(word)
    held = {forms[part]: part for part in _phrases(key) if part in forms and len(part) > 2}
    if len(held) == 1:
        ours, part = next(iter(held.items()))
        return ours, f"it holds “{part}”"
    if len(key) >= 5:
        best = process.extractOne(
            key, [form for form in forms if len(form) >= 5], scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        if best is not None:
            return forms[best[0]], f"it is written nearly as “{best[0]}”"
    return None, "no word of ours is like it"


def _phrases(key: str) -> list[str]:
    words = key.split()[:12]
    return [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + 3, len(words)) + 1)
    ]
