from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.check.text_bytes import lengths, needs_a_look


@pytest.mark.parametrize(
    "text", ["Şuşa qalası", "Գանձասարի վանք", "Шушинская мечеть", "شوشا", "ნინო", "上海", "«a»", "", "서울", "かな"]
)
def test_plain_names_need_no_look(text: str) -> None:
    assert not needs_a_look(pa.array([text]))[0]


@pytest.mark.parametrize(
    "text", [" a", "a ", "a  b", "a\tb", "a\u00a0b", "<", "=1", "-a", "a\u00ad", "a\u202eb", "e\u0301", "\u0387", "مَ", "שָׁ", "\ufeffa", "\x85"]
)  # fmt: skip
def test_whatever_may_have_to_be_mended_needs_a_look(text: str) -> None:
    assert needs_a_look(pa.array(["a", None, text, "b"])).tolist() == [False, False, True, False]


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), max_size=8), st.integers(0, 3))
def test_what_needs_no_look_is_plain(texts: list[str | None], start: int) -> None:
    column = pa.array(texts, pa.string()).slice(min(start, len(texts)))
    hit = needs_a_look(column)
    assert lengths(column).tolist() == [0 if text is None else len(text.encode()) for text in column.to_pylist()]
    for text, odd in zip(column.to_pylist(), hit.tolist(), strict=True):
        if not odd and text is not None:
            assert unicodedata.normalize("NFC", text) == text
            assert " ".join(text.split()) == text
            assert not any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in text)
