"""Columns of any type as text: whole numbers without a point, ISO dates, null where there is nothing."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["as_text", "bad_text", "headings", "letters"]


def as_text(column: pa.Array) -> pa.Array:
    """Return a column as text.

    Parameters
    ----------
    column
        Of any Arrow type.

    Returns
    -------
    pa.Array
        Of `pa.string()`: numbers as short as they are exact (`17`, not `17.0`), dates and times in ISO 8601, lists and
        objects as JSON, bytes in Base64. Text that is no UTF-8 stays as it is: see `bad_text`.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if isinstance(kind, pa.BaseExtensionType):
        return as_text(column.storage)
    if pa.types.is_string(kind):
        return column
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string(), safe=False)
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_timestamp(kind):
        return _instants(column)
    if pa.types.is_floating(kind):
        return _numbers(column)
    if pa.types.is_primitive(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.string())
    values = column.to_pylist()  # lists, objects and bytes: rare in attributes
    return pa.array([None if value is None else _json(value) for value in values], pa.string())


def _numbers(column: pa.Array) -> pa.Array:
    text = column.cast(pa.float64() if pa.types.is_float16(column.type) else column.type).cast(pa.string())
    whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), pa.scalar(1e18)))
    if not pc.any(pc.and_(whole, pc.match_substring(text, "e"))).as_py():
        return text
    return pc.if_else(whole, pc.if_else(whole, column, pa.scalar(0.0)).cast(pa.int64()).cast(pa.string()), text)


def _instants(column: pa.Array) -> pa.Array:
    zone = column.type.tz
    plain = column.cast(pa.timestamp("us")) if zone else column.cast(pa.timestamp("us"), safe=False)
    text = pc.replace_substring(plain.cast(pa.string()), " ", "T")
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
    text = pc.replace_substring_regex(text, r"\.$", "")
    # what is stored with a zone is counted in UTC, and said so
    return (
        pc.binary_join_element_wise(text, pa.scalar("Z"), pa.scalar(""))
        if zone
        else pc.replace_substring(text, "T00:00:00", "")
    )


def _json(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return json.dumps(value, ensure_ascii=False, default=str)


def bad_text(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """Return a column of text with a mark in place of what is no UTF-8, and the places where such text was."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        pass
    else:
        return column, []
    values: list[str | None] = []
    bad: list[int] = []
    for at, raw in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            values.append(None if raw is None else raw.decode())
        except UnicodeDecodeError:
            values.append(raw.decode("utf-8", "replace"))
            bad.append(at)
    return pa.array(values, pa.string()), bad


def headings(names: Sequence[str], *, first: int = 0) -> list[str]:
    """Return headings of columns, each with a name and none twice: `name`, `name (2)`, `column C`.

    Parameters
    ----------
    names
        As they stand in the file.
    first
        Place of the first one in its sheet, from 0.

    Examples
    --------
    >>> headings(["name", "name", " ", "name (2)"])
    ['name', 'name (3)', 'column C', 'name (2)']
    """
    wanted = [name.strip() or f"column {letters(at)}" for at, name in enumerate(names, first)]
    taken, found = set(wanted), []
    used: set[str] = set()
    for name in wanted:
        free, count = name, 1
        while free in used or (count > 1 and free in taken):
            count += 1
            free = f"{name} ({count})"
        used.add(free)
        found.append(free)
    return found


def letters(at: int) -> str:
    """Return how a spreadsheet names a column, which are counted from 0.

    Examples
    --------
    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text
