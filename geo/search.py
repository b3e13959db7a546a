"""Search keys of names, so that every script and spelling finds the same place.

Two keys: `fold`, readable ASCII without diacritics, for what is being typed; and `skeleton`, the consonants in coarse
classes, for other scripts and other ways of writing. A skeleton is coarse on purpose: show what the folded key finds
first.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["fold", "fold_words", "folds", "search_words", "skeleton", "skeletons"]

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

_BLANK = ord(" ")
_SILENT = frozenset("'’ʼʻ`\"ـ")
_INITIAL_WAW = re.compile(r"\bو(?=\w)")

_CLASSES = (
    ("shch", "s"), ("tch", "c"), ("sch", "s"), ("dzh", "c"), ("sh", "s"), ("ch", "c"), ("gh", "g"), ("kh", "h"),
    ("zh", "j"), ("dj", "c"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"), ("ou", "u"), ("x", "h"), ("q", "g"),
    ("k", "g"), ("w", "v"), ("j", "c"), ("p", "b"),
)  # fmt: skip
"""Spellings of one sound, longest first; k, q and g, p and b change places between the languages of one region."""

_ADJECTIVE = re.compile(r"sk(?<=\w{3}sk)(?:aya|aia|ii|iy|ij|yi|y|oe|oye|ogo|oi|oy|ie|iye)\b")
"""Endings that make an adjective of a place in Slavic languages: the place itself is searched for."""
_DOUBLE = re.compile(r"(.)\1+")
_CONSONANTS = (
    str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
    | str.maketrans("AEIOUY", "aaaaaa")
    | str.maketrans("", "", "aeiouyv")
)
"""Of words with a capital: `a` for any vowel in front; later ones go, and v, which Arabic letters write as a vowel."""


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
    return " ".join(_lower(text).translate(_TABLE).split())


def _lower(text: str) -> str:
    """Return a text in lower case, with letters that depend on their neighbours written as they sound."""
    low = text.lower().replace("ու", "u")
    # a consonant at the beginning of a word, else mostly a vowel
    return _INITIAL_WAW.sub("v", low) if "و" in low else low


def fold_words(words: pa.Array) -> pa.Array:
    """Return `fold` of each of many words at once, several times as fast.

    Parameters
    ----------
    words
        Array of `pa.string()`, shape (n,), none of them null or with a blank (U+0020) in it.

    Raises
    ------
    ValueError
        If a word has a blank.

    Examples
    --------
    >>> fold_words(pa.array(["Şuşa", "Ağ-oğlan", "—"])).to_pylist()
    ['susa', 'ag oglan', '']
    """
    if not len(words):
        return words
    text = _lower(pc.binary_join(pa.ListArray.from_arrays([0, len(words)], words), " ")[0].as_py())
    codes = np.frombuffer(f"{text} ".encode("utf-32-le"), np.uint32)
    letters = pa.array(codes).dictionary_encode()
    ascii_of = ["" if code == _BLANK else _TABLE[code] for code in letters.dictionary.to_pylist()]
    written = pa.array(ascii_of, pa.string()).take(letters.indices)
    _, offsets, ascii_ = written.buffers()
    ends = np.frombuffer(offsets, np.int32)[np.append(0, np.flatnonzero(codes == _BLANK) + 1)]
    if len(ends) != len(words) + 1:
        message = "a blank stands in a word"
        raise ValueError(message)
    folded = pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), ascii_ or pa.py_buffer(b""))
    folded = pc.ascii_trim_whitespace(folded)
    if pc.any(pc.match_substring(folded, "  ")).as_py():
        folded = pc.replace_substring_regex(folded, " +", " ")
    return folded


def search_words(text: str) -> list[str]:
    """Return the words of a typed text; a name is found where each of them begins a word of it, both folded.

    Examples
    --------
    >>> search_words("Şuşa qal, qal")
    ['susa', 'qal']
    """
    return list(dict.fromkeys(fold(text[:_LONGEST]).split()))


def _sounds(words: Sequence[str]) -> list[str]:
    text = " ".join(words)
    for spelling, sound in _CLASSES:
        text = text.replace(spelling, sound)
    text = _DOUBLE.sub(r"\1", text)
    return " ".join(map(str.capitalize, text.split(" "))).translate(_CONSONANTS).split(" ")


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
    return " ".join(skeletons(folded.split()))


def skeletons(words: Sequence[str]) -> list[str]:
    """Return `skeleton` of each of many folded words at once: two, with a blank between, of one that may be an adjective."""
    stems = _ADJECTIVE.sub("", " ".join(words)).split(" ")
    sounds = _sounds(stems)
    # of X-in or of X-a: both are made so
    both = [
        place
        for place, (word, stem) in enumerate(zip(words, stems, strict=False))
        if len(stem) < len(word) and stem.endswith("in") and len(stem) > 4
    ]
    if both:
        for place, other in zip(both, _sounds([stems[place][:-2] for place in both]), strict=True):
            sounds[place] += f" {other}"
    return sounds[: len(words)]


def folds(column: pd.Series) -> pd.Series:
    """Return `fold` of a whole column; each distinct value is folded once, null stays null."""
    codes, values = pd.factorize(column)
    keys = pd.array([fold(value) for value in values.tolist()], dtype="str")
    return pd.Series(keys.take(codes, allow_fill=True), index=column.index, name=column.name)
