"""Headings of foreign columns matched to our fields by their names in many languages, by language suffix, by likeness.

Likeness of spelling counts only for long words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from geo.exchange.export.short_names import field_of_short_name
from geo.exchange.report.reason import Reason
from geo.exchange.site_rows import FIELDS, is_target
from geo.exchange.understand.aliases import ALIASES, ALT_NAMES, LANGUAGES, NAMES, NOISE, UNDECIDED, WEAK
from geo.exchange.understand.guess import ALIAS, LIKE, PART, POSITIONS, STEM, SURE, Guess
from geo.exchange.understand.text_key import text_key
from geo.exchange.understand.word_match import vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["heading_key", "match_heading"]

_ALIKE = 90.0
_SHORTEST_LIKE = 6
"""Letters from which likeness counts: `count` is not `county`."""
_LONG = [key for key in (*ALIASES, *NAMES, *ALT_NAMES, *UNDECIDED) if len(key) >= _SHORTEST_LIKE]
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AZERI, _PERSIAN = re.compile("[əƏ]"), re.compile("[پچژگک]|ی")


def match_heading(heading: str, values: Collection[str] = (), *, ours: bool = False) -> Guess:
    """Return the field that a heading stands for by its name.

    Parameters
    ----------
    heading
        As in the file.
    values
        Some values of the column; they decide between the languages of a heading that several have.
    ours
        The file has our own fields: `date` is what we call so.

    Examples
    --------
    >>> [match_heading(heading).target for heading in ("name:az", "NAME_RU", "название", "siteName", "uncertaint", "Növü")]
    ['name:az', 'name:ru', 'name:ru', 'name:und', 'uncertainty_m', 'kind']
    >>> [match_heading(heading).target for heading in ("count", "reference", "OBJECTID", "xyz")]
    [None, None, None, None]
    """
    heading = heading.strip()
    if is_target(heading) and (ours or heading not in UNDECIDED):
        return Guess.of(heading, SURE, Reason("it has the name of the field"))
    if heading not in UNDECIDED and (short := field_of_short_name(heading, ours=ours)) is not None:
        return Guess.of(short, SURE, Reason("it has the short name of the field, as in our Shapefiles"))
    key = heading_key(heading)
    for form in dict.fromkeys((text_key(heading), key)):
        if (guess := _known(form, values)) is not None:
            return guess
    if (guess := _with_language(heading, key)) is not None:
        return guess
    words = [word for word in key.split() if word not in NOISE and not word.isdigit()]
    stem = " ".join(words)
    if (
        words[-1:] == ["type"]
        and (less := _known(" ".join(words[:-1]), values)) is not None
        and _known(stem, values) is None
    ):
        stem = " ".join(words[:-1]) if less.target is not None and _is_typed(less.target) else stem
    if stem and stem != key and (guess := _known(stem, values)) is not None:
        if guess.target is None:
            return guess
        return replace(guess, confidence=STEM, why=(_name_for_it(stem),))
    if (guess := _part(words, values)) is not None:
        return guess
    return _alike(key, values) or Guess.of(None, 0.0, Reason("no field is called so"))


def heading_key(heading: str) -> str:
    """Return the `text_key` of a heading; `siteName` is two words."""
    return text_key(_CAMEL.sub(" ", heading.strip().lstrip("@")))


def _name_for_it(heading: str) -> Reason:
    return Reason("“{heading}” is a name for it", {"heading": heading})


def _known(key: str, values: Collection[str]) -> Guess | None:
    if key in NAMES:
        lang = _language_of(NAMES[key], values)
        if lang == "und":
            return Guess.of("name:und", ALIAS, Reason("“{heading}” is a name for names", {"heading": key}))
        told = Reason("“{heading}” is a name for names in {language}", {"heading": key, "language": lang})
        return Guess.of(f"name:{lang}", ALIAS, told)
    if key in ALT_NAMES:
        return Guess.of("alt_name:und", ALIAS, Reason("“{heading}” is a name for more names", {"heading": key}))
    if key in ALIASES:
        return Guess.of(ALIASES[key], ALIAS, _name_for_it(key), weak=key in WEAK)
    if key in UNDECIDED:
        return Guess.of(None, 0.0, Reason(UNDECIDED[key]))
    return None


def _language_of(languages: tuple[str, ...], values: Collection[str]) -> str:
    """Return the language of a heading; of several languages, the one whose own letters stand in the values."""
    if len(languages) < 2:
        return languages[0] if languages else "und"
    text = " ".join(values)
    if languages == ("az", "tr"):
        return "az" if _AZERI.search(text) else "tr" if len(values) >= 20 else "und"
    return "fa" if _PERSIAN.search(text) else "ar" if len(values) >= 20 else "und"


def _with_language(heading: str, key: str) -> Guess | None:
    """Match headings with a language before or behind: `name_az`, `AZ name`, `description:en`."""
    words = key.split()
    for code, rest in ((words[-1], words[:-1]), (words[0], words[1:])) if len(words) > 1 else ():
        if code not in LANGUAGES:
            continue
        lang, stem = LANGUAGES[code], " ".join(rest)
        short = " ".join(word for word in rest if word not in NOISE) or stem
        for part in dict.fromkeys((stem, short)):
            if part in NAMES:
                return Guess.of(f"name:{lang}", ALIAS, Reason("a name, in {language}", {"language": lang}))
            if part in ALT_NAMES:
                return Guess.of(f"alt_name:{lang}", ALIAS, Reason("more names, in {language}", {"language": lang}))
            if part in ALIASES and ALIASES[part] in (
                "note",
                "settlement",
                "source",
                "designation",
                "kind",
                "condition",
            ):
                return Guess.of(
                    ALIASES[part],
                    STEM,
                    Reason("“{heading}” is a name for it, in {language}", {"heading": part, "language": lang}),
                    weak=part in WEAK,
                )
    if len(words) == 1 and len(heading) == 2 and heading.isalpha() and words[0] in LANGUAGES:
        return Guess.of(f"name:{LANGUAGES[words[0]]}", PART, Reason("it is called by a language alone"), weak=True)
    return None


def _part(words: list[str], values: Collection[str]) -> Guess | None:
    """Match a heading of several words that are names of one field only, or of one whose values can say the same."""
    if len(words) < 2:
        return None
    found: dict[str | None, str] = {}
    strange = set(words)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            guess = _known(part, values) if len(part) > 2 else None
            if guess is not None and not strange.isdisjoint(words[start : start + size]):
                strange -= set(words[start : start + size])
                found.setdefault(guess.target, part)
    if len(found) > 1:
        found.pop("name:und", None)  # the name of whoever it is
    if len(found) != 1 or None in found:
        return None
    target, part = next(iter(found.items()))
    family = str(target).partition(":")[0]
    if family in ("name", "alt_name") or (strange and not _is_typed(str(target))):
        return None
    return Guess.of(target, PART, Reason("“{heading}” in it is a name for it", {"heading": part}), weak=True)


def _is_typed(target: str) -> bool:
    """Return whether values can speak against a field."""
    if target in POSITIONS or target == "identifier:wikidata":
        return True
    return target in FIELDS and (vocabulary_of(target) is not None or FIELDS[target].kind != "text")


def _alike(key: str, values: Collection[str]) -> Guess | None:
    if len(key) < _SHORTEST_LIKE:
        return None
    best = process.extractOne(key, _LONG, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if best is None or not _word_by_word(key, best[0]):
        return None
    guess = _known(best[0], values)
    if guess is None or guess.target is None:
        return guess
    return replace(guess, confidence=LIKE, why=(Reason("it is written nearly as “{heading}”", {"heading": best[0]}),))


def _word_by_word(one: str, other: str) -> bool:
    """Return whether each word of one heading is like the one of the other: `gps altitude` is no `gps latitude`."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    return one.count(" ") == other.count(" ") and all(a[0] == b[0] and fuzz.ratio(a, b) >= 80 for a, b in pairs)
