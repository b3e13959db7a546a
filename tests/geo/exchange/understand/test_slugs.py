from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.understand.slugs import made_ids, slug_of, slugs
from geo.layers.schema import SLUG


@given(st.text(min_size=1, max_size=120), st.sampled_from(["", "az-", "x" * 40]))
def test_any_identifier_becomes_one_of_ours_and_stays_so(text: str, prefix: str) -> None:
    slug = slug_of(text, prefix)
    assert re.fullmatch(SLUG, slug)
    assert slug.startswith(prefix)
    assert slug_of(slug, prefix) == slug


@given(
    st.lists(
        st.text("ab/_-. ŞшՇش", min_size=1, max_size=6).filter(str.strip), min_size=2, max_size=2, unique_by=str.strip
    )
)
def test_identifiers_that_are_not_plain_stay_apart(texts: list[str]) -> None:
    one, other = (text.strip() for text in texts)
    strange = [text for text in (one, other) if not re.fullmatch(r"[A-Za-z0-9]+(?:[ _.:/-]+[A-Za-z0-9]+)*", text)]
    if strange:
        assert slug_of(one) != slug_of(other) or any(re.fullmatch(SLUG, text) for text in (one, other))


def test_a_column_of_our_identifiers_passes_untouched() -> None:
    column = pa.array(["a-1", None, "17"])
    assert slugs(column).column is column
    done = slugs(column, "az-")
    assert done.column.to_pylist() == ["az-a-1", None, "az-17"]
    assert done.before.to_pylist() == ["a-1", "17"]
    assert slugs(done.column, "az-").column is done.column


def test_made_identifiers_depend_on_names_and_place_alone() -> None:
    az, ru = pa.array(["Şuşa", None, "Qala"]), pa.array(["Шуша", "Мост", None])
    shapes = np.array([shapely.Point(46.7500001, 39.76), None, shapely.Point(46, 39)], dtype=object)
    ids = made_ids([az, ru], shapes).to_pylist()
    assert all(re.fullmatch(SLUG, record) for record in ids)
    assert ids[0].startswith("susa-")
    assert ids[1].startswith("most-")
    moved = np.array([shapely.Point(46.7500004, 39.76), shapely.Point(1, 1), None], dtype=object)
    again = made_ids([az, ru], moved).to_pylist()
    assert again[0] == ids[0]
    assert again[1] != ids[1]
    assert again[2] != ids[2]
    assert made_ids([ru, az], shapes).to_pylist()[1:] == ids[1:]
    assert made_ids([ru, az], shapes).to_pylist()[0][-8:] == ids[0][-8:]
    assert made_ids([], shapes).to_pylist()[0].startswith("site-")


@pytest.mark.parametrize("text", ["A/1", "a_1", "A 1", "a--1", "A.1"])
def test_plain_identifiers_keep_their_look(text: str) -> None:
    assert slug_of(text) in ("a-1", "a--1")
