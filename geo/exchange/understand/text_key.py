"""Words in one form for looking them up: without case, accents, vowel marks and signs, each in its own script."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_unknown", "plain_digits", "text_key"]

_LETTERS = str.maketrans(
    {
        "ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ё": "е",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "‌": " ",
        "և": "եւ",
    }
)  # fmt: skip
_SIGNS = re.compile(r"[\W_]+")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


def plain_digits(text: str) -> str:
    r"""Return a text with the digits of Arabic and Persian as 0 to 9, and spaces of any kind as one blank.

    Examples
    --------
    >>> plain_digits(" ۱۷۵۰ \xa0م")
    '1750 م'
    """
    return " ".join(text.translate(_DIGITS).split())


def text_key(text: str) -> str:
    """Return the key by which a word is looked up.

    Parameters
    ----------
    text
        A word or a heading in any script.

    Returns
    -------
    str
        Small letters and digits of the same script without accents, one blank between words.

    Examples
    --------
    >>> [text_key(text) for text in ("MƏSCİD", "Mosquée", "türbə_adı", "قَلْعَة", "Мечеть (XVIII)")]
    ['mescid', 'mosquee', 'turbe adi', 'قلعه', 'мечеть xviii']
    """
    if text.isascii():
        return _SIGNS.sub(" ", text.lower()).strip()
    split = unicodedata.normalize("NFKD", text.replace("İ", "i")).casefold().translate(_LETTERS)
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", bare)).strip()


_UNKNOWN = frozenset(
    map(
        text_key,
        (
            "", "n/a", "na", "nan", "nil", "none", "null", "no data", "not known", "unknown", "undated", "not available", "s/d", "sd",
            "naməlum", "məlum deyil", "məlumat yoxdur", "bilinmiyor", "bilinmeyen", "yok", "неизвестно", "неизвестен", "не известно",
            "нет данных", "нет", "н/д", "غير معروف", "غير معروفة", "مجهول", "لا يوجد", "نامعلوم", "نامشخص", "անհայտ", "չկա", "უცნობია", "უცნობი",
            "inconnu", "inconnue", "non renseigné", "unbekannt", "keine angabe", "desconocido", "sconosciuto", "onbekend",
        ),
    )
)  # fmt: skip
_LONGEST_UNKNOWN = 2 * max(map(len, _UNKNOWN))


def is_unknown(text: str) -> bool:
    """Return whether a text in place of a number or a date says only that none is known.

    Examples
    --------
    >>> [is_unknown(text) for text in ("—", "N/A", "Naməlum", "0")]
    [True, True, True, False]
    """
    return len(text) <= _LONGEST_UNKNOWN and text_key(text) in _UNKNOWN
