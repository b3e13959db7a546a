"""The words of a question as the reader says them; the sentences are those of the map, so that both say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.questions.site_filter import QuestionProblem, century_years
from maps.dates import in_words
from maps.i18n import number, translations
from maps.words import access_label, condition_label, kind_label

__all__ = ["as_of_words", "criterion_label", "filled", "problem_words", "value_words", "word_label"]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the places of `{name}`; a value is text and is never read again.

    Examples
    --------
    >>> filled("{a} of {b}", {"a": "{b}", "b": "2"})
    '{b} of 2'
    """
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def word_label(word: str, lang: str) -> str:
    """Return what a word of a question is called; itself, if it is none."""
    _ = translations(lang).gettext
    labels = {
        "q": _("Name"),
        "kind": _("Kind"),
        "district": _("District"),
        "condition": _("Condition"),
        "period": _("Built in"),
        "designation": _("Register or list"),
        "level": _("Level of protection"),
        "access": _("Access"),
        "newest": _("Newest statement"),
        "visited": _("Last visit"),
        "dispute": _("Disputes"),
        "photos": _("Photos"),
        "score": _("How complete the record is, of 100"),
        "missing": _("Missing in the record"),
        "ids": _("Site"),
        "bbox": _("A box on the map"),
        "as_of": _("As of"),
        "sort": _("Sorted by"),
        "order": _("Order"),
        "lang": _("Language"),
        "style": _("Colours"),
        "page": _("Page"),
        "perspective": _("Perspective"),
    }
    return labels.get(word, word)


def value_words(word: str, value: str, lang: str, districts: Mapping[str, str]) -> str:
    """Return what a value of a word says, as it is written in a question."""
    _ = translations(lang).gettext
    none = {
        "district": _("No district stated"),
        "period": _("No date stated"),
        "designation": _("No register on record"),
        "level": _("Level not stated"),
        "access": _("Nobody said"),
        "newest": _("No dated statement"),
        "visited": _("No visit on record"),
        "dispute": _("Neither"),
        "missing": _("Nothing is missing"),
    }
    if value == "none" and word in none:
        return none[word]
    if word in ("newest", "visited"):
        return _age(value, lang)
    if word == "score":
        low, high = (number(int(end), lang) for end in value.split("-"))
        return f"{low}–{high}"
    if word == "missing":
        return criterion_label(value, lang)
    if word == "condition":
        return condition_label(None if value == "none" else int(value), lang)
    if word == "period":
        return _century(value, lang)
    if word == "kind":
        return kind_label(value, lang)
    if word == "access":
        return access_label(value, lang)
    if word == "district":
        return districts.get(value, value)
    own = {
        ("designation", "any"): _("In any register"),
        ("dispute", "disputed"): _("Disputed"),
        ("dispute", "differ"): _("Sources differ"),
        ("photos", "yes"): _("With photos"),
        ("photos", "no"): _("Without photos"),
    }
    return own.get((word, value), value)


def criterion_label(code: str, lang: str) -> str:
    """Return what a criterion of the minimum standard of a record is called; itself, if it is none."""
    _ = translations(lang).gettext
    labels = {
        "name": _("Name"),
        "kind": _("Kind"),
        "position": _("Position"),
        "uncertainty": _("Uncertainty of the position"),
        "second-position": _("Second source of the position"),
        "built": _("Date of building"),
        "district": _("District"),
        "designation": _("Register or list"),
        "condition": _("Condition with date and who says it"),
        "access": _("Access"),
        "photo": _("Photo"),
    }
    return labels.get(code, code)


def as_of_words(as_of: str, lang: str) -> str:
    """Return until when things are looked at."""
    _ = translations(lang).gettext
    if len(as_of) == 4:
        return filled(_("As observed until the end of {year}"), {"year": as_of})
    return filled(_("As observed until {day}"), {"day": in_words(as_of, lang)})


def problem_words(problem: QuestionProblem, lang: str) -> str:
    """Return the sentence about a part of an address that was left out."""
    _ = translations(lang).gettext
    told = {"word": problem.word, "value": problem.value, "label": word_label(problem.word, lang)}
    sentences = {
        "word": _("There is no filter “{word}”."),
        "value": _("{label}: “{value}” is not known."),
        "many": _("{label}: too many values; those from “{value}” on are left out."),
        "twice": _("{label}: only one value is possible; “{value}” is left out."),
        "long": _("{label}: what is written there is too long."),
    }
    return filled(sentences[problem.reason], told)


def _age(value: str, lang: str) -> str:
    _ = translations(lang).gettext
    how, _dash, months = value.partition("-")
    if how == "within":
        return filled(_("In the last {n} months"), {"n": number(int(months), lang)})
    if how == "not":
        return filled(_("Not in the last {n} months"), {"n": number(int(months), lang)})
    if not months:
        return filled(_("More than {n} months ago"), {"n": number(int(how), lang)})
    between = {"from": number(int(how), lang), "to": number(int(months), lang)}
    return filled(_("{from} to {to} months ago"), between)


def _century(century: str, lang: str) -> str:
    first, last = century_years(century)
    if first >= 0:
        return f"{first:04d}–{last:04d}"
    before = {"from": str(-first), "to": str(-last)}
    return filled(translations(lang).gettext("{from}–{to} before our era"), before)
