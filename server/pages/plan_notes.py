"""The notes of a plan in the reader's language: those of which the sentence is known; any other stands as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from maps.dates import in_words
from maps.i18n import joined, mark, metres, translations
from maps.names import Name

__all__ = ["Note", "notes_in"]

_KNOWN = (
    (
        r"Not a safety clearance: nothing here says that a road or a site is open, cleared or safe\.",
        mark("Not a safety clearance: nothing here says that a road or a site is open, cleared or safe."),
    ),
    (
        r"Roads are (?P<roads>.+): what was built, closed or mined since is not in them\.",
        mark("Roads are %(roads)s: what was built, closed or mined since is not in them."),
    ),
    (
        r"The roads are (?P<years>\d+) years older than this visit: a newer extract is built with mirasmap roads build\.",
        mark(
            "The roads are %(years)s years older than this visit: a newer extract is built with mirasmap roads build."
        ),
    ),
    (
        r"Nobody says of which day the roads are: say it with mirasmap roads build --as-of\.",
        mark("Nobody says of which day the roads are."),
    ),
    (
        r"The statement on the closure (?P<id>\S+) \((?P<title>.*)\) expired on (?P<day>[\d-]+): it counts as closed all the same\.",
        mark("The statement on the closure %(title)s expired on %(day)s; it counts as closed all the same."),
    ),
    (
        r"The statement on the closure (?P<id>\S+) \((?P<title>.*)\) expired on (?P<day>[\d-]+): it no longer counts as closed, and nobody says it is open\.",
        mark(
            "The statement on the closure %(title)s expired on %(day)s; it no longer counts as closed, and nobody says that it is open."
        ),
    ),
    (
        r"Access to (?P<n>\d+) sites is overridden by (?P<who>.+?): (?P<reason>.+)",
        mark("Access to %(n)s sites is overridden by %(who)s: %(reason)s"),
    ),
    (
        r"Access to (?P<ids>[a-z0-9, -]+) is overridden by (?P<who>.+?): (?P<reason>.+)",
        mark("Access to %(ids)s is overridden by %(who)s: %(reason)s"),
    ),
    (
        r"The base (?P<base>.+) is (?P<metres>\d+) m from the nearest road; its days begin and end there\.",
        mark("The base %(base)s is %(metres)s m from the nearest road; its days begin and end there."),
    ),
    (
        r"No access point near a road is known of (?P<sites>.+): the last part is a straight line, and its path is unknown\.",
        mark(
            "No access point near a road is known of %(sites)s: the last part is a straight line, and its path is unknown."
        ),
    ),
)
"""Pattern of the English sentence, and what it is translated by."""
_SITE = re.compile(r"([a-z0-9][a-z0-9-]{0,79}) \((\d+) m\)")


class Note(NamedTuple):
    """A note as it is shown."""

    text: str
    lang: str | None
    """Of the text, where it is not that of the page."""


def notes_in(lang: str, notes: tuple[str, ...], names: Mapping[str, Name]) -> list[Note]:
    """Return the notes of a plan for readers of a language.

    Parameters
    ----------
    lang
        The reader's language.
    notes
        English sentences, as the plan has them.
    names
        First name of each site, by id; ids in notes become names.
    """
    translate = translations(lang).gettext

    def said(note: str) -> Note:
        for pattern, text in _KNOWN:
            found = re.fullmatch(pattern, note)
            if found:
                return Note(translate(text) % _shown(found.groupdict(), names, lang), None)
        return Note(note, "en" if lang != "en" else None)

    return [said(note) for note in notes]


def _shown(values: Mapping[str, str], names: Mapping[str, Name], lang: str) -> dict[str, str]:
    def shown(name: str, value: str) -> str:
        if name == "sites":
            return joined((_SITE.sub(_named(names, lang), site) for site in value.split(", ")), lang)
        if name == "day":
            return in_words(value, lang)
        if name == "ids":
            return joined((names[site].text if site in names else site for site in value.split(", ")), lang)
        return value

    return {name: shown(name, value) for name, value in values.items()}


def _named(names: Mapping[str, Name], lang: str) -> Callable[[re.Match[str]], str]:
    def named(found: re.Match[str]) -> str:
        name = names.get(found[1])
        return f"{name.text if name else found[1]} ({metres(int(found[2]), lang)})"

    return named
