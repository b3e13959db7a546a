"""Reasons and details of an import in the reader's language: whole sentences of the catalogues, and values in their own."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.report.issues import Issues
from geo.exchange.report.reason import Reason, Reasons, alone, pieces_of, quotable
from geo.exchange.understand.column_match import match_columns
from geo.exchange.understand.crs_fit import LON_LAT, CrsFit
from maps.i18n import LANGUAGES
from server.pages import import_details
from server.pages.import_details import Detail, change_words, detail_words, reason_words

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[2]
FRENCH = {
    "row {row}, {metres} m away, {percent} alike: '{there}' there, '{here}' here": "« {here} » ici, « {there} » là, à {metres} m (ligne {row}), {percent}",
    "'{word}'; did you mean '{likely}'?": "« {word} » : peut-être « {likely} » ?",
    "“{heading}” is a name for it": "« {heading} » en est un nom",
    "{count} rows have a value": "{count} lignes ont une valeur",
    "the outline crosses itself": "le contour se croise",
    "day and month cannot be told apart": "le jour et le mois se confondent",
    "'{value}' is no date in EDTF: {why}": "« {value} » n’est pas une date EDTF : {why}",
}


@pytest.fixture
def _in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogues of a day on which all this is translated, whatever they hold now."""
    french = SimpleNamespace(gettext=lambda text: FRENCH.get(text, text))
    monkeypatch.setattr(import_details, "translations", lambda _lang: french)


def issue(sentence: str | None, message: str = "", field: str | None = None, **values: object) -> SimpleNamespace:
    return SimpleNamespace(sentence=sentence, values=orjson.dumps(values).decode(), message=message, field=field)


def plain(detail: Detail) -> str:
    return re.sub("[\u2068\u2069]", "", str(detail))


@pytest.mark.usefixtures("_in_french")
def test_a_sentence_is_translated_whole_and_its_values_take_their_places() -> None:
    twin = "row {row}, {metres} m away, {percent} alike: '{there}' there, '{here}' here"
    said = detail_words(issue(twin, row="12345", metres=1200, percent="98 %", there="Şuşa", here="{metres}"), "fr")
    assert plain(said) == "« {metres} » ici, « Şuşa » là, à 1\u202f200 m (ligne 12345), 98 %"
    assert said.lang is None
    assert [piece.text for piece in said.pieces if piece.is_value] == [
        "{metres}",
        "Şuşa",
        "1\u202f200",
        "12345",
        "98 %",
    ]


@pytest.mark.usefixtures("_in_french")
def test_words_of_vocabularies_fields_and_reasons_are_the_readers_too() -> None:
    said = detail_words(issue("'{word}'; did you mean '{likely}'?", field="kind", word="mosqe", likely="mosque"), "ar")
    assert plain(said) == "« mosqe » : peut-être « مسجد » ?"
    why = {"value": "03/04/1999", "why": "day and month cannot be told apart"}
    said = detail_words(issue("'{value}' is no date in EDTF: {why}", field="built", **why), "fr")
    assert plain(said) == "« 03/04/1999 » n’est pas une date EDTF : le jour et le mois se confondent"
    assert plain(detail_words(issue(None, "Self-intersection"), "fr")) == "le contour se croise"


@pytest.mark.usefixtures("_in_french")
def test_what_is_not_translated_yet_says_that_it_is_english() -> None:
    assert detail_words(issue("{count} cells too many", count=3), "fr").lang == "en"
    assert detail_words(issue(None, "a quotation mark is not closed"), "fr").lang == "en"
    for own in (issue(alone("value"), value="a foreign text"), issue(None, "46.5, 39.5"), issue(None, "")):
        assert detail_words(own, "fr").lang is None
    assert change_words("a foreign text", "fr").lang is None
    assert detail_words(issue("{count} cells too many", count=3), "en").lang is None


@pytest.mark.usefixtures("_in_french")
def test_a_match_of_columns_has_its_reasons_sentence_by_sentence() -> None:
    import pyarrow as pa

    (match,) = match_columns(pa.table({"Növü": ["Yel dəyirmanı"]}), ["Növü"], has_geometry=False)
    assert [plain(reason) for reason in reason_words(match.reasons, "fr")] == [
        "« novu » en est un nom",
        "none of its words is known yet",
    ]
    assert [reason.lang for reason in reason_words(match.reasons, "fr")] == [None, "en"]
    assert match.why == "“novu” is a name for it; none of its words is known yet"


def test_lists_and_reference_systems_are_in_the_words_of_the_reader() -> None:
    fits = "; ".join(str(CrsFit(code, LON_LAT, 0.98, swapped)) for code, swapped in (("EPSG:4326", False), ("EPSG:4326", True)))  # fmt: skip
    for sentence in (
        "these fit: {systems}",
        "{count} of {total} positions are in the area in {crs}; these fit: {systems}",
    ):
        said = plain(detail_words(issue(sentence, systems=fits, count=1, total=9, crs="EPSG:32638"), "ar"))
        assert set(re.findall("[A-Za-z]+", said)) == {"EPSG"}
        assert said.count("العددين") == 1
    assert plain(detail_words(issue("these fit: {systems}", systems=fits), "en")) == f"these fit: {fits}"
    said = plain(
        detail_words(issue("'{word}'; one of {words}", field="access", word="ajar", words="open, closed"), "ar")
    )
    assert "،" in said
    assert "," not in said


def test_cells_that_are_too_many_or_missing_are_marked() -> None:
    said = detail_words(issue("{count} cells, the heading has {width}: {cells}", count=4, width=3, cells="id = a | kind = b | - lat | + c"), "en")  # fmt: skip
    assert [piece.text for piece in said.pieces if piece.is_wrong] == ["- lat", "+ c"]


def listed(issues: Issues) -> pd.DataFrame:
    return issues.frame(reasons=True)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.integers(0, 10**7)), min_size=1, max_size=5),
    st.sampled_from(["{a} and {b}", "{b}: '{a}'", "{a}", "no fields at all", "{b} {a} {b}"]),
)
def test_the_english_message_is_the_sentence_with_its_values(rows: list[tuple[str, int]], sentence: str) -> None:
    issues = Issues()
    texts, numbers = [text for text, _ in rows], np.array([number for _, number in rows])
    issues.add("markup", np.arange(len(rows)), detail=Reasons(sentence, {"a": texts, "b": numbers}))
    frame = listed(issues)
    for row, (text, number) in zip(frame.itertuples(), rows, strict=True):
        assert row.message == str(Reason(sentence, {"a": text, "b": number}))
        assert row.sentence == sentence
        assert orjson.loads(row.values) == {"a": text, "b": number}
        said = detail_words(SimpleNamespace(sentence=row.sentence, values=row.values, message="", field=None), "en")
        named = [name for _text, name in pieces_of(sentence) if name]
        assert [piece.is_value for piece in said.pieces].count(True) == len(named)


@given(st.lists(st.tuples(st.sampled_from(["markup", "spaces"]), st.integers(0, 30)), max_size=60), st.integers(1, 8))
def test_the_first_issues_of_each_kind_are_the_first_of_all(found: list[tuple[str, int]], at_most: int) -> None:
    issues = Issues()
    for place, (code, row) in enumerate(found):
        issues.add(code, np.array([row]), detail=str(place))
    every = issues.frame()
    first = every.groupby("code", sort=False).head(at_most).reset_index(drop=True)
    some = issues.frame(at_most)
    assert some.groupby("code", sort=False).head(at_most).reset_index(drop=True).equals(first)
    assert len(some) <= len(every)


@given(st.text())
def test_a_quoted_text_is_one_line_that_hides_nothing(text: str) -> None:
    assert quotable(text).isprintable()


@pytest.mark.parametrize("sentence", ["{a!r}", "{a:>3}", "{}", "{0}", "{a.b}", "{a[0]}"])
def test_a_sentence_has_names_of_fields_and_nothing_else_in_braces(sentence: str) -> None:
    with pytest.raises(ValueError, match="names of fields and nothing else"):
        pieces_of(sentence)


def test_every_sentence_of_the_engine_can_be_said() -> None:
    keywords = DEFAULT_KEYWORDS | {"Reason": None, "Reasons": None}
    found = {
        str(text)
        for path in (ROOT / "geo" / "exchange").rglob("*.py")
        if path.name != "issue_codes.py"
        for _line, text, _comments, _context in extract_from_file("python", path, keywords=keywords)  # type: ignore[arg-type]  # a path of any kind
    }
    assert "{count} of {total} positions" in found
    for sentence in found:
        named = {name: "x" for _text, name in pieces_of(sentence) if name}
        for lang in LANGUAGES:
            detail: Any = detail_words(issue(sentence, **named), lang)
            assert detail.pieces
