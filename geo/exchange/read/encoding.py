"""Encodings of text files: read from their marks, else found out from the letters, and always said.

The code pages that a file of one byte a letter may be in differ only in what their upper half means. Each is tried, and the
words that come out are scored: letters that are frequent in Russian or Turkic and western European languages count for a
code page; signs in the middle of words, two scripts in one word and capitals after small letters count against it. On short
texts, such as the names of a few hundred monuments, that is right more often than general libraries are
(`tests/geo/exchange/read/test_encoding.py` measures it on names that the score was not made from).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

__all__ = [
    "Encoding",
    "encoding_of",
    "encoding_of_file",
    "named",
    "read_as",
    "transcoded",
    "wide_encoding",
    "with_line_feeds",
]

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
"""Bytes of lines with letters beyond ASCII that are looked at."""
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CODE_PAGES = ("cp1251", "cp1254", "cp1252")
_OF_TEXT = re.compile(r"utf-(8|16|32)|cp\d|iso8859|koi8|mac-|gb|big5|shift|euc|ascii|kz|ptcp|tis|johab|hp")
_CLEAR = 0.25
"""How much better than the next a score must be, a letter, for the guess to be called sure."""
# per cent of the letters of Russian texts, after the National Corpus of the Russian language
_CYRILLIC = dict(
    zip(
        "оеаинтслвркмдпуябьыгзчйхжшюцщэфъ",
        (11, 8.5, 8, 7.4, 6.7, 6.3, 5.5, 4.4, 4.5, 4.7, 3.5, 3.2, 3, 2.8, 2.6, 2, 1.6, 1.7, 1.9, 1.7, 1.6, 1.4, 1.2, 1, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1),
        strict=True,
    )
)  # fmt: skip
_OTHER_CYRILLIC = frozenset("ёіїєґўј")
_TURKIC = frozenset("ğşıçöüâî")
_WESTERN = frozenset("éèêëáàâäíîïóôúûùñßãõåæøœçöü")
_ICELANDIC = frozenset("ðþý")
"""Stand in Windows-1252 where Turkish ğ, ş and ı stand in Windows-1254: Icelandic and Faroese are taken for Turkish."""
_POINTS = frozenset("«»–—“”„‘’…№°´·\u00a0•")


@dataclass(frozen=True)
class Encoding:
    """How the text of a file is written down."""

    name: str
    """As Python names it, such as `utf-8` or `cp1254`."""
    guessed: bool
    """Found out from the letters, not said by a mark or by whoever asks, nor proven by good UTF-8 all through."""
    unsure: bool = False
    """Another one would do nearly as well, or the file says otherwise than its letters."""
    other: str | None = None
    """The one that would."""


def named(name: str) -> str:
    """Return the name of an encoding as Python writes it.

    Parameters
    ----------
    name
        As people and `.cpg` files write it: `UTF-8`, `1251`, `ANSI 1254`, `LDID/201`, `ISO-8859-9`.

    Raises
    ------
    ExchangeError
        If there is no such encoding of text.
    """
    text = name.strip().lower()
    number = re.fullmatch(r"(?:ansi|windows|win|cp|ms|oem)?[\s_-]*(\d{3,5})", text)
    if number:
        text = {"65001": "utf-8", "1200": "utf-16-le", "1201": "utf-16-be"}.get(number[1], f"cp{number[1]}")
    elif re.fullmatch(r"iso[\s_-]*8859[\s_-]*\d+", text):
        text = "iso8859-" + re.split(r"8859[\s_-]*", text)[1]
    elif text.startswith("8859"):
        text = f"iso8859-{text.removeprefix('8859').lstrip('-_ ')}"
    if text == "utf-16":
        text = "utf-16-le"
    try:
        found = codecs.lookup(text).name
    except (LookupError, UnicodeError, ValueError):
        found = ""
    if not _OF_TEXT.match(found):  # Python has others, such as `rot13` and `zlib`
        message = f"there is no encoding {name[:40]!r}: name one such as utf-8, cp1251 or cp1254"
        raise ExchangeError(message)
    return found


def encoding_of_file(path: Path, *, wanted: str | None = None) -> Encoding:
    """Return the encoding of a text file.

    Parameters
    ----------
    path
        The file, which is read until there are enough letters to tell.
    wanted
        What whoever asks says it is: taken, unless a mark at the beginning says otherwise.

    Raises
    ------
    ExchangeError
        If there is no encoding of the name that is wanted.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _MARKS.items():
            if head.startswith(mark):
                return Encoding(name, guessed=False)
        if wanted is not None:
            return Encoding(named(wanted), guessed=False)
        if wide := wide_encoding(head):
            return Encoding(wide, guessed=True)
        file.seek(0)
        return encoding_of(_high_lines(file))


def wide_encoding(head: bytes) -> str | None:
    """Return which UTF-16 the beginning of a file is by where its zeros stand, if any: digits and separators have one each."""
    even, odd = head[::2], head[1::2]
    zeros = (even.count(0) / max(1, len(even)), odd.count(0) / max(1, len(odd)))
    if max(zeros) < 0.2 or min(zeros) > max(zeros) / 4:
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _high_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines with bytes beyond ASCII until there are enough of them."""
    left = _SAMPLE
    rest = b""
    for block in iter(lambda: file.read(_BLOCK), b""):
        if block.isascii() and rest.isascii():
            rest = block[-_SAMPLE:].rpartition(b"\n")[2]
            continue
        lines = (rest + block).split(b"\n")
        rest = lines.pop()[-_SAMPLE:]
        for line in lines:
            if not line.isascii():
                yield line[:_SAMPLE]
                left -= len(line)
                if left < 0:
                    return
    if not rest.isascii():
        yield rest


def encoding_of(texts: Iterable[bytes]) -> Encoding:
    """Return the encoding in which short texts are most likely written.

    Parameters
    ----------
    texts
        Lines or cells, all of one file.

    Returns
    -------
    Encoding
        `utf-8` for plain ASCII, too, and where nearly all texts are good UTF-8: the others are then defects of their own.
    """
    high = list(dict.fromkeys(text for text in texts if not text.isascii()))
    if not high:
        return Encoding("utf-8", guessed=False)
    good = sum(_is_utf8(text) for text in high)
    if good == len(high):
        return Encoding("utf-8", guessed=False)
    if good * 10 >= len(high) * 7:  # by chance, text of one byte a letter is hardly ever good UTF-8
        return Encoding("utf-8", guessed=True)
    words = Counter(word for text in high for word in re.split(rb"[\s,;|\"]+", text) if not word.isascii())
    scores = {name: _score(words, name) for name in _CODE_PAGES}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    unsure = scores[best] - scores[second] < _CLEAR and read_as(high, best) != read_as(high, second)
    return Encoding(best, guessed=True, unsure=unsure, other=second if unsure else None)


def read_as(texts: Iterable[bytes], name: str) -> str:
    """Return texts as an encoding has them, to be compared."""
    return "\n".join(text.decode(name, "replace") for text in texts)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        # a cell may be too short for its last letter, but then it has others
        return error.reason == "unexpected end of data" and not text[: error.start].isascii()
    return True


def _score(words: Counter[bytes], name: str) -> float:
    total, letters = 0.0, 0
    for raw, count in words.items():
        word = raw.decode(name, "replace")
        marks = [letter for letter in word if ord(letter) > 127]
        letters += count * len(marks)
        total += count * (sum(map(_of_letter, marks)) + _of_word(word))
    return total / max(1, letters)


def _of_letter(letter: str) -> float:
    low = letter.lower()[0]
    if letter == "\ufffd" or "\x80" <= letter < "\xa0":
        return -4.0
    if low in _CYRILLIC:
        return 0.6 + _CYRILLIC[low] / 8
    if low in _TURKIC or letter == "İ":
        return 1.2
    if low in _WESTERN:
        return 0.5
    if low in _OTHER_CYRILLIC:
        return 0.3
    if low in _ICELANDIC:
        return -1.5
    if letter.isalpha():
        return -0.5
    return 0.0 if letter in _POINTS else -2.0


def _of_word(word: str) -> float:
    latin = sum(letter.isalpha() and letter < "\u0250" for letter in word)
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
    mixed = -2.0 * min(latin, cyrillic)
    return mixed - any(a.islower() and b.isupper() for a, b in pairwise(word))


def transcoded(path: Path, encoding: str, target: Path) -> Path:
    """Write a text file again as UTF-8 without a mark, block by block, so that its size does not matter.

    Parameters
    ----------
    path
        The file.
    encoding
        Of the file, as Python names it.
    target
        The file to write. What is no text in the encoding stays as the bytes it is, so that it is found in its row.

    Returns
    -------
    Path
        `target`.
    """
    decoder = codecs.getincrementaldecoder(encoding)(
        "surrogateescape" if not encoding.startswith("utf-16") else "replace"
    )
    with path.open("rb") as source, target.open("wb") as out:
        first = True
        while True:
            block = source.read(_BLOCK)
            text = decoder.decode(block, final=not block)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            out.write(text.encode("utf-8", "surrogateescape"))
            if not block:
                return target


def with_line_feeds(path: Path, target: Path) -> Path:
    """Write a file again with line feeds in place of carriage returns, block by block, and return the new one."""
    with path.open("rb") as source, target.open("wb") as out:
        while block := source.read(_BLOCK):
            out.write(block.replace(b"\r", b"\n"))
    return target
