"""Numbers as people write them, as plain decimal numbers in the unit of the field."""

from __future__ import annotations

import re

from geo.exchange.understand.text_key import is_unknown, plain_digits

__all__ = ["PLAIN_INTEGER", "PLAIN_NUMBER", "either_of", "number_text", "read_decimal", "why_not"]

PLAIN_NUMBER = r"^[+-]?\d+(\.\d+)?$"
PLAIN_INTEGER = r"^[+-]?\d+$"
"""What needs no reading (RE2 and Python)."""
_LONGEST = 100
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"([+-]?\d{1,3})((?:[ '’]\d{3})+)([.,]\d+)?", re.ASCII)
_COMMAS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}(,\d+)?|[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_WITH_UNIT = re.compile(r"(?:±|\+/-)?\s*([+-]?\d[\d.,'’ ]*?)\s*([^\W\d_]+)?\.?")
_UNITS: dict[str, dict[str, float]] = {
    "_m": dict.fromkeys(("m", "м", "metre", "metres", "meter", "meters", "metr", "метр", "метра", "метров", "م", "متر", "մ"), 1.0)
    | dict.fromkeys(("km", "км", "كم", "կմ"), 1000.0),
    "_minutes": dict.fromkeys(("min", "mins", "minutes", "minute", "мин", "минут", "dəq", "dəqiqə", "dk", "dakika", "دقيقة", "دقیقه", "ր"), 1.0)
    | dict.fromkeys(("h", "hour", "hours", "ч", "час", "часа", "saat", "ساعة", "ساعت"), 60.0),
}  # fmt: skip
"""Ending of the name of a field, unit, how many of the field's own unit it is."""


def read_decimal(text: str) -> float | None:
    """Return a number without a unit: decimal comma, grouped digits, minus signs and digits of any kind.

    Parameters
    ----------
    text
        As somebody wrote it.

    Returns
    -------
    float or None
        None where it is no number. `1,234` is read with a decimal comma: ask `why_not` first where that may be wrong.

    Examples
    --------
    >>> [read_decimal(text) for text in ("46,75", "4 402 585,3", "1,234,567.8", "−3", "۴۶٫۷۵", "1.2.3", "1e3")]
    [46.75, 4402585.3, 1234567.8, -3.0, 46.75, None, 1000.0]
    """
    if len(text) > _LONGEST:
        return None
    text = plain_digits(text).replace("−", "-")
    if _PLAIN.fullmatch(text):
        return float(text)
    if grouped := _GROUPED.fullmatch(text):
        return float(grouped[1] + re.sub(r"\D", "", grouped[2]) + (grouped[3] or "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(text) and not _COMMAS.fullmatch(text):
        return float(text.replace(",", "."))
    if _COMMAS.fullmatch(text):
        return float(text.replace(",", ""))
    if _POINTS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    return None


def why_not(text: str) -> str:
    """Return why a text is not read as a number, for whoever mends it; empty where nothing more can be said.

    Examples
    --------
    >>> why_not("1,500")
    '1,500 could be 1500 or 1.5'
    """
    either = either_of(text)
    return "" if either is None else f"{either[0]} could be {either[1]} or {either[2]}"


def either_of(text: str) -> tuple[str, str, str] | None:
    """Return the number that a text holds and the two that it could be; None where it is none or can be but one.

    Examples
    --------
    >>> either_of("1,500 m"), either_of("12,5")
    (('1,500', '1500', '1.5'), None)
    """
    found = _WITH_UNIT.fullmatch(plain_digits(text)) if len(text) <= _LONGEST else None
    if found and _EITHER.fullmatch(found[1]):
        whole, part = found[1].split(",")
        return found[1], f"{whole}{part}", f"{float(f'{whole}.{part}'):g}"
    return None


def number_text(text: str, field: str, *, integer: bool = False) -> str | None:
    """Return a number as plain text in the unit of its field.

    Parameters
    ----------
    text
        As somebody wrote it: `12,5 m`, `1 200`, `± 50`, `5.0`.
    field
        Its name: one that ends with `_m` is in metres, with `_minutes` in minutes.
    integer
        A whole number is wanted.

    Returns
    -------
    str or None
        The text itself where it is plain already, or where it cannot be read without guessing; None where it says that no
        number is known.

    Examples
    --------
    >>> [number_text(text, "uncertainty_m") for text in ("50", "12,5 m", "± 2 km", "1 200", "1,500", "many", "n/a")]
    ['50', '12.5', '2000', '1200', '1,500', 'many', None]
    >>> number_text("3.0", "condition", integer=True), number_text("3.5", "condition", integer=True)
    ('3', '3.5')
    """
    if re.fullmatch(PLAIN_INTEGER if integer else PLAIN_NUMBER, text, re.ASCII):
        return text
    if is_unknown(text):
        return None
    if len(text) > _LONGEST:
        return text
    found = _WITH_UNIT.fullmatch(plain_digits(text).replace("−", "-"))
    if found is None or why_not(text):
        number = read_decimal(text) if not why_not(text) else None
        factor = 1.0
    else:
        number = read_decimal(found[1])
        units = next((units for ending, units in _UNITS.items() if field.endswith(ending)), {})
        factor = 1.0 if found[2] is None else units.get(found[2].lower(), 0.0)
    if number is None or not factor:
        return text
    value = round(number * factor, 9)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return text if integer else repr(value)
