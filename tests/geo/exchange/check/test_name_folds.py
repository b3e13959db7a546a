from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.check.name_folds import fold_column
from geo.search import fold

NAMES = st.one_of(st.text(), st.text(st.sampled_from("ووaا uիւոՈՒ\x1f\x1c -’ІıİΣςß½ﷺ\n"), max_size=12))


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), NAMES), max_size=6))
def test_a_column_is_folded_as_each_name_by_itself(names: list[str | None]) -> None:
    folded = fold_column(pa.array(names, pa.string()))
    assert folded.to_pylist() == [fold(name or "") for name in names]


def test_real_names_are_folded_the_same() -> None:
    names = ["Şuşa  qalası", "Գանձասարի վանք", "Худаферинские мосты", "مسجد يخاري جوهر آغا", "واقف", "Հունոտ", "", "—"]
    assert fold_column(pa.array(names)).to_pylist() == [fold(name) for name in names]
