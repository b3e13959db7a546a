"""Sites are ordered by every sort key of a question, what is missing last either way, equals by name and id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import QuestionError
from geo.questions.facets import facets_of
from geo.questions.site_filter import SORT_KEYS, Order
from geo.questions.site_order import name_ranks, ordered
from geo.search import fold
from geo.vocabularies import AccessStatus
from tests.geo.questions.facet_oracle import SITES, TODAY, frames

if TYPE_CHECKING:
    import random

COLUMNS = {"kind": "kind", "district": "district", "built": "built_from", "statements": "n_statements", "newest": "newest_day", "visited": "visited_day"}  # fmt: skip


@given(SITES, st.sampled_from(SORT_KEYS), st.sampled_from(["up", "down", None]), st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_column_then_of_the_name_then_of_the_id(
    sites: list[dict[str, Any]], sort: str, order: Order | None, rng: random.Random
) -> None:
    facets = facets_of(**frames(sites)).on(TODAY)
    names = pd.Series({f"s{n}": site["names"][0] for n, site in enumerate(sites) if site["names"]}, dtype="str")
    rows = np.array([n for n in range(len(sites)) if rng.random() < 0.8], dtype=np.intp)
    found = ordered(facets, sort, order, ranks=name_ranks(facets.sites["id"], names), today=TODAY, rows=rows).tolist()

    def key(row: int) -> Any:  # noqa: ANN401 (texts or numbers, as the column has them)
        if sort == "condition":
            return sites[row]["condition"]
        if sort == "designation":
            return sites[row]["designations"][0][0] if sites[row]["designations"] else None
        if sort == "access":
            said = facets.sites["access"].iloc[row]
            return None if pd.isna(said) else list(AccessStatus).index(said)
        if sort == "urgency":
            return int(facets.urgency(TODAY)[row])
        value = facets.sites.iloc[row].get(COLUMNS.get(sort, ""))
        return None if pd.isna(value) else value

    def name(row: int) -> tuple[str, str]:
        return fold(names.get(f"s{row}", f"s{row}")), f"s{row}"

    by_name = sorted(rows.tolist(), key=name)
    if sort == "name":
        assert found == (by_name[::-1] if order == "down" else by_name)
        return
    there = [row for row in by_name if key(row) is not None]
    values = sorted({key(row) for row in there}, reverse=order == "down")
    expected = [row for value in values for row in there if key(row) == value]
    assert found == expected + [row for row in by_name if key(row) is None]


def test_without_a_wish_sites_go_by_name() -> None:
    facets = facets_of(pd.DataFrame({"id": ["a", "b", "c"]}))
    ranks = name_ranks(facets.sites["id"], pd.Series({"a": "Zeta", "b": "Ärger"}))
    assert ordered(facets, None, None, ranks=ranks, today=TODAY).tolist() == [1, 2, 0]


def test_what_is_no_column_is_refused() -> None:
    facets = facets_of(pd.DataFrame({"id": ["a"]}))
    with pytest.raises(QuestionError, match="known are name, kind"):
        ordered(facets, "colour", None, ranks=np.array([0]), today=TODAY)
