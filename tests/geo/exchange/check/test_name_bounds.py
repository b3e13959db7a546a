from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from geo.exchange.check import name_bounds
from geo.exchange.check.name_bounds import NameBounds
from geo.words import fold_column

NAMES = st.lists(st.text("abz 019", max_size=12).map(str.split).map(" ".join), min_size=2, max_size=30)


@settings(max_examples=150)
@given(NAMES, st.sampled_from([40, 85, 88, 100]))
def test_no_pair_that_is_alike_is_left_out(names: list[str], least: int) -> None:
    bounds = NameBounds.of(pa.array(names))
    first, second = map(np.ravel, np.indices((len(names), len(names))))
    pairs = [(names[one], names[other]) for one, other in zip(first, second, strict=True)]
    told = np.array([bool(one and other) for one, other in pairs])
    alike = np.array([fuzz.ratio(one, other) >= least for one, other in pairs]) & told
    digits = np.array([[*filter(str.isdigit, one)] == [*filter(str.isdigit, other)] for one, other in pairs])
    assert not (alike & ~bounds.may_be_alike(first, bounds, second, least)).any()
    assert not (digits & ~bounds.may_have_equal_digits(first, bounds, second)).any()
    assert (bounds.told(first, bounds, second) == told).all()


def test_most_pairs_that_are_not_alike_are_left_out() -> None:
    bounds = NameBounds.of(pa.array(["susa qalasi", "agdam mescidi", "kurgan 1", "kurgan 2", ""]))
    one, other = np.array([0, 2, 0, 4]), np.array([1, 3, 4, 4])
    assert not bounds.may_be_alike(one, bounds, other, 88)[[0, 2, 3]].any()
    assert not bounds.may_have_equal_digits(one, bounds, other)[1]


@settings(max_examples=100)
@given(st.lists(st.none() | st.text("aZə Şş-—12", max_size=8)), st.integers(1, 4))
def test_bounds_of_names_are_those_of_folded_names(names: list[str | None], at_once: int) -> None:
    column = pa.array(["x", *names], pa.string())[1:]
    known, name_bounds._AT_ONCE = name_bounds._AT_ONCE, at_once
    try:
        found = NameBounds.folding(column)
    finally:
        name_bounds._AT_ONCE = known
    expected = NameBounds.of(fold_column(column))
    assert found.size.tolist() == expected.size.tolist()
    assert found.letters.tolist() == expected.letters.tolist()
