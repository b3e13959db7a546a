"""Dates as people write them, as EDTF: centuries, years with words around them, days of a calendar.

Only what can mean one thing is read: a day whose month cannot be told, a year of two digits, a year of the Hijri or the
Iranian calendar stay as they are. What the words leave open stays open: `18th century` is `17XX`, `before 1750` is `../1750`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from geo.edtf import days
from geo.errors import DateError
from geo.exchange.report.reason import N_
from geo.exchange.understand.text_key import is_unknown, plain_digits, text_key

__all__ = ["PLAIN_DATE", "edtf_text", "why_not"]

PLAIN_DATE = r"^-?\d{4}[~?%]?$|^\d\d?XX[~?]?$|^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?$"
"""Dates that need no reading (RE2 and Python): all are EDTF."""
_LONGEST = 200
_DASH = r"\s*[-–—−]\s*"
_YEAR = r"(\d{3,4})"
_CENTURY = (
    r"(?:th|st|nd|rd|e|er|ème|eme|è|ième|º|°)?[\s.-]*(?:cent(?:ury|uries|\.)?|c\.?|siècles?|siecles?|siglos?|sec\.?|secolo|século|jahrhunderts?|jahrhundert|jhd?\.?|"
    r"eeuw|wiek|стол\.?|век[аеиов]*|вв?\.?|(?:-?(?:й|го|м|ом|ый|ой))?\s*(?:век[аеу]?|веков|вв?\.?|столети[еяйю])|"
    r"(?:-?c[iıuü])?\s*əsr(?:in|lər|lərin|də)?|(?:-?c[iıuü])?\s*esr(?:in|ler|lerin|de)?|y[üu]zy[ıi]l(?:ın|lar|da)?|yy\.?|asır|"
    r"(?:-?րդ)?\s*(?:դար(?:եր|ում|ի)?|դդ?\.?)|(?:-?ე)?\s*(?:საუკუნე(?:ები|ში)?|ს\.))"
)
"""Words for a century that stand behind its number."""
_CENTURY_BEFORE = r"(?:century|c|siècle|siecle|siglo|sec\.?|secolo|século|saec\.?|القرن(?:ين)?|قرن|век|դար)\s*"
_NUMERAL = r"([ivxlх]{1,6}|\d{1,2})"
_BCE = r"\s*(b\.?\s?c\.?(?:\s?e\.?)?|до\s*н\.?\s*э\.?|e\.?\s?ə\.?|m\.?\s?ö\.?|m\.?\s?e\.?\s?ə\.?|av\.?\s*j\.?-?\s*c\.?|v\.?\s?chr\.?|a\.\s?c\.|ق\.?\s?م\.?|მ\.?\s?წ\.?|մ\.?\s?թ\.?\s?ա\.?)"
_CE = r"\s*(?:a\.?d\.?|c\.?e\.?|н\.?\s*э\.?|ap\.?\s*j\.?-?\s*c\.?|n\.?\s?chr\.?|d\.?\s?c\.?|b\.?e\.?|eramızın|miladi|milâdî|م\.?|ميلادية?|میلادی)"
_HALVES = {
    1: r"(?:1st|first|i{1}|1-?я|первая|birinci|1-?ci|première|premiere|1re|erste|primera)\s*(?:half|половина|yarısı|yarisi|moitié|hälfte|mitad)",
    2: r"(?:2nd|second|ii|2-?я|вторая|ikinci|2-?ci|seconde|deuxième|2e|zweite|segunda)\s*(?:half|половина|yarısı|yarisi|moitié|hälfte|mitad)",
}
_PART = r"(?:the\s+)?(?:early|mid|middle|late|end|beginning|start|начало|середина|конец|début|debut|milieu|fin|anfang|mitte|ende|frühes|spätes|principios|mediados|finales|أوائل|أواخر|منتصف)(?:\s*[-–]?\s*|\s+)(?:of\s+|du\s+|des\s+|de\s+|del\s+)?(?:the\s+)?"
_PART_BEHIND = r"(?:\s+(?:əvvəli|əvvəlləri|evveli|ortaları|sonu|sonları|başı|başları|սկիզբ|վերջ|կես))?"
_ABOUT = (
    r"(?:c|ca|cca|circa|approx|approximately|about|around|abt|est|estimated|~|≈|ок|около|примерно|прибл|приблизительно|təxminən|təxmini|təq|təqribən|"
    r"yaklaşık|yakl|takriben|vers|environ|env|um|etwa|hacia|alrededor de|aprox|حوالي|نحو|حدود|تقريبا|մոտ|շուրջ|დაახლ|დაახლოებით)"
)
_ABOUT_BEHIND = r"(?:approx\.?|circa|civar[ıi]|civarında|təxminən|ətrafında|приблизительно|~|environ|تقريبا)"
_BEFORE = r"(?:before|prior to|until|no later than|до|не позднее|ранее|avant|vor|antes de|قبل|մինչև)"
_AFTER = r"(?:after|since|from|not before|после|не ранее|с|après|apres|nach|después de|despues de|بعد)"
_BETWEEN = r"(?:between|from|между|с|entre|zwischen|بين|من)?\s*"
_AND = r"(?:\s*[-–—−/]\s*|\s+(?:and|to|till|until|до|по|и|et|à|und|bis|y|a|ve|və|و|إلى|الى)\s+)"
_YEAR_BEFORE = r"(?:in|year|built in|built|constructed in|erected|anno|a\.?d\.?|c\.?e\.?|год|в|году|построен[ао]? в|année|annee|an|en|jahr|im jahre?|año|ano|سنة|عام|tikilib)\s*"
_YEAR_BEHIND = (
    r"(?:\s*[-–]?\s*(?:c[iıuü])?\s*il(?:də|in|i)?|\s*(?:г\.?\s?г?\.?|год[ауы]?|году|гг\.?)|\s*(?:yıl(?:ı|ında)?)|\s*['’]?(?:de|da|te|ta)|"
    r"\s*(?:թ\.?|թվական(?:ին)?|թ\.?-?ին)|\s*(?:წ\.?|წელი|წელს)|" + _CE + r")"
)
_DECADE = r"(?:['’]?s|-?(?:е|х)(?:\s*(?:гг\.?|год[ыов]*))?|\s*[-–]?\s*c[iıuü]\s*illər(?:in|də)?|\s*['’]?l[ae]r|er(?:\s*jahre)?|-?ական(?:ներ|\s*թթ\.?)?)"
_HIJRI = re.compile(
    r"(?<!\w)(?:a\.?\s?h\.?|هـ?|hicr[iî]|h\.|hijri|хиджр[ыа]|hic(?:ri|rî)|hegir[ae]|هجري|هجرية|هجری|قمری|شمسی|ه\s?\.?\s?ش|خورشیدی)(?!\w)"
)

_MONTHS: dict[str, int] = {
    text_key(word): number
    for language in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
        "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
    )
    for number, word in enumerate(language.split(), 1)
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def _whole(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts))


_ISO_MOMENT = _whole(r"(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?")
_Y_M_D = _whole(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:\s+\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
_D_M_Y = _whole(
    r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})(?:\s*(?:г\.?|года|il|-ci il))?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
)
_M_Y = _whole(r"(\d{1,2})[./](\d{4})")
_D_MONTH_Y = _whole(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|\.|-?ə?)?\s+(?:de\s+|of\s+)?)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})(?:",
    _YEAR_BEHIND,
    r")?",
)
_MONTH_D_Y = _whole(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_ONE_CENTURY = _whole(
    "(?:", _NUMERAL, r"\s*", _CENTURY, "|", _CENTURY_BEFORE, _NUMERAL, ")", _PART_BEHIND, "(?:", _BCE, "|", _CE, ")?"
)
_ORDINAL = r"(?:th|st|nd|rd|er|e|º|\.|-?(?:й|го|ci|cı|cu|cü|րդ|ე))?"
_TWO_CENTURIES = _whole(_NUMERAL, r"\s*(?:", _CENTURY, "|", _ORDINAL, ")", _AND, _NUMERAL, r"\s*", _CENTURY)
_TWO_CENTURIES_BEFORE = _whole(_CENTURY_BEFORE, _NUMERAL, _AND, _NUMERAL)
_ROMANS = _whole(r"([ivxх]{2,5})(?:", _AND, r"([ivxх]{1,5}))?")
_NUMBERS = _whole(r"(\d{1,2})(?:", _AND, r"(\d{1,2}))?")
_YEARS = _whole(_BETWEEN, _YEAR, "(?:", _YEAR_BEHIND, ")?", _AND, _YEAR, "(?:", _YEAR_BEHIND, ")?")
_SHORT_YEARS = _whole(r"(\d\d)(\d\d)\s*[–—]\s*(\d\d)")
_ONE_YEAR = _whole("(?:", _YEAR_BEFORE, ")?", _YEAR, "(?:", _YEAR_BEHIND, ")")
_YEAR_AFTER_WORD = _whole(_YEAR_BEFORE, _YEAR)
_YEAR_BCE = _whole(r"(\d{1,4})", _BCE)
_YEAR_FLOAT = _whole(r"(\d{4})\.0+")
_DECADE_OF = _whole(r"(?:the\s+|années\s+|années\s+|década de\s+)?(\d{3})0", _DECADE)
_DECADE_WORD = _whole(r"(?:années|annees|les années|década de|los años)\s+(\d{3})0")
_HALF = {
    number: _whole(words, r"\s+(?:of\s+|du\s+|des\s+|del\s+)?(?:the\s+)?(.+)") for number, words in _HALVES.items()
}
_HALF_BEHIND = {
    1: _whole(r"(.+?)\s+(?:birinci|1-?ci|i)\s+yarısı"),
    2: _whole(r"(.+?)\s+(?:ikinci|2-?ci|ii)\s+yarısı"),
}
_PART_OF = _whole(_PART, "(.+)")
_BEFORE_WHAT, _AFTER_WHAT = _whole(_BEFORE, r"\s+(.+)"), _whole(_AFTER, r"\s+(.+)")
_ABOUT_WHAT = _whole(_ABOUT, r"(?![^\W\d_])\.?\s*(.+)")
_WHAT_ABOUT = _whole(r"(.+?)\s*", _ABOUT_BEHIND)
_UNSURE = _whole(r"(.+?)\s*\(?\?\)?")
_BARE_YEAR = _whole(r"\(?(\d{4})\)?\.?")


def _century_number(numeral: str) -> int | None:
    if numeral.isdigit():
        return int(numeral)
    letters = numeral.replace("х", "x")
    values = [_ROMAN[letter] for letter in letters]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if 1 <= total <= 21 and _roman(total) == letters else None


def _roman(number: int) -> str:
    out = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            out, number = out + sign, number - value
    return out


def _century(number: int | None, *, before: bool = False) -> str | None:
    if number is None or not 1 <= number <= 21:
        return None
    return f"{'-' if before else ''}{number - 1:02d}XX"


def _from_to(first: str, last: str | None) -> str | None:
    ends = [_century(_century_number(numeral)) for numeral in (first, last) if numeral is not None]
    return None if None in ends else "/".join(filter(None, ends))


def _valid(text: str) -> bool:
    try:
        days(text)
    except DateError:
        return False
    return True


def _day(year: str, month: str, day: str) -> str | None:
    text = f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    return text if _valid(text) else None


def _of_calendar(text: str) -> str | None:
    """Read days and months of a calendar."""
    if found := _ISO_MOMENT.fullmatch(text):
        return found[1]
    if found := _Y_M_D.fullmatch(text):
        return _day(*found.groups())
    if found := _D_M_Y.fullmatch(text):
        first, sign, second, year = found.groups()
        if sign == "." or int(first) > 12 or first.zfill(2) == second.zfill(2):
            return _day(year, second, first)
        return _day(year, first, second) if int(second) > 12 else None
    if found := _M_Y.fullmatch(text):
        month = int(found[1])
        return f"{found[2]}-{month:02d}" if 1 <= month <= 12 else None
    if found := _D_MONTH_Y.fullmatch(text):
        number = _MONTHS.get(text_key(found[2]))
        if number is None:
            return None
        return f"{found[3]}-{number:02d}" if found[1] is None else _day(found[3], str(number), found[1])
    if found := _MONTH_D_Y.fullmatch(text):
        number = _MONTHS.get(text_key(found[1]))
        return None if number is None else _day(found[3], str(number), found[2])
    return None


def _of_years(text: str) -> str | None:
    """Read years, decades and spans of years."""
    if found := _BARE_YEAR.fullmatch(text) or _YEAR_FLOAT.fullmatch(text):
        return found[1]
    if found := _ONE_YEAR.fullmatch(text) or _YEAR_AFTER_WORD.fullmatch(text):
        return found[1].zfill(4)
    if found := _YEAR_BCE.fullmatch(text):
        return f"-{int(found[1]) - 1:04d}" if int(found[1]) > 1 else "0000"
    if found := _DECADE_OF.fullmatch(text) or _DECADE_WORD.fullmatch(text):
        return f"{found[1]}X" if found[1][-1] != "0" else None  # the 1900s are ten years or a hundred
    if found := _YEARS.fullmatch(text):
        return f"{found[1].zfill(4)}/{found[2].zfill(4)}"
    if found := _SHORT_YEARS.fullmatch(text):
        return f"{found[1]}{found[2]}/{found[1]}{found[3]}"
    return None


def _of_centuries(text: str) -> str | None:
    """Read centuries, spans of them and halves."""
    if found := _ONE_CENTURY.fullmatch(text):
        return _century(_century_number(found[1] or found[2]), before=found[3] is not None)
    if found := _TWO_CENTURIES.fullmatch(text) or _TWO_CENTURIES_BEFORE.fullmatch(text) or _ROMANS.fullmatch(text):
        return _from_to(found[1], found[2])
    for number in (1, 2):
        if found := _HALF[number].fullmatch(text) or _HALF_BEHIND[number].fullmatch(text):
            century = _of_centuries(found[1])
            if century is None or not re.fullmatch(r"\d\dXX", century):
                return None
            start = int(century[:2]) * 100
            return f"{start + 1:04d}/{start + 50:04d}" if number == 1 else f"{start + 51:04d}/{start + 100:04d}"
    if found := _PART_OF.fullmatch(text):
        return _of_centuries(found[1])
    return None


def _read(text: str, depth: int = 0) -> str | None:
    found: re.Match[str] | None
    if _valid(text.upper()):
        return text.upper()
    if (out := _of_calendar(text) or _of_centuries(text) or _of_years(text)) is not None:
        return out
    if depth > 1:
        return None
    if (found := _ABOUT_WHAT.fullmatch(text) or _WHAT_ABOUT.fullmatch(text)) is not None:
        return _marked(_read(found[1], depth + 1), "~")
    if (found := _UNSURE.fullmatch(text)) is not None:
        return _marked(_read(found[1], depth + 1), "?")
    for pattern, form in ((_BEFORE_WHAT, "../{}"), (_AFTER_WHAT, "{}/..")):
        if (found := pattern.fullmatch(text)) is not None:
            inner = _read(found[1], depth + 1)
            return None if inner is None or "/" in inner else form.format(inner)
    return None


def _marked(date: str | None, mark: str) -> str | None:
    if date is None:
        return None
    return "/".join(part if part[-1] in "~?%." else f"{part}{mark}" for part in date.split("/"))


def why_not(text: str) -> str:
    """Return why a text is not read as a date, for whoever mends it; empty where nothing more can be said.

    Examples
    --------
    >>> why_not("03/04/2019"), why_not("1900s"), why_not("1250 AH")
    ('day and month cannot be told apart', 'ten years or a hundred could be meant', 'a year of another calendar: write the year of the common era')
    """
    low = plain_digits(text).lower()
    found = _D_M_Y.fullmatch(low)
    if found and edtf_text(text) == text:
        possible = found[2] != "." and 1 <= int(found[1]) <= 12 and 1 <= int(found[3]) <= 12
        return N_("day and month cannot be told apart") if possible else N_("there is no such day")
    if re.fullmatch(r"(?:the\s+)?\d\d00" + _DECADE, low):
        return N_("ten years or a hundred could be meant")
    if _HIJRI.search(low):
        return N_("a year of another calendar: write the year of the common era")
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}", low):
        return N_("a year of two digits")
    if re.fullmatch(r"\d{1,3}", low):
        return N_("a year has four digits; of a century write the word")
    return ""


@lru_cache(maxsize=65_536)
def edtf_text(text: str, *, centuries: bool = False) -> str | None:
    """Return a date in EDTF.

    Parameters
    ----------
    text
        As somebody wrote it, in one of the languages of the region.
    centuries
        The heading says that numbers such as `18` are centuries.

    Returns
    -------
    str or None
        The text itself where it is EDTF already, or where it cannot be read without guessing; None where it says that no
        date is known.

    Examples
    --------
    >>> [edtf_text(text) for text in ("1750~", "18th century", "XVIII əsr", "XVIII век", "القرن 18", "c. 1750", "1750-ci il")]
    ['1750~', '17XX', '17XX', '17XX', '17XX', '1750~', '1750']
    >>> [edtf_text(text) for text in ("1750–1760", "31.12.1999", "12/31/1999", "03/04/1999", "2nd half of 18th c.", "unknown")]
    ['1750/1760', '1999-12-31', '1999-12-31', '03/04/1999', '1751/1800', None]
    """
    if len(text) > _LONGEST or _valid(text):
        return text
    if is_unknown(text):
        return None
    low = plain_digits(text.replace("İ", "i").replace("I", "i")).lower()
    if _HIJRI.search(low):
        return text
    numbers = _NUMBERS.fullmatch(low) if centuries else None
    out = _read(low) if numbers is None else _from_to(numbers[1], numbers[2])
    return out if out is not None and _valid(out) else text
