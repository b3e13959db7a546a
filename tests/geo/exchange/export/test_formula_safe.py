from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.export.formula_safe import formula_safe, formula_taken_back


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(1)", "|calc", "%x", " =1", "\u00a0=1", "\t=1", "\rx", "'=1", "＝1", "\u202e=1"],
)
def test_what_a_spreadsheet_could_run_gets_an_apostrophe(text: str) -> None:
    (safe,) = formula_safe(pa.array([text])).to_pylist()
    assert safe.startswith("'")


@pytest.mark.parametrize("text", ["", "a=b", "-0550", "+994", "12.5", "-12.5", "Şuşa", "'a", "''", "2 = 3"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert formula_safe(pa.array([text, None])).to_pylist() == [text, None]


def test_columns_in_pieces_stay_so_safe() -> None:
    for kind in (pa.string(), pa.large_string()):
        column = pa.chunked_array([["=1"], ["a\x00b", None]], kind)
        assert formula_safe(column).to_pylist() == ["'=1", "ab", None]


@given(st.lists(st.text("'=+-@|%1.a \t＝"), max_size=6))
def test_taking_back_gives_the_text_as_it_was(texts: list[str]) -> None:
    column = pa.array(texts, pa.string())
    safe = formula_safe(column)
    assert formula_taken_back(safe).to_pylist() == texts
    assert formula_safe(formula_taken_back(safe)).to_pylist() == safe.to_pylist()
