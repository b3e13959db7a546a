"""Search keys of names, so that every script and spelling finds the same place.

Two keys: `fold`, readable ASCII without diacritics, for what is being typed; and `skeleton`, the consonants in coarse
classes, for other scripts and other ways of writing. A skeleton is coarse on purpose: show what the folded key finds
first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fold", "folds", "search_words", "skeleton", "skeletons"]

_LONGEST = 200
"""Characters of a typed text that are looked at."""

_LETTERS = str.maketrans(
    {
        "ո": "o", "օ": "o", "ը": "e", "և": "ev",
        "و": "u", "ؤ": "u", "ۆ": "u", "ي": "i", "ی": "i", "ى": "a", "ئ": "i", "ا": "a", "آ": "a", "أ": "a", "إ": "i",
        "ة": "a", "ع": "", "ء": "",
        "ä": "a", "ö": "o", "ü": "u",
    }
)  # fmt: skip
"""Letters that anyascii writes by their shape or their English sound; here as the vowels that neighbours write."""

_SILENT = frozenset("'’ʼʻ`\"ـ")
_INITIAL_WAW = re.compile(r"\bو(?=\w)")

_CLASSES = (
    ("shch", "s"), ("tch", "c"), ("sch", "s"), ("dzh", "c"), ("sh", "s"), ("ch", "c"), ("gh", "g"), ("kh", "h"),
    ("zh", "j"), ("dj", "c"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"), ("ou", "u"), ("x", "h"), ("q", "g"),
    ("k", "g"), ("w", "v"), ("j", "c"), ("p", "b"),
)  # fmt: skip
"""Spellings of one sound, longest first; k, q and g, p and b change places between the languages of one region."""

_ADJECTIVE = re.compile(r"(?<=\w{3})sk(?:aya|aia|ii|iy|ij|yi|y|oe|oye|ogo|oi|oy|ie|iye)$")
"""Endings that make an adjective of a place in Slavic languages: the place itself is searched for."""
_DOUBLE = re.compile(r"(.)\1+")
_SOFT = str.maketrans("", "", "aeiouyv")
"""Vowels, and v, which Arabic letters write as a vowel."""


class _Table(dict[int, str]):
    """Letters folded one by one and kept: str.translate with it is several times as fast as transliterating words."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        ascii_ = "" if char in _SILENT else anyascii(char.translate(_LETTERS)).lower()
        self[code] = folded = re.sub(r"[^a-z0-9]", " ", ascii_.replace("'", "").replace("`", ""))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return a name as lower-case ASCII words without diacritics.

    Parameters
    ----------
    text
        A name in any script.

    Returns
    -------
    str
        Words of a to z and 0 to 9 with one space between; empty where nothing can be written so.

    Examples
    --------
    >>> [fold(text) for text in ("Şuşa  qalası", "Շուշի", "Шуша", "شوشا", "واقف")]
    ['susa qalasi', 'shushi', 'shusha', 'shusha', 'vaqf']
    """
    low = text.lower().replace("ու", "u")
    if "و" in low:
        low = _INITIAL_WAW.sub("v", low)  # a consonant at the beginning of a word, else mostly a vowel
    return " ".join(low.translate(_TABLE).split())


def search_words(text: str) -> list[str]:
    """Return the words of a typed text; a name is found where each of them begins a word of it, both folded.

    Examples
    --------
    >>> search_words("Şuşa qal, qal")
    ['susa', 'qal']
    """
    return list(dict.fromkeys(fold(text[:_LONGEST]).split()))


def _sounds(word: str) -> str:
    for spelling, sound in _CLASSES:
        word = word.replace(spelling, sound)
    word = _DOUBLE.sub(r"\1", word)
    return ("a" if word[0] in "aeiouy" else word[0]) + word[1:].translate(_SOFT)


@lru_cache(maxsize=200_000)
def _skeleton_word(word: str) -> str:
    stem = _ADJECTIVE.sub("", word)
    if stem != word and stem.endswith("in") and len(stem) > 4:
        return f"{_sounds(stem)} {_sounds(stem[:-2])}"  # of X-in or of X-a: both are made so
    return _sounds(stem)


def skeleton(folded: str) -> str:
    """Return the consonants of a folded name, each word by itself.

    Parameters
    ----------
    folded
        What `fold` returned.

    Returns
    -------
    str
        For each word its first sound (`a` for any vowel), then its consonants in coarse classes.

    Examples
    --------
    >>> {skeleton(fold(text)) for text in ("Susa", "Shusha", "Şuşa", "Շուշի", "Шуша", "شوشا", "شوشي", "Shushi")}
    {'ss'}
    """
    return " ".join(map(_skeleton_word, folded.split()))


def _distinct(column: pd.Series, key: Callable[[str], str]) -> pd.Series:
    codes, values = pd.factorize(column)
    keys = pd.array([key(value) for value in values.tolist()], dtype="str")
    return pd.Series(keys.take(codes, allow_fill=True), index=column.index, name=column.name)


def folds(column: pd.Series) -> pd.Series:
    """Return `fold` of a whole column; each distinct value is folded once, null stays null."""
    return _distinct(column, fold)


def skeletons(folded: pd.Series) -> pd.Series:
    """Return `skeleton` of a whole column of folded names; each distinct value once, null stays null."""
    return _distinct(folded, skeleton)
