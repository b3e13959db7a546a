"""Keys of many names at once are those of each name by itself."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.scripts import script_of
from geo.search import fold
from geo.store.name_keys import NameKeyer, count_words

NAMES = st.lists(st.text(st.sampled_from("aЯşԱու وΣς 1-'\"ـ·ß\t\u00a0"), min_size=1, max_size=9))


@given(NAMES, NAMES)
@example([], ["ΑΣ ΑΣ", "Şuşa Шуша", "—", "- a", "Շուշի ու واقف"])
@settings(max_examples=75)
def test_keys_of_a_column_are_those_of_each_name(before: list[str], names: list[str]) -> None:
    keyer = NameKeyer()
    keyer.keys(pa.array(before, pa.string()))  # what was met before changes nothing
    keys = keyer.keys(pa.array(names, pa.string()))
    folded = [fold(name) for name in names]
    assert keys.folded.to_pylist() == folded
    assert keys.scripts.to_pylist() == [script_of(name) for name in names]
    assert keys.words == count_words(pa.array(folded, pa.string())) == Counter(" ".join(folded).split())
