"""The languages of the interface, and the translations of its texts.

Texts stand in the code in English and are the keys of the catalogues in `maps/locale` (GNU gettext). The build compiles
these for the wheel; a checkout reads the `.po` files themselves where the compiled ones are missing or older, so a
changed translation shows at once.

Numbers and dates keep the digits 0–9 in every language, Arabic included: CLDR has them as the default of Arabic without
a country, and a reader can copy coordinates, register numbers and dates as the sources write them.
"""

from __future__ import annotations

import gettext
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel import Locale
    from babel.messages.catalog import Catalog

__all__ = [
    "LANGUAGES",
    "babel_locale",
    "check_language",
    "client_messages",
    "comma",
    "direction",
    "distance_km",
    "joined",
    "mark",
    "mark_in",
    "metres",
    "negotiate",
    "number",
    "translations",
]

LANGUAGES: dict[str, str] = {"en": "English", "fr": "Français", "ar": "العربية", "az": "Azərbaycanca"}
"""Code and own name of every language of the interface; English is the language of the code."""

_DOMAIN = "mirasmap"
_HERE = Path(__file__).parent
_LOCALE = _HERE / "locale"
_ASSETS = _HERE / "_assets"
_CLIENT = "maps/client/"
_ENGLISH_PLURAL = "(n != 1)"

# European English writes the day before the month, as sources of the region do
_CLDR = {"en": "en_GB"}

_ACCEPTED = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


def check_language(lang: str) -> str:
    """Return `lang` if the interface speaks it.

    Raises
    ------
    LanguageError
        If it does not; the text names the languages that it speaks.
    """
    if lang not in LANGUAGES:
        message = f"there is no language {str(lang)[:20]!r}; choose one of {', '.join(LANGUAGES)}"
        raise LanguageError(message)
    return lang


def direction(lang: str) -> str:
    """Return `rtl` for a language written from right to left, else `ltr`, as the `dir` attribute of HTML wants it."""
    return "rtl" if check_language(lang) == "ar" else "ltr"


def negotiate(accept_language: str | None, default: str = "en") -> str:
    """Return the language that a browser wants most among those of the interface.

    Parameters
    ----------
    accept_language
        The value of the header Accept-Language, from outside and possibly anything; None if it was not sent.
    default
        The answer where none fits.
    """
    best, weight = check_language(default), 0.0
    for part in (accept_language or "")[:500].split(","):
        wanted = _ACCEPTED.fullmatch(part)
        if wanted and wanted[1].lower() in LANGUAGES and float(wanted[2] or 1) > weight:
            best, weight = wanted[1].lower(), min(float(wanted[2] or 1), 1.0)
    return best


def mark(text: str) -> str:
    """Return `text` as it is; marks it for the catalogues where it stands far from its translation."""
    return text


def mark_in(context: str, text: str) -> tuple[str, str]:
    """Return both as they are; marks `text` for the catalogues under a context, as `pgettext` would."""
    return context, text


@cache
def translations(lang: str) -> gettext.NullTranslations:
    """Return the translations of a language: `gettext`, `ngettext`, `pgettext`, `npgettext`. English is the key itself.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.
    """
    if check_language(lang) == "en":
        return gettext.NullTranslations()
    compiled = _po(lang).with_suffix(".mo")
    if not _is_current(compiled, _po(lang)):
        from babel.messages.mofile import write_mo

        buffer = io.BytesIO()
        write_mo(buffer, _catalogue(lang))
        buffer.seek(0)
        return gettext.GNUTranslations(buffer)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


@cache
def client_messages(lang: str) -> dict[str, Any]:
    """Return what the browser code says in a language, ready for JSON.

    Returns
    -------
    dict
        Message by key: a text, or the list of plural forms where the key has a plural. A context is joined to the key
        by U+0004, as gettext does. Under the empty key stands `{"plural": …}`, the C expression that picks the form
        for a number `n`. English has nothing else: its texts are the keys.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.
    """
    built = _ASSETS / f"messages.{check_language(lang)}.json"
    if built.is_file() and (lang == "en" or _is_current(built, _po(lang))):
        messages: dict[str, Any] = json.loads(built.read_text("utf-8"))
        return messages
    if lang == "en":
        return {"": {"plural": _ENGLISH_PLURAL}}
    return messages_of(_catalogue(lang))


def messages_of(catalogue: Catalog) -> dict[str, Any]:
    """Return the part of a catalogue that the browser code uses, in the form of `client_messages`.

    The build writes it to a file for each language.
    """
    messages: dict[str, Any] = {"": {"plural": catalogue.plural_expr}}
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        used = any(file.startswith(_CLIENT) for file, _ in message.locations)
        if used and message.id and all(forms) and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            messages[f"{message.context}\x04{key}" if message.context else key] = (
                forms if message.pluralizable else forms[0]
            )
    return messages


@cache
def babel_locale(lang: str) -> Locale:
    """Return the CLDR locale whose dates, numbers and names of languages the interface uses for `lang`."""
    from babel import Locale

    return Locale.parse(_CLDR.get(check_language(lang), lang))


def number(value: float, lang: str, *, digits: int = 0) -> str:
    """Return a number as a reader of `lang` writes it, rounded to `digits` decimal places."""
    from babel.numbers import format_decimal

    return format_decimal(
        round(value, digits), format="#,##0" + ("." + "#" * digits if digits else ""), locale=babel_locale(lang)
    )


def comma(lang: str) -> str:
    """Return what stands between the parts of a list: the comma of the reader's script, and a blank.

    In a script from right to left a mark of direction follows (U+200F): without it two names in Latin letters, and the
    comma between them, would be read from left to right.
    """
    return "،\u200f " if direction(lang) == "rtl" else ", "


def joined(texts: Iterable[str], lang: str) -> str:
    """Return texts one after the other, with the comma of the reader's script between them."""
    return comma(lang).join(texts)


def distance_km(value: float, lang: str) -> str:
    """Return a length in kilometres with its unit, to 0.1 km below 100 km and to 1 km above."""
    return translations(lang).gettext("%(number)s km") % {"number": number(value, lang, digits=1 if value < 100 else 0)}


def metres(value: float, lang: str) -> str:
    """Return a length in metres with its unit, to 1 m."""
    # not by CLDR's units: these say one and two metres in Arabic without a figure
    return translations(lang).gettext("%(number)s m") % {"number": number(value, lang)}


def _po(lang: str) -> Path:
    return _LOCALE / lang / "LC_MESSAGES" / f"{_DOMAIN}.po"


def _is_current(built: Path, source: Path) -> bool:
    """Return whether a built file is there and no older than its source, which a wheel does not have."""
    return built.is_file() and not (source.is_file() and source.stat().st_mtime > built.stat().st_mtime)


@cache
def _catalogue(lang: str) -> Catalog:
    from babel.messages.pofile import read_po

    with _po(lang).open("rb") as file:
        return read_po(file, locale=lang)
