"""Dates in words, and the Hijri years that they cover."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LanguageError
from maps.dates import hijri_in_words, hijri_years, in_words
from maps.i18n import LANGUAGES

YEARS = st.integers(623, 9998)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1682", "1682"),
        ("0622", "622"),
        ("2021-06", "June 2021"),
        ("2021-01-12", "12 January 2021"),
        ("2021-06-12T10:00:00Z", "12 June 2021"),
        ("1751~", "about 1751"),
        ("1751?", "probably 1751"),
        ("1751%", "probably about 1751"),
        ("2020-11~", "about November 2020"),
        ("2021-01-12?", "probably 12 January 2021"),
        ("16XX", "17th century"),
        ("00XX", "1st century"),
        ("18XX?", "probably 19th century"),
        ("199X", "1990s"),
        ("1XXX", "1000 to 1999"),
        ("2021-XX", "2021"),
        ("2021-06-XX", "June 2021"),
        ("2021-XX-XX", "2021"),
        ("2021-23", "autumn 2021"),
        ("1216/1238", "1216 to 1238"),
        ("1216~/1238", "about 1216 to 1238"),
        ("2021-07/2022-02-15", "July 2021 to 15 February 2022"),
        ("18XX/1905", "19th century to 1905"),
        ("1992/..", "from 1992 on"),
        ("2020-10-29/..", "from 29 October 2020 on"),
        ("1993~/..", "from about 1993 on"),
        ("1992/", "from 1992 on, end unknown"),
        ("../1900", "until 1900"),
        ("/1900", "until 1900, start unknown"),
        ("[1667,1668]", "1667 or 1668"),
        ("{1667,1668,1670}", "1667, 1668 and 1670"),
        ("0000", "1 BC"),
        ("-0300", "301 BC"),
        ("-0300/0200", "301 BC to 200"),
        ("-01XX", "2nd century BC"),
        ("-30XX", "3100 BC to 3001 BC"),
        ("Y17000", "17000"),
    ],
)
def test_a_date_is_said_in_words(edtf: str, words: str) -> None:
    assert in_words(edtf, "en") == words


@pytest.mark.parametrize(
    ("edtf", "fr", "ar", "az"),
    [
        ("1216/1238", "de 1216 à 1238", "من 1216 إلى 1238", "1216–1238-ci illər"),
        ("16XX", "XVIIe siècle", "القرن السابع عشر", "XVII əsr"),
        ("1751~", "vers 1751", "نحو عام 1751", "təxminən 1751-ci il"),
        ("1214", "1214", "1214", "1214-cü il"),
        ("2021-06", "juin 2021", "يونيو 2021", "iyun 2021"),
        ("2023-10-01", "1er octobre 2023", "1 أكتوبر 2023", "1 oktyabr 2023"),
        ("2020-10-29/..", "depuis le 29 octobre 2020", "منذ 29 أكتوبر 2020", "29 oktyabr 2020 tarixindən"),
        ("1992/..", "depuis 1992", "منذ عام 1992", "1992-ci ildən"),
        ("../1900", "jusqu’en 1900", "حتى عام 1900", "1900-cü ilədək"),
        ("199X", "années 1990", "العقد الذي يبدأ عام 1990", "1990-cı illər"),
        ("2021-21", "printemps 2021", "ربيع 2021", "2021-ci ilin yazı"),
        ("-01XX", "IIe siècle av. J.-C.", "القرن الثاني قبل الميلاد", "e.ə. II əsr"),
    ],
)
def test_each_language_says_it_in_its_own_way(edtf: str, fr: str, ar: str, az: str) -> None:
    assert [in_words(edtf, lang) for lang in ("fr", "ar", "az")] == [fr, ar, az]


@pytest.mark.parametrize(
    ("year", "ending"),
    [
        *((1901, "ci"), (1902, "ci"), (1903, "cü"), (1904, "cü"), (1905, "ci"), (1906, "cı"), (1907, "ci")),
        *((1908, "ci"), (1909, "cu"), (1910, "cu"), (1920, "ci"), (1930, "cu"), (1940, "cı"), (1950, "ci")),
        *((1960, "cı"), (1970, "ci"), (1980, "ci"), (1990, "cı"), (1900, "cü"), (2000, "ci")),
    ],
)
def test_azerbaijani_years_take_the_ending_of_their_last_word(year: int, ending: str) -> None:
    assert in_words(str(year), "az") == f"{year}-{ending} il"


@pytest.mark.parametrize(
    "text",
    ["hello", "2021-02-31", "2021-13", "1950S2", "2004-06~-11", "XXXX", "17X7", "1238/1216", "../..", "<script>", " "],
)
def test_what_is_not_understood_stays_as_the_source_has_it(text: str) -> None:
    assert [in_words(text, lang) for lang in LANGUAGES] == [text] * 4


@pytest.mark.parametrize("nothing", [None, "", float("nan")])
def test_no_date_is_no_words(nothing: str | None) -> None:
    assert in_words(nothing, "ar") == ""
    assert hijri_years(nothing) is None


@given(st.text() | st.text("0123456789X-/.~?%[]{},YTES", max_size=30), st.sampled_from(list(LANGUAGES)))
def test_no_text_whatever_is_an_error(text: str, lang: str) -> None:
    assert isinstance(in_words(text, lang), str)
    hijri = hijri_in_words(text, lang)
    assert hijri is None or hijri


@given(st.integers(1, 9999), st.sampled_from(list(LANGUAGES)), st.sampled_from(["{}", "{}~", "{}?", "{}/..", "../{}"]))
def test_the_year_stays_readable_in_any_language(year: int, lang: str, form: str) -> None:
    assert re.findall(r"\d+", in_words(form.format(f"{year:04}"), lang)) == [str(year)]


@pytest.mark.parametrize(
    ("edtf", "hijri"),
    [
        ("0622-07-19", "1 AH"),  # the first day, 16 July 622 in the Julian calendar
        ("0624-03-16", "2 AH"),  # Badr, 13 March 624 Julian
        ("1453-06-07", "857 AH"),  # Constantinople, 29 May 1453 Julian
        ("1979-11-18", "1399 AH"),
        ("1979-11-24", "1400 AH"),  # 1 Muharram 1400 was 20 or 21 November 1979
        ("2023-07-16", "1444 AH"),
        ("2023-07-22", "1445 AH"),  # 1 Muharram 1445 was 19 July 2023
        ("2000", "1420–1421 AH"),
        ("1216/1238", "612–636 AH"),
        ("17XX", "1111–1214 AH"),
        ("1751~", "about 1164–1165 AH"),
        ("1751?", "probably 1164–1165 AH"),
        ("1992/..", "from 1412 AH on"),
        ("../1900", "until 1318 AH"),
        ("0622-07-18", None),
        ("0622", None),
        ("03XX", None),
        ("-0300/1900", None),
        ("hello", None),
    ],
)
def test_hijri_years_agree_with_well_known_dates(edtf: str, hijri: str | None) -> None:
    assert hijri_years(edtf) == hijri


def test_hijri_years_are_said_in_each_language() -> None:
    assert [hijri_in_words("1682", lang) for lang in LANGUAGES] == [
        "1092–1094 AH",
        "1092–1094 de l’hégire",
        "1092–1094 هـ",
        "hicri 1092–1094-cü illər",
    ]
    assert hijri_in_words("1992/..", "az") == "hicri 1412-ci ildən"


def span(edtf: str) -> tuple[int, int]:
    years = [int(year) for year in re.findall(r"\d+", hijri_years(edtf) or "")]
    return years[0], years[-1]


@given(YEARS, st.integers(0, 60))
def test_hijri_years_never_go_back(year: int, later: int) -> None:
    end = min(year + later, 9999)
    (first, last), (later_first, later_last) = span(f"{year:04}"), span(f"{end:04}")
    assert first <= later_first
    assert last <= later_last
    assert span(f"{year:04}/{end:04}") == (first, later_last)


@given(YEARS)
def test_a_solar_year_covers_two_hijri_years_rarely_one_or_three(year: int) -> None:
    first, last = span(f"{year:04}")
    assert 0 <= last - first <= 2
    solar, lunar = 146_097 / 400, 10_631 / 30  # days of a mean Gregorian year and of a mean year of the 30-year cycle
    elapsed = ((year - 1) * solar - (621 * solar + 199)) / lunar  # from 19 July 622 to the first day of the year
    assert abs(first - 1 - elapsed + 0.5) <= 0.52


@given(st.dates(min_value=date(622, 7, 19)))
def test_a_day_lies_in_one_hijri_year(day: date) -> None:
    assert re.fullmatch(r"\d+ AH", hijri_years(day.isoformat()) or "")


@pytest.mark.parametrize("say", [in_words, hijri_in_words])
def test_an_unknown_language_is_an_error(say: object) -> None:
    with pytest.raises(LanguageError):
        say("1900", "xx")  # type: ignore[operator]
