"""Dates in EDTF said in the reader's words, and the years of the Hijri calendar that they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from convertdate import islamic

from geo.edtf import days, year_of
from geo.errors import DateError
from maps.i18n import babel_locale, mark, translations

if TYPE_CHECKING:
    from gettext import NullTranslations

__all__ = ["hijri_in_words", "hijri_years", "in_words"]

_DATE = re.compile(
    r"(?P<year>-?[\dX]{4}|Y-?\d{5,9})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T[\d:.+Z-]{2,30})?)?)?(?P<mark>[~?%]?)",
    re.ASCII,
)
_SET = re.compile(r"\[(?P<one>[^\[\]{}]*)\]|\{(?P<all>[^\[\]{}]*)\}")
_LONGEST = 200

# each century is a message of its own: languages number them with Roman figures, with words, with suffixes
_CENTURIES = (
    mark("1st century"),
    mark("2nd century"),
    mark("3rd century"),
    mark("4th century"),
    mark("5th century"),
    mark("6th century"),
    mark("7th century"),
    mark("8th century"),
    mark("9th century"),
    mark("10th century"),
    mark("11th century"),
    mark("12th century"),
    mark("13th century"),
    mark("14th century"),
    mark("15th century"),
    mark("16th century"),
    mark("17th century"),
    mark("18th century"),
    mark("19th century"),
    mark("20th century"),
    mark("21st century"),
)
_SEASONS = {
    21: mark("spring %(year)s"),
    22: mark("summer %(year)s"),
    23: mark("autumn %(year)s"),
    24: mark("winter %(year)s"),
}

# Azerbaijani writes a year as an ordinal, whose ending follows the vowels of the last word of the number
_AZ_UNITS = {1: "ci", 2: "ci", 3: "cü", 4: "cü", 5: "ci", 6: "cı", 7: "ci", 8: "ci", 9: "cu"}
_AZ_TENS = {1: "cu", 2: "ci", 3: "cu", 4: "cı", 5: "ci", 6: "cı", 7: "ci", 8: "ci", 9: "cı"}

# Julian day at the beginning of day 0 of the proleptic Gregorian calendar (0001-01-01 is day 1)
_JULIAN_DAY = 1_721_424.5
_FIRST_HIJRI_DAY = int(islamic.to_jd(1, 1, 1) - _JULIAN_DAY)

type _Form = Literal["year", "day", "other"]


class _NotUnderstoodError(ValueError):
    """A form of EDTF that has no words here."""


@dataclass(frozen=True)
class _Said:
    """A date in words."""

    text: str
    """The words as they stand alone."""
    form: _Form
    """Which words may stand before it: some languages say `until 1900` and `until 5 May 1900` differently."""
    year: str = ""
    """The year without the word for it, where `form` is `year`."""
    start: str = ""
    """The same as the first of two years."""


def in_words(edtf: str | None, lang: str) -> str:
    """Return a date in the reader's words.

    Parameters
    ----------
    edtf
        A date in EDTF (ISO 8601-2). Null gives empty text.
    lang
        The reader's language.

    Returns
    -------
    str
        Such as `about 1751`. A date that is not understood, or is none, comes back as it was: what a source says is
        shown, not lost. It may be hostile text then; escape it as any other.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`; never for the date.

    Notes
    -----
    `16XX`, the years 1600 to 1699, is said as the 17th century and `199X` as the 1990s, as sources in prose do. Both
    ends of an interval are part of it. Names of months are those of CLDR.

    Examples
    --------
    >>> [in_words(text, "en") for text in ("16XX", "1751~", "1216/1238", "2020-10-29/..", "2021-01-12?")]
    ['17th century', 'about 1751', '1216 to 1238', 'from 29 October 2020 on', 'probably 12 January 2021']
    """
    tr = translations(lang)
    if not isinstance(edtf, str) or not edtf:
        return ""
    return _in_words(edtf, lang, tr) if len(edtf) <= _LONGEST else edtf


@lru_cache(maxsize=8192)
def _in_words(edtf: str, lang: str, tr: NullTranslations) -> str:
    try:
        days(edtf)
        if chosen := _SET.fullmatch(edtf):
            return _set(chosen, lang, tr)
        start, slash, end = edtf.partition("/")
        return _interval(start, end, lang, tr) if slash else _date(start, lang, tr).text
    except (DateError, _NotUnderstoodError):
        return edtf


def hijri_years(edtf: str | None) -> str | None:
    """Return the Hijri years that a date covers, in English; see `hijri_in_words`."""
    return hijri_in_words(edtf, "en")


def hijri_in_words(edtf: str | None, lang: str) -> str | None:
    """Return the years of the Hijri calendar that a date covers.

    Parameters
    ----------
    edtf
        A date in EDTF, in the proleptic Gregorian calendar as EDTF has it.
    lang
        The reader's language.

    Returns
    -------
    str or None
        One year, or the first and the last of a range, such as `613–636 AH`; an approximate or uncertain date says so.
        None where there is no date, where it begins before the calendar does (19 July 622), or is not understood.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.

    Notes
    -----
    The arithmetical ("tabular") calendar, civil epoch, with the leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of
    each 30 years, as `convertdate` computes it (E. M. Reingold and N. Dershowitz, *Calendrical Calculations*). Months
    that began with the sight of the moon differ from it by a day or two, so only years are given; a single day close to
    the new year may belong to the neighbouring one. A year of the Gregorian calendar nearly always covers two.

    Examples
    --------
    >>> hijri_in_words("1216/1238", "en"), hijri_in_words("1751~", "en"), hijri_in_words("03XX", "en")
    ('612–636 AH', 'about 1164–1165 AH', None)
    """
    tr = translations(lang)
    if not isinstance(edtf, str) or not edtf:
        return None
    try:
        first, last, _ = days(edtf)
    except DateError:
        return None
    if (first if first is not None else last or 0) < _FIRST_HIJRI_DAY:
        return None
    start, end = (None if day is None else _hijri_year(day) for day in (first, last))
    if start is None:
        return tr.gettext("until %(year)s AH") % {"year": _numbered(end or 0, lang)}
    if end is None:
        return tr.gettext("from %(year)s AH on") % {"year": _numbered(start, lang)}
    if start == end:
        said = tr.gettext("%(year)s AH") % {"year": _numbered(end, lang)}
    else:
        said = tr.gettext("%(start)s–%(end)s AH") % {"start": start, "end": _numbered(end, lang)}
    return _qualified(_Said(said, "other"), _marks(edtf), tr).text


def _hijri_year(day: int) -> int:
    year: int = islamic.from_jd(day + _JULIAN_DAY)[0]
    return year


def _marks(text: str) -> str:
    about, doubt = any(mark in text for mark in "~%"), any(mark in text for mark in "?%")
    return "%" if about and doubt else "~" if about else "?" if doubt else ""


def _interval(start: str, end: str, lang: str, tr: NullTranslations) -> str:
    if start in ("", "..") or end in ("", ".."):
        return _open_interval(start, end, lang, tr)
    first, last = _date(start, lang, tr), _date(end, lang, tr)
    if first.form == last.form == "year":
        return _years(first, last, tr)
    return tr.gettext("%(start)s to %(end)s") % {"start": first.text, "end": last.text}


def _open_interval(start: str, end: str, lang: str, tr: NullTranslations) -> str:
    """Say an interval of which only one end is known. `..` is open on purpose, nothing is unknown."""
    if start in ("", ".."):
        said = _date(end, lang, tr)
        until = {
            "year": tr.pgettext("a year", "until %(date)s"),
            "day": tr.pgettext("a day", "until %(date)s"),
            "other": tr.gettext("until %(date)s"),
        }
        text = until[said.form] % {"date": said.year or said.text}
        return text if start else tr.gettext("%(period)s, start unknown") % {"period": text}
    said = _date(start, lang, tr)
    since = {
        "year": tr.pgettext("a year", "from %(date)s on"),
        "day": tr.pgettext("a day", "from %(date)s on"),
        "other": tr.gettext("from %(date)s on"),
    }
    text = since[said.form] % {"date": said.year or said.text}
    return text if end else tr.gettext("%(period)s, end unknown") % {"period": text}


def _set(chosen: re.Match[str], lang: str, tr: NullTranslations) -> str:
    """Say `[1667,1668]`, one of several dates, or `{1667,1668}`, all of them."""
    inside = chosen["one"] if chosen["one"] is not None else chosen["all"]
    dates = [_date(part.strip(), lang, tr) for part in inside.split(",")]
    style: Literal["or", "standard"] = "or" if chosen["one"] is not None else "standard"
    return format_list([said.text for said in dates], style=style, locale=babel_locale(lang))


def _date(text: str, lang: str, tr: NullTranslations) -> _Said:
    """Say a date that is neither interval nor set."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise _NotUnderstoodError
    year, month, day = match["year"], match["month"], match["day"]
    if month == "XX" and day not in (None, "XX"):
        raise _NotUnderstoodError
    if month in (None, "XX"):
        said = _year(year, lang, tr)
    else:
        said = _within_year(year, int(month), None if day in (None, "XX") else int(day), lang, tr)
    return _qualified(said, match["mark"], tr)


def _qualified(said: _Said, qualifier: str, tr: NullTranslations) -> _Said:
    """Say that a date is approximate (`~`), uncertain (`?`) or both (`%`)."""
    if not qualifier:
        return said
    if said.form == "year":
        words = {
            "~": tr.pgettext("a year", "about %(date)s"),
            "?": tr.pgettext("a year", "probably %(date)s"),
            "%": tr.pgettext("a year", "probably about %(date)s"),
        }
        return _Said(words[qualifier] % {"date": said.year}, "other")
    words = {
        "~": tr.gettext("about %(date)s"),
        "?": tr.gettext("probably %(date)s"),
        "%": tr.gettext("probably about %(date)s"),
    }
    return _Said(words[qualifier] % {"date": said.text}, "other")


def _year(text: str, lang: str, tr: NullTranslations) -> _Said:
    """Say a year, a decade, a century, or the years that unknown figures leave open."""
    digits = text.removeprefix("Y").removeprefix("-")
    if "X" not in digits:
        return _whole_year(int(text.removeprefix("Y")), lang, tr)
    if digits == "XXXX":
        raise _NotUnderstoodError
    if re.fullmatch(r"\d\dXX", digits) and int(digits[:2]) < len(_CENTURIES):
        century = tr.gettext(_CENTURIES[int(digits[:2])])
        return _Said(tr.gettext("%(date)s BC") % {"date": century} if text.startswith("-") else century, "other")
    if re.fullmatch(r"\d\d\dX", text):
        return _Said(tr.gettext("%(year)ss") % {"year": _numbered(int(digits[:3]) * 10, lang)}, "other")
    if not re.fullmatch(r"\d+X+", digits):
        raise _NotUnderstoodError
    first, last, _ = days(text)
    ends = [_whole_year(year_of(day), lang, tr) for day in (first, last) if day is not None]
    return _Said(_years(ends[0], ends[1], tr), "other")


def _whole_year(year: int, lang: str, tr: NullTranslations) -> _Said:
    said, start = _numbered(year, lang), str(year)
    if year <= 0:  # there is no year 0: EDTF's 0000 is 1 BC
        said, start = (
            tr.pgettext("a year", "%(year)s BC") % {"year": text} for text in (_numbered(1 - year, lang), 1 - year)
        )
    return _Said(tr.pgettext("a year", "%(year)s") % {"year": said}, "year", said, start)


def _years(first: _Said, last: _Said, tr: NullTranslations) -> str:
    return tr.pgettext("years", "%(start)s to %(end)s") % {"start": first.start, "end": last.year}


def _numbered(year: int, lang: str) -> str:
    """Return a year in figures, as an ordinal where the language numbers years so."""
    if lang != "az":
        return str(year)
    if year % 10:
        ending = _AZ_UNITS[year % 10]
    elif year % 100:
        ending = _AZ_TENS[year // 10 % 10]
    else:
        ending = "cü" if year % 1000 else "ci" if year else "cı"
    return f"{year}-{ending}"


def _within_year(year: str, month: int, day: int | None, lang: str, tr: NullTranslations) -> _Said:
    """Say a month, a day or a season; years before 1 and beyond 9999 have no calendar here."""
    if not (year.isdigit() and int(year)):
        raise _NotUnderstoodError
    if month in _SEASONS and day is None:
        return _Said(tr.gettext(_SEASONS[month]) % {"year": _numbered(int(year), lang)}, "other")
    if not 1 <= month <= 12:
        raise _NotUnderstoodError
    if day is None:
        return _Said(format_skeleton("yMMMM", date(int(year), month, 1), locale=babel_locale(lang)), "other")
    said = format_date(date(int(year), month, day), "long", locale=babel_locale(lang))
    if lang == "fr" and day == 1:
        said = said.replace("1 ", "1er ", 1)  # as French writes the first of a month; CLDR has no form for it
    return _Said(said, "day")
