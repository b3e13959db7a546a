"""Rules that come from the declaration of a column alone: `geo.layers` says what may stand in it.

Null, unique, vocabulary, pattern and range are pandera's, over whole columns; dates, addresses and references are
looked up once for each distinct value.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.check.known import did_you_mean, rows_with, true_rows
from geo.edtf import unreadable
from geo.layers.closures import SEASON
from geo.layers.schema import BCP47, ISO_15924, SLUG
from geo.tables import problems_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.check.known import Known
    from geo.errors import Problem
    from geo.layers import Field
    from geo.tables import Table

__all__ = ["check_columns"]

_LONGEST_NAME = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}/?#]+([/?#][^\s<>\"\\^`{|}]*)?", re.IGNORECASE)
_HIDDEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{0080}-\x{009F}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
_PATTERNS = {
    SLUG: "small letters, digits and hyphens, at most 80, a letter or digit first",
    BCP47: "a language code such as en, az or az-Cyrl",
    ISO_15924: "a script code such as Latn, Arab or Cyrl",
    SEASON: "a season such as 11-01/04-15, from month-day to month-day",
}


def check_columns(table: Table, known: Known) -> list[Problem]:
    """Return what is wrong in single columns of a table."""
    fields = table.layer.fields
    absent = {problem.field for problem in table.problems if problem.row is None and problem.severity == "error"}
    out = [problem for problem in _declared(table) if problem.field not in absent]
    for name, field in fields.items():
        if name in absent or not len(table):
            continue
        out += _range_of_coordinate(table, name, field)
        if field.dtype == "str":
            out += _text(table, name, field)
            out += _reference(table, name, field, known)
    return out


def _declared(table: Table) -> Iterator[Problem]:
    from pandera.errors import SchemaErrors

    schema = table.layer.pandera()
    for name, column in schema.columns.items():
        if not len(table) or (column.nullable and not column.checks and not column.unique):
            continue
        try:  # a column at a time: pandas needs a copy of each
            column.validate(table.attributes([name]), lazy=True)
        except SchemaErrors as errors:
            for check, cases in errors.failure_cases.groupby("check", sort=False):
                rows = np.unique(cases["index"].dropna().to_numpy(dtype=np.int64))
                yield from _said(table, str(name), str(check), rows)


def _said(table: Table, name: str, check: str, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Problem]:
    """Return what pandera found of one check in one column in our words."""
    field, column = table.layer.fields[name], table.columns[name]
    if check == "not_nullable":
        what = "at least one source is needed: write its id" if name == "source_ids" else "a value is needed"
        return problems_at(table, rows, name, f"the cell is empty; {what}")
    if check == "field_uniqueness":
        later = np.flatnonzero(column.to_pandas().duplicated() & column.is_valid().to_pandas())

        def twice(value: str) -> str:
            first = pc.index(column, value).as_py() + table.first_row
            return f"{value!r:.100} is used twice, first in row {first}; give one of them another"

        return problems_at(table, later, name, twice)
    if check.startswith("isin"):
        words = field.words or []
        return problems_at(table, rows, name, lambda value: _not_a_word(value, words))
    if check.startswith("str_matches"):
        return problems_at(table, rows, name, lambda value: _not_the_form(value, field))
    return problems_at(table, rows, name, lambda value: f"{value} is out of range; {_limits(field)}")


def _not_the_form(value: str, field: Field) -> str:
    return f"{value!r:.100} is not {_PATTERNS.get(field.pattern or '', f'text of the form {field.pattern}')}"


def _not_a_word(value: str, words: list[str]) -> str:
    hint = did_you_mean(str(value).lower(), words) or f"; one of {', '.join(words)}"
    return f"{value!r:.100} is not in the vocabulary{hint}"


def _limits(field: Field) -> str:
    ends = [] if field.minimum is None else [f"at least {field.minimum:g}"]
    ends += [] if field.maximum is None else [f"at most {field.maximum:g}"]
    return f"{field.title.lower()}: {' and '.join(ends)}"


def _range_of_coordinate(table: Table, name: str, field: Field) -> list[Problem]:
    """Longitudes and latitudes are no columns of a frame with geometry, so pandera does not see them."""
    if field.minimum is None or field.maximum is None or name not in ("lon", "lat", "access_lon", "access_lat"):
        return []
    column = table.columns[name]
    inside = pc.and_(pc.greater_equal(column, field.minimum), pc.less_equal(column, field.maximum))
    say = f"{{}} lies outside the world; {_limits(field)} (are longitude and latitude exchanged?)".format
    out = problems_at(table, true_rows(pc.invert(inside)), name, say)
    if field.required and table.geometry is None:
        out += problems_at(table, true_rows(pc.is_null(column)), name, "the cell is empty; a value is needed")
    return out


def _text(table: Table, name: str, field: Field) -> list[Problem]:
    column = table.columns[name]
    out: list[Problem] = []
    if field.required:
        blank = pc.equal(pc.utf8_trim_whitespace(column), "")
        out += problems_at(table, true_rows(blank), name, "the cell holds only blanks; a value is needed")
    if field.pattern is not None:  # for a pattern the end of the text may come before a last line break
        broken = true_rows(pc.match_substring(column, "\n"))
        out += problems_at(table, broken, name, lambda value: _not_the_form(value, field))
    if field.kind == "edtf":
        wrong_dates = unreadable(pc.unique(column).drop_null().to_pylist())
        if wrong_dates:
            out += problems_at(table, rows_with(column, list(wrong_dates)), name, lambda text: str(wrong_dates[text]))
    elif field.kind in ("day", "moment", "url"):
        tests: dict[str, Callable[[str], object]] = {"day": _is_day, "moment": _is_moment, "url": _ADDRESS.fullmatch}
        good = tests[field.kind]
        form = {"day": "a day such as 2024-05-31", "moment": "a moment such as 2024-05-31T12:00:00Z"}
        wrong = [text for text in pc.unique(column).drop_null().to_pylist() if not good(text)]
        say = f"{{!r:.100}} is not {form.get(field.kind, 'a web address that begins with https:// or http://')}".format
        out += problems_at(table, rows_with(column, wrong) if wrong else [], name, say)
    if name in ("text", "title"):
        long = pc.greater(pc.utf8_length(column), _LONGEST_NAME)
        out += problems_at(
            table, true_rows(long), name, f"the text has more than {_LONGEST_NAME} characters; shorten it"
        )
        hidden = true_rows(pc.match_substring_regex(column, _HIDDEN))
        message = "the text holds control characters or changes of writing direction; they are shown harmless"
        out += problems_at(table, hidden, name, message, severity="note")
    return out


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return bool(dt.datetime.fromisoformat(text).tzinfo)
    except ValueError:
        return False


def _reference(table: Table, name: str, field: Field, known: Known) -> list[Problem]:
    reference = field.reference
    if reference is None or reference.layer in known.lost:
        return []
    ids = known.ids.get(reference.layer, pa.array([], type=pa.string()))
    values = pc.unique(table.columns[name]).drop_null()
    if not reference.many:
        wrong = values.filter(pc.invert(pc.is_in(values, value_set=ids)))
        named = {text: text for text in wrong.to_pylist()}
    else:
        parts = pc.split_pattern(values, ";")
        flat, owner = pc.list_flatten(parts), pc.list_parent_indices(parts)
        at = true_rows(pc.invert(pc.is_in(flat, value_set=ids)))
        named = dict(zip(values.take(owner.take(at)).to_pylist(), flat.take(at).to_pylist(), strict=True))
    if not named:
        return []

    def say(value: str) -> str:
        word = named[value]
        if not word:
            return f"{value!r:.100} has an empty part; separate ids by one ; and no blank"
        hint = did_you_mean(word.strip(), ids) or f"; add it to {reference.layer}, or mend the id"
        return f"{word!r:.100} is no id of {reference.layer}{hint}"

    return problems_at(table, rows_with(table.columns[name], list(named)), name, say)
