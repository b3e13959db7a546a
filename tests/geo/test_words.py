"""Whole columns of names are what each name is by itself."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.scripts import script_of
from geo.search import fold
from geo.words import by_words, count_words, fold_column, name_keys

NAMES = st.one_of(st.text(), st.text(st.sampled_from('ووaا uիւոՈՒЯşԱΣς\x1f\x1c -1·ـ’"ІıİßÀ½ﷺ\n\t\u00a0'), max_size=12))


@given(st.lists(st.one_of(st.none(), NAMES), max_size=6))
@example(["Şuşa  qalası", "Գանձասարի վանք", "Худаферинские мосты", "مسجد يخاري جوهر آغا", "واقف", "", "—", "ΑΣ ΑΣ"])
@settings(max_examples=100)
def test_a_column_is_folded_as_each_name_by_itself(names: list[str | None]) -> None:
    folded = [fold(name or "") for name in names]
    column = pa.array(["left out", *names], pa.string()).slice(1)
    assert fold_column(column).to_pylist() == folded


@given(st.lists(NAMES, max_size=9))
@example([])
@example(["ΑΣ ΑΣ", "Şuşa Шуша", "Şaя яa", "Яş", "şЯ", "—", "- a", "Շուշի ու واقف", "(x) — Ağ-oğlan, Ağ-oğlan"])
@settings(max_examples=100)
def test_keys_of_a_column_are_those_of_each_name(names: list[str]) -> None:
    keys = name_keys(pa.array(["left out", *names], pa.string()).slice(1))
    folded = [fold(name) for name in names]
    assert keys.folded.to_pylist() == folded
    assert keys.scripts.to_pylist() == [script_of(name) for name in names]
    words = Counter(" ".join(folded).split())
    assert dict(keys.words) == dict(count_words(pa.array(folded, pa.string()))) == dict(words)


@given(st.lists(st.text("ab ", max_size=8), max_size=5), st.lists(st.integers(0, 4), min_size=5, max_size=5))
def test_texts_that_come_several_times_are_counted_so(texts: list[str], n_each: list[int]) -> None:
    n_each = n_each[: len(texts)]
    counts = count_words(pa.array(texts, pa.string()), np.array(n_each, dtype=np.int64))
    assert counts == Counter(word for text, n in zip(texts, n_each, strict=True) for word in text.split() * n)


@given(st.lists(st.one_of(st.none(), st.text("ab ", max_size=8)), max_size=5))
def test_words_that_become_empty_are_left_out(texts: list[str | None]) -> None:
    changed = by_words(pa.array(texts, pa.string()), lambda words: pc.replace_substring(words, "a", ""), between="+")
    expected = [[word.replace("a", "") for word in (text or "").split(" ")] for text in texts]
    assert changed.to_pylist() == ["+".join(filter(None, words)) for words in expected]
