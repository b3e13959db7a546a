from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.scripts import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Shusha", "Latn"),
        ("Şuşa qalası", "Latn"),
        ("Շուշի", "Armn"),
        ("Шуша", "Cyrl"),
        ("شوشا", "Arab"),
        ("თბილისი", "Geor"),
        ("Ἀθῆναι", "Grek"),
        ("ירושלים", "Hebr"),
        ("दिल्ली", "Deva"),
        ("北京", "Hani"),
        ("กรุงเทพ", "Thai"),
        ("ＡＢＣ", "Latn"),
        ("Шуша (Shushakala)", "Latn"),
        ("ab аб", "Latn"),
        ("", "Zyyy"),
        ("12 — (?)", "Zyyy"),
        ("\u202e\u0000", "Zyyy"),
    ],
)
def test_most_letters_decide(text: str, script: str) -> None:
    assert script_of(text) == script


@given(st.text())
def test_every_text_has_a_code_of_four_letters(text: str) -> None:
    code = script_of(text)
    assert len(code) == 4
    assert code.istitle()


@given(st.text("abcşığ", min_size=1), st.text("0123456789 .-", max_size=9))
def test_digits_and_signs_do_not_count(letters: str, signs: str) -> None:
    assert script_of(signs + letters + signs) == "Latn"
