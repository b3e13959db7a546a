"""The script that a text is written in: of one text, and of whole columns."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["script_of", "script_sets", "scripts_of"]

_UNDETERMINED = "Zyyy"

_CODES = {
    "LATIN": "Latn", "ARMENIAN": "Armn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GEORGIAN": "Geor", "GREEK": "Grek",
    "HEBREW": "Hebr", "SYRIAC": "Syrc", "COPTIC": "Copt", "ETHIOPIC": "Ethi", "THAANA": "Thaa", "NKO": "Nkoo",
    "TIFINAGH": "Tfng", "CAUCASIAN": "Aghb", "GOTHIC": "Goth", "GLAGOLITIC": "Glag", "RUNIC": "Runr", "OGHAM": "Ogam",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "ORIYA": "Orya", "TAMIL": "Taml",
    "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo",
    "TIBETAN": "Tibt", "MYANMAR": "Mymr", "KHMER": "Khmr", "MONGOLIAN": "Mong", "JAVANESE": "Java", "CJK": "Hani",
    "HIRAGANA": "Hira", "KATAKANA": "Kana", "BOPOMOFO": "Bopo", "HANGUL": "Hang", "CHEROKEE": "Cher", "YI": "Yiii",
}  # fmt: skip
"""First word of the Unicode name of a letter, and its script in ISO 15924."""
_BITS = {script: 1 << place for place, script in enumerate(sorted(set(_CODES.values())))}
_OF_SET = {0: _UNDETERMINED} | {bit: script for script, bit in _BITS.items()}


@lru_cache(maxsize=4096)
def _script(char: str) -> str | None:
    if not char.isalpha():
        return None
    words = unicodedata.name(char, "").split()
    return next((_CODES[word] for word in words[:2] if word in _CODES), None)  # FULLWIDTH LATIN, GREEK …


def script_of(text: str) -> str:
    """Return the script of a text: that of most of its letters, of the first letter where two are level.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        ISO 15924 code such as `Latn`, `Armn`, `Cyrl` or `Arab`; `Zyyy` (undetermined) where no letter tells.

    Examples
    --------
    >>> [script_of(text) for text in ("Şuşa", "Շուշի", "Шуша", "شوشا", "12 (?)")]
    ['Latn', 'Armn', 'Cyrl', 'Arab', 'Zyyy']
    """
    found = Counter(filter(None, map(_script, text)))
    return found.most_common(1)[0][0] if found else _UNDETERMINED


def script_sets(texts: pa.Array) -> NDArray[np.uint64]:
    """Return which scripts the letters of texts are of, a bit for each, to be put together with `|`.

    Parameters
    ----------
    texts
        Array of `pa.string()`, shape (n,), none of them null.
    """
    if not len(texts):
        return np.zeros(0, dtype=np.uint64)
    bits, starts = _letters(texts)
    sets: NDArray[np.uint64] = np.bitwise_or.reduceat(bits, starts)
    return sets


def scripts_of(texts: pa.Array, sets: NDArray[np.uint64]) -> pa.Array:
    """Return `script_of` of each text; the letters are counted only where they are of several scripts.

    Parameters
    ----------
    texts
        Array of `pa.string()`, shape (n,), none of them null.
    sets
        As `script_sets`, shape (n,).
    """
    coded = pa.array(sets).dictionary_encode()
    lone = [_OF_SET.get(bits) for bits in coded.dictionary.to_pylist()]
    scripts = pa.array(lone, pa.string()).take(coded.indices)
    several = scripts.is_null()
    return (
        pc.replace_with_mask(scripts, several, _most_frequent(texts.filter(several))) if scripts.null_count else scripts
    )


def _most_frequent(texts: pa.Array) -> pa.Array:
    """Return the script of most letters of each text, of the first letter where two are level; each has a letter."""
    bits, starts = _letters(texts)
    place = np.arange(len(bits))
    most, first, best = (np.zeros(len(texts), dtype=np.int64) for _ in range(3))
    scripts = [(script, bit) for script, bit in _BITS.items() if (bits == bit).any()]
    for number, (_, bit) in enumerate(scripts):
        n = np.add.reduceat(bits == bit, starts, dtype=np.int64)
        its_first = np.minimum.reduceat(np.where(bits == bit, place, len(bits)), starts)
        better = (n > most) | ((n == most) & (its_first < first))
        most[better], first[better], best[better] = n[better], its_first[better], number
    return pa.array([script for script, _ in scripts], pa.string()).take(pa.array(best))


def _letters(texts: pa.Array) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the bit of each letter of the texts, one after the other, each followed by one of no script; and their starts."""
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(texts)], texts), " ")[0].as_py()
    letters = pa.array(np.frombuffer(f"{joined} ".encode("utf-32-le"), np.uint32)).dictionary_encode()
    bits = [_BITS.get(_script(chr(code)) or "", 0) for code in letters.dictionary.to_pylist()]
    size = pc.utf8_length(texts).to_numpy().astype(np.int64) + 1
    return np.array(bits, dtype=np.uint64)[letters.indices.to_numpy()], np.cumsum(size) - size
