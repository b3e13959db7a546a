"""Coordinates as people write them: degrees, minutes and seconds in many spellings, decimal commas, WKT.

Nothing is guessed: letters that contradict the heading, minutes beyond 59, a sign beside a letter are no coordinate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from geo.exchange.report.reason import Reason, quotable
from geo.exchange.understand.numbers import read_decimal
from geo.exchange.understand.text_key import plain_digits, text_key

__all__ = ["Angle", "Axis", "looks_like_angle", "read_angle", "read_coordinate", "read_position", "split_srid"]

type Axis = Literal["lon", "lat"]

_HALVES: tuple[tuple[Axis, int, str], ...] = (
    ("lat", 1, "n|north|nord|norte|northern|с|сш|с ш|сев|северная|северной широты|ш|şm|şm e|ş e|şe|şme|şimal|şimal enliyi|k|kuzey|kuzey enlemi|شمال|شمالا|شمالي|شمالی|"
     "հս|հս լ|հյուսիս|հյուսիսային|հյուսիսային լայնություն|ჩ გ|ჩ|ჩრდილოეთი|n b|n br|nördliche breite|nördl breite|lat n|latitude nord|de latitude nord|latitud norte"),
    ("lat", -1, "s|south|sud|süd|sur|southern|ю|юш|ю ш|юж|cənub|c e|güney|جنوب|جنوبا|جنوبي|جنوبی|հարավ|სამხრეთი|südliche breite|s br"),
    ("lon", 1, "e|east|est|este|ost|eastern|в|вд|в д|вост|восточная|восточной долготы|şq|şq u|ş u|şu|şqu|şərq|şərq uzunluğu|d|doğu|doğu boylamı|شرق|شرقا|شرقي|شرقی|"
     "արլ|արլ ե|արևելք|արևելյան|արևելյան երկայնություն|ა გ|აღმოსავლეთი|ö l|östliche länge|östl länge|longitude est|de longitude est|longitud este"),
    ("lon", -1, "w|west|ouest|oeste|western|з|зд|з д|зап|qərb|q u|batı|b|غرب|غربا|غربي|غربی|արևմուտք|დასავლეთი|westliche länge|w l"),
)  # fmt: skip
_HEMISPHERES = {text_key(word): (axis, sign) for axis, sign, words in _HALVES for word in words.split("|")}
"""Words of a hemisphere, as `text_key` gives them, with axis and sign. `O` is east in German and west in French: left out."""
_SIGNS = str.maketrans(
    {
        "º": "°", "˚": "°", "∘": "°", "*": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "ʹ": "'", "ʼ": "'", "″": '"', "”": '"',
        "“": '"', "„": '"', "ʺ": '"', "−": "-", "–": "-", "،": ",", "\u200e": "", "\u200f": "",
    }
    | {chr(code): "" for code in range(0x64B, 0x653)}  # vowel marks of Arabic
)  # fmt: skip
_LONGEST = 200
_WORD = r"(?:[^\W\d_]+[.\s]*){1,3}"
_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_DEGREE = r"(?:°|d(?:eg(?:rees?)?)?\.?|град(?:усов|уса|ус)?\.?|dərəcə|derece|درجة|درجه|աստ\.?|გრად\.?)"
_MINUTE = r"(?:'|m(?:in(?:utes?)?)?\.?|мин(?:ут[аы]?)?\.?|dəq(?:iqə)?\.?|dk\.?|dak(?:ika)?\.?|دقيقة|دقیقه)"
_SECOND = r"(?:\"|''|s(?=(?-i:[NSEW])$)|(?:s(?:ec(?:onds?)?)?\.?|сек(?:унд[аы]?)?\.?|san(?:iyə|iye)?\.?|(?-i:sn)\.?|ثانية|ثانیه)(?!\w))"
_BODY = (
    rf"(?P<deg>{_NUMBER})\s*(?:{_DEGREE}|(?=[\s:-]|$)|(?=[^\W\d_]))"
    rf"(?:[\s:,-]*(?P<min>\d{{1,2}}(?:[.,]\d+)?)\s*(?P<ms>{_MINUTE})?"
    rf"(?:[\s:,-]*(?P<sec>\d{{1,2}}(?:[.,]\d+)?)\s*(?P<ss>{_SECOND})?)?)?"
)
_ANGLE = re.compile(rf"(?P<before>{_WORD})?\s*(?P<sign>[+-])?\s*{_BODY}\s*(?P<after>{_WORD})?", re.IGNORECASE)
_LOOKS = re.compile(
    r"\d\s*[°º˚∘*:]|\d\s+\d{1,2}(?:\s|['′’]|\.|,)|['′’]|^\s*[^\W\d_]+\.?\s*\d|\d\s*[^\W\d_]", re.IGNORECASE
)
_TWO_PLAIN = re.compile(r"\(?\s*([+-]?\d+(?:\.\d+)?)\s*(?:[,;/|]\s*|\s+)([+-]?\d+(?:\.\d+)?)\s*\)?", re.ASCII)
_TWO_COMMAS = re.compile(r"\(?\s*([+-]?\d+,\d+)\s*(?:[;/|]\s*|,?\s+)([+-]?\d+,\d+)\s*\)?", re.ASCII)
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,7})\s*;\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Angle:
    """An angle that somebody wrote."""

    degrees: float
    axis: Axis | None
    """Which of the two it is, if the text says so."""


def looks_like_angle(text: str) -> bool:
    """Return whether a text seems to have degrees and minutes or a hemisphere, for choosing columns."""
    return _LOOKS.search(plain_digits(text)) is not None and read_angle(text) is not None


def read_angle(text: str) -> Angle | None:
    """Return an angle in decimal degrees.

    Parameters
    ----------
    text
        Degrees, with minutes and seconds or decimals, with a hemisphere in letters or words, before or behind.

    Returns
    -------
    Angle or None
        Degrees, negative in the south and west; None where the text is no angle.

    Examples
    --------
    >>> for text in ("39°45′36″N", "39 45 36 N", "N39.76", "39d45m36sN", "39°45,6' с.ш.", "46° 45' şq. u.", "39:45:36", "−39,76"):
    ...     angle = read_angle(text)
    ...     print(round(angle.degrees, 6), angle.axis)
    39.76 lat
    39.76 lat
    39.76 lat
    39.76 lat
    39.76 lat
    46.75 lon
    39.76 None
    -39.76 None
    >>> read_angle("39°75′N"), read_angle("-39 S"), read_angle("N 39 E")
    (None, None, None)
    """
    found = _ANGLE.fullmatch(plain_digits(text.translate(_SIGNS))) if len(text) <= _LONGEST else None
    if found is None:
        return None
    words = [found[name] for name in ("before", "after") if found[name]]
    sides = [_HEMISPHERES.get(text_key(word)) for word in words]
    if len(sides) > 1 or None in sides or (sides and found["sign"]):
        return None
    if found["ss"] in ("s", "S") and found["ms"] is None:
        return None  # seconds or south
    parts = [found[name] for name in ("deg", "min", "sec") if found[name] is not None]
    if any(re.search(r"[.,]", part) for part in parts[:-1]):
        return None  # only the last part has decimals
    numbers = [float(part.replace(",", ".")) for part in parts]
    if any(number >= 60 for number in numbers[1:]):
        return None
    degrees = sum(number / 60**place for place, number in enumerate(numbers))
    axis, sign = sides[0] if sides and sides[0] else (None, -1 if found["sign"] == "-" else 1)
    return Angle(sign * degrees, axis) if degrees <= 180 else None


def read_coordinate(text: str, axis: Axis) -> float | Reason:
    """Return one coordinate: an angle, or a number of any reference system.

    Parameters
    ----------
    text
        What stands in the cell.
    axis
        Of the column.

    Returns
    -------
    float or Reason
        The number, or why there is none.

    Examples
    --------
    >>> read_coordinate("4 402 585,3", "lat"), read_coordinate("46,75", "lon"), str(read_coordinate("46°45′E", "lat"))
    (4402585.3, 46.75, 'it is a longitude in the column of latitudes')
    """
    number = read_decimal(text)
    if number is not None:
        return number
    angle = read_angle(text)
    if angle is None:
        return Reason("'{value}' is no coordinate", {"value": quotable(text, 60)})
    if angle.axis == "lon" and axis == "lat":
        return Reason("it is a longitude in the column of latitudes")
    if angle.axis == "lat" and axis == "lon":
        return Reason("it is a latitude in the column of longitudes")
    return angle.degrees


def read_position(text: str) -> tuple[float, float] | Reason:
    """Return a position from one text: latitude first, as is the custom, unless letters say which is which.

    Parameters
    ----------
    text
        Such as `39.76, 46.75`, `39°45′36″N 46°45′E`, `39,76; 46,75`.

    Returns
    -------
    tuple or Reason
        Longitude and latitude, or why there are none.

    Examples
    --------
    >>> read_position("39.76, 46.75"), read_position("E 46.75, N 39.75"), read_position("39,76; 46,75")
    ((46.75, 39.76), (46.75, 39.75), (46.75, 39.76))
    >>> read_position("39°45′N 46°45′E"), read_position("39 45 N, 46 45 E")
    ((46.75, 39.75), (46.75, 39.75))
    """
    plain = plain_digits(text[: _LONGEST + 1].translate(_SIGNS))
    no_position = Reason("'{value}' is no position", {"value": quotable(text, 60)})
    if len(text) > _LONGEST:
        return no_position
    if found := _TWO_PLAIN.fullmatch(plain) or _TWO_COMMAS.fullmatch(plain):
        first, second = (float(part.replace(",", ".")) for part in found.groups())
        return second, first
    for cut in _cuts(plain):
        first_angle, second_angle = read_angle(plain[:cut]), read_angle(plain[cut:].lstrip(" ,;/|"))
        if first_angle is None or second_angle is None:
            continue
        axes = (first_angle.axis, second_angle.axis)
        if axes == ("lon", "lat"):
            return first_angle.degrees, second_angle.degrees
        if axes in (("lat", "lon"), (None, None)):
            return second_angle.degrees, first_angle.degrees
    return no_position


def _cuts(text: str) -> list[int]:
    """Return where a text may fall into two angles: at a separator, else where the second may begin."""
    signs = [found.start() for found in re.finditer(r"[;/|]|,(?=\s)|,(?=[^\d\s])", text)]
    if signs:
        return signs
    places = [
        found.start()
        for found in re.finditer(r"\s+(?=[^\W\d_]|\d|[+-])|(?<=[^\W\d_])(?=\d)|(?<=[\"'°])(?=[^\W\d_])", text)
    ]
    middle = len(text) / 2
    return sorted(places, key=lambda place: abs(place - middle))[:12]


def split_srid(text: str) -> tuple[int | None, str]:
    """Return the number of the reference system of EWKT, and the WKT.

    Examples
    --------
    >>> split_srid("SRID=32638;POINT (1 2)"), split_srid("POINT (1 2)")
    ((32638, 'POINT (1 2)'), (None, 'POINT (1 2)'))
    """
    found = _SRID.match(text)
    return (int(found[1]), text[found.end() :]) if found else (None, text)
