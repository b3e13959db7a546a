from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.edtf import unreadable
from geo.exchange.understand.dates import edtf_text, why_not

READ = {
    "17XX": "18th century|18th c.|18 c.|C18|XVIII|XVIII century|XVIII əsr|18-ci əsr|XVIII yüzyıl|18. yy|XVIII век|XVIII в.|18 в.|18-й век|القرن 18|قرن ۱۸|"
    "XVIIIe siècle|siglo XVIII|18. Jahrhundert|18. Jh.|sec. XVIII|18-րդ դար|XVIII դ.|XVIII საუკუნე|18e eeuw|mid-18th century|начало XVIII века|ХVIII в.",
    "16XX/17XX": "17th-18th century|XVII–XVIII əsrlər|17-18-ci əsrlər|XVII-XVIII вв.|القرن 17-18",
    "1701/1750": "first half of the 18th century|XVIII əsrin birinci yarısı|1st half of the 18th c.",
    "1751/1800": "2nd half of 18th century|вторая половина XVIII века|seconde moitié du XVIIIe siècle",
    "1750": "1750|1750-ci il|1750 г.|1750 год|1750 yılı|1750 թ.|1750 წ.|AD 1750|1750 CE|1750م|سنة 1750|in 1750|(1750)|1750.0|١٧٥٠|année 1750",
    "1750~": "1750~|c. 1750|c1750|ca. 1750|circa 1750|около 1750 г.|təxminən 1750|vers 1750|um 1750|حوالي 1750|1750 approx.",
    "1750?": "1750?|1750 (?)|1750 ?",
    "175X": "1750s|1750-е годы|1750-ci illər|années 1750|1750er Jahre",
    "1750/1760": "1750/1760|1750–1760|1750-1760|1750 - 1760|1750 to 1760|between 1750 and 1760|1750-1760 гг.|1750–60|с 1750 по 1760",
    "../1750": "../1750|before 1750|до 1750 г.|avant 1750",
    "1750/..": "after 1750|после 1750|nach 1750",
    "0850": "850 AD|0850",
    "-0199": "200 BC|-0199",
    "-02XX": "3rd century BC|III век до н.э.",
    "2019-05-12": "12.05.2019|12.5.2019|12 May 2019|12 мая 2019 г.|12 may 2019-cu il|May 12, 2019|2019/05/12|2019/05/12 00:00:00|12 mai 2019|12 مايو 2019",
    "2019-05-31": "31/05/2019|05/31/2019|31-05-2019",
    "2019-05-05": "05/05/2019|5/5/2019",
    "2019-05": "05.2019|05/2019|May 2019|май 2019",
}
REFUSED = "03/04/2019|1900s|1250 AH|1250 هـ|1387 شمسی|1.1.20|850|19|32.13.2020|Middle Ages|XIIII век|22nd century|1760–1750|mi|x"


@pytest.mark.parametrize(("date", "text"), [(date, text) for date, texts in READ.items() for text in texts.split("|")])
def test_dates_that_can_mean_one_thing_are_read(date: str, text: str) -> None:
    assert edtf_text(text) == date


@pytest.mark.parametrize("text", REFUSED.split("|"))
def test_dates_that_can_mean_several_things_stay_as_they_are(text: str) -> None:
    assert edtf_text(text) == text


def test_the_reason_is_told_where_there_is_one() -> None:
    assert why_not("03/04/2019") == "day and month cannot be told apart"
    assert why_not("32/01/2019") == "there is no such day"
    assert "another calendar" in why_not("1250 AH")
    assert "two digits" in why_not("01.02.19")
    assert why_not("Middle Ages") == ""


def test_words_for_unknown_empty_the_date() -> None:
    assert [edtf_text(text) for text in ("unknown", "Naməlum", "неизвестно", "-", "n/a", "غير معروف")] == [None] * 6


def test_bare_numbers_are_centuries_only_under_such_a_heading() -> None:
    assert edtf_text("18") == "18"
    assert edtf_text("18", centuries=True) == "17XX"
    assert edtf_text("17-18", centuries=True) == "16XX/17XX"
    assert edtf_text("1750", centuries=True) == "1750"


@settings(max_examples=200)
@given(st.text(st.sampled_from("0123456789XVIxviс.-–/ ~?ceəsrвекBCq() اقرن"), max_size=30))
def test_whatever_is_written_becomes_a_date_or_stays_and_reading_twice_changes_nothing(text: str) -> None:
    read = edtf_text(text)
    assert read is None or read == text or not unreadable([read])
    assert read is None or edtf_text(read) == read


@given(st.integers(1, 21))
def test_every_century_is_read_in_every_language(century: int) -> None:
    expected = f"{century - 1:02d}XX"
    for form in (
        "{} century",
        "{}-ci əsr",
        "{} век",
        "القرن {}",
        "{}. Jahrhundert",
        "{}-րդ դար",
        "siglo {}",
        "{}. yüzyıl",
    ):
        assert edtf_text(form.format(century)) == expected


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_days_with_points_are_read_day_first(day: dt.date) -> None:
    assert edtf_text(f"{day:%d.%m.%Y}") == f"{day:%Y-%m-%d}"
