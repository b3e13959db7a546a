"""The filters of the table as a plain form: every value with how many sites it would find, and what is chosen as links."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from geo.completeness.standard import BANDS, CODES
from geo.questions.counting import COUNTED
from geo.questions.site_filter import Question, format_question
from maps.i18n import number, translations
from server.answers import Answer, answer
from server.pages.filter_words import as_of_words, filled, value_words, word_label
from server.resources import Resources

__all__ = ["Choice", "Chosen", "Group", "address", "chosen_parts", "filter_groups", "sort_choices"]

_ONE_OF = ("photos",)
"""Words that take a single value."""
_ORDERED = {
    "condition": ("1", "2", "3", "4", "5", "0", "none"),
    "newest": ("within-12", "within-24", "not-12", "not-24", "not-60", "none"),
    "visited": ("within-12", "within-24", "not-12", "not-24", "not-60", "none"),
    "dispute": ("disputed", "differ", "none"),
    "photos": ("yes", "no"),
    "score": tuple(f"{low}-{high}" for low, high in BANDS),
    "missing": (*CODES, "none"),
}
"""Values that are always offered, in this order; the others are those that occur, by their words."""
_SAY_NOTHING = ("none", "no", "not-12", "not-24", "not-60")
"""A word of which only these are found tells no site from another."""
_IN_LISTS = (
    "kind",
    "district",
    "condition",
    "period",
    "access",
    "newest",
    "visited",
    "dispute",
    "score",
    "missing",
    "ids",
)


@dataclass(frozen=True)
class Choice:
    """A value that may be chosen."""

    value: str
    label: str
    n: int
    """Sites that it finds, all other words kept."""
    checked: bool


@dataclass(frozen=True)
class Group:
    """The values of a word."""

    word: str
    label: str
    choices: list[Choice]
    single: bool

    @property
    def n_chosen(self) -> int:
        """How many are chosen."""
        return sum(choice.checked for choice in self.choices)


@dataclass(frozen=True)
class Chosen:
    """A part of the question, and the address without it."""

    label: str
    without: str


def filter_groups(given: Answer, reading: Resources, lang: str) -> list[Group]:
    """Return every word with its values, those that occur and those that are asked for."""
    counts = given.counts(reading)
    asked = defaultdict(list)
    for word, value in _pairs(given.question):
        asked[word].append(value)
    districts = reading.districts(lang)
    telling = reading.kept("telling words", lambda: _telling(reading), at=given.today)
    groups = []
    for word in COUNTED:
        found, offered = counts[word], _ORDERED.get(word, ())
        values = [
            *offered,
            *(value for value in found if value not in offered and (not offered or value in asked[word])),
        ]
        choices = [
            Choice(value, value_words(word, value, lang, districts), found.get(value, 0), value in asked[word])
            for value in values
        ]
        if not offered:
            choices.sort(key=lambda choice: (_place(choice.value), choice.label.casefold()))
        if asked[word] or word in telling:
            groups.append(Group(word, word_label(word, lang), choices, word in _ONE_OF))
    return groups


def chosen_parts(question: Question, reading: Resources, lang: str) -> list[Chosen]:
    """Return the parts of a question as one would say them, each with the address of the table without it."""
    gettext, ngettext = translations(lang).gettext, translations(lang).ngettext
    districts = reading.districts(lang)
    pairs = _pairs(question)

    def said(word: str, value: str) -> str:
        if word == "as_of":
            return as_of_words(value, lang)
        if word == "q":
            return filled(gettext("Name: {text}"), {"text": value})
        if word == "bbox":
            return gettext("A box on the map")
        words = {"word": word_label(word, lang), "value": value_words(word, value, lang, districts)}
        return filled(gettext("{word}: {value}"), words)

    parts = [
        Chosen(said(word, value), _address([pair for pair in pairs if pair != (word, value)]))
        for word, value in pairs
        if word not in ("sort", "order", "ids")
    ]
    if question.where.ids is not None:
        n = len(question.where.ids)
        label = filled(ngettext("Selection of {n} site", "Selection of {n} sites", n), {"n": number(n, lang)})
        parts.append(Chosen(label, _address([pair for pair in pairs if pair[0] != "ids"])))
    return parts


def sort_choices(lang: str) -> list[tuple[str, str]]:
    """Return what the table can be sorted by."""
    _ = translations(lang).gettext
    return [
        ("name", _("Name")),
        ("kind", _("Kind")),
        ("district", _("District")),
        ("condition", _("Condition")),
        ("built", _("Built")),
        ("designation", _("Registers and lists")),
        ("access", _("Access")),
        ("statements", _("Statements")),
        ("newest", _("Newest")),
        ("visited", _("Last visit")),
        ("urgency", _("Urgency")),
        ("score", _("Completeness")),
    ]


def address(path: str, question: Question) -> str:
    """Return an address of this server that asks a question."""
    query = format_question(question)
    return f"{path}?{query}" if query else path


def _telling(reading: Resources) -> frozenset[str]:
    """Return the words by which the sites of the store differ at all."""
    counts = answer(reading, Question()).counts(reading)
    return frozenset(word for word, found in counts.items() if any(value not in _SAY_NOTHING for value in found))


def _pairs(question: Question) -> list[tuple[str, str]]:
    """Return a question as words with one value each."""
    return [
        (word, value)
        for word, text in parse_qsl(format_question(question))
        for value in (text.split(",") if word in _IN_LISTS else [text])
    ]


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"/sites?{urlencode(pairs)}" if pairs else "/sites"


def _place(value: str) -> int:
    return -1 if value == "any" else 1 if value == "none" else 0
