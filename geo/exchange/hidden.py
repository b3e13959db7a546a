"""Characters that nobody sees, and that make a text read or sort as another one than it is.

Left where writing needs them: joiners inside words of Arabic, Indic and kindred scripts (and in emoji), marks of direction
beside letters that run from right to left, one selector of variants after what it varies. Sources: Unicode Standard
chapter 23, UTS #39 (General Security Profile), UAX #31 on joiners in identifiers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SEEMING", "shown", "visible"]

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_JOINING = "\u0600-\u0dff\u0f00-\u109f\u1700-\u18af\u1a00-\u1aff\u1b00-\u1c4f\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010f00-\U000119ff"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_ALWAYS = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(
    f"[{_ALWAYS}]+"
    f"|(?<![{_JOINING}])\u200c+|(?<![{_JOINING}{_EMOJI}])\u200d+|(?<=[\u200c\u200d])[\u200c\u200d]+"
    f"|(?<![{_RIGHT_TO_LEFT}])[\u200e\u200f\u061c]+(?![{_RIGHT_TO_LEFT}])"
    f"|(?:(?<![^\\s{_SELECTORS}\uffff]))[{_SELECTORS}]+"
)
_BETWEEN = "\uffff"
"""Stands between texts: a code point that is no character."""


def _for_arrow(characters: str) -> str:
    return re.sub(r"[^-]", lambda found: rf"\x{{{ord(found[0]):X}}}", characters)


SEEMING = f"[{_for_arrow(_ALWAYS + _SELECTORS)}\\x{{200C}}-\\x{{200F}}\\x{{061C}}\\x{{FFFF}}]"
"""Pattern of Arrow: texts that hold anything that may have to be taken out."""


def visible(texts: pa.Array) -> pa.Array:
    r"""Return texts without the characters that nobody sees.

    Parameters
    ----------
    texts
        Array of `pa.string()`, null stays null. Meant for those that match `SEEMING`.

    Examples
    --------
    >>> visible(pa.array(["a\u202eb", "می\u200cروم", "a\u200cb", None])).to_pylist() == ["ab", "می\u200cروم", "ab", None]
    True
    """
    return _each(texts, _until_stable)


def shown(texts: pa.Array) -> pa.Array:
    r"""Return texts in which what nobody sees is written out, to be reported.

    Examples
    --------
    >>> shown(pa.array(["a\u202eb\x00"])).to_pylist()
    ['a[U+202E]b[U+0000]']
    """
    return _each(
        texts, lambda text: _HIDDEN.sub(lambda found: "".join(map("[U+{:04X}]".format, map(ord, found[0]))), text)
    )


def _each(texts: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Return texts changed, all in one go: put together, changed and parted again."""
    texts = texts.cast(pa.string())
    known = pc.replace_substring(texts.drop_null(), _BETWEEN, "")
    parts = change(_BETWEEN.join(known.to_pylist())).split(_BETWEEN)
    made = pa.array(parts if len(known) else [], pa.string())
    return made if len(known) == len(texts) else pc.replace_with_mask(texts, texts.is_valid(), made)


def _until_stable(text: str) -> str:
    """Return the text when nothing more is to be taken out: what was beside a hidden character may now stand alone."""
    while True:
        seen = _HIDDEN.sub("", text)
        if seen == text:
            return text
        text = seen
