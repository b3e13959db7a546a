"""The script that a text is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

__all__ = ["script_of"]

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
    return found.most_common(1)[0][0] if found else "Zyyy"
